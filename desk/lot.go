package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/review"
)

// lotChunk is how many items of a lot are carried out in one transaction.
var lotChunk = 1000

// LotOrder says which cases to gather. Zeros are the defaults: records found
// the same or differing only in fields that do not identify, from the
// probability at which collation takes a record for a person's, at most 10,000,
// with an error of at most 1 % at 95 %.
type LotOrder struct {
	Outcomes    []quanyuan.Outcome
	Probability float64
	Batch       quanyuan.BatchID
	Max         int
	Limit       float64
	Confidence  float64
}

// LotView is a lot as whoever looks sees it.
type LotView struct {
	ID    string
	State string
	*quanyuan.Lot
	Checked, Errors int     // of the looker's own sample
	Bound           float64 // of the share of errors by it
	Left            []int   // items of the sample that the looker has not looked at
}

// MakeLot gathers the certain cases of the last collation into a lot and draws
// its sample. Records in another open lot, and such as belong to somebody, are
// left out.
func (d *Desk) MakeLot(ctx context.Context, by quanyuan.Principal, o LotOrder) (*LotView, error) {
	if err := d.may(by, access.Rule, string(quanyuan.LotPaper), ""); err != nil {
		return nil, err
	}
	if strings.TrimSpace(by.Name) == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if len(o.Outcomes) == 0 {
		o.Outcomes = []quanyuan.Outcome{quanyuan.Same, quanyuan.Differs}
	}
	o.Probability, o.Max = cmp.Or(o.Probability, collate.AcceptFrom), cmp.Or(o.Max, 10_000)
	l := &quanyuan.Lot{Rule: quanyuan.LotRule{Outcomes: o.Outcomes, Probability: o.Probability, Batch: o.Batch, Agree: keyFields},
		Limit: cmp.Or(o.Limit, .01), Confidence: cmp.Or(o.Confidence, .95)}
	if !(l.Limit > 0 && l.Limit < 1 && l.Confidence > 0 && l.Confidence < 1) || o.Probability < .5 || o.Probability > 1 || o.Max < 1 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "lot.order"}
	}
	if err := d.gather(ctx, by, l, o.Max); err != nil {
		return nil, err
	}
	if len(l.Items) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "lot.empty"}
	}
	settings, err := d.ReviewSettings(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(l.Items))
	for i, it := range l.Items {
		keys[i] = fmt.Sprintf("%d-%s", it.Record, it.Person)
	}
	l.Sample = review.Sample(settings.Seed, keys, review.SampleSize(len(keys), l.Limit, l.Confidence))
	return d.writeLot(ctx, by, &quanyuan.Change{}, l, quanyuan.LotOpen, &quanyuan.Paper{Desk: cmp.Or(by.Division, d.nowhere())})
}

// gather collects the cases in the order of batches and records.
func (d *Desk) gather(ctx context.Context, by quanyuan.Principal, l *quanyuan.Lot, most int) error {
	batches, err := d.lists(ctx)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if l.Rule.Batch != 0 && b.ID != l.Rule.Batch {
			continue
		}
		var certain []*quanyuan.Proposal
		for p, err := range d.store.Proposals(ctx, b.ID) {
			if err != nil {
				return err
			}
			if slices.Contains(l.Rule.Outcomes, p.Outcome) && p.Person != "" && p.Probability >= l.Rule.Probability && !contradictsKey(p) {
				certain = append(certain, p)
			}
		}
		for _, p := range certain {
			if len(l.Items) == most {
				return nil
			}
			person, err := d.free(ctx, by, p)
			if err != nil {
				return err
			}
			if person != "" {
				l.Items = append(l.Items, quanyuan.LotItem{Record: p.Record, Person: person})
			}
		}
	}
	return nil
}

// free gives the person of a proposal whose record is in the principal's
// divisions and belongs to nobody and no lot, "" for others.
func (d *Desk) free(ctx context.Context, by quanyuan.Principal, p *quanyuan.Proposal) (quanyuan.Number, error) {
	owner, err := d.store.PersonOf(ctx, p.Record)
	if err != nil || owner != "" {
		return "", err
	}
	person, err := d.Person(ctx, p.Person)
	if err != nil || person.Exited != "" || !by.Scope().Holds(cmp.Or(p.Placed, d.placeOf(person))) {
		return "", err
	}
	lots, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.LotPaper, States: []string{quanyuan.LotOpen, quanyuan.LotSigned}, Record: p.Record, Scope: quanyuan.Everywhere, Limit: 1})
	if err != nil || len(lots) > 0 {
		return "", err
	}
	return person.Number, nil
}

func (d *Desk) lot(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Paper, *quanyuan.Lot, error) {
	p, err := d.Paper(ctx, by, quanyuan.LotPaper, id)
	if err != nil {
		return nil, nil, err
	}
	l, err := quanyuan.LotOf(p)
	return p, l, err
}

func (d *Desk) writeLot(ctx context.Context, by quanyuan.Principal, c *quanyuan.Change, l *quanyuan.Lot, state string, seen *quanyuan.Paper) (*LotView, error) {
	p, err := l.Paper(state, seen.Desk)
	if err != nil {
		return nil, err
	}
	p.ID, p.Version, p.At, p.Actor = seen.ID, seen.Version, d.now(), by.Name
	c.Papers = append(c.Papers, p)
	if err := d.apply(ctx, by, access.Rule, c); err != nil {
		return nil, err
	}
	seen.ID, seen.Version, seen.State = p.ID, p.Version, state
	return viewLot(by, p, l), nil
}

func viewLot(by quanyuan.Principal, p *quanyuan.Paper, l *quanyuan.Lot) *LotView {
	v := &LotView{ID: p.ID, State: p.State, Lot: l}
	v.Checked, v.Errors, v.Bound, v.Left = review.Estimate(l, quanyuan.ReaderOf(by))
	return v
}

// Lot shows a lot.
func (d *Desk) Lot(ctx context.Context, by quanyuan.Principal, id string) (*LotView, error) {
	p, l, err := d.lot(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return viewLot(by, p, l), nil
}

// Lots lists the lots of the principal's divisions.
func (d *Desk) Lots(ctx context.Context, by quanyuan.Principal) ([]*LotView, error) {
	if err := d.may(by, access.Rule, string(quanyuan.LotPaper), ""); err != nil {
		return nil, err
	}
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.LotPaper, Scope: by.Scope()})
	if err != nil {
		return nil, err
	}
	var out []*LotView
	for _, p := range papers {
		l, err := quanyuan.LotOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, viewLot(by, p, l))
	}
	return out, nil
}

// LotCases shows items of a lot, each as the person beside the record.
func (d *Desk) LotCases(ctx context.Context, by quanyuan.Principal, id string, items []int) ([]*Question, error) {
	_, l, err := d.lot(ctx, by, id)
	if err != nil {
		return nil, err
	}
	var out []*Question
	for _, item := range items {
		if item < 0 || item >= len(l.Items) {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "lot.item", Args: []any{item}}
		}
		p, err := d.Person(ctx, l.Items[item].Person)
		if err != nil {
			return nil, err
		}
		q := &Question{ID: id}
		if err := d.compare(ctx, q, p.Records, []quanyuan.RecordID{l.Items[item].Record}); err != nil {
			return nil, err
		}
		q.Differences = access.Differences(by, q.Differences)
		if err := d.note(by, access.View, personKind, string(p.Number), causeOf(quanyuan.LotPaper, id), 1); err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

// CheckLot takes what a reader found of items of the sample; a later word of
// the same reader replaces the earlier one while the lot is open.
func (d *Desk) CheckLot(ctx context.Context, by quanyuan.Principal, id string, answers map[int]string) (*LotView, error) {
	paper, l, err := d.lot(ctx, by, id)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(by.Name) == "":
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	case paper.State != quanyuan.LotOpen:
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "lot.state"}
	}
	for _, item := range slices.Sorted(maps.Keys(answers)) {
		switch {
		case !slices.Contains(review.Answers(), answers[item]):
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "ruling.answer"}
		case !slices.Contains(l.Sample, item):
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "lot.item", Args: []any{item}}
		}
		p, err := d.Person(ctx, l.Items[item].Person)
		if err != nil {
			return nil, err
		}
		c := quanyuan.Check{Item: item, Against: slices.Min(p.Records), Answer: answers[item], Reader: quanyuan.ReaderOf(by), At: d.now()}
		if old := l.CheckOf(item, c.Reader); old != nil {
			*old = c
		} else {
			l.Checks = append(l.Checks, c)
		}
	}
	return d.writeLot(ctx, by, &quanyuan.Change{}, l, paper.State, paper)
}

// SignLot signs a lot and carries it out in chunks; a lot that was signed and
// not finished is carried on with. The place reached is written together with
// what was done, so that every record comes to its person once, whenever the
// program dies.
func (d *Desk) SignLot(ctx context.Context, by quanyuan.Principal, id string, progress func(done, total int64)) (*LotView, error) {
	if err := d.may(by, access.Sign, string(quanyuan.LotPaper), id); err != nil {
		return nil, err
	}
	paper, l, err := d.lot(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(by.Name) == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	switch paper.State {
	case quanyuan.LotDone:
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "lot.state"}
	case quanyuan.LotOpen:
		if err := d.sign(ctx, by, paper, l); err != nil {
			return nil, err
		}
	}
	for failed := 0; paper.State == quanyuan.LotSigned; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := d.carryOut(ctx, by, paper, l)
		if errors.Is(err, quanyuan.ErrConflict) && failed < 3 {
			// Somebody changed a person, or carries out the lot as well.
			failed++
			if paper, l, err = d.lot(ctx, by, id); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		failed = 0
		if progress != nil {
			progress(int64(l.Next), int64(len(l.Items)))
		}
	}
	return viewLot(by, paper, l), nil
}

// sign writes the signature, and a ruling for every record of which the sample
// showed that it speaks of somebody else.
func (d *Desk) sign(ctx context.Context, by quanyuan.Principal, paper *quanyuan.Paper, l *quanyuan.Lot) error {
	reader := quanyuan.ReaderOf(by)
	if err := review.MaySign(l, reader); err != nil {
		return err
	}
	s := &quanyuan.LotSigner{Reader: reader, Name: by.Name, Division: by.Division, At: d.now()}
	s.Checked, s.Errors, s.Bound, _ = review.Estimate(l, reader)
	l.Signed = s
	c := &quanyuan.Change{}
	for _, item := range l.Sample {
		if l.CheckOf(item, reader).Answer != quanyuan.RuledDifferent {
			continue
		}
		p, err := d.Person(ctx, l.Items[item].Person)
		if err != nil {
			return err
		}
		r := &quanyuan.Ruling{Sides: [2][]quanyuan.RecordID{p.Records, {l.Items[item].Record}}, Places: [2]string{d.placeOf(p), ""}, Origin: "lot",
			Decisions: []quanyuan.Decision{{Answer: quanyuan.RuledDifferent, At: d.now(), Actor: by.Name, Division: by.Division, Reason: causeOf(quanyuan.LotPaper, paper.ID)}}}
		r.Office = officeOf(r.Places)
		ruling, err := r.Paper(quanyuan.RuledDifferent)
		if err != nil {
			return err
		}
		ruling.Persons, ruling.At, ruling.Actor = []quanyuan.Number{p.Number}, d.now(), by.Name
		c.Papers = append(c.Papers, ruling)
	}
	_, err := d.writeLot(ctx, by, c, l, quanyuan.LotSigned, paper)
	return err
}

// carryOut carries out the next chunk of a signed lot, in the name of whoever
// signed it.
func (d *Desk) carryOut(ctx context.Context, by quanyuan.Principal, paper *quanyuan.Paper, l *quanyuan.Lot) error {
	signer := quanyuan.Principal{Name: l.Signed.Name, Division: l.Signed.Division}
	end := min(l.Next+lotChunk, len(l.Items))
	byPerson := map[quanyuan.Number][]quanyuan.RecordID{}
	attachedNow := 0
	for i := l.Next; i < end; i++ {
		n, err := d.carriedTo(ctx, l, i)
		if err != nil {
			return err
		}
		if n != "" {
			byPerson[n] = append(byPerson[n], l.Items[i].Record)
			attachedNow++
		}
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return err
	}
	numbers := make([]quanyuan.Number, 0, len(byPerson))
	for n := range byPerson {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	c := &quanyuan.Change{}
	for _, n := range numbers {
		records, err := d.store.RecordsOf(ctx, byPerson[n])
		if err != nil {
			return err
		}
		if err := d.addSaid(ctx, c, signer, n, attached(n, records, causeOf(quanyuan.LotPaper, paper.ID)), sources); err != nil {
			return err
		}
	}
	l.Next, l.Attached = end, l.Attached+attachedNow
	state := quanyuan.LotSigned
	if end == len(l.Items) {
		state = quanyuan.LotDone
	}
	_, err = d.writeLot(ctx, by, c, l, state, paper)
	return err
}

// carriedTo is the person to whom an item comes now, "" when it does not.
func (d *Desk) carriedTo(ctx context.Context, l *quanyuan.Lot, item int) (quanyuan.Number, error) {
	if !review.Carried(l, item) {
		return "", nil
	}
	it := l.Items[item]
	owner, err := d.store.PersonOf(ctx, it.Record)
	if err != nil || owner != "" {
		return "", err
	}
	p, err := d.Person(ctx, it.Person)
	if err != nil || p.Exited != "" {
		return "", err
	}
	err = d.notRuledDifferent(ctx, []quanyuan.RecordID{it.Record}, p.Records, "")
	if errors.Is(err, quanyuan.ErrInvalid) {
		return "", nil
	}
	return p.Number, err
}

// lotLabels are the items of samples that somebody looked at.
func (d *Desk) lotLabels(ctx context.Context, by quanyuan.Principal) ([]Label, error) {
	lots, err := d.Lots(ctx, by)
	if err != nil {
		return nil, err
	}
	var out []Label
	for _, l := range lots {
		for _, c := range l.Checks {
			if record := l.Items[c.Item].Record; c.Answer != quanyuan.RuledUnclear {
				out = append(out, Label{min(c.Against, record), max(c.Against, record), c.Answer == quanyuan.RuledSame})
			}
		}
	}
	return out, nil
}
