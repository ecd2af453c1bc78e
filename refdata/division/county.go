package division

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Former is one name of one six-digit code during some years.
type Former struct {
	Code string // six digits, of a county, city or province
	Name string
	// From is the first year of the revisions of GB/T 2260 that hold it (1980:
	// or before). Until is the year in which it was retired, 0 while in use;
	// retirements after 2019 carry 2023, the year of the embedded state.
	From, Until int
	// Successors are the six-digit codes that followed, as far as known.
	Successors []string
}

// past is the history of county codes, sorted by code and year.
type past struct {
	spans []Former

	once     sync.Once
	followed map[string][]Former // by the code in use that follows
}

func (p *past) of(code6 string) []Former {
	from, _ := slices.BinarySearchFunc(p.spans, code6, func(f Former, c string) int { return strings.Compare(f.Code, c) })
	to := from
	for to < len(p.spans) && p.spans[to].Code == code6 {
		to++
	}
	return p.spans[from:to]
}

var embeddedPast = sync.OnceValue(func() *past {
	p := &past{}
	for line := range strings.Lines(table("counties.txt.gz")) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		s := Former{Code: f[0], Name: f[1]}
		s.From, _ = strconv.Atoi(f[2])
		s.Until, _ = strconv.Atoi(f[3])
		if f[4] != "" {
			s.Successors = strings.Split(f[4], ";")
		}
		p.spans = append(p.spans, s)
	}
	return p
})

// CountyEver tells what a six-digit code means or meant, under the last name
// it had. An ID number keeps the code of the first registration, so codes
// retired since 1980 are found too; a code that is not found is unusual but no
// proof of an error. Codes of cities and provinces and the collective 市辖区
// (xx01) are found as well.
func CountyEver(code6 string) (Former, bool) { return Embedded().CountyEver(code6) }

// CountyEver is the package's function with the history that this tree was
// given.
func (t *Tree) CountyEver(code6 string) (Former, bool) {
	if t.past != nil {
		if spans := t.past.of(code6); len(spans) > 0 {
			return spans[len(spans)-1], true
		}
	}
	if c, err := Parse(code6); err == nil && len(code6) == 6 {
		if d, ok := t.Get(c); ok {
			return Former{Code: code6, Name: d.Name, From: d.From, Until: d.Until}, true
		}
	}
	return Former{}, false
}

// Formers lists all names a six-digit code has had, oldest first.
func (t *Tree) Formers(code6 string) []Former {
	if t.past == nil {
		return nil
	}
	return slices.Clone(t.past.of(code6))
}

// before lists the spans whose only successors lead to this code.
func (p *past) before(code6 string) []Former {
	p.once.Do(func() {
		p.followed = map[string][]Former{}
		for _, f := range p.spans {
			for _, s := range p.follow(f.Code) {
				if s != f.Code {
					p.followed[s] = append(p.followed[s], f)
				}
			}
		}
	})
	return p.followed[code6]
}

// follow walks from a code along its successors to those that are in use.
func (p *past) follow(code6 string) []string {
	var ends []string
	seen := map[string]bool{}
	var walk func(c string)
	walk = func(c string) {
		if seen[c] {
			return
		}
		seen[c] = true
		spans := p.of(c)
		if len(spans) == 0 || spans[len(spans)-1].Until == 0 {
			ends = append(ends, c)
			return
		}
		for _, s := range spans[len(spans)-1].Successors {
			walk(s)
		}
	}
	walk(code6)
	slices.Sort(ends)
	return ends
}
