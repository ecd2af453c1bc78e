package publish

import (
	"cmp"
	"slices"

	"quanyuan"
)

// ruleKey is a rule and the field in which it shows.
type ruleKey struct {
	rule  string
	field quanyuan.Field
}

// ruleCount counts the rows of a rule.
type ruleCount struct {
	ruleKey
	severity quanyuan.Severity
	args     int // how many arguments its sentence has
	rows     int
	examples []quanyuan.Where
}

// card counts findings by rule, with the first few places of each.
type card struct {
	rules map[ruleKey]*ruleCount
	rows  int
}

// examples is how many places a report card names for a rule.
const examples = 5

func (c *card) add(it *Item) {
	c.rows++
	c.findings(it.Record)
}

func (c *card) findings(r *quanyuan.Record) {
	for i, f := range r.Findings {
		if slices.ContainsFunc(r.Findings[:i], func(g quanyuan.Finding) bool { return g.Rule == f.Rule && g.Field == f.Field }) {
			continue
		}
		if c.rules == nil {
			c.rules = map[ruleKey]*ruleCount{}
		}
		k := ruleKey{f.Rule, f.Field}
		n := c.rules[k]
		if n == nil {
			n = &ruleCount{ruleKey: k, severity: f.Severity, args: len(f.Args)}
			c.rules[k] = n
		}
		n.rows++
		if len(n.examples) < examples {
			n.examples = append(n.examples, r.Where)
		}
	}
}

// sorted lists the rules: the gravest first, then the most frequent.
func (c *card) sorted() []*ruleCount {
	out := make([]*ruleCount, 0, len(c.rules))
	for _, n := range c.rules {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *ruleCount) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.rows, a.rows), cmp.Compare(a.rule, b.rule), cmp.Compare(a.field, b.field))
	})
	return out
}

// sentence is what a rule says in general, without the values of one row.
func (n *ruleCount) sentence(c *Context, lang string) (sentence, advice string) {
	f := quanyuan.Finding{Rule: n.rule, Field: n.field, Severity: n.severity}
	for range n.args {
		f.Args = append(f.Args, "…")
	}
	return c.finding(f, lang)
}
