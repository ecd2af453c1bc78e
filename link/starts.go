package link

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"quanyuan/link/train"
)

// Start tells where one of several beginnings of a training ended.
type Start struct {
	// Likelihood is the natural logarithm, less what is the same for all.
	Likelihood float64 `json:"likelihood"`
	// Matches is the expected number of matches among all pairs.
	Matches float64 `json:"matches"`
	// Switched says that what it took for matches agrees less than what it took
	// for others; such an end is not chosen while there is another one.
	Switched bool `json:"switched,omitempty"`
	// Chosen is the one that became the model.
	Chosen bool `json:"chosen,omitempty"`
}

// MostStarts bounds how often a training may begin.
const MostStarts = 50

// ended is a fit with the fields as they were bounded on its way.
type ended struct {
	fields []train.Field
	fit    *train.Fit
	Start
}

// patternsOf are the patterns to train on: few to find the way in, more to go
// on.
type patternsOf struct{ counts, apart []train.Count }

// trainFrom trains from some classes: the way in on few patterns, then on many.
func trainFrom(ctx context.Context, e *encoded, problem train.Problem, rough, well patternsOf, classes []train.Class) (*ended, error) {
	problem.Fields = slices.Clone(problem.Fields)
	problem.Counts, problem.Apart, problem.Iterations = rough.counts, rough.apart, roughIterations
	classes, err := start(ctx, e, problem, classes)
	if err != nil {
		return nil, err
	}
	anchor(problem, classes)
	problem.Counts, problem.Apart, problem.Iterations, problem.Classes = well.counts, well.apart, trainIterations, classes
	f, err := train.EM(ctx, problem)
	if err != nil {
		return nil, err
	}
	out := &ended{fields: problem.Fields, fit: f}
	out.Likelihood = f.Likelihood
	for _, c := range f.Mixture.Classes {
		if c.Match {
			out.Matches += c.Pairs
		}
	}
	out.Switched = e.switched(problem.Fields, f)
	return out, nil
}

// switched reports whether matches agree, in all that tells people apart
// together, less than random pairs do: the classes have changed their names.
func (e *encoded) switched(fields []train.Field, f *train.Fit) bool {
	var ratio float64
	for k, fl := range e.fields {
		if fl.Shared {
			continue
		}
		var m, u float64
		for g := fields[k].Exact; g < len(f.U[k]); g++ {
			m, u = m+f.Mixture.Classes[0].P[k][g], u+f.U[k][g]
		}
		ratio += math.Log(max(m, 1e-300) / max(u, 1e-300))
	}
	return ratio < 0
}

// trainOften trains times over and gives all ends, the chosen one first. The
// first beginning is the usual one, the others are drawn: how many pairs there
// are of every class from a third to three times as many, and how often matches
// agree.
func trainOften(ctx context.Context, e *encoded, problem train.Problem, rough, well patternsOf, classes []train.Class, times int) ([]*ended, error) {
	var ends []*ended
	for n := range max(1, times) {
		from := classes
		if n > 0 {
			from = elsewhere(classes, problem.Fields, rand.New(rand.NewPCG(uint64(n), 0x5357)))
		}
		end, err := trainFrom(ctx, e, problem, rough, well, from)
		if err != nil {
			return nil, err
		}
		ends = append(ends, end)
	}
	best := 0
	for n, end := range ends {
		if b := ends[best]; b.Switched && !end.Switched || b.Switched == end.Switched && end.Likelihood > b.Likelihood {
			best = n
		}
	}
	ends[best].Chosen = true
	return append([]*ended{ends[best]}, ends...), nil
}

// elsewhere draws other starting values.
func elsewhere(classes []train.Class, fields []train.Field, rng *rand.Rand) []train.Class {
	out := slices.Clone(classes)
	for c := range out[:len(out)-1] {
		out[c].Pairs *= math.Exp((2*rng.Float64() - 1) * math.Log(3))
	}
	for c := range out {
		if !out[c].Match {
			continue
		}
		out[c].P = slices.Clone(out[c].P)
		for k, p := range out[c].P {
			p = slices.Clone(p)
			out[c].P[k] = p
			var exact, rest float64
			for g := 1; g < len(p); g++ {
				if g >= fields[k].Exact {
					exact += p[g]
				} else {
					rest += p[g]
				}
			}
			share := 0.5 + 0.48*rng.Float64()
			for g := 1; g < len(p); g++ {
				if g >= fields[k].Exact {
					p[g] *= share / exact
				} else {
					p[g] *= (1 - share) / rest
				}
			}
		}
	}
	return out
}

// Places tells how many different ends the starts came to: those are one whose
// expected matches differ by less than a hundredth.
func Places(starts []Start) int {
	var matches []float64
	for _, s := range starts {
		if !slices.ContainsFunc(matches, func(m float64) bool { return math.Abs(math.Log(s.Matches/m)) < 0.01 }) {
			matches = append(matches, s.Matches)
		}
	}
	return len(matches)
}

// diagnoseStarts says in plain words what several beginnings tell.
func diagnoseStarts(starts []Start) []Note {
	var out notes
	if len(starts) < 2 {
		return nil
	}
	var low, high float64
	switched := 0
	for i, s := range starts {
		if i == 0 || s.Matches < low {
			low = s.Matches
		}
		high = max(high, s.Matches)
		if s.Switched {
			switched++
		}
	}
	if n := Places(starts); n > 1 {
		out.add("训练从 %d 处开始，到 %d 处结束，匹配 %.0f 至 %.0f 对：有的是局部最优，取似然最大的；请看看阈值附近的配对",
			"%d beginnings of the training ended in %d places, with %.0f to %.0f matches: some are local optima, and the likeliest was taken; look at the pairs near the threshold", len(starts), n, low, high)
	}
	if switched == len(starts) {
		out.add("每次开始都把别的配对当成了匹配，比任意两条更不一致：权重不可用",
			"what every beginning took for matches agrees less than random pairs do: matches and others have changed places, the weights are of no use")
	} else if switched > 0 {
		out.add("%d 次（共 %d 次）开始把别的配对当成了匹配，未采用", "%d of %d beginnings took others for matches and were passed over", switched, len(starts))
	}
	return out
}
