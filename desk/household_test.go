package desk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	rules "quanyuan/register"
	"quanyuan/store/sqlite"
)

// village opens a register made of lines
// "number household name sex birth hukou residence address relation community",
// with "-" for what is not told.
func village(t *testing.T, lines ...string) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), noon)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions+"510198001003,5,510198001000,高墙社区\n"), "divisions.csv"))
	d, err := desk.Open(ctx, s, noon)
	check(t, err)
	importList(t, d, desk.Upload{Source: quanyuan.Source{Kind: quanyuan.Register}}, "系统编号,户编号,姓名,性别,出生日期,户籍状况,居住状况,居住地址,与户主关系,社区编码,婚姻状况", lines...)
	return d, s
}

// importList imports lines of words as a CSV file under a header.
func importList(t *testing.T, d *desk.Desk, u desk.Upload, header string, lines ...string) {
	t.Helper()
	rows := []string{header}
	for _, l := range lines {
		w := strings.Fields(l)
		for i := range w {
			w[i] = strings.TrimPrefix(w[i], "-")
		}
		rows = append(rows, strings.Join(w, ","))
	}
	u.Path = filepath.Join(t.TempDir(), "list.csv")
	check(t, os.WriteFile(u.Path, []byte(strings.Join(rows, "\n")+"\n"), 0o600))
	b, err := d.Import(context.Background(), u)
	check(t, err)
	if b.Receipt.Accepted == 0 {
		t.Fatalf("receipt %+v", b.Receipt)
	}
}

const (
	comA, comB, comC = "510198001001", "510198001002", "510198001003"
	houseA           = comA + "-H1"
)

var family = []string{
	"A1 H1 陈建国 男 1962-03-15 1 1 春江路12号1栋2单元301 户主 " + comA + " 初婚",
	"A2 H1 刘玉兰 女 1964-07-22 1 1 春江路12号1栋2单元301 妻 " + comA + " 初婚",
	"A3 H1 陈晓东 男 1988-11-05 1 1 春江路12号1栋2单元301 长子 " + comA + " 初婚",
	"A4 H1 李秀英 女 1990-05-05 1 1 春江路12号1栋2单元301 儿媳 " + comA + " 初婚",
	"A5 H1 陈小雨 女 2015-06-01 1 1 春江路12号1栋2单元301 孙女 " + comA + " -",
	"A6 H2 王某某 男 1970-01-01 1 1 春江路12号1栋2单元302 户主 " + comA + " 未婚",
}

func build(t *testing.T, d *desk.Desk) desk.Built {
	t.Helper()
	b, err := d.BuildHouseholds(context.Background(), clerk, nil)
	check(t, err)
	return b
}

// household writes a household as "number relation" of its members, then of
// those who left.
func household(t *testing.T, d *desk.Desk, id string) string {
	t.Helper()
	h, err := d.Household(context.Background(), clerk, id)
	check(t, err)
	var out []string
	for _, m := range h.Members {
		out = append(out, fmt.Sprintf("%s %s", m.Person, m.Relation))
	}
	for _, m := range h.Former {
		out = append(out, fmt.Sprintf("(%s %s %s)", m.Person, m.Relation, m.Reason))
	}
	return strings.Join(out, ", ")
}

// TestBuildTwiceIsBuildOnce: households follow from the register, and a second
// building writes nothing.
func TestBuildTwiceIsBuildOnce(t *testing.T) {
	d, s := village(t, append(family, "B1 - 孤某 男 1990-01-01 1 7 - - "+comB+" -")...)
	b := build(t, d)
	if b.Households != 2 || b.Dwellings != 2 || b.Unhoused != 1 || b.Written != 4 || b.Doorless != 0 {
		t.Errorf("built %+v", b)
	}
	if got, want := household(t, d, houseA), "A1 02, A2 12, A3 22, A4 38, A5 42"; got != want {
		t.Errorf("household %s, want %s", got, want)
	}
	h, _ := d.Household(context.Background(), clerk, houseA)
	dw, err := s.Paper(context.Background(), quanyuan.DwellingPaper, h.Dwelling)
	check(t, err)
	if w, _ := quanyuan.DwellingOf(dw); w.Living != 5 || w.State != quanyuan.DwellingLived {
		t.Errorf("dwelling %+v", w)
	}
	if again := build(t, d); again.Written != 0 {
		t.Errorf("built again: %+v", again)
	}
	if _, err := d.Household(context.Background(), quanyuan.Principal{Name: "外", Post: quanyuan.Clerk, Division: comB}, houseA); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("a clerk of another community sees the household: %v", err)
	}
}

// TestHeadDiesAndAnotherFollows: a death takes the member out in the same act;
// the new head's family follows by table, the rest must be said.
func TestHeadDiesAndAnotherFollows(t *testing.T) {
	d, _ := village(t, family...)
	ctx := context.Background()
	build(t, d)
	_, err := d.Exit(ctx, clerk, "A1", "1", quanyuan.Date{Year: 2024, Month: 6, Day: 1})
	check(t, err)
	if got, want := household(t, d, houseA), "A2 12, A3 22, A4 38, A5 42, (A1 02 died)"; got != want {
		t.Errorf("after the death %s, want %s", got, want)
	}
	if got := findings(t, d); got != "house.head_gone" {
		t.Errorf("findings after the death: %q", got)
	}
	// The son becomes head: his mother follows, his wife and daughter must be said.
	_, err = d.ChangeHead(ctx, clerk, desk.NewHead{Household: houseA, Head: "A3"})
	var q *quanyuan.Error
	if !errors.As(err, &q) || q.Key != "house.say" || fmt.Sprint(q.Args...) != "[A4 A5]" {
		t.Fatalf("a head without the relations said: %v", err)
	}
	_, err = d.ChangeHead(ctx, clerk, desk.NewHead{Household: houseA, Head: "A3", Relations: map[quanyuan.Number]string{"A4": "12", "A5": "30"}})
	check(t, err)
	if got, want := household(t, d, houseA), "A2 52, A3 02, A4 12, A5 30, (A1 02 died)"; got != want {
		t.Errorf("after the change %s, want %s", got, want)
	}
	if p, _ := d.Person(ctx, "A2"); p.Text(quanyuan.Relation) != "52" || p.Value(quanyuan.Relation).Reason != quanyuan.WonConfirmed {
		t.Errorf("the mother's relation %+v", p.Value(quanyuan.Relation))
	}
	if got := findings(t, d); got != "" {
		t.Errorf("findings after the change: %q", got)
	}
	// A death taken back brings the member back, now as one of two heads.
	_, err = d.Restore(ctx, clerk, "A1")
	check(t, err)
	if got := findings(t, d); got != "house.two_heads" {
		t.Errorf("findings after the restore: %q", got)
	}
	if b := build(t, d); b.Written != 0 {
		t.Errorf("households followed the acts, yet building wrote %+v", b)
	}
}

func findings(t *testing.T, d *desk.Desk) string {
	t.Helper()
	var keys []string
	_, err := d.CheckHouseholds(context.Background(), clerk, nil, func(f rules.HouseFinding) error {
		keys = append(keys, f.Rule)
		return nil
	})
	check(t, err)
	return strings.Join(keys, " ")
}

// TestSplitAndJoin: the young family gets a household of its own and comes back.
func TestSplitAndJoin(t *testing.T) {
	d, s := village(t, family...)
	ctx := context.Background()
	build(t, d)
	stays, leaves, err := d.SplitHousehold(ctx, clerk, desk.HouseSplit{Household: houseA, Leave: []quanyuan.Number{"A3", "A4", "A5"}, Head: "A3", Relations: map[quanyuan.Number]string{"A4": "12", "A5": "30"}})
	check(t, err)
	if leaves.Number != "H1-2" || leaves.From != "H1" || len(stays.Members) != 2 {
		t.Errorf("stays %+v, leaves %+v", stays, leaves)
	}
	if got, want := household(t, d, comA+"-H1-2"), "A3 02, A4 12, A5 30"; got != want {
		t.Errorf("the new household %s, want %s", got, want)
	}
	if got, want := household(t, d, houseA), "A1 02, A2 12, (A3 22 moved), (A4 38 moved), (A5 42 moved)"; got != want {
		t.Errorf("the old household %s, want %s", got, want)
	}
	ps, err := s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{comA}, Household: "H1-2"})
	if err != nil || len(ps) != 3 {
		t.Errorf("the store finds %d members, %v", len(ps), err)
	}
	// Said how the two heads stand to each other, the wife and daughter follow.
	_, err = d.JoinHouseholds(ctx, clerk, desk.HouseJoin{From: comA + "-H1-2", Into: houseA, Head: "22"})
	check(t, err)
	if got, want := household(t, d, houseA), "A1 02, A2 12, A3 22, A4 38, A5 42"; got != want {
		t.Errorf("joined again %s, want %s", got, want)
	}
	h, err := d.Household(ctx, clerk, comA+"-H1-2")
	check(t, err)
	if h.Into != "H1" || len(h.Members) != 0 || len(h.Former) != 3 {
		t.Errorf("the household that was left: %+v", h)
	}
	if b := build(t, d); b.Written != 0 {
		t.Errorf("built after the join: %+v", b)
	}
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("register verify: %v %v", broken, err)
	}
}

// TestRefusedHouseholds: what would leave a household without a head or person
// is refused and changes nothing.
func TestRefusedHouseholds(t *testing.T) {
	d, _ := village(t, family...)
	ctx := context.Background()
	build(t, d)
	for name, do := range map[string]func() error{
		"house.no_member": func() error {
			_, err := d.ChangeHead(ctx, clerk, desk.NewHead{Household: houseA, Head: "A6"})
			return err
		},
		"house.nobody_left": func() error {
			_, _, err := d.SplitHousehold(ctx, clerk, desk.HouseSplit{Household: houseA, Leave: []quanyuan.Number{"A1", "A2", "A3", "A4", "A5"}, Head: "A1"})
			return err
		},
		"house.name_head": func() error {
			_, _, err := d.SplitHousehold(ctx, clerk, desk.HouseSplit{Household: houseA, Leave: []quanyuan.Number{"A1"}, Head: "A1"})
			return err
		},
		"house.unknown": func() error {
			_, err := d.ChangeHead(ctx, clerk, desk.NewHead{Household: comA + "-H9", Head: "A6"})
			return err
		},
		"house.join": func() error {
			_, err := d.JoinHouseholds(ctx, clerk, desk.HouseJoin{From: houseA, Into: houseA})
			return err
		},
	} {
		var q *quanyuan.Error
		if err := do(); !errors.As(err, &q) || q.Key != name || !quanyuan.HasMessage(q.Key) {
			t.Errorf("%v, want %s", err, name)
		}
	}
	if got, want := household(t, d, houseA), "A1 02, A2 12, A3 22, A4 38, A5 42"; got != want {
		t.Errorf("household %s, want %s", got, want)
	}
}

// TestDwellingsOfPropertyManagers: a list of flats, with or without a name,
// makes the dwellings that 不漏户 is checked against.
func TestDwellingsOfPropertyManagers(t *testing.T) {
	d, s := village(t, family...)
	importList(t, d, desk.Upload{Source: quanyuan.Source{Kind: quanyuan.Property, Unit: "锦江苑物业", Division: comA}}, "业主姓名,楼栋,单元,房号,地址",
		"陈建国 1 2 301 春江路12号1栋2单元301", "周某 1 2 401 春江路12号1栋2单元401")
	b := build(t, d)
	papers, err := s.Papers(context.Background(), quanyuan.PaperQuery{Kind: quanyuan.DwellingPaper, Scope: quanyuan.Everywhere})
	check(t, err)
	states := map[string]int{}
	for _, p := range papers {
		w, err := quanyuan.DwellingOf(p)
		check(t, err)
		states[p.State+" "+strings.Join(w.Listed, "+")]++
	}
	if b.Dwellings != 3 || states["lived_in register+锦江苑物业"] != 1 || states["lived_in register"] != 1 || states["not_visited 锦江苑物业"] != 1 {
		t.Errorf("%+v, %v", b, states)
	}
	if again := build(t, d); again.Written != 0 {
		t.Errorf("built again: %+v", again)
	}
}

// TestWhoMayKeepHouseholds: what is refused is refused to whoever is of another
// community or has a post without the right.
func TestWhoMayKeepHouseholds(t *testing.T) {
	d, s := village(t, family...)
	ctx := context.Background()
	build(t, d)
	mine := quanyuan.Principal{Account: "li", Name: "李专干", Post: quanyuan.Clerk, Division: comA}
	other := quanyuan.Principal{Account: "wang", Name: "王专干", Post: quanyuan.Clerk, Division: comB}
	leader := quanyuan.Principal{Account: "ld", Name: "某领导", Post: quanyuan.Leader}
	h, err := d.Household(ctx, mine, houseA)
	check(t, err)
	for name, do := range map[string]func(quanyuan.Principal) error{
		"head": func(by quanyuan.Principal) error {
			_, err := d.ChangeHead(ctx, by, desk.NewHead{Household: houseA, Head: "A2"})
			return err
		},
		"birth": func(by quanyuan.Principal) error {
			_, err := d.AddBirth(ctx, by, told("A4", "社区", "2024-06-15 2 2"))
			return err
		},
		"visit": func(by quanyuan.Principal) error {
			_, err := d.Visit(ctx, by, h.Dwelling, quanyuan.Visit{State: quanyuan.DwellingLived})
			return err
		},
		"dwelling": func(by quanyuan.Principal) error {
			_, err := d.AddDwelling(ctx, by, comA, "春江路12号1栋2单元401")
			return err
		},
		"gaps": func(by quanyuan.Principal) error {
			if by.Post == quanyuan.Clerk && by.Division != comA {
				return quanyuan.ErrForbidden // sees the gaps of the own community
			}
			_, _, err := d.Three(ctx, by, desk.ThreeQuery{Gaps: func(desk.Gap) error { return nil }})
			return err
		},
	} {
		for _, by := range []quanyuan.Principal{other, leader} {
			if err := do(by); err == nil {
				t.Errorf("%s may do %s", by.Name, name)
			}
		}
		if err := do(mine); err != nil {
			t.Errorf("%s may not do %s: %v", mine.Name, name, err)
		}
	}
	if _, _, err := d.Three(ctx, leader, desk.ThreeQuery{}); err != nil {
		t.Errorf("a leader does not see the figures: %v", err)
	}
	if n, _ := s.Count(ctx); n != 7 {
		t.Errorf("%d persons, want the family and one newborn", n)
	}
}
