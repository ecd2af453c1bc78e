package chinese_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/refdata/idnumber"
)

// sampleNames draws invented names of two and three characters.
func sampleNames(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	surnames, given := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗单曾"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建国志文斌波辉玲")
	out := make([]string, n)
	for i := range out {
		name := []rune{surnames[r.IntN(len(surnames))], given[r.IntN(len(given))]}
		if r.IntN(2) == 0 {
			name = append(name, given[r.IntN(len(given))])
		}
		out[i] = string(name)
	}
	return out
}

func sampleIDs(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]string, n)
	for i := range out {
		out[i] = idnumber.Compose(fmt.Sprintf("51%04d", r.IntN(30)), 1930+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28), r.IntN(1000))
	}
	return out
}

func sampleDates(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("19%02d-%02d-%02d", 30+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28))
	}
	return out
}

func samplePhones(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("13%09d", r.IntN(1e9))
	}
	return out
}

// sampleAddress draws distinct addresses of a city of the country's lists.
func sampleAddress(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	out := make([]string, n)
	for i := range out {
		area := pick("四川省成都市锦江区", "成都市锦江区", "锦江区", "成都市武侯区", "四川省成都市青羊区", "郫都区", "四川省成都市双流区", "成都市金牛区")
		road := pick("春熙路", "红星路", "总府路", "人民南路四段", "科华北路", "一环路东一段", "芳草街", "桐梓林路", "紫荆北路", "蜀汉路")
		switch r.IntN(4) {
		case 0:
			out[i] = fmt.Sprintf("%s%s%d号%d栋%d单元%d", area, road, 1+r.IntN(300), 1+r.IntN(20), 1+r.IntN(4), 100*(1+r.IntN(18))+1+r.IntN(4))
		case 1:
			out[i] = fmt.Sprintf("%s%s花园%d幢%d-%d-%d", area, pick("锦绣", "桂湖", "金沙", "天府", "阳光"), 1+r.IntN(40), 1+r.IntN(4), 1+r.IntN(18), 1+r.IntN(4))
		case 2:
			out[i] = fmt.Sprintf("%s%s镇%s村%d组%d号", area, pick("三圣", "安德", "唐昌", "友爱", "永兴"), pick("红光", "龙泉", "石牛", "双柏", "高桥", "新民"), 1+r.IntN(15), 1+r.IntN(200))
		default:
			out[i] = fmt.Sprintf("%s%s%d号附%d号", area, road, 1+r.IntN(900), 1+r.IntN(90))
		}
	}
	return out
}

var columns = map[string]func(n int) []string{"hanzi_name": sampleNames, "hanzi_given": sampleNames, "hanzi_surname": sampleNames, "citizen_id": sampleIDs, "cn_date": sampleDates, "cn_phone": samplePhones, "cn_address": sampleAddress}

func BenchmarkLevel(b *testing.B) {
	for _, c := range chinese.Comparators() {
		b.Run(c.Name(), func(b *testing.B) {
			values := columns[c.Name()](4000)
			r := rand.New(rand.NewPCG(3, 4))
			n := uint32(len(values))
			for _, v := range values[:n] {
				t := []rune(v)
				i := r.IntN(len(t))
				t[i] = t[r.IntN(len(t))]
				values = append(values, string(t))
			}
			p := c.Prepare(values)
			pairs := make([][2]uint32, 8192)
			for _, kind := range []string{"unlike", "near"} {
				for i := range pairs {
					a := r.Uint32N(n)
					pairs[i] = [2]uint32{a, r.Uint32N(n)}
					if kind == "near" {
						pairs[i][1] = a + n
					}
				}
				b.Run(kind, func(b *testing.B) {
					b.ReportAllocs()
					i := 0
					for b.Loop() {
						if !p.Missing(pairs[i][0]) && !p.Missing(pairs[i][1]) {
							p.Level(pairs[i][0], pairs[i][1])
						}
						i = (i + 1) & 8191
					}
				})
			}
		})
	}
}

// BenchmarkPrepare reports the time and the memory that stays for a value.
func BenchmarkPrepare(b *testing.B) {
	for _, c := range chinese.Comparators() {
		b.Run(c.Name(), func(b *testing.B) {
			values := columns[c.Name()](50_000)
			n := float64(len(values))
			c.Prepare(values[:100])
			prepared(b, c, values, n)
		})
	}
}

func prepared(b *testing.B, c compare.Comparator, values []string, n float64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	p := c.Prepare(values)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(p)
	kept := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	b.ReportAllocs()
	for b.Loop() {
		c.Prepare(values)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/value")
	b.ReportMetric(kept/n, "B/value")
}
