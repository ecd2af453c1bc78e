package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

// plainly counts the residents of each community by sex and age with nothing
// but a loop over the register.
func plainly(t *testing.T, s quanyuan.Store, today quanyuan.Date) map[string]int {
	t.Helper()
	out := map[string]int{}
	for p, err := range s.Persons(context.Background()) {
		check(t, err)
		if p.Forward != "" || p.Exited != "" {
			continue
		}
		for _, pr := range p.Presences {
			if pr.Until.IsZero() && pr.Note&quanyuan.CountsResidence != 0 {
				born, _ := quanyuan.ParseDate(p.Text(quanyuan.BirthDate))
				age, _ := born.Age(today)
				out[fmt.Sprint(pr.Community, " ", p.Text(quanyuan.Sex), " ", age/5)]++
			}
		}
	}
	return out
}

// TestPopulationKeepsUp lets things happen day by day: the people of a desk that
// stays open are those of one that counts the register anew, and those of a
// plain loop over it; a table of today is made of the same.
func TestPopulationKeepsUp(t *testing.T) {
	now := noon().AddDate(0, -1, 0)
	d, s := clocked(t, &now)
	ctx := context.Background()
	places := []string{spring, river, far}
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码,户编号\n")
	for i := range 30 {
		fmt.Fprintf(&b, "R%03d,王%c,%s,%d-01-%02d,1,1,%s,%d\n", i, '一'+rune(i), []string{"男", "女"}[i%2], 1950+i, i%28+1, places[i%3], i/6)
	}
	importRegister(t, d, b.String())
	random := rand.New(rand.NewPCG(5, 6))
	q := desk.QualityQuery{Level: division.Community}
	different, moves := map[string]bool{}, 0
	for range 25 {
		n := quanyuan.Number(fmt.Sprintf("R%03d", random.IntN(30)))
		someday(t, d, random, n, places, quanyuan.DateOf(now.AddDate(0, 0, -random.IntN(60))))
		kept, whole, err := d.Population(ctx, clerk, q)
		check(t, err)
		fresh, err := desk.Open(ctx, s, func() time.Time { return now })
		check(t, err)
		anew, _, err := fresh.Population(ctx, clerk, q)
		check(t, err)
		sums := func(ps []desk.Population) string { // a community that nobody is left in is not told apart
			var out []string
			for _, p := range ps {
				if p.Residents+p.Registered+p.Moves[0]+p.Moves[1]+p.Moves[2]+p.Moves[3] > 0 {
					out = append(out, asText(t, p))
				}
			}
			return strings.Join(out, "\n")
		}
		if got, want := sums(kept), sums(anew); got != want {
			t.Fatalf("after %s on %s kept\n%s\nanew\n%s", n, quanyuan.DateOf(now), got, want)
		}
		for _, by := range []quanyuan.Principal{clerk, {Account: "h", Name: "何社区", Post: quanyuan.Clerk, Division: places[0]}} {
			counts, err := d.Counts(ctx, by, nil)
			check(t, err)
			again, err := fresh.Counts(ctx, by, nil)
			check(t, err)
			if got, want := asText(t, counts), asText(t, again); got != want {
				t.Fatalf("after %s on %s communities kept\n%s\nanew\n%s", n, quanyuan.DateOf(now), got, want)
			}
		}
		table, err := d.Table(ctx, clerk, desk.TableQuery{StatsQuery: desk.StatsQuery{Level: division.Community}, Of: desk.Residents, Columns: []string{"sex", "age5"}})
		check(t, err)
		plain := plainly(t, s, quanyuan.DateOf(now))
		all := 0
		for _, n := range plain {
			all += n
		}
		for i, r := range table.Rows {
			if r.Code == "" || division.Code(r.Code).Level() != division.Community {
				continue
			}
			for k, c := range table.Columns {
				from, _, _ := strings.Cut(c.Keys[1], "-")
				var five int
				fmt.Sscan(from, &five)
				if want := plain[fmt.Sprint(r.Code, " ", c.Keys[0], " ", five/5)]; table.Rows[i].Cells[k] != want {
					t.Fatalf("%s %v: %d, want %d", r.Code, c.Keys, table.Rows[i].Cells[k], want)
				}
			}
		}
		households := 0
		for _, n := range whole.Sizes {
			households += n
		}
		if table.Rows[0].Total != all || whole.Residents != all || whole.Households != households {
			t.Fatalf("%d residents and %d households in all, %d in the table, %d by a loop", whole.Residents, whole.Households, table.Rows[0].Total, all)
		}
		different[asText(t, whole)] = true
		moves = whole.Moves[2] + whole.Moves[3]
		now = now.AddDate(0, 0, 1)
	}
	if len(different) < 10 || moves == 0 {
		t.Errorf("little happened: %d different censuses, %d moves", len(different), moves)
	}
	leader := quanyuan.Principal{Account: "l", Name: "林主任", Post: quanyuan.Leader, Division: clerk.Division}
	_, whole, err := d.Population(ctx, leader, q)
	check(t, err)
	if !whole.Shy || whole.Ages != nil || whole.Moves != [4]int{} || whole.Residents == 0 {
		t.Errorf("a leader is told %+v", whole)
	}
}
