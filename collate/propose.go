package collate

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/link"
)

// shownCandidates is how many candidates a proposal names.
const shownCandidates = 5

// propose writes the proposals for some records of a batch, in their order.
func (reg *Register) propose(ctx context.Context, store Batches, b quanyuan.Batch, records []*quanyuan.Record, rs *Lists, f *found) ([]*quanyuan.Proposal, error) {
	out := make([]*quanyuan.Proposal, len(records))
	best := make([]candidate, len(records))
	var numbers []quanyuan.Number
	for i, r := range records {
		out[i], best[i] = reg.start(b, r, rs, f)
		if out[i].Person != "" {
			numbers = append(numbers, out[i].Person)
		}
	}
	slices.Sort(numbers)
	persons, err := store.PersonsByNumber(ctx, slices.Compact(numbers))
	if err != nil {
		return nil, err
	}
	byNumber := make(map[quanyuan.Number]*quanyuan.Person, len(persons))
	for _, p := range persons {
		byNumber[p.Number] = p
	}
	for i, r := range records {
		if r.SetAside == "" {
			reg.finish(out[i], r, byNumber[out[i].Person], best[i], rs, f)
		}
	}
	return out, nil
}

// start fills in what is known without the person: his number above all.
func (reg *Register) start(b quanyuan.Batch, r *quanyuan.Record, rs *Lists, f *found) (*quanyuan.Proposal, candidate) {
	p := &quanyuan.Proposal{Record: r.ID, Batch: b.ID, Where: r.Where, Part: r.Part}
	if r.SetAside != "" {
		p.Outcome, p.Reason = quanyuan.SetAside, r.SetAside
		return p, candidate{}
	}
	i := rs.at[r.ID]
	p.Placed = rs.views[i].community
	best, probability := reg.best(f.model, f.candidates[i], p.Placed)
	for _, c := range f.candidates[i][:min(len(f.candidates[i]), shownCandidates)] {
		p.Candidates = append(p.Candidates, quanyuan.Candidate{Person: reg.numbers[c.person], Weight: c.weight, Probability: link.Probability(c.odds)})
	}
	if probability >= f.model.Thresholds.Possible {
		p.Person, p.Probability = reg.numbers[best.person], probability
		p.Known = reg.placesOf(reg.family[best.person])
	}
	return p, best
}

// finish compares the fields and chooses the outcome.
func (reg *Register) finish(p *quanyuan.Proposal, r *quanyuan.Record, person *quanyuan.Person, best candidate, rs *Lists, f *found) {
	i := rs.at[r.ID]
	if person != nil {
		p.Differences = comparer{reg.parser, p.Placed}.differences(r, person)
	}
	known := p.Probability >= f.model.Thresholds.Accept && best.reason == ""
	p.Outcome, p.Reason = outcome(p, best, known, rs.scope[i], f.model)
	if j := f.first[i]; int(j) != i {
		p.Outcome, p.Reason, p.DuplicateOf = quanyuan.DuplicateInBatch, "", &rs.where[j]
	}
}

// outcome chooses the outcome of a row that stands once in its file.
func outcome(p *quanyuan.Proposal, best candidate, known bool, scope string, m *Model) (quanyuan.Outcome, string) {
	switch {
	case scope != "":
		return quanyuan.OutOfScope, scope
	case p.Person == "":
		return quanyuan.New, ""
	case !known:
		return quanyuan.Possible, whyPossible(best, m)
	case p.Placed != "" && len(p.Known) > 0 && !slices.Contains(p.Known, p.Placed):
		return quanyuan.Elsewhere, ""
	case len(p.Contradictions()) > 0:
		return quanyuan.Differs, ""
	}
	return quanyuan.Same, ""
}

func whyPossible(best candidate, m *Model) string {
	if best.reason != "" {
		return best.reason
	}
	if link.Probability(best.odds) >= m.Thresholds.Accept {
		return reasonClose
	}
	return reasonWeak
}
