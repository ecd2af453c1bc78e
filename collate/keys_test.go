package collate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/refdata/idnumber"
)

// TestKeysOfAPersonAreOfThisVersion: stored keys outlive the program. When this
// changes, so must KeysVersion.
func TestKeysOfAPersonAreOfThisVersion(t *testing.T) {
	p := &quanyuan.Person{Number: "P1", Presences: []quanyuan.Presence{{Community: "510198001001", Residence: "1", Household: "H1"}}}
	for f, text := range []string{quanyuan.Name: "陈建国", quanyuan.BirthDate: "1962-03-15", quanyuan.IDNumber: "510104196203150112",
		quanyuan.ResidenceAddress: "春江路12号1栋2单元301", quanyuan.Phone: "13900000011"} {
		if text != "" {
			p.Values = append(p.Values, quanyuan.Current{Field: quanyuan.Field(f), Value: known(text)})
		}
	}
	var got []string
	for _, k := range SearchKeys(p, testParser(t)) {
		got = append(got, fmt.Sprintf("%016x", k))
	}
	const version, want = 3, "26e0f9292be7a6a8 1f5535059ac81379 a0adf5294e4018f5 c69c953600997924 b6bb0a21a3a6db02 30e8c9f8eec512af 59b07e8df0a111ca 46459adbc417e3a6 3ef7b215df1364a1 529d11bd3150205f 093425122abb0644 a74ec29ea713acfc f0853d2000bde35c"
	if version != KeysVersion || strings.Join(got, " ") != want {
		t.Errorf("keys of version %d:\n%s\nwant those of version %d:\n%s", KeysVersion, strings.Join(got, " "), version, want)
	}
}

// TestEveryBlockingRuleHasAKey and every kind of key that a search asks for has
// a sentence for when it is cut.
func TestEveryBlockingRuleHasAKey(t *testing.T) {
	for _, w := range ways() {
		if w.key < keyNumber || w.key >= keyHousehold {
			t.Errorf("rule %s: key kind %d is none that a search asks for", w.rule, w.key)
		}
	}
	for kind := keyNumber; kind < keyHousehold; kind++ {
		if cutKeys[kind] == "" {
			t.Errorf("key kind %d has no remark", kind)
		}
	}
}

// TestWithoutSlip: whatever one slip makes of a valid number, the number is
// among those it may have been meant for, unless the slip makes a valid one.
func TestWithoutSlip(t *testing.T) {
	for _, id := range []string{"510104196203150118", "51010419711130035X", "110101200002290038"} {
		id = id[:17] + string(idnumber.CheckDigit(id[:17]))
		if !validNumber(id) {
			t.Fatalf("%s is not valid", id)
		}
		if withoutSlip(id) != nil {
			t.Errorf("%s is valid and yet has others", id)
		}
		try := func(slip string) {
			if !validNumber(slip) && !slices.Contains(withoutSlip(slip), id) {
				t.Errorf("%s is not found from %s", id, slip)
			}
			for _, n := range withoutSlip(slip) {
				if !idnumber.OneTypo(slip, n) {
					t.Errorf("%s is more than one slip from %s", n, slip)
				}
			}
		}
		for i := range 17 {
			for d := '0'; d <= '9'; d++ {
				try(id[:i] + string(d) + id[i+1:])
				try(id[:i] + string(d) + id[i:])
			}
			try(id[:i] + id[i+1:])
			if i < 16 {
				try(id[:i] + id[i+1:i+2] + id[i:i+1] + id[i+2:])
			}
		}
	}
	for _, id := range []string{"", "51010419620315011", "E12345678", "000000000000000000", "5101041962031501181111"} {
		for _, n := range withoutSlip(id) {
			if !validNumber(n) {
				t.Errorf("%q gives %q, which is not valid", id, n)
			}
		}
	}
}

func BenchmarkSearchKeys(b *testing.B) {
	p := &quanyuan.Person{Number: "P1", Presences: []quanyuan.Presence{{Community: "510198001001", Residence: "1", Household: "H1"}}}
	for f, text := range []string{quanyuan.Name: "陈建国", quanyuan.BirthDate: "1962-03-15", quanyuan.IDNumber: "510104196203150118",
		quanyuan.HukouAddress: "某市锦川区春江街道长宁街8号3栋501", quanyuan.ResidenceAddress: "某市锦川区春江街道春江路12号1栋2单元301", quanyuan.Phone: "13900000011"} {
		if text != "" {
			p.Values = append(p.Values, quanyuan.Current{Field: quanyuan.Field(f), Value: known(text)})
		}
	}
	parser := testParser(b)
	b.ReportAllocs()
	for b.Loop() {
		SearchKeys(p, parser)
	}
}
