package collate

import (
	"strings"

	"quanyuan"
)

// isCommunity tells a community's code (12 digits, the last three not zero) from a
// shorter division's.
func isCommunity(code string) bool {
	return len(code) == 12 && !strings.HasSuffix(code, "000")
}

// placed is the community in which a row places its person: the community that
// the row names, else the batch's division where that is a community, else the
// address lived at. A police list places at the hukou community. It is "" when
// the row does not say.
func (g *gazetteer) placed(r *quanyuan.Record, source quanyuan.Source) string {
	named, batch := r.Text(quanyuan.CommunityCode), source.Division
	switch {
	case isCommunity(named):
		return named
	case source.Kind == quanyuan.Police:
		if hukou := g.lies(r, quanyuan.HukouDivision, quanyuan.HukouAddress); hukou != "" {
			return hukou
		}
	}
	switch {
	case isCommunity(batch):
		return batch
	case source.Kind == quanyuan.Police:
		return ""
	}
	return g.lies(r, quanyuan.ResidenceDivision, quanyuan.ResidenceAddress)
}

// lies is the community of an address that a row gives.
func (g *gazetteer) lies(r *quanyuan.Record, division, address quanyuan.Field) string {
	if code := r.Text(division); isCommunity(code) {
		return code
	}
	return g.community(r.Text(address))
}

// communities lists where the register holds a person, sorted: his presences,
// else the communities of his addresses.
func communities(p *quanyuan.Person) []string {
	var out []string
	for _, pr := range p.Presences {
		out = append(out, strings.Clone(pr.Community))
	}
	if len(out) > 0 {
		return out
	}
	for _, f := range []quanyuan.Field{quanyuan.ResidenceDivision, quanyuan.HukouDivision} {
		if c := p.Text(f); isCommunity(c) {
			return []string{strings.Clone(c)}
		}
	}
	return nil
}
