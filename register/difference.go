package register

import (
	"cmp"
	"slices"
	"strings"

	"quanyuan"
)

// Verdict says on which side something has changed since the old system's last
// export.
type Verdict string

// What may have become of a value. Only There may be taken over without a
// question: nobody here said anything else.
const (
	There    Verdict = "there"    // changed in the old system alone
	Here     Verdict = "here"     // changed here alone: for the next export
	Both     Verdict = "both"     // changed on both sides to the same
	Conflict Verdict = "conflict" // they say different things, or a rule here would not let theirs win
	Silent   Verdict = "silent"   // the old system no longer says it, or less exactly
	GoneAway Verdict = "gone"     // the old system has taken the person, or a community's row, out
	Unknown  Verdict = "new"      // the old system has a number that is not known here
)

// Differing is one field of a person, or one community in which he stands, on
// the three sides; texts are canonical, "" where a side says nothing.
type Differing struct {
	Field     quanyuan.Field
	Community string // of what is said of a community
	Base      string // the old system, last time
	Theirs    string // the old system, now
	Ours      string
	Why       quanyuan.Reason // why ours has won here
	Verdict   Verdict
}

// Difference is what has changed about one person.
type Difference struct {
	Person quanyuan.Number
	Items  []Differing
}

// Has reports whether an item has the verdict.
func (d *Difference) Has(v Verdict) bool {
	return slices.ContainsFunc(d.Items, func(it Differing) bool { return it.Verdict == v })
}

// Columns are what the old system's file can say.
type Columns struct {
	Has      func(quanyuan.Field) bool
	Children int // as many as a row has room for
}

// Differ holds three states of a person against each other: what the old system
// said last time, what it says now, and what stands here; nil where a side does
// not know him. Only what the old system's file can say is compared.
func Differ(number quanyuan.Number, base, theirs, ours *quanyuan.Person, columns Columns) *Difference {
	d := &differing{Difference: &Difference{Person: number}, Columns: columns}
	out := ours != nil && (ours.Exited != "" || ours.Forward != "")
	switch {
	case theirs == nil && base == nil:
		// Known here alone: the next export tells of him.
	case theirs == nil && (ours == nil || out || gone(ours)):
		d.add(Differing{Field: quanyuan.PersonNumber, Base: string(number), Verdict: Both})
	case theirs == nil:
		d.add(Differing{Field: quanyuan.PersonNumber, Base: string(number), Ours: string(number), Verdict: GoneAway})
	case ours == nil:
		d.add(Differing{Field: quanyuan.PersonNumber, Theirs: string(number), Verdict: Unknown})
	case out:
		d.add(Differing{Field: quanyuan.PersonNumber, Base: string(number), Theirs: string(number), Verdict: Here})
	default:
		d.fields(orNobody(base), theirs, ours)
		d.children(orNobody(base), theirs, ours)
		d.places(orNobody(base), theirs, ours)
	}
	return d.Difference
}

// gone reports whether a person has left every community.
func gone(p *quanyuan.Person) bool {
	return len(p.Presences) > 0 && !slices.ContainsFunc(p.Presences, func(pr quanyuan.Presence) bool { return !pr.Ended() })
}

func orNobody(p *quanyuan.Person) *quanyuan.Person {
	if p == nil {
		return &quanyuan.Person{}
	}
	return p
}

type differing struct {
	*Difference
	Columns
}

func (d *differing) add(it Differing) { d.Items = append(d.Items, it) }

// presenceFields are compared community by community.
var presenceFields = []quanyuan.Field{quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.HouseholdNumber, quanyuan.Group, quanyuan.Estate}

// ofPerson reports whether a field is compared as the person's own.
func ofPerson(f quanyuan.Field) bool {
	switch f {
	case quanyuan.ArriveDate, quanyuan.LeaveDate, quanyuan.StayReason, quanyuan.LeaveReason, quanyuan.RegisteredOn:
		return false
	}
	return !placeField(f) && !slices.Contains(presenceFields, f) && (f < quanyuan.ChildName || f > quanyuan.ChildPolicy)
}

func (d *differing) fields(base, theirs, ours *quanyuan.Person) {
	for f := range quanyuan.NumFields {
		if !ofPerson(f) || !d.Columns.Has(f) {
			continue
		}
		t, o := theirs.Value(f), ours.Value(f)
		it := Differing{Field: f, Base: base.Text(f), Theirs: theirs.Text(f), Ours: ours.Text(f), Why: o.Reason}
		it.Verdict = verdict(it.Base, it.Theirs, it.Ours)
		held := o.Reason == quanyuan.WonPinned || o.Reason == quanyuan.WonConfirmed || o.Reason == quanyuan.WonAuthority
		if it.Verdict == There && (held || t.State == quanyuan.Doubtful && o.State == quanyuan.Understood) {
			it.Verdict = Conflict // by rule theirs would not win
		}
		if it.Verdict != "" {
			d.add(it)
		}
	}
}

// verdict is empty where nothing differs.
func verdict(base, theirs, ours string) Verdict {
	switch {
	case theirs == ours && theirs == base:
		return ""
	case theirs == ours:
		return Both
	case theirs == base:
		return Here
	case theirs == "" || lessExact(theirs, ours):
		return Silent
	case ours == base:
		return There
	}
	return Conflict
}

func (d *differing) children(base, theirs, ours *quanyuan.Person) {
	if d.Columns.Children == 0 {
		return
	}
	b, t, o := d.room(base.Children), d.room(theirs.Children), d.room(ours.Children)
	it := Differing{Field: quanyuan.ChildName, Base: childrenText(b), Theirs: childrenText(t), Ours: childrenText(o)}
	it.Verdict = verdict(it.Base, it.Theirs, it.Ours)
	joined := children([]*quanyuan.Record{{Children: slices.Clone(o)}, {Children: t}})
	if it.Verdict == There && childrenText(joined) != it.Theirs {
		it.Verdict = Conflict // theirs would stand beside ours, not in its place
	}
	if it.Verdict != "" {
		d.add(it)
	}
}

// room is as much of children as a row can say.
func (d *differing) room(cs []quanyuan.Child) []quanyuan.Child {
	cs = slices.Clone(cs[:min(len(cs), d.Columns.Children)])
	for i := range cs {
		c := &cs[i]
		for _, v := range []struct {
			f quanyuan.Field
			v *quanyuan.Value
		}{{quanyuan.ChildName, &c.Name}, {quanyuan.ChildBirth, &c.Birth}, {quanyuan.ChildID, &c.ID}, {quanyuan.ChildSex, &c.Sex}, {quanyuan.ChildOrder, &c.Order}, {quanyuan.ChildPolicy, &c.Policy}} {
			if !d.Columns.Has(v.f) {
				*v.v = quanyuan.Value{}
			}
		}
	}
	return cs
}

// childrenText writes children in one line, whatever their order.
func childrenText(cs []quanyuan.Child) string {
	lines := make([]string, 0, len(cs))
	for i := range cs {
		c := &cs[i]
		var parts []string
		for _, v := range []quanyuan.Value{c.Name, c.Birth, c.ID, c.Sex, c.Order, c.Policy} {
			text := ""
			if v.Known() {
				text = v.Text
			}
			parts = append(parts, text)
		}
		lines = append(lines, strings.Join(parts, "/"))
	}
	slices.Sort(lines)
	return strings.Join(lines, ";")
}

func (d *differing) places(base, theirs, ours *quanyuan.Person) {
	for _, c := range communities(base, theirs, ours) {
		b, t, o := standsIn(base, c), standsIn(theirs, c), standsIn(ours, c)
		it := Differing{Field: quanyuan.CommunityCode, Community: c}
		for _, side := range []struct {
			p    *quanyuan.Presence
			text *string
		}{{b, &it.Base}, {t, &it.Theirs}, {o, &it.Ours}} {
			if side.p != nil {
				*side.text = c
			}
		}
		switch it.Verdict = verdict(it.Base, it.Theirs, it.Ours); it.Verdict {
		case Silent:
			it.Verdict = GoneAway
		case Here:
			if o == nil && len(d.placeItems(c, b, t, nil)) > 0 {
				it.Verdict = Conflict // ended here, changed there
			}
		case There:
			if ours.In(c) {
				it.Verdict = Conflict // it has ended here since
			}
			d.add(it)
			continue
		}
		if it.Verdict != "" {
			d.add(it)
		}
		if t != nil && o != nil {
			d.Items = append(d.Items, d.placeItems(c, b, t, o)...)
		}
	}
}

// placeItems compares what two or three sides say of one community; without
// ours it says what has changed there.
func (d *differing) placeItems(community string, base, theirs, ours *quanyuan.Presence) []Differing {
	var out []Differing
	for _, f := range presenceFields {
		if !d.Columns.Has(f) || ours != nil && (ours.Note|theirs.Note)&quanyuan.Yielded != 0 && (f == quanyuan.HukouStatus || f == quanyuan.ResidenceStatus) {
			continue
		}
		it := Differing{Field: f, Community: community, Base: said(base, f), Theirs: said(theirs, f), Ours: said(ours, f)}
		if ours == nil {
			it.Ours = it.Base
		}
		if it.Verdict = verdict(it.Base, it.Theirs, it.Ours); it.Verdict != "" {
			out = append(out, it)
		}
	}
	return out
}

// said is what a presence says of a field, "" where there is none.
func said(p *quanyuan.Presence, f quanyuan.Field) string {
	if p == nil {
		return ""
	}
	switch f {
	case quanyuan.HukouStatus:
		return p.Hukou
	case quanyuan.ResidenceStatus:
		return p.Residence
	case quanyuan.HouseholdNumber:
		return p.Household
	case quanyuan.Group:
		return p.Group
	case quanyuan.Estate:
		return p.Estate
	}
	return ""
}

func communities(persons ...*quanyuan.Person) []string {
	var out []string
	for _, p := range persons {
		for i := range p.Presences {
			out = append(out, p.Presences[i].Community)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// standsIn is the presence in a community that has not ended.
func standsIn(p *quanyuan.Person, community string) *quanyuan.Presence {
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Community == community && !pr.Ended() {
			return pr
		}
	}
	return nil
}

// Taken are the records that take over what has changed in the old system
// alone, and nothing beside: a whole row would bring its unchanged values up as
// the latest word and displace what others have said here since.
func Taken(d *Difference, theirs, ours *quanyuan.Person) []*quanyuan.Record {
	var own []Differing
	byPlace := map[string][]Differing{}
	var places []string
	for _, it := range d.Items {
		switch {
		case it.Community == "":
			if it.Verdict == There {
				own = append(own, it)
			}
		default:
			if byPlace[it.Community] == nil {
				places = append(places, it.Community)
			}
			byPlace[it.Community] = append(byPlace[it.Community], it)
		}
	}
	var out []*quanyuan.Record
	for _, c := range places {
		if r := placeTaken(c, byPlace[c], theirs, ours); r != nil {
			out = append(out, r)
		}
	}
	if len(own) > 0 && len(out) == 0 {
		out = append(out, &quanyuan.Record{})
	}
	for _, it := range own {
		if it.Field == quanyuan.ChildName {
			out[0].Children = slices.Clone(theirs.Children)
			continue
		}
		out[0].Set(it.Field, theirs.Value(it.Field).Value)
	}
	return out
}

// placeTaken says of one community what theirs has changed, with ours for all
// else; nil when there is nothing to take.
func placeTaken(community string, items []Differing, theirs, ours *quanyuan.Person) *quanyuan.Record {
	changed := map[quanyuan.Field]bool{}
	for _, it := range items {
		if it.Verdict == There {
			changed[it.Field] = true
		}
	}
	t, o := standsIn(theirs, community), standsIn(ours, community)
	if len(changed) == 0 || t == nil {
		return nil
	}
	r := &quanyuan.Record{}
	set := func(f quanyuan.Field, text string) {
		if text != "" {
			r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
		}
	}
	set(quanyuan.CommunityCode, community)
	for _, f := range presenceFields {
		if o == nil || changed[f] {
			set(f, said(t, f))
			continue
		}
		set(f, said(o, f))
	}
	rest := t
	if o != nil {
		rest = o
	}
	set(quanyuan.ReportingUnit, rest.Unit)
	set(quanyuan.StayReason, rest.Reason)
	if !rest.Since.IsZero() {
		set(quanyuan.ArriveDate, rest.Since.String())
	}
	return r
}

// Verdicts lists the verdicts of a difference, each once, in a fixed order.
func (d *Difference) Verdicts() []Verdict {
	var out []Verdict
	for _, it := range d.Items {
		out = append(out, it.Verdict)
	}
	slices.SortFunc(out, func(a, b Verdict) int { return cmp.Compare(order[a], order[b]) })
	return slices.Compact(out)
}

var order = map[Verdict]int{Conflict: 0, Unknown: 1, GoneAway: 2, There: 3, Silent: 4, Here: 5, Both: 6}
