package collate

import (
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
)

// gazetteer knows from the register's own addresses in which community a house
// stands, for lists whose addresses name a road or an estate but no community.
type gazetteer struct {
	parser *address.Parser
	// houses gives the community of a house, "" when the register puts it into
	// several.
	houses map[string]string
	seen   map[string]bool // addresses learnt already
}

func newGazetteer(parser *address.Parser) *gazetteer {
	return &gazetteer{parser: parser, houses: map[string]string{}, seen: map[string]bool{}}
}

// learn takes in where a person of the register lives and is registered.
func (g *gazetteer) learn(p *quanyuan.Person) {
	for _, a := range []struct {
		address, division quanyuan.Field
		here              func(quanyuan.Presence) bool
	}{
		{quanyuan.ResidenceAddress, quanyuan.ResidenceDivision, func(pr quanyuan.Presence) bool { return pr.Residence == "1" }},
		{quanyuan.HukouAddress, quanyuan.HukouDivision, func(pr quanyuan.Presence) bool { return pr.Hukou == "1" }},
	} {
		text, community := p.Text(a.address), p.Text(a.division)
		for _, pr := range p.Presences {
			if !isCommunity(community) && a.here(pr) {
				community = pr.Community
			}
		}
		if text != "" && isCommunity(community) && !g.seen[text] {
			g.seen[text] = true
			g.put(text, community)
		}
	}
}

func (g *gazetteer) put(text, community string) {
	for _, h := range g.keys(text) {
		switch known, ok := g.houses[h]; {
		case !ok:
			g.houses[h] = community
		case known != community:
			g.houses[h] = ""
		}
	}
}

// keys are the house by road and number, and by estate.
func (g *gazetteer) keys(text string) []string {
	p := g.parser.Parse(text)
	var out []string
	base, _, _ := strings.Cut(p.RoadNumber, "-")
	if p.Road != "" && base != "" {
		out = append(out, "r"+p.Road+"|"+base)
	}
	if p.Estate != "" {
		out = append(out, "e"+p.Estate)
	}
	return out
}

// community tells where the address lies, "" when that is not known for sure.
func (g *gazetteer) community(text string) string {
	if text == "" {
		return ""
	}
	for _, h := range g.keys(text) {
		if c := g.houses[h]; c != "" {
			return c
		}
	}
	return ""
}
