package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/statistics"
)

// census is who lives where today, kept beside the tally of quality: what
// tables count of each person, and sums by community. What was put in can be
// taken out again, so that a census kept up to date is the one made from
// scratch.
type census struct {
	moves       map[quanyuan.Number][]moved // of the last twelve months; few have any
	communities []string
	community   map[string]int32
	places      []*peopled // by number of the community
	household   map[houseKey]int32
	members     []int32 // by number of the household
}

// dweller is what a person adds to the census.
type dweller struct {
	lives, hukou place
	household    string // in which he lives; its number is one of the community's
	collective   bool   // he lives in quarters that a unit reports
	stage        int8   // his stage of life where he lives, see lifeStage
	moves        []moved
}

// houseKey is a household by the number of its community.
type houseKey struct {
	community int32
	household string
}

// place is where a person is counted; without a community he is not.
type place struct {
	community string
	class     statistics.Class
}

// moved is one of statistics.Movements in a community.
type moved struct {
	community string
	column    int
}

// stood is a dweller as the census keeps him; numbers below 0 are nowhere.
type stood struct {
	lives, hukou, household int32
	collective              bool
	stage                   int8
	livesClass, hukouClass  statistics.Class
}

// sizes is how many sizes of households are told apart; the last is that and
// more.
const sizes = 6

// peopled are the people of one community.
type peopled struct {
	Residents, Registered, Collective int
	Ages                              [][2]int // men and women by the groups of age5
	Unsexed                           int      // residents whose sex is not known
	Households                        int
	Sizes                             [sizes]int
	Moves                             [4]int // as statistics.Movements
}

var bySex, byAge = dimension("sex"), dimension("age5")

func dimension(key string) *statistics.Dimension {
	d, _ := statistics.ByKey(key)
	return d
}

func newCensus() *census {
	return &census{moves: map[quanyuan.Number][]moved{}, community: map[string]int32{}, household: map[houseKey]int32{}}
}

// movementFrom is the first day of the movement that is kept: a year up to the
// day.
func movementFrom(day quanyuan.Date) quanyuan.Date {
	return quanyuan.DateOf(time.Date(day.Year-1, time.Month(day.Month), day.Day+1, 12, 0, 0, 0, time.UTC))
}

// dwellerOf reads what a person adds on a day.
func dwellerOf(p *quanyuan.Person, day quanyuan.Date) (d dweller) {
	if p.Forward != "" {
		return d
	}
	statistics.Moves(p, movementFrom(day), day, func(community string, column int) { d.moves = append(d.moves, moved{community, column}) })
	if p.Exited != "" {
		return d
	}
	for i := range p.Presences {
		pr := &p.Presences[i]
		if pr.Ended() {
			continue
		}
		class := func() place {
			return place{pr.Community, statistics.ClassOf(&statistics.Subject{Person: p, Presence: pr, Day: day})}
		}
		if pr.Note&quanyuan.CountsHukou != 0 {
			d.hukou = class()
		}
		if pr.Note&quanyuan.CountsResidence != 0 {
			d.lives, d.stage = class(), lifeStage(p, day)
			if d.collective = pr.Unit != ""; !d.collective {
				d.household = pr.Household
			}
		}
	}
	return d
}

func (d *dweller) empty() bool {
	return d.lives.community == "" && d.hukou.community == "" && len(d.moves) == 0
}

// at numbers a community; below 0 is none.
func (c *census) at(community string) int32 {
	if community == "" {
		return -1
	}
	n, ok := c.community[community]
	if !ok {
		own := strings.Clone(community) // not a piece of the person's memory
		n = int32(len(c.communities))
		c.community[own] = n
		c.communities = append(c.communities, own)
		c.places = append(c.places, &peopled{Ages: make([][2]int, len(byAge.Categories))})
	}
	return n
}

// house numbers a household; below 0 is none.
func (c *census) house(community int32, household string) int32 {
	if household == "" {
		return -1
	}
	n, ok := c.household[houseKey{community, household}]
	if !ok {
		n = int32(len(c.members))
		c.household[houseKey{community, strings.Clone(household)}] = n
		c.members = append(c.members, 0)
	}
	return n
}

func (c *census) put(e *entry, d *dweller) {
	if e.stands = !d.empty(); !e.stands {
		return
	}
	s := stood{lives: c.at(d.lives.community), hukou: c.at(d.hukou.community), collective: d.collective, stage: d.stage, livesClass: d.lives.class, hukouClass: d.hukou.class}
	s.household = c.house(s.lives, d.household)
	e.stood = s
	if len(d.moves) > 0 {
		own := make([]moved, len(d.moves))
		for i, v := range d.moves {
			own[i] = moved{c.communities[c.at(v.community)], v.column}
		}
		c.moves[e.number] = own
	}
	c.sum(e, 1)
}

func (c *census) remove(e *entry) {
	if !e.stands {
		return
	}
	c.sum(e, -1)
	e.stands = false
	delete(c.moves, e.number)
}

// sum adds a person to the sums of communities, or takes him out.
func (c *census) sum(s *entry, by int) {
	if s.hukou >= 0 {
		c.places[s.hukou].Registered += by
	}
	for _, v := range c.moves[s.number] {
		c.places[c.community[v.community]].Moves[v.column] += by
	}
	if s.lives < 0 {
		return
	}
	p := c.places[s.lives]
	p.Residents += by
	if sex := s.livesClass.In(bySex); sex < 2 {
		p.Ages[s.livesClass.In(byAge)][sex] += by
	} else {
		p.Unsexed += by
	}
	switch {
	case s.collective:
		p.Collective += by
	case s.household >= 0:
		p.size(int(c.members[s.household]), -1)
		c.members[s.household] += int32(by)
		p.size(int(c.members[s.household]), 1)
	}
}

// size counts a household of so many members, or forgets it.
func (p *peopled) size(members, by int) {
	if members > 0 {
		p.Households += by
		p.Sizes[min(members, sizes)-1] += by
	}
}

func (p *peopled) add(o *peopled) {
	p.Residents += o.Residents
	p.Registered += o.Registered
	p.Collective += o.Collective
	p.Unsexed += o.Unsexed
	p.Households += o.Households
	for i := range o.Sizes {
		p.Sizes[i] += o.Sizes[i]
	}
	for i := range o.Moves {
		p.Moves[i] += o.Moves[i]
	}
	for len(p.Ages) < len(o.Ages) {
		p.Ages = append(p.Ages, [2]int{})
	}
	for i := range o.Ages {
		p.Ages[i][0] += o.Ages[i][0]
		p.Ages[i][1] += o.Ages[i][1]
	}
}

// census counts everybody of a scope by dimensions.
func (m *measuring) census(of string, ds []*statistics.Dimension, scope quanyuan.Scope, tell func(community string, column int)) {
	c := m.people
	holds := make([]bool, len(c.communities))
	for i, code := range c.communities {
		holds[i] = scope.Holds(code)
	}
	for i := range m.entries {
		s := &m.entries[i]
		if !s.stands {
			continue
		}
		at, class := s.lives, &s.livesClass
		if of == Registered {
			at, class = s.hukou, &s.hukouClass
		}
		if at < 0 || !holds[at] {
			continue
		}
		column := 0
		for _, dim := range ds {
			column = column*len(dim.Categories) + class.In(dim)
		}
		tell(c.communities[at], column)
	}
}

// Population are the people of a division as they stand today.
type Population struct {
	Code, Name string
	peopled
	// Shy: who asks may not look at persons, so that only sums are told: neither
	// ages, sizes of households nor movement. Tables that were published tell
	// him more.
	Shy bool
}

// Population tells of the people of the divisions of a part of the city, in the
// order of their codes, and of all of it.
func (d *Desk) Population(ctx context.Context, by quanyuan.Principal, q QualityQuery) (parts []Population, whole Population, err error) {
	if err := d.may(by, access.Figures, statisticsKind, ""); err != nil {
		return nil, whole, err
	}
	scope := within(q.Scope, by.Scope())
	err = d.measured(ctx, q.Progress, func(m *measuring) error {
		found := map[string]*Population{}
		for i, community := range m.people.communities {
			code, ok := q.divisionIn(scope, community)
			if !ok {
				continue
			}
			if found[code] == nil {
				found[code] = &Population{Code: code, Name: d.tree().Name(division.Code(code))}
			}
			found[code].add(m.people.places[i])
			whole.add(m.people.places[i])
		}
		for _, code := range slices.Sorted(maps.Keys(found)) {
			parts = append(parts, *found[code])
		}
		return nil
	})
	if shy(by) {
		for i := range parts {
			parts[i].hide()
		}
		whole.hide()
	}
	return parts, whole, err
}

// shy reports whether somebody is told only what is published of persons.
func shy(by quanyuan.Principal) bool {
	return access.Limited(by.Post) || access.May(by, access.View) != nil
}

func (p *Population) hide() {
	p.Shy, p.Ages, p.Unsexed, p.Sizes, p.Moves, p.Collective = true, nil, 0, [sizes]int{}, [4]int{}, 0
}
