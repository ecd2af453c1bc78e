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
	"quanyuan/refdata/division"
	"quanyuan/review"
)

const spring, river, far, east, west = "510198001001", "510198001002", "510198001003", "510198001011", "510198001012"

func importRegister(t *testing.T, d *desk.Desk, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "register.csv")
	check(t, os.WriteFile(path, []byte(text), 0o600))
	_, err := d.Import(context.Background(), desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}, AsOf: day(5, 1)})
	check(t, err)
}

func day(month, day int) quanyuan.Date { return quanyuan.Date{Year: 2024, Month: month, Day: day} }

func merger(old ...string) *quanyuan.Revision {
	return &quanyuan.Revision{ID: "9号", Kind: quanyuan.Merges, Date: day(6, 20), Old: old, New: []quanyuan.NewDivision{{Code: east, Name: "东岸社区"}}}
}

func verified(t *testing.T, d *desk.Desk) {
	t.Helper()
	broken, _, err := d.Verify(context.Background(), 0, nil)
	check(t, err)
	if len(broken) > 0 {
		t.Fatalf("register does not verify: %v", broken)
	}
}

// TestRevisionGoesOnAfterAStop: whatever was done when it stopped is whole, and
// applying it again does the rest, once.
func TestRevisionGoesOnAfterAStop(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	var b strings.Builder
	b.WriteString("系统编号,户编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := range 230 {
		fmt.Fprintf(&b, "R%03d,H%d,王%c,女,%d-01-%02d,1,1,%s\n", i, i/3, '一'+rune(i), 1950+i%50, i%28+1, []string{spring, river}[i%2])
	}
	importRegister(t, d, b.String())
	ctx, stop := context.WithCancel(context.Background())
	_, err := d.ApplyRevision(ctx, clerk, merger(spring, river), func(done, total int64) {
		if done < total {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped revision: %v", err)
	}
	verified(t, d)
	at := func(c string) int {
		ps, err := s.PersonsIn(context.Background(), quanyuan.PersonQuery{Scope: quanyuan.Scope{c}})
		check(t, err)
		return len(ps)
	}
	if at(east) == 0 || at(spring)+at(river) == 0 || at(east)+at(spring)+at(river) != 230 {
		t.Fatalf("after the stop %d, %d and %d", at(spring), at(river), at(east))
	}
	other := merger(spring, river)
	other.Reason = "another decree under the same ID"
	if _, err := d.ApplyRevision(context.Background(), clerk, other, nil); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("another decree: %v", err)
	}
	_, err = d.ApplyRevision(context.Background(), clerk, merger(spring, river), nil)
	check(t, err)
	if at(east) != 230 {
		t.Errorf("%d persons in the end", at(east))
	}
	verified(t, d)
	households := map[string]bool{}
	for p, err := range s.Persons(context.Background()) {
		check(t, err)
		es, err := s.Events(context.Background(), p.Number)
		check(t, err)
		if len(es) != 2 || es[1].Kind != quanyuan.Redistricted || es[1].Reason != "9号" {
			t.Fatalf("%s has the history %v", p.Number, es)
		}
		households[p.Presences[0].Household] = true
	}
	if len(households) != 77*2 { // every number stood in both communities
		t.Errorf("%d households", len(households))
	}
	if _, err := d.ApplyRevision(context.Background(), clerk, merger(spring, river), nil); !errors.Is(err, quanyuan.ErrExists) {
		t.Errorf("applied twice: %v", err)
	}
}

// TestEverythingFollows: households with their relations and dwellings,
// transfers, accounts and the list of divisions follow a merger.
func TestEverythingFollows(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, `系统编号,户编号,姓名,性别,出生日期,户籍状况,居住状况,居住地址,与户主关系,社区编码
P001,H1,陈建国,男,1962-03-15,1,1,春江路12号1栋2单元301,户主,`+spring+`
P002,H1,刘玉兰,女,1964-07-22,1,1,春江路12号1栋2单元301,妻,`+spring+`
P003,H1,王秀英,女,1951-09-09,1,1,长宁街8号2栋102,户主,`+river+`
P004,H1,孙丽华,女,1987-06-12,1,1,高墙路8号2栋102,户主,`+far+"\n")
	_, err := d.BuildHouseholds(ctx, clerk, nil)
	check(t, err)
	check(t, d.AddAccount(ctx, clerk, "lizg", "李专干", "correct-horse-9-battery"))
	check(t, d.Grant(ctx, clerk, "lizg", quanyuan.Clerk, river, ""))
	order := func(from, to string, n quanyuan.Number) desk.TransferOrder {
		return desk.TransferOrder{Persons: []quanyuan.Number{n}, Transfer: quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: from, To: to, Reason: "搬家", Day: day(6, 10)}}
	}
	inside, err := d.ProposeTransfer(ctx, clerkOf(spring), order(spring, river, "P001"))
	check(t, err)
	outside, err := d.ProposeTransfer(ctx, clerkOf(spring), order(spring, far, "P002"))
	check(t, err)

	p, err := d.ApplyRevision(ctx, clerk, merger(spring, river), nil)
	check(t, err)
	if len(p.Accounts) != 1 || p.Accounts[0].To != east {
		t.Errorf("accounts %v", p.Accounts)
	}
	verified(t, d)
	d, err = desk.Open(ctx, s, func() time.Time { return now })
	check(t, err)
	h, err := d.Household(ctx, clerk, quanyuan.HouseholdID(east, "H1"))
	check(t, err)
	if len(h.Members) != 2 || h.Members[0].Relation == "" || h.Members[1].Relation == "" || h.Dwelling == "" {
		t.Errorf("household %+v", h)
	}
	if h, err = d.Household(ctx, clerk, quanyuan.HouseholdID(east, "H1-002")); err != nil || len(h.Members) != 1 {
		t.Errorf("household of the same number %+v, %v", h, err)
	}
	if w, err := d.Dwellings(ctx, clerkOf(east), desk.DwellingQuery{}); err != nil || len(w) != 2 || w[0].Living+w[1].Living != 3 {
		t.Errorf("dwellings %+v, %v", w, err)
	}
	if a, err := s.Account(ctx, "lizg"); err != nil || a.Division != east {
		t.Errorf("account %+v, %v", a, err)
	}
	states := map[string]string{}
	papers, err := s.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TransferPaper, Scope: quanyuan.Scope{east}})
	check(t, err)
	for _, p := range papers {
		states[p.ID] = p.State
	}
	if states[inside.ID] != quanyuan.TransferWithdrawn || states[outside.ID] != quanyuan.TransferProposed {
		t.Errorf("transfers %v", states)
	}
	_, err = d.ActOnTransfer(ctx, clerkOf(far), outside.ID, review.Accept, "", nil)
	check(t, err)
	verified(t, d)
	if c := d.Tree().Current(spring); len(c) != 1 || c[0] != east || d.Tree().Name(division.Code(spring)) != "春江社区" {
		t.Errorf("the old code leads to %v", c)
	}
	if found := d.Tree().Find("春江社区", division.Code(spring).Parent(), division.Community); len(found) == 0 {
		t.Error("the old name is not found any more")
	}
}

func clerkOf(division string) quanyuan.Principal {
	p := quanyuan.Local("李专干")
	p.Division = division
	return p
}

// A revision is planned before its day, changed, given up, planned anew, and
// applied on its day as it was planned; before that nothing has changed.
func TestPlannedRevision(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, "系统编号,户编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\nP001,H1,陈建国,男,1962-03-15,1,1,"+spring+"\n")
	later := merger(spring, river)
	later.Date = quanyuan.DateOf(now.AddDate(0, 0, 10))
	check(t, d.FileRevision(ctx, clerk, later))
	if _, err := d.ApplyRevision(ctx, clerk, later, nil); key(err) != "revision.future" {
		t.Errorf("applied before its day: %v", err)
	}
	later.Reason = "更正"
	check(t, d.FileRevision(ctx, clerk, later))
	check(t, d.WithdrawRevision(ctx, clerk, later.ID))
	if _, err := d.ApplyRevision(ctx, clerk, later, nil); key(err) != "revision.withdrawn" {
		t.Errorf("applied when it was given up: %v", err)
	}
	check(t, d.FileRevision(ctx, clerk, later))
	if p, err := s.Person(ctx, "P001"); err != nil || p.Presences[0].Community != spring {
		t.Errorf("a plan moved %+v, %v", p, err)
	}
	now = now.AddDate(0, 0, 10)
	other := *later
	other.Reason = "另一份"
	if _, err := d.ApplyRevision(ctx, clerk, &other, nil); key(err) != "revision.differs" {
		t.Errorf("another text under its ID: %v", err)
	}
	planned, err := d.Revision(ctx, clerk, later.ID)
	check(t, err)
	_, err = d.ApplyRevision(ctx, clerk, planned, nil)
	check(t, err)
	for what, err := range map[string]error{"withdrawn": d.WithdrawRevision(ctx, clerk, later.ID)} {
		if key(err) != "revision.begun" {
			t.Errorf("%s when it was applied: %v", what, err)
		}
	}
	all, err := d.Revisions(ctx, clerk)
	check(t, err)
	if len(all) != 1 || all[0].State != quanyuan.RevisionApplied || all[0].Reason != "更正" {
		t.Errorf("revisions %+v", all)
	}
	if p, err := s.Person(ctx, "P001"); err != nil || p.Presences[0].Community != east {
		t.Errorf("applied: %+v, %v", p, err)
	}
	verified(t, d)
}
