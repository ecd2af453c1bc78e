package desk_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	reg "quanyuan/register"
	"quanyuan/store/sqlite"
)

// oldSystem stands for the system that the province prescribes: rows by person
// and community, written out and changed by hand.
type oldSystem struct {
	head []string
	rows map[[2]string][]string
	made int
}

var oldHead = []string{"系统编号", "户编号", "姓名", "性别", "出生日期", "婚姻状况", "户籍状况", "居住状况", "电话号码", "子女1姓名", "子女1出生日期", "子女1性别", "社区编码", "社区名称", "登记日期"}

func newOldSystem(n int) *oldSystem {
	o := &oldSystem{head: oldHead, rows: map[[2]string][]string{}}
	for i := range n {
		number, c := fmt.Sprintf("P%03d", i+1), communities[i%2]
		row := []string{number, fmt.Sprint("H", i/3), "王某" + string('一'+rune(i)), "女", fmt.Sprintf("1985%02d%02d", i%12+1, i%28+1), "初婚", "1", "1", fmt.Sprintf("139000%05d", i), "", "", "", c, "", "20200101"}
		if i%4 == 0 {
			copy(row[9:], []string{"陈小" + string('甲'+rune(i)), "20100506", "男"})
		}
		o.rows[[2]string{number, c}] = row
		if i%5 == 0 { // lives in one community, is registered in the other
			row[7] = "2"
			away := slices.Clone(row)
			away[6], away[7], away[12] = "2", "1", communities[1-i%2]
			o.rows[[2]string{number, away[12]}] = away
		}
	}
	return o
}

var communities = []string{"510198001001", "510198001002"}

// write gives the export of the old system as a file.
func (o *oldSystem) write(t *testing.T) string {
	t.Helper()
	o.made++
	path := filepath.Join(t.TempDir(), fmt.Sprintf("old%d.csv", o.made))
	f, err := os.Create(path)
	check(t, err)
	defer f.Close()
	w := csv.NewWriter(f)
	check(t, w.Write(o.head))
	for _, k := range slices.SortedFunc(maps.Keys(o.rows), func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) }) {
		check(t, w.Write(o.rows[k]))
	}
	// The same bytes again are no new batch: an export says when it was made.
	check(t, w.Write(append([]string{fmt.Sprintf("制表 %d", o.made)}, make([]string, len(o.head)-1)...)))
	w.Flush()
	return path
}

// apply does what an export of the register asks for.
func (o *oldSystem) apply(t *testing.T, export []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(export, []byte("\ufeff")))).ReadAll()
	check(t, err)
	if !slices.Equal(rows[0][:len(o.head)], o.head) {
		t.Fatalf("the export has columns %v", rows[0])
	}
	for _, r := range rows[1:] {
		key := [2]string{r[0], r[12]}
		_, there := o.rows[key]
		act := r[len(o.head)]
		comes := act == "新增" || strings.HasSuffix(act, "拆出")
		if comes == there {
			t.Errorf("%s of %v, which is there: %v", act, key, there)
		}
		if comes || act == "变更" {
			o.rows[key] = r[:len(o.head)]
			continue
		}
		delete(o.rows, key)
	}
}

func (o *oldSystem) take(t *testing.T, d *desk.Desk) quanyuan.Batch {
	t.Helper()
	b, err := d.Import(context.Background(), desk.Upload{Path: o.write(t), Source: quanyuan.Source{Kind: quanyuan.Register}})
	check(t, err)
	return b
}

func export(t *testing.T, d *desk.Desk, since int64) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	_, err := d.Export(context.Background(), clerk, desk.ExportOrder{Since: since, Save: func(name string, write func(io.Writer) error) error {
		var b bytes.Buffer
		defer func() { files[name] = b.Bytes() }()
		return write(&b)
	}})
	check(t, err)
	return files
}

func besideOld(t *testing.T, n int) (*desk.Desk, quanyuan.Store, *oldSystem) {
	t.Helper()
	ctx := context.Background()
	s, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "town.db"), noon)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions), "divisions.csv"))
	d, err := desk.Open(ctx, s, noon)
	check(t, err)
	o := newOldSystem(n)
	o.take(t, d)
	return d, s, o
}

// live lets people work on the register for a while.
func live(t *testing.T, d *desk.Desk, s quanyuan.Store, r *rand.Rand, acts int) {
	t.Helper()
	ctx := context.Background()
	day := quanyuan.Date{Year: 2024, Month: 6, Day: 20}
	var persons []*quanyuan.Person
	for p, err := range s.Persons(ctx) {
		check(t, err)
		persons = append(persons, p)
	}
	for range acts {
		p := persons[r.IntN(len(persons))]
		n, c := p.Number, communities[r.IntN(2)]
		var err error
		switch r.IntN(9) {
		case 0:
			_, err = d.Correct(ctx, clerk, n, quanyuan.Phone, text(fmt.Sprintf("1380000%04d", r.IntN(9999))))
		case 1:
			_, err = d.Correct(ctx, clerk, n, quanyuan.BirthDate, text(fmt.Sprintf("1985-%02d-11", r.IntN(12)+1)))
		case 2:
			_, err = d.Confirm(ctx, clerk, n, quanyuan.Marital)
		case 3:
			record := &quanyuan.Record{}
			record.Set(quanyuan.CommunityCode, text(c))
			record.Set(quanyuan.HukouStatus, text("2"))
			record.Set(quanyuan.ResidenceStatus, text("1"))
			record.Set(quanyuan.HouseholdNumber, text(fmt.Sprint("H", r.IntN(20))))
			_, err = d.Move(ctx, clerk, n, record, day)
		case 4:
			_, err = d.Leave(ctx, clerk, n, c, "", day)
		case 5:
			_, err = d.Exit(ctx, clerk, n, "1", day)
		case 6:
			_, err = d.Restore(ctx, clerk, n)
		case 7:
			m := persons[r.IntN(len(persons))].Number
			hold := map[quanyuan.Field]string{quanyuan.HukouStatus: c, quanyuan.ResidenceStatus: c}
			_, err = d.Merge(ctx, clerk, desk.Merge{A: n, B: m, Holds: hold})
		case 8:
			var events []quanyuan.Event
			events, err = s.Events(ctx, n)
			check(t, err)
			if i := slices.IndexFunc(events, func(e quanyuan.Event) bool { return e.Kind == quanyuan.Merged && e.Person == n }); i >= 0 {
				_, _, err = d.Split(ctx, clerk, desk.Split{Person: n, Merge: events[i].Seq, Reason: "证件核对后不是同一人"})
			}
		}
		// Much of it is refused: who has left cannot be corrected.
		if err != nil && !errors.Is(err, quanyuan.ErrInvalid) {
			t.Fatal(err)
		}
	}
}

// attachList lets a school's list speak of every third person: it outranks
// nobody, and only is the latest word.
func attachList(t *testing.T, d *desk.Desk, s quanyuan.Store, n int) {
	t.Helper()
	ctx := context.Background()
	list := "姓名,电话号码,居住地址,工作单位\n"
	for i := range n {
		list += fmt.Sprintf("王某%c,1390009%04d,春江路%d号,春江小学\n", '一'+rune(i), i, i+1)
	}
	path := filepath.Join(t.TempDir(), "school.csv")
	check(t, os.WriteFile(path, []byte(list), 0o600))
	b, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School}})
	check(t, err)
	i := 0
	for r, err := range s.Records(ctx, b.ID) {
		check(t, err)
		if i++; i%3 == 0 {
			_, err := d.Attach(ctx, clerk, quanyuan.Number(fmt.Sprintf("P%03d", i)), r.ID)
			check(t, err)
		}
	}
}

// TestExportAppliedComesBackEmpty: whatever people do here, once the old system
// has done what the export asks for, its next export has nothing to decide,
// nothing to take and nothing to tell it.
func TestExportAppliedComesBackEmpty(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		d, s, o := besideOld(t, 24)
		attachList(t, d, s, 24)
		for round := range 3 {
			live(t, d, s, r, 25)
			before := everybody(t, s)
			o.apply(t, export(t, d, desk.SinceLast)["changes.csv"])
			b := o.take(t, d)
			out, err := d.Differs(context.Background(), clerk, b.ID, func(p *desk.DifferingPerson) error {
				for _, it := range p.Items {
					if it.Verdict != reg.Both {
						t.Errorf("seed %d round %d: %s differs: %+v", seed, round, p.Person, it)
					}
				}
				return nil
			})
			check(t, err)
			if out.Persons[reg.Both] == 0 {
				t.Errorf("seed %d round %d: nothing had changed", seed, round)
			}
			if after := everybody(t, s); after != before {
				t.Errorf("seed %d round %d: the import changed persons", seed, round)
			}
			if rest := export(t, d, desk.SinceLast)["changes.csv"]; bytes.Count(rest, []byte("\n")) != 1 {
				t.Errorf("seed %d round %d: exported again:\n%s", seed, round, rest)
			}
		}
	}
}

func everybody(t *testing.T, s quanyuan.Store) string {
	t.Helper()
	var b strings.Builder
	for p, err := range s.Persons(context.Background()) {
		check(t, err)
		fmt.Fprintf(&b, "%+v\n", *p)
	}
	return b.String()
}

// TestTakeLosesNothing: the old system changes rows at random while people work
// here. Taking over what only it has changed leaves every value that differs
// from its last export as it was, and a second time there is nothing to take.
func TestTakeLosesNothing(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 9))
		d, s, o := besideOld(t, 24)
		attachList(t, d, s, 24)
		live(t, d, s, r, 25)
		for _, k := range slices.SortedFunc(maps.Keys(o.rows), func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) }) {
			switch r.IntN(4) {
			case 0:
				o.rows[k][8] = fmt.Sprintf("1370000%04d", r.IntN(9999))
			case 1:
				o.rows[k][1] = fmt.Sprint("K", r.IntN(9))
			case 2:
				o.rows[k][5] = "离婚"
			}
		}
		type said struct {
			n         quanyuan.Number
			f         quanyuan.Field
			community string
		}
		ours, theirs := map[said]string{}, map[said]string{}
		b := o.take(t, d)
		look := func(see func(said, reg.Differing)) {
			_, err := d.Differs(ctx, clerk, b.ID, func(p *desk.DifferingPerson) error {
				for _, it := range p.Items {
					see(said{p.Person, it.Field, it.Community}, it)
				}
				return nil
			})
			check(t, err)
		}
		look(func(k said, it reg.Differing) {
			if it.Verdict == reg.There {
				theirs[k] = it.Theirs
			} else {
				ours[k] = it.Ours
			}
		})
		n, err := d.TakeDifference(ctx, clerk, b.ID)
		check(t, err)
		if n == 0 || len(ours) == 0 {
			t.Fatalf("seed %d: %d taken, %d values of ours: nothing was tried", seed, n, len(ours))
		}
		left := map[said]string{}
		look(func(k said, it reg.Differing) {
			if it.Verdict == reg.There {
				t.Errorf("seed %d: %v is still to be taken: %+v", seed, k, it)
			}
			left[k] = it.Ours
		})
		for k, v := range ours {
			if now, differs := left[k]; differs && now != v || !differs {
				t.Errorf("seed %d: %v was %q here and is %q now", seed, k, v, now)
			}
		}
		for k, v := range theirs {
			if left[k] != v {
				t.Errorf("seed %d: %v should be theirs, %q, and is %q", seed, k, v, left[k])
			}
		}
		if n, err := d.TakeDifference(ctx, clerk, b.ID); err != nil || n != 0 {
			t.Errorf("seed %d: taken again: %d, %v", seed, n, err)
		}
		if broken, _, err := d.Verify(ctx, 5, nil); err != nil || len(broken) > 0 {
			t.Errorf("seed %d: %v %v", seed, broken, err)
		}
	}
}

// TestSettle: a conflict of values is corrected to theirs in somebody's name;
// who is gone there is for the acts that exist for it.
func TestSettle(t *testing.T) {
	ctx := context.Background()
	d, s, o := besideOld(t, 3)
	_, err := d.Correct(ctx, clerk, "P002", quanyuan.Phone, text("13800000001"))
	check(t, err)
	o.rows[[2]string{"P002", communities[1]}][8] = "13800000002"
	delete(o.rows, [2]string{"P003", communities[0]})
	b := o.take(t, d)
	out, err := d.OpenDifference(ctx, clerk, b.ID)
	check(t, err)
	if again, err := d.OpenDifference(ctx, clerk, b.ID); err != nil || out.Tasks != 2 || again.Tasks != 0 {
		t.Fatalf("%d tasks, then %v, %v", out.Tasks, again, err)
	}
	check(t, d.SettleDifference(ctx, clerk, "old_system-2-P002", desk.AnswerTheirs))
	p, err := s.Person(ctx, "P002")
	check(t, err)
	if v := p.Value(quanyuan.Phone); v.Text != "13800000002" || v.Reason != quanyuan.WonConfirmed {
		t.Errorf("after settling: %+v", v)
	}
	if err := d.SettleDifference(ctx, clerk, "old_system-2-P002", desk.AnswerOurs); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("settled twice: %v", err)
	}
	if err := d.SettleDifference(ctx, clerk, "old_system-2-P003", desk.AnswerTheirs); !errors.Is(err, quanyuan.ErrInvalid) {
		t.Errorf("somebody taken out by a word: %v", err)
	}
	check(t, d.SettleDifference(ctx, clerk, "old_system-2-P003", desk.AnswerOurs))
}
