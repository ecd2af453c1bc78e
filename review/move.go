package review

import (
	"slices"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Codes of hukou status, residence status and exit reason.
const (
	hukouHere, hukouElsewhere = "1", "2"
	livesHere                 = "1"
	inCounty, inCity          = "2", "3"
	inProvince, inCountry     = "4", "5"
	livesAway                 = "7" // place not stated
	exitHukou, exitLeft       = "2", "3"
)

// Said is an event of a person with the record of what it says, nil for none.
type Said struct {
	Event  quanyuan.Event
	Record *quanyuan.Record
}

// Carry works out what a transfer says of one person, in order: what ends or
// changes where he comes from, and how he stands where he goes to. It is
// refused when he does not have what moves. What one side loses is said
// together with what the other gains, so that he is counted once at every
// moment.
func Carry(t *quanyuan.Transfer, p *quanyuan.Person) ([]Said, error) {
	if p.Forward != "" {
		return nil, refuse("person.merged", p.Number, p.Forward)
	}
	c := carrying{t: t, p: p}
	if p.Exited == quanyuan.ExitErased {
		return nil, refuse("person.erased", p.Number)
	}
	if p.Exited != "" {
		if t.From != "" || p.Exited == quanyuan.ExitMerged {
			return nil, refuse("person.exited")
		}
		c.say(quanyuan.Restored, quanyuan.Event{}, &quanyuan.Record{})
	}
	if t.From == "" {
		if err := c.fromOutside(); err != nil {
			return nil, err
		}
	} else if err := c.lose(); err != nil {
		return nil, err
	}
	if t.To != "" {
		c.gain()
	} else {
		c.exit()
	}
	return c.out, nil
}

type carrying struct {
	t   *quanyuan.Transfer
	p   *quanyuan.Person
	out []Said
}

func (c *carrying) say(kind quanyuan.EventKind, e quanyuan.Event, r *quanyuan.Record) {
	e.Kind, e.Person = kind, c.p.Number
	c.out = append(c.out, Said{e, r})
}

// live is the person's presence in a community, nil when there is none now.
func (c *carrying) live(community string) *quanyuan.Presence {
	for i := range c.p.Presences {
		if pr := &c.p.Presences[i]; pr.Community == community && !pr.Ended() {
			return pr
		}
	}
	return nil
}

// lose checks that the person has what moves, and says what becomes of it.
func (c *carrying) lose() error {
	from := c.live(c.t.From)
	if from == nil || c.t.TransferKind.Moves(quanyuan.ResidenceStatus) && from.Residence != livesHere ||
		c.t.TransferKind.Moves(quanyuan.HukouStatus) && from.Hukou != hukouHere {
		return refuse("transfer.not_there", c.p.Number, c.t.From)
	}
	c.release(from)
	return nil
}

// release says what remains of a presence from which something moves.
func (c *carrying) release(pr *quanyuan.Presence) {
	kind := c.t.TransferKind
	switch {
	case kind == quanyuan.MovesResidence && pr.Hukou == hukouHere:
		c.stand(pr, pr.Community, hukouHere, c.away(pr.Community))
	case kind == quanyuan.MovesHukou && pr.Residence == livesHere:
		c.stand(pr, pr.Community, hukouElsewhere, livesHere)
	default:
		c.say(quanyuan.Left, quanyuan.Event{Reason: c.t.Reason, Date: c.t.Day}, inCommunity(pr.Community))
	}
}

// fromOutside checks that nobody else in the city counts what comes in: then
// the other community must be asked. Whoever left the register earlier leaves
// no claim behind.
func (c *carrying) fromOutside() error {
	for i := range c.p.Presences {
		pr := &c.p.Presences[i]
		lives := c.t.TransferKind.Moves(quanyuan.ResidenceStatus) && pr.Residence == livesHere
		hukou := c.t.TransferKind.Moves(quanyuan.HukouStatus) && pr.Hukou == hukouHere
		switch {
		case pr.Ended():
		case pr.Community == c.t.To && c.p.Exited == "" && (lives || hukou):
			return refuse("transfer.there_already", c.p.Number, c.t.To)
		case pr.Community == c.t.To:
		case (lives || hukou) && c.p.Exited == "":
			return refuse("transfer.two_sided", c.p.Number, pr.Community)
		case lives || hukou, c.t.TransferKind.Moves(quanyuan.ResidenceStatus) && pr.Hukou == hukouHere:
			c.release(pr)
		}
	}
	return nil
}

// gain says how the person stands in the gaining community.
func (c *carrying) gain() {
	to, from := c.live(c.t.To), c.live(c.t.From)
	hukou, lives := hukouHere, livesHere
	if !c.t.TransferKind.Moves(quanyuan.HukouStatus) {
		hukou = hukouElsewhere
		switch {
		case to != nil && to.Hukou == hukouHere:
			hukou = hukouHere
		case from != nil && from.Hukou != hukouHere:
			hukou = from.Hukou // pending and unknown go along
		}
	}
	if !c.t.TransferKind.Moves(quanyuan.ResidenceStatus) && (to == nil || to.Residence != livesHere) {
		lives = c.livesOutside(from)
	}
	r := c.stand(to, c.t.To, hukou, lives)
	if !c.t.TransferKind.Moves(quanyuan.ResidenceStatus) {
		return
	}
	set(r, quanyuan.ResidenceAddress, c.t.Address)
	set(r, quanyuan.HouseholdNumber, c.t.Household)
	if why, ok := code.StayReason.Lookup(c.t.Reason); ok && hukou != hukouHere {
		set(r, quanyuan.StayReason, why.Code)
	}
}

// livesOutside is the residence status, seen from the gaining community, of
// somebody whose hukou alone moves there.
func (c *carrying) livesOutside(from *quanyuan.Presence) string {
	for i := range c.p.Presences {
		if pr := &c.p.Presences[i]; !pr.Ended() && pr.Residence == livesHere {
			return Away(c.t.To, pr.Community)
		}
	}
	if from != nil && slices.Contains([]string{inProvince, inCountry, "6", "9"}, from.Residence) {
		return from.Residence
	}
	return livesAway
}

// exit takes the person out of the register when he stands nowhere any more.
func (c *carrying) exit() {
	if c.out[len(c.out)-1].Event.Kind != quanyuan.Left {
		return
	}
	for i := range c.p.Presences {
		if pr := &c.p.Presences[i]; !pr.Ended() && pr.Community != c.t.From {
			return
		}
	}
	reason := exitLeft
	if c.t.TransferKind.Moves(quanyuan.HukouStatus) {
		reason = exitHukou
	}
	c.say(quanyuan.Exited, quanyuan.Event{Reason: reason, Date: c.t.Day}, &quanyuan.Record{})
}

// stand says how the person stands in a community from the day on; what is
// known of the presence besides stays.
func (c *carrying) stand(pr *quanyuan.Presence, community, hukou, lives string) *quanyuan.Record {
	r := inCommunity(community)
	set(r, quanyuan.HukouStatus, hukou)
	set(r, quanyuan.ResidenceStatus, lives)
	if pr != nil {
		set(r, quanyuan.HouseholdNumber, pr.Household)
		set(r, quanyuan.Group, pr.Group)
		set(r, quanyuan.Estate, pr.Estate)
		set(r, quanyuan.ReportingUnit, pr.Unit)
	}
	c.say(quanyuan.Moved, quanyuan.Event{Date: c.t.Day}, r)
	return r
}

// away is the residence status of somebody who lived in a community and goes
// where the transfer says.
func (c *carrying) away(community string) string {
	if c.t.To != "" {
		return Away(community, c.t.To)
	}
	if len(c.t.Outside) == 12 && c.t.Outside[0] > '0' && c.t.Outside[0] <= '9' {
		return Away(community, c.t.Outside)
	}
	if e, ok := code.ResidenceStatus.Lookup(c.t.Outside); ok && e.Code != livesHere && e.Code != "8" {
		return e.Code
	}
	return livesAway
}

// Away is the residence status, in one community, of a person who lives in
// another division.
func Away(community, lives string) string {
	for _, c := range []struct {
		digits int
		code   string
	}{{6, inCounty}, {4, inCity}, {2, inProvince}} {
		if len(community) == 12 && len(lives) == 12 && community[:c.digits] == lives[:c.digits] {
			return c.code
		}
	}
	return inCountry
}

// ShortStay reports whether a reason is one of those for which nobody moves:
// medical care, travel, visits, business.
func ShortStay(reason string) bool {
	e, ok := code.StayReason.Lookup(reason)
	if ok {
		_, ok = code.ExclusionOf(e.Code)
	}
	return ok
}

func inCommunity(community string) *quanyuan.Record {
	r := &quanyuan.Record{}
	set(r, quanyuan.CommunityCode, community)
	return r
}

func set(r *quanyuan.Record, f quanyuan.Field, text string) {
	if text != "" {
		r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
	}
}
