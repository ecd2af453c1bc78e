package splink

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"quanyuan/link/table"
)

// column is a column of the records, with what its texts mean.
type column struct {
	index  int
	name   string
	sort   sort
	ids    []uint32 // per row
	values []value  // per distinct text
	// class numbers the values: texts of one meaning ("1", "1.0") share it.
	// Class 0 is NULL.
	class []uint32
}

// setValues reads the texts of a column as values of its type; wrong is the
// number of a row that has none, or -1.
func (c *column) setValues(t *table.Column) (wrong int) {
	c.ids, wrong = t.IDs, -1
	c.values = make([]value, t.Values.Len())
	c.class = make([]uint32, t.Values.Len())
	numbers := map[string]uint32{}
	if c.sort == sDate && saysTime(&t.Values) {
		c.sort = sStamp
	}
	whole := c.sort == sDouble
	for i, s := range t.Values.All() {
		if i == 0 {
			continue
		}
		v := castText(s, c.sort)
		if v.sort == sNull {
			return slices.Index(t.IDs, i)
		}
		whole = whole && v.n == float64(int64(v.n)) && !strings.ContainsAny(s, ".eE")
		c.values[i] = v
		key := s
		if c.sort != sText {
			key = v.String()
		}
		if numbers[key] == 0 {
			numbers[key] = uint32(len(numbers) + 1)
		}
		c.class[i] = numbers[key]
	}
	if whole {
		c.sort = sInt
		for i := range c.values[1:] {
			c.values[i+1].sort = sInt
		}
	}
	return -1
}

// pair is the two records that are compared, and room for results that more
// than one level needs.
type pair struct {
	ids   [2][]uint32 // side, column: number of the value
	slots []value
	stamp []uint32
	now   uint32
	fault string
	room  scratch
	memos []memo // of expressions of two values, by slot
	level []memo // of comparisons of one column
}

type evaluate func(p *pair) value

// test is a condition in SQL's logic of three values.
type test func(p *pair) tri

type tri int8

const (
	unknown tri = iota - 1
	no
	yes
)

func triOf(v value) tri {
	if v.sort == sNull {
		return unknown
	}
	return tri(v.n)
}

func (t tri) value() value {
	if t == unknown {
		return null
	}
	return value{sort: sBool, n: float64(t)}
}

// node is a compiled expression.
type node struct {
	eval evaluate
	sort sort
	// column and side it depends on: column -1 for none, -2 for several
	column int
	side   uint8
	plain  bool // a column or a constant: nothing to remember
	test   test // of conditions that are computed without a value, else nil
}

// condition makes a node of a test.
func condition(t test) node {
	return node{sort: sBool, test: t, eval: func(p *pair) value { return t(p).value() }}
}

// tested gives the test of a node that is true or false.
func (n node) tested() test {
	if n.test != nil {
		return n.test
	}
	eval := n.eval
	return func(p *pair) tri { return triOf(eval(p)) }
}

// compiler makes functions of expressions.
type compiler struct {
	dialect Dialect
	bytes   bool
	columns map[string]*column // by name in small letters
	list    []*column
	slots   map[string]int
	known   map[string][]value // values of expressions of one column
	// notASCII is set when a similarity compares texts that are not all ASCII.
	notASCII bool
}

func newCompiler(d Dialect, bytes bool) *compiler {
	return &compiler{dialect: d, bytes: bytes, columns: map[string]*column{}, slots: map[string]int{}, known: map[string][]value{}}
}

func (c *compiler) add(name string, s sort) *column {
	col := &column{index: len(c.list), name: name, sort: s, values: []value{null}, class: []uint32{0}}
	c.columns[strings.ToLower(name)] = col
	c.list = append(c.list, col)
	return col
}

// newPair makes working space; one for each thread.
func (c *compiler) newPair() *pair {
	return &pair{ids: [2][]uint32{make([]uint32, len(c.list)), make([]uint32, len(c.list))},
		slots: make([]value, len(c.slots)), stamp: make([]uint32, len(c.slots)), memos: make([]memo, len(c.slots))}
}

func wrong(e *expr, format string, args ...any) error {
	return &SQLError{At: e.at, Text: e.String(), Why: fmt.Sprintf(format, args...)}
}

// condition compiles an expression that is true or false.
func (c *compiler) condition(e *expr) (test, error) {
	n, err := c.compile(e)
	if err != nil {
		return nil, err
	}
	if n.sort != sBool && n.sort != sNull {
		return nil, wrong(e, "a condition must be true or false, this is %v", n.sort)
	}
	return c.remember(e, n).tested(), nil
}

func constant(v value) node {
	return node{eval: func(*pair) value { return v }, sort: v.sort, column: -1, plain: true}
}

func (c *compiler) compile(e *expr) (node, error) {
	switch e.kind {
	case eNull:
		return constant(null), nil
	case eText:
		return constant(text(e.text)), nil
	case eBool:
		return constant(truth(e.num != 0)), nil
	case eNumber:
		s := sInt
		if strings.ContainsAny(e.name, "eE") {
			s = sDouble
		} else if strings.Contains(e.name, ".") {
			s = sDecimal
		}
		return constant(number(s, e.num)), nil
	case eColumn:
		return c.column(e)
	}
	args := make([]node, len(e.args))
	for i, a := range e.args {
		n, err := c.compile(a)
		if err != nil {
			return node{}, err
		}
		args[i] = n
	}
	out, err := c.call(e, args)
	if err != nil {
		return node{}, err
	}
	out.column = -1
	for _, a := range args {
		switch {
		case a.column == -1:
		case out.column == -1:
			out.column, out.side = a.column, a.side
		case out.column != a.column || out.side != a.side:
			out.column = -2
		}
	}
	if out.column == -2 {
		// The children of one column are computed once per value: call them
		// again with what is remembered.
		remembered := false
		for i, a := range e.args {
			if args[i].column >= 0 && !args[i].plain {
				args[i] = c.remember(a, args[i])
				remembered = true
			}
		}
		if remembered {
			again, err := c.call(e, args)
			if err != nil {
				return node{}, err
			}
			out.eval, out.test = again.eval, again.test
		}
		if _, similar := similarities[canonical(e.name)]; similar && args[0].column >= 0 && args[1].column >= 0 {
			out.eval = c.kept(e, out, args[0], args[1])
		} else if similar || e.name == "acos" {
			out.eval = c.once(e, out.eval)
		}
	}
	return out, nil
}

// remember computes an expression of one column for every value of it. Both
// sides share the results.
func (c *compiler) remember(e *expr, n node) node {
	if n.column < 0 || n.plain {
		return n
	}
	key := e.withoutSide()
	known, ok := c.known[key]
	col, side := n.column, n.side
	if !ok {
		p := c.newPair()
		known = make([]value, len(c.list[col].values))
		for id := range known {
			p.now++
			p.ids[side][col] = uint32(id)
			if known[id] = n.eval(p); p.fault != "" {
				known[id], p.fault = value{s: p.fault}, ""
			}
		}
		c.known[key] = known
	}
	n.plain = true
	if n.sort == sBool && !slices.ContainsFunc(known, func(v value) bool { return v.s != "" }) {
		tests := make([]tri, len(known))
		for id, v := range known {
			tests[id] = triOf(v)
		}
		n.test = func(p *pair) tri { return tests[p.ids[side][col]] }
	} else {
		n.test = nil
	}
	n.eval = func(p *pair) value {
		v := known[p.ids[side][col]]
		if v.sort == sNull && v.s != "" { // a NULL with a text is a fault
			p.fault = v.s
		}
		return v
	}
	return n
}

// slot is the place of an expression's result, one for equal ones.
func (c *compiler) slot(e *expr) int {
	key := e.String()
	slot, ok := c.slots[key]
	if !ok {
		slot = len(c.slots)
		c.slots[key] = slot
	}
	return slot
}

// kept keeps results for two values, which meet again in other pairs.
func (c *compiler) kept(e *expr, n, a, b node) evaluate {
	slot, eval, result := c.slot(e), n.eval, n.sort
	return func(p *pair) value {
		if slot >= len(p.memos) { // while conditions are still being compiled
			return eval(p)
		}
		m := p.memos[slot].at(p.ids[a.side][a.column], p.ids[b.side][b.column])
		if !m.known {
			v := eval(p)
			if v.sort == sNull {
				return v
			}
			m.set(v.n)
		}
		return value{sort: result, n: m.n}
	}
}

// once computes a costly expression once for a pair, however many levels
// compare it with their thresholds.
func (c *compiler) once(e *expr, eval evaluate) evaluate {
	slot := c.slot(e)
	return func(p *pair) value {
		if slot >= len(p.slots) { // while conditions are still being compiled
			return eval(p)
		}
		if p.stamp[slot] != p.now {
			p.slots[slot], p.stamp[slot] = eval(p), p.now
		}
		return p.slots[slot]
	}
}

func (c *compiler) column(e *expr) (node, error) {
	col := c.columns[strings.ToLower(e.name)]
	if col == nil {
		return node{}, wrong(e, "there is no such column")
	}
	i, side := col.index, uint8(truthInt(e.side == 'r'))
	return node{eval: func(p *pair) value { return col.values[p.ids[side][i]] }, sort: col.sort, column: i, side: side, plain: true}, nil
}

func canonical(name string) string {
	if a := aliases[name]; a != "" {
		return a
	}
	return name
}

// call compiles an operator or a function; sort and eval of the result.
func (c *compiler) call(e *expr, a []node) (node, error) {
	if e.kind == eList {
		return listOf(a), nil
	}
	switch name := canonical(e.name); name {
	case "and", "or", "not":
		return c.logic(e, name, a)
	case "=", "<>", "<", "<=", ">", ">=", "is distinct from":
		return c.compare(e, name, a)
	case "is null":
		x := a[0].eval
		return condition(func(p *pair) tri { return tri(truthInt(x(p).sort == sNull)) }), nil
	case "+", "-", "*", "/", "%":
		return c.arithmetic(e, name, a)
	case "||":
		return c.concat(a, true), nil
	case "concat":
		return c.concat(a, false), nil
	case "case":
		return c.caseWhen(e, a)
	case "coalesce":
		return c.coalesce(e, a)
	case "cast", "try_cast":
		return c.cast(e, a[0])
	case "date":
		if len(a) == 1 {
			return c.castTo(e, a[0], "DATE", false)
		}
	case "like", "ilike":
		if err := c.check(e, a, "tt"); err != nil {
			return node{}, err
		}
		if e.args[1].kind != eText {
			return node{}, wrong(e, "the pattern must be a literal")
		}
		return matches(a[0], likePattern(e.args[1].text, name == "ilike")), nil
	case "item of":
		return c.index(e, a)
	case "nullif", "greatest", "least":
		return c.choose(e, name, a)
	case "max", "min":
		if c.dialect == SQLite && len(a) >= 2 {
			return c.choose(e, map[string]string{"max": "greatest", "min": "least"}[name], a)
		}
	case "regexp_extract", "regexp_replace", "regexp_matches", "substring from":
		return c.regexp(e, name, a)
	case "try_strptime", "strptime", "try_to_timestamp", "to_timestamp", "try_cast_date", "try_cast_timestamp":
		return c.strptime(e, name, a)
	case "datediff", "date_diff":
		return c.dateDiff(e, a)
	case "log":
		if len(a) == 1 {
			return c.numeric(e, a, map[bool]string{true: "ln", false: "log10"}[c.dialect == Spark])
		}
	default:
		return c.function(e, name, a)
	}
	return node{}, wrong(e, "this function is not taken over")
}

// function compiles what the tables hold.
func (c *compiler) function(e *expr, name string, a []node) (node, error) {
	if s, ok := similarities[name]; ok {
		return c.similarity(e, name, s, a)
	}
	if _, ok := numeric1[name]; ok {
		return c.numeric(e, a, name)
	}
	f, ok := functions[name]
	if !ok || f.f == nil {
		return node{}, wrong(e, "this function is not taken over")
	}
	if err := c.check(e, a, f.args); err != nil {
		return node{}, err
	}
	if name == "length" && a[0].sort != sText && a[0].sort != sList && a[0].sort != sNull {
		return node{}, wrong(e, "length needs a text or a list, this is %v", a[0].sort)
	}
	result := f.result
	if result == sNull {
		result = a[0].sort
	}
	return node{sort: result, eval: func(p *pair) value {
		args := make([]value, len(a))
		for i, x := range a {
			if args[i] = x.eval(p); args[i].sort == sNull {
				return null
			}
		}
		out := f.f(args)
		if out.sort == sNull && out.s != "" {
			p.fault = out.s
		}
		return out
	}}, nil
}

// check holds the arguments against the letters of a signature.
func (c *compiler) check(e *expr, a []node, signature string) error {
	required := len(signature)
	if i := strings.IndexByte(signature, '?'); i >= 0 {
		required, signature = i, strings.Replace(signature, "?", "", 1)
	}
	if len(a) < required || len(a) > len(signature) {
		return wrong(e, "takes %d arguments, not %d", required, len(a))
	}
	for i, x := range a {
		ok := true
		switch signature[i] {
		case 't':
			ok = x.sort == sText
		case 'n':
			ok = x.sort.numeric()
		case 'd':
			ok = x.sort.temporal()
		case 'l':
			ok = x.sort == sList
		}
		if !ok && x.sort != sNull {
			return wrong(e.args[i], "needs %s here, this is %v", map[byte]string{'t': "a text", 'n': "a number", 'd': "a date", 'l': "a list"}[signature[i]], x.sort)
		}
	}
	return nil
}

func (c *compiler) similarity(e *expr, name string, s similarity, a []node) (node, error) {
	if err := c.check(e, a, "tt"); err != nil {
		return node{}, err
	}
	if c.dialect == SQLite && strings.HasPrefix(name, "jaro") {
		return node{}, wrong(e, "under this name Splink gives SQLite a distance, not a similarity")
	}
	for _, x := range a {
		c.notASCII = c.notASCII || c.speaks(x)
	}
	result := sDouble
	if strings.HasSuffix(name, "levenshtein") {
		result = sInt
	}
	x, y, bytes := a[0].eval, a[1].eval, c.bytes && c.dialect == DuckDB
	jaccard := name == "jaccard"
	return node{sort: result, eval: func(p *pair) value {
		l, r := x(p), y(p)
		if l.sort == sNull || r.sort == sNull {
			return null
		}
		if jaccard && (l.s == "" || r.s == "") {
			p.fault = "jaccard of an empty text, which DuckDB refuses too"
			return null
		}
		return number(result, s.of(l.s, r.s, bytes, &p.room))
	}}, nil
}

// speaks tells whether texts that are compared have characters outside ASCII.
func (c *compiler) speaks(n node) bool {
	for _, col := range c.list {
		if n.column != col.index && n.column != -2 {
			continue
		}
		for _, v := range col.values {
			if !ascii(v.s) {
				return true
			}
		}
	}
	return false
}

func (c *compiler) numeric(e *expr, a []node, name string) (node, error) {
	if err := c.check(e, a, "n"); err != nil {
		return node{}, err
	}
	f, x, result := numeric1[name], a[0].eval, sDouble
	if f.keep {
		result = a[0].sort
	}
	return node{sort: result, eval: func(p *pair) value {
		v := x(p)
		if v.sort == sNull {
			return null
		}
		return number(result, f.f(v.n))
	}}, nil
}

func listOf(a []node) node {
	return node{sort: sList, eval: func(p *pair) value {
		v := value{sort: sList}
		for _, x := range a {
			v.list = append(v.list, x.eval(p))
		}
		return v
	}}
}

func matches(a node, re *regexp.Regexp) node {
	return node{sort: sBool, eval: func(p *pair) value {
		v := a.eval(p)
		if v.sort == sNull {
			return null
		}
		return truth(re.MatchString(v.s))
	}}
}

// saysTime reports whether any text tells a time of day.
func saysTime(values *table.Values) bool {
	for _, s := range values.All() {
		if strings.Contains(s, ":") {
			return true
		}
	}
	return false
}
