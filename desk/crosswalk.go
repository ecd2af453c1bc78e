package desk

import (
	"slices"
	"strconv"
	"strings"

	"quanyuan"
)

// The kinds of rules of a crosswalk, as people write them.
var crosswalkWords = map[string]string{"楼栋": "building", "building": "building", "道路": "road", "road": "road", "小区": "estate", "estate": "estate", "小组": "group", "group": "group"}

// crosswalkSides are the sides of a road.
var crosswalkSides = map[string]string{"单": "odd", "单号": "odd", "odd": "odd", "双": "even", "双号": "even", "even": "even"}

// ParseCrosswalk reads the rules of a split as people write them, one a line: the
// code of a new community, the kind of the rule (楼栋 building, 道路 road, 小区
// estate, 小组 group), and what it holds; of a road also its numbers (2-98, 15-)
// and its side (单 odd, 双 even). Empty lines are left out.
func ParseCrosswalk(text string) ([]quanyuan.CrosswalkPart, error) {
	var parts []quanyuan.CrosswalkPart
	for i, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		wrong := &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "crosswalk.line", Args: []any{i + 1}, Where: quanyuan.Where{Field: "crosswalk"}}
		if len(words) < 3 {
			return nil, wrong
		}
		at := slices.IndexFunc(parts, func(p quanyuan.CrosswalkPart) bool { return p.To == words[0] })
		if at < 0 {
			at, parts = len(parts), append(parts, quanyuan.CrosswalkPart{To: words[0]})
		}
		p, name := &parts[at], strings.Join(words[2:], " ")
		switch crosswalkWords[strings.ToLower(words[1])] {
		case "building":
			p.Buildings = append(p.Buildings, name)
		case "estate":
			p.Estates = append(p.Estates, name)
		case "group":
			p.Groups = append(p.Groups, name)
		case "road":
			r, ok := parseRoad(words[2:])
			if !ok {
				return nil, wrong
			}
			p.Roads = append(p.Roads, r)
		default:
			return nil, wrong
		}
	}
	return parts, nil
}

// parseRoad reads a road with its numbers and its side, both of which may be
// missing.
func parseRoad(words []string) (r quanyuan.RoadRange, ok bool) {
	r.Road = words[0]
	for _, w := range words[1:] {
		if side, is := crosswalkSides[strings.ToLower(w)]; is && r.Side == "" {
			r.Side = side
			continue
		}
		from, to, ranged := strings.Cut(strings.TrimSuffix(strings.NewReplacer("－", "-", "—", "-", "至", "-", "～", "-").Replace(w), "号"), "-")
		if r.From != 0 || r.To != 0 || from == "" && to == "" {
			return r, false
		}
		var err error
		if from != "" {
			if r.From, err = strconv.Atoi(from); err != nil || r.From <= 0 {
				return r, false
			}
		}
		switch {
		case !ranged:
			r.To = r.From
		case to != "":
			if r.To, err = strconv.Atoi(to); err != nil || r.To < max(r.From, 1) {
				return r, false
			}
		}
	}
	return r, true
}

// WriteCrosswalk writes rules as ParseCrosswalk reads them.
func WriteCrosswalk(parts []quanyuan.CrosswalkPart, lang string) string {
	word := func(zh, en string) string {
		if lang == "zh" {
			return zh
		}
		return en
	}
	var lines []string
	for _, p := range parts {
		add := func(kind, text string) { lines = append(lines, p.To+" "+kind+" "+text) }
		for _, b := range p.Buildings {
			add(word("楼栋", "building"), b)
		}
		for _, r := range p.Roads {
			text := r.Road
			switch {
			case r.From != 0 && r.From == r.To:
				text += " " + strconv.Itoa(r.From)
			case r.From != 0 || r.To != 0:
				text += " " + positive(r.From) + "-" + positive(r.To)
			}
			if r.Side != "" {
				text += " " + map[string]string{"odd": word("单", "odd"), "even": word("双", "even")}[r.Side]
			}
			add(word("道路", "road"), text)
		}
		for _, e := range p.Estates {
			add(word("小区", "estate"), e)
		}
		for _, g := range p.Groups {
			add(word("小组", "group"), g)
		}
	}
	return strings.Join(lines, "\n")
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
