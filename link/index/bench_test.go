package index_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"quanyuan/link"
	"quanyuan/link/index"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// The benchmarks run on invented records, by default few, so that they are
// quick; with -csv on any file:
//
//	go test ./link/index -run - -bench . -csv people.csv -id id -hold 50000
var (
	benchFile = flag.String("csv", "", "records of the benchmarks; by default some are made")
	benchID   = flag.String("id", "id", "column that names the records of -csv")
	benchHold = flag.Int("hold", 2000, "records that are not in the index at first, but searched for and added")
	benchRows = flag.Int("train", 200_000, "records that the model is trained on, at most")
)

// bench is an index with most of the records, and those that were held back.
type bench struct {
	x       *index.Index
	ids     []string
	held    [][]string
	loaded  time.Duration
	bytes   uint64 // of memory for each record
	records int
}

var loadBench = sync.OnceValue(func() *bench {
	t := benchTable()
	r, err := link.Dedupe(context.Background(), part(t, 0, min(t.Rows, *benchRows)), link.Spec{}, link.Options{})
	if err != nil {
		panic(err)
	}
	b := &bench{}
	if b.x, err = index.New(r.Model, link.ComparatorNamed, index.Options{}); err != nil {
		panic(err)
	}
	cut := t.Rows - min(*benchHold, t.Rows/2)
	for row := cut; row < t.Rows; row++ {
		values := make([]string, 0, len(t.Columns))
		for _, name := range b.x.Columns() {
			values = append(values, t.Column(name).Value(row))
		}
		b.ids, b.held = append(b.ids, t.Labels.At(row)), append(b.held, values)
	}
	first := part(t, 0, cut)
	before := heap()
	start := time.Now()
	if b.records, err = b.x.AddAll(context.Background(), first); err != nil {
		panic(err)
	}
	b.loaded = time.Since(start)
	b.bytes = (heap() - before) / uint64(b.records)
	runtime.KeepAlive(first)
	return b
})

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func benchTable() *table.Table {
	o := table.Options{Name: "people.csv", Label: "unique_id", Skip: []string{"cluster"}}
	var in *bytes.Reader
	if *benchFile == "" {
		var b bytes.Buffer
		w := table.NewWriter(&b)
		rows := append([][]string{linktest.PersonColumns}, linktest.People(linktest.Population{Seed: 1, Households: 8000, Duplicates: .6, Noise: linktest.Usual})...)
		for _, row := range rows {
			for _, cell := range row {
				w.Text(cell)
			}
			w.End()
		}
		if err := w.Flush(); err != nil {
			panic(err)
		}
		in = bytes.NewReader(b.Bytes())
	} else {
		text, err := os.ReadFile(*benchFile)
		if err != nil {
			panic(err)
		}
		in = bytes.NewReader(text)
		o = table.Options{Name: filepath.Base(*benchFile), Label: *benchID}
	}
	t, err := table.ReadCSV(context.Background(), in, o)
	if err != nil {
		panic(err)
	}
	return t
}

// part is some rows of a table.
func part(t *table.Table, from, to int) *table.Table {
	out := &table.Table{Rows: to - from, Labels: &table.Texts{}}
	for r := from; r < to; r++ {
		out.Labels.Add([]byte(t.Labels.At(r)))
	}
	for _, c := range t.Columns {
		p := &table.Column{Name: c.Name, IDs: make([]uint32, 0, to-from)}
		texts := []string{""}
		number := make([]uint32, c.Values.Len())
		for _, v := range c.IDs[from:to] {
			if v != 0 && number[v] == 0 {
				number[v] = uint32(len(texts))
				texts = append(texts, c.Values.At(v))
			}
			p.IDs = append(p.IDs, number[v])
		}
		p.Values = table.NewValues(texts...)
		p.Counts = make([]uint32, len(texts))
		for _, v := range p.IDs {
			p.Counts[v]++
		}
		out.Columns = append(out.Columns, p)
	}
	return out
}

// BenchmarkLoad reports how AddAll went, which happens once.
func BenchmarkLoad(b *testing.B) {
	l := loadBench()
	for b.Loop() {
	}
	b.ReportMetric(float64(l.records)/l.loaded.Seconds(), "records/s")
	b.ReportMetric(float64(l.bytes), "B/record")
	b.ReportMetric(float64(l.records), "records")
}

// BenchmarkFind searches for records that are not in the index.
func BenchmarkFind(b *testing.B) {
	l := loadBench()
	times := make([]time.Duration, 0, 1<<16)
	compared, truncated := 0, 0
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		start := time.Now()
		a, err := l.x.Find(l.held[n%len(l.held)], 10)
		if err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
		compared += a.Compared
		if a.Truncated {
			truncated++
		}
		n++
	}
	reportTimes(b, times)
	b.ReportMetric(float64(compared)/float64(n), "compared/op")
	b.ReportMetric(100*float64(truncated)/float64(n), "%truncated")
}

// BenchmarkAdd adds records, one after the other, and takes each away again.
func BenchmarkAdd(b *testing.B) {
	l := loadBench()
	times := make([]time.Duration, 0, 1<<16)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		i := n % len(l.held)
		start := time.Now()
		if err := l.x.Add(l.ids[i], l.held[i]); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
		b.StopTimer()
		if err := l.x.Remove(l.ids[i]); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		n++
	}
	reportTimes(b, times)
}

func reportTimes(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	for _, q := range []struct {
		share float64
		name  string
	}{{.5, "p50-µs"}, {.99, "p99-µs"}, {.999, "p99.9-µs"}} {
		b.ReportMetric(float64(times[int(q.share*float64(len(times)-1))].Nanoseconds())/1e3, q.name)
	}
}
