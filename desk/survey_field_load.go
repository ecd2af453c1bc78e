package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

// FormFault is a form that could not be taken into the answers, and why.
type FormFault struct {
	Segment, House, Form string
	Fault                error
}

// FormsLoaded says what came of the forms of a survey.
type FormsLoaded struct {
	Forms, Persons int // that are new among the answers
	Known          int // forms that stood there already
	Waiting        int // not finished
	Disputed       int // somebody must choose between copies
	Void           int
	Replace        int // that ask for another segment
	Faults         []FormFault
}

// LoadForms takes the finished forms into the answers. A house is taken once:
// two forms with one number are both left, until one is given another number or
// set aside. A form that changed since it was loaded takes the place of what it
// said.
func (d *Desk) LoadForms(ctx context.Context, by quanyuan.Principal, id string) (*FormsLoaded, error) {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return nil, err
	}
	sheets, err := d.forms(ctx, s)
	if err != nil {
		return nil, err
	}
	byID := map[string]*quanyuan.PSU{}
	for _, p := range psus {
		byID[p.Segment] = p
	}
	out, touched, c := &FormsLoaded{}, map[string]bool{}, &quanyuan.Change{}
	houses := housesOf(sheets)
	for _, f := range sheets {
		switch {
		case f.State == quanyuan.FieldOpen:
			out.Waiting++
		case f.State == quanyuan.FieldDisputed:
			out.Disputed++
		case f.State == quanyuan.FieldVoid:
			out.Void++
		case f.State == quanyuan.FieldLoaded:
			out.Known++
		case f.Kept.Result == quanyuan.FieldUnreachable:
			out.Replace++
		default:
			p := byID[f.Segment]
			if err := d.loadForm(ctx, s, p, f, houses); err != nil {
				if !faultOfForm(err) {
					return nil, err
				}
				out.Faults = append(out.Faults, FormFault{f.Segment, f.Kept.House, f.Kept.ID, err})
				continue
			}
			touched[f.Segment] = true
			out.Forms, out.Persons = out.Forms+1, out.Persons+len(f.Kept.Persons)
			f.SetLoaded(f.Kept.Stamp)
			d.file(c, by, f.Paper())
		}
	}
	for _, p := range psus {
		if touched[p.Segment] {
			p.State = quanyuan.PSULoaded
			d.file(c, by, p.Paper())
		}
	}
	if len(c.Papers) == 0 {
		return out, nil
	}
	return out, d.apply(ctx, by, access.Survey, c)
}

// faultOfForm reports whether an error is of what a form says.
func faultOfForm(err error) bool {
	var e *quanyuan.Error
	return errors.As(err, &e) && errors.Is(e, quanyuan.ErrInvalid)
}

// housesOf counts the forms that speak of each house.
func housesOf(sheets []*quanyuan.FieldSheet) map[[2]string]int {
	out := map[[2]string]int{}
	for _, f := range sheets {
		if f.Void == "" && f.Kept.House != "" {
			out[[2]string{f.Segment, f.Kept.House}]++
		}
	}
	return out
}

// TwiceListed are the houses, as segment and number, of which more than one form
// speaks.
func TwiceListed(sheets []*quanyuan.FieldSheet) map[[2]string]bool {
	out := map[[2]string]bool{}
	for at, n := range housesOf(sheets) {
		if n > 1 {
			out[at] = true
		}
	}
	return out
}

// loadForm puts a form among the answers of its segment, or leaves them as they
// are.
func (d *Desk) loadForm(ctx context.Context, s *quanyuan.Survey, p *quanyuan.PSU, f *quanyuan.FieldSheet, houses map[[2]string]int) error {
	k := &f.Kept
	taken := func(h quanyuan.House) bool { return h.Number == k.House && h.Form != k.ID }
	switch {
	case p == nil:
		return refuse("survey.no_segment", f.Segment)
	case p.State == quanyuan.PSUReplaced:
		return refuse("survey.segment_replaced", f.Segment)
	case houses[[2]string{f.Segment, k.House}] > 1 || slices.ContainsFunc(p.Houses, taken):
		return refuse("field.house_twice", k.House)
	case k.Result != quanyuan.HouseDone && len(k.Persons) > 0:
		return refuse("survey.house_people", k.Result)
	case slices.ContainsFunc(k.Persons, nameless): // nobody who was found may be lost
		return refuse("field.nameless", k.House)
	}
	next := *p
	next.Houses, next.Responses = without(p, k.ID)
	l := &loading{desk: d, survey: s, answers: answersOf(f), byID: map[string]*quanyuan.PSU{p.Segment: &next}, touched: map[string]bool{}, out: &Loaded{}}
	persons, err := l.houses()
	if err == nil {
		err = l.persons(ctx, persons)
	}
	if err != nil {
		return err
	}
	i := slices.IndexFunc(next.Houses, func(h quanyuan.House) bool { return h.Number == k.House })
	next.Houses[i].Form, next.Houses[i].Reason = k.ID, k.Reason
	*p = next
	return nil
}

// without gives the houses and answers of a segment but for those of a form.
func without(p *quanyuan.PSU, form string) (houses []quanyuan.House, responses []quanyuan.Response) {
	own := map[string]bool{}
	for _, h := range p.Houses {
		if own[h.Number] = h.Form == form; !own[h.Number] {
			houses = append(houses, h)
		}
	}
	for _, r := range p.Responses {
		if !own[r.House] {
			responses = append(responses, r)
		}
	}
	return houses, responses
}

// nameless reports whether something is said of a person but no name.
func nameless(p map[string]string) bool {
	if strings.TrimSpace(p[quanyuan.Name.Key()]) != "" {
		return false
	}
	for _, text := range p {
		if strings.TrimSpace(text) != "" {
			return true
		}
	}
	return false
}

// answersOf writes a form as the rows of a file of answers.
func answersOf(f *quanyuan.FieldSheet) *answers {
	a := &answers{file: f.Kept.ID, head: []string{FormSegment, FormHouse, FormLine, FormResult}}
	for _, field := range FormFields {
		a.head = append(a.head, field.Zh())
	}
	own := func(line string) []string { return []string{f.Segment, f.Kept.House, line, f.Kept.Result} }
	for i, p := range f.Kept.Persons {
		row := own(strconv.Itoa(i + 1))
		for _, field := range FormFields {
			row = append(row, strings.TrimSpace(p[field.Key()]))
		}
		a.rows, a.at = append(a.rows, row), append(a.at, i+1)
	}
	if len(a.rows) == 0 {
		a.rows, a.at = [][]string{own("")}, []int{1}
	}
	return a
}

// FormAct is what somebody does about a form: of Choose, House and Void one.
type FormAct struct {
	Version int64  // of the form that was seen
	Choose  int    // the copy that stands: 0 what is kept, 1 and on those aside; -1: no choice
	House   string // another number for the house
	Void    bool   // set it aside: it is no house, or one that another form has
	Reason  string
}

// SettleForm ends a dispute about a form, gives its house another number, or sets
// it aside. What was not chosen is kept with the reason.
func (d *Desk) SettleForm(ctx context.Context, by quanyuan.Principal, id, segment, form string, act FormAct) error {
	paper, err := d.Paper(ctx, by, quanyuan.FieldPaper, quanyuan.FieldID(id, segment, form))
	if err != nil {
		return err
	}
	reason := reasonOf(act.Reason)
	if reason == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "access.reason", Where: quanyuan.Where{Field: "reason"}}
	}
	f, err := quanyuan.FieldSheetOf(paper)
	if err != nil {
		return err
	}
	if f.Version = act.Version; paper.Version != act.Version {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "field.changed"}
	}
	c := &quanyuan.Change{}
	why := by.Name + "：" + reason
	switch {
	case act.Choose >= 0:
		if !f.Choose(act.Choose, why) {
			return refuse("field.no_copy")
		}
	case act.House != "":
		if len([]rune(act.House)) > 20 {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "field.invalid", Args: []any{"house"}, Where: quanyuan.Where{Field: "house"}}
		}
		if err := d.unload(ctx, by, c, f); err != nil {
			return err
		}
		f.Kept.House, f.Kept.Why = act.House, why
		f.SetLoaded("")
	default:
		if err := d.unload(ctx, by, c, f); err != nil {
			return err
		}
		f.SetLoaded("")
		f.SetVoid(why)
	}
	d.file(c, by, f.Paper())
	return d.apply(ctx, by, access.Survey, c)
}

// unload takes what a form said out of the answers.
func (d *Desk) unload(ctx context.Context, by quanyuan.Principal, c *quanyuan.Change, f *quanyuan.FieldSheet) error {
	if f.Loaded == "" {
		return nil
	}
	p, err := d.segment(ctx, by, f.Survey, f.Segment)
	if err != nil {
		return err
	}
	p.Houses, p.Responses = without(p, f.Kept.ID)
	d.file(c, by, p.Paper())
	return nil
}
