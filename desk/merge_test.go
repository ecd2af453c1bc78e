package desk_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// people opens a register of n persons, M001 to M00n, all of whom live in one
// of two communities.
func people(t *testing.T, n int) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), noon)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions), "divisions.csv"))
	d, err := desk.Open(ctx, s, noon)
	check(t, err)
	var list strings.Builder
	list.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&list, "M%03d,王某%c,女,1985-03-%02d,户口在本社区,现住本社区,51019800100%d\n", i, '一'+rune(i), i, i%2+1)
	}
	path := filepath.Join(dir, "register.csv")
	check(t, os.WriteFile(path, []byte(list.String()), 0o600))
	_, err = d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}})
	check(t, err)
	return d, s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func text(s string) quanyuan.Value { return quanyuan.Value{Text: s, State: quanyuan.Understood} }

// TestMergeAsksWhichResidenceHolds: both are counted, each in a community.
func TestMergeAsksWhichResidenceHolds(t *testing.T) {
	d, _ := people(t, 2)
	ctx := context.Background()
	_, err := d.Merge(ctx, clerk, desk.Merge{A: "M002", B: "M001"})
	var q *quanyuan.Error
	if !errors.As(err, &q) || q.Key != "merge.choose" {
		t.Fatalf("merging two counted residences: %v", err)
	}
	holds := map[quanyuan.Field]string{quanyuan.HukouStatus: "510198001001", quanyuan.ResidenceStatus: "510198001002"}
	p, err := d.Merge(ctx, clerk, desk.Merge{A: "M002", B: "M001", Holds: holds})
	check(t, err)
	if p.Number != "M001" {
		t.Errorf("%s survives, want the number entered first", p.Number)
	}
	for _, pr := range p.Presences {
		wantHukou, wantLives := pr.Community == "510198001001", pr.Community == "510198001002"
		if pr.Note&quanyuan.CountsHukou != 0 != wantHukou || pr.Note&quanyuan.CountsResidence != 0 != wantLives {
			t.Errorf("%s is counted as %b", pr.Community, pr.Note)
		}
	}
	if p, err = d.Person(ctx, "M002"); err != nil || p.Number != "M001" {
		t.Errorf("the absorbed number gives %v, %v", p, err)
	}
	if _, err := d.Correct(ctx, clerk, "M002", quanyuan.Name, text("王某")); err == nil {
		t.Error("an absorbed number was corrected")
	}
}

// TestSplitAsksForWhatIsOpen: an exit since the merge is about the person as a
// whole, so whoever splits must say whose it was.
func TestSplitAsksForWhatIsOpen(t *testing.T) {
	d, s := people(t, 3)
	ctx := context.Background()
	p, err := d.Merge(ctx, clerk, desk.Merge{A: "M001", B: "M003"})
	if err != nil {
		t.Fatal(err)
	}
	merge := lastMerge(t, s, "M001")
	_, err = d.Exit(ctx, clerk, p.Number, "1", quanyuan.Date{Year: 2024, Month: 5, Day: 3})
	check(t, err)
	a, err := d.PlanSplit(ctx, clerk, desk.Split{Person: "M001", Merge: merge})
	if err != nil || len(a.Open) != 1 {
		t.Fatalf("open %v, %v", a.Open, err)
	}
	if _, _, err = d.Split(ctx, clerk, desk.Split{Person: "M001", Merge: merge}); err == nil {
		t.Fatal("a split with an open exit was done")
	}
	stays, leaves, err := d.Split(ctx, clerk, desk.Split{Person: "M001", Merge: merge, Sides: map[quanyuan.RecordID]bool{a.Open[0]: true}})
	check(t, err)
	if stays.Exited != "" || leaves.Number != "M003" || leaves.Exited != "1" || leaves.Text(quanyuan.DeathDate) != "2024-05-03" {
		t.Errorf("stays %+v\nleaves %+v", stays, leaves)
	}
	if _, _, err = d.Split(ctx, clerk, desk.Split{Person: "M001", Merge: merge}); err == nil {
		t.Error("a merge was taken back twice")
	}
}

func lastMerge(t *testing.T, s quanyuan.Store, n quanyuan.Number) int64 {
	t.Helper()
	es, err := s.Events(context.Background(), n)
	check(t, err)
	for _, e := range slices.Backward(es) {
		if e.Kind == quanyuan.Merged {
			return e.Seq
		}
	}
	t.Fatal("no merge")
	return 0
}

// TestSplitByHand: records chosen by hand leave for a number of their own, and
// a merge of the two gives the first person back.
func TestSplitByHand(t *testing.T) {
	d, s := people(t, 3)
	ctx := context.Background()
	before, err := d.Merge(ctx, clerk, desk.Merge{A: "M001", B: "M003"})
	check(t, err)
	stays, leaves, err := d.Split(ctx, clerk, desk.Split{Person: "M001", Records: before.Records[1:]})
	check(t, err)
	if stays.Text(quanyuan.BirthDate) != "1985-03-01" || leaves.Text(quanyuan.BirthDate) != "1985-03-03" || leaves.Number == "M003" {
		t.Errorf("stays %+v\nleaves %+v", stays, leaves)
	}
	if _, _, err := d.Split(ctx, clerk, desk.Split{Person: "M001", Records: stays.Records}); err == nil {
		t.Error("a person was left without a record")
	}
	again, err := d.Merge(ctx, clerk, desk.Merge{A: leaves.Number, B: "M001"})
	check(t, err)
	again.Version = before.Version
	if fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", before) {
		t.Errorf("again  %+v\nbefore %+v", again, before)
	}
	if n, _ := s.Count(ctx); n != 2 {
		t.Errorf("%d persons, want 2", n)
	}
}

// history plays random acts and keeps a slow, plain account beside them: which
// human being every record is about, and which human beings each number stands
// for. A number must have exactly the records of its human beings.
type history struct {
	t      *testing.T
	d      *desk.Desk
	s      quanyuan.Store
	rng    *rand.Rand
	about  map[quanyuan.RecordID]quanyuan.Number // the human being, named by the number of the start
	behind map[quanyuan.Number][]quanyuan.Number // number → human beings
	holds  map[quanyuan.RecordID]int64           // said because of a merge
	merges []done
}

type done struct {
	seq    int64
	absorb []quanyuan.Number // human beings
	other  quanyuan.Number
}

// TestMergeAndSplitAreOpposites plays random histories of corrections, deaths
// taken back, merges, and merges taken back in any order.
func TestMergeAndSplitAreOpposites(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := &history{t: t, rng: rand.New(rand.NewPCG(seed, 1)), about: map[quanyuan.RecordID]quanyuan.Number{}, behind: map[quanyuan.Number][]quanyuan.Number{}, holds: map[quanyuan.RecordID]int64{}}
			h.d, h.s = people(t, 6)
			start := h.persons()
			for _, p := range start {
				h.behind[p.Number] = []quanyuan.Number{p.Number}
				h.about[p.Records[0]] = p.Number
			}
			for range 30 {
				switch n := h.rng.IntN(10); {
				case n < 4:
					h.say()
				case n < 8:
					h.merge()
				default:
					h.undo(h.rng.IntN(len(h.merges) + 1))
				}
				h.compare()
			}
			for len(h.merges) > 0 {
				h.undo(h.rng.IntN(len(h.merges)))
				h.compare()
			}
			if broken, _, err := h.d.Verify(context.Background(), 0, nil); err != nil || len(broken) > 0 {
				t.Errorf("register verify: %v %v", broken, err)
			}
			for _, p := range h.persons() {
				if len(h.behind[p.Number]) != 1 || h.behind[p.Number][0] != p.Number {
					t.Errorf("%s stands for %v at the end", p.Number, h.behind[p.Number])
				}
			}
		})
	}
}

func (h *history) persons() []*quanyuan.Person {
	var all []*quanyuan.Person
	for p, err := range h.s.Persons(context.Background()) {
		check(h.t, err)
		if p.Forward == "" {
			all = append(all, p)
		}
	}
	return all
}

func (h *history) any() *quanyuan.Person {
	ps := h.persons()
	return ps[h.rng.IntN(len(ps))]
}

// say corrects a value, or lets somebody leave and come back.
func (h *history) say() {
	ctx := context.Background()
	p := h.any()
	human := h.behind[p.Number][h.rng.IntN(len(h.behind[p.Number]))]
	had := slices.Clone(p.Records)
	var err error
	if h.rng.IntN(3) > 0 {
		f := []quanyuan.Field{quanyuan.Name, quanyuan.BirthDate, quanyuan.Phone}[h.rng.IntN(3)]
		if r := p.Value(f).Record; r != 0 {
			human = h.about[r] // a correction follows what it corrects
		}
		p, err = h.d.Correct(ctx, clerk, p.Number, f, text(fmt.Sprintf("1985-04-%02d", h.rng.IntN(28)+1)))
	} else {
		if _, err = h.d.Exit(ctx, clerk, p.Number, "3", quanyuan.Date{}); err == nil {
			p, err = h.d.Restore(ctx, clerk, p.Number)
		}
	}
	check(h.t, err)
	for _, r := range p.Records {
		if !slices.Contains(had, r) {
			h.about[r] = human
		}
	}
}

func (h *history) merge() {
	a, b := h.any(), h.any()
	if a.Number == b.Number {
		return
	}
	m := desk.Merge{A: a.Number, B: b.Number, Holds: map[quanyuan.Field]string{quanyuan.HukouStatus: place(h.rng), quanyuan.ResidenceStatus: place(h.rng)}}
	p, err := h.d.Merge(context.Background(), clerk, m)
	check(h.t, err)
	other := a.Number
	if p.Number == a.Number {
		other = b.Number
	}
	seq := lastMerge(h.t, h.s, p.Number)
	h.merges = append(h.merges, done{seq, h.behind[other], other})
	h.behind[p.Number] = append(slices.Clone(h.behind[p.Number]), h.behind[other]...)
	delete(h.behind, other)
	for _, r := range p.Records {
		_, known := h.about[r]
		if _, hold := h.holds[r]; !known && !hold {
			h.holds[r] = seq
		}
	}
}

func place(rng *rand.Rand) string { return []string{"510198001001", "510198001002"}[rng.IntN(2)] }

// undo takes the i-th merge back that still stands.
func (h *history) undo(i int) {
	if i >= len(h.merges) {
		return
	}
	ctx := context.Background()
	m := h.merges[i]
	h.merges = slices.Delete(h.merges, i, i+1)
	var now quanyuan.Number
	for n, humans := range h.behind {
		if slices.Contains(humans, m.absorb[0]) {
			now = n
		}
	}
	s := desk.Split{Person: now, Merge: m.seq, Sides: map[quanyuan.RecordID]bool{}}
	a, err := h.d.PlanSplit(ctx, clerk, s)
	check(h.t, err)
	for _, r := range a.Open {
		s.Sides[r] = slices.Contains(m.absorb, h.about[r])
	}
	_, _, err = h.d.Split(ctx, clerk, s)
	check(h.t, err)
	leave := m.absorb
	h.behind[m.other] = leave
	// Who leaves takes along the merges behind him; another merge that had more
	// than him has him no longer.
	for j := range h.merges {
		other := &h.merges[j]
		if slices.ContainsFunc(other.absorb, func(human quanyuan.Number) bool { return !slices.Contains(leave, human) }) {
			other.absorb = slices.DeleteFunc(slices.Clone(other.absorb), func(human quanyuan.Number) bool { return slices.Contains(leave, human) })
		}
	}
	h.behind[now] = slices.DeleteFunc(h.behind[now], func(human quanyuan.Number) bool { return slices.Contains(leave, human) })
	for r, seq := range h.holds {
		if seq == m.seq {
			delete(h.holds, r)
		}
	}
}

// compare holds the register against the plain account.
func (h *history) compare() {
	h.t.Helper()
	ps := h.persons()
	if len(ps) != len(h.behind) {
		h.t.Fatalf("%d persons, the account has %d", len(ps), len(h.behind))
	}
	for _, p := range ps {
		var want, got []quanyuan.RecordID
		for r, human := range h.about {
			if slices.Contains(h.behind[p.Number], human) {
				want = append(want, r)
			}
		}
		for _, r := range p.Records {
			if _, hold := h.holds[r]; !hold {
				got = append(got, r)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			h.t.Fatalf("%s has records %v, want %v", p.Number, got, want)
		}
	}
}
