package quality_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/quality"
)

var update = flag.Bool("update", false, "rewrite testdata")

// The golden file holds cases as a clerk could write them: a line of values,
// then the findings with advice, in both languages. Blank lines separate cases.
func TestFindingsGolden(t *testing.T) {
	const path = "testdata/findings.txt"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, c := range strings.Split(strings.TrimSpace(string(raw)), "\n\n") {
		input, _, _ := strings.Cut(c, "\n")
		fmt.Fprintln(&out, input)
		r := parse(t, input)
		for _, f := range quality.Check(r, quanyuan.Date{Year: 2024, Month: 6, Day: 30}) {
			zh, todo, ok := quality.Text(f, "zh")
			en, _, _ := quality.Text(f, "en")
			if !ok || strings.Contains(zh+en, "%!") {
				t.Errorf("rule %s has no proper text: %s / %s", f.Rule, zh, en)
			}
			fmt.Fprintf(&out, "  %d %s %s：%s。%s | %s\n", f.Severity, f.Rule, f.Field.Zh(), zh, todo, en)
		}
		fmt.Fprintln(&out)
	}
	got := strings.TrimSpace(out.String()) + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(raw) {
		t.Errorf("findings changed; run go test ./quality -update and read the difference\n%s", got)
	}
}

// parse reads "姓名=王某 出生日期=2001-02-03"; a value after "!" is written but
// not understood, one after "~" was confirmed, and 子女=date adds a child.
func parse(t *testing.T, line string) *quanyuan.Record {
	t.Helper()
	r := &quanyuan.Record{}
	for _, word := range strings.Fields(line) {
		name, text, ok := strings.Cut(word, "=")
		if !ok {
			continue
		}
		v := quanyuan.Value{Text: text, State: quanyuan.Understood}
		if raw, bad := strings.CutPrefix(text, "!"); bad {
			v = quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
		}
		if sure, ok := strings.CutPrefix(text, "~"); ok {
			v = quanyuan.Value{Text: sure, State: quanyuan.Understood, Mark: "confirmed"}
		}
		if name == "子女" {
			order, birth, _ := strings.Cut(text, ":")
			r.Children = append(r.Children, quanyuan.Child{
				Birth: quanyuan.Value{Text: birth, State: quanyuan.Understood},
				Order: quanyuan.Value{Text: order, State: quanyuan.Understood},
			})
			continue
		}
		r.Set(fieldNamed(t, name), v)
	}
	return r
}

func fieldNamed(t *testing.T, zh string) quanyuan.Field {
	for f := range quanyuan.NumFields {
		if f.Zh() == zh {
			return f
		}
	}
	t.Fatalf("no field %q", zh)
	return 0
}

func TestConfirmedValuesAreLeftOut(t *testing.T) {
	r := parse(t, "姓名=王某 出生日期=1900-01-01 身份证号码=110101190001010015")
	all := quality.Check(r, quanyuan.Date{Year: 2024, Month: 6, Day: 30})
	open := quality.Open(all, func(f quanyuan.Field) bool { return f == quanyuan.BirthDate })
	if len(open) >= len(all) || len(all) == 0 {
		t.Errorf("%d of %d findings stay open", len(open), len(all))
	}
	for _, f := range open {
		if f.Field == quanyuan.BirthDate {
			t.Errorf("confirmed field still found: %+v", f)
		}
	}
}
