package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

// written as text, so that a difference is read at a glance.
func asText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	check(t, err)
	return string(b)
}

// TestQualityKeepsUp lets things happen day by day: the figures of a desk that
// stays open are those of one that counts the whole register anew, and its
// completeness is 人不漏项 of the three figures.
func TestQualityKeepsUp(t *testing.T) {
	now := noon().AddDate(0, -1, 0)
	d, s := clocked(t, &now)
	ctx := context.Background()
	places := []string{spring, river, far}
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,社区编码,子女1姓名,子女1出生日期\n")
	for i := range 30 {
		fmt.Fprintf(&b, "R%03d,王%c,女,%d-01-%02d,%s,%s,1,1,%s,,%s\n", i, '一'+rune(i), 1950+i, i%28+1, []string{"", "510104196203150112", "51010419620315011X"}[i%3],
			[]string{"", "未婚", "初婚"}[i%3], places[i%3], []string{"", "2017-06-20"}[i%2])
	}
	importRegister(t, d, b.String())
	random := rand.New(rand.NewPCG(3, 4))
	changed := map[string]bool{}
	for range 10 {
		for range 4 {
			n := quanyuan.Number(fmt.Sprintf("R%03d", random.IntN(30)))
			if random.IntN(3) == 0 {
				d.Correct(ctx, clerk, n, quanyuan.Ethnic, quanyuan.Value{Text: "01", State: quanyuan.Understood})
			} else {
				someday(t, d, random, n, places, quanyuan.DateOf(now.AddDate(0, 0, -random.IntN(60))))
			}
			kept, whole, err := d.Quality(ctx, clerk, desk.QualityQuery{Level: division.Community})
			check(t, err)
			fresh, err := desk.Open(ctx, s, func() time.Time { return now })
			check(t, err)
			anew, _, err := fresh.Quality(ctx, clerk, desk.QualityQuery{Level: division.Community})
			check(t, err)
			if got, want := asText(t, kept), asText(t, anew); got != want {
				t.Fatalf("after %s on %s kept\n%s\nanew\n%s", n, quanyuan.DateOf(now), got, want)
			}
			changed[asText(t, whole)] = true
		}
		_, whole, err := d.Quality(ctx, clerk, desk.QualityQuery{Level: division.City})
		check(t, err)
		_, three, err := d.Three(ctx, clerk, desk.ThreeQuery{Level: division.City})
		check(t, err)
		dead := whole.Items[quanyuan.DeathDate].Asked
		if c := whole.Complete(); c.All-dead != three.Items.All || c.Done-dead != three.Items.Done || whole.Whole != three.Whole.Done || whole.Persons != three.Whole.All {
			t.Errorf("complete %v (%d dead), whole %d of %d; the three figures have %+v", c, dead, whole.Whole, whole.Persons, three)
		}
		now = now.AddDate(0, 0, 1)
	}
	if len(changed) < 20 {
		t.Errorf("little happened: %d different figures", len(changed))
	}
}

// TestQualityRowsAddUp: the persons behind a figure are as many as it says, in
// whatever division one looks; who may not list persons gets none.
func TestQualityRowsAddUp(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, `系统编号,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,社区编码
P001,陈建国,男,1962-03-15,510104196203150112,初婚,1,1,`+spring+`
P002,刘玉兰,女,1964-07-22,,,1,1,`+spring+`
P003,王晓梅,女,1990-01-05,,初婚,1,1,`+river+`
P004,王小梅,女,1990-01-05,,初婚,1,1,`+river+"\n")
	q := desk.QualityQuery{Level: division.Community}
	parts, whole, err := d.Quality(ctx, clerk, q)
	check(t, err)
	for _, p := range append(parts, whole) {
		scope := quanyuan.Everywhere
		if p.Code != "" {
			scope = quanyuan.Scope{p.Code}
		}
		rows, err := d.QualityRows(ctx, clerk, desk.RowsQuery{Scope: scope, Measure: "complete", Field: quanyuan.IDNumber})
		check(t, err)
		if c := p.Items[quanyuan.IDNumber]; len(rows) != c.Asked-c.Filled {
			t.Errorf("%s lacks %d ID numbers, rows %v", p.Code, c.Asked-c.Filled, rows)
		}
	}
	rows, err := d.QualityRows(ctx, clerk, desk.RowsQuery{Measure: "complete", Field: quanyuan.NumFields, After: "P001", Limit: 1})
	check(t, err)
	if len(rows) != 1 || rows[0].Number != "P002" {
		t.Errorf("behind P001 stands %v", rows)
	}
	leader := quanyuan.Principal{Account: "lin", Name: "林", Post: quanyuan.Leader, Division: "510198000000"}
	if _, err := d.QualityRows(ctx, leader, desk.RowsQuery{Measure: "complete"}); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a leader is given persons: %v", err)
	}

	// Two that may be one: an entry too many, until somebody says they are two.
	raw, err := json.Marshal([]quanyuan.Cluster{{Name: "P003", Members: []quanyuan.ClusterMember{{Person: "P003"}, {Person: "P004"}}}})
	check(t, err)
	check(t, s.SetSetting(ctx, "clusters", raw))
	_, whole, err = d.Quality(ctx, clerk, q)
	check(t, err)
	if whole.Unique != (desk.Share{Done: 3, All: 4}) {
		t.Errorf("unique %v", whole.Unique)
	}
	check(t, d.SetReviewSettings(ctx, clerk, desk.ReviewSettings{}))
	_, err = d.PrepareRulings(ctx, clerk, nil)
	check(t, err)
	papers, err := d.Papers(ctx, clerk, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper})
	check(t, err)
	if len(papers) != 1 {
		t.Fatalf("questions %v", papers)
	}
	check(t, d.Rule(ctx, clerk, desk.RuleOrder{ID: papers[0].ID, Answer: quanyuan.RuledDifferent}))
	_, whole, err = d.Quality(ctx, clerk, q)
	check(t, err)
	if whole.Unique != (desk.Share{Done: 4, All: 4}) {
		t.Errorf("unique %v after the ruling", whole.Unique)
	}
}

// TestTrendAndScores: kept days make a trend; a division that has closed gaps
// has an effect and, when its score has surely risen, is commended; weights are
// for the city to set, and all see who did.
func TestTrendAndScores(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,婚姻状况,户籍状况,居住状况,社区编码\n")
	for i := range 60 {
		fmt.Fprintf(&b, "R%03d,王%c,女,%d-01-%02d,%s,1,1,%s\n", i, '一'+rune(i), 1950+i%40, i%28+1, []string{"", "初婚"}[i%2], []string{spring, river}[i/30])
	}
	importRegister(t, d, b.String())
	q := desk.QualityQuery{Level: division.Community}
	first := quanyuan.DateOf(now)
	check(t, d.KeepQuality(ctx, clerk, nil))
	check(t, d.KeepQuality(ctx, clerk, nil)) // again: one day
	for i := range 30 {
		if i%2 == 0 {
			_, err := d.Correct(ctx, clerk, quanyuan.Number(fmt.Sprintf("R%03d", i)), quanyuan.Marital, quanyuan.Value{Text: "21", State: quanyuan.Understood})
			check(t, err)
		}
	}
	now = now.AddDate(0, 0, 1)
	check(t, d.KeepQuality(ctx, clerk, nil))
	trend, err := d.QualityTrend(ctx, clerk, q, "complete", first)
	check(t, err)
	if len(trend.Points) != 2 || trend.Control != nil || trend.Points[1].Share.Done-trend.Points[0].Share.Done != 15 {
		t.Errorf("trend %+v", trend.Points)
	}

	w := map[string]float64{"complete": 1, "whole": 0, "valid": 0, "consistent": 0, "id_valid": 0, "unique": 0, "timely": 0}
	town := quanyuan.Principal{Account: "zhou", Name: "周", Post: quanyuan.TownOffice, Division: "510198001000"}
	if err := d.SetScoreWeights(ctx, town, w, 90); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a town sets the weights of the city: %v", err)
	}
	check(t, d.SetScoreWeights(ctx, clerk, w, 20))
	card, err := d.Score(ctx, town, q, first)
	check(t, err)
	if card.Weights.By != clerk.Name || card.Since != first.String() || len(card.Lines) != 2 {
		t.Fatalf("card %+v", card)
	}
	one := card.Lines[0]
	if one.Best != 1 || one.Worst != 2 || card.Lines[1].Best != 1 {
		t.Errorf("those whose intervals overlap are not tied: %+v and %+v", one.Score, card.Lines[1].Score)
	}
	_, whole, err := d.Quality(ctx, clerk, q)
	check(t, err)
	for _, l := range card.Lines {
		want := 0.0
		if l.Code == spring {
			want = 100 * 15 / float64(whole.Complete().All)
		}
		if diff := l.Effect - want; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s has moved the whole by %v points, want %v", l.Code, l.Effect, want)
		}
		if len(l.Commended) != 1 || !strings.Contains(l.Why("zh"), "20%") {
			t.Errorf("%s is commended for %q", l.Code, l.Why("zh"))
		}
	}
}

// TestQualityCountsWhatHappensMeanwhile: people go on while the register is
// counted from the beginning; whatever they do counts, and once.
func TestQualityCountsWhatHappensMeanwhile(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	places := []string{spring, river, far}
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "R%04d,王%c,女,%d-01-%02d,1,1,%s\n", i, '一'+rune(i), 1950+i%60, i%28+1, places[i%3])
	}
	importRegister(t, d, b.String())
	random, done := rand.New(rand.NewPCG(5, 8)), 0
	check(t, d.CountFigures(ctx, clerk, func(int64, int64) {
		for range 5 {
			someday(t, d, random, quanyuan.Number(fmt.Sprintf("R%04d", random.IntN(3000))), places, quanyuan.DateOf(now.AddDate(0, 0, -random.IntN(60))))
			done++
		}
	}))
	if done == 0 {
		t.Fatal("nothing happened")
	}
	q := desk.QualityQuery{Level: division.Community}
	kept, whole, err := d.Quality(ctx, clerk, q)
	check(t, err)
	if whole.Timely.All == 0 {
		t.Errorf("no move was counted: %+v", whole.Timely)
	}
	fresh, err := desk.Open(ctx, s, func() time.Time { return now })
	check(t, err)
	anew, _, err := fresh.Quality(ctx, clerk, q)
	check(t, err)
	if got, want := asText(t, kept), asText(t, anew); got != want {
		t.Errorf("kept\n%s\nanew\n%s", got, want)
	}
}
