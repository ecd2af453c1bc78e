package splink

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"quanyuan/link/block"
)

// Rule is a blocking rule of a model.
type Rule struct {
	SQL string
	// Block holds the parts of the rule that are equalities of one column:
	// l.x = r.x, or substr(l.x, 1, 3) = substr(r.x, 1, 3). Records share a
	// block exactly if these are true. It has no keys if the rule makes all
	// pairs.
	Block block.Rule
	// Rest is the other parts of the rule, tested pair by pair; empty if there
	// are none.
	Rest string
	// All says that the rule makes every pair, such as 1=1.
	All bool

	path      string
	condition *expr
	keys      []*expr // left sides of the equalities
	rest      *expr
}

// usable says that the rule was taken over.
func (r *Rule) usable() bool { return r.All || len(r.keys) > 0 }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// readRule reads a blocking rule: an object, or, in old models, a text.
func (m *Model) readRule(o *object, path string, v any) {
	r := Rule{path: path}
	if s, ok := v.(string); ok {
		r.SQL = s
	} else {
		ro := o.asObject(path, v)
		r.SQL = ro.text("blocking_rule", "")
		ro.text("sql_dialect", "")
		ro.take("salting_partitions") // how Splink 4 spread the work
		exploded := false
		ro.list("arrays_to_explode", func(string, any) { exploded = true })
		ro.done()
		if exploded {
			m.problem(Problem{Path: path, Text: r.SQL}, "rules that explode lists are not taken over")
			m.Rules = append(m.Rules, r)
			return
		}
	}
	e, err := parse(r.SQL, m.Dialect, qualified)
	if err != nil {
		m.problem(Problem{Path: path, Text: r.SQL}, err.Error())
	} else {
		r.condition = e
		r.split(e)
	}
	m.Rules = append(m.Rules, r)
}

// split parts a rule at its ANDs into equalities and the rest.
func (r *Rule) split(e *expr) {
	if e.kind == eCall && e.name == "and" {
		r.split(e.args[0])
		r.split(e.args[1])
		return
	}
	if e.kind == eCall && e.name == "=" {
		a, b := e.args[0], e.args[1]
		nameA, sideA := oneColumn(a)
		_, sideB := oneColumn(b)
		switch {
		case nameA != "" && sideA != sideB && a.withoutSide() == b.withoutSide():
			r.keys = append(r.keys, a)
			return
		case a.kind == eNumber && b.kind == eNumber && a.num == b.num:
			r.All = true
			return
		}
	}
	if r.rest == nil {
		r.rest = e
	} else {
		r.rest = call("and", e.at, r.rest, e)
	}
}

// oneColumn gives the column of an expression that has exactly one.
func oneColumn(e *expr) (name string, side byte) {
	if e.kind == eColumn {
		return e.name, e.side
	}
	for _, a := range e.args {
		n, s := oneColumn(a)
		switch {
		case n == "" && s == 0:
		case name == "":
			name, side = n, s
		case n != name || s != side:
			return "", '?'
		}
	}
	return name, side
}

// checkRules compiles the rules and says which are not taken over.
func (m *Model) checkRules(c *compiler) {
	for i := range m.Rules {
		r := &m.Rules[i]
		if r.condition == nil {
			continue
		}
		if _, err := c.condition(r.condition); err != nil {
			m.problem(Problem{Path: r.path, Text: r.SQL}, err.Error())
			r.keys, r.All = nil, false
			continue
		}
		if r.All = r.All && len(r.keys) == 0; !r.usable() {
			m.problem(Problem{Path: r.path, Text: r.SQL}, "has no part of the form l.x = r.x, so no blocks can be made of it")
			continue
		}
		if r.rest != nil {
			r.Rest = r.rest.String()
		}
		for _, k := range r.keys {
			name, _ := oneColumn(k)
			r.Block.Keys = append(r.Block.Keys, block.Key{Column: name, Name: k.withoutSide(), Func: keyFunc(m, k, name)})
		}
	}
}

// keyFunc is the value of an expression of one column; a NULL blocks nothing.
// It may be called by several threads.
func keyFunc(m *Model, e *expr, name string) block.KeyFunc {
	s := typeSorts[m.Columns[name]]
	if s == sDate {
		s = sStamp
	}
	type room struct {
		column *column
		node   node
		pair   *pair
	}
	rooms := sync.Pool{New: func() any {
		c := newCompiler(m.Dialect, false)
		col := c.add(name, s)
		col.values = []value{null, null}
		n, err := c.compile(e)
		if err != nil {
			panic(fmt.Sprintf("splink: a rule that was checked does not compile: %v", err))
		}
		p := c.newPair()
		p.ids = [2][]uint32{{1}, {1}}
		return &room{col, n, p}
	}}
	return func(s string) string {
		r := rooms.Get().(*room)
		defer rooms.Put(r)
		r.column.values[1] = castText(s, r.column.sort)
		if v := r.node.eval(r.pair); v.sort != sNull {
			return "=" + v.String()
		}
		return ""
	}
}
