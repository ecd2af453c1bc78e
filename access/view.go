package access

import (
	"quanyuan"
	"quanyuan/mask"
)

// groupOf is the group of each field; see groups.
var groupOf = func() (of [quanyuan.NumFields]string) {
	for name, fs := range groups {
		for _, f := range fs {
			of[f] = name
		}
	}
	return of
}()

// sight is how each field of a person is shown.
type sight [quanyuan.NumFields]Show

// sights are those of the tables, by post and, of posts that have one, mandate:
// a list of persons asks for thousands of values.
var sights = func() map[[2]string]*sight {
	out := map[[2]string]*sight{}
	for _, post := range fields.columns {
		among := []string{""}
		if Limited(quanyuan.Post(post)) {
			among = mandates.columns
		}
		for _, mandate := range among {
			s := &sight{}
			for f, group := range groupOf {
				s[f] = fields.cell(group, post)
				if mandate != "" && mandates.cell(group, mandate) != Full {
					s[f] = Hidden
				}
			}
			out[[2]string{post, mandate}] = s
		}
	}
	return out
}()

var blind, everything = func() (b, e *sight) {
	b, e = &sight{}, &sight{}
	for f := range e {
		b[f], e[f] = Hidden, Full
	}
	return b, e
}()

// sightOf is what a principal sees of a person he may open. A post or mandate
// that is not in the tables sees nothing.
func sightOf(by quanyuan.Principal) *sight {
	if by.Post == quanyuan.Operator {
		return everything
	}
	key := [2]string{string(by.Post)}
	if Limited(by.Post) {
		key[1] = by.Mandate
	}
	if s := sights[key]; s != nil {
		return s
	}
	return blind
}

// Shows says how a principal sees a field of a person he may open.
func Shows(by quanyuan.Principal, f quanyuan.Field) Show { return sightOf(by)[f] }

// ViewPerson gives the copy of a person that a principal may see, or nil when
// he may not see him: values out of reach are left out, identity numbers,
// phones and birth dates masked.
func ViewPerson(by quanyuan.Principal, p *quanyuan.Person) *quanyuan.Person {
	if MayPerson(by, View, p) != nil {
		return nil
	}
	return masked(by, p, nil)
}

// Unmasked is ViewPerson with some masked fields in full. Whether the principal
// may see them so is asked with MayPerson and Unmask.
func Unmasked(by quanyuan.Principal, p *quanyuan.Person, fields []quanyuan.Field) *quanyuan.Person {
	if MayPerson(by, Unmask, p) != nil {
		return nil
	}
	open := make(map[quanyuan.Field]bool, len(fields))
	for _, f := range fields {
		open[f] = true
	}
	return masked(by, p, open)
}

// Candidate gives what a principal sees of somebody in another part of the
// city, whom a search found: enough to tell whether it is the person he means,
// and whom to ask. It is nil when the principal may not search.
func Candidate(by quanyuan.Principal, p *quanyuan.Person) *quanyuan.Person {
	if seen := ViewPerson(by, p); seen != nil {
		return seen
	}
	if May(by, Search) != nil {
		return nil
	}
	c, see := &quanyuan.Person{Number: p.Number, Exited: p.Exited, Forward: p.Forward, Version: p.Version}, sightOf(by)
	for _, v := range p.Values {
		switch v.Field {
		case quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber:
			if v, ok := see.show(by, v, nil); ok {
				c.Values = append(c.Values, v)
			}
		}
	}
	for _, pr := range p.Presences {
		if !pr.Ended() {
			c.Presences = append(c.Presences, quanyuan.Presence{Community: pr.Community, Category: pr.Category, Note: pr.Note})
		}
	}
	return c
}

func masked(by quanyuan.Principal, p *quanyuan.Person, open map[quanyuan.Field]bool) *quanyuan.Person {
	c, see := *p, sightOf(by)
	c.Values, c.Children = nil, nil
	for _, v := range p.Values {
		if v, ok := see.show(by, v, open); ok {
			if c.Values == nil {
				c.Values = make([]quanyuan.Current, 0, len(p.Values))
			}
			c.Values = append(c.Values, v)
		}
	}
	for _, child := range p.Children {
		if k := see.child(by, child, open); k != (quanyuan.Child{}) {
			c.Children = append(c.Children, k)
		}
	}
	if see[quanyuan.CommunityCode] != Full {
		c.Presences = nil
	}
	return &c
}

// show gives a value as the principal may see it; ok is false when he may not.
func (s *sight) show(by quanyuan.Principal, v quanyuan.Current, open map[quanyuan.Field]bool) (quanyuan.Current, bool) {
	value, ok := s.value(by, v.Field, v.Value, open)
	v.Value = value
	return v, ok
}

// ShowValue gives a value as the principal may see it, masked; ok is false when
// he may not.
func ShowValue(by quanyuan.Principal, f quanyuan.Field, v quanyuan.Value) (shown quanyuan.Value, ok bool) {
	return sightOf(by).value(by, f, v, nil)
}

func (s *sight) value(by quanyuan.Principal, f quanyuan.Field, v quanyuan.Value, open map[quanyuan.Field]bool) (quanyuan.Value, bool) {
	switch s[f] {
	case Full:
		if by.Post != quanyuan.Operator && by.Post != quanyuan.Citizen && !open[f] && writtenFreely(f) {
			v.Raw, v.Text = mask.Text(v.Raw), mask.Text(v.Text)
		}
		return v, true
	case Masked:
		if open[f] {
			return v, true
		}
		// As it was written it need not look like a number.
		if v.Raw != "" && v.Text == "" {
			v.Raw = "*"
		} else {
			v.Raw = ""
		}
		v.Text = mask.Field(f, v.Text)
		return v, true
	}
	return quanyuan.Value{}, false
}

// writtenFreely reports whether people write numbers of persons into a field
// that is meant for something else.
func writtenFreely(f quanyuan.Field) bool {
	switch f {
	case quanyuan.PersonNumber, quanyuan.HouseholdNumber, quanyuan.HukouDivision, quanyuan.ResidenceDivision, quanyuan.CommunityCode:
		return false
	}
	return !mask.Hides(f)
}

func (s *sight) child(by quanyuan.Principal, c quanyuan.Child, open map[quanyuan.Field]bool) (k quanyuan.Child) {
	for _, part := range []struct {
		field    quanyuan.Field
		from, to *quanyuan.Value
	}{
		{quanyuan.ChildName, &c.Name, &k.Name}, {quanyuan.ChildBirth, &c.Birth, &k.Birth}, {quanyuan.ChildID, &c.ID, &k.ID},
		{quanyuan.ChildSex, &c.Sex, &k.Sex}, {quanyuan.ChildOrder, &c.Order, &k.Order}, {quanyuan.ChildPolicy, &c.Policy, &k.Policy},
	} {
		if v, ok := s.value(by, part.field, *part.from, open); ok {
			*part.to = v
		}
	}
	return k
}

// Differences gives the copy of a comparison that a principal may see. Of two
// masked values that differ little, the characters in which they differ show.
func Differences(by quanyuan.Principal, ds []quanyuan.Difference) []quanyuan.Difference {
	var out []quanyuan.Difference
	for _, x := range ds {
		switch Shows(by, x.Field) {
		case Masked:
			x.Here, x.There = mask.Pair(x.Field, x.Here, x.There)
		case Full:
			if by.Post != quanyuan.Operator && by.Post != quanyuan.Citizen && writtenFreely(x.Field) {
				x.Here, x.There = mask.Text(x.Here), mask.Text(x.There)
			}
		default:
			continue
		}
		out = append(out, x)
	}
	return out
}

// Beside gives what several sides say of a field as the principal may see it,
// set beside each other: of masked values that differ little, the characters in
// which they differ show. ok is false when he may not see the field.
func Beside(by quanyuan.Principal, f quanyuan.Field, texts []string) (shown []string, ok bool) {
	switch Shows(by, f) {
	case Masked:
		return mask.Beside(f, texts...), true
	case Full:
		if mask.Hides(f) { // beside each other, numbers stay masked for everybody
			return mask.Beside(f, texts...), true
		}
		for _, t := range texts {
			if by.Post != quanyuan.Operator && by.Post != quanyuan.Citizen && writtenFreely(f) {
				t = mask.Text(t)
			}
			shown = append(shown, t)
		}
		return shown, true
	}
	return nil, false
}
