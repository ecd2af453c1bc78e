package desk_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestPublish collates a list and publishes: every row is counted, and the
// communities and the source get their workbooks.
func TestPublish(t *testing.T) {
	ctx := context.Background()
	d, _ := open(t)
	path := filepath.Join(t.TempDir(), "list.csv")
	list := "姓名,性别,出生日期,身份证号码,居住地址,社区编码\n陈建国,男,1962-03-15,510104196203150112,春江路12号1栋2单元301,510198001001\n赵新来,男,1990-05-06,510104199005060517,春江路12号2栋101,510198001002\n"
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Police, Unit: "春江派出所"}}); err != nil {
		t.Fatal(err)
	}
	rows := 0
	c, err := d.Collate(ctx, nil, func(*quanyuan.Proposal) error { rows++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	seen := int64(0)
	pub, err := d.Publish(ctx, c, "v0", false, func(done, _ int64) { seen = done })
	if err != nil {
		t.Fatal(err)
	}
	if rows != 2 || seen != 2 {
		t.Errorf("%d rows collated, %d published, want 2", rows, seen)
	}
	var mu sync.Mutex
	names := map[string]bool{}
	if err := pub.Worklists.Write(ctx, func(name string, write func(io.Writer) error) error {
		mu.Lock()
		defer mu.Unlock()
		names[name] = true
		return write(io.Discard)
	}, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"社区/510198001001 春江社区.xlsx", "社区/510198001002 长宁社区.xlsx", "来源/公安 春江派出所.xlsx"} {
		if !names[want] {
			t.Errorf("no workbook %s among %v", want, names)
		}
	}
	var report bytes.Buffer
	if err := pub.Figures.WriteReport(&report); err != nil {
		t.Fatal(err)
	}
	if s := report.String(); !strings.Contains(s, "春江派出所") || strings.Contains(s, "赵新来") {
		t.Error("the report lacks the source or tells a person")
	}
}

// TestWhatWasFoundIsKept: what was found in the starting register is read whole
// once; what is kept of it gives the same workbooks and the same report.
func TestWhatWasFoundIsKept(t *testing.T) {
	ctx := context.Background()
	d, s, _ := cityStored(t)
	importPupils(t, d, 5)
	later := filepath.Join(t.TempDir(), "later.csv") // the old system's next export, with a number and a date that cannot be
	check(t, os.WriteFile(later, []byte(strings.Replace(strings.Replace(families, "510104195002030646", "510104195002030647", 1), "2001-12-12", "2101-12-12", 1)), 0o600))
	must(d.Import(ctx, desk.Upload{Path: later, Source: quanyuan.Source{Kind: quanyuan.Register}}))(t)
	c := must(d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil }))(t)
	published := func() map[string]string {
		t.Helper()
		pub := must(d.Publish(ctx, c, "v0", false, nil))(t)
		var mu sync.Mutex
		files := map[string]string{}
		check(t, pub.Worklists.Write(ctx, func(name string, write func(io.Writer) error) error {
			var b bytes.Buffer
			err := write(&b)
			mu.Lock()
			defer mu.Unlock()
			files[name] = b.String()
			return err
		}, nil))
		var report bytes.Buffer
		check(t, pub.Figures.WriteReport(&report))
		files["report"] = report.String()
		return files
	}
	first := published()
	kept := string(must(s.Setting(ctx, "register.found"))(t))
	if !strings.Contains(kept, `"1":{"faultless":{"510198001001":4`) || !strings.Contains(kept, `"found":[`) {
		t.Fatalf("kept %s: nothing to compare", kept)
	}
	for name, file := range published() {
		if file != first[name] {
			t.Errorf("%s differs when it is made of what is kept", name)
		}
	}
	check(t, s.SetSetting(ctx, "register.found", []byte{}))
	for name, file := range published() {
		if file != first[name] {
			t.Errorf("%s differs when it is found anew", name)
		}
	}
}

// TestFindingText: every stage's findings have words.
func TestFindingText(t *testing.T) {
	for _, rule := range []string{"id.check_digit", "note.death"} {
		for _, lang := range []string{"zh", "en"} {
			if s, _ := desk.FindingText(quanyuan.Finding{Rule: rule, Args: nil}, lang); s == "" || s == rule {
				t.Errorf("%s has no words in %s", rule, lang)
			}
		}
	}
}
