package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostRows is how many rows a list counts, sorts and filters; beyond it stands
// "10,000+".
const mostRows = 10_000

// pageRows is how many rows one page has.
const pageRows = 50

// list describes a list of things of type T: what its columns say, how it can
// be sorted and narrowed. Pages keep one as a package variable.
//
// Its state lives in the address (sort, page, columns, filters), so that an
// address is a saved view. What is typed to find a name is personal: it comes
// by POST and stands in no address.
type list[T any] struct {
	id      string // of the table in the page
	caption string // key of its name
	empty   string // key of what stands in the place of an empty list
	columns []column[T]
	filters []filter[T]
	find    func(q *request, row T, words string) bool // nil: nothing to find
	persons bool                                       // rows are persons: taking them out needs a reason
}

// column is one column of a list.
type column[T any] struct {
	key   string // in the address
	label string // key of its heading, see label for headings that are no texts
	named func(q *request) string
	cell  func(q *request, row T) Cell
	sort  func(a, b T) int // nil: cannot be sorted by
	off   bool             // shown only when chosen
	num   bool             // aligned to the right
}

// filter narrows a list to one choice.
type filter[T any] struct {
	key     string
	label   string
	options func(q *request) []Option
	keep    func(row T, value string) bool // nil: the page narrows by itself
}

// Cell is what stands in one place of a list.
type Cell struct {
	Text  string
	Href  string
	Tag   *Tag
	Small string // a second, quieter line
	Num   bool
	Line  bool // in one line, however long
}

// Class is how the cell is laid: numbers to the right, what is short in one
// line.
func (c Cell) Class() string {
	switch {
	case c.Num:
		return "num"
	case c.Line || utf8.RuneCountInString(c.Text) <= 20:
		return "short"
	}
	return ""
}

// Table is a list ready to be shown.
type Table struct {
	ID, Caption, Empty string
	Path               string
	Columns            []Head
	Rows               [][]Cell
	From, To, Total    int
	More               bool // there are more than Total
	Prev, Next         string
	Filters            []*Input
	Choices            []Choice // columns that may be shown
	Words              string
	CanFind            bool
	Excel              string // address of the workbook; "": none
	Reason             bool   // the workbook asks for a reason
	Keep               []Pair // the address's other parts, for forms
	Narrowed           bool   // filters are set
	Clear              string
}

// Head is the head of a column.
type Head struct {
	Text   string
	Href   string // sorts by it
	Sorted string // ascending, descending or ""
	Num    bool
}

// Choice is a column that may be shown or not.
type Choice struct {
	Key, Text string
	On        bool
}

// chosen are the columns that the address asks for.
func (l *list[T]) chosen(q *request) []*column[T] {
	var keys []string
	if c := q.URL.Query()["col"]; len(c) > 0 {
		keys = c
	}
	var out []*column[T]
	for i := range l.columns {
		c := &l.columns[i]
		if keys == nil && !c.off || slices.Contains(keys, c.key) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		out = append(out, &l.columns[0])
	}
	return out
}

func (c *column[T]) heading(q *request) string {
	text := ""
	if c.named != nil {
		text = c.named(q)
	} else {
		text = q.t(c.label)
	}
	first, size := utf8.DecodeRuneInString(text) // names of fields are written as in sentences
	return string(unicode.ToUpper(first)) + text[size:]
}

// choice is what the address says of a filter.
func (q *request) choice(key string) string { return q.URL.Query().Get(key) }

// narrow applies filters, search and sort to rows.
func (l *list[T]) narrow(q *request, rows []T) []T {
	query, words := q.URL.Query(), l.words(q)
	kept := rows[:0:0]
	for _, r := range rows {
		ok := words == "" || l.find == nil || l.find(q, r, words)
		for i := range l.filters {
			if v := query.Get(l.filters[i].key); ok && v != "" && l.filters[i].keep != nil {
				ok = l.filters[i].keep(r, v)
			}
		}
		if ok {
			kept = append(kept, r)
		}
	}
	key, down := strings.CutPrefix(query.Get("sort"), "-")
	for i := range l.columns {
		if c := &l.columns[i]; c.key == key && c.sort != nil {
			slices.SortStableFunc(kept, func(a, b T) int {
				if down {
					return c.sort(b, a)
				}
				return c.sort(a, b)
			})
		}
	}
	return kept
}

func (l *list[T]) words(q *request) string {
	if q.Method != http.MethodPost || l.find == nil {
		return ""
	}
	return q.typed("words")
}

// table makes a page of the list. Rows are all that there are, or the first
// mostRows and one more.
func (l *list[T]) table(q *request, rows []T) *Table {
	total := len(rows)
	more := total > mostRows
	rows = l.narrow(q, rows[:min(total, mostRows)])
	s := q.stretch(len(rows))
	if l.words(q) != "" { // found rows stand on one page: they have no address
		s = stretch{to: min(len(rows), 4*pageRows), page: 1, pages: 1}
	}
	return l.paged(q, len(rows), more, s, rows[s.from:s.to])
}

// whole reports whether a request needs all rows of the list, and not only
// those of its page: it sorts them, looks for words or takes them out.
func (l *list[T]) whole(q *request) bool {
	return q.choice("sort") != "" || l.words(q) != "" || q.wantsWorkbook()
}

// stretch is which rows a page shows, and which page it is.
type stretch struct{ from, to, page, pages int }

// stretch is the one that the address asks for, of so many rows.
func (q *request) stretch(rows int) stretch {
	s := stretch{pages: max(1, (rows+pageRows-1)/pageRows)}
	s.page, _ = strconv.Atoi(q.choice("page"))
	s.page = min(max(s.page, 1), s.pages)
	s.from, s.to = (s.page-1)*pageRows, min(s.page*pageRows, rows)
	return s
}

// paged makes a page of the list of the rows that it shows, of total in all;
// more says that there are still others.
func (l *list[T]) paged(q *request, total int, more bool, s stretch, rows []T) *Table {
	t := &Table{ID: l.id, Caption: q.t(l.caption), Empty: q.t(l.empty), Path: q.URL.Path, CanFind: l.find != nil, Words: l.words(q), Reason: l.persons,
		From: min(s.from+1, s.to), To: s.to, Total: total, More: more && total > 0}
	l.head(q, t)
	columns := l.chosen(q)
	for _, r := range rows {
		cells := make([]Cell, len(columns))
		for i, c := range columns {
			cells[i] = c.cell(q, r)
			cells[i].Num = c.num
		}
		t.Rows = append(t.Rows, cells)
	}
	if s.page > 1 {
		t.Prev = q.with("page", strconv.Itoa(s.page-1))
	}
	if s.page < s.pages {
		t.Next = q.with("page", strconv.Itoa(s.page+1))
	}
	t.Excel = q.with("as", "xlsx")
	return t
}

// head fills in what stands above the rows.
func (l *list[T]) head(q *request, t *Table) {
	query := q.URL.Query()
	sorted, down := strings.CutPrefix(query.Get("sort"), "-")
	for _, c := range l.chosen(q) {
		h := Head{Text: c.heading(q), Num: c.num}
		if c.sort != nil {
			to := c.key
			if c.key == sorted {
				h.Sorted = "ascending"
				if to = "-" + c.key; down {
					h.Sorted, to = "descending", c.key
				}
			}
			h.Href = q.with("sort", to, "page", "")
		}
		t.Columns = append(t.Columns, h)
	}
	shown := l.chosen(q)
	for i := range l.columns {
		c := &l.columns[i]
		t.Choices = append(t.Choices, Choice{c.key, c.heading(q), slices.Contains(shown, c)})
	}
	filters := map[string]bool{"page": true, "as": true, "col": true}
	for i := range l.filters {
		f := &l.filters[i]
		in := &Input{Name: f.key, Label: q.t(f.label), Kind: "select", Value: query.Get(f.key), Options: append([]Option{{"", q.t("table.all"), false}}, f.options(q)...)}
		for j := range in.Options {
			in.Options[j].Chosen = in.Options[j].Value == in.Value
		}
		t.Narrowed = t.Narrowed || in.Value != ""
		t.Filters = append(t.Filters, in)
		filters[f.key] = true
	}
	for key, values := range query {
		if !filters[key] {
			for _, v := range values {
				t.Keep = append(t.Keep, Pair{key, v})
			}
		}
	}
	slices.SortFunc(t.Keep, func(a, b Pair) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	t.Clear = q.URL.Path
}

// with is the address of this page with some parts changed; "" takes one away.
func (q *request) with(pairs ...string) string {
	query := url.Values{}
	for k, v := range q.URL.Query() {
		query[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if query.Del(pairs[i]); pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	if len(query) == 0 {
		return q.URL.Path
	}
	return q.URL.Path + "?" + query.Encode()
}

// list shows a page whose only thing is a list: the whole page, or the list
// alone when a script asks for it.
func (q *request) list(name, title string, t *Table, view func(*Table) any) error {
	if q.scripted(t.ID) {
		return q.part(name, "table", t)
	}
	return q.show(http.StatusOK, name, title, view(t))
}

// preview is the beginning of a list on another page, without its controls.
func (l *list[T]) preview(q *request, rows []T, path string) *Table {
	t := &Table{ID: l.id, Caption: q.t(l.caption), Empty: q.t(l.empty), Path: path, Total: len(rows), To: min(len(rows), 10)}
	for i := range l.columns {
		if c := &l.columns[i]; !c.off {
			t.Columns = append(t.Columns, Head{Text: c.heading(q), Num: c.num})
		}
	}
	for _, r := range rows[:t.To] {
		var cells []Cell
		for i := range l.columns {
			if c := &l.columns[i]; !c.off {
				cell := c.cell(q, r)
				cell.Num = c.num
				cells = append(cells, cell)
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
