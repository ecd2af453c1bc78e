package desk_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// What a desk keeps of lists is what a desk that was just opened makes of them,
// after each of many acts.
func TestKeptCardsAreThoseMadeAnew(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	school := quanyuan.Principal{Account: "jg", Name: "万小燕", Post: quanyuan.Submitter, Mandate: "school", Division: "510198001001"}
	seen := map[string]bool{}
	compare := func(what string, changes bool) {
		t.Helper()
		fresh, err := desk.Open(ctx, s, noon)
		check(t, err)
		query := desk.SourceQuery{}
		kept, made := cardOf(t, d, school), cardOf(t, fresh, school)
		if !reflect.DeepEqual(kept, made) {
			t.Errorf("after %s: kept %+v, made anew %+v", what, kept, made)
		}
		for _, by := range []quanyuan.Principal{clerk1, clerk} {
			for _, q := range []desk.CaseQuery{{}, {Batch: 2}, {Batch: 3}, {Scope: quanyuan.Scope{"510198001002"}}} {
				waiting, err := d.WaitingLists(ctx, by, q)
				check(t, err)
				counted, err := fresh.WaitingLists(ctx, by, q)
				check(t, err)
				if !reflect.DeepEqual(waiting, counted) {
					t.Errorf("after %s %v waits: %+v, counted anew %+v", what, q, waiting, counted)
				}
				n := 0
				for _, l := range waiting {
					for _, rows := range l.Rows {
						n += rows
					}
				}
				if rows, err := fresh.Cases(ctx, by, q); err != nil || len(rows) != n {
					t.Errorf("after %s %v: %d rows wait, counted %d, %v", what, q, len(rows), n, err)
				}
			}
		}
		state := ""
		for i, l := range made.Lists {
			query.Batch = l.Batch.ID
			one, err := d.SourceCard(ctx, school, query)
			check(t, err)
			if !reflect.DeepEqual(one.Lists[0], l) {
				t.Errorf("after %s: list %d alone is %+v, want %+v", what, i, one.Lists[0], l)
			}
			state += textOf(l.Fates) + textOf(l.Card.Right) + textOf(l.Card.Wrong)
		}
		if changes && seen[state] {
			t.Errorf("%s changes nothing", what)
		}
		seen[state] = true
	}
	collate := func() {
		_, err := d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
		check(t, err)
	}
	compare("nothing", true)
	schoolList(t, d, "pupils.csv", pupils)
	compare("a list", true)
	collate()
	compare("a comparison", true)
	differs := waitingCases(t, d, clerk1)[quanyuan.Differs]
	settle(t, d, differs, quanyuan.TakeRegister)
	compare("a settled row", true)
	check(t, d.TakeBackCase(ctx, clerk1, differs.Record, 1))
	compare("taking it back", false)
	check(t, d.DeclineCase(ctx, clerk1, differs.Record, 2, "住户核对过，不是本人"))
	compare("declining it", true)
	schoolList(t, d, "again.csv", "姓名,性别,出生日期,流入日期\n周小舟,男,2015-06-01,2024-06-20\n郑云帆,男,2014-02-02,2024-06-25\n")
	compare("a second list", true)
	added := waitingCases(t, d, clerk1)[quanyuan.New]
	a, err := d.SearchCase(ctx, clerk1, added.Record)
	check(t, err)
	_, err = d.EnterCase(ctx, clerk1, added.Record, 0, a.Paper.ID)
	check(t, err)
	compare("somebody entered", true)
	collate()
	compare("another comparison", true)
}

func textOf(v any) string { return fmt.Sprintf("%+v ", v) }
