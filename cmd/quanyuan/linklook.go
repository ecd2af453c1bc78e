package main

import (
	"cmp"
	"slices"

	"quanyuan/link"
	"quanyuan/link/assess"
	"quanyuan/link/specfile"
)

// linkLook are the flags of commands that look at a run and leave no clusters.
type linkLook struct {
	Files []string `arg:"" help:"CSV, Parquet" type:"existingfile"`
	linkInput
	Match     bool     `help:"两份名单互相比对（link match）。 Two files against each other, as link match."`
	UniqueIn  []string `help:"其中没有重复的文件。 Files that have nobody twice." type:"existingfile" placeholder:"FILE"`
	Model     string   `help:"用以前训练的模型。 Score with a model trained before." type:"existingfile" placeholder:"FILE"`
	Threshold float64  `help:"概率阈值，默认由模型决定。 Probability from which two records are one; by default the model's own." placeholder:"P"`
	Threads   int      `help:"线程数；不影响结果。 Threads; the result does not depend on it."`
	Seed      uint64   `help:"随机种子。 Seed of all that is drawn." default:"1"`
}

// lookFloor is the probability from which pairs are looked at.
const lookFloor = 0.001

// looked is a run that was looked at. Rows count through all files.
type looked struct {
	*linkTask
	run    *link.Result
	pairs  []link.Pair // in the order of their names
	naming recordNames
}

// run links the files.
func (c *linkLook) run(e *env) (*looked, error) {
	kind := specfile.Dedupe
	if c.Match {
		if kind = specfile.Match; len(c.Files) != 2 || len(c.UniqueIn) > 0 {
			return nil, fault("--match 要两个文件，不与 --unique-in 同用", "--match needs two files and no --unique-in")
		}
	}
	flags := linkFlags{linkInput: c.linkInput, Threads: c.Threads, Threshold: c.Threshold, Model: c.Model, Quiet: true}
	t, err := flags.prepare(e, c.Files, kind)
	if err != nil {
		return nil, err
	}
	defer t.done()
	l := &looked{linkTask: t}
	if l.naming, err = c.recordNames(t.linkData, c.Match); err != nil {
		return nil, err
	}
	if t.opts.Floor = lookFloor; c.Match {
		l.run, err = link.Match(e.ctx, t.parts[0], t.parts[1], t.spec, t.opts)
	} else {
		if t.opts.Sources, err = t.unique(c.UniqueIn); err != nil {
			return nil, err
		}
		l.run, err = link.Dedupe(e.ctx, t.table, t.spec, t.opts)
	}
	if err != nil {
		return nil, err
	}
	l.pairs = slices.Clone(wholeRows(l.run.Pairs, l.naming.right))
	for i, p := range l.pairs {
		if l.naming.rank(p.A) > l.naming.rank(p.B) {
			l.pairs[i].A, l.pairs[i].B = p.B, p.A
		}
	}
	slices.SortFunc(l.pairs, func(x, y link.Pair) int {
		return cmp.Or(cmp.Compare(l.naming.rank(x.A), l.naming.rank(y.A)), cmp.Compare(l.naming.rank(x.B), l.naming.rank(y.B)))
	})
	return l, nil
}

// quality measures the run.
func (c *linkLook) quality(e *env, l *looked) (*assess.Quality, error) {
	blocking, err := link.BlockingRecall(l.table, l.run.Model, l.spec, l.pairs, c.Threads)
	if err != nil {
		return nil, err
	}
	return assess.Measure(e.ctx, l.run.Model, l.run.Patterns, l.run.Threshold, assess.Options{Threads: c.Threads, Seed: c.Seed, Blocking: blocking})
}

// recordNames are the names of all rows; those of the two files of a match need
// not differ from each other.
type recordNames struct {
	left, second *names
	right        int // first row of the second file, 0 without one
}

func (c *linkInput) recordNames(in *linkData, match bool) (n recordNames, err error) {
	if !match {
		n.left, err = c.names(in)
		return n, err
	}
	if n.left, err = c.names(in.part(0)); err != nil {
		return n, err
	}
	n.right = in.parts[0].Rows
	n.second, err = c.names(in.part(1))
	return n, err
}

func (n recordNames) at(row uint32) string {
	if n.second != nil && int(row) >= n.right {
		return n.second.at(row - uint32(n.right))
	}
	return n.left.at(row)
}

// rank is the place of a row in the order of names.
func (n recordNames) rank(row uint32) uint32 {
	if n.second != nil && int(row) >= n.right {
		return uint32(n.right) + n.second.rank[row-uint32(n.right)]
	}
	return n.left.rank[row]
}

// order is the rows in the order of their names.
func (n recordNames) order() []uint32 {
	out := slices.Clone(n.left.order)
	if n.second != nil {
		for _, row := range n.second.order {
			out = append(out, row+uint32(n.right))
		}
	}
	return out
}

// find is the row of a name, in the second file where second is set.
func (n recordNames) find(name string, second bool) (uint32, bool) {
	in, first := n.left, uint32(0)
	if second && n.second != nil {
		in, first = n.second, uint32(n.right)
	}
	row, ok := in.find(name)
	return row + first, ok
}
