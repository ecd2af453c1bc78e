package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"quanyuan"
)

// Likeness says how a report of a birth stands to one that is registered.
type Likeness uint8

const (
	// Apart: another birth.
	Apart Likeness = iota
	// Twin: another child of the same birth.
	Twin
	// Unclear: it cannot be both; a person must say which.
	Unclear
	// Alike: the same child.
	Alike
)

// daysBetween is the least number of days between two births of one mother who
// are no twins: children born nearer than that are one birth.
const daysBetween = 150

// Compare says whether a report speaks of a registered birth of the same
// mother (or father). A name or order that both give decides between twins;
// dates that differ by less than a pregnancy are one birth told twice.
func Compare(b *quanyuan.Birth, r quanyuan.Report) Likeness {
	near, exact := nearDates(b.Born, r.Born)
	names, orders := bothSay(b.Name, r.Name), bothSay(number(b.Order), number(r.Order))
	sex := bothSay(b.Sex, r.Sex)
	switch {
	case names == agree && near && sex != contradict:
		return Alike
	case !near && orders == agree && names != contradict && sameYears(b.Born, r.Born):
		return Unclear // one order, dates a pregnancy apart: a date or the order is wrong
	case !near:
		return Apart
	case orders == contradict && (exact || withinDays(b.Born, r.Born, 1)) && consecutive(b.Order, r.Order):
		return Twin
	case orders == contradict, sex == contradict && orders != agree:
		return Unclear
	case names == contradict && orders != agree:
		return Unclear
	}
	return Alike
}

// sameYears reports dates less than two years apart: an order told twice for
// births further apart is an error of the order and no other telling.
func sameYears(a, b quanyuan.Date) bool { return withinDays(a, b, 2*365) }

type saying uint8

const (
	silent saying = iota // one of the two does not say
	agree
	contradict
)

func bothSay(a, b string) saying {
	switch {
	case a == "" || b == "":
		return silent
	case a == b:
		return agree
	}
	return contradict
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func consecutive(a, b int) bool { return a-b == 1 || b-a == 1 }

// nearDates reports whether two dates may be one birth's, and whether they may
// be one day.
func nearDates(a, b quanyuan.Date) (near, exact bool) {
	if a.IsZero() || b.IsZero() || a.Compatible(b) {
		return true, !a.IsZero() && !b.IsZero()
	}
	return withinDays(a, b, daysBetween), false
}

func withinDays(a, b quanyuan.Date, n int) bool {
	days, ok := a.Days(b)
	if !ok { // a month or a year: by its beginning
		for _, d := range []*quanyuan.Date{&a, &b} {
			d.Month, d.Day = max(d.Month, 1), max(d.Day, 1)
		}
		days, _ = a.Days(b)
	}
	return max(days, -days) <= n
}

// Match finds the birth that a report speaks of. several holds the births that
// it may speak of when that is not clear.
func Match(births []*quanyuan.Birth, r quanyuan.Report) (same *quanyuan.Birth, several []*quanyuan.Birth) {
	var alike, unclear []*quanyuan.Birth
	twin := false
	for _, b := range births {
		switch Compare(b, r) {
		case Alike:
			alike = append(alike, b)
		case Twin:
			twin = true
		case Unclear:
			unclear = append(unclear, b)
		}
	}
	if twin { // the third of triplets is no neighbour of the first
		unclear = slices.DeleteFunc(unclear, func(b *quanyuan.Birth) bool { return b.Order != 0 && withinDays(b.Born, r.Born, 1) })
	}
	// Of twins the one whose name, order or sex the report gives.
	for _, says := range []func(*quanyuan.Birth) bool{
		func(b *quanyuan.Birth) bool { return bothSay(b.Name, r.Name) == agree },
		func(b *quanyuan.Birth) bool { return bothSay(number(b.Order), number(r.Order)) == agree },
		func(b *quanyuan.Birth) bool { return bothSay(b.Sex, r.Sex) == agree },
	} {
		if some := slices.DeleteFunc(slices.Clone(alike), func(b *quanyuan.Birth) bool { return !says(b) }); len(some) > 0 {
			alike = some
		}
	}
	switch {
	case len(alike) == 1:
		return alike[0], nil
	case len(alike) > 1:
		return nil, alike
	}
	return nil, unclear
}

// Add takes a report into a birth: what was not known is filled in, what
// differs is told. The ID stays what it is.
func Add(b *quanyuan.Birth, r quanyuan.Report) []quanyuan.Remark {
	var out []quanyuan.Remark
	if !r.Born.IsZero() && !b.Born.Compatible(r.Born) {
		out = append(out, remark("birth.date_differs", r.Born.String(), b.Born.String()))
	}
	if bothSay(b.Sex, r.Sex) == contradict {
		out = append(out, remark("birth.sex_differs"))
	}
	if len(r.Born.String()) > len(b.Born.String()) && b.Born.Compatible(r.Born) {
		b.Born = r.Born
	}
	b.Name, b.Sex, b.Order, b.Policy = cmp.Or(b.Name, r.Name), cmp.Or(b.Sex, r.Sex), cmp.Or(b.Order, r.Order), cmp.Or(b.Policy, r.Policy)
	b.Reports = append(b.Reports, r)
	return out
}

// CheckOrders looks at the orders of a mother's births: one beyond the number
// of children, twice the same, one left out, or against the dates. Twins follow
// each other in either order. count is her number of children, "" if not given.
func CheckOrders(births []*quanyuan.Birth, count string) []quanyuan.Remark {
	bs := slices.DeleteFunc(slices.Clone(births), func(b *quanyuan.Birth) bool { return b.Order == 0 })
	slices.SortStableFunc(bs, func(a, b *quanyuan.Birth) int { return a.Order - b.Order })
	var out []quanyuan.Remark
	if n, err := strconv.Atoi(count); err == nil && len(bs) > 0 && bs[len(bs)-1].Order > n {
		out = append(out, remark("birth.order_count", fmt.Sprint(bs[len(bs)-1].Order), count))
	}
	for i, b := range bs {
		before := 0
		if i > 0 {
			before = bs[i-1].Order
		}
		switch {
		case i > 0 && b.Order == before:
			out = append(out, remark("birth.order_twice", fmt.Sprint(b.Order)))
		case b.Order > before+1:
			out = append(out, remark("birth.order_gap", fmt.Sprint(b.Order), fmt.Sprint(before+1)))
		}
		if i > 0 && b.Order > before && !b.Born.IsZero() && !bs[i-1].Born.IsZero() && !b.Born.Compatible(bs[i-1].Born) &&
			b.Born.String() < bs[i-1].Born.String() && !withinDays(b.Born, bs[i-1].Born, 1) {
			out = append(out, remark("birth.order_dates", fmt.Sprint(b.Order), fmt.Sprint(before)))
		}
	}
	return out
}

// KnownChild is a child as the register knows it, from a birth or from the
// lists of children with its parents.
type KnownChild struct {
	Number quanyuan.Number // "" when it is no person of the register
	Name   string
	ID     string
	Born   quanyuan.Date
	Sex    string
	Order  int
	Died   bool
}

// Children joins the children that births and the parent's records tell of.
// died says which persons have died.
func Children(p *quanyuan.Person, births []*quanyuan.Birth, died func(quanyuan.Number) bool) []KnownChild {
	var all []KnownChild
	for _, b := range births {
		all = append(all, KnownChild{Number: b.Child, Name: b.Name, Born: b.Born, Sex: b.Sex, Order: b.Order, Died: died(b.Child)})
	}
	for _, c := range p.Children {
		k := childOf(c)
		at := slices.IndexFunc(all, func(a KnownChild) bool { return oneChild(a, k) })
		if at < 0 {
			all = append(all, k)
			continue
		}
		a := &all[at]
		a.Name, a.ID, a.Sex, a.Order = cmp.Or(a.Name, k.Name), cmp.Or(a.ID, k.ID), cmp.Or(a.Sex, k.Sex), cmp.Or(a.Order, k.Order)
	}
	slices.SortStableFunc(all, func(a, b KnownChild) int {
		return cmp.Or(cmp.Compare(a.Born.String(), b.Born.String()), cmp.Compare(a.Order, b.Order))
	})
	return all
}

func childOf(c quanyuan.Child) KnownChild {
	known := func(v quanyuan.Value) string {
		if !v.Known() {
			return ""
		}
		return v.Text
	}
	k := KnownChild{Name: known(c.Name), ID: known(c.ID), Sex: known(c.Sex)}
	k.Born, _ = quanyuan.ParseDate(known(c.Birth))
	k.Order, _ = strconv.Atoi(known(c.Order))
	return k
}

// oneChild reports whether two tellings are of one child.
func oneChild(a, b KnownChild) bool {
	near, exact := nearDates(a.Born, b.Born)
	switch {
	case bothSay(a.ID, b.ID) == agree:
		return true
	case bothSay(a.ID, b.ID) == contradict, bothSay(a.Sex, b.Sex) == contradict, !near:
		return false
	case bothSay(a.Name, b.Name) == agree:
		return true
	case bothSay(number(a.Order), number(b.Order)) == contradict:
		return false
	case bothSay(a.Name, b.Name) == contradict: // a child that got another name
		return exact && bothSay(number(a.Order), number(b.Order)) == agree
	}
	return exact
}

// CheckCount compares the number of children a parent states with the children
// known, and says in words why they differ as far as that can be seen. stated
// is the day on which the number was stated.
func CheckCount(count string, stated quanyuan.Date, known []KnownChild) []quanyuan.Remark {
	k := fmt.Sprint(len(known))
	n, err := strconv.Atoi(count)
	switch {
	case err != nil:
		return []quanyuan.Remark{remark("count.unsaid", k)}
	case n == len(known):
		return []quanyuan.Remark{remark("count.agrees", count)}
	case n > len(known):
		return []quanyuan.Remark{remark("count.more_said", count, k, fmt.Sprint(n-len(known)))}
	}
	out := []quanyuan.Remark{remark("count.fewer_said", count, k)}
	for i, c := range known {
		if days, ok := stated.Days(c.Born); ok && days > 0 {
			out = append(out, remark("count.born_since", c.Born.String()))
		}
		if c.Died {
			out = append(out, remark("count.died", c.Born.String()))
		}
		for _, other := range known[:i] {
			near, _ := nearDates(other.Born, c.Born)
			if near && bothSay(other.Sex, c.Sex) != contradict && bothSay(other.Name, c.Name) != contradict && bothSay(number(other.Order), number(c.Order)) != contradict {
				out = append(out, remark("count.alike", other.Born.String(), c.Born.String()))
			}
		}
	}
	if len(out) == 1 {
		out = append(out, remark("count.look"))
	}
	return out
}
