package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/address"
	"quanyuan/register"
)

// RevisionPlan says what a revision does: how many go where, and what it leaves
// open.
type RevisionPlan struct {
	Revision *quanyuan.Revision
	Flows    []RevisionFlow // by From, then To
	// Open are persons whose address the crosswalk does not cover: they stay
	// under the old code, as tasks on its desk.
	Open     []quanyuan.Number
	Accounts []AccountFlow
}

// RevisionFlow is how much goes from one community to another; To is empty for
// what stays open.
type RevisionFlow struct {
	From, To   string
	Persons    int
	Households int
	Papers     int
}

// AccountFlow is an account of a division that changes; To is empty where
// several follow, so that its post must be granted anew.
type AccountFlow struct{ Account, From, To string }

// PlanRevision counts what applying a revision would do; nothing is written.
func (d *Desk) PlanRevision(ctx context.Context, by quanyuan.Principal, r *quanyuan.Revision) (*RevisionPlan, error) {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), r.ID); err != nil {
		return nil, err
	}
	if err := register.CheckRevision(r, d.tree()); err != nil {
		return nil, err
	}
	r.Codes = register.Successions(r, d.tree())
	v := &redrawing{Desk: d, ctx: ctx, by: by, r: r, walk: register.NewCrosswalk(r, d.parser())}
	if err := v.scan(true); err != nil {
		return nil, err
	}
	return v.plan()
}

// redrawing is a revision on its way through the register.
type redrawing struct {
	*Desk
	ctx     context.Context
	by      quanyuan.Principal
	r       *quanyuan.Revision
	walk    *register.Crosswalk
	entries []redrawn
}

// redrawn is one presence that a revision touches.
type redrawn struct {
	from, household string
	number          quanyuan.Number
	to              string // "": open; from: it stays where it is by the crosswalk
	active          bool   // neither ended nor of somebody who has exited
}

// scan finds the presences under the old codes and where each goes; with first,
// also the numbers of households that two communities of a merger both have.
func (v *redrawing) scan(first bool) error {
	v.entries = nil
	numbers := map[string]map[string]bool{} // community → households
	for p, err := range v.store.Persons(v.ctx) {
		if err != nil {
			return err
		}
		for i := range p.Presences {
			pr := &p.Presences[i]
			if first && v.r.Kind == quanyuan.Merges && pr.Household != "" && slices.Contains(v.r.Old, pr.Community) {
				if numbers[pr.Community] == nil {
					numbers[pr.Community] = map[string]bool{}
				}
				numbers[pr.Community][pr.Household] = true
			}
			if to, touched := v.r.Codes[pr.Community]; touched {
				e := redrawn{from: pr.Community, household: pr.Household, number: p.Number, to: to, active: p.Exited == "" && !pr.Ended()}
				if to == "" {
					e.to = v.byAddress(p, pr)
				}
				v.entries = append(v.entries, e)
			}
		}
	}
	slices.SortFunc(v.entries, func(a, b redrawn) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.household, b.household), cmp.Compare(a.number, b.number))
	})
	v.withHouseholds()
	if first {
		v.r.Households = sameNumbers(v.r, numbers)
	}
	return nil
}

// byAddress is where the crosswalk sends a presence; one that has ended is
// judged by its group and estate alone, since the address is of today.
func (v *redrawing) byAddress(p *quanyuan.Person, pr *quanyuan.Presence) string {
	spot := register.Spot{Group: pr.Group, Estate: pr.Estate}
	if !pr.Ended() {
		spot = register.SpotOf(p, pr, v.parser())
	}
	to, _ := v.walk.Where(&spot)
	return to
}

// withHouseholds lets those whose own address tells nothing go with the others
// of their household where these go one way; all who are left fall to the rest.
func (v *redrawing) withHouseholds() {
	if v.r.Kind != quanyuan.Splits {
		return
	}
	for at := 0; at < len(v.entries); {
		end := at + 1
		for end < len(v.entries) && v.entries[end].household != "" && v.entries[end].household == v.entries[at].household && v.entries[end].from == v.entries[at].from {
			end++
		}
		group, way := v.entries[at:end], ""
		for _, e := range group {
			if e.to != "" && e.active {
				if way != "" && way != e.to {
					way = ""
					break
				}
				way = e.to
			}
		}
		for i := range group {
			group[i].to = cmp.Or(group[i].to, way, v.r.Rest)
		}
		at = end
	}
}

// sameNumbers gives new numbers to households of a merger whose number another
// community of it has too: that community's last three digits are put behind.
func sameNumbers(r *quanyuan.Revision, numbers map[string]map[string]bool) map[string]map[string]string {
	order := slices.Clone(r.Old)
	slices.SortFunc(order, func(a, b string) int { // the one that stays keeps its numbers
		return cmp.Or(-cmp.Compare(toInt(a == r.New[0].Code), toInt(b == r.New[0].Code)), cmp.Compare(a, b))
	})
	taken := map[string]bool{}
	for _, c := range order {
		for n := range numbers[c] {
			taken[n] = true
		}
	}
	out := map[string]map[string]string{}
	had := map[string]bool{}
	for _, c := range order {
		for _, n := range sortedKeys(numbers[c]) {
			if !had[n] {
				had[n] = true
				continue
			}
			next := n + "-" + c[9:]
			for taken[next] {
				next += "+"
			}
			taken[next] = true
			if out[c] == nil {
				out[c] = map[string]string{}
			}
			out[c][n] = next
		}
	}
	return out
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// plan counts what was scanned.
func (v *redrawing) plan() (*RevisionPlan, error) {
	p := &RevisionPlan{Revision: v.r}
	flows := map[[2]string]*RevisionFlow{}
	flow := func(from, to string) *RevisionFlow {
		f := flows[[2]string{from, to}]
		if f == nil {
			f = &RevisionFlow{From: from, To: to}
			flows[[2]string{from, to}] = f
		}
		return f
	}
	seen := map[[3]string]bool{}
	for _, e := range v.entries {
		f := flow(e.from, e.to)
		f.Persons++
		if key := [3]string{e.from, e.to, e.household}; e.household != "" && e.active && !seen[key] {
			seen[key] = true
			f.Households++
		}
		if e.to == "" && e.active {
			p.Open = append(p.Open, e.number)
		}
	}
	for _, from := range sortedKeys(v.r.Codes) {
		papers, err := v.papers(from)
		if err != nil {
			return nil, err
		}
		goes := v.going(from)
		for _, paper := range papers {
			f := flow(from, v.paperTo(paper, from, goes))
			f.Papers++
		}
	}
	for _, f := range flows {
		p.Flows = append(p.Flows, *f)
	}
	slices.SortFunc(p.Flows, func(a, b RevisionFlow) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	var err error
	p.Accounts, err = v.accounts()
	return p, err
}

// going is where each person of a community goes.
func (v *redrawing) going(from string) map[quanyuan.Number]string {
	out := map[quanyuan.Number]string{}
	for _, e := range v.entries {
		if e.from == from {
			out[e.number] = e.to
		}
	}
	return out
}

// followed are the kinds of papers that go with a division. Households go with
// their members; signatures, campaigns and receipts stay as they were given.
var followed = []quanyuan.PaperKind{quanyuan.DwellingPaper, quanyuan.TransferPaper, quanyuan.RulingPaper, quanyuan.LotPaper, quanyuan.BirthPaper, quanyuan.TaskPaper}

// papers are those on the desk of a community, or about it as the other side.
func (v *redrawing) papers(community string) ([]*quanyuan.Paper, error) {
	var out []*quanyuan.Paper
	for _, kind := range followed {
		ps, err := v.store.Papers(v.ctx, quanyuan.PaperQuery{Kind: kind, Scope: quanyuan.Scope{community}})
		if err != nil {
			return nil, err
		}
		for _, p := range ps {
			if p.Kind == quanyuan.TaskPaper && len(p.Persons) == 1 {
				continue // the register sets them anew, each with the person
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// paperTo is where a paper goes: with its code where one code follows, a
// dwelling by its address, others with their persons; "" where that is open.
func (v *redrawing) paperTo(p *quanyuan.Paper, from string, goes map[quanyuan.Number]string) string {
	if to := v.r.Codes[from]; to != "" {
		return to
	}
	if p.Kind == quanyuan.DwellingPaper {
		if w, err := quanyuan.DwellingOf(p); err == nil {
			to, _ := v.walk.Where(&register.Spot{Group: w.Group, Estate: w.Estate, Parts: v.partsOf(w.Address)})
			return cmp.Or(to, v.r.Rest)
		}
	}
	way := ""
	for _, n := range p.Persons {
		to, there := goes[n]
		if !there {
			continue
		}
		if way != "" && way != to {
			return ""
		}
		way = to
	}
	return cmp.Or(way, v.r.Rest)
}

func (v *redrawing) partsOf(text string) address.Parts { return v.parser().Parse(text) }

// accounts are those of the divisions that change.
func (v *redrawing) accounts() ([]AccountFlow, error) {
	all, err := v.store.Accounts(v.ctx)
	var out []AccountFlow
	for _, a := range all {
		to, touched := v.r.Codes[a.Division]
		if v.r.Kind == quanyuan.Renumbers && a.Division == v.r.Old[0] {
			to, touched = v.r.New[0].Code, true
		}
		stays := slices.ContainsFunc(v.r.New, func(n quanyuan.NewDivision) bool { return n.Code == a.Division })
		if touched && !stays && a.Division != "" {
			out = append(out, AccountFlow{a.Name, a.Division, to})
		}
	}
	return out, err
}

// Revision gives a revision that was begun.
func (d *Desk) revision(ctx context.Context, id string) (*quanyuan.Revision, error) {
	p, err := d.store.Paper(ctx, quanyuan.RevisionPaper, id)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "revision.unknown", Args: []any{id}}
	}
	if err != nil {
		return nil, err
	}
	return quanyuan.RevisionOf(p)
}

// redistrictTask is the task about a person whose address tells nothing.
func redistrictTask(r *quanyuan.Revision, e *redrawn) *quanyuan.Task {
	return &quanyuan.Task{ID: fmt.Sprintf("%s-%s-%s", quanyuan.TaskRedistrict, e.from, e.number), Kind: quanyuan.TaskRedistrict, Community: e.from,
		Person: e.number, State: quanyuan.TaskOpen, Why: quanyuan.Remark{Key: "task.redistrict", Args: []any{r.ID}}}
}
