package desk

import (
	"context"
	"errors"
	"iter"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/intake"
	"quanyuan/publish"
	"quanyuan/quality"
	"quanyuan/refdata/division"
)

// Publication is what a run of collation gives to people.
type Publication struct {
	Worklists *publish.Worklists
	Figures   *publish.Figures
}

// Publish gathers the worklists and figures of the last collation. version
// names the program; unmasked shows numbers in full.
func (d *Desk) Publish(ctx context.Context, c *Collation, version string, unmasked bool, progress func(done, total int64)) (*Publication, error) {
	pc := d.publishing(ctx, version, unmasked)
	p := &Publication{publish.NewWorklists(pc), publish.NewFigures(pc, c.Persons)}
	total, done := int64(0), int64(0)
	for i := range c.Batches {
		p.Figures.AddBatch(&c.Batches[i])
		total += int64(c.Batches[i].Receipt.Records)
	}
	for it, err := range d.items(ctx, c.Batches) {
		if err != nil {
			return nil, err
		}
		p.Figures.Add(it)
		if err := p.Worklists.Add(it); err != nil {
			return nil, err
		}
		if done++; progress != nil {
			progress(done, max(total, done))
		}
	}
	if err := d.addRegistered(ctx, p); err != nil {
		return nil, err
	}
	if err := errors.Join(p.Figures.AddClusters(c.Clusters), p.Worklists.AddClusters(c.Clusters)); err != nil {
		return nil, err
	}
	detail := "worklists"
	if unmasked {
		detail = "worklists,unmasked"
	}
	return p, d.note(operator, access.Export, "", "", detail, int(done))
}

// publishing is what publishing needs of the desk.
func (d *Desk) publishing(ctx context.Context, version string, unmasked bool) publish.Context {
	return publish.Context{
		At: d.now(), City: d.cityName(), Version: version, Unmasked: unmasked, Accept: collate.AcceptFrom, Possible: collate.PossibleFrom,
		Division: func(code string) string { return d.tree().Name(division.Code(code)) },
		Finding:  FindingText,
		Reason:   func(key, lang string) string { return intake.Message(lang, key) },
		Door: func(text string) publish.Door {
			a := d.parser().Parse(text)
			return publish.Door{Group: groupName(a.Group), Estate: a.Estate, Road: a.Road, Number: a.RoadNumber, Building: a.Building, Unit: a.Unit, Room: a.Room}
		},
		Person: func(n quanyuan.Number) (*quanyuan.Person, error) {
			p, err := d.store.Person(ctx, n)
			if errors.Is(err, quanyuan.ErrNotFound) {
				return nil, nil
			}
			return p, err
		},
	}
}

// FindingText is the sentence of a finding and the advice, whichever stage
// made it.
func FindingText(f quanyuan.Finding, lang string) (sentence, advice string) {
	if s, advice, ok := quality.Text(f, lang); ok {
		return s, advice
	}
	s, _, _ := strings.Cut(intake.FindingText(lang, f), "%!(EXTRA") // a sentence may leave its value out
	return s, ""
}

// groupName is a group as people write it; addresses are read to its number.
func groupName(group string) string {
	if group == "" || strings.ContainsFunc(group, func(r rune) bool { return r < '0' || r > '9' }) {
		return group
	}
	return group + "组"
}

func (d *Desk) cityName() string {
	if d.home() == "" {
		return ""
	}
	return d.tree().FullName(d.home())
}

// items joins the proposals of the last run with their records and batches, in
// the order of batches and records.
func (d *Desk) items(ctx context.Context, batches []quanyuan.Batch) iter.Seq2[publish.Item, error] {
	return func(yield func(publish.Item, error) bool) {
		for i := range batches {
			if !d.itemsOf(ctx, &batches[i], yield) {
				return
			}
		}
	}
}

func (d *Desk) itemsOf(ctx context.Context, b *quanyuan.Batch, yield func(publish.Item, error) bool) bool {
	next, stop := iter.Pull2(d.store.Records(ctx, b.ID))
	defer stop()
	for p, err := range d.store.Proposals(ctx, b.ID) {
		if err != nil {
			return yield(publish.Item{}, err)
		}
		r, err, ok := next()
		for ok && err == nil && r.ID != p.Record {
			r, err, ok = next()
		}
		if err != nil {
			return yield(publish.Item{}, err)
		}
		if !ok {
			return yield(publish.Item{}, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "internal", Where: p.Where})
		}
		if !yield(publish.Item{Batch: b, Record: r, Proposal: p}, nil) {
			return false
		}
	}
	return true
}
