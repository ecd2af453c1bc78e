package splink

import (
	"math"
	"regexp"
	"strings"
)

// logic compiles AND, OR and NOT with three values: NULL is "not known".
func (c *compiler) logic(e *expr, name string, a []node) (node, error) {
	for i, x := range a {
		if x.sort != sBool && x.sort != sNull {
			return node{}, wrong(e.args[i], "%s needs true or false, this is %v", strings.ToUpper(name), x.sort)
		}
	}
	x := a[0].tested()
	if name == "not" {
		return condition(func(p *pair) tri {
			if v := x(p); v != unknown {
				return yes - v
			}
			return unknown
		}), nil
	}
	y := a[1].tested()
	decides := tri(truthInt(name == "or")) // the value that settles it
	return condition(func(p *pair) tri {
		l := x(p)
		if l == decides {
			return l
		}
		if r := y(p); r == decides || l != unknown {
			return r
		}
		return unknown
	}), nil
}

// align gives two nodes one type to be compared in; a literal text is read as
// the type of the other side.
func align(e *expr, a, b node, ea, eb *expr) (node, node, error) {
	switch {
	case a.sort == sNull || b.sort == sNull || a.sort == b.sort,
		a.sort.numeric() && b.sort.numeric(), a.sort.temporal() && b.sort.temporal():
		return a, b, nil
	case eb.kind == eText:
		return a, literal(eb, a.sort), literalFault(e, eb, a.sort)
	case ea.kind == eText:
		return literal(ea, b.sort), b, literalFault(e, ea, b.sort)
	}
	return a, b, wrong(e, "compares %v with %v: give the columns their types", a.sort, b.sort)
}

func literal(e *expr, s sort) node {
	if s.numeric() {
		s = sDouble
	}
	return constant(castText(e.text, s))
}

func literalFault(whole, e *expr, s sort) error {
	if literal(e, s).sort == sNull {
		return wrong(whole, "%q is no %v", e.text, s)
	}
	return nil
}

func (c *compiler) compare(e *expr, name string, a []node) (node, error) {
	l, r, err := align(e, a[0], a[1], e.args[0], e.args[1])
	if err != nil {
		return node{}, err
	}
	if x, y := e.args[0], e.args[1]; name == "=" && x.kind == eColumn && y.kind == eColumn && a[0].column == a[1].column {
		col, i, s, t := c.list[a[0].column], a[0].column, a[0].side, a[1].side
		return condition(func(p *pair) tri {
			k, l := col.class[p.ids[s][i]], col.class[p.ids[t][i]]
			if k == 0 || l == 0 {
				return unknown
			}
			return tri(truthInt(k == l))
		}), nil
	}
	x, y := l.eval, r.eval
	if name == "is distinct from" {
		return condition(func(p *pair) tri { return tri(truthInt(!same(x(p), y(p)))) }), nil
	}
	results := map[string][3]tri{ // for less, equal, greater
		"=": {no, yes, no}, "<>": {yes, no, yes}, "<": {yes, no, no}, "<=": {yes, yes, no}, ">": {no, no, yes}, ">=": {no, yes, yes},
	}[name]
	return condition(func(p *pair) tri {
		l := x(p)
		if l.sort == sNull {
			return unknown
		}
		r := y(p)
		if r.sort == sNull {
			return unknown
		}
		return results[order(l, r)+1]
	}), nil
}

// wider is the type of a result of two numbers.
func wider(a, b sort) sort {
	switch {
	case a == sDouble || b == sDouble || a == sNull || b == sNull:
		return sDouble
	case a == sFloat || b == sFloat:
		return sFloat
	case a == sDecimal || b == sDecimal:
		return sDecimal
	}
	return sInt
}

func (c *compiler) arithmetic(e *expr, name string, a []node) (node, error) {
	x, y := a[0].eval, a[1].eval
	l, r := a[0].sort, a[1].sort
	days, result := 1.0, wider(l, r)
	switch {
	case name == "-" && l == sDate && r == sDate:
		days, result = 86400, sInt
	case !l.numeric() && l != sNull || !r.numeric() && r != sNull:
		return node{}, wrong(e, "%s needs numbers, these are %v and %v", name, l, r)
	}
	truncates := c.dialect == SQLite || c.dialect == Postgres
	if name == "/" && result == sInt && !truncates || name == "/" && result == sDecimal {
		result = sDouble
	}
	var f func(a, b float64) float64
	switch name {
	case "+":
		f = func(a, b float64) float64 { return a + b }
	case "-":
		f = func(a, b float64) float64 { return (a - b) / days }
	case "*":
		f = func(a, b float64) float64 { return a * b }
	case "/":
		f = func(a, b float64) float64 { return a / b }
		if result == sInt {
			f = func(a, b float64) float64 { return math.Trunc(a / b) }
		}
	case "%":
		f = math.Mod
	}
	exact := result == sInt && (name == "/" || name == "%")
	nullByZero := name == "/" && (c.dialect == SQLite || c.dialect == Spark)
	return node{sort: result, eval: func(p *pair) value {
		l := x(p)
		if l.sort == sNull {
			return null
		}
		r := y(p)
		if r.sort == sNull || nullByZero && r.n == 0 {
			return null
		}
		if exact && r.n == 0 {
			p.fault = "a division by zero, which the database refuses too"
			return null
		}
		return number(result, f(l.n, r.n))
	}}, nil
}

// concat joins texts; || is NULL if a part is, the function passes over it.
func (c *compiler) concat(a []node, strict bool) node {
	return node{sort: sText, eval: func(p *pair) value {
		var b strings.Builder
		for _, x := range a {
			v := x.eval(p)
			if v.sort != sNull {
				b.WriteString(v.String())
			} else if strict {
				return null
			}
			if b.Len() > maxText {
				p.fault = tooLong.s
				return null
			}
		}
		return text(b.String())
	}}
}

// common is the type of several branches.
func common(e *expr, nodes []node) (sort, error) {
	s := sNull
	for _, n := range nodes {
		switch {
		case n.sort == sNull || n.sort == s:
		case s == sNull:
			s = n.sort
		case s.numeric() && n.sort.numeric():
			s = wider(s, n.sort)
		case s.temporal() && n.sort.temporal():
			s = sStamp
		default:
			return 0, wrong(e, "gives now %v, now %v", s, n.sort)
		}
	}
	return s, nil
}

// as changes numbers and dates to another type of their kind.
func as(v value, s sort) value {
	switch {
	case v.sort == s || v.sort == sNull:
		return v
	case s.numeric():
		return number(s, v.n)
	}
	v.sort = s
	return v
}

func (c *compiler) caseWhen(e *expr, a []node) (node, error) {
	var results []node
	for i, x := range a {
		if last := i == len(a)-1; last || i%2 == 1 {
			results = append(results, x)
		} else if x.sort != sBool && x.sort != sNull {
			return node{}, wrong(e.args[i], "a condition must be true or false, this is %v", x.sort)
		}
	}
	var conditions []test
	for i := 0; i+1 < len(a); i += 2 {
		conditions = append(conditions, a[i].tested())
	}
	s, err := common(e, results)
	return node{sort: s, eval: func(p *pair) value {
		for i := 0; i+1 < len(a); i += 2 {
			if conditions[i/2](p) == yes {
				return as(a[i+1].eval(p), s)
			}
		}
		return as(a[len(a)-1].eval(p), s)
	}}, err
}

func (c *compiler) coalesce(e *expr, a []node) (node, error) {
	s, err := common(e, a)
	return node{sort: s, eval: func(p *pair) value {
		for _, x := range a {
			if v := x.eval(p); v.sort != sNull {
				return as(v, s)
			}
		}
		return null
	}}, err
}

// choose compiles nullif, greatest and least; the last two pass over NULL.
func (c *compiler) choose(e *expr, name string, a []node) (node, error) {
	if name == "nullif" {
		if len(a) != 2 {
			return node{}, wrong(e, "takes 2 arguments, not %d", len(a))
		}
		l, r, err := align(e, a[0], a[1], e.args[0], e.args[1])
		return node{sort: l.sort, eval: func(p *pair) value {
			v := l.eval(p)
			if w := r.eval(p); v.sort != sNull && w.sort != sNull && order(v, w) == 0 {
				return null
			}
			return v
		}}, err
	}
	sign := 1
	if name == "least" {
		sign = -1
	}
	s, err := common(e, a)
	return node{sort: s, eval: func(p *pair) value {
		best := null
		for _, x := range a {
			if v := x.eval(p); v.sort != sNull && (best.sort == sNull || sign*order(v, best) > 0) {
				best = v
			}
		}
		return as(best, s)
	}}, err
}

func (c *compiler) index(e *expr, a []node) (node, error) {
	if a[0].sort != sText && a[0].sort != sList && a[0].sort != sNull || a[1].sort != sInt {
		return node{}, wrong(e, "only places of lists and texts are taken over, this is %v[%v]", a[0].sort, a[1].sort)
	}
	x, y := a[0].eval, a[1].eval
	first := truthInt(c.dialect == Spark) // Spark counts from 0
	return node{sort: sText, eval: func(p *pair) value {
		v, i := x(p), y(p)
		if v.sort == sNull || i.sort == sNull {
			return null
		}
		return index(v, int(i.n)+first)
	}}, nil
}

// cast compiles CAST and TRY_CAST to a named type.
func (c *compiler) cast(e *expr, a node) (node, error) {
	return c.castTo(e, a, e.text, e.name == "try_cast")
}

// castTypes are the names of types in all dialects; the number is how many
// bits an integer may have.
var castTypes = map[string]struct {
	sort sort
	bits int
}{
	"VARCHAR": {sText, 0}, "TEXT": {sText, 0}, "STRING": {sText, 0}, "CHAR": {sText, 0},
	"TINYINT": {sInt, 8}, "SMALLINT": {sInt, 16}, "INT": {sInt, 32}, "INTEGER": {sInt, 32}, "INT4": {sInt, 32}, "BIGINT": {sInt, 64}, "INT8": {sInt, 64}, "LONG": {sInt, 64},
	"FLOAT": {sFloat, 0}, "REAL": {sFloat, 0}, "FLOAT4": {sFloat, 0}, "DOUBLE": {sDouble, 0}, "FLOAT8": {sDouble, 0},
	"DATE": {sDate, 0}, "TIMESTAMP": {sStamp, 0}, "DATETIME": {sStamp, 0}, "BOOLEAN": {sBool, 0}, "BOOL": {sBool, 0},
}

func (c *compiler) castTo(e *expr, a node, name string, try bool) (node, error) {
	if strings.HasPrefix(name, "VARCHAR,") { // a length changes nothing
		name = "VARCHAR"
	}
	t, ok := castTypes[name]
	if !ok {
		return node{}, wrong(e, "casts to %s are not taken over", strings.ReplaceAll(name, ",", " "))
	}
	if t.sort == sFloat && (c.dialect == SQLite || c.dialect == Postgres && name == "FLOAT") {
		t.sort = sDouble
	}
	to, from, x := t.sort, a.sort, a.eval
	limit := math.Pow(2, float64(t.bits-1))
	f := func(v value) value { return null }
	switch {
	case from == to || from == sNull:
		f = func(v value) value { return v }
	case from == sText:
		f = func(v value) value { return castText(v.s, to) }
	case to == sText:
		f = func(v value) value { return text(v.String()) }
	case to == sInt && from == sDecimal:
		f = func(v value) value { return number(sInt, math.Round(v.n)) }
	case to == sInt && (from.numeric() || from == sBool):
		f = func(v value) value { return number(sInt, math.RoundToEven(v.n)) }
	case to.numeric() && (from.numeric() || from == sBool):
		f = func(v value) value { return number(to, v.n) }
	case to == sDate && from == sStamp:
		f = func(v value) value { return value{sort: sDate, n: math.Floor(v.n/86400) * 86400} }
	case to == sStamp && from == sDate:
		f = func(v value) value { return value{sort: sStamp, n: v.n} }
	default:
		return node{}, wrong(e, "casts from %v to %v are not taken over", from, to)
	}
	return node{sort: to, eval: func(p *pair) value {
		v := x(p)
		if v.sort == sNull {
			return null
		}
		out := f(v)
		if out.sort == sInt && t.bits > 0 && !(out.n >= -limit && out.n < limit) {
			out = null
		}
		if out.sort == sNull && !try {
			p.fault = "a value that " + strings.ToUpper(e.name) + " to " + name + " cannot take, which the database refuses too"
		}
		return out
	}}, nil
}

// regexp compiles the functions with regular expressions. Those of DuckDB are
// of RE2, whose syntax Go's are.
func (c *compiler) regexp(e *expr, name string, a []node) (node, error) {
	signature := special[name]
	if err := c.check(e, a, signature); err != nil {
		return node{}, err
	}
	if e.args[1].kind != eText {
		return node{}, wrong(e, "the pattern must be a literal")
	}
	re, err := regexp.Compile(e.args[1].text)
	if err != nil {
		return node{}, wrong(e, "the pattern is not understood: %v", err)
	}
	x := a[0]
	switch name {
	case "regexp_matches":
		return matches(x, re), nil
	case "regexp_replace":
		return c.regexpReplace(e, re, a)
	}
	group := 0
	if name == "substring from" {
		group = min(1, re.NumSubexp())
	} else if len(a) == 3 {
		if e.args[2].kind != eNumber {
			return node{}, wrong(e, "the group must be a number")
		}
		group = int(max(-1, min(1000, e.args[2].num)))
	} else if c.dialect == Spark {
		group = 1
	}
	otherwise := text("")
	if name == "substring from" {
		otherwise = null
	}
	return node{sort: sText, eval: func(p *pair) value {
		v := x.eval(p)
		if v.sort == sNull {
			return null
		}
		m := re.FindStringSubmatch(v.s)
		if m == nil || group < 0 || group >= len(m) {
			return otherwise
		}
		return text(m[group])
	}}, nil
}

func (c *compiler) regexpReplace(e *expr, re *regexp.Regexp, a []node) (node, error) {
	all := c.dialect == Spark
	if len(a) == 4 {
		if e.args[3].kind != eText || e.args[3].text != "g" {
			return node{}, wrong(e, "only the option g is taken over")
		}
		all = true
	}
	if e.args[2].kind != eText || strings.ContainsAny(e.args[2].text, `\$`) {
		return node{}, wrong(e, "the replacement must be a plain literal")
	}
	x, with := a[0], e.args[2].text
	return node{sort: sText, eval: func(p *pair) value {
		v := x.eval(p)
		if v.sort == sNull {
			return null
		}
		if all {
			return text(re.ReplaceAllLiteralString(v.s, with))
		}
		m := re.FindStringIndex(v.s)
		if m == nil {
			return v
		}
		return text(v.s[:m[0]] + with + v.s[m[1]:])
	}}, nil
}

// postgresFormat turns a pattern of PostgreSQL into one of strptime.
var postgresFormat = strings.NewReplacer("YYYY", "%Y", "MM", "%m", "DD", "%d", "HH24", "%H", "MI", "%M", "SS", "%S")

func (c *compiler) strptime(e *expr, name string, a []node) (node, error) {
	if err := c.check(e, a, "tt"); err != nil {
		return node{}, err
	}
	if e.args[1].kind != eText {
		return node{}, wrong(e, "the format must be a literal")
	}
	format, unknown := e.args[1].text, ""
	switch name {
	case "try_to_timestamp", "to_timestamp":
		format, unknown = javaFormat(format)
	case "try_cast_date", "try_cast_timestamp":
		format = postgresFormat.Replace(format)
	}
	f, u := parseFormat(format)
	if unknown+u != "" {
		return node{}, wrong(e, "the part %q of the format is not taken over", unknown+u)
	}
	x, result := a[0].eval, sStamp
	if name == "try_cast_date" {
		result = sDate
	}
	try := strings.HasPrefix(name, "try_")
	return node{sort: result, eval: func(p *pair) value {
		v := x(p)
		if v.sort == sNull {
			return null
		}
		out := f.parse(v.s)
		if out.sort == sNull && !try {
			p.fault = "a text that strptime cannot read, which the database refuses too"
		}
		return as(out, result)
	}}, nil
}

// dateDiff compiles date_diff('day', from, to) and Spark's datediff(to, from).
func (c *compiler) dateDiff(e *expr, a []node) (node, error) {
	if len(a) == 2 && e.name == "datediff" {
		if err := c.check(e, a, "dd"); err != nil {
			return node{}, err
		}
		x, y := a[1].eval, a[0].eval
		return node{sort: sInt, eval: func(p *pair) value { return daysBetween("day", x(p), y(p)) }}, nil
	}
	if err := c.check(e, a, "tdd"); err != nil {
		return node{}, err
	}
	part := e.args[0]
	if part.kind != eText || !datePart(part.text) {
		return node{}, wrong(e, "the part must be a literal from 'second' to 'year'")
	}
	x, y := a[1].eval, a[2].eval
	return node{sort: sInt, eval: func(p *pair) value { return daysBetween(part.text, x(p), y(p)) }}, nil
}

func daysBetween(part string, from, to value) value {
	if from.sort == sNull || to.sort == sNull {
		return null
	}
	return dateDiff(part, from, to)
}
