package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

// TestStatsOfADay counts the register anew at the end of each day, with moves,
// leavings, exits and two revisions in between, and asks afterwards for each
// of these days: the boundaries of then give what was counted then, those of
// now the same totals.
func TestStatsOfADay(t *testing.T) {
	now := noon().AddDate(0, -1, -20) // 10 May
	d, s := clocked(t, &now)
	ctx := context.Background()
	places := []string{spring, river, far}
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := range 30 {
		fmt.Fprintf(&b, "R%03d,王%c,女,%d-01-%02d,1,1,%s\n", i, '一'+rune(i), 1950+i, i%28+1, places[i%3])
	}
	importRegister(t, d, b.String())
	random := rand.New(rand.NewPCG(1, 2))
	counted := map[quanyuan.Date]string{}
	for n := range 40 {
		today := quanyuan.DateOf(now)
		for range 3 {
			someday(t, d, random, quanyuan.Number(fmt.Sprintf("R%03d", random.IntN(30))), places, today)
		}
		switch n {
		case 15:
			r := merger(spring, river)
			r.Date = today
			_, err := d.ApplyRevision(ctx, clerk, r, nil)
			check(t, err)
			places = []string{east, far}
		case 30:
			_, err := d.ApplyRevision(ctx, clerk, &quanyuan.Revision{ID: "10号", Kind: quanyuan.Renumbers, Date: today, Old: []string{far}, New: []quanyuan.NewDivision{{Code: west}}}, nil)
			check(t, err)
			places = []string{east, west}
		}
		if n == 15 || n == 30 {
			var err error
			d, err = desk.Open(ctx, s, func() time.Time { return now })
			check(t, err)
		}
		counted[today] = countAnew(t, s)
		now = now.AddDate(0, 0, 1)
	}
	verified(t, d)
	totals := map[string]bool{}
	for on, want := range counted {
		then, whole, err := d.Stats(ctx, clerk, desk.StatsQuery{On: on, Level: division.Community})
		check(t, err)
		if got := written(then); got != want {
			t.Errorf("on %s the boundaries of then give\n%s, counted then\n%s", on, got, want)
		}
		_, today, err := d.Stats(ctx, clerk, desk.StatsQuery{On: on, Now: true, Level: division.Community})
		check(t, err)
		if whole.Registered != today.Registered || whole.Resident != today.Resident {
			t.Errorf("on %s %d and %d in the boundaries of then, %d and %d of now", on, whole.Registered, whole.Resident, today.Registered, today.Resident)
		}
		totals[fmt.Sprint(whole.Registered, whole.Resident)] = true
	}
	if len(totals) < 5 {
		t.Errorf("nothing happened: totals %v", totals)
	}
}

// someday lets something happen to a person; what the register refuses does not.
func someday(t *testing.T, d *desk.Desk, random *rand.Rand, n quanyuan.Number, places []string, today quanyuan.Date) {
	t.Helper()
	ctx := context.Background()
	place := places[random.IntN(len(places))]
	switch random.IntN(8) {
	case 0:
		d.Exit(ctx, clerk, n, "1", today)
	case 1, 2:
		d.Leave(ctx, clerk, n, place, "moved", today)
	default:
		r := &quanyuan.Record{}
		for f, text := range map[quanyuan.Field]string{quanyuan.CommunityCode: place, quanyuan.HukouStatus: []string{"1", "2"}[random.IntN(2)], quanyuan.ResidenceStatus: []string{"1", "2"}[random.IntN(2)]} {
			r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
		}
		d.Move(ctx, clerk, n, r, today)
	}
}

// countAnew counts persons as they stand, from the list of all.
func countAnew(t *testing.T, s quanyuan.Store) string {
	t.Helper()
	found := map[string]*desk.Stats{}
	placed, err := s.PersonsIn(context.Background(), quanyuan.PersonQuery{Scope: quanyuan.Everywhere})
	check(t, err)
	for _, p := range placed {
		for _, pr := range p.Person.Presences {
			if pr.Community != p.Community {
				continue
			}
			c := found[p.Community]
			if c == nil {
				c = &desk.Stats{Division: p.Community}
				found[p.Community] = c
			}
			c.Categories[pr.Category]++
			if pr.Note&quanyuan.CountsHukou != 0 {
				c.Registered++
			}
			if pr.Note&quanyuan.CountsResidence != 0 {
				c.Resident++
			}
		}
	}
	var all []desk.Stats
	for _, c := range found {
		all = append(all, *c)
	}
	return written(all)
}

func written(all []desk.Stats) string {
	var lines []string
	for _, s := range all {
		lines = append(lines, fmt.Sprint(s.Division, s.Registered, s.Resident, s.Categories))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestWhoIsNotCovered: who has no address of use stays as a task, and goes when
// somebody has put the address right.
func TestWhoIsNotCovered(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, `系统编号,姓名,性别,出生日期,户籍状况,居住状况,居住地址,社区编码
P001,陈建国,男,1962-03-15,1,1,春江路12号1栋2单元301,`+spring+`
P002,刘玉兰,女,1964-07-22,1,1,,`+spring+"\n")
	r := &quanyuan.Revision{ID: "3号", Kind: quanyuan.Splits, Date: day(6, 1), Old: []string{spring},
		New:       []quanyuan.NewDivision{{Code: spring}, {Code: east, Name: "东岸社区"}},
		Crosswalk: []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "春江路", To: 99}}}}}
	_, err := d.ApplyRevision(ctx, clerk, r, nil)
	check(t, err)
	if got := tasks(t, d); got != "redistrict 001 P002" {
		t.Errorf("tasks %q", got)
	}
	_, err = d.Correct(ctx, clerk, "P002", quanyuan.ResidenceAddress, quanyuan.Value{Text: "春江路14号2栋101", State: quanyuan.Understood})
	check(t, err)
	_, err = d.LateRevision(ctx, clerk, "3号", nil)
	check(t, err)
	if got := tasks(t, d); got != "" {
		t.Errorf("tasks at last %q", got)
	}
	if p, err := s.Person(ctx, "P002"); err != nil || len(p.Presences) != 1 || p.Presences[0].Community != east {
		t.Errorf("the person stands in %+v, %v", p.Presences, err)
	}
	verified(t, d)
	if d.Tree().Current(spring)[0] != spring {
		t.Error("the code that stays was retired")
	}
}
