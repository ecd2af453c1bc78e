package link

import (
	"fmt"

	"quanyuan/link/train"
)

// fewMatches is the number of matches below which the weights rest on what is
// expected of matches more than on these.
const fewMatches = 30

// diagnose says in plain words where a fit should not be trusted blindly.
func diagnose(e *encoded, fields []train.Field, f *train.Fit, sampled float64) []string {
	var notes []string
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	classes := f.Mixture.Classes
	match := classes[0]
	var matches float64
	for _, c := range classes {
		if c.Match {
			matches += c.Pairs
		}
	}
	if matches/sampled < fewMatches {
		note("only about %.0f matches were seen in training: the weights rest on expectations; look at the pairs before trusting the threshold", matches/sampled)
	}
	if !f.Converged {
		note("training stopped after %d steps before it had settled: weights may be off by fractions of a bit", f.Iterations)
	}
	for k, fl := range e.fields {
		p, field := match.P[k], fields[k]
		if field.MostElse > 0 && p[1] > 0.99*field.MostElse {
			note("matches disagree in %q as often as they are allowed to (%.0f %%): the column may not tell people apart, or the matches are others", fl.name(), 100*p[1])
		}
		var m, u float64
		for g := field.Exact; g < len(p); g++ {
			m, u = m+p[g], u+f.U[k][g]
		}
		if m < u {
			note("matches agree in %q less often than chance does: leave the column out", fl.name())
		}
	}
	for _, c := range classes {
		if c.AtMost == 0 || c.Pairs < 0.99*c.AtMost*classes[c.Parent].Pairs {
			continue
		}
		if c.Match {
			note("as many matches live elsewhere as in one place, the most that is allowed: shared columns may say little here")
		} else {
			note("class %q is as large as it may be beside %q: there may be more such pairs, and they would count as matches", c.Name, classes[c.Parent].Name)
		}
	}
	return notes
}
