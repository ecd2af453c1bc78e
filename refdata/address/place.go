package address

import (
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/division"
)

// preambles stand before an address in free text.
var preambles = []string{"中华人民共和国", "中国", "现居住地址", "现居住地", "居住地址", "居住地", "现住址", "现住", "户籍地址", "户籍地", "家庭住址", "住址", "地址", "家住", "住"}

// groupings stand between city and county in some systems, zones above or in
// place of a county without being a division of the lists.
var groupings = []string{"市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖县级", "辖区"}

var zones = []string{"高新技术产业开发区", "经济技术开发区", "高新西区", "高新南区", "高新区", "经开区", "保税区", "天府新区", "东部新区"}

// divisions reads the names of divisions that the address begins with.
func (r *reader) divisions() {
	r.skip(beginsPreamble, preambles)
	r.code()
	for steps := 0; steps < 16; steps++ {
		switch {
		case r.division():
		case r.skip(beginsGrouping, groupings):
		case r.at.level < division.Town && r.zone():
		case r.resync(), r.unlistedTown():
		default:
			return
		}
	}
}

// code reads a division code of twelve digits before the address, and passes
// over a post code of six.
func (r *reader) code() {
	n := 0
	for n < len(r.rest()) && r.rest()[n] >= '0' && r.rest()[n] <= '9' {
		n++
	}
	if n == 6 && n < len(r.rest()) && marker(r.rest()[n:]).kind == none {
		r.pos += n
	}
	if n != 12 {
		return
	}
	if c, err := division.Parse(r.rest()[:n]); err == nil {
		if now := r.lexicon.tree.Current(c); len(now) == 1 {
			p := r.lexicon.newPlace(now[0])
			r.enter(meaning{area: p.area, place: p})
			r.pos += n
			if strings.HasPrefix(r.rest(), "-") {
				r.pos++
			}
		}
	}
}

// skip passes over one of the words, which begin with characters of a class.
func (r *reader) skip(first class, words []string) bool {
	if r.class(r.pos)&first == 0 {
		return false
	}
	for _, w := range words {
		if strings.HasPrefix(r.rest(), w) {
			r.pos += len(w)
			return true
		}
	}
	return false
}

// zone skips a development zone: it says nothing that lists of divisions
// could confirm or deny.
func (r *reader) zone() bool {
	if r.class(r.pos)&beginsZone == 0 {
		return false
	}
	for _, z := range zones {
		if strings.HasPrefix(r.rest(), z) && !roadTail(r.rest()[len(z):]) {
			r.pos += len(z)
			return true
		}
	}
	return false
}

// resync goes on behind a misspelt or unlisted division: 锦汪区春熙路街道,
// 柳浦街道第三网格三桥社区. What is passed over has to end like a division.
func (r *reader) resync() bool {
	runes := 0
	for i, end := r.pos, 0; i < len(r.s); i = end {
		c := rune(r.chars[i])
		if runes++; runes > 9 || alnum(c) || c == '路' || c == '号' {
			return false
		}
		if end = r.after(i); runes < 2 || classOf(c)&endsDivision == 0 || end >= len(r.s) {
			continue
		}
		hits := r.local().find(r, end, r.hits[:0])
		for n := len(hits) - 1; n >= 0; n-- {
			m, again := r.choose(hits[n])
			if m == nil || again || m.short || m.level < r.at.level {
				continue
			}
			if r.County == "" && strings.ContainsRune("市区县", c) {
				r.County = r.s[r.pos:end]
			} else {
				r.Rest += r.s[r.pos:end]
			}
			r.enter(*m)
			r.pos = hits[n].end
			return true
		}
	}
	return false
}

// division reads the longest name that makes sense here.
func (r *reader) division() bool {
	hits := r.hits[:0]
	if r.at.level < division.Community {
		hits = r.local().find(r, r.pos, hits)
	}
	n := len(hits)
	if r.at.level < division.County || slices.Contains(r.at.again, r.char(r.pos)) {
		hits = r.lexicon.country.find(r, r.pos, hits)
	}
	near, far := hits[:n], hits[n:]
	for len(near)+len(far) > 0 {
		// At equal length the country's names go first until a county is known.
		var h hit
		if len(near) == 0 || len(far) > 0 && (far[len(far)-1].end > near[len(near)-1].end ||
			far[len(far)-1].end == near[len(near)-1].end && r.at.level < division.County) {
			h, far = far[len(far)-1], far[:len(far)-1]
		} else {
			h, near = near[len(near)-1], near[:len(near)-1]
		}
		if r.take(h) {
			return true
		}
	}
	return false
}

// local is the trie of the city that the address is in, as far as known.
func (r *reader) local() *trie {
	c := r.at
	if c.level == 0 || c.level < division.City && r.at.contains(&r.home.area) {
		c = &r.home
	}
	return c.local()
}

// take accepts a spelling if one of its meanings fits.
func (r *reader) take(h hit) bool {
	m, again := r.choose(h)
	switch {
	case again:
		r.pos = h.end
		return true
	case m == nil:
		return false
	}
	r.enter(*m)
	r.pos = h.end
	return true
}

// choose picks the meaning that fits what is known; again tells that the
// spelling only repeats it.
func (r *reader) choose(h hit) (best *meaning, again bool) {
	tail := r.s[h.end:]
	score := 0
	tie := false
	for i := range h.means {
		m := &h.means[i]
		if r.at.level > 0 && m.contains(&r.at.area) {
			if !m.short && (m.code != r.at.code || m.level <= division.County) {
				return nil, true
			}
			continue
		}
		s := r.fit(m, tail, h.end)
		switch {
		case s > score:
			best, score, tie = m, s, false
		case s == score && s > 0:
			tie = true
		}
	}
	if tie {
		return r.confirmed(h), false
	}
	return best, false
}

// confirmed is the one meaning of several whose town or community follows.
func (r *reader) confirmed(h hit) (found *meaning) {
	for i := range h.means {
		m := &h.means[i]
		if m.level != division.County || !r.at.contains(&m.area) || !r.townAhead(m, h.end) {
			continue
		}
		if found != nil {
			return nil
		}
		found = m
	}
	return found
}

// fit grades a meaning: 0 does not fit, higher is nearer.
func (r *reader) fit(m *meaning, tail string, end int) int {
	if m.short && (roadTail(tail) || placeTail(tail)) || !m.short && roadWord(tail) > 0 && openEnded(r.s[:end]) {
		return 0
	}
	score := 1
	switch {
	case r.at.level == 0:
		if m.level >= division.Town && r.home.level == 0 {
			return 0
		}
	case r.at.contains(&m.area):
		score += 100
	case m.level == division.Community && r.at.level == division.Town && r.at.around(division.County, &m.area):
		score += 50 // the list has it under another town of the county
	case m.level == division.County && r.at.level == division.City && !m.short && r.at.around(division.Province, &m.area):
		score += 20 // moved to another city since
	default:
		return 0
	}
	if m.short && !r.supported(m, tail, end) {
		return 0
	}
	if !m.loose {
		score += 200
	}
	if !m.short {
		score += 400
	}
	if m.level == division.Province {
		score += 40
	} else if m.level == division.City {
		score += 30
	}
	for level := division.Province; level <= division.Town; level++ {
		if r.home.around(level, &m.area) {
			score += 2
		}
	}
	return score
}

// openEnded reports whether a road can be named after what ends so: 三桥村路,
// 东岭县大道, but not 三桥社区 or 南塘区.
func openEnded(s string) bool {
	c, _ := utf8.DecodeLastRuneInString(s)
	return !strings.ContainsRune("区会道处办", c)
}

// supported reports whether a short form is borne out by what follows.
func (r *reader) supported(m *meaning, tail string, end int) bool {
	switch {
	case m.level <= division.City:
		return true
	case m.level == division.Community:
		return groupAhead(tail)
	case m.level == division.County && (tail == "" || r.at.level > 0):
		return true
	}
	return r.townAhead(m, end)
}

// townAhead reports whether the full name of something inside m follows.
func (r *reader) townAhead(m *meaning, end int) bool {
	for _, h := range m.local().find(r, end, r.ahead[:0]) {
		for _, n := range h.means {
			if !n.short && m.contains(&n.area) && roadWord(r.s[h.end:]) == 0 {
				return true
			}
		}
	}
	return false
}

// enter notes a division that was read.
func (r *reader) enter(m meaning) {
	r.at, r.Division = m.place, m.code
	for level, part := range [...]*string{division.Province: &r.Province, division.City: &r.City, division.County: &r.County,
		division.Town: &r.Town, division.Community: &r.Community} {
		if part != nil && level <= m.level && m.names[level] != "" {
			*part = m.names[level]
		}
	}
}

// unlistedTown reads a town that no list has any more: 城厢镇, 新华乡.
func (r *reader) unlistedTown() bool {
	if r.Town != "" {
		return false
	}
	nowhere := r.at.level < division.City && r.home.level == 0
	runes := 0
	for i := r.pos; i < len(r.s); i = r.after(i) {
		c := rune(r.chars[i])
		if alnum(c) || runes > 7 || c == '村' || c == '号' || c == '路' && !strings.HasPrefix(r.s[i+len("路"):], "街道") {
			return false
		}
		if runes >= 2 && (c == '街' || c == '镇' || c == '乡') {
			for _, w := range []string{"街道办事处", "街道办", "街道", "镇", "乡"} {
				end := i + len(w)
				if !strings.HasPrefix(r.s[i:], w) || roadTail(r.s[end:]) || placeTail(r.s[end:]) {
					continue
				}
				if (w == "镇" || w == "乡") && (runes > 4 || nowhere) {
					return false
				}
				r.Town = r.s[r.pos:end]
				r.pos = end
				return true
			}
		}
		runes++
	}
	return false
}

var directions = "东西南北中上下前后内外左右新老大小一二三四五六七八九十"

// roadTail reports whether what follows makes a road of what was before:
// 成都 in 成都路, 北京 in 北京中路.
func roadTail(s string) bool {
	for i, size := 0, 0; i <= 9; i += size {
		var c rune
		switch c, size = firstRune(s[i:]); {
		case c == '路', c == '巷':
			return true
		case c == '街':
			return !strings.HasPrefix(s[i:], "街道")
		case strings.HasPrefix(s[i:], "大道"), strings.HasPrefix(s[i:], "胡同"), strings.HasPrefix(s[i:], "公路"):
			return true
		case classOf(c)&isDirection != 0 || c == '环' || c == '段':
		default:
			return false
		}
	}
	return false
}

var placeWords = strings.Fields(`小区 花园 家园 苑 公寓 大厦 广场 新村 新城 新苑 宾馆 酒店 饭店 宿舍 家属 山庄 别墅 豪庭 名都 国际
	中学 小学 大学 学院 学校 医院 公司 集团 银行 市场 商场 商城 车站 机场 公园 城 府 庭 湾 里 坊 厂 店 楼 桥 门 站 院 园 村 社区 镇 乡 街道`)

var placesByInitial = byInitial(placeWords, itself)

// placeTail reports whether what follows makes an estate or a building of the
// short form before: 锦江 in 锦江苑.
func placeTail(s string) bool {
	return startsWith(s, placesByInitial) > 0
}

// groupAhead reports whether a village group follows: 3组, 第三村民小组.
func groupAhead(s string) bool {
	s = strings.TrimPrefix(s, "第")
	if firstClass(s)&beginsNumber == 0 {
		return false
	}
	n := number(s)
	if n.end == 0 {
		return false
	}
	m := marker(s[n.end:])
	return m.kind == group
}
