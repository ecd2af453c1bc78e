package register

import (
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

// CheckRevision says whether a revision can be made of the divisions of a tree.
func CheckRevision(r *quanyuan.Revision, tree *division.Tree) error {
	switch {
	case strings.TrimSpace(r.ID) == "" || strings.ContainsAny(r.ID, " \t\n/"):
		return refuse("revision.id")
	case !r.Date.Valid() || r.Date.Day == 0:
		return refuse("event.date")
	}
	olds, news := len(r.Old), len(r.New)
	fits := map[quanyuan.RevisionKind]bool{
		quanyuan.Renames: olds == 1 && news == 1 && r.Old[0] == r.New[0].Code && r.New[0].Name != "", quanyuan.Renumbers: olds == 1 && news == 1 && r.Old[0] != r.New[0].Code,
		quanyuan.Merges: olds > 1 && news == 1, quanyuan.Splits: olds == 1 && news > 1 && len(r.Crosswalk) > 0,
	}
	if !fits[r.Kind] {
		return refuse("revision.shape", string(r.Kind))
	}
	many := r.Kind == quanyuan.Merges || r.Kind == quanyuan.Splits
	level := division.Code(r.Old[0]).Level()
	for i, c := range r.Old {
		d, ok := tree.Get(division.Code(c))
		if !ok || d.Until != 0 || d.Level != level || many && level != division.Community || level < division.Town || slices.Contains(r.Old[:i], c) {
			return refuse("revision.old", c)
		}
	}
	for i, n := range r.New {
		d, there := tree.Get(division.Code(n.Code))
		again := slices.Contains(r.Old, n.Code)
		switch parent := division.Code(n.Code).Parent(); {
		case len(n.Code) != 12 || division.Code(n.Code).Level() != level || there && d.Until == 0 && !again || tree.Name(parent) == "",
			!again && r.Kind != quanyuan.Renumbers && strings.TrimSpace(n.Name) == "",
			slices.ContainsFunc(r.New[:i], func(o quanyuan.NewDivision) bool { return o.Code == n.Code }):
			return refuse("revision.new", n.Code)
		}
	}
	return checkCrosswalk(r)
}

func checkCrosswalk(r *quanyuan.Revision) error {
	isNew := func(c string) bool {
		return slices.ContainsFunc(r.New, func(n quanyuan.NewDivision) bool { return n.Code == c })
	}
	if r.Rest != "" && !isNew(r.Rest) {
		return refuse("revision.new", r.Rest)
	}
	for _, p := range r.Crosswalk {
		if !isNew(p.To) || r.Kind != quanyuan.Splits {
			return refuse("revision.new", p.To)
		}
		for _, w := range p.Roads {
			if w.Road == "" || w.From < 0 || w.To != 0 && w.To < w.From || !slices.Contains([]string{"", "odd", "even"}, w.Side) {
				return refuse("revision.road", w.Road)
			}
		}
	}
	return nil
}

// Successions gives for each community that a revision touches the one that
// follows; "" where it depends on the address.
func Successions(r *quanyuan.Revision, tree *division.Tree) map[string]string {
	out := map[string]string{}
	switch r.Kind {
	case quanyuan.Merges:
		for _, c := range r.Old {
			if c != r.New[0].Code {
				out[c] = r.New[0].Code
			}
		}
	case quanyuan.Splits:
		out[r.Old[0]] = ""
	case quanyuan.Renumbers:
		old, next := division.Code(r.Old[0]), division.Code(r.New[0].Code)
		if old.Level() == division.Community {
			out[r.Old[0]] = r.New[0].Code
		}
		for _, d := range tree.Communities(old) {
			if d.Until == 0 {
				out[string(d.Code)] = next.Prefix() + string(d.Code[len(old.Prefix()):])
			}
		}
	}
	return out
}

// Spot is what is known of where somebody stands inside a community.
type Spot struct {
	Group, Estate string // as the register has them
	Parts         address.Parts
}

// Crosswalk is a split's rules made ready.
type Crosswalk struct {
	revision  *quanyuan.Revision
	buildings []address.Parts // of all parts in their order
	of        []int
}

// NewCrosswalk reads a revision's rules with a parser.
func NewCrosswalk(r *quanyuan.Revision, parser *address.Parser) *Crosswalk {
	c := &Crosswalk{revision: r}
	for i, p := range r.Crosswalk {
		for _, b := range p.Buildings {
			c.buildings, c.of = append(c.buildings, parser.Parse(b)), append(c.of, i)
		}
	}
	return c
}

// Where is the community to which a spot belongs, without the rest rule: by
// its building, else its road, else its estate, else its group. ok is false
// when nothing fits, or parts of several communities.
func (c *Crosswalk) Where(s *Spot) (to string, ok bool) {
	for _, fits := range []func(int, *quanyuan.CrosswalkPart, *Spot) bool{c.building, onRoad, inEstate, inGroup} {
		found := ""
		for i := range c.revision.Crosswalk {
			p := &c.revision.Crosswalk[i]
			if !fits(i, p, s) {
				continue
			}
			if found != "" && found != p.To {
				return "", false
			}
			found = p.To
		}
		if found != "" {
			return found, true
		}
	}
	return "", false
}

func (c *Crosswalk) building(part int, _ *quanyuan.CrosswalkPart, s *Spot) bool {
	for i := range c.buildings {
		b := &c.buildings[i]
		if c.of[i] == part && b.Building != "" && b.Building == s.Parts.Building && (b.Estate == "" || b.Estate == s.Parts.Estate || b.Estate == s.Estate) &&
			(b.Road == "" || b.Road == s.Parts.Road) && (b.RoadNumber == "" || b.RoadNumber == s.Parts.RoadNumber) {
			return true
		}
	}
	return false
}

func onRoad(_ int, p *quanyuan.CrosswalkPart, s *Spot) bool {
	if s.Parts.Road == "" {
		return false
	}
	number, err := strconv.Atoi(digits(s.Parts.RoadNumber))
	known := err == nil
	for _, r := range p.Roads {
		if r.Road != s.Parts.Road {
			continue
		}
		whole := r.From == 0 && r.To == 0 && r.Side == ""
		side := r.Side == "" || (r.Side == "odd") == (number%2 == 1)
		if whole || known && number >= r.From && (r.To == 0 || number <= r.To) && side {
			return true
		}
	}
	return false
}

// digits are those at the beginning: 12-3 is number 12.
func digits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

func inEstate(_ int, p *quanyuan.CrosswalkPart, s *Spot) bool {
	return slices.ContainsFunc(p.Estates, func(e string) bool { return e != "" && (e == s.Estate || e == s.Parts.Estate) })
}

func inGroup(_ int, p *quanyuan.CrosswalkPart, s *Spot) bool {
	return slices.ContainsFunc(p.Groups, func(g string) bool {
		g = groupNumber(g)
		return g != "" && (g == groupNumber(s.Group) || g == groupNumber(s.Parts.Group))
	})
}

// groupNumber is a group without its word: 3组 and 3 are one.
func groupNumber(g string) string {
	for _, word := range []string{"村民小组", "居民小组", "小组", "组", "社"} {
		if t, cut := strings.CutSuffix(g, word); cut {
			return strings.TrimPrefix(t, "第")
		}
	}
	return g
}

// SpotOf is where a person stands inside a community: by the address of his
// residence where he lives there, else by that of his hukou.
func SpotOf(p *quanyuan.Person, pr *quanyuan.Presence, parser *address.Parser) Spot {
	text := p.Text(quanyuan.HukouAddress)
	if pr.Residence == livesHere {
		text = p.Text(quanyuan.ResidenceAddress)
	}
	return Spot{Group: pr.Group, Estate: pr.Estate, Parts: parser.Parse(text)}
}
