package division

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// WithHistory returns the tree with another history of six-digit codes in
// place of the embedded one: a CSV file with code, name, from, until (years)
// and successor, or the Chinese header 代码,名称,启用时间,变更/弃用时间,新代码.
// A code may stand in several lines, one for each name.
func (t *Tree) WithHistory(r io.Reader, name string) (*Tree, error) {
	s, err := openSheet(r, name)
	if err != nil {
		return nil, err
	}
	p := &past{}
	for {
		if err := s.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if s.blank() {
			continue
		}
		f, err := s.former()
		if err != nil {
			return nil, err
		}
		p.spans = append(p.spans, f)
	}
	slices.SortStableFunc(p.spans, func(a, b Former) int {
		if c := strings.Compare(a.Code, b.Code); c != 0 {
			return c
		}
		return a.From - b.From
	})
	m := t.merge(&Tree{})
	m.past = p
	return m, nil
}

func (s *sheet) former() (Former, error) {
	c, err := Parse(s.get("code"))
	if err != nil {
		return Former{}, s.errorf("%w", err)
	}
	if c.Level() > County {
		return Former{}, s.errorf("%s is deeper than a county; give towns and communities in a list of divisions", c)
	}
	f := Former{Code: c.County(), Name: strings.Clone(fold(s.get("name")))}
	if f.From, err = s.year("from"); err != nil {
		return f, err
	}
	if f.Until, err = s.year("until"); err != nil {
		return f, err
	}
	codes, err := s.codes("successor")
	if err != nil {
		return f, err
	}
	for _, c := range codes {
		f.Successors = append(f.Successors, c.County())
	}
	return f, nil
}

// Current lists the divisions in use that a code stands for today: itself
// while in use, else those that its successors lead to. A town or community of
// a retired county is looked up by name where the tree knows its name, and by
// its number otherwise. Nothing is listed for a code that leads nowhere.
func (t *Tree) Current(c Code) []Code {
	if t.current(c) {
		return []Code{c}
	}
	var ends []Code
	seen := map[Code]bool{}
	var walk func(c Code)
	walk = func(c Code) {
		if seen[c] || len(seen) > 100 {
			return
		}
		seen[c] = true
		m := t.more[c]
		switch {
		case t.current(c):
			ends = append(ends, c)
		case len(m.successors) > 0:
			for _, s := range m.successors {
				walk(s)
			}
		default:
			for _, s := range t.inferred(c) {
				walk(s)
			}
		}
	}
	walk(c)
	slices.Sort(ends)
	return slices.Compact(ends)
}

// current reports whether a code is in force.
func (t *Tree) current(c Code) bool { return t.has(c) && !t.Retired(c) }

// Retired reports whether a division that the tree holds is no longer in force.
func (t *Tree) Retired(c Code) bool { return t.more[c].until != 0 || t.ended(c) }

// ended reports whether the county history retires a code that the tree
// still holds.
func (t *Tree) ended(c Code) bool {
	if c.Level() > County || t.past == nil {
		return false
	}
	spans := t.past.of(c.County())
	return len(spans) > 0 && spans[len(spans)-1].Until != 0 && len(spans[len(spans)-1].Successors) > 0
}

// inferred are the divisions that follow a retired code by the history of
// counties, and for deeper codes by name.
func (t *Tree) inferred(c Code) []Code {
	if c.Level() <= County {
		if t.past == nil || c == "" {
			return nil
		}
		var list []Code
		for _, s := range t.past.follow(c.County()) {
			if next := Code(s + zeros[6:]); next != c {
				list = append(list, next)
			}
		}
		return list
	}
	var list []Code
	for _, up := range t.Current(c.Parent()) {
		if name := t.Name(c); name != "" {
			for _, d := range t.Find(name, up, c.Level()) {
				if d.Until == 0 && d.Code != c {
					list = append(list, d.Code)
				}
			}
		} else if moved := Code(up.Prefix()) + c[len(up.Prefix()):]; up != c.Parent() && t.has(moved) {
			list = append(list, moved)
		}
	}
	return list
}

// Same reports whether two codes stand for one place: equal, or leading to one
// and the same division in use.
func (t *Tree) Same(a, b Code) bool {
	if a == b {
		return true
	}
	if a.Level() != b.Level() {
		return false
	}
	x, y := t.Current(a), t.Current(b)
	return len(x) == 1 && len(y) == 1 && x[0] == y[0]
}
