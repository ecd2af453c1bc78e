package splink

import (
	"strconv"
	"strings"
)

type exprKind uint8

const (
	eColumn exprKind = iota
	eText
	eNumber
	eBool
	eNull
	eList
	eCall // a function, an operator, CASE or CAST
)

// expr is a node of an SQL expression.
type expr struct {
	kind exprKind
	// name is the function or operator, in small letters; of a column its
	// name without _l or _r; of a number how it was written.
	name string
	side byte   // of a column: 'l' or 'r'
	text string // of a text: itself; of a cast: the type
	num  float64
	args []*expr
	at   int
}

func call(name string, at int, args ...*expr) *expr {
	return &expr{kind: eCall, name: name, at: at, args: args}
}

// form says how columns tell their side: first_name_l in the conditions of
// comparisons, l.first_name in blocking rules.
type form uint8

const (
	suffixed form = iota
	qualified
)

// maxDepth bounds nesting, so that no text can exhaust the stack.
const maxDepth = 150

type parser struct {
	sql    string
	tokens []token
	next   int
	depth  int
	form   form
}

// parse reads one condition.
func parse(sql string, dialect Dialect, f form) (*expr, error) {
	tokens, err := lex(sql, dialect)
	if err != nil {
		return nil, err
	}
	p := &parser{sql: sql, tokens: tokens, form: f}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tEnd {
		return nil, p.fail("the condition should end here")
	}
	return e, nil
}

func (p *parser) peek() token { return p.tokens[p.next] }

// take steps over the token if it is s.
func (p *parser) take(s string) bool {
	if p.peek().is(s) {
		p.next++
		return true
	}
	return false
}

// words steps over a sequence of keywords if it stands here.
func (p *parser) words(ws ...string) bool {
	for i, w := range ws {
		if p.next+i >= len(p.tokens) || !p.tokens[p.next+i].is(w) {
			return false
		}
	}
	p.next += len(ws)
	return true
}

func (p *parser) expect(s string) error {
	if p.take(s) {
		return nil
	}
	return p.fail("expected " + s)
}

func (p *parser) fail(why string) error {
	t := p.peek()
	return &SQLError{At: t.at, Text: shorten(p.sql[t.at:]), Why: why}
}

func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return string(r)
}

// binary reads operators of one precedence, from left to right.
func (p *parser) binary(operand func() (*expr, error), names ...string) (*expr, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
next:
	for n := 0; ; n++ {
		if n > 10*maxDepth {
			return nil, p.fail("the expression is too long")
		}
		for _, name := range names {
			at := p.peek().at
			if !p.take(name) {
				continue
			}
			right, err := operand()
			if err != nil {
				return nil, err
			}
			left = call(name, at, left, right)
			continue next
		}
		return left, nil
	}
}

func (p *parser) or() (*expr, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.fail("the expression is nested too deeply")
	}
	return p.binary(func() (*expr, error) { return p.binary(p.not, "and") }, "or")
}

func (p *parser) not() (*expr, error) {
	at, n := p.peek().at, 0
	for p.take("not") {
		n++
	}
	e, err := p.comparison()
	if err == nil && n%2 == 1 {
		e = call("not", at, e)
	}
	return e, err
}

var comparisonNames = map[string]string{"=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

func (p *parser) comparison() (*expr, error) {
	left, err := p.concat()
	for err == nil {
		at := p.peek().at
		if name := comparisonNames[p.peek().text]; name != "" && p.peek().kind == tSymbol {
			p.next++
			var right *expr
			if right, err = p.concat(); err == nil {
				left = call(name, at, left, right)
			}
			continue
		}
		negate := p.words("not", "in") || p.words("not", "like") || p.words("not", "ilike") || p.words("not", "between")
		if negate {
			p.next--
		}
		var test *expr
		switch {
		case !negate && p.take("is"):
			test, err = p.is(left, at)
		case p.take("in"):
			test, err = p.in(left, at)
		case p.take("between"):
			test, err = p.between(left, at)
		case p.peek().is("like") || p.peek().is("ilike"):
			name := strings.ToLower(p.peek().text)
			p.next++
			var pattern *expr
			if pattern, err = p.concat(); err == nil {
				test = call(name, at, left, pattern)
			}
		default:
			return left, nil
		}
		left = test
		if negate && err == nil {
			left = call("not", at, test)
		}
	}
	return nil, err
}

func (p *parser) is(left *expr, at int) (*expr, error) {
	not := p.take("not")
	var test *expr
	switch {
	case p.take("null"):
		test = call("is null", at, left)
	case p.take("true"):
		test = call("coalesce", at, left, &expr{kind: eBool})
	case p.take("false"):
		test = call("coalesce", at, call("not", at, left), &expr{kind: eBool})
	case p.words("distinct", "from"):
		right, err := p.concat()
		if err != nil {
			return nil, err
		}
		test = call("is distinct from", at, left, right)
	default:
		return nil, p.fail("expected NULL, TRUE, FALSE or DISTINCT FROM")
	}
	if not {
		test = call("not", at, test)
	}
	return test, nil
}

func (p *parser) in(left *expr, at int) (*expr, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	values, err := p.list(")")
	if err != nil {
		return nil, err
	}
	var test *expr
	for _, v := range values {
		if eq := call("=", at, left, v); test == nil {
			test = eq
		} else {
			test = call("or", at, test, eq)
		}
	}
	if test == nil {
		return nil, p.fail("IN has no values")
	}
	return test, nil
}

func (p *parser) between(left *expr, at int) (*expr, error) {
	low, err := p.concat()
	if err != nil {
		return nil, err
	}
	if err := p.expect("and"); err != nil {
		return nil, err
	}
	high, err := p.concat()
	if err != nil {
		return nil, err
	}
	return call("and", at, call(">=", at, left, low), call("<=", at, left, high)), nil
}

func (p *parser) concat() (*expr, error) { return p.binary(p.sum, "||") }

func (p *parser) sum() (*expr, error) { return p.binary(p.product, "+", "-") }

func (p *parser) product() (*expr, error) { return p.binary(p.sign, "*", "/", "%") }

func (p *parser) sign() (*expr, error) {
	at, n := p.peek().at, 0
	for {
		if p.take("-") {
			n++
		} else if !p.take("+") {
			break
		}
	}
	e, err := p.postfix()
	if err == nil && n%2 == 1 {
		if e.kind == eNumber {
			e.num, e.name = -e.num, "-"+e.name
		} else {
			e = call("unary -", at, e)
		}
	}
	return e, err
}

func (p *parser) postfix() (*expr, error) {
	e, err := p.primary()
	for n := 0; err == nil; n++ {
		at := p.peek().at
		switch {
		case n > maxDepth:
			return nil, p.fail("the expression is too long")
		case p.take("["):
			var i *expr
			if i, err = p.or(); err == nil {
				err = p.expect("]")
			}
			e = call("item of", at, e, i)
		case p.take("::"):
			var t string
			t, err = p.typeName()
			e = &expr{kind: eCall, name: "cast", text: t, at: at, args: []*expr{e}}
		default:
			return e, nil
		}
	}
	return nil, err
}

func (p *parser) primary() (*expr, error) {
	t := p.peek()
	switch {
	case t.kind == tNumber:
		p.next++
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, &SQLError{At: t.at, Text: t.text, Why: "the number is too large"}
		}
		return &expr{kind: eNumber, name: t.text, num: v, at: t.at}, nil
	case t.kind == tString:
		p.next++
		return &expr{kind: eText, text: t.text, at: t.at}, nil
	case p.take("("):
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		return e, p.expect(")")
	case p.take("["):
		values, err := p.list("]")
		return &expr{kind: eList, args: values, at: t.at}, err
	case t.kind == tQuoted:
		return p.column()
	case t.kind == tWord:
		return p.word()
	case t.kind == tEnd:
		return nil, p.fail("the condition ends too early")
	}
	return nil, p.fail("this is not understood")
}

// reserved are the words that are no names.
var reserved = map[string]bool{"and": true, "or": true, "not": true, "is": true, "in": true, "like": true, "ilike": true, "between": true,
	"when": true, "then": true, "else": true, "end": true, "as": true, "from": true, "distinct": true}

// word reads what begins with an unquoted word: a keyword, a function, a
// column.
func (p *parser) word() (*expr, error) {
	t, after := p.peek(), p.tokens[p.next+1]
	opens := after.is("(")
	switch name := strings.ToLower(t.text); {
	case reserved[name]:
		return nil, p.fail("this word cannot stand here")
	case name == "null":
		p.next++
		return &expr{kind: eNull, at: t.at}, nil
	case name == "true" || name == "false":
		p.next++
		e := &expr{kind: eBool, at: t.at}
		if name == "true" {
			e.num = 1
		}
		return e, nil
	case name == "case":
		p.next++
		return p.caseWhen(t.at)
	case (name == "cast" || name == "try_cast") && opens:
		p.next += 2
		return p.cast(name, t.at)
	case name == "extract" && opens:
		p.next += 2
		return p.extract(t.at)
	case (name == "date" || name == "timestamp") && after.kind == tString:
		p.next += 2
		return &expr{kind: eCall, name: "cast", text: strings.ToUpper(name), at: t.at, args: []*expr{{kind: eText, text: after.text, at: after.at}}}, nil
	case (name == "substring" || name == "substr") && opens:
		p.next += 2
		return p.substring(t.at)
	case opens:
		p.next += 2
		args, err := p.list(")")
		return call(name, t.at, args...), err
	}
	return p.column()
}

// list reads expressions up to the closing token.
func (p *parser) list(closing string) ([]*expr, error) {
	var out []*expr
	if p.take(closing) {
		return nil, nil
	}
	for {
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		out = append(out, e)
		if !p.take(",") {
			return out, p.expect(closing)
		}
	}
}

// caseWhen makes a call "case" of condition, result, condition, result …,
// result otherwise.
func (p *parser) caseWhen(at int) (*expr, error) {
	var subject *expr
	var err error
	if !p.peek().is("when") {
		if subject, err = p.or(); err != nil {
			return nil, err
		}
	}
	out := call("case", at)
	for p.take("when") {
		cond, err := p.or()
		if err != nil {
			return nil, err
		}
		if subject != nil {
			cond = call("=", cond.at, subject, cond)
		}
		if err := p.expect("then"); err != nil {
			return nil, err
		}
		then, err := p.or()
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, cond, then)
	}
	if len(out.args) == 0 {
		return nil, p.fail("expected WHEN")
	}
	otherwise := &expr{kind: eNull, at: at}
	if p.take("else") {
		if otherwise, err = p.or(); err != nil {
			return nil, err
		}
	}
	out.args = append(out.args, otherwise)
	return out, p.expect("end")
}

func (p *parser) cast(name string, at int) (*expr, error) {
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if err := p.expect("as"); err != nil {
		return nil, err
	}
	t, err := p.typeName()
	if err != nil {
		return nil, err
	}
	return &expr{kind: eCall, name: name, text: t, at: at, args: []*expr{e}}, p.expect(")")
}

// typeName reads DOUBLE, DOUBLE PRECISION, VARCHAR(10) …
func (p *parser) typeName() (string, error) {
	if p.peek().kind != tWord {
		return "", p.fail("expected a type")
	}
	name := strings.ToUpper(p.peek().text)
	p.next++
	if name == "DOUBLE" {
		p.take("precision")
	}
	if p.take("(") {
		args, err := p.list(")")
		if err != nil {
			return "", err
		}
		for _, a := range args {
			name += "," + a.name
		}
	}
	return name, nil
}

func (p *parser) extract(at int) (*expr, error) {
	if p.peek().kind != tWord {
		return nil, p.fail("expected a part of a date")
	}
	part := strings.ToLower(p.peek().text)
	p.next++
	if err := p.expect("from"); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	return call(part, at, e), p.expect(")")
}

// substring reads substring(x, 1, 2), substring(x from 1 for 2) and
// substring(x from 'pattern').
func (p *parser) substring(at int) (*expr, error) {
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	out := call("substring", at, e)
	for p.take(",") || p.take("from") || p.take("for") {
		a, err := p.or()
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, a)
	}
	if len(out.args) == 2 && out.args[1].kind == eText {
		out.name = "substring from"
	}
	return out, p.expect(")")
}

// column reads a column and its side.
func (p *parser) column() (*expr, error) {
	t := p.peek()
	if t.is("interval") {
		return nil, p.fail("intervals are not taken over")
	}
	p.next++
	name, table := t.text, ""
	if p.peek().is(".") {
		p.next++
		t2 := p.peek()
		if t2.kind != tWord && t2.kind != tQuoted {
			return nil, p.fail("expected a column")
		}
		p.next++
		table, name = strings.ToLower(t.text), t2.text
	}
	e := &expr{kind: eColumn, name: name, at: t.at}
	if p.form == qualified {
		if table != "l" && table != "r" {
			return nil, &SQLError{At: t.at, Text: shorten(p.sql[t.at:]), Why: "a column must belong to l or r"}
		}
		e.side = table[0]
		return e, nil
	}
	n := len(name) - 2
	switch {
	case table == "" && n > 0 && strings.EqualFold(name[n:], "_l"):
		e.side = 'l'
	case table == "" && n > 0 && strings.EqualFold(name[n:], "_r"):
		e.side = 'r'
	default:
		return nil, &SQLError{At: t.at, Text: shorten(p.sql[t.at:]), Why: "a column must end with _l or _r"}
	}
	e.name = name[:n]
	return e, nil
}
