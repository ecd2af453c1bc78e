package collate

import (
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
)

// addresses reads each address once, however many stages ask for it.
type addresses struct {
	parser *address.Parser
	known  map[string]*dwelling
}

// dwelling is what collation takes of an address.
type dwelling struct {
	doors
	road, estate string // the house by its road and number, and by its estate
	learnt       bool   // the gazetteer knows where it is
}

func newAddresses(parser *address.Parser) *addresses {
	return &addresses{parser, map[string]*dwelling{"": {}}}
}

// of reads an address. The text must share no memory with a record: it is kept.
func (a *addresses) of(text string) *dwelling {
	d := a.known[text]
	if d == nil {
		parts := a.parser.Parse(text)
		d = &dwelling{doors: doorsIn(&parts)}
		base, _, _ := strings.Cut(parts.RoadNumber, "-")
		if parts.Road != "" && base != "" {
			d.road = "r" + parts.Road + "|" + base
		}
		if parts.Estate != "" {
			d.estate = "e" + parts.Estate
		}
		a.known[text] = d
	}
	return d
}

func (a *addresses) doors(text string) doors { return a.of(text).doors }

// gazetteer knows from the register's own addresses in which community a house
// stands, for lists whose addresses name a road or an estate but no community.
type gazetteer struct {
	addresses *addresses
	// houses gives the community of a house, "" when the register puts it into
	// several.
	houses map[string]string
}

func newGazetteer(parser *address.Parser) *gazetteer {
	return &gazetteer{newAddresses(parser), map[string]string{}}
}

// taken gives the addresses read so far to whoever needs them last, and begins
// anew: they would take as much memory as the views themselves.
func (g *gazetteer) taken() *addresses {
	read := g.addresses
	g.addresses = newAddresses(read.parser)
	return read
}

// learn takes in where a person of the register lives and is registered; v is
// the person's view.
func (g *gazetteer) learn(p *quanyuan.Person, v *view) {
	for _, a := range []struct {
		text     string
		division quanyuan.Field
		here     func(quanyuan.Presence) bool
	}{
		{v.residence, quanyuan.ResidenceDivision, func(pr quanyuan.Presence) bool { return pr.Residence == "1" }},
		{v.hukou, quanyuan.HukouDivision, func(pr quanyuan.Presence) bool { return pr.Hukou == "1" }},
	} {
		community := p.Text(a.division)
		for _, pr := range p.Presences {
			if !isCommunity(community) && a.here(pr) {
				community = pr.Community
			}
		}
		if a.text == "" || !isCommunity(community) {
			continue
		}
		if d := g.addresses.of(a.text); !d.learnt {
			d.learnt = true
			g.put(d, strings.Clone(community))
		}
	}
}

func (g *gazetteer) put(d *dwelling, community string) {
	for _, h := range []string{d.road, d.estate} {
		if h == "" {
			continue
		}
		switch known, ok := g.houses[h]; {
		case !ok:
			g.houses[h] = community
		case known != community:
			g.houses[h] = ""
		}
	}
}

// community tells where the address lies, "" when that is not known for sure.
func (g *gazetteer) community(text string) string {
	if text == "" || len(g.houses) == 0 {
		return ""
	}
	d := g.addresses.of(strings.Clone(text))
	if c := g.houses[d.road]; c != "" {
		return c
	}
	return g.houses[d.estate]
}
