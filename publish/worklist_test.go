package publish_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"quanyuan"
	"quanyuan/publish"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// written collects the workbooks by name.
func workbooks(t testing.TB, w *publish.Worklists) map[string][]byte {
	t.Helper()
	var mu sync.Mutex
	files := map[string][]byte{}
	err := w.Write(context.Background(), func(name string, write func(io.Writer) error) error {
		var b bytes.Buffer
		err := write(&b)
		mu.Lock()
		defer mu.Unlock()
		if _, twice := files[name]; twice {
			return errors.New("written twice: " + name)
		}
		files[name] = b.Bytes()
		return err
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// dump writes the cells of a workbook as text.
func dump(t testing.TB, raw []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		fmt.Fprintf(&b, "[%s]\n", sheet)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			b.WriteString(strings.ReplaceAll(strings.TrimRight(strings.Join(r, " | "), " |"), "\n", "⏎") + "\n")
		}
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as before (rewrite with -update):\n%s", path, got)
	}
}

func TestWorkbooks(t *testing.T) {
	w, _ := newFixture(t).publish(t)
	files := workbooks(t, w)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "===== %s\n%s\n", name, dump(t, files[name]))
		if dir := os.Getenv("QUANYUAN_LOOK"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	golden(t, "workbooks.txt", b.String())
}

// TestWorkbooksAreStable: the same run gives the same bytes.
func TestWorkbooksAreStable(t *testing.T) {
	w, _ := newFixture(t).publish(t)
	again, _ := newFixture(t).publish(t)
	a, b := workbooks(t, w), workbooks(t, again)
	if len(a) != len(b) {
		t.Fatalf("%d and %d workbooks", len(a), len(b))
	}
	for name, raw := range a {
		if !bytes.Equal(raw, b[name]) {
			t.Errorf("%s differs from run to run", name)
		}
	}
}

// parts unpacks a workbook to one text.
func parts(t testing.TB, raw []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return b.String()
}

func TestNumbersAreMasked(t *testing.T) {
	f := newFixture(t)
	w, g := f.publish(t)
	for name, raw := range workbooks(t, w) {
		text := parts(t, raw)
		for _, s := range secrets {
			if strings.Contains(text, s) {
				t.Errorf("%s tells %s", name, s)
			}
		}
	}
	var report bytes.Buffer
	if err := g.WriteReport(&report); err != nil {
		t.Fatal(err)
	}
	for _, s := range append(secrets, "张建", "赵十二", "桥畔路", "P1") {
		if strings.Contains(report.String(), s) {
			t.Errorf("the report tells %s", s)
		}
	}
	// The office that may see them sees them.
	f.context.Unmasked = true
	w, _ = f.publish(t)
	all := ""
	for _, raw := range workbooks(t, w) {
		all += dump(t, raw)
	}
	for _, s := range []string{"510198198503071253", "13912345678", "1985-03-07"} {
		if !strings.Contains(all, s) {
			t.Errorf("unmasked workbooks do not tell %s", s)
		}
	}
}

// TestNoFormulas: what comes from outside stays text, also when the clerk
// edits the cell.
func TestNoFormulas(t *testing.T) {
	f := newFixture(t)
	for i, evil := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "\x00\x0b&<>\"\ufffe"} {
		it := f.items[1]
		r, p := *it.Record, *it.Proposal
		r.Values = slices.Clone(r.Values)
		r.Set(quanyuan.Name, quanyuan.Value{Text: evil, State: quanyuan.Understood})
		r.Set(quanyuan.Group, quanyuan.Value{Text: evil, State: quanyuan.Understood})
		p.Where.File = evil
		p.Where.Row = 100 + i
		f.items = append(f.items, publish.Item{Batch: it.Batch, Record: &r, Proposal: &p})
	}
	w, _ := f.publish(t)
	for name, raw := range workbooks(t, w) {
		x, err := excelize.OpenReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text := parts(t, raw)
		if strings.Contains(text, "<f>") || strings.Contains(text, "<f ") {
			t.Errorf("%s holds a formula", name)
		}
		if idx, _ := x.GetSheetIndex("新增"); idx < 0 {
			continue
		}
		rows, err := x.GetRows("新增")
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows {
			for col := range rows[row] {
				cell, _ := excelize.CoordinatesToCellName(col+1, row+1)
				id, err := x.GetCellStyle("新增", cell)
				if err != nil {
					t.Fatal(err)
				}
				if st, err := x.GetStyle(id); err != nil || st.NumFmt != 49 {
					t.Errorf("%s %s is not formatted as text", name, cell)
				}
			}
		}
		x.Close()
	}
}

func TestEmptyRun(t *testing.T) {
	w := publish.NewWorklists(publish.Context{})
	if files := workbooks(t, w); len(files) != 0 {
		t.Errorf("%d workbooks of nothing", len(files))
	}
	var b bytes.Buffer
	if err := publish.NewFigures(publish.Context{}, 0).WriteReport(&b); err != nil {
		t.Error(err)
	}
}

func TestWriteStops(t *testing.T) {
	w, _ := newFixture(t).publish(t)
	full := errors.New("disk full")
	if err := w.Write(context.Background(), func(string, func(io.Writer) error) error { return full }, nil); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.Write(ctx, func(string, func(io.Writer) error) error { return nil }, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
