package splink

import (
	"fmt"
	"strings"
)

// infer finds out from the conditions what the columns are. Splink leaves that
// to the database; here every value is a text at first.
func (m *Model) infer() {
	in := &inference{types: map[string]Type{}, names: map[string]string{}}
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			in.walk(l.condition, "")
			if l.TF.Column != "" {
				in.name(l.TF.Column)
			}
		}
	}
	for _, r := range m.Rules {
		in.walk(r.condition, "")
	}
	for low, name := range in.names {
		t := in.types[low]
		if t == "" {
			t = Text
		}
		m.Columns[name] = t
	}
}

type inference struct {
	types map[string]Type
	names map[string]string // in small letters → as written first
	order []string          // in order of appearance
}

func (in *inference) name(name string) string {
	low := strings.ToLower(name)
	if in.names[low] == "" {
		in.names[low] = name
		in.order = append(in.order, name)
	}
	return low
}

// walk visits an expression of which its surroundings want a type.
func (in *inference) walk(e *expr, want Type) {
	switch {
	case e == nil:
		return
	case e.kind == eColumn:
		low := in.name(e.name)
		// Text is what a column is anyhow: any other wish is stronger.
		if want != "" && (in.types[low] == "" || in.types[low] == Text) {
			in.types[low] = want
		}
		return
	}
	name := canonical(e.name)
	signature := special[name]
	if f, ok := functions[name]; ok {
		signature = f.args
	}
	if _, ok := numeric1[name]; ok {
		signature = "n"
	}
	signature = strings.Replace(signature, "?", "", 1)
	switch name {
	case "+", "-", "*", "/", "%":
		signature = "nn"
	case "=", "<>", "<", "<=", ">", ">=", "nullif", "is distinct from", "case", "coalesce", "greatest", "least":
		signature = in.alike(e.args, want)
	}
	for i, a := range e.args {
		w := Type("")
		if i < len(signature) {
			w = letterTypes[signature[i]]
		}
		in.walk(a, w)
	}
}

var letterTypes = map[byte]Type{'t': Text, 'n': Number, 'd': Date, 'l': List}

// alike gives every argument the type that one of them has for certain, for
// what compares or chooses among its arguments.
func (in *inference) alike(args []*expr, want Type) string {
	letter := byte('a')
	for l, t := range letterTypes {
		if t == want {
			letter = l
		}
	}
	for _, a := range args {
		switch {
		case a.kind == eNumber:
			letter = 'n'
		case (a.name == "cast" || a.name == "try_cast") && castTypes[a.text].sort.temporal():
			letter = 'd'
		}
	}
	return strings.Repeat(string(letter), len(args))
}

// check compiles every condition, as far as that goes without records, and
// notes what does not.
func (m *Model) check() error {
	c, err := m.compiler(false)
	if err != nil {
		return err
	}
	names := map[string]int{}
	for _, comparison := range m.Comparisons {
		names[comparison.Name]++
	}
	for i, comparison := range m.Comparisons {
		at := Problem{Path: fmt.Sprintf("$.comparisons[%d]", i), Comparison: comparison.Name, part: i + 1}
		if names[comparison.Name] > 1 {
			m.problem(at, "other comparisons have the same output_column_name: Splink confuses them, give each its own")
		}
		for j, l := range comparison.Levels {
			if l.condition == nil {
				continue
			}
			at := Problem{Path: fmt.Sprintf("%s.comparison_levels[%d]", at.Path, j), Comparison: comparison.Name, Level: l.Label, Text: l.SQL, part: i + 1}
			if _, err := c.condition(l.condition); err != nil {
				m.problem(at, err.Error())
			} else if name := foreign(l.condition, m.Dialect); name != "" {
				at.Why = name + " is computed as DuckDB does; Spark may differ near a threshold"
				m.Doubts = append(m.Doubts, at)
			}
		}
	}
	m.checkRules(c)
	return nil
}

// compiler makes one whose columns have types and no values.
func (m *Model) compiler(bytes bool) (*compiler, error) {
	c := newCompiler(m.Dialect, bytes)
	for _, name := range sortedKeys(m.Columns) {
		s, ok := typeSorts[m.Columns[name]]
		if !ok {
			return nil, fmt.Errorf("column %q: there is no type %q; the types are text, number, date and list", name, m.Columns[name])
		}
		c.add(name, s)
	}
	return c, nil
}

// foreign finds a similarity that the database of the model computes with a
// library of its own.
func foreign(e *expr, d Dialect) string {
	if _, similar := similarities[canonical(e.name)]; similar && d == Spark && e.name != "levenshtein" {
		return e.name
	}
	for _, a := range e.args {
		if name := foreign(a, d); name != "" {
			return name
		}
	}
	return ""
}
