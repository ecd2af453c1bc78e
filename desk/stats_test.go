package desk_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
	"quanyuan/statistics"
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

// TestPublishedTables: who may not look at persons is given a table that was
// published, the same every time; a small count is in no level of it, and no
// other grouping of the same day is published.
func TestPublishedTables(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,婚姻状况,户籍状况,居住状况,社区编码\n")
	for i := range 120 {
		fmt.Fprintf(&b, "R%03d,王%c,%s,%d-01-%02d,%s,1,1,%s\n", i, '一'+rune(i), []string{"男", "女"}[i%2], 1950+i%40, i%28+1, []string{"初婚", "初婚", "未婚"}[i*i%3], []string{spring, river, far}[i%3])
	}
	b.WriteString("R900,陈九,男,1960-01-01,丧偶,1,1," + spring + "\n")
	importRegister(t, d, b.String())
	q := desk.TableQuery{StatsQuery: desk.StatsQuery{Level: division.Community}, Of: desk.Residents, Columns: []string{"marital"}}
	inside, err := d.Table(ctx, clerk, q)
	check(t, err)
	if w := inside.Rows[0]; w.Total != 121 || !slices.Contains(w.Cells, 1) {
		t.Errorf("inside %+v", w)
	}
	leader := quanyuan.Principal{Account: "lin", Name: "林", Post: quanyuan.Leader}
	school := quanyuan.Principal{Account: "shi", Name: "石", Post: quanyuan.Submitter, Mandate: "commerce"}
	for _, level := range []int{division.Community, division.Town} {
		q.Level = level
		seen, err := d.Table(ctx, leader, q)
		check(t, err)
		if seen.Protected != desk.SmallCount {
			t.Errorf("a leader is shown %+v", seen)
		}
		for _, r := range seen.Rows {
			for _, n := range r.Cells {
				if n > 0 && n < desk.SmallCount {
					t.Errorf("%s shows %v", r.Code, r.Cells)
				}
			}
		}
		if !slices.Contains(seen.Rows[0].Cells, statistics.Hidden) {
			t.Errorf("the whole hides nothing: %v", seen.Rows[0])
		}
	}
	first, err := d.Table(ctx, school, q)
	check(t, err)
	_, err = d.Correct(ctx, clerk, "R900", quanyuan.Marital, quanyuan.Value{Text: "10", State: quanyuan.Understood})
	check(t, err)
	again, err := d.Table(ctx, leader, q)
	check(t, err)
	if fmt.Sprint(first.Rows) != fmt.Sprint(again.Rows) {
		t.Errorf("published once as %v, then as %v", first.Rows, again.Rows)
	}
	for _, c := range []struct {
		what string
		by   quanyuan.Principal
		set  func(*desk.TableQuery)
		key  string
	}{
		{"sex and marital, when marital was published", leader, func(q *desk.TableQuery) { q.Columns = []string{"sex", "marital"} }, "stats.related"},
		{"a day within a month", leader, func(q *desk.TableQuery) { q.On = day(6, 12) }, "stats.month"},
		{"a day to come", leader, func(q *desk.TableQuery) { q.On = day(7, 31) }, "stats.month"},
		{"the boundaries of now", leader, func(q *desk.TableQuery) { q.Now = true }, "stats.then"},
		{"ages, to whom they are not within the mandate", school, func(q *desk.TableQuery) { q.Columns = []string{"age5"} }, "stats.mandate"},
		{"a dimension that there is not", leader, func(q *desk.TableQuery) { q.Columns = []string{"colour"} }, "stats.dimension"},
		{"ages by ages", clerk, func(q *desk.TableQuery) { q.Columns = []string{"age", "age5"} }, "stats.columns"},
		{"nothing by nothing", clerk, func(q *desk.TableQuery) { q.Columns = nil }, "stats.columns"},
	} {
		wish := q
		c.set(&wish)
		var e *quanyuan.Error
		if _, err := d.Table(ctx, c.by, wish); !errors.As(err, &e) || e.Key != c.key {
			t.Errorf("%s: %v, want %s", c.what, err, c.key)
		}
	}
	all, err := d.Releases(ctx, leader)
	if err != nil || len(all) != 1 {
		t.Errorf("released %v, %v", all, err)
	}
}

// TestMovement: each thing that happened is in its column of its community,
// from the first day to the last.
func TestMovement(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, `系统编号,姓名,性别,出生日期,户籍状况,居住状况,流入日期,社区编码
P001,陈建国,男,1962-03-15,1,1,,`+spring+`
P002,刘玉兰,女,1964-07-22,1,1,2024-06-01,`+spring+`
P003,王小小,女,2024-06-30,1,1,,`+river+`
P004,王大大,女,2024-05-31,1,1,,`+river+"\n")
	_, err := d.Exit(ctx, clerk, "P001", "1", day(6, 10))
	check(t, err)
	_, err = d.Leave(ctx, clerk, "P002", spring, "moved", day(6, 20))
	check(t, err)
	table, err := d.Table(ctx, clerk, desk.TableQuery{StatsQuery: desk.StatsQuery{Level: division.Community, On: day(6, 30)}, Of: desk.Movement, From: day(6, 1)})
	check(t, err)
	var got []string
	for _, r := range table.Rows {
		line := r.Code
		for k, n := range r.Cells {
			line += fmt.Sprintf(" %s %d", table.Columns[k].Keys[0], n)
		}
		got = append(got, line)
	}
	want := []string{" born 1 died 1 in 1 out 1", "510198000000", "510198001000", spring + " born 0 died 1 in 1 out 1", river + " born 1 died 0 in 0 out 0"}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("line %d: %s, want %s", i, got[i], want[i])
		}
	}
	if len(got) != len(want) || !table.NoTotals {
		t.Errorf("lines %v", got)
	}
}
