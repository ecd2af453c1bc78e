package compare_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"quanyuan/link/compare"
)

// Invented values of the kind a comparator is for, all distinct, as a column
// of a register has them.
var (
	syllables = []string{"an", "bel", "cor", "da", "el", "fin", "gar", "hol", "is", "jon", "kel", "lin", "mar", "nor", "ol", "per", "quin", "ros", "sul", "tom", "ur", "vic", "wes", "yor", "zan", "son", "ton", "ley", "by", "er", "ie", "man"}
	streets   = []string{"high street", "church lane", "old mill road", "station road", "park avenue", "kings close", "the green", "queen street north", "elm grove", "london road"}
	domains   = []string{"mail.example", "post.example", "web.example", "firm.example", "long.domain.example"}
)

func word(r *rand.Rand) string {
	s := ""
	for range 2 + r.IntN(2) {
		s += syllables[r.IntN(len(syllables))]
	}
	return s
}

// makers draw one value each.
var makers = map[string]func(r *rand.Rand) string{
	"name":      word,
	"full_name": func(r *rand.Rand) string { return word(r) + " " + word(r) },
	"date": func(r *rand.Rand) string {
		return fmt.Sprintf("%d-%02d-%02d", 1930+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28))
	},
	"postcode": func(r *rand.Rand) string {
		return fmt.Sprintf("%c%c%d %d%c%c", 'A'+r.IntN(26), 'A'+r.IntN(26), 1+r.IntN(30), r.IntN(10), 'A'+r.IntN(26), 'A'+r.IntN(26))
	},
	"phone": func(r *rand.Rand) string {
		return fmt.Sprintf("0%d %03d %04d", 1000+r.IntN(9000), r.IntN(1000), r.IntN(10000))
	},
	"email": func(r *rand.Rand) string {
		return fmt.Sprintf("%s.%s%d@%s", word(r), word(r), r.IntN(100), domains[r.IntN(len(domains))])
	},
	"tokens": func(r *rand.Rand) string {
		return fmt.Sprintf("%d %s %s", 1+r.IntN(300), word(r), streets[r.IntN(len(streets))])
	},
	"number":        func(r *rand.Rand) string { return fmt.Sprint(float64(r.IntN(1e7)) / 10) },
	"street_number": func(r *rand.Rand) string { return fmt.Sprintf("%d%c", 1+r.IntN(3000), 'a'+r.IntN(26)) },
	"code":          func(r *rand.Rand) string { return fmt.Sprintf("%c%07d", 'A'+r.IntN(26), r.IntN(1e7)) },
	"set":           func(r *rand.Rand) string { return word(r) + ";" + word(r) + ";" + word(r) },
	"position":      func(r *rand.Rand) string { return fmt.Sprintf("%.5f, %.5f", 50+5*r.Float64(), -4+5*r.Float64()) },
	"time": func(r *rand.Rand) string {
		return fmt.Sprintf("%d-%02d-%02d %02d:%02d:%02d", 1990+r.IntN(30), 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60))
	},
}

// column draws n distinct values for a comparator.
func column(name string, n int) []string {
	makers["boolean"] = func(r *rand.Rand) string { return []string{"yes", "no", "TRUE", "f", "0", "1"}[r.IntN(6)] }
	makers["any_of"] = makers["phone"]
	draw := makers[name]
	if draw == nil {
		draw = makers["name"]
	}
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[string]bool{}
	var out []string
	for tries := 0; len(out) < n && tries < 4*n; tries++ {
		if v := draw(r); !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// slipped makes one slip of the pen.
func slipped(r *rand.Rand, s string) string {
	b := []byte(s)
	i := r.IntN(len(b) - 1)
	switch r.IntN(3) {
	case 0:
		b[i], b[i+1] = b[i+1], b[i]
	case 1:
		b = append(b[:i], b[i+1:]...)
	default:
		b[i] = '0' + byte(r.IntN(10))
	}
	return string(b)
}

func everyOne(b *testing.B, f func(b *testing.B, c compare.Comparator)) {
	for _, e := range compare.Builtin().Entries() {
		c, err := compare.New(e.Name, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(e.Name, func(b *testing.B) { f(b, c) })
	}
}

// BenchmarkLevel grades random pairs, mostly unlike, and pairs a slip apart.
func BenchmarkLevel(b *testing.B) {
	everyOne(b, func(b *testing.B, c compare.Comparator) {
		values := column(c.Name(), 4000)
		r := rand.New(rand.NewPCG(3, 4))
		n := uint32(len(values))
		for _, v := range values[:n] {
			values = append(values, slipped(r, v+" "))
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
					p.Level(pairs[i][0], pairs[i][1])
					i = (i + 1) & 8191
				}
			})
		}
	})
}

// BenchmarkPrepare reports the time and the memory that stays for a value.
func BenchmarkPrepare(b *testing.B) {
	everyOne(b, func(b *testing.B, c compare.Comparator) {
		values := column(c.Name(), 100_000)
		n := float64(len(values))
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
	})
}

// BenchmarkLevelAll grades random pairs of so many values that none is in the
// cache, one at a time and many at a time.
func BenchmarkLevelAll(b *testing.B) {
	for _, name := range []string{"name", "full_name", "tokens", "email", "phone"} {
		c, err := compare.New(name, nil)
		if err != nil {
			b.Fatal(err)
		}
		values := column(name, 1<<20)
		p := c.Prepare(values).(compare.Batch)
		r := rand.New(rand.NewPCG(3, 4))
		pairs := make([][2][]uint32, 1024)
		for i := range pairs {
			for range 256 {
				pairs[i][0] = append(pairs[i][0], r.Uint32N(uint32(len(values))))
				pairs[i][1] = append(pairs[i][1], r.Uint32N(uint32(len(values))))
			}
		}
		var to [256]uint8
		each := func(b *testing.B, grade func(x, y []uint32)) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				grade(pairs[i&1023][0], pairs[i&1023][1])
				i++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/pair")
		}
		b.Run(name+"/one", func(b *testing.B) {
			each(b, func(x, y []uint32) {
				for i := range x {
					to[i] = p.Level(x[i], y[i])
				}
			})
		})
		b.Run(name+"/many", func(b *testing.B) {
			each(b, func(x, y []uint32) { p.LevelAll(x, y, to[:]) })
		})
	}
}
