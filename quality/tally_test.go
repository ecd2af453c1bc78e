package quality_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
	"quanyuan/quality"
)

var today = quanyuan.Date{Year: 2024, Month: 6, Day: 30}

// person makes a person of a line as the golden files have it; "项名+" behind
// the bar is asked for and filled in, "项名-" is asked for and missing.
func person(t *testing.T, line string) *quality.Subject {
	t.Helper()
	values, asked, _ := strings.Cut(line, "|")
	r := parse(t, values)
	s := &quality.Subject{Person: &quanyuan.Person{Children: r.Children}, Presence: &quanyuan.Presence{Hukou: "1", Residence: "1"}}
	for _, v := range r.Values {
		why := quanyuan.WonOnly
		if v.Mark == "confirmed" {
			why = quanyuan.WonConfirmed
		}
		s.Person.Values = append(s.Person.Values, quanyuan.Current{Field: v.Field, Value: v.Value, Reason: why, Record: 1 << 32})
	}
	for _, w := range strings.Fields(asked) {
		name := strings.TrimRight(w, "+-")
		s.Items = append(s.Items, quality.Item{Field: fieldNamed(t, name), Filled: strings.HasSuffix(w, "+")})
	}
	return s
}

// TestMeasures: what one person adds to each measure, done of all.
func TestMeasures(t *testing.T) {
	const number = "身份证号码=110101199003070011" // born 1990-03-07, a man; the check digit is right
	for _, c := range []struct {
		name, line string
		want       string // complete whole valid consistent id_valid
	}{
		{"nothing is wrong", "姓名=王某 性别=1 出生日期=1990-03-07 " + number + " | 姓名+ 性别+ 出生日期+ 身份证号码+", "4/4 1/1 6/6 6/6 1/1"},
		{"an item is missing", "姓名=王某 性别=1 | 姓名+ 性别+ 身份证号码-", "2/3 0/1 4/4 4/4 0/1"},
		{"what is not asked for does not count in completeness", "姓名=王某 电话号码=13900139000 | 姓名+ 电话号码+", "1/1 1/1 4/4 4/4 0/0"},
		{"not understood", "姓名=王某 出生日期=!某日 | 姓名+ 出生日期-", "1/2 0/1 3/4 4/4 0/0"},
		{"the sex contradicts the number: both sides count", "性别=2 出生日期=1990-03-07 " + number + " | 性别+ 身份证号码+", "2/2 1/1 5/5 3/5 0/1"},
		{"the check digit is wrong", "性别=1 身份证号码=110101199003070012 | 身份证号码+", "1/1 1/1 3/4 4/4 0/1"},
		{"and once confirmed it is right", "性别=1 身份证号码=~110101199003070012 | 身份证号码+", "1/1 1/1 4/4 4/4 1/1"},
		{"two children, one without a name", "性别=2 子女=1:2010-01-01 子女=2:2012-02-02 | 性别+ 子女姓名+ 子女姓名-", "2/3 0/1 7/7 7/7 0/0"},
	} {
		var w quality.Measurer
		tally := quality.NewTally()
		tally.Add(&quality.Contribution{Place: quality.Place{Community: "510198001001"}, Kind: quality.Kind{Pattern: w.Measure(person(t, c.line), today)}})
		f := all(tally)
		var got []string
		for _, d := range quality.Definitions {
			s := d.Of(f)
			got = append(got, fmt.Sprintf("%d/%d", s.Done, s.All))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %s, want %s", c.name, g, c.want)
		}
	}
}

func all(t *quality.Tally) *quality.Figures {
	out := t.By(func(*quality.Place) (string, bool) { return "", true })
	if out[""] == nil {
		return &quality.Figures{}
	}
	return out[""]
}

// TestTheDeadCountForTheirDayOnly: no share but that of the date of death.
func TestTheDeadCountForTheirDayOnly(t *testing.T) {
	var w quality.Measurer
	tally := quality.NewTally()
	s := person(t, "姓名=王某 死亡日期=2024-01-02 | 死亡日期+")
	s.Presence = nil
	tally.Add(&quality.Contribution{Place: quality.Place{Community: "510198001001"}, Kind: quality.Kind{Pattern: w.Measure(s, today), Dead: true}})
	f := all(tally)
	if f.Persons != 0 || f.Complete() != (quality.Share{Done: 1, All: 1}) {
		t.Errorf("%d persons, complete %v", f.Persons, f.Complete())
	}
}

// TestATallyKeptIsTheOneMadeAnew: adding and taking out in any order gives the
// figures that those who stay give by themselves, and asking in between
// changes nothing.
func TestATallyKeptIsTheOneMadeAnew(t *testing.T) {
	lines := []string{"姓名=王某 性别=1 | 姓名+ 性别+", "性别=2 | 姓名- 性别+", "性别=2 子女=1:2010-01-01 | 子女姓名- 子女姓名- 性别+", "姓名=!? 出生日期=2030-01-01 | 姓名- 出生日期+"}
	rapid.Check(t, func(t *rapid.T) {
		type one struct {
			cell quality.Cell
			c    quality.Contribution
		}
		var w quality.Measurer
		var in []one
		kept := quality.NewTally()
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			switch {
			case len(in) > 0 && rapid.IntRange(0, 2).Draw(t, "act") == 0:
				i := rapid.IntRange(0, len(in)-1).Draw(t, "who")
				kept.Remove(in[i].cell)
				in = slices.Delete(in, i, i+1)
			case rapid.IntRange(0, 5).Draw(t, "ask") == 0:
				all(kept)
			default:
				line := lines[rapid.IntRange(0, len(lines)-1).Draw(t, "line")]
				c := quality.Contribution{Place: quality.Place{Community: rapid.SampledFrom([]string{"510198001001", "510198001002"}).Draw(t, "place"), Unit: rapid.SampledFrom([]string{"", "某厂"}).Draw(t, "unit")}}
				c.Pattern = w.Measure(person(new(testing.T), line), today)
				in = append(in, one{kept.Add(&c), c})
			}
		}
		slices.Reverse(in)
		anew := quality.NewTally()
		plain := map[quality.Place]int{}
		for i := range in {
			anew.Add(&in[i].c)
			plain[in[i].c.Place]++
		}
		key := func(p *quality.Place) (string, bool) { return p.Community + p.Unit, true }
		got, want := kept.By(key), anew.By(key)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("kept %v\nanew %v", got, want)
		}
		for p, n := range plain {
			if f := got[p.Community+p.Unit]; f == nil || f.Persons != n {
				t.Fatalf("%v has %v, want %d persons", p, f, n)
			}
		}
		if len(got) != len(plain) {
			t.Fatalf("places %v, want %v", slices.Collect(maps.Keys(got)), plain)
		}
	})
}

// TestWorklistByEffect: the group that moves the measure most comes first.
func TestWorklistByEffect(t *testing.T) {
	parts := map[string]*quality.Figures{"a": {}, "b": {}}
	parts["a"].Items[quanyuan.Phone] = quality.Counts{Asked: 100, Filled: 0} // none of the core items
	parts["a"].Items[quanyuan.Sex] = quality.Counts{Asked: 100, Filled: 99}
	parts["b"].Items[quanyuan.Ethnic] = quality.Counts{Asked: 100, Filled: 90}
	m, _ := quality.DefinitionOf("complete")
	var got []string
	for _, x := range quality.Worklist(parts, m) {
		got = append(got, fmt.Sprintf("%s %s %d %.1f", x.Division, x.Field.Key(), x.Open, x.Effect))
	}
	if want := []string{"b ethnic 10 5.0", "a sex 1 0.5"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
