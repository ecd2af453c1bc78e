package collate

import (
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
)

// view is what the engine sees of a record or a person: the values that may
// serve as evidence, each canonical, "" where nothing is known.
type view struct {
	name      string
	former    string
	id        string // citizen's number of 18 digits, or another document's
	idHead    string // its first 15 digits, also of a number that Excel rounded
	birth     string
	sex       string
	phone     string // several joined by ";"
	residence string
	hukou     string
	ethnic    string
	community string
	mother    parent
	father    parent
	partner   []string // of the spouse
	kin       []string // of everybody else the row or household names
	children  []parent // names and ID numbers of the children listed with one
	household string
	relation  string
	filled    int // how many values the row gives; see clearlyFuller
}

// parent is a parent, or a child, as far as known.
type parent struct{ name, id string }

func (p parent) known() bool { return p.name != "" || p.id != "" }

// parents lists the names and numbers of both parents.
func (v *view) parents() []string {
	var out []string
	for _, t := range []string{v.mother.name, v.mother.id, v.father.name, v.father.id} {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// values is what a record and a person have in common.
type values interface {
	Text(quanyuan.Field) string
}

// newView copies the texts it keeps: a text read from a store may be a piece of
// a whole record, which the view would keep in memory.
func newView(from values, children []quanyuan.Child) view {
	v := copied{from}
	w := view{
		name:      v.Text(quanyuan.Name),
		former:    v.Text(quanyuan.FormerName),
		id:        v.Text(quanyuan.IDNumber),
		birth:     v.Text(quanyuan.BirthDate),
		sex:       v.Text(quanyuan.Sex),
		phone:     v.Text(quanyuan.Phone),
		residence: v.Text(quanyuan.ResidenceAddress),
		hukou:     v.Text(quanyuan.HukouAddress),
		ethnic:    v.Text(quanyuan.Ethnic),
		household: v.Text(quanyuan.HouseholdNumber),
		relation:  v.Text(quanyuan.Relation),
		mother:    parent{v.Text(quanyuan.MotherName), v.Text(quanyuan.MotherID)},
		father:    parent{v.Text(quanyuan.FatherName), v.Text(quanyuan.FatherID)},
		partner:   people(v, quanyuan.SpouseName, quanyuan.SpouseID),
	}
	for _, t := range people(v, quanyuan.HeadName, quanyuan.HeadID) {
		if t != w.name && t != w.id { // a head is no kin of himself
			w.kin = append(w.kin, t)
		}
	}
	for _, c := range children {
		w.kin = appendKnown(w.kin, c.Name, c.ID)
		if c.ID.Known() && c.ID.Text != "" {
			w.children = append(w.children, parent{strings.Clone(c.Name.Text), strings.Clone(c.ID.Text)})
		}
	}
	if len(w.id) >= 15 {
		w.idHead = w.id[:15]
	}
	return w
}

// copied gives texts that share no memory with where they come from.
type copied struct{ values }

func (c copied) Text(f quanyuan.Field) string { return strings.Clone(c.values.Text(f)) }

// people lists the known texts of name and number fields.
func people(v values, fields ...quanyuan.Field) []string {
	var out []string
	for _, f := range fields {
		if t := v.Text(f); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func appendKnown(out []string, vs ...quanyuan.Value) []string {
	for _, v := range vs {
		if v.Known() && v.Text != "" {
			out = append(out, strings.Clone(v.Text))
		}
	}
	return out
}

// recordView is the view of a record, placed in a community.
func recordView(r *quanyuan.Record, community string) view {
	w := newView(r, r.Children)
	w.community = strings.Clone(community)
	w.filled = len(r.Values) + len(r.Children)
	if v := r.Value(quanyuan.IDNumber); v.State == quanyuan.Invalid {
		w.idHead = leadingDigits(v.Written(), 15)
	}
	return w
}

// personView is the view of a person of the register.
func personView(p *quanyuan.Person) view {
	w := newView(p, p.Children)
	w.filled = len(p.Values) + len(p.Children)
	for i, pr := range p.Presences {
		// Where he lives rather than where he is registered.
		if i == 0 || pr.Residence == "1" {
			w.community = strings.Clone(pr.Community)
			w.household = strings.Clone(pr.Household)
		}
	}
	return w
}

// leadingDigits gives the first n characters when all are digits, else "".
func leadingDigits(s string, n int) string {
	s = strings.TrimSpace(s)
	if len(s) < n {
		return ""
	}
	for i := 0; i < n; i++ {
		if s[i] < '0' || s[i] > '9' {
			return ""
		}
	}
	return s[:n]
}

// doors are blocking keys of an address down to the door: by road, by estate and
// by community, "" where the address does not say. Lists write one of them,
// seldom all.
type doors struct{ road, estate, community string }

func doorsOf(parser *address.Parser, text string) doors {
	parts := parser.Parse(text)
	return doorsIn(&parts)
}

func doorsIn(parts *address.Parts) (d doors) {
	for _, k := range parts.Keys() {
		// A village's house has its group and number where an estate's has its
		// building and room.
		for _, slot := range []struct {
			kind byte
			door *string
		}{{'r', &d.road}, {'e', &d.estate}, {'c', &d.community}, {'g', &d.community}} {
			if k[0] == slot.kind && *slot.door == "" {
				*slot.door = k
			}
		}
	}
	return d
}

// any is the first door that is known.
func (d doors) any() string {
	for _, k := range []string{d.community, d.estate, d.road} {
		if k != "" {
			return k
		}
	}
	return ""
}
