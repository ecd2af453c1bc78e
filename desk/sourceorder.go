package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
)

// settingSources keeps whose word goes first.
const settingSources = "sources"

// SourceOrder is whose word goes first for which field, and who set it.
type SourceOrder struct {
	Order   *quanyuan.Authorities `json:"order"`
	Stamp   int64                 `json:"stamp"`             // rises with every change; 0: the usual order
	Running bool                  `json:"running,omitempty"` // persons are being folded again
	At      time.Time             `json:"at"`
	By      string                `json:"by"`
}

// SourceOrder gives the order in use. It may be read by everybody: it holds
// nothing of anybody.
func (d *Desk) SourceOrder(ctx context.Context) (SourceOrder, error) {
	raw, err := d.setting(ctx, settingSources)
	if err != nil || len(raw) == 0 {
		return SourceOrder{Order: quanyuan.UsualAuthorities()}, err
	}
	o := SourceOrder{}
	if err := json.Unmarshal(raw, &o); err != nil {
		return o, fmt.Errorf("setting %q: %w", settingSources, err)
	}
	return o, nil
}

// setOrder writes the order that holds from now on.
func (d *Desk) setOrder(ctx context.Context, o SourceOrder) error {
	raw, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingSources, raw)
}

// foldChunk is how many persons one change of a new order holds.
const foldChunk = 200

// SetSourceOrder makes an order hold and folds again everybody for whom it may
// change something; it gives how many it changed. No event is written: what
// people did stays, what follows from it is told anew. Every act from now on
// goes by the new order; while persons are folded the order is marked as
// running, and stopped in between it is carried on by setting it once more.
func (d *Desk) SetSourceOrder(ctx context.Context, by quanyuan.Principal, order *quanyuan.Authorities, progress func(done, total int64)) (changed int, err error) {
	if err := d.may(by, access.Configure, "setting", settingSources); err != nil {
		return 0, err
	}
	if err := order.Check(); err != nil {
		return 0, err
	}
	if !d.ordering.TryLock() {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "sources.setting", Args: []any{by.Name}}
	}
	defer d.ordering.Unlock()
	before, err := d.SourceOrder(ctx)
	if err != nil {
		return 0, err
	}
	if before.Running && !before.Order.Equal(order) && before.By != by.Name {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "sources.setting", Args: []any{before.By}}
	}
	if !before.Running && before.Order.Equal(order) {
		return 0, nil
	}
	now := SourceOrder{Order: order, Stamp: before.Stamp + 1, Running: true, At: d.now(), By: by.Name}
	if err := d.setOrder(ctx, now); err != nil {
		return 0, err
	}
	kinds := movedKinds(before.Order, order)
	if before.Running { // it is not known how far that one came
		kinds = nil
	}
	// An act that had read the old order may write after its person was folded:
	// those are met when nothing is left to change.
	for {
		n, err := d.foldAgain(ctx, by, kinds, progress)
		if changed += n; err != nil {
			return changed, err
		}
		if n == 0 {
			break
		}
	}
	d.measuring.ready.Store(quanyuan.Date{})
	now.Running = false
	now.Stamp++ // figures counted meanwhile are of both orders
	return changed, errors.Join(d.setOrder(ctx, now), d.note(by, access.Configure, "setting", settingSources, "order", changed))
}

// movedKinds are the kinds of sources whose word is stronger or weaker for some
// field in the one order than in the other.
func movedKinds(a, b *quanyuan.Authorities) []quanyuan.SourceKind {
	var out []quanyuan.SourceKind
	for f := range a {
		if slices.Equal(a[f], b[f]) {
			continue
		}
		for _, k := range slices.Concat(a[f], b[f]) {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

// foldAgain folds everybody of whom two records speak, one of them from a source
// of the kinds (nil: of any), and writes those who are others by it.
func (d *Desk) foldAgain(ctx context.Context, by quanyuan.Principal, kinds []quanyuan.SourceKind, progress func(done, total int64)) (changed int, err error) {
	sources, err := d.sources(ctx)
	if err != nil {
		return 0, err
	}
	concerns := func(id quanyuan.RecordID) bool {
		source, _ := sources.Of(id)
		return kinds == nil || slices.Contains(kinds, source.Kind)
	}
	var numbers []quanyuan.Number
	for p, err := range d.store.Persons(ctx) {
		if err != nil {
			return 0, err
		}
		if p.Forward == "" && len(p.Records) > 1 && slices.ContainsFunc(p.Records, concerns) {
			numbers = append(numbers, quanyuan.Number(strings.Clone(string(p.Number))))
		}
	}
	done := int64(0)
	for part := range slices.Chunk(numbers, foldChunk) {
		if err := ctx.Err(); err != nil {
			return changed, err
		}
		n, err := d.foldPart(ctx, by, part, sources)
		if changed += n; err != nil {
			return changed, err
		}
		if done += int64(len(part)); progress != nil {
			progress(done, int64(len(numbers)))
		}
	}
	return changed, nil
}

// foldPart writes a few persons as one change; whoever changes meanwhile has it
// made anew.
func (d *Desk) foldPart(ctx context.Context, by quanyuan.Principal, numbers []quanyuan.Number, sources register.Sources) (int, error) {
	for {
		c := &quanyuan.Change{}
		for _, n := range numbers {
			if err := d.foldOne(ctx, c, n, sources); err != nil {
				return 0, err
			}
		}
		changed := len(c.Persons)
		if changed == 0 {
			return 0, nil
		}
		if err := d.consequences(ctx, by, c); err != nil {
			return 0, err
		}
		l := d.line(by, access.Configure, "setting", settingSources)
		l.Detail, l.Count = "fold", changed
		c.Audit = append(c.Audit, l)
		err := d.store.Apply(ctx, c)
		if !errors.Is(err, quanyuan.ErrConflict) {
			return changed, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
}

// foldOne puts the new state of a person into a change, if it is another one.
func (d *Desk) foldOne(ctx context.Context, c *quanyuan.Change, n quanyuan.Number, sources register.Sources) error {
	p, err := d.store.Person(ctx, n)
	if err != nil || p.Forward != "" || p.Exited == quanyuan.ExitErased {
		return err
	}
	events, err := d.store.Events(ctx, n)
	if err != nil {
		return err
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return err
	}
	after, err := register.Fold(n, events, records, sources)
	if err != nil {
		return err
	}
	same := !slices.ContainsFunc(register.Verify(p, after), func(b register.Broken) bool { return b.Rule == "fold" })
	if same {
		return nil
	}
	c.Persons = append(c.Persons, quanyuan.PersonState{After: after, Keys: collate.SearchKeys(after, d.parser()), Seen: p.Version})
	return nil
}
