package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"slices"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

// mostStatTables is how many tables that took long are kept, statFor how long.
const (
	mostStatTables = 20
	statFor        = time.Hour
)

// statTables are tables that took long to count, for whoever asked for them.
type statTables struct {
	mu   sync.Mutex
	last []statKept
}

type statKept struct {
	owner, key string
	at         time.Time
	table      *desk.CountTable
}

// of gives a table that was counted for somebody not long ago; nil for none.
func (k *statTables) of(owner, key string, now time.Time) *desk.CountTable {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range k.last {
		if t.owner == owner && t.key == key && now.Sub(t.at) < statFor {
			return t.table
		}
	}
	return nil
}

func (k *statTables) put(t statKept) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = slices.DeleteFunc(k.last, func(o statKept) bool { return o.owner == t.owner && o.key == t.key })
	k.last = append(k.last, t)
	k.last = k.last[max(0, len(k.last)-mostStatTables):]
}

// statCounted gives the table that is asked for. One of another day than today
// reads every file: in a large register that is work of its own, which leads
// back here.
func (q *request) statCounted(s *statQuery, kept *statTables) (t *desk.CountTable, done bool, err error) {
	key := fmt.Sprint(s.ID(), s.Now, s.Level, s.Scope)
	if t := kept.of(q.by.Account, key, q.now()); t != nil {
		return t, false, nil
	}
	ready, err := q.desk.FiguresReady(q.ctx)
	if err != nil {
		return nil, false, err
	}
	small, err := q.desk.SmallRegister(q.ctx)
	if err != nil {
		return nil, false, err
	}
	if s.Publish || small || ready && s.On == q.today() && s.Of != desk.Movement {
		t, err = q.desk.Table(q.ctx, q.by, s.TableQuery)
		s.below(t)
		return t, false, err
	}
	d, by, back, now := q.desk, q.by, q.here(), q.site.o.Now
	return nil, true, q.start("stat.work", []any{s.Title(q.lang, q.today())}, func(ctx context.Context, at step) (string, error) {
		s.Progress = func(done int64) { at("lead.counting", done, 0) }
		t, err := d.Table(ctx, by, s.TableQuery)
		s.below(t)
		if err == nil {
			kept.put(statKept{by.Account, key, now(), t})
		}
		return back, err
	})
}

// below leaves out the divisions around the one that is asked for: they have no
// more than it has.
func (s *statQuery) below(t *desk.CountTable) {
	if t != nil {
		t.Level(func(code string) bool { return code != s.Scope[0] && s.Scope.Holds(code) })
	}
}

// mostStatCells bounds a table on a page; all of it leaves as a file.
const mostStatCells = 1500

// statFigure is the table with its chart.
func (q *request) statFigure(t *desk.CountTable, s *statQuery, title string) (f *leadFigure, cut string) {
	wide := desk.WideTable(t, title, q.lang)
	f = &leadFigure{ID: "table", Title: title, Notes: wide.Notes, Empty: q.t("lead.nothing"), Chart: q.statChart(t, s, title)}
	for i, h := range wide.Head[1:] {
		f.Head = append(f.Head, Head{Text: h, Num: i > 0})
	}
	most := max(1, mostStatCells/len(wide.Head))
	for i, r := range wide.Rows {
		if i == most {
			cut = q.t("stat.cut", most, len(wide.Rows))
			break
		}
		var cells []Cell
		for k, c := range r[1:] {
			cell := Cell{Text: plainCount(c), Num: k > 0}
			if n, ok := c.(int); ok {
				cell.Text = number(n)
			}
			cells = append(cells, cell)
		}
		if code := t.Rows[i].Code; code != "" {
			cells[0].Href = statPath(code) + "?" + q.URL.RawQuery
		}
		f.Rows = append(f.Rows, cells)
	}
	return f, cut
}

func plainCount(c any) string { return fmt.Sprint(c) }

// mostStatBars is up to how many columns are drawn as bars.
const mostStatBars = 60

// statChart draws the first row: a pyramid of sex and age, else bars.
func (q *request) statChart(t *desk.CountTable, s *statQuery, title string) template.HTML {
	if len(t.Rows) == 0 || len(t.Columns) == 0 {
		return ""
	}
	if bars, ok := desk.Pyramid(t, s.Columns, q.lang); ok && len(bars) > 0 && len(bars) <= mostStatBars {
		return publish.Pyramid(q.lang, bars)
	}
	if len(t.Columns) > mostStatBars {
		return ""
	}
	var bars []publish.NamedBar
	for i, c := range t.Columns {
		bars = append(bars, publish.NamedBar{Label: q.pick(c.Zh, c.En), Value: t.Rows[0].Cells[i]})
	}
	return publish.Bars(title, bars)
}

// statPDF lets the table be printed with its chart.
func (q *request) statPDF(t *desk.CountTable, s *statQuery, wide publish.Table, name func(string)) error {
	if q.site.o.PDF == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "page.unknown"}
	}
	page := publish.Page{Title: wide.Name, Lang: q.lang, At: q.now(), Tables: desk.PageTables(t, wide.Name, q.lang)}
	if chart := q.statChart(t, s, wide.Name); chart != "" {
		page.Charts = append(page.Charts, chart)
	}
	var b bytes.Buffer
	if err := page.Write(&b); err != nil {
		return err
	}
	pdf, err := q.site.o.PDF(q.ctx, b.Bytes())
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/pdf")
	name("pdf")
	_, err = q.w.Write(pdf)
	return err
}
