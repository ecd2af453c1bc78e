package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/quality"
)

// pupils is a list of a school: P001 as the register has him but divorced; a
// number with a wrong check digit; somebody twice; nobody; and one who came
// half a year before the list did, one who came last month.
const pupils = `姓名,性别,出生日期,身份证号码,婚姻状况,居住地址,流入日期,社区编码
陈建国,男,1962-03-15,510104196203150112,离婚,春江路18号2单元101,,510198001001
吴秋月,女,1990-05-05,510104199005050011,未婚,春江路20号1单元202,2024-01-02,510198001001
周小舟,男,2015-06-01,,未婚,春江路20号1单元203,2024-06-20,510198001001
周小舟,男,2015-06-01,,未婚,春江路20号1单元203,,510198001001
,,,,,春江路20号1单元204,,510198001001
`

func schoolList(t *testing.T, d *desk.Desk, name, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check(t, os.WriteFile(path, []byte(text), 0o600))
	_, err := d.Import(context.Background(), desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School, Unit: "春江小学", Division: "510198001001"}})
	check(t, err)
}

func TestSourceCardAddsUp(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	check(t, d.OpenCampaign(ctx, quanyuan.Local("张运维"), &quanyuan.Campaign{Name: "秋季", Phases: cardPhases()}))
	schoolList(t, d, "pupils.csv", pupils)
	school := quanyuan.Principal{Account: "jg", Name: "万小燕", Post: quanyuan.Submitter, Mandate: "school", Division: "510198001001"}
	card := cardOf(t, d, school)
	l := card.Lists[0]
	if l.Compared() || l.Card.Open+l.Card.Wrong != l.Card.Rows {
		t.Errorf("before the comparison: %+v", l.Fates)
	}
	_, err := d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	card = cardOf(t, d, school)
	l = card.Lists[0]
	if !l.Compared() || l.Batch.Receipt.Rows != 6 {
		t.Errorf("after the comparison: %+v of %+v", l.Fates, l.Batch.Receipt)
	}
	if l.Late != 151 || card.Late != 1 || card.Due != 1 {
		t.Errorf("%d days late of a day that is over since the end of January", l.Late)
	}
	if l.Events != (quality.Share{Done: 1, All: 2}) {
		t.Errorf("events in time: %+v", l.Events)
	}
	gains := map[quality.ProblemKind]int{}
	for _, m := range card.Sum.Mends() {
		gains[m.Kind] += m.Rows
		if zh, todo := desk.MendText(m, "zh"); zh == "" || todo == "" {
			t.Errorf("%+v has no words", m.Problem)
		}
	}
	if gains[quality.AsideProblem] != 1 || gains[quality.DoubleProblem] != 1 || gains[quality.FindingProblem] == 0 {
		t.Errorf("wrong are %v", gains)
	}

	// The clerk takes the register's word on the marriage: the row was wrong.
	before := card.Sum.Wrong
	rows := waitingCases(t, d, clerk1)
	differs := rows[quanyuan.Differs]
	if differs == nil {
		t.Fatalf("nothing differs: %v", rows)
	}
	settle(t, d, differs, quanyuan.TakeRegister)
	card = cardOf(t, d, school)
	if card.Sum.Items[quanyuan.Marital].Ruled != 1 || card.Sum.Wrong != before+1 {
		t.Errorf("ruled against: %+v, wrong %d, was %d", card.Sum.Items[quanyuan.Marital], card.Sum.Wrong, before)
	}
}

// cardOf makes the card and sees to it that all of it adds up.
func cardOf(t *testing.T, d *desk.Desk, by quanyuan.Principal) *desk.SourceCard {
	t.Helper()
	card, err := d.SourceCard(context.Background(), by, desk.SourceQuery{})
	check(t, err)
	sum := 0
	for _, l := range card.Lists {
		rows := 0
		for _, f := range l.Fates {
			rows += f.Rows
			if f.Settled+f.Declined+f.Waiting > f.Rows {
				t.Errorf("%+v", f)
			}
		}
		if r := l.Batch.Receipt; rows != l.Card.Rows || rows != r.Records+r.SetAside {
			t.Errorf("%d rows have a fate, %d stand on the card, the receipt has %d and %d", rows, l.Card.Rows, r.Records, r.SetAside)
		}
		if c := l.Card; c.Rows != c.Right+c.Wrong+c.Open {
			t.Errorf("%d rows are %d right, %d wrong, %d open", c.Rows, c.Right, c.Wrong, c.Open)
		}
		sum += rows
	}
	if sum != card.Sum.Rows {
		t.Errorf("the lists have %d rows, the sum %d", sum, card.Sum.Rows)
	}
	return card
}

// An event is counted where a source tells it first; a department sees its own
// lists alone.
func TestSourceCardOfSeveralLists(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	schoolList(t, d, "pupils.csv", pupils)
	schoolList(t, d, "again.csv", "姓名,性别,出生日期,流入日期\n周小舟,男,2015-06-01,2024-06-20\n郑云帆,男,2014-02-02,2024-06-25\n")
	school := quanyuan.Principal{Account: "jg", Name: "万小燕", Post: quanyuan.Submitter, Mandate: "school"}
	card := cardOf(t, d, school)
	if len(card.Lists) != 2 || card.Lists[1].Events != (quality.Share{Done: 1, All: 1}) {
		t.Errorf("the second list tells %+v", card.Lists[1].Events)
	}
	one, err := d.SourceCard(ctx, school, desk.SourceQuery{Batch: card.Lists[1].Batch.ID})
	check(t, err)
	if len(one.Lists) != 1 || one.Events != card.Lists[1].Events {
		t.Errorf("the second list alone tells %+v", one.Events)
	}
	police := school
	police.Mandate = "police"
	if got := cardOf(t, d, police); len(got.Lists) != 0 {
		t.Errorf("the police see %d lists of the school", len(got.Lists))
	}
	if _, err := d.SourceCard(ctx, police, desk.SourceQuery{Batch: card.Lists[0].Batch.ID}); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("the police open a list of the school: %v", err)
	}
	if _, err := d.SourceCard(ctx, resident, desk.SourceQuery{}); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a resident sees report cards: %v", err)
	}
}

// cardPhases are phases around today, the collecting of which has passed.
func cardPhases() []quanyuan.Phase {
	day := func(s string) quanyuan.Date { x, _ := quanyuan.ParseDate(s); return x }
	return []quanyuan.Phase{
		{Key: quanyuan.Collecting, From: day("2024-01-01"), To: day("2024-01-31")}, {Key: quanyuan.Collating, From: day("2024-01-01"), To: day("2024-12-31")},
		{Key: quanyuan.Entering, From: day("2024-01-01"), To: day("2024-12-31")}, {Key: quanyuan.Deduplicating, From: day("2024-01-01"), To: day("2024-12-31")},
		{Key: quanyuan.Assessing, From: day("2024-01-01"), To: day("2024-12-31")},
	}
}

// settle settles a row with one word on all that contradicts.
func settle(t *testing.T, d *desk.Desk, row *desk.CaseRow, take quanyuan.Take) {
	t.Helper()
	ctx := context.Background()
	v, err := d.Case(ctx, clerk1, row.Record)
	check(t, err)
	o := desk.CaseOrder{Record: row.Record, Version: v.Version}
	for _, f := range v.Choose {
		o.Chosen = append(o.Chosen, choose(f, take))
	}
	check(t, d.SettleCase(ctx, clerk1, o))
}
