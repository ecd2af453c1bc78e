package desk

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/quality"
	"quanyuan/register"
)

// measuring is the tally of the register that a desk keeps in memory. It is
// brought up to date by the events since it was last asked, and made anew on
// another day, since what is asked of a person goes by his age. See
// docs/decisions/2026-11-30-figures-by-watermark.md.
type measuring struct {
	mu       sync.Mutex
	day      quanyuan.Date
	seq      int64 // of the last event that is counted
	register quanyuan.BatchID
	start    quanyuan.BatchID // the starting register, 0 for none
	order    int64            // stamp of the order of sources
	tally    *quality.Tally
	people   *census
	entries  []entry
	at       map[quanyuan.Number]uint32 // where they stand
	moves    []move
	births   map[quanyuan.Number]*birthEntry
	sources  []quanyuan.Source // by number; 0 is the desk itself
	ready    atomic.Value      // the day, a quanyuan.Date, for which all is counted
	number   map[quanyuan.BatchID]uint16
}

// entry is a person by what he added, so that it can be taken out again.
type entry struct {
	number   quanyuan.Number
	cell     quality.Cell
	measured bool // he is in the tally
	stands   bool // in the census
	stood
}

// move is a change of the last months: where, when it was written down, and
// how many days after it had happened.
type move struct {
	community string
	written   quanyuan.Date
	days      int
}

// timely is within how many days a change is to be written down, and
// timelyMonths how far back delays are counted.
const (
	timely       = 30
	timelyMonths = 12
)

// measured gives the tally, up to date. The caller holds no lock and may only
// read it inside use.
func (d *Desk) measured(ctx context.Context, progress func(done, total int64), use func(*measuring) error) error {
	m := &d.measuring
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := d.bringUp(ctx, m, progress); err != nil {
		m.tally = nil // half of it is worth nothing
		return err
	}
	m.ready.Store(m.day)
	return use(m)
}

// quickly is up to how many events a register is counted while somebody waits.
const quickly = 50_000

// FiguresReady reports whether figures can be given at once. Otherwise the
// register must be counted from the beginning first, which CountFigures does.
func (d *Desk) FiguresReady(ctx context.Context) (bool, error) {
	if day, ok := d.measuring.ready.Load().(quanyuan.Date); ok && day == d.today() {
		return true, nil
	}
	return d.SmallRegister(ctx)
}

// SmallRegister reports whether all of the register can be read while somebody
// waits.
func (d *Desk) SmallRegister(ctx context.Context) (bool, error) {
	es, err := d.store.EventsAfter(ctx, quickly, 1)
	return len(es) == 0, err
}

// CountFigures brings the figures that the desk keeps up to date.
func (d *Desk) CountFigures(ctx context.Context, by quanyuan.Principal, progress func(done, total int64)) error {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return err
	}
	return d.measured(ctx, progress, func(*measuring) error { return nil })
}

func (d *Desk) bringUp(ctx context.Context, m *measuring, progress func(done, total int64)) error {
	register, err := d.nameSources(ctx, m)
	if err != nil {
		return err
	}
	order, err := d.SourceOrder(ctx)
	if err != nil {
		return err
	}
	if m.tally == nil || m.day != d.today() || m.register != register || m.order != order.Stamp {
		m.day, m.register, m.order = d.today(), register, order.Stamp
		return d.countAll(ctx, m, progress)
	}
	return d.countChanged(ctx, m)
}

// nameSources numbers the sources of batches, and gives the last batch of the
// old system: one that is committed brings events with it that are older than
// those already counted.
func (d *Desk) nameSources(ctx context.Context, m *measuring) (last quanyuan.BatchID, err error) {
	if m.number == nil {
		m.number, m.sources = map[quanyuan.BatchID]uint16{}, []quanyuan.Source{{}}
	}
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return 0, err
	}
	for _, b := range batches {
		if b.Source.Kind == quanyuan.Register {
			if last = b.ID; m.start == 0 {
				m.start = b.ID
			}
		}
		if _, known := m.number[b.ID]; known {
			continue
		}
		at := slices.Index(m.sources, b.Source)
		if at < 0 && len(m.sources) < 1<<16 {
			at = len(m.sources)
			m.sources = append(m.sources, b.Source)
		}
		m.number[b.ID] = uint16(max(at, 0))
	}
	return last, nil
}

// countAll makes the tally from scratch: several read and measure, each in turn
// counts what he has. Persons who change meanwhile are counted again.
func (d *Desk) countAll(ctx context.Context, m *measuring, progress func(done, total int64)) error {
	var err error
	if m.seq, err = d.lastSeq(ctx); err != nil {
		return err
	}
	m.tally, m.people, m.births = quality.NewTally(), newCensus(), map[quanyuan.Number]*birthEntry{}
	m.entries, m.at = nil, make(map[quanyuan.Number]uint32, len(m.at))
	var turn sync.Mutex
	done := int64(0)
	parts := make([]*measurer, max(1, runtime.GOMAXPROCS(0)))
	lookers := make([]func(*quanyuan.Person) error, len(parts))
	for i := range parts {
		w := &measurer{}
		parts[i], lookers[i] = w, func(p *quanyuan.Person) error {
			if w.add(m, p); w.seen < measuredAtOnce {
				return nil
			}
			turn.Lock()
			defer turn.Unlock()
			if done += int64(w.seen); progress != nil {
				progress(done, 0)
			}
			m.countPart(w)
			return nil
		}
	}
	if err := d.store.PersonsBeside(ctx, lookers...); err != nil {
		return err
	}
	for _, w := range parts {
		m.countPart(w)
	}
	m.moves = nil
	if err := errors.Join(d.countBirths(ctx, m, slices.Sorted(maps.Keys(m.births))), d.countMoves(ctx, m, 0, m.seq)); err != nil {
		return err
	}
	return d.countChanged(ctx, m)
}

// counted is what one person adds: to the figures of quality, and to those of
// the population.
type counted struct {
	number   quanyuan.Number
	measured bool
	quality.Contribution
	dweller
	born *birthEntry // nil for nearly everybody
}

// measuredAtOnce is of how many persons one who measures keeps what they add
// before he counts it.
const measuredAtOnce = 512

// measurer measures one person after the other, in the same memory.
type measurer struct {
	quality.Measurer
	items []register.Item
	out   []quality.Item
	part  []counted
	seen  int // persons since the part was counted
}

// add puts what a person adds to the part.
func (w *measurer) add(m *measuring, p *quanyuan.Person) {
	w.seen++
	c := counted{dweller: dwellerOf(p, m.day)}
	c.Contribution, c.measured = m.contribution(w, p)
	if c.born = m.bornLately(p, c.Community); !c.measured && c.dweller.empty() && c.born == nil {
		return
	}
	// The number is a piece of the person's memory, which need not stay.
	c.number = quanyuan.Number(strings.Clone(string(p.Number)))
	w.part = append(w.part, c)
}

// countPart counts a part and empties it.
func (m *measuring) countPart(w *measurer) {
	for i := range w.part {
		m.count(&w.part[i])
	}
	w.part, w.seen = w.part[:0], 0
}

// count puts a person in.
func (m *measuring) count(c *counted) {
	i, known := m.at[c.number]
	if !known {
		i = uint32(len(m.entries))
		m.entries, m.at[c.number] = append(m.entries, entry{number: c.number}), i
	}
	e := &m.entries[i]
	if e.measured = c.measured; c.measured {
		e.cell = m.tally.Add(&c.Contribution)
	}
	m.people.put(e, &c.dweller)
	if c.born != nil {
		m.births[c.number] = c.born
	}
}

// forget takes a person out.
func (m *measuring) forget(n quanyuan.Number) {
	i, ok := m.at[n]
	if !ok {
		return
	}
	e := &m.entries[i]
	if e.measured {
		m.tally.Remove(e.cell)
	}
	m.people.remove(e)
	e.measured = false
	delete(m.births, n)
}

// contribution is what a person adds to the figures: where he is counted, or
// where he stood when he died. Nobody else is counted.
func (m *measuring) contribution(w *measurer, p *quanyuan.Person) (c quality.Contribution, ok bool) {
	s := quality.Subject{Person: p, Source: m.sourceOf}
	switch {
	case p.Forward != "":
		return c, false
	case p.Exited == register.ReasonDeath:
		if ds := p.Divisions(); len(ds) > 0 {
			c.Community, c.Dead = ds[0], true
		}
		s.Items = []quality.Item{{Field: quanyuan.DeathDate, Filled: p.Text(quanyuan.DeathDate) != ""}}
	case p.Exited != "":
		return c, false
	default:
		if s.Presence = whereCounted(p); s.Presence == nil {
			return c, false
		}
		c.Community, c.Unit = s.Presence.Community, cmp.Or(s.Presence.Unit, p.Text(quanyuan.ReportingUnit))
		s.Items = w.asked(p, s.Presence, m.day)
	}
	c.Pattern = w.Measure(&s, m.day)
	return c, c.Community != ""
}

// whereCounted is the presence by which a person counts in the city; nil for
// whom no community counts.
func whereCounted(p *quanyuan.Person) *quanyuan.Presence {
	for i := range p.Presences {
		if pr := &p.Presences[i]; !pr.Ended() && countedHere(p, pr) {
			return pr
		}
	}
	return nil
}

// asked are the core items, and the two collation fields beside them where
// they make sense: a phone of adults, the number of children of women who are
// or were married.
func (w *measurer) asked(p *quanyuan.Person, pr *quanyuan.Presence, day quanyuan.Date) []quality.Item {
	w.items = register.AppendItems(w.items[:0], p, pr, day, false)
	out := w.out[:0]
	for _, i := range w.items {
		out = append(out, quality.Item{Field: i.Field, Filled: i.Filled})
	}
	if register.Grown(p, day) {
		out = append(out, quality.Item{Field: quanyuan.Phone, Filled: p.Text(quanyuan.Phone) != ""})
		if p.Text(quanyuan.Sex) == "2" && register.Married(p) {
			out = append(out, quality.Item{Field: quanyuan.ChildCount, Filled: p.Text(quanyuan.ChildCount) != ""})
		}
	}
	w.out = out
	return out
}

func (m *measuring) sourceOf(id quanyuan.RecordID) uint16 {
	return m.number[quanyuan.BatchID(id>>32)]
}

// countChanged counts those anew whom events name that were not counted yet.
func (d *Desk) countChanged(ctx context.Context, m *measuring) error {
	numbers, last, err := d.changedSince(ctx, m.seq)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(numbers, chunk) {
		persons, err := d.store.PersonsByNumber(ctx, part)
		if err != nil {
			return err
		}
		var w measurer
		for _, p := range persons {
			m.forget(p.Number)
			w.add(m, p)
		}
		m.countPart(&w)
	}
	if len(numbers) > 0 {
		err = errors.Join(d.countBirths(ctx, m, numbers), d.countMoves(ctx, m, m.seq, last))
	}
	m.seq = last
	return err
}

// lastSeq finds the number of the last event without reading them all.
func (d *Desk) lastSeq(ctx context.Context) (int64, error) {
	return d.firstEvent(ctx, func(quanyuan.Event) bool { return false })
}

// firstEvent finds the Seq behind which stands the first event for which after
// holds; events for which it does not stand before those for which it does.
func (d *Desk) firstEvent(ctx context.Context, after func(quanyuan.Event) bool) (int64, error) {
	beyond := func(seq int64) (bool, error) {
		es, err := d.store.EventsAfter(ctx, seq, 1)
		return len(es) == 0 || after(es[0]), err
	}
	low, high := int64(0), int64(1) // the answer lies in [low, high]
	for {
		ok, err := beyond(high)
		if err != nil {
			return 0, err
		}
		if ok {
			break
		}
		low, high = high, 2*high
	}
	for low < high {
		mid := (low + high) / 2
		ok, err := beyond(mid)
		if err != nil {
			return 0, err
		}
		if ok {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low, nil
}

// countMoves gathers the delays of the last months behind one Seq up to another;
// 0 begins with the first of them.
func (d *Desk) countMoves(ctx context.Context, m *measuring, seq, last int64) error {
	if seq == 0 {
		from := d.now().AddDate(0, -timelyMonths, 0)
		var err error
		if seq, err = d.firstEvent(ctx, func(e quanyuan.Event) bool { return !e.At.Before(from) }); err != nil {
			return err
		}
	}
	for {
		es, err := d.store.EventsAfter(ctx, seq, chunk, quanyuan.Moved, quanyuan.Left, quanyuan.Exited)
		if err != nil || len(es) == 0 || seq >= last {
			return err
		}
		seq = es[len(es)-1].Seq
		es = slices.DeleteFunc(es, func(e quanyuan.Event) bool { return e.Date.Day == 0 || e.Seq > last })
		if err := d.addMoves(ctx, m, es); err != nil {
			return err
		}
	}
}

func (d *Desk) addMoves(ctx context.Context, m *measuring, es []quanyuan.Event) error {
	if len(es) == 0 {
		return nil
	}
	var ids []quanyuan.RecordID
	for _, e := range es {
		ids = append(ids, e.Record)
	}
	records, err := d.store.RecordsOf(ctx, ids)
	if err != nil {
		return err
	}
	community := map[quanyuan.RecordID]string{}
	for _, r := range records {
		community[r.ID] = r.Text(quanyuan.CommunityCode)
	}
	for _, e := range es {
		written := quanyuan.DateOf(e.At)
		at := community[e.Record]
		if at == "" { // an exit: where the person is counted, or was
			p, err := d.store.PersonsByNumber(ctx, []quanyuan.Number{e.Person})
			if err != nil {
				return err
			}
			if len(p) > 0 && len(p[0].Divisions()) > 0 {
				at = p[0].Divisions()[0]
			}
		}
		if days, ok := e.Date.Days(written); ok && at != "" {
			m.moves = append(m.moves, move{at, written, days})
		}
	}
	return nil
}

// timely counts the delays of the last months by a key of the community: those
// of changes and those of births.
func (m *measuring) timely(now time.Time, key func(community string) (string, bool)) map[string]quality.Share {
	from := quanyuan.DateOf(now.AddDate(0, -timelyMonths, 0)).String()
	out := map[string]quality.Share{}
	add := func(community string, days int) {
		if k, ok := key(community); ok {
			s := out[k]
			s.All++
			if days <= timely {
				s.Done++
			}
			out[k] = s
		}
	}
	for _, v := range m.moves {
		if v.written.String() >= from {
			add(v.community, v.days)
		}
	}
	m.eachBirth(now, func(b *birthEntry) { add(b.community, b.days) })
	return out
}
