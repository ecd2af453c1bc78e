package address

import (
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/division"
)

var communityWords = []string{"社区居民委员会", "社区居委会", "社区村委会", "村民委员会", "居民委员会", "村村委会", "村委会", "居委会", "社区", "嘎查", "村"}

var communitiesByInitial = byInitial(communityWords, itself)

// community reads a community below which no other division was read: one of
// the lists at the beginning of a name, or whatever ends with its word at i.
func (r *reader) community(i int) (end int) {
	if r.Community != "" || r.Building != "" {
		return 0
	}
	if i == r.pos && r.at.level < division.Community && i > 0 {
		if end := r.listed(i); end > 0 {
			return end
		}
	}
	if r.class(i)&beginsCommunity == 0 || r.RoadNumber != "" || r.Estate != "" {
		return 0
	}
	for _, w := range communitiesByInitial[initials[r.chars[i]]] {
		if !strings.HasPrefix(r.s[i:], w) {
			continue
		}
		end = i + len(w)
		name := strings.TrimSuffix(strings.Trim(r.s[r.pos:i], "-"), "第")
		n := utf8.RuneCountInString(name)
		if n == 0 || n > 8 || roadTail(r.s[end:]) || w == "村" && !r.village(name, r.s[end:]) ||
			w == "社区" && r.listsHere() && blockAhead(r.s[end:]) {
			return 0
		}
		r.Community, r.unlisted = name+w, !r.inLists(r.pos, end)
		return end
	}
	return 0
}

// inLists reports whether several communities of the city have this name, of
// which the address does not tell which.
func (r *reader) inLists(i, end int) bool {
	for _, h := range r.local().find(r, i, r.hits[:0]) {
		for _, m := range h.means {
			if h.end == end && m.level == division.Community && !m.short {
				return true
			}
		}
	}
	return false
}

// listsHere reports whether the communities of the city are known, so that
// another 社区 before a building is likely an estate (中海国际社区3栋).
func (r *reader) listsHere() bool {
	t := r.local()
	return t != nil && t.lists
}

// blockAhead reports whether a building, a unit or bare numbers follow.
func blockAhead(s string) bool {
	if firstClass(s)&beginsNumber == 0 {
		return false
	}
	t := number(s)
	if t.end == 0 {
		return false
	}
	switch marker(s[t.end:]).kind {
	case building, unit, storey:
		return true
	case none, room:
		return t.n > 1
	}
	return false
}

// listed reads a community of the lists in the middle of an address.
func (r *reader) listed(i int) int {
	hits := r.local().find(r, i, r.hits[:0])
	for n := len(hits) - 1; n >= 0; n-- {
		h := hits[n]
		if m, again := r.choose(h); m != nil && !again && m.level == division.Community && !m.short {
			r.enter(*m)
			return h.end
		}
	}
	return 0
}

// village reports whether 村 after a name ends the name of a village rather
// than of an estate (工人新村3栋, 曹杨一村).
func (r *reader) village(name, next string) bool {
	c, _ := utf8.DecodeLastRuneInString(name)
	if c == '新' || digitOf(c) > 0 || alnum(c) || name == "度假" {
		return groupAhead(next)
	}
	return !blockAhead(next) && !startsEstate(next)
}

func startsEstate(s string) bool {
	return !strings.HasPrefix(s, "小学") && startsWith(s, estatesByInitial) > 0
}
