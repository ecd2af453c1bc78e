package statistics

import (
	"cmp"
	"slices"

	"quanyuan"
)

// Column is one class of a table: a category of one dimension, or of two.
type Column struct {
	Keys []string `json:"keys"` // of the categories
	Zh   string   `json:"zh"`
	En   string   `json:"en"`
}

// Row is a division with its counts; a count that is not published is Hidden.
type Row struct {
	Code   string `json:"code"` // empty: the whole
	Name   string `json:"name"`
	Parent int    `json:"parent"` // its place among the rows; -1 of the whole
	Total  int    `json:"total"`
	Cells  []int  `json:"cells"`
}

// Hidden stands in the place of a count that is not published.
const Hidden = -1

// Table counts persons by divisions and columns. Row 0 is the whole; a row
// stands behind the one it belongs to.
type Table struct {
	Columns []Column `json:"columns"`
	Rows    []Row    `json:"rows"`
	// NoTotals: columns do not exclude each other, so that Total means nothing.
	NoTotals bool `json:"no_totals,omitempty"`
	// Protected is the count below which nothing is published; 0: all is.
	Protected int `json:"protected,omitempty"`
}

// ColumnsOf are the columns of one dimension or of two: for each category of the
// first all of the second.
func ColumnsOf(ds []*Dimension) []Column {
	out := []Column{{}}
	for _, d := range ds {
		var next []Column
		for _, c := range out {
			for _, k := range d.Categories {
				n := Column{Keys: append(slices.Clone(c.Keys), k.Key), Zh: k.Zh, En: k.En}
				if c.Zh != "" {
					n.Zh, n.En = c.Zh+"，"+k.Zh, c.En+", "+k.En
				}
				next = append(next, n)
			}
		}
		out = next
	}
	return out
}

// Counter fills a table. Paths gives the codes of a community and of all above
// it that get rows, the widest first.
type Counter struct {
	table *Table
	paths func(community string) []string
	at    map[string]int
}

// NewCounter begins a table with these columns.
func NewCounter(columns []Column, paths func(community string) []string) *Counter {
	c := &Counter{table: &Table{Columns: columns}, paths: paths, at: map[string]int{"": 0}}
	c.table.Rows = []Row{{Parent: -1, Cells: make([]int, len(columns))}}
	return c
}

// Add counts somebody of a community in a column.
func (c *Counter) Add(community string, column int) {
	at := 0
	c.count(at, column)
	for _, code := range c.paths(community) {
		row, ok := c.at[code]
		if !ok {
			row = len(c.table.Rows)
			c.at[code] = row
			c.table.Rows = append(c.table.Rows, Row{Code: code, Parent: at, Cells: make([]int, len(c.table.Columns))})
		}
		c.count(row, column)
		at = row
	}
}

func (c *Counter) count(row, column int) {
	c.table.Rows[row].Cells[column]++
	c.table.Rows[row].Total++
}

// Table gives the table: rows in the order of the tree, those of one parent in
// the order of their codes.
func (c *Counter) Table() *Table {
	children := make([][]int, len(c.table.Rows))
	for i, r := range c.table.Rows {
		if r.Parent >= 0 {
			children[r.Parent] = append(children[r.Parent], i)
		}
	}
	t := *c.table
	t.Rows = nil
	var visit func(row, parent int)
	visit = func(row, parent int) {
		r := c.table.Rows[row]
		r.Parent = parent
		at := len(t.Rows)
		t.Rows = append(t.Rows, r)
		slices.SortFunc(children[row], func(a, b int) int {
			if c.table.Rows[a].Code < c.table.Rows[b].Code {
				return -1
			}
			return 1
		})
		for _, k := range children[row] {
			visit(k, at)
		}
	}
	visit(0, -1)
	return &t
}

// Keep leaves out the columns that hold nobody anywhere, so that a table by
// ethnicity does not show fifty empty ones.
func (t *Table) Keep() {
	var kept []int
	for i := range t.Columns {
		if t.Rows[0].Cells[i] != 0 {
			kept = append(kept, i)
		}
	}
	pick := func(i int) Column { return t.Columns[i] }
	columns := make([]Column, len(kept))
	for k, i := range kept {
		columns[k] = pick(i)
	}
	t.Columns = columns
	for r := range t.Rows {
		cells := make([]int, len(kept))
		for k, i := range kept {
			cells[k] = t.Rows[r].Cells[i]
		}
		t.Rows[r].Cells = cells
	}
}

// Publish hides what must not be published of counts below k; ok is false when
// nothing may be.
func (t *Table) Publish(k int) (ok bool) {
	g := &Grid{NoTotals: t.NoTotals}
	for i := range t.Rows {
		g.Parent = append(g.Parent, t.Rows[i].Parent)
		g.Cells = append(g.Cells, t.Rows[i].Cells)
	}
	if len(t.Columns) == 0 {
		return true
	}
	m, ok := Protect(g, k)
	t.Protected = k
	for i := range t.Rows {
		cells := slices.Clone(t.Rows[i].Cells)
		for col := range cells {
			if !ok || m.Cells[i][col] {
				cells[col] = Hidden
			}
		}
		t.Rows[i].Cells = cells
		if !ok || m.Totals[i] {
			t.Rows[i].Total = Hidden
		}
	}
	return ok
}

// Level keeps the rows for which is holds, and the whole; rows of it that are
// left belong to the whole.
func (t *Table) Level(is func(code string) bool) {
	kept := t.Rows[:1:1]
	for _, r := range t.Rows[1:] {
		if is(r.Code) {
			r.Parent = 0
			kept = append(kept, r)
		}
	}
	t.Rows = kept
}

// The columns of movement.
const (
	Born = iota
	Died
	Came
	Went
)

// Movements are the columns of movement within a time.
var Movements = []Column{
	{[]string{"born"}, "出生", "born"}, {[]string{"died"}, "死亡", "died"},
	{[]string{"in"}, "迁（流）入", "came to live there"}, {[]string{"out"}, "迁（流）出", "left"},
}

// Moves tells what happened to a person from one day to another, both
// included: of births and deaths in the community that answers for him, of
// comings and goings in the one where he lived. It reads what the register
// holds today of these days.
func Moves(p *quanyuan.Person, from, to quanyuan.Date, tell func(community string, column int)) {
	within := func(d quanyuan.Date) bool { return d.Day != 0 && compare(d, from) >= 0 && compare(d, to) <= 0 }
	born, _ := quanyuan.ParseDate(p.Text(quanyuan.BirthDate))
	died, _ := quanyuan.ParseDate(p.Text(quanyuan.DeathDate))
	if at := home(p); at != "" {
		if within(born) {
			tell(at, Born)
		}
		if p.Exited != "" && within(died) {
			tell(at, Died)
		}
	}
	for i := range p.Presences {
		pr := &p.Presences[i]
		if within(pr.Since) && pr.Since != born {
			tell(pr.Community, Came)
		}
		if within(pr.Until) && pr.Until != died {
			tell(pr.Community, Went)
		}
	}
}

// compare orders dates as their texts are: a month before its days.
func compare(a, b quanyuan.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

// home is the community that answers for a person: where he is counted as
// living, else as registered, else where he stands or stood.
func home(p *quanyuan.Person) string {
	for _, note := range []quanyuan.PlaceNotes{quanyuan.CountsResidence, quanyuan.CountsHukou} {
		for i := range p.Presences {
			if p.Presences[i].Note&note != 0 {
				return p.Presences[i].Community
			}
		}
	}
	if ds := p.Divisions(); len(ds) > 0 {
		return ds[0]
	}
	return ""
}
