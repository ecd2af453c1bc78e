package intake

import (
	"quanyuan"
	"quanyuan/refdata/division"
)

// unit is a body that reports people who live with it: a works or a school with
// a collective household.
type unit struct {
	name      string
	community string // where it stands, "" when the list speaks for more than one community
}

func unitOf(s quanyuan.Source) unit {
	if s.Kind != quanyuan.Employer && s.Kind != quanyuan.School {
		return unit{}
	}
	u := unit{name: s.Unit}
	if division.Code(s.Division).Level() == division.Community {
		u.community = s.Division
	}
	return u
}

// report marks a row about somebody who stands in the unit's collective
// household: the row says so, or it says how the person stands in the community,
// which a mere list of staff or pupils does not. Such a presence is the unit's,
// and stands back where the person also lives with a family.
func (u unit) report(d *draft) {
	kind := d.text(quanyuan.HouseholdType)
	if u.name == "" || kind != "20" && (kind != "" || !d.has(quanyuan.HukouStatus) && !d.has(quanyuan.ResidenceStatus)) {
		return
	}
	set := func(f quanyuan.Field, text string) {
		if text != "" && !d.has(f) {
			d.set(f, quanyuan.Value{Text: text, State: quanyuan.Understood, Mark: "from_source"})
		}
	}
	set(quanyuan.ReportingUnit, u.name)
	set(quanyuan.HouseholdType, "20")
	if !d.has(quanyuan.CommunityName) {
		set(quanyuan.CommunityCode, u.community)
	}
}
