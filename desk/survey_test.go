package desk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// surveyed is a register of eighty persons on four streets, the clock that its
// desk has, and a survey of it that was drawn.
type surveyed struct {
	*desk.Desk
	t    *testing.T
	dir  string
	now  time.Time
	psus []*quanyuan.PSU
	team quanyuan.Principal
}

const surveyID = "00000001"

func newSurveyed(t *testing.T) *surveyed {
	ctx := context.Background()
	s := &surveyed{t: t, dir: t.TempDir(), now: noon(), team: quanyuan.Local("调查组")}
	clock := func() time.Time { return s.now }
	store, err := sqlite.Create(ctx, filepath.Join(s.dir, "town.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if err := desk.Init(ctx, store, []byte(divisions), "divisions.csv"); err != nil {
		t.Fatal(err)
	}
	if s.Desk, err = desk.Open(ctx, store, clock); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,居住地址,社区编码\n")
	for i := range 80 {
		fmt.Fprintf(&b, "P%03d,%s,%s\n", i, person(i), "510198001001")
	}
	path := s.file("register.csv", b.String())
	if _, err := s.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.FreezeSurvey(ctx, s.team, "", "510198001001", quanyuan.SurveyPlan{Units: 2, Least: 10, Most: 100}, nil); err != nil {
		t.Fatal(err)
	}
	if _, s.psus, err = s.DrawSurvey(ctx, s.team, surveyID, "种子"); err != nil {
		t.Fatal(err)
	}
	return s
}

// person is the i-th person as the register and a survey write him.
func person(i int) string {
	return fmt.Sprintf("%c%c%c,%s,%d-%02d-%02d,1,1,%s%d号%d室", []rune("赵钱孙李周吴郑王")[i%8], '一'+rune(i*7%80), '丁'+rune(i*3), []string{"男", "女"}[i%2], 1950+i%50, i%12+1, i%28+1, []string{"春江路", "长宁街", "和平巷", "文化路"}[i/20], 10+i/20, 101+i%20)
}

func (s *surveyed) file(name, text string) string {
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

const answerHead = "段号,户序,行号,结果,姓名,性别,出生日期,户籍状况,居住状况,居住地址\n"

// answers are those of everybody of the first segment, but the first.
func (s *surveyed) answers() string {
	var b strings.Builder
	b.WriteString(answerHead)
	for k, n := range s.psus[0].Listed[1:] {
		var i int
		fmt.Sscanf(string(n), "P%d", &i)
		fmt.Fprintf(&b, "%s,%d,1,完成,%s\n", s.psus[0].Segment, k+1, person(i))
	}
	return b.String()
}

func (s *surveyed) load(name, text string, replace bool) *desk.Loaded {
	s.t.Helper()
	l, err := s.LoadAnswers(context.Background(), s.team, surveyID, s.file(name, text), replace)
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

// TestAnswersComeOnce: a file read twice adds nothing; an answer that contradicts
// an earlier one is shown and changes nothing, until it is meant to.
func TestAnswersComeOnce(t *testing.T) {
	s := newSurveyed(t)
	if len(s.psus) != 2 || len(s.psus[0].Listed) != 20 {
		t.Fatalf("drawn %+v", s.psus)
	}
	text := s.answers()
	if l := s.load("a.csv", text, false); l.Added != 19 || l.Houses != 19 || l.Segments != 1 || len(l.Conflicts) != 0 {
		t.Errorf("first %+v", l)
	}
	if l := s.load("a.csv", text, false); l.Added != 0 || l.Houses != 0 || l.Known != 19 || l.Segments != 0 || len(l.Conflicts) != 0 {
		t.Errorf("again %+v", l)
	}
	other := strings.Replace(text, ",男,", ",女,", 1)
	l := s.load("b.csv", other, false)
	if len(l.Conflicts) != 1 || l.Segments != 0 || l.Conflicts[0].Fields[0] != quanyuan.Sex || l.Conflicts[0].Where.Field != "" {
		t.Errorf("contradicted %+v", l)
	}
	if l := s.load("b.csv", other, true); l.Segments != 1 || len(l.Conflicts) != 0 {
		t.Errorf("replaced %+v", l)
	}
	if l := s.load("b.json", `[{"段号":"`+s.psus[1].Segment+`","户序":1,"行号":"","结果":"拒访","姓名":""}]`, false); l.Houses != 1 || l.Added != 0 {
		t.Errorf("JSON %+v", l)
	}
}

// TestAnswersRefused: faults name row and column, and nothing of the file is
// taken.
func TestAnswersRefused(t *testing.T) {
	s := newSurveyed(t)
	good := s.psus[0].Segment + ",1,1,完成,王秀英,男,1980-01-01,1,1,春江路10号101室\n"
	for _, c := range []struct{ row, key, field string }{
		{"nowhere,1,1,完成,王秀英,男,1980-01-01,1,1,\n", "survey.no_segment", desk.FormSegment},
		{s.psus[0].Segment + ",2,1,也许,,,,,,\n", "survey.house_result", desk.FormResult},
		{s.psus[0].Segment + ",2,1,空房,王秀英,男,1980-01-01,1,1,\n", "survey.house_people", desk.FormResult},
		{s.psus[0].Segment + ",2,,完成,王秀英,男,1980-01-01,1,1,\n", "survey.cell_empty", desk.FormLine},
		{s.psus[0].Segment + ",,1,完成,王秀英,男,1980-01-01,1,1,\n", "survey.cell_empty", desk.FormHouse},
	} {
		_, err := s.LoadAnswers(context.Background(), s.team, surveyID, s.file("bad.csv", answerHead+good+c.row), false)
		var q *quanyuan.Error
		if !errors.As(err, &q) || q.Key != c.key || q.Where.Field != c.field || q.Where.Row != 3 || !quanyuan.HasMessage(q.Key) {
			t.Errorf("%q: %v", c.row, err)
		}
	}
	if l := s.load("good.csv", answerHead+good, false); l.Added != 1 {
		t.Errorf("something of a refused file was taken: %+v", l)
	}
}

// TestWhoComesLateIsNotCovered: the register is judged as it stood when the frame
// was frozen, so that entering those whom the survey found helps nobody.
func TestWhoComesLateIsNotCovered(t *testing.T) {
	ctx := context.Background()
	s := newSurveyed(t)
	late := "欧阳晚来,女,1991-02-03,1,1,春江路10号999室"
	s.load("a.csv", s.answers()+fmt.Sprintf("%s,99,1,完成,%s\n", s.psus[0].Segment, late), false)
	s.now = s.now.Add(time.Hour)
	r := &quanyuan.Record{}
	for f, text := range map[quanyuan.Field]string{quanyuan.Name: "欧阳晚来", quanyuan.Sex: "2", quanyuan.BirthDate: "1991-02-03", quanyuan.HukouStatus: "1", quanyuan.ResidenceStatus: "1",
		quanyuan.ResidenceAddress: "春江路10号999室", quanyuan.CommunityCode: "510198001001"} {
		r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
	}
	found, err := s.Search(ctx, s.team, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enter(ctx, s.team, r, found.Paper.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LinkSurvey(ctx, s.team, surveyID, nil); err != nil {
		t.Fatal(err)
	}
	c, err := s.CoverageOf(ctx, s.team, surveyID)
	if err != nil {
		t.Fatal(err)
	}
	if c.Fieldwork.Persons != 20 || c.Whole.Measured.Ratio != .95 {
		t.Errorf("coverage %v of %d persons; 19 of 20 stood there at the freeze", c.Whole.Measured.Ratio, c.Fieldwork.Persons)
	}
	if c.Proof == quanyuan.Proved || c.Links != nil {
		t.Errorf("proof %q, errors of linkage %+v without a reading", c.Proof, c.Links)
	}
	// A leader sees of it what it proved, of a part no more than its own sample says.
	kept, err := s.Coverage(ctx, quanyuan.Principal{Account: "l", Name: "林主任", Post: quanyuan.Leader})
	if err != nil || kept.Of(c.Survey.Division) == nil {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	if whole := kept.Of(c.Survey.Division); whole.Proof != c.Proof || whole.Share != c.Whole.Corrected.Ratio || whole.Low > whole.Share || whole.High < whole.Share {
		t.Errorf("kept %+v of proof %q and %v", whole, c.Proof, c.Whole.Corrected.Ratio)
	}
	for _, p := range c.Parts {
		if l := kept.Of(p.Division); p.Division != c.Survey.Division && l != nil && l.Proof != p.Proof {
			t.Errorf("%s is kept as %q, and its sample says %q", p.Name, l.Proof, p.Proof)
		}
	}
	// Whom the survey did not meet is asked about at a second visit.
	follow, err := s.FollowUp(ctx, s.team, surveyID)
	if err != nil || len(follow) != 1 || follow[0].Person.Number != s.psus[0].Listed[0] {
		t.Fatalf("second visit to %+v, %v", follow, err)
	}
	visit := s.file("visit.csv", fmt.Sprintf("段号,人员编号,结果\n%s,%s,迁走\n", s.psus[0].Segment, s.psus[0].Listed[0]))
	if n, err := s.LoadFollowUp(ctx, s.team, surveyID, visit); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if c, err = s.CoverageOf(ctx, s.team, surveyID); err != nil || c.Whole.Correct == nil || c.Whole.Correct.Ratio != .95 {
		t.Errorf("correct %+v, %v", c.Whole.Correct, err)
	}
}

// TestReplacedSegment: a reserve takes over place and weight of one that cannot
// be reached, the draw can still be checked, and the replaced one takes no more
// answers.
func TestReplacedSegment(t *testing.T) {
	ctx := context.Background()
	s := newSurveyed(t)
	if _, err := s.ReplaceSegment(ctx, s.team, surveyID, s.psus[0].Segment, " "); err == nil {
		t.Error("replaced without a reason")
	}
	next, err := s.ReplaceSegment(ctx, s.team, surveyID, s.psus[0].Segment, "道路塌方，无法进入")
	if err != nil {
		t.Fatal(err)
	}
	if next.StandsFor != s.psus[0].Segment || next.Chance != s.psus[0].Chance || next.Unit != s.psus[0].Unit || len(next.Listed) != 20 {
		t.Errorf("reserve %+v", next)
	}
	if err := s.CheckDraw(ctx, s.team, surveyID); err != nil {
		t.Error(err)
	}
	if _, err := s.LoadAnswers(ctx, s.team, surveyID, s.file("a.csv", s.answers()), false); err == nil {
		t.Error("a replaced segment took answers")
	}
}

// TestWhoMaySurvey: the survey team and nobody else, within its division.
func TestWhoMaySurvey(t *testing.T) {
	ctx := context.Background()
	s := newSurveyed(t)
	for _, c := range []struct {
		by  quanyuan.Principal
		may bool
	}{
		{quanyuan.Principal{Name: "甲", Post: quanyuan.Surveyor, Division: "510198001000", Mandate: "survey"}, true},
		{quanyuan.Principal{Name: "甲", Post: quanyuan.Surveyor, Division: "510198001002", Mandate: "survey"}, false},
		{quanyuan.Principal{Name: "乙", Post: quanyuan.Clerk, Division: "510198001001"}, false},
		{quanyuan.Principal{Name: "丙", Post: quanyuan.CityOffice}, false},
	} {
		_, err := s.Sample(ctx, c.by, surveyID)
		if (err == nil) != c.may {
			t.Errorf("%s for %s: %v", c.by.Post, c.by.Division, err)
		}
	}
}
