package block

import "testing"

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

func FuzzKeys(f *testing.F) {
	f.Add("1990-02-03")
	f.Add("é\xff@李")
	f.Fuzz(func(t *testing.T, s string) {
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
	sources := []uint8{1, 0, 0, 0, 0, 0, 0}
	if m := Group(keys, sources); m.Len() != 1 || m.Pairs(sources) != 2 || m.Block(0)[2] != 0 {
		t.Errorf("two tables: %d blocks, %d pairs, %v", m.Len(), m.Pairs(sources), m.Rows)
	}
	if got := Order(keys); len(got) != 6 || got[0] != 5 || got[1] != 0 || got[5] != 4 {
		t.Errorf("order %v", got)
	}
}
