package desk

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
	"quanyuan/survey"
)

// spot is where in its community somebody can be looked for: a group, an estate
// or a street number, and the building in it.
type spot struct{ base, building string }

// locator finds the spots of persons; it keeps a parser for each town.
type locator struct {
	parser *address.Parser
	towns  map[string]*address.Parser
}

func newLocator(p *address.Parser) *locator {
	return &locator{p, map[string]*address.Parser{}}
}

// spotOf is the spot of a presence; base is empty when nobody can say where to
// look.
func (l *locator) spotOf(p *quanyuan.Person, pr *quanyuan.Presence) spot {
	town := string(division.Code(pr.Community).At(division.Town))
	parser := l.towns[town]
	if parser == nil {
		parser = l.parser.Within(division.Code(town))
		l.towns[town] = parser
	}
	at := parser.Parse(p.Text(quanyuan.ResidenceAddress))
	var s spot
	switch group, estate := cmp.Or(at.Group, parser.Parse(pr.Group).Group), cmp.Or(at.Estate, pr.Estate); {
	case group != "":
		s.base = group + "组"
	case estate != "":
		s.base = estate
	case at.Road != "" && at.RoadNumber != "":
		s.base = at.Road + at.RoadNumber + "号"
	default:
		return spot{}
	}
	if at.Building != "" {
		s.building = at.Building + "栋"
	}
	return s
}

// livesAt gives the presence by which a person is counted as living somewhere,
// nil when there is none.
func livesAt(p *quanyuan.Person) *quanyuan.Presence {
	if p.Exited != "" {
		return nil
	}
	for i := range p.Presences {
		pr := &p.Presences[i]
		if !pr.Ended() && pr.Note&quanyuan.CountsResidence != 0 && (pr.Category == quanyuan.HukouAndLivesHere || pr.Category == quanyuan.LivesHere30Days || pr.Category == quanyuan.HukouPending) {
			return pr
		}
	}
	return nil
}

// findable reports whether a survey could find a person and know him again.
func findable(p *quanyuan.Person, s spot) bool {
	return s.base != "" && p.Text(quanyuan.Name) != "" && (p.Text(quanyuan.IDNumber) != "" || p.Text(quanyuan.BirthDate) != "")
}

// segment is a row of the frame.
type segment struct {
	id, community, stratum, label string
	spots                         []spot // building "" takes in the whole base
	persons                       int
}

// frame is a frame that was read.
type frame struct {
	segments []segment
	byID     map[string]*segment
	bySpot   map[string]map[spot]*segment // of each community
}

// freeze makes the frame of a part of the city out of the register. A spot of
// more than plan.Most persons is split by its buildings; neighbours in the order
// of the spots are joined until they have plan.Least.
func (d *Desk) freeze(ctx context.Context, s *quanyuan.Survey, progress func(int64)) error {
	counts := map[string]map[spot]int{}
	l, seen := newLocator(d.parser()), int64(0)
	scope := quanyuan.Scope{s.Division}
	for p, err := range d.store.Persons(ctx) {
		if err != nil {
			return err
		}
		if seen++; progress != nil && seen%1000 == 0 {
			progress(seen)
		}
		pr := livesAt(p)
		if pr == nil || !scope.Holds(pr.Community) {
			continue
		}
		s.Frame.Persons++
		at := l.spotOf(p, pr)
		if !findable(p, at) {
			s.Frame.Unusable++
		}
		if at.base == "" {
			continue
		}
		if counts[pr.Community] == nil {
			counts[pr.Community] = map[spot]int{}
		}
		counts[pr.Community][at]++
	}
	var segments []segment
	for community, spots := range counts {
		segments = append(segments, d.segmentsOf(community, spots, s.Plan)...)
	}
	slices.SortFunc(segments, func(a, b segment) int { return cmp.Compare(a.id, b.id) })
	if len(segments) == 0 {
		return refuse("survey.empty")
	}
	table := frameTable(segments)
	h := sha256.Sum256(table)
	s.Frame.Hash, s.Frame.Segments = hex.EncodeToString(h[:]), len(segments)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(table)
	if err := z.Close(); err != nil {
		return err
	}
	s.Frame.Table = packed.Bytes()
	return nil
}

// segmentsOf cuts a community into segments.
func (d *Desk) segmentsOf(community string, spots map[spot]int, plan quanyuan.SurveyPlan) []segment {
	whole := map[string]int{}
	for at, n := range spots {
		whole[at.base] += n
	}
	parts := map[spot]int{} // what is not cut any more
	for at, n := range spots {
		if whole[at.base] <= plan.Most {
			at.building = ""
		}
		parts[at] += n
	}
	order := make([]spot, 0, len(parts))
	for at := range parts {
		order = append(order, at)
	}
	slices.SortFunc(order, func(a, b spot) int {
		return cmp.Or(cmp.Compare(len(a.base), len(b.base)), cmp.Compare(a.base, b.base), cmp.Compare(len(a.building), len(b.building)), cmp.Compare(a.building, b.building))
	})
	var out []segment
	stratum := string(division.Code(community).At(division.Town))
	for _, at := range order {
		if n := len(out); n == 0 || out[n-1].persons >= plan.Least {
			out = append(out, segment{community: community, stratum: stratum, id: fmt.Sprintf("%s-%03d", community, n+1)})
		}
		s := &out[len(out)-1]
		s.spots, s.persons = append(s.spots, at), s.persons+parts[at]
	}
	if n := len(out); n > 1 && out[n-1].persons < plan.Least {
		last := out[n-1]
		out = out[:n-1]
		s := &out[n-2]
		s.spots, s.persons = append(s.spots, last.spots...), s.persons+last.persons
	}
	for i := range out {
		var names []string
		for _, at := range out[i].spots {
			names = append(names, at.base+at.building)
		}
		out[i].label = d.PlaceName(community) + " " + strings.Join(names, "、")
	}
	return out
}

var frameHead = []string{"segment", "community", "stratum", "label", "spots", "persons"}

func frameTable(segments []segment) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(frameHead)
	for _, s := range segments {
		w.Write([]string{s.id, s.community, s.stratum, s.label, spotsText(s.spots), strconv.Itoa(s.persons)})
	}
	w.Flush()
	return b.Bytes()
}

func spotsText(spots []spot) string {
	var out []string
	for _, at := range spots {
		out = append(out, at.base+"/"+at.building)
	}
	return strings.Join(out, "|")
}

// FrameTable is the frame of a survey as CSV, the bytes that its hash is of.
func FrameTable(s *quanyuan.Survey) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(s.Frame.Table))
	if err != nil {
		return nil, refuse("survey.frame_damaged", s.ID)
	}
	table, err := io.ReadAll(z)
	if h := sha256.Sum256(table); err != nil || hex.EncodeToString(h[:]) != s.Frame.Hash {
		return nil, refuse("survey.frame_damaged", s.ID)
	}
	return table, nil
}

func readFrame(s *quanyuan.Survey) (*frame, error) {
	table, err := FrameTable(s)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		return nil, refuse("survey.frame_damaged", s.ID)
	}
	f := &frame{segments: make([]segment, len(rows)-1), byID: map[string]*segment{}, bySpot: map[string]map[spot]*segment{}}
	for i, r := range rows[1:] {
		g := &f.segments[i]
		*g = segment{id: r[0], community: r[1], stratum: r[2], label: r[3]}
		g.persons, _ = strconv.Atoi(r[5])
		f.byID[g.id] = g
		if f.bySpot[g.community] == nil {
			f.bySpot[g.community] = map[spot]*segment{}
		}
		for at := range strings.SplitSeq(r[4], "|") {
			base, building, _ := strings.Cut(at, "/")
			g.spots = append(g.spots, spot{base, building})
			f.bySpot[g.community][spot{base, building}] = g
		}
	}
	return f, nil
}

// segmentOf is the segment in which a spot lies, nil when it is in none.
func (f *frame) segmentOf(community string, at spot) *segment {
	if g := f.bySpot[community][at]; g != nil {
		return g
	}
	return f.bySpot[community][spot{base: at.base}]
}

// units are the segments as the draw sees them.
func (f *frame) units() []survey.Unit {
	out := make([]survey.Unit, len(f.segments))
	for i, g := range f.segments {
		out[i] = survey.Unit{ID: g.id, Stratum: g.stratum, Cluster: g.community, Size: float64(g.persons)}
	}
	return out
}
