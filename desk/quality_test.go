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
