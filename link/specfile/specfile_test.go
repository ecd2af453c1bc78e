package specfile_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/linktest"
	"quanyuan/link/specfile"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

func read(t *testing.T, text string) *specfile.File {
	t.Helper()
	f, err := specfile.Read(strings.NewReader(text), "spec.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const whole = `version: 1
link_type: dedupe
threshold: 0.6
floor: 0.05
ignore: [unique_id, "no"]
comparisons:
  - column: surname
    name: family name
    comparator: jaro_winkler
    parameters: {t1: 0.8, t2: 0.95}
    term_frequency: true
    shared: true
    family: true
  - column: "a: b"
    comparator: email
    missing: informative
    derived: [surname, first name]
  - column: phones
    comparator: any_of
    parameters: {inner: levenshtein, separator: "|", t1: 2}
blocking:
  - surname:soundex + dob:year
  - first name ⇄ surname + dob
  - "phones:digits* + dob:year"
  - "surname:reversed~5 + dob:year"
  - {keys: [{column: "c+d", key: local}, {column: dob, key: exact}], any_order: false}
starts: 5
household: street:door + postcode
most_block_pairs: 4000000  # larger blocks are divided
`

func TestReadAndWrite(t *testing.T) {
	f := read(t, whole)
	if f.LinkType != specfile.Dedupe || f.Threshold != .6 || f.Floor != .05 || !slices.Equal(f.Ignore, []string{"unique_id", "no"}) {
		t.Errorf("read as %+v", f)
	}
	c := f.Comparisons[0]
	if c.Comparator.Name() != `jaro_winkler{"t1":0.8,"t2":0.95}` || len(c.Comparator.Levels()) != 5 || c.Name != "family name" || !c.TermFrequency || !c.Shared || !c.Family {
		t.Errorf("first comparison %+v", c)
	}
	if got := f.Rules[1]; !got.AnyOrder || len(got.Keys) != 3 || got.Keys[0].Column != "first name" {
		t.Errorf("second rule %+v", got)
	}
	if f.Household.String() != "street:door + postcode" {
		t.Errorf("household %q", f.Household)
	}
	var b bytes.Buffer
	if err := f.Write(&b, nil); err != nil {
		t.Fatal(err)
	}
	if b.String() != whole {
		t.Errorf("written as\n%s", b.String())
	}
}

// JSON is YAML, "<->" is ⇄, and a list of keys is a rule.
func TestOtherWaysOfWriting(t *testing.T) {
	f := read(t, `{"comparisons": [{"column": "name", "comparator": "name"}], "blocking": [["name:soundex", {"column": "c+d", "key": "year"}], "a <-> b"]}`)
	want := []block.Rule{{Keys: []block.Key{{Column: "name", Name: "soundex"}, {Column: "c+d", Name: "year"}}}, {Keys: []block.Key{{Column: "a"}, {Column: "b"}}, AnyOrder: true}}
	for i, r := range f.Rules {
		if r.String() != want[i].String() {
			t.Errorf("rule %d is %q, want %q", i+1, r, want[i])
		}
	}
	if empty := read(t, "# nothing\n"); len(empty.Comparisons) != 0 || len(empty.Rules) != 0 {
		t.Errorf("an empty file is %+v", empty)
	}
}

func TestFaultsNameLineAndNearest(t *testing.T) {
	for _, tt := range []struct{ text, want, zh string }{
		{"comparison: []", `spec.yaml: line 1: unknown key "comparison": did you mean "comparisons"?`, `spec.yaml: 第 1 行：不认识的键 "comparison"，是不是 "comparisons"？`},
		{"comparisons:\n  - column: a\n    comparator: jaro_winkle", `line 3: there is no comparator "jaro_winkle": did you mean "jaro_winkler"?`, `没有比较器 "jaro_winkle"，是不是 "jaro_winkler"？`},
		{"comparisons:\n  - column: a\n    comparator: levenshtein\n    parameters: {d1: 2}", `line 3: levenshtein has no parameter "d1": did you mean "t1"?`, `没有参数`},
		{"comparisons:\n  - column: a\n    comparator: levenshtein\n    parameters: {t1: 99}", `must be from 1 to`, `第 3 行`},
		{"comparisons:\n  - column: a\n    comparator: levenshtein\n    parameters: {t1: x}", `t1 is the text "x" and must be a number`, `第 3 行`},
		{"comparisons:\n  - column: a\n    comparator: name\n    parameters: {t1: 1}", `name has no parameter "t1"; it has none`, `没有参数 "t1"；它没有`},
		{"comparisons:\n  - column: a\n    comparator: name\n    parameters: {t1: [1]}", `line 4: "" is not a number`, `不是数`},
		{"comparisons:\n  - column: a\n    comparator: any_of\n    parameters: {inner: phones}", `there is no comparator "phones"`, `第 3 行`},
		{"comparisons:\n  - column: a\n    comparator: name\n    sharde: true", `line 4: unknown key "sharde": did you mean "shared"?`, `shared`},
		{"comparisons:\n  - column: a\n    comparator: name\n    shared: yes", `line 4: true or false must stand here`, `true 或 false`},
		{"comparisons:\n  - column: a\n    comparator: name\n  - column: a\n    comparator: exact", `line 4: comparison "a" stands twice`, `出现两次`},
		{"comparisons:\n  - column: a\n    comparator: name\n    missing: informativ", `line 4: missing "informativ": did you mean "informative"?`, `是不是 "informative"？`},
		{"comparisons:\n  - comparator: name", `line 2: a comparison has no column`, `缺少 column`},
		{"comparisons:\n  - column: a", `line 2: a comparison has no comparator; there are: exact, code`, `缺少 comparator`},
		{"comparisons: name", `line 1: a list must stand here`, `列表`},
		{"comparisons:\n  - name", `line 2: a comparison must be written as key: value`, `比较应写成`},
		{"blocking:\n  - a:sondex", `line 2: there is no key function "sondex": did you mean "soundex"?`, `没有键函数 "sondex"`},
		{"blocking:\n  - a:sondex~5", `line 2: there is no key function "sondex~5": did you mean "soundex"?`, `没有键函数`},
		{"blocking:\n  - a:exact~1", `line 2: "exact~1": a sorted neighbourhood is from 2 to 16 keys wide`, `有序邻域`},
		{"blocking:\n  - a:exact~05", `line 2: "exact~05": a sorted neighbourhood is from 2 to 16 keys wide`, `有序邻域`},
		{"blocking:\n  - a:exact~2 ⇄ b", `line 2: keys in either order cannot be sorted neighbourhoods`, `有序邻域`},
		{"household: a:exact~2", `line 1: household: a row is in one household`, `一行只属于一户`},
		{"blocking:\n  - []", `line 2: a blocking rule has no keys`, `没有键`},
		{"blocking:\n  - a + ", `line 2: a blocking key has no column`, `缺少列名`},
		{"blocking:\n  - a + b ⇄ c", `line 2: blocking rule "a + b ⇄ c": ⇄ joins the first two keys only`, `最前面的两个键`},
		{"blocking:\n  - {keys: [a], any_order: true}", `any order needs two keys`, `两个键`},
		{"blocking:\n  - {key: [a]}", `unknown key "key": did you mean "keys"?`, `keys`},
		{"houshold: home", `line 1: unknown key "houshold": did you mean "household"?`, `是不是 "household"`},
		{"household: home:digit", `line 1: there is no key function "digit": did you mean "digits"?`, `没有键函数 "digit"`},
		{"household: a <-> b", `line 1: household: a row is in one household`, `一行只属于一户`},
		{"household: a:digits*", `line 1: household: a row is in one household`, `一行只属于一户`},
		{"start: 5", `line 1: unknown key "start": did you mean "starts"?`, `是不是 "starts"`},
		{"starts: 1.5", `line 1: starts must be a whole number from 1 to 50`, `1 到 50 的整数`},
		{"starts: 0", `line 1: starts must be a whole number from 1 to 50`, `1 到 50 的整数`},
		{"threshold: 1.5", `line 1: threshold is 1.5 and must be between 0 and 1`, `0 与 1 之间`},
		{"link_type: dedup", `did you mean "dedupe"?`, `dedupe`},
		{"most_block_pairs: 1.5", `most_block_pairs must be a whole number above 0`, `正整数`},
		{"version: 2", `this program reads version 1`, `版本`},
		{"a: [", `it is not YAML`, `不是 YAML`},
		{"threshold: 0.5\nthreshold: 0.6", `line 2: key "threshold" stands twice`, `出现两次`},
		{"[]", `the specification must be written as key: value`, `规格应写成`},
	} {
		_, err := specfile.Read(strings.NewReader(tt.text), "spec.yaml")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q:\n got %v\nwant %s", tt.text, err, tt.want)
			continue
		}
		if zh := err.(*specfile.Error).Localized("zh"); !strings.Contains(zh, tt.zh) {
			t.Errorf("%q:\n got %v\nwant %s", tt.text, zh, tt.zh)
		}
	}
}

func TestCheckNamesColumn(t *testing.T) {
	f := read(t, "comparisons:\n  - column: surname\n    comparator: name\nblocking:\n  - surnam:soundex\n")
	if err := f.Check([]string{"surname", "dob"}); err == nil || err.Error() != `spec.yaml: line 5: there is no column "surnam": did you mean "surname"?` {
		t.Errorf("got %v", err)
	}
	if err := f.Check([]string{"surname", "surnam"}); err != nil {
		t.Error(err)
	}
}

func TestHouseholdOfTheCommandLine(t *testing.T) {
	f := read(t, "household: street\n")
	if err := f.SetHousehold("home", "--household"); err != nil || f.Household.String() != "home" {
		t.Errorf("%q, %v", f.Household, err)
	}
	if err := f.Check([]string{"street", "hom"}); err == nil || err.Error() != `--household: there is no column "home": did you mean "hom"?` {
		t.Errorf("got %v", err)
	}
	if err := f.SetHousehold("home:dors", "--household"); err == nil || err.Error() != `--household: there is no key function "dors": did you mean "door"?` {
		t.Errorf("got %v", err)
	}
	f = read(t, `household: {keys: [{column: "a + b", key: door}]}`)
	var b bytes.Buffer
	if err := f.Write(&b, nil); err != nil {
		t.Fatal(err)
	}
	if again := read(t, b.String()); again.Household.String() != f.Household.String() || len(again.Household.Keys) != 1 {
		t.Errorf("%s is read as %q", b.String(), again.Household)
	}
}

// What the engine finds out by itself, written down and read again, makes the
// identical run, and the written form is a golden.
func TestSuggestionReadsBackToTheSameRun(t *testing.T) {
	rows := linktest.People(linktest.Population{Seed: 5, Households: 400, Duplicates: .3, Twins: .03, Noise: linktest.Usual})
	tbl, err := linktest.Table(rows)
	if err != nil {
		t.Fatal(err)
	}
	s, err := link.Suggest(tbl, "unique_id", "cluster")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := (&specfile.File{Spec: s.Spec, LinkType: specfile.Dedupe}).Write(&b, s); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "suggested.yaml")
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("rewrite with -update if this is meant:\n%s", got)
	}
	f := read(t, b.String())
	if err := f.Check(tbl.Names()); err != nil {
		t.Fatal(err)
	}
	alone, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	told, err := link.Dedupe(context.Background(), tbl, f.Spec, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(alone.Pairs, told.Pairs) || !slices.Equal(alone.Clusters, told.Clusters) {
		t.Error("the written specification makes another run")
	}
	var one, two bytes.Buffer
	if err := errors.Join(alone.Model.Write(&one), told.Model.Write(&two)); err != nil || one.String() != two.String() {
		t.Errorf("the models differ, %v", err)
	}
}

// Half a specification is completed and its half is kept.
func TestHalfASpecification(t *testing.T) {
	tbl, err := linktest.Table(linktest.People(linktest.Population{Seed: 6, Households: 300, Duplicates: .3, Noise: linktest.Usual}))
	if err != nil {
		t.Fatal(err)
	}
	compared := read(t, "comparisons:\n  - {column: first_name, comparator: jaro_winkler, parameters: {t1: 0.9}}\n  - {column: surname, comparator: name}\n  - {column: dob, comparator: date}\n")
	s, err := link.Complete(tbl, compared.Spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Spec.Comparisons) != 3 || len(s.Spec.Rules) == 0 {
		t.Errorf("%d comparisons and %d rules", len(s.Spec.Comparisons), len(s.Spec.Rules))
	}
	for _, r := range s.Spec.Rules {
		for _, k := range r.Keys {
			if !slices.Contains([]string{"first_name", "surname", "dob"}, k.Column) {
				t.Errorf("rule %q uses a column that is not compared", r)
			}
		}
	}
	blocked := read(t, "ignore: [unique_id, cluster]\nblocking:\n  - dob + surname:soundex\n")
	if s, err = link.Complete(tbl, blocked.Spec, nil); err != nil {
		t.Fatal(err)
	}
	if len(s.Spec.Rules) != 1 || s.Spec.Rules[0].String() != "dob + surname:soundex" || len(s.Spec.Comparisons) < 6 {
		t.Errorf("rules %v, %d comparisons", s.Spec.Rules, len(s.Spec.Comparisons))
	}
	for _, half := range []link.Spec{compared.Spec, blocked.Spec} {
		r, err := link.Dedupe(context.Background(), tbl, half, link.Options{})
		if err != nil || len(r.Pairs) == 0 {
			t.Errorf("%d pairs, %v", len(r.Pairs), err)
		}
	}
}

// Whatever can be read can be written and read again to the same text.
func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(`{"blocking": [["a:year"], "b ⇄ c"]}`)
	f.Add("blocking: [{keys: [{column: '~ ⇄', key: year}, 'a⇄']}]")
	f.Add("comparisons: [{column: a, comparator: set, parameters: {separator: '\u00b7'}}]")
	f.Add("ignore: [\"\\u0000\", 'yes', 1e3, \"a\\nb\"]\n")
	f.Fuzz(func(t *testing.T, text string) {
		one, err := specfile.Read(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := one.Write(&first, nil); err != nil {
			t.Fatal(err)
		}
		two, err := specfile.Read(bytes.NewReader(first.Bytes()), "f")
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, first.String())
		}
		if err := two.Write(&second, nil); err != nil || first.String() != second.String() {
			t.Fatalf("%v\n%s\n%s", err, first.String(), second.String())
		}
	})
}
