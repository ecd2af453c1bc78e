package block

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestKeys(t *testing.T) {
	for _, tt := range []struct{ key, value, want string }{
		{"exact", "  Miller ", "miller"},
		{"prefix3", "Miller", "mil"},
		{"prefix4", "李小", "李小"},
		{"suffix4", "12345678", "5678"},
		{"initial", "Ödön", "ö"},
		{"first", "ann marie", "ann"},
		{"last", "ann marie", "marie"},
		{"soundex", "Robert", "r163"},
		{"soundex", "Rupert", "r163"},
		{"soundex", "Ashcraft", "a261"},
		{"soundex", "Tymczak", "t522"},
		{"soundex", "Pfister", "p236"},
		{"soundex", "李", ""},
		{"digits", "+44 (0)20-7946", "440207946"},
		{"year", "1990-02-03", "1990"},
		{"year", "3/2/1990", "1990"},
		{"yearmonth", "19900203", "199002"},
		{"monthday", "1990-2-3", "0203"},
		{"monthday", "1990", ""},
		{"monthday", "1990-01-01", ""},
		{"yearmonth", "1990-01-01", "199001"},
		{"yearmonth", "1990-3", "199003"},
		{"yearmonth", "1990-00-00", ""},
		{"year", "1990", "1990"},
		{"year", "1990-99-99", "1990"},
		{"year", "1900-01-01", ""},
		{"year", "0000-02-03", ""},
		{"date", "3/2/1990", "19900203"},
		{"date", "1900-1-1", ""},
		{"date", "1990-02-00", ""},
		{"date", "1990-02", ""},
		{"date", "9999-12-31", ""},
		{"monthday", "9999-02-03", "0203"},
		{"door", "12 High Street", "12 h200"},
		{"door", "Flat 3, 12 High St.", "12 h200"},
		{"door", "High St 12", "12 h200"},
		{"door", "12 High St Apt 3", "12 h200"},
		{"door", "High Street", ""},
		{"door", "12", ""},
		{"door", "12 春江路", "12 春江路"},
		{"tokens", "Lee, Ann", "ann lee"},
		{"local", "a.b@c.org", "a.b"},
		{"skeleton", "12 Church Street", "12crcstrt"},
		{"skeleton", "", ""},
	} {
		if got := Func(tt.key)(tt.value); got != tt.want {
			t.Errorf("%s of %q = %q, want %q", tt.key, tt.value, got, tt.want)
		}
	}
	if Func("nope") != nil {
		t.Error("an unknown key function was found")
	}
}

// plainKeys are key functions as one would write them first.
var plainKeys = map[string]KeyFunc{
	"first": func(s string) string {
		f := strings.Fields(Exact(s))
		return strings.Join(f[:min(1, len(f))], "")
	},
	"last": func(s string) string {
		f := strings.Fields(Exact(s))
		return strings.Join(f[max(0, len(f)-1):], "")
	},
	"digits": func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	},
	"tokens": func(s string) string {
		f := strings.FieldsFunc(Exact(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		slices.Sort(f)
		return strings.Join(f, " ")
	},
	"skeleton": func(s string) string {
		var key []rune
		for _, r := range Exact(s) {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			if n := len(key); n == 0 || r != key[n-1] && !strings.ContainsRune("aeiouyhw", r) {
				key = append(key, r)
			}
		}
		return string(key)
	},
}

func TestPlainKeys(t *testing.T) {
	words := []string{"ann", "Lee", "  ", "\t", "\u00a0", "1", "20", "Ödön", "李", "ａ", "-", ", ", "\xff", "\xe3AB", "aa", "hh", "Church", "é"}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		var s string
		for range rng.IntN(7) {
			s += words[rng.IntN(len(words))]
		}
		for name, plain := range plainKeys {
			if got, want := keyFuncs[name](s), plain(s); got != want {
				t.Fatalf("%s of %q is %q, want %q", name, s, got, want)
			}
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("1990-02-03")
	f.Add("é\xff@李")
	f.Add(" 锦江区Ａ座 12B ")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Exact(s), strings.ToLower(strings.TrimSpace(s)); utf8.ValidString(s) && got != want {
			t.Errorf("exact of %q is %q, want %q", s, got, want)
		}
		for name, plain := range plainKeys {
			if got, want := keyFuncs[name](s), plain(s); got != want {
				t.Errorf("%s of %q is %q, want %q", name, s, got, want)
			}
		}
		for name, key := range keyFuncs {
			if first, again := key(s), key(s); first != again {
				t.Errorf("%s of %q differs", name, s)
			}
		}
	})
}

func TestGroupAndOrder(t *testing.T) {
	keys := []uint64{7, 0, 9 << 60, 7, 9 << 60, 5, 7}
	b := Group(keys, nil)
	if b.Len() != 2 || b.Pairs(nil) != 3+1 {
		t.Errorf("%d blocks with %d pairs", b.Len(), b.Pairs(nil))
	}
	two := &Sources{Of: []uint8{1, 0, 0, 0, 0, 0, 0}, Unique: [256]bool{0: true, 1: true}}
	if m := Group(keys, two); m.Len() != 1 || m.Pairs(two) != 2 || m.Block(0)[2] != 0 {
		t.Errorf("two tables: %d blocks, %d pairs, %v", m.Len(), m.Pairs(two), m.Rows)
	}
	if got := Order(keys); len(got) != 6 || got[0] != 5 || got[1] != 0 || got[5] != 4 {
		t.Errorf("order %v", got)
	}
}

// TestGroupAgainstMap holds the radix sort against a map of lists.
func TestGroupAgainstMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 30, 500, 9000, 70_000} {
		for _, distinct := range []int{1, 7, n/3 + 1, 4*n + 1} {
			keys, s := make([]uint64, n), &Sources{Of: make([]uint8, n), Unique: [256]bool{1: true}}
			want := map[uint64][]uint32{}
			for r := range keys {
				if k := rng.IntN(distinct); k > 0 || distinct == 1 {
					keys[r] = mix(uint64(k) + 1)
					want[keys[r]] = append(want[keys[r]], uint32(r))
				}
				s.Of[r] = uint8(rng.IntN(2))
			}
			var pairs int64
			for _, rows := range want {
				pairs += int64(len(rows)*(len(rows)-1)) / 2
			}
			b := Group(keys, nil)
			if b.Pairs(nil) != pairs {
				t.Fatalf("%d rows of %d keys: %d pairs, want %d", n, distinct, b.Pairs(nil), pairs)
			}
			last := uint64(0)
			for i := range b.Len() {
				rows := b.Block(i)
				if key := keys[rows[0]]; key <= last || !slices.Equal(rows, want[key]) {
					t.Fatalf("%d rows of %d keys: block %d is %v", n, distinct, i, rows)
				}
				last = keys[rows[0]]
			}
			holdSources(t, Group(keys, s), s, want, keys)
			order := Order(keys)
			if !slices.IsSortedFunc(order, func(a, b uint32) int { return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(a, b)) }) {
				t.Fatalf("%d rows of %d keys: not in order", n, distinct)
			}
		}
	}
}

// holdSources checks that blocks allow all pairs and no others when source 1
// has nobody twice.
func holdSources(t *testing.T, b *Blocks, s *Sources, want map[uint64][]uint32, keys []uint64) {
	t.Helper()
	allowed := 0
	for _, rows := range want {
		if len(rows) > 500 {
			return
		}
		for i, a := range rows {
			for _, c := range rows[:i] {
				if s.Allowed(a, c) {
					allowed++
				}
			}
		}
	}
	found := 0
	for i := range b.Len() {
		rows := b.Block(i)
		for x := range rows {
			for _, y := range rows[s.From(rows, x):] {
				if !s.Allowed(rows[x], y) || keys[rows[x]] != keys[y] {
					t.Fatalf("rows %d and %d", rows[x], y)
				}
				found++
			}
		}
	}
	if found != allowed || b.Pairs(s) != int64(allowed) {
		t.Fatalf("%d pairs, %d counted, %d allowed", found, b.Pairs(s), allowed)
	}
}
