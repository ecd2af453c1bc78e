package register

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Codes of the tables hukou status and residence status. Other (其他) is what a
// presence has that stands back behind another one.
const (
	hukouHere, hukouElsewhere, hukouPending = "1", "2", "3"
	livesHere                               = "1"

	HukouHere, HukouElsewhere, LivesHere = hukouHere, hukouElsewhere, livesHere
	Other                                = "8"
)

// placeField reports whether a field tells where a person stands rather than
// what he is: presences hold it, the person's values do not change by it.
func placeField(f quanyuan.Field) bool {
	switch f {
	case quanyuan.CommunityCode, quanyuan.CommunityName, quanyuan.FormerCommunity, quanyuan.TownName, quanyuan.PersonNumber, quanyuan.ReportingUnit:
		return true
	}
	return false
}

// places gathers what events say of where the person stands.
type places struct {
	words []word
	held  map[quanyuan.Field]choice // of hukou or residence
	drawn []redrawing               // in the order in which they were made
}

// choice is the community that a named person chose of several, and when.
type choice struct {
	community string
	at        int // the last word said before it
}

// word is the latest that was said of one community, by a reporting unit or by
// the others: the two are kept apart, so that a unit's word comes back when the
// family's ends.
type word struct {
	quanyuan.Presence
	said  int  // order in which it was said
	named bool // by a named person
}

// say takes what a record says of its community on the day asOf. A record that
// says nothing of hukou or residence does not take the place of one that does.
func (ps *places) say(e quanyuan.Event, r *quanyuan.Record, asOf quanyuan.Date) {
	community := ps.redrawn(r.Text(quanyuan.CommunityCode), asOf)
	if community == "" {
		return
	}
	w := word{Presence: presenceOf(r, asOf), named: e.Kind == quanyuan.Moved}
	w.Community = community
	i := ps.find(community, w.Unit != "")
	if i < 0 {
		ps.words = append(ps.words, word{})
		i = len(ps.words) - 1
	} else if w.Hukou == "" && w.Residence == "" && !ps.words[i].Ended() {
		return
	}
	if e.Kind == quanyuan.Moved && w.Since.IsZero() {
		w.Since = begins(ps.words[i].Presence, w.Presence, asOf)
	}
	w.said = ps.next()
	if before := &ps.words[i]; !before.Ended() && w.Household == "" {
		// A list that knows no households takes nobody out of his.
		w.Household, w.Group, w.Estate = before.Household, cmp.Or(w.Group, before.Group), cmp.Or(w.Estate, before.Estate)
	}
	ps.words[i] = w
}

// begins is the day since when somebody stands in a community of whom a move
// says no day of arrival: he goes on as before, or lives there from that day.
// He did not come from nowhere, so the thirty days are not waited for.
func begins(before, now quanyuan.Presence, day quanyuan.Date) quanyuan.Date {
	lived := before.Residence == livesHere && !before.Ended()
	switch {
	case now.Residence == livesHere && !lived:
		return day
	case before.Ended():
		return quanyuan.Date{}
	}
	return before.Since
}

func presenceOf(r *quanyuan.Record, asOf quanyuan.Date) quanyuan.Presence {
	p := quanyuan.Presence{
		Community: r.Text(quanyuan.CommunityCode),
		Hukou:     r.Text(quanyuan.HukouStatus),
		Residence: r.Text(quanyuan.ResidenceStatus),
		Household: r.Text(quanyuan.HouseholdNumber),
		Group:     r.Text(quanyuan.Group),
		Estate:    r.Text(quanyuan.Estate),
		Unit:      r.Text(quanyuan.ReportingUnit),
		Reason:    r.Text(quanyuan.StayReason),
		Category:  CategoryOf(r, asOf),
		Record:    r.ID,
	}
	if p.Unit != "" && p.Household == "" {
		p.Household = p.Unit // the unit's collective household
	}
	p.Since, _ = quanyuan.ParseDate(r.Text(quanyuan.ArriveDate))
	if p.Category == quanyuan.UnderThirtyDays {
		p.Recheck = addDays(p.Since, countedAfter)
	}
	return p
}

func addDays(d quanyuan.Date, n int) quanyuan.Date {
	return quanyuan.DateOf(time.Date(d.Year, time.Month(d.Month), d.Day+n, 0, 0, 0, 0, time.UTC))
}

// end closes the presence in the record's community: the family's before the
// unit's, unless the record names a unit.
func (ps *places) end(e quanyuan.Event, r *quanyuan.Record) {
	if w := ps.standing(r); w != nil {
		w.Until, w.Recheck, w.Category, w.Record = e.Date, quanyuan.Date{}, quanyuan.CategoryNone, r.ID
		w.Reason = e.Reason
		w.said = ps.next()
	}
}

// house puts the person into another household of the record's community.
func (ps *places) house(r *quanyuan.Record) {
	if w := ps.standing(r); w != nil {
		w.Household = r.Text(quanyuan.HouseholdNumber)
		w.Group, w.Estate = cmp.Or(r.Text(quanyuan.Group), w.Group), cmp.Or(r.Text(quanyuan.Estate), w.Estate)
	}
}

// standing is the word on the record's community that has not ended, nil when
// there is none.
func (ps *places) standing(r *quanyuan.Record) *word {
	for _, unit := range []bool{r.Text(quanyuan.ReportingUnit) != "", true} {
		if i := ps.find(r.Text(quanyuan.CommunityCode), unit); i >= 0 && !ps.words[i].Ended() {
			return &ps.words[i]
		}
	}
	return nil
}

// hold notes which of several counted places a named person chose.
func (ps *places) hold(e quanyuan.Event, r *quanyuan.Record) {
	if ps.held == nil {
		ps.held = map[quanyuan.Field]choice{}
	}
	ps.held[e.Field] = choice{r.Text(quanyuan.CommunityCode), ps.next() - 1}
}

func (ps *places) find(community string, unit bool) int {
	return slices.IndexFunc(ps.words, func(w word) bool { return w.Community == community && (w.Unit != "") == unit })
}

func (ps *places) next() int {
	last := 0
	for i := range ps.words {
		last = max(last, ps.words[i].said)
	}
	return last + 1
}

// presences are the words with their counting settled, sorted by community.
func (ps *places) presences() []quanyuan.Presence {
	ps.yield()
	ps.together()
	ps.count(quanyuan.HukouStatus, quanyuan.CountsHukou, func(p *quanyuan.Presence) bool { return p.Hukou == hukouHere })
	ps.count(quanyuan.ResidenceStatus, quanyuan.CountsResidence, func(p *quanyuan.Presence) bool { return counted(p.Category) })
	var out []quanyuan.Presence
	for i := range ps.words {
		if !ps.behindFamily(&ps.words[i]) {
			out = append(out, ps.words[i].Presence)
		}
	}
	slices.SortFunc(out, func(a, b quanyuan.Presence) int { return strings.Compare(a.Community, b.Community) })
	return out
}

// behindFamily reports whether one community has two words, of which this one
// is not shown: a presence is one per community, and the unit's stands behind
// the family's while that one lasts, an ended one behind one that lasts.
func (ps *places) behindFamily(w *word) bool {
	i := ps.find(w.Community, w.Unit == "")
	if i < 0 {
		return false
	}
	other := &ps.words[i]
	if w.Ended() != other.Ended() {
		return w.Ended()
	}
	return w.Unit != ""
}

// yield lets a reporting unit's presence stand back where the same person also
// lives with a family. Who is only registered with the family and lives in the
// unit's dormitory is counted as living there: a presence that counts as
// nobody's residence takes none away. It is derived anew at every fold, so the
// unit's comes back by itself when the other ends.
func (ps *places) yield() {
	family := slices.ContainsFunc(ps.words, func(w word) bool { return w.Unit == "" && !w.Ended() && counted(w.Category) })
	for i := range ps.words {
		if w := &ps.words[i]; family && w.Unit != "" && !w.Ended() {
			w.Hukou, w.Residence, w.Category, w.Recheck = Other, Other, quanyuan.CategoryNone, quanyuan.Date{}
			w.Note |= quanyuan.Yielded
		}
	}
}

// counted reports whether a category is counted as living in the community.
func counted(c quanyuan.Category) bool {
	return c == quanyuan.HukouAndLivesHere || c == quanyuan.LivesHere30Days || c == quanyuan.HukouPending
}

// count lets one of the presences that claim the same be counted: the one a
// named person chose, else what a named person said last, else the latest
// beginning, else what was said last. The others are disputed until a named
// person has chosen; what is said after that is disputed again.
func (ps *places) count(f quanyuan.Field, counts quanyuan.PlaceNotes, claims func(*quanyuan.Presence) bool) {
	var claiming []*word
	best := -1
	for i := range ps.words {
		w := &ps.words[i]
		if w.Ended() || !claims(&w.Presence) || ps.behindFamily(w) {
			continue
		}
		claiming = append(claiming, w)
		if best < 0 || ps.before(f, w, claiming[best]) {
			best = len(claiming) - 1
		}
	}
	for i, w := range claiming {
		chosen := ps.held[f]
		switch {
		case i == best:
			w.Note |= counts
		case chosen.community != claiming[best].Community || w.said > chosen.at:
			w.Note |= quanyuan.Disputed
		}
	}
}

func (ps *places) before(f quanyuan.Field, a, b *word) bool {
	chosen := func(w *word) int {
		switch {
		case w.Community == ps.held[f].community:
			return 2
		case w.named:
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(chosen(a), chosen(b)),
		strings.Compare(a.Since.String(), b.Since.String()),
		cmp.Compare(a.said, b.said),
	) > 0
}

// countedAfter is the number of days from which a stay counts.
const countedAfter = 30

// CategoryOf derives the mission's category from what a record says of hukou
// and residence in its community, on the day asOf.
func CategoryOf(r *quanyuan.Record, asOf quanyuan.Date) quanyuan.Category {
	hukou, residence := r.Text(quanyuan.HukouStatus), r.Text(quanyuan.ResidenceStatus)
	switch {
	case hukou == hukouHere && residence == livesHere:
		return quanyuan.HukouAndLivesHere
	case hukou == hukouHere && residence != "":
		return quanyuan.HukouLivesAway
	case hukou == hukouPending && residence == livesHere:
		return quanyuan.HukouPending
	case hukou != hukouElsewhere || residence != livesHere:
		return quanyuan.CategoryNone
	}
	return stayCategory(r, asOf)
}

// stayCategory tells a stay that counts from one that does not (yet).
func stayCategory(r *quanyuan.Record, asOf quanyuan.Date) quanyuan.Category {
	if reason := r.Value(quanyuan.StayReason); reason.Known() && excluded(reason.Text) {
		return quanyuan.Excluded
	}
	arrived, ok := quanyuan.ParseDate(r.Text(quanyuan.ArriveDate))
	if days, known := arrived.Days(asOf); ok && known && days < countedAfter {
		return quanyuan.UnderThirtyDays
	}
	return quanyuan.LivesHere30Days
}

// excluded reports whether a reason of stay is one of those that the register
// leaves out.
func excluded(reason string) bool {
	_, ok := code.ExclusionOf(reason)
	return ok
}

// DayAfter is the next day.
func DayAfter(d quanyuan.Date) quanyuan.Date { return addDays(d, 1) }
