package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// form is a finished form of one house with the i-th person in it.
func form(id, stamp, house string, i int, line ...string) quanyuan.FieldForm {
	cells := strings.Split(person(i), ",")
	p := map[string]string{}
	for k, f := range []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.ResidenceAddress} {
		p[f.Key()] = cells[k]
	}
	return quanyuan.FieldForm{ID: "form0000000000" + id, Stamp: "stamp" + stamp, Line: line, Revision: 1, House: house, Result: quanyuan.HouseDone, Persons: []map[string]string{p}, Finished: true}
}

func (s *surveyed) take(forms ...quanyuan.FieldForm) (outcomes string) {
	s.t.Helper()
	rs, err := s.TakeForms(context.Background(), s.team, surveyID, s.psus[0].Segment, forms)
	if err != nil {
		s.t.Fatal(err)
	}
	var words []string
	for _, r := range rs {
		words = append(words, r.Outcome)
	}
	return strings.Join(words, " ")
}

func (s *surveyed) loadForms() desk.FormsLoaded {
	s.t.Helper()
	l, err := s.LoadForms(context.Background(), s.team, surveyID)
	if err != nil {
		s.t.Fatal(err)
	}
	return *l
}

// TestFormsComeOnce: a form is taken once however often it is sent; what goes on
// from it takes its place, and what contradicts it stands beside it until
// somebody chooses.
func TestFormsComeOnce(t *testing.T) {
	s := newSurveyed(t)
	ctx, segment := context.Background(), s.psus[0].Segment
	first := form("01", "aaa", "1", 1)
	changed := form("01", "bbb", "1", 2, "stampaaa")
	for _, c := range []struct {
		what string
		f    quanyuan.FieldForm
		want string
	}{
		{"new", first, "taken"},
		{"again", first, "known"},
		{"goes on", changed, "taken"},
		{"the older one again", first, "known"},
		{"another phone went on from the first, too", form("01", "ccc", "1", 3, "stampaaa"), "conflict"},
		{"and again", form("01", "ccc", "1", 3, "stampaaa"), "conflict"},
		{"and goes on", form("01", "ddd", "1", 4, "stampaaa", "stampccc"), "conflict"},
	} {
		if got := s.take(c.f); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	if l := s.loadForms(); l.Disputed != 1 || l.Forms != 0 {
		t.Errorf("loaded %+v", l)
	}
	all, err := s.Forms(ctx, s.team, surveyID)
	if err != nil || len(all) != 1 || len(all[0].Aside) != 1 {
		t.Fatalf("forms %+v, %v", all, err)
	}
	act := desk.FormAct{Version: all[0].Version, Choose: 1, Reason: "第二次入户为准"}
	if err := s.SettleForm(ctx, s.team, surveyID, segment, first.ID, act); err != nil {
		t.Fatal(err)
	}
	if err := s.SettleForm(ctx, s.team, surveyID, segment, first.ID, act); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("settled on an old sight of it: %v", err)
	}
	if l := s.loadForms(); l.Forms != 1 || l.Persons != 1 {
		t.Errorf("loaded %+v", l)
	}
	if l := s.loadForms(); l.Forms != 0 || l.Known != 1 {
		t.Errorf("loaded again %+v", l)
	}
	if got := s.names(); got != name(4) {
		t.Errorf("answers %s", got)
	}
	// An interviewer goes back to a house that stands among the answers.
	if got := s.take(form("01", "eee", "1", 5, "stampddd")); got != "taken" {
		t.Error(got)
	}
	if l := s.loadForms(); l.Forms != 1 || s.names() != name(5) {
		t.Errorf("loaded %+v: %s", l, s.names())
	}
}

func name(i int) string { n, _, _ := strings.Cut(person(i), ","); return n }

// names are the persons of the first segment's answers.
func (s *surveyed) names() string {
	sample, err := s.Sample(context.Background(), s.team, surveyID)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, p := range sample.PSUs {
		for _, r := range p.Responses {
			out = append(out, r.Record.Text(quanyuan.Name))
		}
	}
	return strings.Join(out, " ")
}

// TestTwoFormsOfAHouse: a house is taken once; nothing is doubled, and nothing
// lost.
func TestTwoFormsOfAHouse(t *testing.T) {
	s := newSurveyed(t)
	ctx, segment := context.Background(), s.psus[0].Segment
	s.take(form("01", "aaa", "7", 1), form("02", "bbb", "7", 2), form("03", "ccc", "8", 3))
	l := s.loadForms()
	if l.Forms != 1 || len(l.Faults) != 2 {
		t.Fatalf("loaded %+v", l)
	}
	if err := s.SettleForm(ctx, s.team, surveyID, segment, l.Faults[1].Form, desk.FormAct{Version: 1, Choose: -1, House: "9"}); err == nil {
		t.Error("settled without a reason")
	}
	if err := s.SettleForm(ctx, s.team, surveyID, segment, l.Faults[1].Form, desk.FormAct{Version: 1, Choose: -1, House: "9", Reason: "两部手机都编为 7"}); err != nil {
		t.Fatal(err)
	}
	if l := s.loadForms(); l.Forms != 2 || len(l.Faults) != 0 || s.names() != name(3)+" "+name(1)+" "+name(2) {
		t.Errorf("loaded %+v: %s", l, s.names())
	}
	// The same house after all: set aside, and out of the answers.
	if err := s.SettleForm(ctx, s.team, surveyID, segment, "form000000000002", desk.FormAct{Version: 3, Choose: -1, Void: true, Reason: "与 7 为同一户"}); err != nil {
		t.Fatal(err)
	}
	if l := s.loadForms(); l.Void != 1 || s.names() != name(3)+" "+name(1) {
		t.Errorf("after setting aside %+v: %s", l, s.names())
	}
}

// TestFormsRefused: what is no form is not taken and says why; the others are.
func TestFormsRefused(t *testing.T) {
	s := newSurveyed(t)
	good := form("01", "aaa", "1", 1)
	for what, spoil := range map[string]func(*quanyuan.FieldForm){
		"id":       func(f *quanyuan.FieldForm) { f.ID = "../x" },
		"stamp":    func(f *quanyuan.FieldForm) { f.Stamp = "" },
		"result":   func(f *quanyuan.FieldForm) { f.Result = "moved" },
		"field":    func(f *quanyuan.FieldForm) { f.Persons[0]["death_date"] = "2020" },
		"long":     func(f *quanyuan.FieldForm) { f.Reason = strings.Repeat("长", 301) },
		"control":  func(f *quanyuan.FieldForm) { f.House = "1\x00" },
		"finished": func(f *quanyuan.FieldForm) { f.House = "" },
	} {
		bad := form("02", "bbb", "2", 2)
		spoil(&bad)
		if got := s.take(bad, good); got != "refused taken" && got != "refused known" {
			t.Errorf("%s: %s", what, got)
		}
	}
	if _, err := s.TakeForms(context.Background(), s.team, surveyID, "nowhere", []quanyuan.FieldForm{good}); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("a segment that was not drawn: %v", err)
	}
	clerk := quanyuan.Principal{Name: "乙", Post: quanyuan.Clerk, Division: "510198001001"}
	if _, err := s.TakeForms(context.Background(), clerk, surveyID, s.psus[0].Segment, []quanyuan.FieldForm{good}); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a clerk: %v", err)
	}
	nobody := form("03", "ddd", "3", 3)
	nobody.Persons[0]["name"] = ""
	s.take(nobody)
	if l := s.loadForms(); len(l.Faults) != 1 || fmt.Sprint(l.Faults[0].Fault) == "" || l.Forms != 1 {
		t.Errorf("a person without a name: %+v", l)
	}
}
