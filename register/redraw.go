package register

import (
	"cmp"
	"slices"

	"quanyuan"
)

// redrawing is a change of divisions as it concerned one person.
type redrawing struct {
	from, to string
	day      quanyuan.Date
}

// redraw puts what was said of a community under the code that its place has
// since a change of divisions. When that code has a word already, the two are
// joined: one person stands in one community once.
func (ps *places) redraw(e quanyuan.Event, r *quanyuan.Record) {
	d := redrawing{r.Text(quanyuan.FormerCommunity), r.Text(quanyuan.CommunityCode), e.Date}
	ps.drawn = append(ps.drawn, d)
	for f, c := range ps.held {
		if c.community == d.from {
			c.community = d.to
			ps.held[f] = c
		}
	}
	var kept []word
	for _, w := range ps.words {
		if w.Community == d.from {
			w.Community = d.to
			w.Household = cmp.Or(r.Text(quanyuan.HouseholdNumber), w.Household)
		}
		at := -1
		for i := range kept {
			if kept[i].Community == w.Community && (kept[i].Unit == "") == (w.Unit == "") {
				at = i
			}
		}
		if at < 0 {
			kept = append(kept, w)
			continue
		}
		kept[at] = joined(kept[at], w)
	}
	ps.words = kept
}

// redrawn is the code under which that stands what was said of a community on
// a day: what speaks of a day before a change of divisions means the place as it
// was then.
func (ps *places) redrawn(community string, day quanyuan.Date) string {
	if day.IsZero() {
		return community
	}
	for _, d := range ps.drawn {
		if community == d.from && day.String() < d.day.String() {
			community = d.to
		}
	}
	return community
}

// together joins a unit's word to the family's on the same community when the
// unit's is counted and the family's is not: who is registered with the family
// and lives in the dormitory next door is one resident of the community.
func (ps *places) together() {
	for i := 0; i < len(ps.words); i++ {
		u := ps.words[i]
		f := ps.find(u.Community, false)
		if u.Unit == "" || f < 0 || u.Ended() || ps.words[f].Ended() {
			continue
		}
		if w := &ps.words[f]; (!counted(u.Category) || counted(w.Category)) && (u.Hukou != hukouHere || w.Hukou == hukouHere) {
			continue
		}
		ps.words[i] = joined(ps.words[f], u)
		ps.words = slices.Delete(ps.words, f, f+1)
		i = -1
	}
}

// joined is what two words on one community say together: who was registered in
// one part and lived in the other is registered and lives there.
func joined(a, b word) word {
	if a.said > b.said {
		a, b = b, a // b was said later
	}
	said, named := b.said, a.named || b.named
	if a.Ended() != b.Ended() {
		if b.Ended() {
			b = a
		}
		b.said = said
		return b
	}
	base, other := b, a
	for _, better := range []func(*word) bool{
		func(w *word) bool { return counted(w.Category) },
		func(w *word) bool { return w.Hukou == hukouHere },
	} {
		if better(&a) != better(&b) {
			if better(&a) {
				base, other = a, b
			}
			break
		}
	}
	base.said, base.named = said, named
	base.Household, base.Group, base.Estate = cmp.Or(base.Household, other.Household), cmp.Or(base.Group, other.Group), cmp.Or(base.Estate, other.Estate)
	if !base.Ended() && other.Hukou == hukouHere && counted(base.Category) {
		base.Hukou, base.Category = hukouHere, quanyuan.HukouAndLivesHere
	}
	return base
}
