package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"quanyuan/link"
	"quanyuan/link/splink"
	"quanyuan/link/table"
)

// linkCompareCmd holds a Splink model and this engine against each other.
type linkCompareCmd struct {
	Files []string `arg:"" help:"CSV 文件。 CSV files." type:"existingfile"`
	splinkFlags
	Ignore    []string `help:"本引擎不用的列。 Columns this engine leaves out." placeholder:"COL"`
	Out       string   `short:"o" required:"" help:"分歧：id_l,id_r 和两边的权重、概率。 Where they disagree." placeholder:"FILE"`
	Threshold float64  `default:"0.5" help:"Splink 一侧认作同一的概率。 Probability from which Splink's pairs count as matches." placeholder:"P"`
}

// opinion is what both say of a pair, weight and probability; NaN where this
// engine did not make it. Splink's model can be asked about any pair.
type opinion struct {
	l, r           uint32
	splink, engine [2]float64
}

// Run compares.
func (c *linkCompareCmd) Run(e *env) error {
	if !(c.Threshold > 0 && c.Threshold <= 1) {
		return fmt.Errorf("--threshold %v: give a probability above 0, up to 1", c.Threshold)
	}
	r, err := c.read(e, c.Files)
	if err != nil {
		return err
	}
	theirs, err := r.scorer.Pairs(e.ctx, splink.PairOptions{Order: r.order, Least: c.Threshold, Threads: c.Threads})
	if err != nil {
		return err
	}
	ours, threshold, err := c.engine(e, r)
	if err != nil {
		return err
	}
	differ, both, err := disagreements(r, theirs, ours, threshold)
	if err != nil {
		return err
	}
	if err := writeOpinions(c.Out, r, differ); err != nil {
		return err
	}
	e.say("同为一人：两边都认 %d 对，只有 Splink 认 %d 对，只有本引擎认 %d 对 → %s", "matches: %d of both, %d of Splink alone, %d of this engine alone → %s",
		both, len(theirs)-both, len(differ)-(len(theirs)-both), c.Out)
	return nil
}

// disagreements gives the pairs that one side alone takes for matches, in the
// order of their ids, and the number that both do. theirs are matches; ours
// are from the threshold on.
func disagreements(r *splinkRun, theirs []splink.Pair, ours []link.Pair, threshold float64) (differ []opinion, both int, err error) {
	engine := map[[2]uint32][2]float64{}
	for _, p := range ours {
		engine[[2]uint32{min(p.A, p.B), max(p.A, p.B)}] = [2]float64{float64(p.Weight), link.Probability(float64(p.Weight))}
	}
	for _, p := range theirs {
		key := [2]uint32{min(p.L, p.R), max(p.L, p.R)}
		said, ok := engine[key]
		if delete(engine, key); said[1] >= threshold {
			both++
			continue
		}
		if !ok {
			said = [2]float64{math.NaN(), math.NaN()}
		}
		differ = append(differ, opinion{p.L, p.R, [2]float64{p.Weight, p.Probability}, said})
	}
	for key, said := range engine {
		if said[1] < threshold {
			continue
		}
		o := opinion{l: key[0], r: key[1], engine: said}
		if r.order[o.l] > r.order[o.r] {
			o.l, o.r = o.r, o.l
		}
		s, err := r.scorer.Score(int(o.l), int(o.r))
		if err != nil {
			return nil, 0, err
		}
		o.splink = [2]float64{s.Weight, s.Probability}
		differ = append(differ, o)
	}
	slices.SortFunc(differ, func(a, b opinion) int {
		return cmp.Or(cmp.Compare(r.order[a.l], r.order[b.l]), cmp.Compare(r.order[a.r], r.order[b.r]))
	})
	return differ, both, nil
}

// engine runs this engine as it comes, without settings, on the same records.
// Pairs are by rows of all records.
func (c *linkCompareCmd) engine(e *env, r *splinkRun) ([]link.Pair, float64, error) {
	spec := link.Spec{Ignore: slices.Clone(c.Ignore)}
	for _, id := range []string{c.ID, r.model.ID} {
		if id != "" && r.records.Column(id) != nil && !slices.Contains(spec.Ignore, id) {
			spec.Ignore = append(spec.Ignore, id)
		}
	}
	opts := link.Options{Threads: c.Threads, PairsOnly: true}
	if r.model.LinkType != "link_only" {
		out, err := link.Dedupe(e.ctx, r.records, spec, opts)
		if err != nil {
			return nil, 0, err
		}
		return out.Pairs, out.Threshold, nil
	}
	if len(r.parts) != 2 {
		return nil, 0, fmt.Errorf("the model links %d data sets without deduplicating them; this engine links two: compare them two by two", len(r.parts))
	}
	out, err := link.Match(e.ctx, r.parts[0], r.parts[1], spec, opts)
	if err != nil {
		return nil, 0, err
	}
	for i := range out.Pairs {
		out.Pairs[i].B += uint32(r.parts[0].Rows)
	}
	return out.Pairs, out.Threshold, nil
}

// writeOpinions writes pairs with what both say of them.
func writeOpinions(path string, r *splinkRun, pairs []opinion) error {
	header := []string{"id_l", "id_r", "splink_weight", "splink_probability", "weight", "probability"}
	return writeRows(path, header, func(w *table.Writer) error {
		for _, o := range pairs {
			w.Text(r.ids[o.l])
			w.Text(r.ids[o.r])
			for _, n := range []float64{o.splink[0], o.splink[1], o.engine[0], o.engine[1]} {
				w.Text(exactly(n))
			}
			w.End()
		}
		return nil
	})
}
