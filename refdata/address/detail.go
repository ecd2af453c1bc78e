package address

import (
	"strings"
	"unicode/utf8"
)

// details reads what stands below the divisions. A name is what stands
// between two numbers; the word after a number, or a word like 路 at the end of
// a name, tells what it is.
func (r *reader) details() {
	for i := r.pos; i < len(r.s); {
		begins := r.class(i)
		if begins&beginsNumber != 0 {
			if end, taken := r.numbered(i); end > 0 {
				if i = end; taken {
					r.pos = end
				}
				continue
			}
		}
		end := 0
		if begins&beginsCommunity != 0 || i == r.pos {
			end = r.community(i)
		}
		if end == 0 && begins&beginsRoad != 0 {
			end = r.road(i)
		}
		if end > 0 {
			i, r.pos = end, end
			continue
		}
		i = r.after(i)
	}
	r.name(r.s[r.pos:], none)
	r.finish()
}

// name stores a name that stood before a number or at the end.
func (r *reader) name(s string, before kind) {
	s = strings.TrimSuffix(strings.Trim(s, "-#"), "第")
	if s == "" {
		return
	}
	if before == none {
		if r.side(s) {
			return
		}
		s = withoutPlace(s)
	}
	switch {
	case s == "", idle[s]:
	case r.Room != "" || (r.Building != "" || r.Unit != "" || r.Floor != "") && before == none:
		r.Rest += s
	case r.Estate == "":
		r.Estate = s
	default:
		r.Estate += s
	}
}

// idle words between numbers say nothing: 12号院内3栋.
var idle = map[string]bool{"内": true, "院": true, "院落": true, "院内": true, "大院": true, "大院内": true, "小区": true, "小区内": true, "大楼": true, "楼": true, "号": true, "户": true}

// withoutPlace takes words off the end of a name that only say where beside
// it: 锦江苑内, 总府路12号旁.
func withoutPlace(s string) string {
	for _, w := range []string{"附近", "对面", "旁边", "斜对面", "内", "旁", "侧"} {
		if t, ok := strings.CutSuffix(s, w); ok {
			return t
		}
	}
	return s
}

// side reads 东, 西户, 左 as a room of a floor or unit.
func (r *reader) side(s string) bool {
	if r.Room != "" || r.Floor == "" && r.Unit == "" && r.Building == "" {
		return false
	}
	c, size := firstRune(s)
	if !strings.ContainsRune("东西南北左右中", c) {
		return false
	}
	switch s[size:] {
	case "", "户", "侧", "室", "边", "门", "面", "头", "屋":
		r.Room = r.Floor + string(c)
		return true
	}
	return false
}

// annex matches 附, 副 and 之 between two numbers.
func annex(s string) int {
	for _, w := range []string{"号附", "号副", "号之", "附", "副", "之"} {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// numbered reads a number at i. taken tells whether it had a meaning of its
// own; otherwise it is part of a name. end is 0 when there is no number.
func (r *reader) numbered(i int) (end int, taken bool) {
	s := r.s[i:]
	if strings.HasPrefix(s, "附") || strings.HasPrefix(s, "副") {
		return r.annexed(i), true
	}
	t := number(s)
	if t.end == 0 {
		return 0, false
	}
	w := marker(s[t.end:])
	end = i + t.end
	switch {
	case t.hanzi && !countable(w) && !(w.text == "队" && r.Community != ""), !t.hanzi && t.lettersOnly() && !lettered(w.kind):
		return end, false
	case w.kind == named, w.text == "巷" && r.Road == "", t.hanzi && w.text == "号" && r.Road == "" && r.streetAhead(end+w.len()):
		return end, false
	}
	if w.text == "号" || w.kind == none {
		if e := r.subnumber(i, &t); e > 0 {
			return e, true
		}
	}
	if w.kind == none && (end < len(r.s) && !r.bare(r.s[end:]) || len(t.parts[0]) >= longNumber) {
		return end, false
	}
	end += w.len()
	kind := w.kind
	if kind == storey {
		kind = r.storey(&t, r.s[end:])
	}
	r.before(i, kind)
	r.assign(&t, kind)
	return end, true
}

// streetAhead reports whether a name that ends like a road follows, so that
// 一号 belongs to it: 一号桥街.
func (r *reader) streetAhead(i int) bool {
	n := 0
	for at, c := range r.s[i:] {
		if n++; n > 4 || alnum(c) {
			return false
		}
		if at > 0 && roadWord(r.s[i+at:]) > 0 {
			return true
		}
	}
	return false
}

// annexed reads 附3号 where no main number stands directly before it.
func (r *reader) annexed(i int) (end int) {
	at := i + len("附")
	t := number(r.s[at:])
	if t.end == 0 {
		return 0
	}
	if r.Building != "" || r.Floor != "" { // 3栋1层附5号 is a door
		end = at + t.end
		w := marker(r.s[end:])
		r.before(i, room)
		r.assign(&t, room)
		if w.kind == house || w.kind == room {
			end += w.len()
		}
		return end
	}
	return r.annexTo("", i, at, &t)
}

// subnumber reads 12号附3号, 12附3, 12号之3 and the slip 12号2附号.
func (r *reader) subnumber(i int, t *token) (end int) {
	end = i + t.end
	if t.n > 1 || r.Building != "" || r.Unit != "" {
		return 0
	}
	if strings.HasPrefix(r.s[end:], "附号") || strings.HasPrefix(r.s[end:], "副号") {
		r.before(i, house)
		r.RoadNumber += "-" + t.parts[0]
		return end + len("附号")
	}
	a := annex(r.s[end:])
	if a == 0 {
		return 0
	}
	sub := number(r.s[end+a:])
	if sub.end == 0 {
		return 0
	}
	return r.annexTo(t.parts[0], i, end+a, &sub)
}

// annexTo takes the number at a position as an annex to a main number that
// stood at i. In 12号附3-2-501 only the first part is the annex.
func (r *reader) annexTo(main string, i, at int, sub *token) (end int) {
	end = at + sub.end
	w := marker(r.s[end:])
	switch {
	case sub.n > 1 && (w.kind == none || w.kind == house || w.kind == room || w.kind == building || w.kind == unit):
	case sub.n == 1 && (w.text == "号" || w.kind == none && !(sub.hanzi && main == "")):
	default:
		return 0 // 12号附2栋 is a building
	}
	r.before(i, house)
	r.RoadNumber = main + "-" + sub.parts[0]
	if sub.n > 1 {
		rest := token{n: sub.n - 1}
		copy(rest.parts[:], sub.parts[1:])
		r.assign(&rest, w.kind)
		r.chained = true
	}
	return end + w.len()
}

// countable reports whether a Chinese numeral before this word is a number
// rather than part of a name (五一路, 三桥社区, 九里门).
func countable(w word) bool {
	switch w.kind {
	case none, named, lane:
		return false
	}
	return w.text != "门" && w.text != "梯" && w.text != "队"
}

// lettered reports whether Latin letters alone are a number before this kind.
func lettered(k kind) bool { return k == building || k == unit || k == storey || k == house }

// bare reports whether a number without a word may end before s; otherwise it
// belongs to the name that goes on (68中学).
func (r *reader) bare(s string) bool {
	if r.Building != "" || r.Unit != "" || r.Floor != "" {
		return true
	}
	c, _ := firstRune(s)
	return strings.ContainsRune("附副之", c)
}

// storey decides what 3楼 is: a floor, unless a unit or a room of no such
// floor follows.
func (r *reader) storey(t *token, next string) kind {
	if r.Building != "" || r.Unit != "" {
		return floor
	}
	if !strings.ContainsAny(t.last(), "0123456789") {
		return building // A楼
	}
	n := number(next)
	switch {
	case n.end == 0 || n.hanzi && marker(next[n.end:]).kind == none:
		return floor
	case marker(next[n.end:]).kind == unit, n.n > 1:
		return building
	case len(n.last()) >= 3 && !(strings.HasPrefix(n.last(), t.last()) && len(n.last()) == len(t.last())+2):
		return building
	}
	return floor
}

// before stores the name that stands before a number at i.
func (r *reader) before(i int, k kind) {
	s := strings.Trim(r.s[r.pos:i], "-")
	r.pos = i
	if k == group {
		s = strings.TrimSuffix(s, "第")
		if s != "" && r.Community == "" && r.Road == "" && utf8.RuneCountInString(s) <= 6 {
			r.Community, r.unlisted = s, true // 梅坞3组
			return
		}
	}
	r.name(s, k)
}

// assign gives a number the meaning that its word tells.
func (r *reader) assign(t *token, k kind) {
	if k == group {
		if r.Group == "" {
			r.Group = t.last()
		} else {
			r.Rest += t.joined() + "组"
		}
		return
	}
	r.chained = r.chained || t.n > 1
	switch k {
	case lane:
		r.Lane = t.joined()
	case house:
		inside := r.Building != "" || r.Unit != "" || r.Floor != "" || r.RoadNumber != ""
		if inside || t.n >= 3 || t.n == 2 && len(t.last()) >= 3 {
			r.chain(t)
		} else {
			r.RoadNumber = t.joined()
		}
	case building:
		if t.n == 2 && r.Road != "" && r.RoadNumber == "" {
			r.RoadNumber, r.Building = t.parts[0], t.parts[1]
		} else if r.Building == "" {
			r.Building = t.joined()
		} else if r.Unit == "" {
			r.Unit = t.joined() // 3栋B座
		} else {
			r.Rest += t.joined() + "栋"
		}
	case unit:
		r.Unit = t.last()
		if t.n > 1 && r.Building == "" {
			r.Building = t.parts[t.n-2]
		}
	case floor:
		r.Floor = t.last()
		if t.n > 1 && r.Building == "" {
			r.Building = t.parts[0]
		}
	default:
		r.chain(t)
	}
}

// chain gives meaning to numbers without words of their own: 11-2-301,
// 2-501 after a building, 301 alone.
func (r *reader) chain(t *token) {
	p := t.parts[:t.n]
	if r.Room != "" {
		r.Rest += t.joined()
		return
	}
	if r.Building == "" && r.Unit == "" && r.Floor == "" {
		road := r.Road != "" && r.RoadNumber == ""
		switch {
		case road && (len(p) == 1 || len(p) == 2 && len(p[1]) < 3):
			r.RoadNumber = t.joined()
			return
		case len(p) >= 2 && (road || len(p) > 4 || len(p) == 4 && !onFloor(p[3], p[2])):
			if r.RoadNumber == "" {
				r.RoadNumber = p[0]
			} else {
				r.Rest += p[0]
			}
			p = p[1:]
		}
		if len(p) >= 2 {
			r.Building, p = p[0], p[1:]
		}
	}
	if r.Unit == "" && r.Floor == "" && (len(p) >= 3 || len(p) == 2 && (len(p[1]) >= 3 || len(p[0]) == 1)) {
		r.Unit, p = p[0], p[1:]
	}
	switch len(p) {
	case 1:
		r.setRoom(r.Floor, p[0])
	default:
		r.Floor = p[0]
		r.setRoom(p[0], strings.Join(p[1:], "-"))
	}
}

// onFloor reports whether a room of so many digits can lie on a floor.
func onFloor(room, floor string) bool {
	return len(room) < 3 || len(room) == len(floor)+2 && strings.HasPrefix(room, floor)
}

// setRoom writes a room with its floor: 3 and 1 are 301.
func (r *reader) setRoom(floor, room string) {
	switch {
	case floor == "" || strings.HasPrefix(room, floor) && len(room) > 2:
		r.Room = room
	case len(room) == 1 && isDigits(room) && isDigits(floor):
		r.Room = floor + "0" + room
	case len(room) == 2 && isDigits(room) && isDigits(floor):
		r.Room = floor + room
	default:
		r.Room = floor + "-" + room
	}
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// finish settles what only the whole tells.
func (r *reader) finish() {
	if r.Floor != "" && r.Room != "" && isDigits(r.Room) && len(r.Room) <= 2 {
		r.setRoom(r.Floor, r.Room)
	}
	r.Estate = digitsBefore(strings.Trim(r.Estate, "-"), "期", "区", "段")
}

// appendNumbers writes numbers in a row, divided by "-", the room as floor and
// door, so that the row is the same however the address was written.
func appendNumbers(row []byte, lane, roadNumber, building, unit, floor, room string) []byte {
	add := func(s string) {
		if s = strings.TrimPrefix(s, "-"); s != "" {
			if len(row) > 0 {
				row = append(row, '-')
			}
			row = append(row, s...)
		}
	}
	add(lane)
	add(roadNumber)
	add(building)
	add(unit)
	if n := len(room) - 2; n > 0 && isDigits(room) {
		add(room[:n])
		add(plain(room[n:]))
	} else if room != "" {
		add(room)
	} else {
		add(floor)
	}
	return row
}

// doorOf writes a room as floor and door: 301 as 3-1.
func doorOf(room string) string {
	if !isDigits(room) || len(room) < 3 {
		return room
	}
	cut := len(room) - 2
	return room[:cut] + "-" + plain(room[cut:])
}
