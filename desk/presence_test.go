package desk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// clocked opens a register whose clock the test sets.
func clocked(t *testing.T, now *time.Time) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	ctx := context.Background()
	clock := func() time.Time { return *now }
	s, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "town.db"), clock)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions+"510198001003,5,510198001000,高墙社区\n"), "divisions.csv"))
	d, err := desk.Open(ctx, s, clock)
	check(t, err)
	return d, s
}

func tasks(t *testing.T, d *desk.Desk) string {
	t.Helper()
	open, err := d.OpenTasks(context.Background(), clerk, nil)
	check(t, err)
	var out []string
	for _, o := range open {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", o.Kind, o.Community[9:], o.Person, o.Due)))
	}
	return strings.Join(out, "; ")
}

func category(t *testing.T, d *desk.Desk, n quanyuan.Number, community string) quanyuan.Category {
	t.Helper()
	p, err := d.Person(context.Background(), n)
	check(t, err)
	for _, pr := range p.Presences {
		if pr.Community == community {
			return pr.Category
		}
	}
	t.Fatalf("%s has no presence in %s", n, community)
	return 0
}

// TestShortStaysAreLookedAtAgain: a stay of 29 days is no task yet; on the
// thirtieth it is one, and what the clerk finds out ends it.
func TestShortStaysAreLookedAtAgain(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	importList(t, d, desk.Upload{Source: quanyuan.Source{Kind: quanyuan.Register}, AsOf: quanyuan.DateOf(now)}, "系统编号,姓名,性别,出生日期,户籍状况,居住状况,流入日期,社区编码",
		"S1 赵某 男 1990-01-01 2 1 2024-06-20 "+comB, "S2 钱某 男 1990-01-02 2 1 2024-06-20 "+comB, "S3 孙某 男 1990-01-03 2 1 2024-06-20 "+comB, "S4 李某 男 1990-01-04 2 1 2024-01-01 "+comB)
	for _, c := range []struct {
		day  string
		want int
	}{{"2024-07-19", 0}, {"2024-07-20", 3}, {"2024-07-21", 0}} { // 29, 30 days; again nothing is new
		now, _ = time.Parse("2006-01-02", c.day)
		if n, err := d.SetTasks(ctx, clerk, nil); err != nil || n != c.want {
			t.Errorf("on %s %d new tasks, %v, want %d", c.day, n, err, c.want)
		}
	}
	if got, want := tasks(t, d), "recheck 002 S1 2024-07-20; recheck 002 S2 2024-07-20; recheck 002 S3 2024-07-20"; got != want {
		t.Fatalf("tasks %q, want %q", got, want)
	}
	id := func(n string) string { return "recheck-" + comB + "-" + n + "-2024-07-20" }
	for _, bad := range []desk.TaskAnswer{{Task: id("S1"), Answer: "elsewhere"}, {Task: id("S1"), Answer: desk.AnswerExcluded, Reason: "务工"}, {Task: "nothing"}} {
		var q *quanyuan.Error
		if _, err := d.AnswerTask(ctx, clerk, bad); !errors.As(err, &q) || !quanyuan.HasMessage(q.Key) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	for _, a := range []desk.TaskAnswer{{Task: id("S1"), Answer: desk.AnswerHere}, {Task: id("S2"), Answer: desk.AnswerLeft, Reason: "返乡"}, {Task: id("S3"), Answer: desk.AnswerExcluded, Reason: "住院"}} {
		_, err := d.AnswerTask(ctx, clerk, a)
		check(t, err)
	}
	for n, want := range map[quanyuan.Number]quanyuan.Category{"S1": quanyuan.LivesHere30Days, "S2": quanyuan.CategoryNone, "S3": quanyuan.Excluded, "S4": quanyuan.LivesHere30Days} {
		if got := category(t, d, n, comB); got != want {
			t.Errorf("%s has category %d, want %d", n, got, want)
		}
	}
	if got := tasks(t, d); got != "" {
		t.Errorf("open after the answers: %q", got)
	}
	if n, err := d.SetTasks(ctx, clerk, nil); err != nil || n != 0 {
		t.Errorf("%d tasks set again, %v", n, err)
	}
}

// TestDisputesBecomeTasks: what the starting register claims in two communities
// is a task of the one that is not counted, and ends with a choice.
func TestDisputesBecomeTasks(t *testing.T) {
	d, _ := village(t, "A1 - 陈建国 男 1962-03-15 1 1 - - "+comA+" -", "A1 - 陈建国 男 1962-03-15 2 1 - - "+comB+" -")
	ctx := context.Background()
	n, err := d.SetTasks(ctx, clerk, nil)
	check(t, err)
	if got := tasks(t, d); n != 1 || got != "dispute 001 A1" {
		t.Fatalf("%d tasks: %q", n, got)
	}
	other, err := d.OpenTasks(ctx, quanyuan.Principal{Name: "长宁专干", Post: quanyuan.Clerk, Division: comB}, nil)
	if err != nil || len(other) != 1 {
		t.Errorf("the other side sees %d tasks, %v", len(other), err)
	}
	_, err = d.AnswerTask(ctx, clerk, desk.TaskAnswer{Task: other[0].ID, Answer: desk.AnswerHere})
	check(t, err)
	if got := tasks(t, d); got != "" {
		t.Errorf("after the choice: %q", got)
	}
	// Another word since is another dispute, at once, on the other desk.
	r := &quanyuan.Record{}
	for f, s := range map[quanyuan.Field]string{quanyuan.CommunityCode: comB, quanyuan.HukouStatus: "2", quanyuan.ResidenceStatus: "1", quanyuan.ArriveDate: "2024-01-01"} {
		r.Set(f, text(s))
	}
	_, err = d.Move(ctx, clerk, "A1", r, quanyuan.Date{Year: 2024, Month: 6, Day: 30})
	check(t, err)
	if got := tasks(t, d); got != "dispute 002 A1" {
		t.Errorf("said again: %q", got)
	}
	_, err = d.Exit(ctx, clerk, "A1", "1", quanyuan.Date{Year: 2024, Month: 6, Day: 30})
	check(t, err)
	if got := tasks(t, d); got != "" {
		t.Errorf("of the dead: %q", got)
	}
}

// TestListOfAUnit: from the list that a works sends to a presence that stands
// back behind the family's and comes back when that ends.
func TestListOfAUnit(t *testing.T) {
	d, s := village(t, "A1 H1 陈建国 男 1962-03-15 1 1 春江路12号1栋2单元301 户主 "+comA+" -", "A2 - 周小美 女 1999-01-01 1 2 - - "+comA+" -")
	ctx := context.Background()
	importList(t, d, desk.Upload{Source: quanyuan.Source{Kind: quanyuan.Employer, Unit: "高墙电子厂", Division: comC}}, "姓名,性别,出生日期,户籍状况,居住状况",
		"陈建国 男 1962-03-15 2 1", "周小美 女 1999-01-01 2 1")
	var ids []quanyuan.RecordID
	for r, err := range s.Records(ctx, 2) {
		check(t, err)
		ids = append(ids, r.ID)
	}
	for i, n := range []quanyuan.Number{"A1", "A2"} {
		_, err := d.Attach(ctx, clerk, n, ids[i])
		check(t, err)
	}
	why := func(n quanyuan.Number) string {
		ss, err := d.Standings(ctx, clerk, n)
		check(t, err)
		var out []string
		for _, st := range ss {
			keys := ""
			for _, w := range st.Why {
				keys += " " + w.Key
				if desk.Words(w, "zh") == w.Key {
					t.Errorf("%s has no text", w.Key)
				}
			}
			out = append(out, st.Community[9:]+keys)
		}
		return strings.Join(out, "; ")
	}
	if got, want := why("A1"), "001 category.1 counted.both; 003 yielded"; got != want {
		t.Errorf("who lives with his family: %s, want %s", got, want)
	}
	if got, want := why("A2"), "001 category.2 counted.hukou; 003 category.3 stay.unknown counted.residence"; got != want {
		t.Errorf("who lives in the dormitory: %s, want %s", got, want)
	}
	_, err := d.Leave(ctx, clerk, "A1", comA, "搬走", quanyuan.Date{Year: 2024, Month: 6, Day: 30})
	check(t, err)
	if got, want := why("A1"), "001 category.ended; 003 category.3 stay.unknown counted.residence"; got != want {
		t.Errorf("when the family's has ended: %s, want %s", got, want)
	}
	build(t, d)
	ps, err := s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{comC}, Categories: []quanyuan.Category{quanyuan.LivesHere30Days}})
	if err != nil || len(ps) != 2 || ps[0].Person.Presences[1].Unit != "高墙电子厂" {
		t.Errorf("in the dormitory %+v, %v", ps, err)
	}
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("register verify: %v %v", broken, err)
	}
}
