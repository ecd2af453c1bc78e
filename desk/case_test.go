package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	folding "quanyuan/register"
	"quanyuan/review"
)

// police is a list about P001, who is divorced by it and lives elsewhere in the
// street; about P002 as her clerk knows her; and about somebody new.
const police = `姓名,性别,出生日期,身份证号码,婚姻状况,居住地址,户籍状况,居住状况,社区编码
陈建国,男,1962-03-15,510104196203150112,离婚,春江路18号2单元101,户口在本社区,不在本社区居住(县内),510198001001
吴秋月,女,1990-05-05,,未婚,春江路20号1单元202,户口在本社区,现住本社区,510198001001
`

// cases imports the list, collates it, and gives the clerk's list of rows.
func cases(t *testing.T, d *desk.Desk) map[quanyuan.Outcome]*desk.CaseRow {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "police.csv")
	check(t, os.WriteFile(path, []byte(police), 0o600))
	_, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School, Unit: "春江小学", Division: "510198001001"}})
	check(t, err)
	_, err = d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	return waitingCases(t, d, clerk1)
}

func waitingCases(t *testing.T, d *desk.Desk, by quanyuan.Principal) map[quanyuan.Outcome]*desk.CaseRow {
	t.Helper()
	rows, err := d.Cases(context.Background(), by, desk.CaseQuery{})
	check(t, err)
	out := map[quanyuan.Outcome]*desk.CaseRow{}
	for _, r := range rows {
		out[r.Outcome] = r
	}
	return out
}

func choose(f quanyuan.Field, take quanyuan.Take) review.Chosen {
	return review.Chosen{Choice: quanyuan.Choice{Field: f, Take: take}}
}

// whole verifies the register and gives a person as he is stored.
func whole(t *testing.T, d *desk.Desk, s quanyuan.Store, n quanyuan.Number) *quanyuan.Person {
	t.Helper()
	ctx := context.Background()
	broken, _, err := d.Verify(ctx, 10, nil)
	check(t, err)
	if len(broken) > 0 {
		t.Fatalf("broken %+v", broken)
	}
	p, err := s.Person(ctx, n)
	check(t, err)
	return p
}

// TestCaseDiffers: a row that differs is settled field by field, leaves the
// list, and comes back with everything as it was when it is taken back, twice.
func TestCaseDiffers(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.Differs]
	if row == nil || row.Person != "P001" || row.Desk != "510198001001" || !slices.Contains(row.Fields, quanyuan.Marital) {
		t.Fatalf("row %+v", row)
	}
	before := whole(t, d, s, "P001")
	for range 2 {
		v, err := d.Case(ctx, clerk1, row.Record)
		check(t, err)
		if len(v.Changed) > 0 {
			t.Errorf("nobody changed %v", v.Changed)
		}
		if !slices.Contains(v.Choose, quanyuan.ResidenceStatus) || v.File != "police.csv" || len(v.Voices) == 0 {
			t.Fatalf("view %+v", v)
		}
		if err := d.SettleCase(ctx, clerk1, desk.CaseOrder{Record: row.Record, Version: v.Version, Chosen: []review.Chosen{choose(quanyuan.Marital, quanyuan.TakeList)}}); keyOf(err) != "case.undecided" {
			t.Fatalf("not all chosen: %v", err)
		}
		o := desk.CaseOrder{Record: row.Record, Version: v.Version}
		for _, f := range v.Choose {
			take := quanyuan.TakeRegister
			if f == quanyuan.Marital {
				take = quanyuan.TakeList
			}
			o.Chosen = append(o.Chosen, choose(f, take))
		}
		check(t, d.SettleCase(ctx, clerk1, o))
		p := whole(t, d, s, "P001")
		if p.Text(quanyuan.Marital) == before.Text(quanyuan.Marital) || p.Text(quanyuan.ResidenceAddress) != before.Text(quanyuan.ResidenceAddress) ||
			p.Presences[0].Residence != "1" || p.Presences[0].Category != quanyuan.HukouAndLivesHere {
			t.Errorf("settled: %s, %s, %+v", p.Text(quanyuan.Marital), p.Text(quanyuan.ResidenceAddress), p.Presences)
		}
		if again := waitingCases(t, d, clerk1)[quanyuan.Differs]; again != nil {
			t.Errorf("still waits: %+v", again)
		}
		if err := d.SettleCase(ctx, clerk1, o); !errors.Is(err, quanyuan.ErrConflict) {
			t.Errorf("settled twice: %v", err)
		}
		check(t, d.TakeBackCase(ctx, clerk1, row.Record, v.Version+1))
		p = whole(t, d, s, "P001")
		p.Version = before.Version
		if same(t, p) != same(t, before) {
			t.Errorf("taken back\n%s\nbefore\n%s", same(t, p), same(t, before))
		}
		if again := waitingCases(t, d, clerk1)[quanyuan.Differs]; again == nil {
			t.Error("taken back and not on the list")
		}
	}
	es, err := d.History(ctx, clerk1, "P001")
	check(t, err)
	n := 0
	for _, e := range es {
		if e.Kind == quanyuan.Detached {
			n++
		}
	}
	if n != 2 {
		t.Errorf("the history tells of %d detachments, want 2", n)
	}
}

// TestCaseChanged: a row is shown beside the person as he is, not as he was when
// it was collated.
func TestCaseChanged(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.Differs]
	_, err := d.Correct(ctx, clerk1, "P001", quanyuan.Marital, text("丧偶"))
	check(t, err)
	v, err := d.Case(ctx, clerk1, row.Record)
	check(t, err)
	if !slices.Equal(v.Changed, []quanyuan.Field{quanyuan.Marital}) {
		t.Errorf("changed %v", v.Changed)
	}
	for _, x := range v.Differences {
		if x.Field == quanyuan.Marital && x.There != "丧偶" {
			t.Errorf("shows %+v", x)
		}
	}
}

// TestCaseFollowed: a choice on which a later correction rests is not taken
// back over its head.
func TestCaseFollowed(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.Differs]
	v, err := d.Case(ctx, clerk1, row.Record)
	check(t, err)
	o := desk.CaseOrder{Record: row.Record}
	for _, f := range v.Choose {
		o.Chosen = append(o.Chosen, choose(f, quanyuan.TakeList))
	}
	check(t, d.SettleCase(ctx, clerk1, o))
	if p := whole(t, d, s, "P001"); p.Presences[0].Category != quanyuan.HukouLivesAway {
		t.Errorf("presences %+v", p.Presences)
	}
	_, err = d.Correct(ctx, clerk1, "P001", quanyuan.Marital, text("丧偶"))
	check(t, err)
	if err := d.TakeBackCase(ctx, clerk1, row.Record, 1); keyOf(err) != "case.followed" {
		t.Errorf("taken back: %v", err)
	}
}

// TestCaseNew: a new row is entered with its own record after a search of the
// whole city, once.
func TestCaseNew(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.New]
	if row == nil {
		t.Fatal("nobody new")
	}
	if _, err := d.EnterCase(ctx, clerk1, row.Record, 0, ""); keyOf(err) != "search.needed" {
		t.Errorf("entered without a search: %v", err)
	}
	a, err := d.SearchCase(ctx, clerk1, row.Record)
	check(t, err)
	p, err := d.EnterCase(ctx, clerk1, row.Record, 0, a.Paper.ID)
	check(t, err)
	if got := whole(t, d, s, p.Number); got.Text(quanyuan.Name) != "吴秋月" || got.Records[0] != row.Record {
		t.Errorf("entered %+v", got)
	}
	if _, err := d.EnterCase(ctx, clerk1, row.Record, 1, a.Paper.ID); keyOf(err) != "case.closed" {
		t.Errorf("entered twice: %v", err)
	}
	c, err := s.Paper(ctx, quanyuan.CasePaper, quanyuan.CaseID(row.Record))
	check(t, err)
	if c.State != quanyuan.CaseSettled || c.Persons[0] != p.Number {
		t.Errorf("case %+v", c)
	}
}

// TestCasePlacedByItsList: rows of a community's own list name no community;
// what is settled and entered stands where the list places it.
func TestCasePlacedByItsList(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "own.csv")
	check(t, os.WriteFile(path, []byte("姓名,性别,出生日期,身份证号码,户籍状况,居住状况\n陈建国,男,1962-03-15,510104196203150112,户口在本社区,不在本社区居住(县内)\n吴秋月,女,1990-05-05,,户口在本社区,现住本社区\n"), 0o600))
	_, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Community, Unit: "春江社区", Division: "510198001001"}, AsOf: quanyuan.Date{Year: 2024, Month: 5, Day: 1}})
	check(t, err)
	_, err = d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	rows := waitingCases(t, d, clerk1)
	a, err := d.SearchCase(ctx, clerk1, rows[quanyuan.New].Record)
	check(t, err)
	if _, err := d.EnterCase(ctx, clerk2, rows[quanyuan.New].Record, 0, a.Paper.ID); keyOf(err) != "case.unknown" {
		t.Errorf("entered by the clerk of another community: %v", err)
	}
	p, err := d.EnterCase(ctx, clerk1, rows[quanyuan.New].Record, 0, a.Paper.ID)
	check(t, err)
	if got := whole(t, d, s, p.Number); len(got.Presences) != 1 || got.Presences[0].Community != "510198001001" || got.Presences[0].Category != quanyuan.HukouAndLivesHere {
		t.Errorf("stands %+v", got.Presences)
	}
	v, err := d.Case(ctx, clerk1, rows[quanyuan.Differs].Record)
	check(t, err)
	o := desk.CaseOrder{Record: v.Record}
	for _, f := range v.Choose {
		o.Chosen = append(o.Chosen, choose(f, quanyuan.TakeList))
	}
	check(t, d.SettleCase(ctx, clerk1, o))
	if got := whole(t, d, s, "P001"); got.Presences[0].Category != quanyuan.HukouLivesAway {
		t.Errorf("settled %+v", got.Presences)
	}
}

// TestCaseDeclined: a declined row leaves the list and the campaign's counts,
// for a reason.
func TestCaseDeclined(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.New]
	if err := d.DeclineCase(ctx, clerk1, row.Record, 0, " "); keyOf(err) != "transfer.reason" {
		t.Errorf("without a reason: %v", err)
	}
	if err := d.DeclineCase(ctx, clerk2, row.Record, 0, "重复"); keyOf(err) != "case.unknown" {
		t.Errorf("by the clerk of another community: %v", err)
	}
	check(t, d.DeclineCase(ctx, clerk1, row.Record, 0, "学校填错"))
	n, err := d.CaseCounts(ctx, clerk1, desk.CaseQuery{})
	check(t, err)
	if n[quanyuan.New] != 0 || n[quanyuan.Differs] != 1 {
		t.Errorf("counts %v", n)
	}
	check(t, d.TakeBackCase(ctx, clerk1, row.Record, 1))
	if waitingCases(t, d, clerk1)[quanyuan.New] == nil {
		t.Error("not on the list again")
	}
}

// TestCaseElsewhere: a row about somebody who stands in the other community
// waits for the transfer, and comes back with its answer.
func TestCaseElsewhere(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "school.csv")
	check(t, os.WriteFile(path, []byte("姓名,性别,出生日期,身份证号码,居住状况,户籍状况,社区编码\n陈建国,男,1962-03-15,510104196203150112,现住本社区,户口不在本社区,510198001002\n"), 0o600))
	_, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Employer, Unit: "春江商店", Division: "510198001002"}})
	check(t, err)
	_, err = d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	row := waitingCases(t, d, clerk2)[quanyuan.Elsewhere]
	if row == nil || row.Known[0] != "510198001001" {
		t.Fatalf("row %+v", row)
	}
	v, err := d.TransferCase(ctx, clerk2, row.Record, 0, quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: row.Known[0], To: row.Desk, Reason: "务工", Day: quanyuan.Date{Year: 2024, Month: 6, Day: 1}})
	check(t, err)
	if left := waitingCases(t, d, clerk2); len(left) != 0 {
		t.Errorf("waits for the answer and is on the list: %+v", left)
	}
	if err := d.TakeBackCase(ctx, clerk2, row.Record, 1); keyOf(err) != "case.waits" {
		t.Errorf("taken back: %v", err)
	}
	_, err = d.ActOnTransfer(ctx, clerk1, v.ID, review.Accept, "", nil)
	check(t, err)
	if again := waitingCases(t, d, clerk2)[quanyuan.Elsewhere]; again == nil {
		t.Fatal("the transfer was accepted and the row is not on the list")
	}
	c, err := d.Case(ctx, clerk2, row.Record)
	check(t, err)
	o := desk.CaseOrder{Record: row.Record, Version: c.Version}
	for _, f := range c.Choose {
		o.Chosen = append(o.Chosen, choose(f, quanyuan.TakeRegister))
	}
	check(t, d.SettleCase(ctx, clerk2, o))
	p := whole(t, d, s, "P001")
	if folding.CountedIn(p, quanyuan.CountsResidence) != "510198001002" || folding.CountedIn(p, quanyuan.CountsHukou) != "510198001001" {
		t.Errorf("presences %+v", p.Presences)
	}
}

// TestCaseOfSomebodyFound: a row about nobody waits for the transfer of whom the
// clerk found, once he names him.
func TestCaseOfSomebodyFound(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.New]
	move := quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: "510198001002", To: "510198001001", Reason: "务工", Day: quanyuan.Date{Year: 2024, Month: 6, Day: 1}}
	if _, err := d.TransferCase(ctx, clerk1, row.Record, 0, move); keyOf(err) != "case.nobody" {
		t.Errorf("of nobody: %v", err)
	}
	move.Moves = []quanyuan.Move{{Person: "P002"}}
	v, err := d.TransferCase(ctx, clerk1, row.Record, 0, move)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Case(ctx, clerk1, row.Record)
	check(t, err)
	if c.State != quanyuan.CaseWaiting || c.Case.Transfer != v.ID || c.Case.Person != "P002" {
		t.Errorf("case %+v", c.Case)
	}
}

// TestCaseAndTransferAreWrittenAtOnce: a row never waits for a transfer that is
// not there, nor is there one for a row that knows nothing of it.
func TestCaseAndTransferAreWrittenAtOnce(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	row := cases(t, d)[quanyuan.New]
	move := quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: "510198001002", To: "510198001001", Reason: "务工", Day: quanyuan.Date{Year: 2024, Month: 6, Day: 1},
		Moves: []quanyuan.Move{{Person: "P002"}}}
	written := &changeStore{Store: s}
	again, err := desk.Open(ctx, written, noon)
	check(t, err)
	v, err := again.TransferCase(ctx, clerk1, row.Record, 0, move)
	check(t, err)
	if len(written.changes) != 1 {
		t.Fatalf("written in %d transactions", len(written.changes))
	}
	for _, want := range []quanyuan.AuditLine{{Action: "attach", Kind: "case", ID: quanyuan.CaseID(row.Record)}, {Action: "transfer", Kind: "transfer", ID: v.ID}} {
		if !slices.ContainsFunc(written.changes[0].Audit, func(l quanyuan.AuditLine) bool {
			return l.Action == want.Action && l.Kind == want.Kind && l.ID == want.ID
		}) {
			t.Errorf("no line %s of %s %s in %+v", want.Action, want.Kind, want.ID, written.changes[0].Audit)
		}
	}
}

// changeStore keeps what was written, change by change.
type changeStore struct {
	quanyuan.Store
	changes []*quanyuan.Change
}

func (s *changeStore) Apply(ctx context.Context, c *quanyuan.Change) error {
	s.changes = append(s.changes, c)
	return s.Store.Apply(ctx, c)
}

func keyOf(err error) string {
	var e *quanyuan.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func same(t *testing.T, p *quanyuan.Person) string {
	t.Helper()
	raw, err := json.Marshal(p)
	check(t, err)
	return string(raw)
}
