package publish

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

// LayoutColumn is one column of the old system's file.
type LayoutColumn struct {
	Header string
	Field  quanyuan.Field
	Known  bool // false: nobody here knows what it holds; it is left empty
	Child  int  // of wide lists, from 1
}

// Layout writes persons as the old system does: its columns in its order, its
// words or codes, its way to write dates. It learns them from the rows that the
// old system sent.
type Layout struct {
	columns []LayoutColumn
	coded   []bool
	// own reports whether a record is a row of the old system: its values are
	// given back as they were written.
	own    func(quanyuan.RecordID) bool
	places func(code string) string // names divisions
	words  []map[string]map[string]int
	dates  map[string]int
}

// NewLayout makes the layout of a file.
func NewLayout(columns []LayoutColumn, own func(quanyuan.RecordID) bool, places func(string) string) *Layout {
	l := &Layout{columns: columns, own: own, places: places, dates: map[string]int{}}
	for _, c := range columns {
		l.coded = append(l.coded, tableOf(c.Field) != nil)
		l.words = append(l.words, map[string]map[string]int{})
	}
	return l
}

// Head is the header of the file.
func (l *Layout) Head() []string {
	out := make([]string, len(l.columns))
	for i, c := range l.columns {
		out[i] = c.Header
	}
	return out
}

// dateForms are the ways in which systems write a day.
var dateForms = []string{"2006-01-02", "20060102", "2006/01/02", "2006/1/2", "2006.01.02", "2006.1.2", "2006年1月2日", "2006年01月02日"}

// Learn looks at how a row of the old system is written.
func (l *Layout) Learn(r *quanyuan.Record) {
	for i, c := range l.columns {
		switch {
		case !c.Known:
		case c.Field == quanyuan.CommunityName || c.Field == quanyuan.TownName:
			l.learn(i, r.Text(quanyuan.CommunityCode), r.Value(c.Field).Written())
		case l.coded[i]:
			if v := l.ofRecord(c, r); v.Known() {
				l.learn(i, v.Text, v.Written())
			}
		case dated(c.Field):
			v := l.ofRecord(c, r)
			day, err := time.Parse(time.DateOnly, v.Text)
			for _, form := range dateForms {
				if err == nil && day.Format(form) == v.Written() {
					l.dates[form]++
				}
			}
		}
	}
}

func (l *Layout) learn(column int, text, written string) {
	if text == "" || written == "" {
		return
	}
	if l.words[column][text] == nil {
		l.words[column][text] = map[string]int{}
	}
	l.words[column][text][written]++
}

func (l *Layout) ofRecord(c LayoutColumn, r *quanyuan.Record) quanyuan.Value {
	if ofChild(c.Field) {
		return childValue(r.Children, c)
	}
	return r.Value(c.Field)
}

// most is what was seen most often, at a tie the first in order.
func most(seen map[string]int) string {
	best := ""
	for _, w := range slices.Sorted(maps.Keys(seen)) {
		if best == "" || seen[w] > seen[best] {
			best = w
		}
	}
	return best
}

// Rows gives a person's rows, one for each community where he stands, by its
// code; one under "" for who stands nowhere and is in the register.
func (l *Layout) Rows(p *quanyuan.Person) map[string][]string {
	out := map[string][]string{}
	if p == nil || p.Exited != "" || p.Forward != "" {
		return out
	}
	for i := range p.Presences {
		if pr := &p.Presences[i]; !pr.Ended() {
			out[pr.Community] = l.row(p, pr)
		}
	}
	if len(p.Presences) == 0 {
		out[""] = l.row(p, &quanyuan.Presence{})
	}
	return out
}

func (l *Layout) row(p *quanyuan.Person, pr *quanyuan.Presence) []string {
	out := make([]string, len(l.columns))
	for i, c := range l.columns {
		if c.Known {
			out[i] = l.cell(i, p, pr)
		}
	}
	return out
}

func (l *Layout) cell(i int, p *quanyuan.Person, pr *quanyuan.Presence) string {
	c := l.columns[i]
	switch c.Field {
	case quanyuan.PersonNumber:
		return string(p.Number)
	case quanyuan.CommunityCode:
		return pr.Community
	case quanyuan.CommunityName, quanyuan.TownName:
		if w := most(l.words[i][pr.Community]); w != "" || c.Field == quanyuan.TownName {
			return w
		}
		return l.places(pr.Community)
	case quanyuan.HukouStatus:
		return l.text(i, pr.Hukou)
	case quanyuan.ResidenceStatus:
		return l.text(i, pr.Residence)
	case quanyuan.HouseholdNumber:
		return pr.Household
	case quanyuan.Group:
		return pr.Group
	case quanyuan.Estate:
		return pr.Estate
	case quanyuan.ReportingUnit:
		return pr.Unit
	case quanyuan.StayReason:
		return l.text(i, pr.Reason)
	case quanyuan.ArriveDate:
		if pr.Since.IsZero() {
			return ""
		}
		return l.text(i, pr.Since.String())
	}
	if ofChild(c.Field) {
		// Children are joined from several records, so whose words they are is
		// not known.
		return l.text(i, textOf(childValue(p.Children, c)))
	}
	v := p.Value(c.Field)
	switch {
	case strings.HasPrefix(v.Mark, "from_"):
		return "" // worked out here from what another column says
	case l.own(v.Record):
		return v.Written()
	}
	return l.text(i, textOf(v.Value))
}

func textOf(v quanyuan.Value) string {
	if v.Known() {
		return v.Text
	}
	return ""
}

// text writes a canonical text as the old system does: codes by the words of
// the column, or by their names where it uses words for others.
func (l *Layout) text(i int, text string) string {
	c := l.columns[i]
	if text == "" {
		return ""
	}
	if l.coded[i] {
		if w := most(l.words[i][text]); w != "" {
			return w
		}
		for _, code := range slices.Sorted(maps.Keys(l.words[i])) {
			if most(l.words[i][code]) == code {
				return text // the column has codes
			}
		}
		return word(c.Field, text)
	}
	if dated(c.Field) {
		if day, err := time.Parse(time.DateOnly, text); err == nil {
			return day.Format(cmp.Or(most(l.dates), time.DateOnly))
		}
	}
	return text
}

func ofChild(f quanyuan.Field) bool { return f >= quanyuan.ChildName && f <= quanyuan.ChildPolicy }

func childValue(cs []quanyuan.Child, c LayoutColumn) quanyuan.Value {
	at := max(c.Child, 1) - 1
	if at >= len(cs) {
		return quanyuan.Value{}
	}
	ch := &cs[at]
	switch c.Field {
	case quanyuan.ChildName:
		return ch.Name
	case quanyuan.ChildBirth:
		return ch.Birth
	case quanyuan.ChildID:
		return ch.ID
	case quanyuan.ChildSex:
		return ch.Sex
	case quanyuan.ChildOrder:
		return ch.Order
	}
	return ch.Policy
}

func dated(f quanyuan.Field) bool {
	switch f {
	case quanyuan.BirthDate, quanyuan.ChildBirth, quanyuan.DeathDate, quanyuan.ArriveDate, quanyuan.LeaveDate, quanyuan.MarriageDate, quanyuan.RegisteredOn, quanyuan.ExitDate:
		return true
	}
	return false
}

// Word is a field's canonical text as people read it: codes in words.
func Word(f quanyuan.Field, text string) string { return word(f, text) }

// TableCSV writes a table as CSV that Excel opens as UTF-8.
func TableCSV(w io.Writer, rows [][]string) error {
	buf := bufio.NewWriterSize(w, 1<<16)
	buf.WriteString(bom)
	c := csv.NewWriter(buf)
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return buf.Flush()
}

// columnWidths gives each column the room of what stands in its head and first
// rows.
func columnWidths(rows [][]string) (out []float64) {
	for n, row := range rows[:min(len(rows), 200)] {
		for i, text := range row {
			if n == 0 {
				out = append(out, 8)
			}
			if i < len(out) {
				out[i] = max(out[i], min(textWidth(text)+3, 40))
			}
		}
	}
	return out
}

// TableXLSX writes a table whose first row is its header as a workbook of
// texts, so that no number loses its zeros and no cell is a formula.
func TableXLSX(w io.Writer, sheet string, rows [][]string, at time.Time) error {
	f := excelize.NewFile()
	defer f.Close()
	stable(f, at)
	stamp := at.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: sheet, Creator: "全员 Quanyuan", LastModifiedBy: "全员 Quanyuan", Created: stamp, Modified: stamp, Language: "zh-CN"}); err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	s, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, w := range columnWidths(rows) {
		if err := s.SetColWidth(i+1, i+1, w); err != nil {
			return err
		}
	}
	for n, row := range rows {
		cells := make([]any, len(row))
		for i, text := range row {
			style := st.text
			if n == 0 {
				style = st.head
			}
			cells[i] = excelize.Cell{StyleID: style, Value: text}
		}
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return err
		}
		if err := s.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
