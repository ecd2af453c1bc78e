package desk_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	folding "quanyuan/register"
	"quanyuan/review"
)

const (
	chunjiang = "510198001001"
	changning = "510198001002"
	town      = "510198001000"
	jiangbei  = "510198002001" // of another town
	county    = "510198000000"
)

const twoTowns = divisions + "510198002000,4,510198000000,江北街道\n510198002001,5,510198002000,江北社区\n"

// at is a clerk of a division.
func at(division string) quanyuan.Principal {
	p := quanyuan.Local("专干" + division[9:])
	p.Division = division
	return p
}

var june = quanyuan.Date{Year: 2024, Month: 6, Day: 20}

func moveTo(to string, persons ...quanyuan.Number) desk.TransferOrder {
	from := chunjiang
	if to == chunjiang {
		from = changning
	}
	return desk.TransferOrder{Persons: persons, Transfer: quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: from, To: to, Reason: "搬家", Day: june}}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var q *quanyuan.Error
	if !errors.As(err, &q) || q.Key != key {
		t.Errorf("error %v, want %s", err, key)
	}
}

// TestAWomanMovesHouse: she is counted once before, while the paper waits, and
// after.
func TestAWomanMovesHouse(t *testing.T) {
	d, s := people(t, 4) // M002 lives and is registered in 春江
	ctx := context.Background()
	v, err := d.ProposeTransfer(ctx, at(changning), moveTo(changning, "M002"))
	check(t, err)
	if v.State != quanyuan.TransferProposed || v.Due.String() != "2024-07-15" || v.Superior != town || !v.ByGaining {
		t.Errorf("proposed: %+v", v)
	}
	for _, division := range []string{chunjiang, changning} {
		seen, err := d.Transfers(ctx, at(division), quanyuan.TransferPending(), 0)
		if err != nil || len(seen) != 1 || seen[0].Mine != (division == chunjiang) {
			t.Errorf("on the desk of %s: %+v, %v", division, seen, err)
		}
	}
	counted := func(hukou, residence string, category quanyuan.Category) {
		t.Helper()
		p, err := s.Person(ctx, "M002")
		check(t, err)
		if h, r := folding.CountedIn(p, quanyuan.CountsHukou), folding.CountedIn(p, quanyuan.CountsResidence); h != hukou || r != residence {
			t.Errorf("hukou counted in %q, residence in %q; want %q, %q", h, r, hukou, residence)
		}
		for _, pr := range p.Presences {
			if pr.Community == hukou && pr.Category != category {
				t.Errorf("category %d in %s, want %d", pr.Category, hukou, category)
			}
		}
	}
	counted(chunjiang, chunjiang, quanyuan.HukouAndLivesHere)
	_, err = d.ProposeTransfer(ctx, at(chunjiang), moveTo(changning, "M002"))
	wantKey(t, err, "transfer.pending")
	hukou := moveTo(changning, "M002")
	hukou.TransferKind = quanyuan.MovesHukou
	second, err := d.ProposeTransfer(ctx, at(chunjiang), hukou)
	check(t, err) // of another aspect
	_, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Accept, "", nil)
	wantKey(t, err, "transfer.not_yours")
	_, err = d.ActOnTransfer(ctx, at(chunjiang), v.ID, review.Accept, "", nil)
	check(t, err)
	counted(chunjiang, changning, quanyuan.HukouLivesAway)
	_, err = d.ActOnTransfer(ctx, at(changning), second.ID, review.Accept, "", nil)
	check(t, err)
	counted(changning, changning, quanyuan.HukouAndLivesHere)
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("verify: %v %v", broken, err)
	}
}

// TestEscalation: refused, escalated by whoever proposed, decided by the town
// alone; unanswered, escalated only after the deadline.
func TestEscalation(t *testing.T) {
	_, s := people(t, 4)
	ctx := context.Background()
	now := noon()
	d, err := desk.Open(ctx, s, func() time.Time { return now })
	check(t, err)
	v, err := d.ProposeTransfer(ctx, at(changning), moveTo(changning, "M002"))
	check(t, err)
	_, err = d.ActOnTransfer(ctx, at(chunjiang), v.ID, review.Refuse, "", nil)
	wantKey(t, err, "transfer.reason")
	_, err = d.ActOnTransfer(ctx, at(chunjiang), v.ID, review.Refuse, "仍住本社区", nil)
	check(t, err)
	_, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Escalate, "已看过租房合同", nil)
	check(t, err)
	for _, by := range []string{chunjiang, changning} {
		_, err = d.ActOnTransfer(ctx, at(by), v.ID, review.Approve, "理由", nil)
		wantKey(t, err, "transfer.not_yours")
	}
	v, err = d.ActOnTransfer(ctx, at(town), v.ID, review.Approve, "合同属实", nil)
	check(t, err)
	if p, _ := s.Person(ctx, "M002"); v.State != quanyuan.TransferAccepted || folding.CountedIn(p, quanyuan.CountsResidence) != changning {
		t.Errorf("decided: %+v, %+v", v, p)
	}
	check(t, d.SetTransferDays(ctx, at(town), 3))
	v, err = d.ProposeTransfer(ctx, at(changning), moveTo(changning, "M004"))
	check(t, err)
	now = now.AddDate(0, 0, 3)
	_, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Escalate, "", nil)
	wantKey(t, err, "transfer.not_due")
	now = now.AddDate(0, 0, 1)
	_, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Escalate, "", nil)
	check(t, err)
	v, err = d.ActOnTransfer(ctx, at(town), v.ID, review.Reject, "证据不足", nil)
	check(t, err)
	if _, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Escalate, "还是不服", nil); err == nil {
		t.Error("what the office rejected was escalated again")
	}
	if _, err := d.Transfer(ctx, at("510198002001"), v.ID); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("a stranger sees the paper: %v", err)
	}
}

// TestDemolition moves many with one paper, but for one person who stays.
func TestDemolition(t *testing.T) {
	d, s := people(t, 30)
	ctx := context.Background()
	var all []quanyuan.Number
	for i := 2; i <= 30; i += 2 {
		all = append(all, quanyuan.Number(fmt.Sprintf("M%03d", i)))
	}
	order := moveTo(changning, all...)
	order.Reason = "拆迁"
	v, err := d.ProposeTransfer(ctx, at(chunjiang), order)
	check(t, err)
	v, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Refuse, "未搬来", all[3:4])
	check(t, err)
	if v.State != quanyuan.TransferProposed || len(v.Pending()) != len(all)-1 {
		t.Errorf("after refusing one: %s, %d pending", v.State, len(v.Pending()))
	}
	_, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Accept, "", all[2:4])
	wantKey(t, err, "transfer.state") // one of them was refused: nothing is done
	v, err = d.ActOnTransfer(ctx, at(changning), v.ID, review.Accept, "", nil)
	check(t, err)
	moved := 0
	for _, n := range all {
		if p, _ := s.Person(ctx, n); folding.CountedIn(p, quanyuan.CountsResidence) == changning {
			moved++
		}
	}
	if moved != len(all)-1 || v.State != quanyuan.TransferAccepted {
		t.Errorf("%d moved, the paper is %s", moved, v.State)
	}
}

// moving plays acts of several communities at random and keeps a plain account:
// where everybody is registered and where everybody lives, "" for outside.
type moving struct {
	t       *testing.T
	d       *desk.Desk
	s       quanyuan.Store
	rng     *rand.Rand
	places  []string
	persons []quanyuan.Number
	hukou   map[quanyuan.Number]string
	lives   map[quanyuan.Number]string
	done    map[review.Act]int
}

// TestEverybodyIsCountedOnce: whatever communities and offices do with
// transfers, the register says of everybody what the plain account says, and
// nobody is lost.
func TestEverybodyIsCountedOnce(t *testing.T) {
	total := map[review.Act]int{}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := &moving{t: t, rng: rand.New(rand.NewPCG(seed, 7)), places: []string{chunjiang, changning, jiangbei}, hukou: map[quanyuan.Number]string{}, lives: map[quanyuan.Number]string{}, done: total}
			_, c.s = people(t, 6)
			ctx := context.Background()
			check(t, desk.Init(ctx, c.s, []byte(twoTowns), "divisions.csv"))
			now := noon()
			var err error
			c.d, err = desk.Open(ctx, c.s, func() time.Time { return now })
			check(t, err)
			for i := 1; i <= 6; i++ {
				n := quanyuan.Number(fmt.Sprintf("M%03d", i))
				c.persons = append(c.persons, n)
				c.hukou[n], c.lives[n] = c.places[i%2], c.places[i%2]
			}
			for range 90 {
				now = now.AddDate(0, 0, c.rng.IntN(4))
				c.step()
				c.compare()
			}
			if broken, _, err := c.d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
				t.Errorf("verify: %v %v", broken, err)
			}
		})
	}
	for _, act := range []review.Act{review.Propose, review.Accept, review.Refuse, review.Withdraw, review.Escalate, review.Approve, review.Reject} {
		if total[act] == 0 {
			t.Errorf("no %s was ever done: the histories say nothing about it", act)
		}
	}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func (c *moving) step() {
	ctx := context.Background()
	by := at(pick(c.rng, []string{chunjiang, changning, jiangbei, town, county}))
	var states []string // mostly those that wait
	if c.rng.IntN(8) > 0 {
		states = append(quanyuan.TransferPending(), quanyuan.TransferRefused)
	}
	pending, err := c.d.Transfers(ctx, by, states, 0)
	check(c.t, err)
	if c.rng.IntN(4) == 0 || len(pending) == 0 {
		c.propose(by)
		return
	}
	v := pick(c.rng, pending)
	act := pick(c.rng, []review.Act{review.Accept, review.Refuse, review.Withdraw, review.Escalate, review.Approve, review.Reject})
	if v.Role == review.Office && c.rng.IntN(4) > 0 {
		act = pick(c.rng, []review.Act{review.Approve, review.Reject})
	}
	var some []quanyuan.Number
	if c.rng.IntN(2) == 0 {
		some = []quanyuan.Number{pick(c.rng, v.Moves).Person}
	}
	before := slices.Clone(v.Moves)
	v, err = c.d.ActOnTransfer(ctx, by, v.ID, act, "理由", some)
	if err != nil {
		return // refused: nothing may have changed, which compare sees
	}
	c.done[act]++
	for i, m := range v.Moves {
		if m.State == quanyuan.TransferAccepted && before[i].State != m.State {
			c.moved(&v.Transfer, m.Person)
		}
	}
}

func (c *moving) propose(by quanyuan.Principal) {
	ends := append(slices.Clone(c.places), "")
	o := desk.TransferOrder{Transfer: quanyuan.Transfer{From: pick(c.rng, ends), To: pick(c.rng, ends), Outside: "浙江省", Reason: "搬家", Day: june,
		TransferKind: pick(c.rng, []quanyuan.TransferKind{quanyuan.MovesResidence, quanyuan.MovesHukou, quanyuan.MovesBoth})}}
	for range 1 + c.rng.IntN(2) {
		o.Persons = append(o.Persons, pick(c.rng, c.persons))
	}
	v, err := c.d.ProposeTransfer(context.Background(), by, o)
	if err != nil {
		return
	}
	c.done[review.Propose]++
	for _, m := range v.Moves {
		if m.State == quanyuan.TransferAccepted {
			c.moved(&v.Transfer, m.Person)
		}
	}
}

// moved notes a move in the plain account; a move of what is not there may not
// have been accepted.
func (c *moving) moved(t *quanyuan.Transfer, n quanyuan.Number) {
	for _, aspect := range []struct {
		field quanyuan.Field
		in    map[quanyuan.Number]string
	}{{quanyuan.HukouStatus, c.hukou}, {quanyuan.ResidenceStatus, c.lives}} {
		if !t.TransferKind.Moves(aspect.field) {
			continue
		}
		if aspect.in[n] != t.From {
			c.t.Fatalf("%s moved from %q, but stood in %q", n, t.From, aspect.in[n])
		}
		aspect.in[n] = t.To
	}
}

func (c *moving) compare() {
	c.t.Helper()
	for _, n := range c.persons {
		p, err := c.s.Person(context.Background(), n)
		check(c.t, err)
		hukou, lives := folding.CountedIn(p, quanyuan.CountsHukou), folding.CountedIn(p, quanyuan.CountsResidence)
		if hukou != c.hukou[n] || lives != c.lives[n] {
			c.t.Fatalf("%s is counted in %q and %q, want %q and %q: %+v", n, hukou, lives, c.hukou[n], c.lives[n], p.Presences)
		}
		if gone := hukou == "" && lives == ""; gone != (p.Exited != "") {
			c.t.Fatalf("%s stands nowhere: %v, but exited is %q", n, gone, p.Exited)
		}
		for _, pr := range p.Presences {
			if pr.Note&quanyuan.Disputed != 0 {
				c.t.Fatalf("%s is disputed: %+v", n, p.Presences)
			}
		}
	}
}
