package desk

import (
	"context"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/quality"
)

// Card counts the rows of a source, and Mend is one thing to mend there.
type (
	Card = quality.Card
	Mend = quality.Mend
)

// SourceQuery says of which lists a report card is wanted: all of the
// principal's, or those of a kind, a unit, or one list. Empty fields select all.
type SourceQuery struct {
	Kind  quanyuan.SourceKind
	Unit  string
	Batch quanyuan.BatchID
	// Progress hears of how many of the lists the rows were read.
	Progress func(done, total int64)
}

// Fate is what became of rows with one outcome.
type Fate struct {
	Outcome  quanyuan.Outcome // "": not compared with the register yet
	Rows     int
	Settled  int // a person's now
	Declined int // a clerk turned them down, for a reason
	Waiting  int // for somebody
}

// ListCard is what became of one list: its rows add up,
//
//	records + set aside = Σ Fates = Card.Rows
type ListCard struct {
	Batch quanyuan.Batch
	Fates []Fate // those that occur, in the order of the outcomes; not compared last
	Card  quality.Card
	// Due is the last day of the campaign's phase in which lists are collected,
	// when the list came during a campaign; Late how many days behind it.
	Due  quanyuan.Date
	Late int
	// Events are births, deaths, marriages, arrivals and leavings of the last
	// months that no earlier list of the source had told: Done came in time.
	Events quality.Share
}

// Compared reports whether all rows were compared with the register.
func (l *ListCard) Compared() bool {
	return !slices.ContainsFunc(l.Fates, func(f Fate) bool { return f.Outcome == "" && f.Rows > 0 })
}

// Waiting is how many rows wait for somebody, or to be compared.
func (l *ListCard) Waiting() (n int) {
	for _, f := range l.Fates {
		n += f.Waiting
	}
	return n
}

// SourceCard is the report card of sources: each list, and all of them.
type SourceCard struct {
	Lists  []ListCard // in the order in which they came
	Sum    quality.Card
	Events quality.Share
	Late   int // lists that came behind their day
	Due    int // lists that had a day
}

// SourceCard makes the report card of the lists that the principal may see: a
// department sees those of its own kind in its own division. Reading it is
// noted.
func (d *Desk) SourceCard(ctx context.Context, by quanyuan.Principal, q SourceQuery) (*SourceCard, error) {
	if err := d.may(by, access.Figures, batchKind, ""); err != nil {
		return nil, err
	}
	batches, err := d.BatchesFor(ctx, by)
	if err != nil {
		return nil, err
	}
	batches = slices.DeleteFunc(batches, func(b quanyuan.Batch) bool {
		return b.Source.Kind == quanyuan.Register || q.Kind != "" && b.Source.Kind != q.Kind || q.Unit != "" && b.Source.Unit != q.Unit
	})
	if q.Batch != 0 {
		i := slices.IndexFunc(batches, func(b quanyuan.Batch) bool { return b.ID == q.Batch })
		if i < 0 {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "batch.unknown", Args: []any{int64(q.Batch)}}
		}
		batches = batches[:i+1]
	}
	campaigns, err := d.campaigns(ctx)
	if err != nil {
		return nil, err
	}
	card := &SourceCard{}
	err = d.judgeAll(ctx, batches, &q, func(b *quanyuan.Batch, j *judgedList) {
		l := ListCard{Batch: *b, Fates: j.fates, Card: j.card, Events: j.events}
		l.Due, l.Late = delivery(campaigns, b)
		card.add(l)
	})
	if err != nil {
		return nil, err
	}
	return card, d.note(by, access.Figures, batchKind, idOf(q.Batch), "card", card.Sum.Rows)
}

func idOf(id quanyuan.BatchID) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

func (c *SourceCard) add(l ListCard) {
	c.Lists = append(c.Lists, l)
	c.Sum.Join(&l.Card)
	c.Events.Add(l.Events)
	if !l.Due.IsZero() {
		c.Due++
	}
	if l.Late > 0 {
		c.Late++
	}
}

// campaigns are all that ever were, open or closed.
func (d *Desk) campaigns(ctx context.Context) (out []*quanyuan.Campaign, err error) {
	ps, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.CampaignPaper, Scope: quanyuan.Everywhere})
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		c, err := quanyuan.CampaignOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// delivery finds the day until which a list was asked for: that of the campaign
// during which it came, the latest of several. Without any it is never late.
func delivery(campaigns []*quanyuan.Campaign, b *quanyuan.Batch) (due quanyuan.Date, late int) {
	came, began := quanyuan.DateOf(b.Received), ""
	for _, c := range campaigns {
		collect, ok := c.Phase(quanyuan.Collecting)
		if !ok || len(c.Phases) == 0 {
			continue
		}
		last := c.Phases[len(c.Phases)-1].To.String()
		if from := collect.From.String(); from <= came.String() && came.String() <= last && from >= began {
			due, began = collect.To, from
		}
	}
	if days, ok := due.Days(came); ok && !due.IsZero() && days > 0 {
		late = days
	}
	return due, late
}

// heard is what became of a row on a clerk's desk.
type heard struct {
	state   string
	choices []quanyuan.Choice
}

func (d *Desk) casesOf(ctx context.Context) (map[quanyuan.RecordID]heard, error) {
	out := map[quanyuan.RecordID]heard{}
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.CasePaper, Scope: quanyuan.Everywhere}) {
		if err != nil {
			return nil, err
		}
		c, err := quanyuan.CaseOf(p)
		if err != nil {
			return nil, err
		}
		out[c.Record] = heard{c.State, c.Choices}
	}
	return out, nil
}

// count adds a row, and tells whether it waits for somebody.
func (f *Fate) count(state string, open bool) (waits bool) {
	f.Rows++
	switch {
	case f.Outcome == "" || open || state == quanyuan.CaseWaiting:
		f.Waiting++
		return true
	case state == quanyuan.CaseDeclined:
		f.Declined++
	case slices.Contains(waitingOutcomes, f.Outcome):
		f.Settled++
	}
	return false
}

// judgement gathers what is wrong with a row: what rules find, and what named
// persons decided against it. Where they took its word, rules are silent.
func judgement(r *quanyuan.Record, outcome quanyuan.Outcome, c *heard, waits bool) *quality.Judgement {
	j := &quality.Judgement{Where: r.Where, Findings: r.Findings, Open: waits}
	for _, v := range r.Values {
		if v.Value.State != quanyuan.Missing {
			j.Given = append(j.Given, v.Field)
		}
	}
	add := func(p quality.Problem) {
		if !slices.Contains(j.Problems, p) {
			j.Problems = append(j.Problems, p)
		}
	}
	switch outcome {
	case quanyuan.SetAside:
		add(quality.Problem{Kind: quality.AsideProblem, Rule: r.SetAside, Field: quanyuan.NumFields})
		return j // what else may be odd in it follows from that
	case quanyuan.DuplicateInBatch:
		add(quality.Problem{Kind: quality.DoubleProblem, Field: quanyuan.NumFields})
	}
	if c.state == quanyuan.CaseSettled {
		for _, x := range c.choices {
			if x.Take == quanyuan.TakeList {
				j.Upheld = append(j.Upheld, x.Field)
			} else {
				add(quality.Problem{Kind: quality.RuledProblem, Field: x.Field})
			}
		}
	}
	for _, f := range r.Findings {
		if f.Severity >= quanyuan.Warning && !slices.Contains(j.Upheld, f.Field) {
			add(quality.Problem{Kind: quality.FindingProblem, Rule: f.Rule, Field: f.Field})
		}
	}
	return j
}
