package main

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// revision is one published state of the six-digit codes.
type revision struct {
	date  int // year and month
	names table
}

var entry = regexp.MustCompile(`(?m)^\s*'(\d{6})': '([^']+)',$`)

// readRevisions returns the revisions of GB/T 2260, oldest first.
func readRevisions(pip map[string][]byte) ([]revision, error) {
	var all []revision
	for name, data := range pip {
		digits, ok := strings.CutPrefix(path.Base(name), "revision_")
		if !ok || !strings.HasSuffix(digits, ".py") {
			continue
		}
		date, err := strconv.Atoi(strings.TrimSuffix(digits, ".py"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r := revision{date: date, names: table{}}
		for _, m := range entry.FindAllSubmatch(data, -1) {
			r.names[string(m[1])] = string(m[2])
		}
		if len(r.names) < 3000 {
			return nil, fmt.Errorf("%s: only %d codes read", name, len(r.names))
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no revision of GB/T 2260 in the package")
	}
	slices.SortFunc(all, func(a, b revision) int { return a.date - b.date })
	return all, nil
}

// span is one name of one code and the revisions (by index) it was seen in.
type span struct {
	code, name  string
	first, last int
	successors  []string
}

// collective names group counties for statistics and come and go between
// revisions of different makers.
func collective(name string) bool {
	switch name {
	case "市辖区", "县", "市":
		return true
	}
	return strings.Contains(name, "直辖县级") || strings.Contains(name, "直辖行政")
}

// history lists every code and name ever published: code, name, first year,
// year of retirement (empty while in use) and the codes that follow it, as far
// as the revisions let one infer them.
func history(revisions []revision) []string {
	spans := collect(revisions)
	infer(spans, len(revisions)-1)
	var lines []string
	for _, s := range spans {
		until := ""
		switch newest := revisions[len(revisions)-1].date; {
		case s.last == len(revisions)-1:
		case collective(s.name) && revisions[s.last].date/100 >= newest/100-10:
		default:
			until = strconv.Itoa(revisions[s.last+1].date / 100)
			if revisions[s.last].date%100 == 12 { // in force at the end of that year
				until = strconv.Itoa(max(revisions[s.last].date/100+1, revisions[s.last+1].date/100))
			}
		}
		lines = append(lines, strings.Join([]string{s.code, s.name,
			strconv.Itoa(revisions[s.first].date / 100), until, strings.Join(s.successors, ";")}, "\t"))
	}
	return lines
}

// collect turns revisions into spans sorted by code and time. A code absent in
// between keeps its span: makers differ in what they list.
func collect(revisions []revision) []*span {
	latest := map[string]*span{}
	var spans []*span
	for i, r := range revisions {
		for _, code := range slices.Sorted(maps.Keys(r.names)) {
			s := latest[code]
			if s == nil || s.name != r.names[code] {
				s = &span{code: code, name: r.names[code], first: i}
				latest[code] = s
				spans = append(spans, s)
			}
			s.last = i
		}
	}
	slices.SortFunc(spans, func(a, b *span) int {
		if c := strings.Compare(a.code, b.code); c != 0 {
			return c
		}
		return a.first - b.first
	})
	return spans
}

// infer finds the successors of retired codes: what appears at the moment of
// the retirement under the same name, or under the same name of another rank
// (县 → 区, 市), first in the same prefecture, then the province, then the
// country (Hainan and Chongqing became provinces); failing that, the only new
// county where exactly one was retired in the prefecture.
func infer(spans []*span, newest int) {
	appeared := map[int][]*span{}
	retired := map[int][]*span{}
	for i, s := range spans {
		if collective(s.name) {
			continue
		}
		if s.first > 0 {
			appeared[s.first] = append(appeared[s.first], s)
		}
		renamed := i+1 < len(spans) && spans[i+1].code == s.code
		if s.last < newest && !renamed {
			retired[s.last+1] = append(retired[s.last+1], s)
		}
	}
	for at, old := range retired {
		for _, s := range old {
			if code := successor(s, appeared[at]); code != "" {
				s.successors = []string{code}
			} else if code := only(s, old, appeared[at]); code != "" {
				s.successors = []string{code}
			}
		}
	}
}

func successor(s *span, appeared []*span) string {
	for _, digits := range []int{4, 2, 0} {
		if digits == 0 { // across provinces only into a new one
			appeared = slices.DeleteFunc(slices.Clone(appeared), func(n *span) bool {
				return !slices.ContainsFunc(appeared, func(p *span) bool { return p.code == n.code[:2]+"0000" })
			})
		}
		for _, same := range []func(a, b string) bool{
			func(a, b string) bool { return a == b },
			func(a, b string) bool { return stem(a) == stem(b) && raised(a, b) },
		} {
			var found []string
			for _, n := range appeared {
				if n.code[:digits] == s.code[:digits] && n.code != s.code && rank(n.code) == rank(s.code) && same(s.name, n.name) {
					found = append(found, n.code)
				}
			}
			if len(found) == 1 {
				return found[0]
			}
			if len(found) > 1 {
				return "" // as many places of that name: no guess
			}
		}
	}
	return ""
}

// only is the single new county of a prefecture that lost a single county.
func only(s *span, retired, appeared []*span) string {
	if rank(s.code) != 3 {
		return ""
	}
	near := func(list []*span) (found []*span) {
		for _, o := range list {
			if o.code[:4] == s.code[:4] && rank(o.code) == 3 {
				found = append(found, o)
			}
		}
		return found
	}
	lost, won := near(retired), near(appeared)
	if len(lost) == 1 && len(won) == 1 {
		return won[0].code
	}
	return ""
}

func rank(code string) int {
	switch {
	case strings.HasSuffix(code, "0000"):
		return 1
	case strings.HasSuffix(code, "00"):
		return 2
	}
	return 3
}

// raised reports whether a county of name old can have become new: counties
// become cities and districts, 地区 become 市, never the other way; 铁岭县 beside
// 铁岭市 is another place.
func raised(old, new string) bool {
	order := func(name string) int {
		for i, s := range []string{"县", "地区", "盟", "市", "区"} {
			if strings.HasSuffix(name, s) && !(s == "区" && strings.HasSuffix(name, "地区")) {
				return i
			}
		}
		return -1
	}
	return order(old) >= 0 && order(old) < order(new)
}

// stem is the name without the word for its rank. A single character is too
// little to go by.
func stem(name string) string {
	for _, suffix := range []string{"地区", "县", "区", "市", "盟"} {
		if s, ok := strings.CutSuffix(name, suffix); ok && len([]rune(s)) >= 2 {
			return s
		}
	}
	return name
}
