package desk

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/intake"
	"quanyuan/intake/sheet"
	"quanyuan/refdata/code"
	"quanyuan/register"
)

// The columns of a survey form beside those of the person.
const (
	FormSegment = "段号"
	FormHouse   = "户序"
	FormLine    = "行号"
	FormResult  = "结果"
	FormNumber  = "人员编号"
)

// FormFields are the columns of the person on a survey form, the ones the 19
// core indicators and the scope of the register need.
var FormFields = []quanyuan.Field{quanyuan.ResidenceAddress, quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Relation, quanyuan.Ethnic, quanyuan.Marital,
	quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.HukouNature, quanyuan.HukouAddress, quanyuan.ArriveDate, quanyuan.StayReason, quanyuan.Phone, quanyuan.ChildCount,
	quanyuan.ChildName, quanyuan.ChildBirth, quanyuan.ChildID, quanyuan.ChildSex, quanyuan.ChildOrder, quanyuan.ChildPolicy}

// houseResults are the words for what became of a house.
var houseResults = map[string]string{
	"": quanyuan.HouseDone, "完成": quanyuan.HouseDone, "done": quanyuan.HouseDone,
	"空房": quanyuan.HouseEmpty, "空户": quanyuan.HouseEmpty, "empty": quanyuan.HouseEmpty,
	"拒访": quanyuan.HouseRefused, "拒绝": quanyuan.HouseRefused, "refused": quanyuan.HouseRefused,
	"无人": quanyuan.HouseAbsent, "未遇": quanyuan.HouseAbsent, "absent": quanyuan.HouseAbsent,
}

// followResults are the words for what a second visit found.
var followResults = map[string]string{
	"住": quanyuan.FollowLives, "在住": quanyuan.FollowLives, "lives": quanyuan.FollowLives,
	"迁走": quanyuan.FollowMoved, "他处": quanyuan.FollowMoved, "moved": quanyuan.FollowMoved,
	"死亡": quanyuan.FollowDied, "died": quanyuan.FollowDied,
	"查无": quanyuan.FollowUnknown, "查无此人": quanyuan.FollowUnknown, "unknown": quanyuan.FollowUnknown,
	"重复": quanyuan.FollowDuplicate, "duplicate": quanyuan.FollowDuplicate,
	"未定": quanyuan.FollowUnsettled, "unsettled": quanyuan.FollowUnsettled,
}

// answers are the rows of a file of answers: texts under headers.
type answers struct {
	file string
	head []string
	rows [][]string
	at   []int // the row of each as the file shows it
}

func (a *answers) column(names ...string) int {
	return slices.IndexFunc(a.head, func(h string) bool { return slices.Contains(names, strings.TrimSpace(h)) })
}

func (a *answers) cell(row, column int) string {
	if column < 0 || column >= len(a.rows[row]) {
		return ""
	}
	return strings.TrimSpace(a.rows[row][column])
}

func (a *answers) fault(row int, field, key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args, Where: quanyuan.Where{File: a.file, Row: a.at[row], Field: field}}
}

// readAnswers reads every sheet of an Excel or CSV file that has a header row
// with the column key, or a JSON array of objects.
func readAnswers(path, key string) (*answers, error) {
	a := &answers{file: filepath.Base(path)}
	if strings.EqualFold(filepath.Ext(path), ".json") {
		return a, a.readJSON(path)
	}
	f, err := sheet.OpenFile(path, sheet.Options{})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for _, s := range f.Sheets {
		var place []int // of this sheet's columns among those of all
		for row, err := range s.Rows() {
			if err != nil {
				return nil, err
			}
			cells := make([]string, len(row.Cells))
			for i, c := range row.Cells {
				cells[i] = strings.TrimSpace(c.Text)
			}
			switch {
			case place != nil:
				a.add(cells, place, row.Number)
			case slices.Contains(cells, key):
				for _, h := range cells {
					place = append(place, a.place(h))
				}
			}
		}
	}
	if len(a.head) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "survey.column_missing", Args: []any{key}, Where: quanyuan.Where{File: a.file}}
	}
	return a, nil
}

func (a *answers) place(head string) int {
	if i := slices.Index(a.head, head); i >= 0 {
		return i
	}
	a.head = append(a.head, head)
	return len(a.head) - 1
}

func (a *answers) add(cells []string, place []int, at int) {
	row := make([]string, len(a.head))
	empty := true
	for i, c := range cells {
		if i < len(place) {
			row[place[i]] = c
			empty = empty && c == ""
		}
	}
	if !empty {
		a.rows, a.at = append(a.rows, row), append(a.at, at)
	}
}

func (a *answers) readJSON(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{a.file}}
	}
	var objects []map[string]any
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber() // an identity number must not lose its digits
	if err := in.Decode(&objects); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "survey.json", Where: quanyuan.Where{File: a.file}}
	}
	for _, o := range objects {
		for k := range o {
			if !slices.Contains(a.head, k) {
				a.head = append(a.head, k)
			}
		}
	}
	slices.Sort(a.head)
	for i, o := range objects {
		row := make([]string, len(a.head))
		for k, v := range o {
			switch v := v.(type) {
			case string:
				row[slices.Index(a.head, k)] = v
			case json.Number:
				row[slices.Index(a.head, k)] = v.String()
			case nil:
			default:
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "survey.json", Where: quanyuan.Where{File: a.file, Row: i + 1, Field: k}}
			}
		}
		a.rows, a.at = append(a.rows, row), append(a.at, i+1)
	}
	return nil
}

// Loaded says what came of a file of answers.
type Loaded struct {
	Rows     int // with a person or a result
	Added    int // persons that are new
	Known    int // persons that were there already, the same
	Houses   int // houses with a result
	Segments int
	// Conflicts are persons whom an earlier file said otherwise of; the earlier
	// word stands.
	Conflicts []Conflict
}

// Conflict is a row that contradicts an earlier answer.
type Conflict struct {
	Where                quanyuan.Where
	Segment, House, Line string
	Fields               []quanyuan.Field // where they differ; empty: the house's result
}

// LoadAnswers takes what a survey team found. Segment, house and line name a
// person: loading a file twice adds nothing, and a different answer for the same
// person is a conflict, which is shown and changes nothing unless replace is set.
func (d *Desk) LoadAnswers(ctx context.Context, by quanyuan.Principal, id, path string, replace bool) (*Loaded, error) {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return nil, err
	}
	a, err := readAnswers(path, FormSegment)
	if err != nil {
		return nil, err
	}
	l := &loading{desk: d, survey: s, answers: a, byID: map[string]*quanyuan.PSU{}, touched: map[string]bool{}, out: &Loaded{}, replace: replace}
	for _, p := range psus {
		l.byID[p.Segment] = p
	}
	persons, err := l.houses()
	if err != nil {
		return nil, err
	}
	if err := l.persons(ctx, persons); err != nil {
		return nil, err
	}
	c := &quanyuan.Change{}
	for _, p := range psus {
		if l.touched[p.Segment] {
			p.State = quanyuan.PSULoaded
			d.file(c, by, p.Paper())
		}
	}
	l.out.Segments = len(c.Papers)
	if len(c.Papers) == 0 {
		return l.out, nil
	}
	return l.out, d.apply(ctx, by, access.Survey, c)
}

type loading struct {
	desk    *Desk
	survey  *quanyuan.Survey
	answers *answers
	byID    map[string]*quanyuan.PSU
	touched map[string]bool
	out     *Loaded
	replace bool
}

// houses takes the results of houses and gives the rows that hold persons.
func (l *loading) houses() (persons []int, err error) {
	a := l.answers
	segment, house, line, result, name := a.column(FormSegment), a.column(FormHouse), a.column(FormLine), a.column(FormResult), a.column(quanyuan.Name.Zh())
	for h, c := range map[string]int{FormHouse: house, FormLine: line, quanyuan.Name.Zh(): name} {
		if c < 0 {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "survey.column_missing", Args: []any{h}, Where: quanyuan.Where{File: a.file}}
		}
	}
	for i := range a.rows {
		id, number, who := a.cell(i, segment), a.cell(i, house), a.cell(i, name)
		if number == "" && who == "" {
			continue // an empty line of the form
		}
		p := l.byID[id]
		switch {
		case p == nil:
			return nil, a.fault(i, FormSegment, "survey.no_segment", id)
		case p.State == quanyuan.PSUReplaced:
			return nil, a.fault(i, FormSegment, "survey.segment_replaced", id)
		case number == "":
			return nil, a.fault(i, FormHouse, "survey.cell_empty")
		case who != "" && a.cell(i, line) == "":
			return nil, a.fault(i, FormLine, "survey.cell_empty")
		}
		said, ok := houseResults[a.cell(i, result)]
		if !ok {
			return nil, a.fault(i, FormResult, "survey.house_result", a.cell(i, result))
		}
		if who != "" && said != quanyuan.HouseDone {
			return nil, a.fault(i, FormResult, "survey.house_people", a.cell(i, result))
		}
		l.out.Rows++
		l.house(p, quanyuan.House{Number: number, Result: said}, i)
		if who != "" {
			persons = append(persons, i)
		}
	}
	return persons, nil
}

func (l *loading) house(p *quanyuan.PSU, h quanyuan.House, row int) {
	i := slices.IndexFunc(p.Houses, func(x quanyuan.House) bool { return x.Number == h.Number })
	switch {
	case i < 0:
		p.Houses = append(p.Houses, h)
		l.out.Houses++
		l.touched[p.Segment] = true
	case p.Houses[i].Result == h.Result:
	case l.replace:
		p.Houses[i] = h
		l.touched[p.Segment] = true
	default:
		l.out.Conflicts = append(l.out.Conflicts, Conflict{Where: quanyuan.Where{File: l.answers.file, Row: l.answers.at[row], Field: FormResult}, Segment: p.Segment, House: h.Number})
	}
}

// persons standardises the persons of rows as any list's and takes them.
func (l *loading) persons(ctx context.Context, rows []int) error {
	if len(rows) == 0 {
		return nil
	}
	a, d := l.answers, l.desk
	own := []int{a.column(FormSegment), a.column(FormHouse), a.column(FormLine), a.column(FormResult)}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	write := func(cells []string) {
		var out []string
		for i := range a.head {
			if !slices.Contains(own, i) {
				out = append(out, strings.Join(strings.Fields(cells[i]), " "))
			}
		}
		w.Write(out)
	}
	write(a.head)
	for _, i := range rows {
		row := make([]string, len(a.head))
		copy(row, a.rows[i])
		write(row)
	}
	w.Flush()
	opts := d.intakeOptions(Upload{Source: quanyuan.Source{Kind: quanyuan.SurveyTeam, Division: l.survey.Division}, AsOf: quanyuan.DateOf(l.survey.Frozen), Encoding: "utf-8", Delimiter: ','})
	n := int64(text.Len())
	understood := map[int]bool{}
	_, _, err := intake.Read(ctx, a.file, io.NewSectionReader(bytes.NewReader(text.Bytes()), 0, n), n, opts, func(r *quanyuan.Record) error {
		if r.SetAside != "" || r.Part > 0 { // a row of answers is about one person
			return nil
		}
		understood[r.Where.Row-2] = true
		l.person(rows[r.Where.Row-2], r)
		return nil
	})
	if err != nil {
		return err
	}
	for i, row := range rows {
		if !understood[i] { // nobody who was found may be lost
			return a.fault(row, quanyuan.Name.Zh(), "survey.not_person")
		}
	}
	return nil
}

func (l *loading) person(row int, r *quanyuan.Record) {
	a := l.answers
	p := l.byID[a.cell(row, a.column(FormSegment))]
	x := quanyuan.Response{House: a.cell(row, a.column(FormHouse)), Line: a.cell(row, a.column(FormLine)), Record: r, Out: outOfSurvey(r, l.survey)}
	r.Where, r.Cells = quanyuan.Where{File: a.file, Row: a.at[row]}, nil
	old := p.Response(x.House, x.Line)
	switch {
	case old == nil:
		p.Responses = append(p.Responses, x)
		l.out.Added++
	case len(differing(old.Record, r)) == 0:
		l.out.Known++
		return
	case l.replace:
		*old = x
	default:
		l.out.Conflicts = append(l.out.Conflicts, Conflict{r.Where, p.Segment, x.House, x.Line, differing(old.Record, r)})
		return
	}
	l.touched[p.Segment] = true
}

// differing lists the fields in which two answers differ.
func differing(a, b *quanyuan.Record) (out []quanyuan.Field) {
	for f := range quanyuan.NumFields {
		if a.Value(f) != b.Value(f) {
			out = append(out, f)
		}
	}
	if !reflect.DeepEqual(a.Children, b.Children) {
		out = append(out, quanyuan.ChildName)
	}
	return out
}

// outOfSurvey says why somebody who was found does not belong to the population
// of the register; "" for who does. Whoever says nothing of it lives there.
func outOfSurvey(r *quanyuan.Record, s *quanyuan.Survey) string {
	switch register.CategoryOf(r, quanyuan.DateOf(s.Frozen)) {
	case quanyuan.UnderThirtyDays:
		return "under_30_days"
	case quanyuan.Excluded:
		return "excluded_stay"
	case quanyuan.HukouLivesAway:
		return "lives_away"
	}
	if reason := r.Value(quanyuan.StayReason); reason.Known() {
		if _, ok := code.ExclusionOf(reason.Text); ok {
			return "excluded_stay"
		}
	}
	return ""
}

// LoadFollowUp takes what a second visit found of persons of the register whom
// the first had not met. It gives how many were taken.
func (d *Desk) LoadFollowUp(ctx context.Context, by quanyuan.Principal, id, path string) (int, error) {
	_, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return 0, err
	}
	a, err := readAnswers(path, FormNumber)
	if err != nil {
		return 0, err
	}
	segment, number, result := a.column(FormSegment), a.column(FormNumber), a.column(FormResult)
	taken := 0
	touched := map[*quanyuan.PSU]bool{}
	for i := range a.rows {
		n, said := quanyuan.Number(a.cell(i, number)), a.cell(i, result)
		if n == "" || said == "" {
			continue
		}
		at := slices.IndexFunc(psus, func(p *quanyuan.PSU) bool { return p.Segment == a.cell(i, segment) })
		if at < 0 || !slices.Contains(psus[at].Listed, n) {
			return 0, a.fault(i, FormNumber, "survey.not_listed", string(n), a.cell(i, segment))
		}
		found, ok := followResults[said]
		if !ok {
			return 0, a.fault(i, FormResult, "survey.follow_result", said)
		}
		p := psus[at]
		if p.Followed == nil {
			p.Followed = map[quanyuan.Number]string{}
		}
		if p.Followed[n] != found {
			p.Followed[n] = found
			touched[p] = true
		}
		taken++
	}
	c := &quanyuan.Change{}
	for _, p := range psus {
		if touched[p] {
			d.file(c, by, p.Paper())
		}
	}
	if len(c.Papers) == 0 {
		return taken, nil
	}
	return taken, d.apply(ctx, by, access.Survey, c)
}
