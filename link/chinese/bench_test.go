package chinese_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"quanyuan/link/chinese"
	"quanyuan/link/compare"
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
		out[i] = fmt.Sprintf("51%04d19%02d%02d%02d%04d", r.IntN(30), 30+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28), r.IntN(10000))
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

func benchmarkLevel(b *testing.B, c compare.Comparator, values []string) {
	p := c.Prepare(values)
	n := uint32(len(values))
	i, j := uint32(0), uint32(n/2)
	b.ReportAllocs()
	for b.Loop() {
		p.Level(i, j)
		if i++; i == n {
			i = 0
		}
		if j += 7; j >= n {
			j -= n
		}
	}
}

func benchmarkPrepare(b *testing.B, c compare.Comparator, values []string) {
	b.ReportAllocs()
	for b.Loop() {
		c.Prepare(values)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(values)), "ns/value")
}

func BenchmarkNameLevel(b *testing.B)      { benchmarkLevel(b, chinese.Name{}, sampleNames(4001)) }
func BenchmarkCitizenIDLevel(b *testing.B) { benchmarkLevel(b, chinese.CitizenID{}, sampleIDs(4001)) }
func BenchmarkDateLevel(b *testing.B)      { benchmarkLevel(b, chinese.Date{}, sampleDates(4001)) }
func BenchmarkPhoneLevel(b *testing.B)     { benchmarkLevel(b, chinese.Phone{}, samplePhones(4001)) }

func BenchmarkNamePrepare(b *testing.B) { benchmarkPrepare(b, chinese.Name{}, sampleNames(20000)) }
func BenchmarkCitizenIDPrepare(b *testing.B) {
	benchmarkPrepare(b, chinese.CitizenID{}, sampleIDs(20000))
}
func BenchmarkDatePrepare(b *testing.B)  { benchmarkPrepare(b, chinese.Date{}, sampleDates(20000)) }
func BenchmarkPhonePrepare(b *testing.B) { benchmarkPrepare(b, chinese.Phone{}, samplePhones(20000)) }
