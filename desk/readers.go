package desk

import (
	"cmp"
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/review"
)

// KnownPair is a pair of persons of whom is known whether they are one, to
// measure readers by.
type KnownPair struct {
	A, B quanyuan.Number
	Same bool
}

// SeedKnown mixes questions whose answer is known among the others. Whoever
// reads them is not told; they never change the register. It returns how many
// were made: a pair is asked once.
func (d *Desk) SeedKnown(ctx context.Context, by quanyuan.Principal, pairs []KnownPair) (int, error) {
	if err := d.may(by, access.Collate, string(quanyuan.RulingPaper), ""); err != nil {
		return 0, err
	}
	var questions []*quanyuan.Ruling
	for _, pair := range pairs {
		a, err := d.store.Person(ctx, pair.A)
		if err != nil {
			return 0, err
		}
		b, err := d.store.Person(ctx, pair.B)
		if err != nil {
			return 0, err
		}
		if len(a.Records) == 0 || len(b.Records) == 0 {
			return 0, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.merged", Args: []any{b.Number, a.Number}}
		}
		q := &quanyuan.Ruling{Sides: [2][]quanyuan.RecordID{a.Records, b.Records}, Places: [2]string{d.placeOf(a), d.placeOf(b)}, Origin: "known", Known: quanyuan.RuledDifferent, Figures: countedTwice(a, b)}
		if pair.Same {
			q.Known = quanyuan.RuledSame
		}
		questions = append(questions, q)
	}
	return d.seed(ctx, by, questions)
}

// SeedSettled does the same with at most n questions that two readers answered
// alike.
func (d *Desk) SeedSettled(ctx context.Context, by quanyuan.Principal, n int) (int, error) {
	if err := d.may(by, access.Collate, string(quanyuan.RulingPaper), ""); err != nil {
		return 0, err
	}
	settings, err := d.ReviewSettings(ctx)
	if err != nil {
		return 0, err
	}
	settled, err := d.rulings(ctx, by, []string{quanyuan.RuledSame, quanyuan.RuledDifferent})
	if err != nil {
		return 0, err
	}
	settled = slices.DeleteFunc(settled, func(r *quanyuan.Ruling) bool {
		return len(r.Decisions) != 1 || len(r.Readings) < 2 || r.Readings[0].Answer != r.Readings[1].Answer
	})
	var keys []string
	for _, r := range settled {
		keys = append(keys, questionKey(r))
	}
	var questions []*quanyuan.Ruling
	for _, i := range review.Sample(settings.Seed, keys, n) {
		r := settled[i]
		questions = append(questions, &quanyuan.Ruling{Sides: r.Sides, Places: r.Places, Office: r.Office, Origin: "known", Why: r.Why, Figures: r.Figures, Known: r.Decisions[0].Answer})
	}
	return d.seed(ctx, by, questions)
}

// seed writes known questions. Their ranks are drawn from those of the open
// questions of the register, so that their place in the queue tells nothing.
func (d *Desk) seed(ctx context.Context, by quanyuan.Principal, questions []*quanyuan.Ruling) (int, error) {
	if err := d.may(by, access.Campaign, string(quanyuan.RulingPaper), ""); err != nil {
		return 0, err
	}
	settings, err := d.ReviewSettings(ctx)
	if err != nil {
		return 0, err
	}
	open, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RulingOpen}, Scope: quanyuan.Everywhere, Limit: chunk})
	if err != nil {
		return 0, err
	}
	c := &quanyuan.Change{}
	for _, q := range questions {
		asked, err := d.knownBefore(ctx, q)
		if err != nil {
			return 0, err
		}
		if asked {
			continue
		}
		if q.Places[1] == q.Places[0] {
			q.Places[1] = ""
		}
		q.Office = officeOf(q.Places)
		p, err := q.Paper(quanyuan.RulingOpen)
		if err != nil {
			return 0, err
		}
		p.Rank = review.Rank(.5, q.Figures)
		if len(open) > 0 {
			p.Rank = open[int(review.Draw(settings.Seed, "rank "+questionKey(q))*float64(len(open)))].Rank
		}
		p.At, p.Actor = d.now(), by.Name
		c.Papers = append(c.Papers, p)
	}
	if len(c.Papers) == 0 {
		return 0, nil
	}
	return len(c.Papers), d.apply(ctx, by, access.Campaign, c)
}

// knownBefore reports whether a known question about the two sides exists.
func (d *Desk) knownBefore(ctx context.Context, q *quanyuan.Ruling) (bool, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RulingOpen}, Record: slices.Min(q.Sides[1]), Scope: quanyuan.Everywhere})
	if err != nil {
		return false, err
	}
	for _, p := range papers {
		r, err := quanyuan.RulingOf(p)
		if err != nil {
			return false, err
		}
		if r.Known != "" && r.Separates(q.Sides[0], q.Sides[1]) {
			return true, nil
		}
	}
	return false, nil
}

// rulings reads all rulings of the principal's divisions in some states.
func (d *Desk) rulings(ctx context.Context, by quanyuan.Principal, states []string) ([]*quanyuan.Ruling, error) {
	var out []*quanyuan.Ruling
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: states, Scope: by.Scope()}) {
		if err != nil {
			return nil, err
		}
		r, err := quanyuan.RulingOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// Readers tells how the readers of the principal's divisions read, and how they
// agree.
func (d *Desk) Readers(ctx context.Context, by quanyuan.Principal) ([]review.Reader, []review.Agreement, error) {
	if err := d.may(by, access.Campaign, string(quanyuan.RulingPaper), ""); err != nil {
		return nil, nil, err
	}
	all, err := d.rulings(ctx, by, nil)
	if err != nil {
		return nil, nil, err
	}
	readers, agreements := review.Measure(all)
	return readers, agreements, nil
}

// Label is a pair of records that a named person judged: what a model learns
// from. The records are the first of either side.
type Label struct {
	A, B quanyuan.RecordID
	Same bool
}

// Labels gives what was ruled, and what was looked at in the samples of lots,
// each pair once, in order. What is unclear, and what measures readers only, is
// no label.
func (d *Desk) Labels(ctx context.Context, by quanyuan.Principal) ([]Label, error) {
	if err := d.may(by, access.Revise, string(quanyuan.RulingPaper), ""); err != nil {
		return nil, err
	}
	return d.labels(ctx, by)
}

func (d *Desk) labels(ctx context.Context, by quanyuan.Principal) ([]Label, error) {
	settled, err := d.rulings(ctx, by, []string{quanyuan.RuledSame, quanyuan.RuledDifferent})
	if err != nil {
		return nil, err
	}
	var out []Label
	for _, r := range settled {
		a, b := slices.Min(r.Sides[0]), slices.Min(r.Sides[1])
		out = append(out, Label{min(a, b), max(a, b), r.Decisions[len(r.Decisions)-1].Answer == quanyuan.RuledSame})
	}
	checked, err := d.lotLabels(ctx, by)
	if err != nil {
		return nil, err
	}
	out = append(out, checked...)
	slices.SortStableFunc(out, func(x, y Label) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return slices.CompactFunc(out, func(x, y Label) bool { return x.A == y.A && x.B == y.B }), nil
}
