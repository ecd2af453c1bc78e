package chinese_test

import (
	"os"
	"testing"

	"quanyuan/link/chinese"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

func inventedCity(t testing.TB) chinese.Address {
	t.Helper()
	f, err := os.Open("testdata/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := division.Embedded().WithFile(f, "divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	return chinese.NewAddress(address.NewParser(tree, "980100000000"))
}

func TestAddressPairs(t *testing.T) { goldenPairs(t, "addresses.txt", inventedCity(t)) }

func BenchmarkAddressLevel(b *testing.B) { benchmarkLevel(b, inventedCity(b), sampleAddresses) }

func BenchmarkAddressPrepare(b *testing.B) { benchmarkPrepare(b, inventedCity(b), sampleAddresses) }

var sampleAddresses = []string{"东湖区银杏街道竹园社区桂花路12号3栋2单元301", "临河市东湖区桂花路12号3幢2单元3楼1号", "桂花苑3栋2单元301", "西山县石板镇柏树村3组12号",
	"东湖区古塔街道书院社区学府路3号1栋1单元101", "桂花苑3-2-301", "石板镇柏树村三社12号", "望海市港口区海滨路8号", "桂花路30号", "东湖区银杏街道新桥社区锦绣花园5栋1单元1202", "桂花路12号3栋2单元302"}
