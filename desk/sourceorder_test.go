package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
	"quanyuan/simulate"
)

// saidTwice is a small town whose register has taken in what lists say
// otherwise, so that it matters whose word goes first.
func saidTwice(t *testing.T) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	d, s := townStore(t, simulate.New(simulate.Options{Persons: 250, Seed: 11}))
	attached := 0
	var open []*quanyuan.Proposal
	_, err := d.Collate(t.Context(), nil, func(p *quanyuan.Proposal) error {
		if p.Outcome == quanyuan.Differs && p.Person != "" {
			open = append(open, p)
		}
		return nil
	})
	check(t, err)
	for _, p := range open {
		if _, err := d.Attach(t.Context(), clerk, p.Person, p.Record); err == nil {
			attached++
		}
	}
	if attached < 30 {
		t.Fatalf("only %d of %d rows are attached: too few to tell anything", attached, len(open))
	}
	return d, s
}

// states are all persons as text, by number.
func states(t *testing.T, s quanyuan.Store) map[quanyuan.Number]string {
	t.Helper()
	out := map[quanyuan.Number]string{}
	for p, err := range s.Persons(t.Context()) {
		check(t, err)
		raw, err := json.Marshal(p)
		check(t, err)
		out[p.Number] = string(raw)
	}
	return out
}

// An order of sources that is set changes who wins, and says so; set back, every
// person is as he was, to the last byte. Nothing of it is an event, figures
// follow, and the register agrees with its events all the while.
func TestOrderOfSourcesThereAndBack(t *testing.T) {
	d, s := saidTwice(t)
	ctx := t.Context()
	system := quanyuan.Principal{Name: "顾家豪", Account: "system", Post: quanyuan.SystemAdmin}
	figures := func(d *desk.Desk) []desk.Quality {
		parts, _, err := d.Quality(ctx, clerk, desk.QualityQuery{Level: division.Community})
		check(t, err)
		return parts
	}
	agrees := func(when string) {
		t.Helper()
		if broken, _, err := d.Verify(ctx, 3, nil); err != nil || len(broken) > 0 {
			t.Fatalf("%s: %v %v", when, broken, err)
		}
		anew, err := desk.Open(ctx, s, func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) })
		check(t, err)
		if kept, counted := figures(d), figures(anew); !reflect.DeepEqual(kept, counted) {
			t.Errorf("%s: figures that are kept are not those counted anew:\n%+v\n%+v", when, kept, counted)
		}
		check(t, anew.Close(context.Background()))
	}
	agrees("before")
	before := states(t, s)
	events, err := s.EventsAfter(ctx, 0, 0)
	check(t, err)

	nobody := &quanyuan.Authorities{}
	n, err := d.SetSourceOrder(ctx, system, nobody, nil)
	check(t, err)
	agrees("without authorities")
	between, differ := states(t, s), 0
	for k, v := range before {
		if between[k] != v {
			differ++
		}
	}
	if n == 0 || differ != n {
		t.Errorf("%d persons are changed, %d are told", differ, n)
	}
	if o, err := d.SourceOrder(ctx); err != nil || o.Running || !o.Order.Equal(nobody) || o.By != system.Name {
		t.Errorf("the order that holds: %+v %v", o, err)
	}
	if again, err := d.SetSourceOrder(ctx, system, nobody, nil); again != 0 || err != nil {
		t.Errorf("the same order once more changes %d: %v", again, err)
	}

	back, err := d.SetSourceOrder(ctx, system, quanyuan.UsualAuthorities(), nil)
	check(t, err)
	agrees("set back")
	if back != n {
		t.Errorf("%d change there, %d back", n, back)
	}
	for k, v := range states(t, s) {
		if before[k] != v {
			t.Fatalf("%s is not what it was:\n%s\n%s", k, before[k], v)
		}
	}
	if after, err := s.EventsAfter(ctx, 0, 0); err != nil || len(after) != len(events) {
		t.Errorf("an order writes events: %d before, %d after", len(events), len(after))
	}
}

// Stopped in between the order is marked as running; set once more it is
// carried to the end, by whoever began it.
func TestOrderOfSourcesStopped(t *testing.T) {
	d, s := saidTwice(t)
	system := quanyuan.Principal{Name: "顾家豪", Account: "system", Post: quanyuan.SystemAdmin}
	order := &quanyuan.Authorities{}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := d.SetSourceOrder(ctx, system, order, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("a stopped work says %v", err)
	}
	ctx, stop = context.WithCancel(t.Context())
	defer stop()
	stopping := stoppingStore{s, stop}
	cut, err := desk.Open(ctx, stopping, func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) })
	check(t, err)
	if _, err := cut.SetSourceOrder(ctx, system, order, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("a stopped work says %v", err)
	}
	if o, err := d.SourceOrder(t.Context()); err != nil || !o.Running {
		t.Fatalf("it is not marked: %+v %v", o, err)
	}
	other := quanyuan.Principal{Name: "别人", Account: "other", Post: quanyuan.SystemAdmin}
	if _, err := d.SetSourceOrder(t.Context(), other, quanyuan.UsualAuthorities(), nil); keyOf(err) != "sources.setting" {
		t.Errorf("somebody else sets another order meanwhile: %v", err)
	}
	n, err := d.SetSourceOrder(t.Context(), system, order, nil)
	if err != nil || n == 0 {
		t.Errorf("carried on: %d, %v", n, err)
	}
	if o, err := d.SourceOrder(t.Context()); err != nil || o.Running {
		t.Errorf("it is still marked: %+v %v", o, err)
	}
	if broken, _, err := d.Verify(t.Context(), 3, nil); err != nil || len(broken) > 0 {
		t.Errorf("%v %v", broken, err)
	}
	for _, post := range []quanyuan.Post{quanyuan.Clerk, quanyuan.CityOffice, quanyuan.SecurityAdmin, quanyuan.AuditAdmin} {
		if _, err := d.SetSourceOrder(t.Context(), quanyuan.Principal{Name: "某人", Post: post}, order, nil); !errors.Is(err, quanyuan.ErrForbidden) {
			t.Errorf("%s sets the order: %v", post, err)
		}
	}
	twice := &quanyuan.Authorities{quanyuan.Phone: {quanyuan.Police, quanyuan.Police}}
	if _, err := d.SetSourceOrder(t.Context(), system, twice, nil); keyOf(err) != "sources.order" {
		t.Errorf("a kind twice: %v", err)
	}
}

// stoppingStore stops the work as soon as a setting is written.
type stoppingStore struct {
	quanyuan.Store
	stop func()
}

func (s stoppingStore) SetSetting(ctx context.Context, key string, value []byte) error {
	err := s.Store.SetSetting(ctx, key, value)
	if key == "sources" {
		s.stop()
	}
	return err
}
