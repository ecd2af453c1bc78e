package intake

import (
	"regexp"
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

// divisionValue reads a code of a division, at whatever depth it is given.
func divisionValue(raw string, f quanyuan.Field, find *findings) quanyuan.Value {
	if len(raw) == 12 && digitsOf(raw) == raw {
		return quanyuan.Value{Text: raw, State: quanyuan.Understood}
	}
	text := strings.TrimSuffix(strings.ReplaceAll(strings.Trim(foldText(raw), "'‘’`"), " ", ""), ".0")
	if emptyWord(text) {
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}
	}
	if c, err := division.Parse(text); err == nil {
		return quanyuan.Value{Raw: raw, Text: string(c), State: quanyuan.Understood}
	}
	// A code with its name: 510104020001 春熙社区
	if d := digitsOf(text); len(d) == 12 {
		return quanyuan.Value{Raw: raw, Text: d, State: quanyuan.Understood}
	}
	if len(digitsOf(text)) == 0 && text != "" {
		return quanyuan.Value{Raw: raw, Text: text, State: quanyuan.Doubtful, Mark: "name"} // resolved with the row
	}
	find.add("division.unread", f, quanyuan.Warning, raw)
	return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
}

// places resolves names and addresses to divisions. It belongs to one goroutine
// and remembers what it has resolved.
type places struct {
	tree   *division.Tree
	home   division.Code
	near   division.Code // town of the list, "" where it speaks for a wider area
	parser *address.Parser
	known  map[string]division.Code // of addresses
	named  map[string]division.Code // of communities: within, name
}

func newPlaces(opts *Options, parser *address.Parser) *places {
	near := division.Code(opts.Source.Division).At(division.Town)
	if near.Level() != division.Town {
		near = ""
	}
	return &places{tree: opts.Tree, home: opts.Home, near: near, parser: parser, known: map[string]division.Code{}, named: map[string]division.Code{}}
}

// ofAddress is the deepest division recognised in an address.
func (p *places) ofAddress(text string) division.Code {
	if p.parser == nil || len(text) < 6 {
		return ""
	}
	if c, ok := p.known[text]; ok {
		return c
	}
	c := p.parser.Parse(text).Division
	if len(p.known) >= 1<<16 {
		clear(p.known)
	}
	p.known[text] = c
	return c
}

// community finds a community by its name in the town named or, failing that,
// in the home division; "" when none or several fit.
func (p *places) community(name, town string) division.Code {
	if p.tree == nil || name == "" {
		return ""
	}
	key := town + "\x00" + name
	if c, ok := p.named[key]; ok {
		return c
	}
	c := p.findCommunity(name, town)
	if len(p.named) >= 1<<14 {
		clear(p.named)
	}
	p.named[key] = c
	return c
}

func (p *places) findCommunity(name, town string) division.Code {
	if d := digitsOf(name); len(d) == 12 {
		if _, ok := p.tree.Get(division.Code(d)); ok {
			return division.Code(d)
		}
	}
	// The place the list comes from first, then the wider home.
	if p.near != "" && town == "" {
		if c := p.only(name, p.near); c != "" {
			return c
		}
	}
	within := p.home
	if p.home.Level() == division.Community {
		within = p.home.At(division.Town)
	}
	if town != "" {
		if ts := p.tree.Find(town, within.At(min(within.Level(), division.County)), division.Town); len(ts) == 1 {
			within = ts[0].Code
		}
	}
	if c := p.only(name, within); c != "" {
		return c
	}
	// 城北镇三王社区, 四川省…三王村: the name with what lies above it.
	if p.parser != nil {
		if c := p.parser.Parse(name).Division; c.Level() == division.Community && (within == "" || within.Contains(c) || p.home.Contains(c)) {
			return c
		}
	}
	return ""
}

// only is the one community of a name, "" where there are several.
func (p *places) only(name string, within division.Code) division.Code {
	found := p.tree.Find(name, within, division.Community)
	if len(found) == 1 {
		return found[0].Code
	}
	return ""
}

// finish completes the places of a draft: addresses given in parts, codes for
// addresses without one, the community by its name.
func (p *places) finish(d *draft, police bool) {
	if len(d.hukou) > 0 {
		joinParts(d, quanyuan.HukouAddress, d.hukou)
	}
	if len(d.residence) > 0 {
		joinParts(d, quanyuan.ResidenceAddress, d.residence)
	}
	dwelling(d, police)
	p.resolve(d, quanyuan.HukouDivision, quanyuan.HukouAddress)
	p.resolve(d, quanyuan.ResidenceDivision, quanyuan.ResidenceAddress)
	code := &d.vals[quanyuan.CommunityCode]
	switch {
	case code.Mark == "name":
		p.setCommunity(d, code.Text)
	case code.Known():
	case d.text(quanyuan.CommunityName) != "":
		p.setCommunity(d, d.text(quanyuan.CommunityName))
	}
}

func (p *places) setCommunity(d *draft, name string) {
	if c := p.community(name, d.text(quanyuan.TownName)); c != "" {
		d.set(quanyuan.CommunityCode, quanyuan.Value{Raw: name, Text: string(c), State: quanyuan.Understood, Mark: "from_name"})
		return
	}
	d.find.add("community.unknown", quanyuan.CommunityName, quanyuan.Warning, name)
	if v := &d.vals[quanyuan.CommunityCode]; v.Mark == "name" {
		*v = quanyuan.Value{Raw: v.Written(), State: quanyuan.Invalid}
	}
}

// resolve fills the division of an address where no column gave one.
func (p *places) resolve(d *draft, code, addr quanyuan.Field) {
	v := &d.vals[code]
	if v.Mark == "name" {
		if c := p.ofAddress(v.Text); c != "" {
			*v = quanyuan.Value{Raw: v.Written(), Text: string(c), State: quanyuan.Understood, Mark: "from_name"}
			return
		}
		*v = quanyuan.Value{Raw: v.Written(), State: quanyuan.Invalid}
	}
	if v.Known() {
		return
	}
	if text := d.text(addr); text != "" {
		if c := p.ofAddress(text); c != "" {
			d.set(code, quanyuan.Value{Text: string(c), State: quanyuan.Understood, Mark: "from_address"})
		}
	}
}

// suffixes are the words that parts of an address carry.
var suffixes = map[string]string{"building": "栋", "unit_no": "单元", "room": "号", "group": "组"}

// joinParts writes an address whose parts stand in columns of their own. A part
// that repeats what stands before it (the full address) is left out.
func joinParts(d *draft, f quanyuan.Field, parts []addressPart) {
	var b strings.Builder
	for _, p := range parts {
		text := withSuffix(p.part, p.text)
		if strings.Contains(b.String(), text) {
			continue
		}
		if b.Len() > 0 && (strings.HasPrefix(text, b.String()) || wholeAddress.MatchString(text)) {
			b.Reset()
		}
		b.WriteString(text)
	}
	head := b.String()
	if head == "" {
		return
	}
	if v := d.vals[f]; v.Known() {
		// A column of the same address beside the parts: whole, or its end.
		switch {
		case wholeAddress.MatchString(v.Text) || strings.HasPrefix(v.Text, firstRunes(head, 2)) || strings.Contains(v.Text, parts[len(parts)-1].text):
			return
		default:
			head += v.Text
		}
	}
	d.set(f, quanyuan.Value{Text: head, State: quanyuan.Understood, Mark: "joined"})
}

// wholeAddress is an address from its province on.
var wholeAddress = regexp.MustCompile(`^(?:\p{Han}{2,8}?(?:省|自治区)|(?:北京|天津|上海|重庆)市)\p{Han}`)

// withSuffix adds the word for a part that is a bare number or letter.
func withSuffix(part, text string) string {
	s, ok := suffixes[part]
	if !ok || text == "" || !bareNumber.MatchString(text) || part == "room" && strings.ContainsAny(text, "-－") {
		return text
	}
	return text + s
}

var bareNumber = regexp.MustCompile(`^[0-9A-Za-z一二三四五六七八九十]+(?:[-－][0-9A-Za-z]+)*[#]?$`)

// dwelling joins estate, building, unit and room to the address lived at where
// the list has only these.
func dwelling(d *draft, police bool) {
	f := quanyuan.ResidenceAddress
	if police && !d.has(quanyuan.ResidenceAddress) {
		f = quanyuan.HukouAddress
	}
	below := belowEstate(d)
	estate := d.text(quanyuan.Estate)
	have := &d.vals[f]
	switch bld := d.vals[quanyuan.Building]; {
	case have.State == quanyuan.Missing:
		if !d.has(quanyuan.Room) && !d.has(quanyuan.Building) {
			return
		}
		text := estate + below
		if text == "" {
			return
		}
		if !strings.Contains(text, "省") && !strings.Contains(text, "市") {
			text = d.text(quanyuan.TownName) + d.text(quanyuan.CommunityName) + text
		}
		d.set(f, quanyuan.Value{Text: text, State: quanyuan.Understood, Mark: "joined"})
	case !have.Known():
	case bld.Mark == "from_sheet" && belowBuilding.MatchString(have.Text):
		// 2单元301 in a sheet named 3栋
		have.Raw, have.Text, have.Mark = have.Written(), estate+withSuffix("building", bld.Text)+have.Text, "joined"
	case d.vals[quanyuan.Estate].Mark == "from_sheet" && startsAtBuilding.MatchString(have.Text):
		// 3栋2单元301 in a sheet named 锦绣花园
		have.Raw, have.Text, have.Mark = have.Written(), estate+have.Text, "joined"
	case below != "" && len(d.residence) > 0 && !hasDoor.MatchString(have.Text):
		// 现住小区 beside 楼号, 单元, 室
		have.Raw, have.Text, have.Mark = have.Written(), have.Text+below, "joined"
	}
}

// belowEstate joins group, building, unit and room.
func belowEstate(d *draft) string {
	var b strings.Builder
	if g := d.text(quanyuan.Group); !d.has(quanyuan.Building) && !d.has(quanyuan.Estate) && villageGroup.MatchString(g) {
		b.WriteString(withSuffix("group", g))
	}
	for _, p := range []struct {
		field quanyuan.Field
		part  string
	}{{quanyuan.Building, "building"}, {quanyuan.UnitNo, "unit_no"}, {quanyuan.Room, "room"}} {
		text := d.text(p.field)
		if text == "" || emptyWord(text) {
			continue
		}
		if p.part == "room" && strings.ContainsAny(text, "路街巷道") {
			b.WriteString(text)
			continue
		}
		b.WriteString(withSuffix(p.part, text))
	}
	return b.String()
}

var (
	belowBuilding    = regexp.MustCompile(`^(?:[0-9一二三四五六七八九十]+单元|[0-9]+[-－][0-9]+$|[0-9]+[室号]?$)`)
	startsAtBuilding = regexp.MustCompile(`^[0-9A-Za-z一二三四五六七八九十]{1,4}(?:栋|幢|号楼|座|#|[-－][0-9])`)
	hasDoor          = regexp.MustCompile(`[0-9A-Za-z一二三四五六七八九十](?:栋|幢|号楼|座|#|单元|室)|[0-9][-－][0-9]|[0-9]号$`)
	villageGroup     = regexp.MustCompile(`^(?:第?[0-9一二三四五六七八九十]{1,3})(?:组|社|队|村民小组)?$`)
)
