package collate

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/link"
)

// shownCandidates is how many candidates a proposal names.
const shownCandidates = 5

// propose writes the proposal for one record.
func (reg *Register) propose(ctx context.Context, store Batches, b quanyuan.Batch, r *quanyuan.Record, rs *rows, f *found) (*quanyuan.Proposal, error) {
	p := &quanyuan.Proposal{Record: r.ID, Batch: b.ID, Where: r.Where, Part: r.Part}
	if r.SetAside != "" {
		p.Outcome, p.Reason = quanyuan.SetAside, r.SetAside
		return p, nil
	}
	i := rs.at[r.ID]
	p.Placed = rs.views[i].community
	best, probability := reg.best(f.candidates[i], p.Placed)
	for _, c := range f.candidates[i][:min(len(f.candidates[i]), shownCandidates)] {
		p.Candidates = append(p.Candidates, quanyuan.Candidate{Person: reg.numbers[c.person], Weight: c.weight, Probability: link.Probability(c.weight)})
	}
	known := probability >= acceptFrom && best.reason == ""
	if probability >= possibleFrom {
		if err := reg.compare(ctx, store, p, r, best, probability); err != nil {
			return nil, err
		}
	}
	p.Outcome, p.Reason = reg.outcome(p, best, known, rs.scope[i])
	if j := f.first[i]; int(j) != i {
		p.Outcome, p.Reason, p.DuplicateOf = quanyuan.DuplicateInBatch, "", &rs.where[j]
	}
	return p, nil
}

// compare fills in the person and the fields beside it.
func (reg *Register) compare(ctx context.Context, store Batches, p *quanyuan.Proposal, r *quanyuan.Record, best candidate, probability float64) error {
	person, err := store.Person(ctx, reg.numbers[best.person])
	if err != nil {
		return err
	}
	p.Person, p.Probability = person.Number, probability
	p.Known = reg.familyPlaces[reg.family[best.person]]
	p.Differences = comparer{reg.parser, p.Placed}.differences(r, person)
	return nil
}

// outcome chooses the outcome of a row that stands once in its file.
func (reg *Register) outcome(p *quanyuan.Proposal, best candidate, known bool, scope string) (quanyuan.Outcome, string) {
	switch {
	case scope != "":
		return quanyuan.OutOfScope, scope
	case p.Person == "":
		return quanyuan.New, ""
	case !known:
		return quanyuan.Possible, whyPossible(best)
	case p.Placed != "" && len(p.Known) > 0 && !slices.Contains(p.Known, p.Placed):
		return quanyuan.Elsewhere, ""
	case len(p.Contradictions()) > 0:
		return quanyuan.Differs, ""
	}
	return quanyuan.Same, ""
}

func whyPossible(best candidate) string {
	if best.reason != "" {
		return best.reason
	}
	if link.Probability(best.weight) >= acceptFrom {
		return reasonClose
	}
	return reasonWeak
}
