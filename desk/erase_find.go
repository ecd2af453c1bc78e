package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
)

// marks are the texts by which a person is found in what was written.
type marks struct {
	ids       []string // his identity number in every spelling, and its fifteen digits
	phones    []string
	names     []string
	addresses []string
	birth     string
}

// marksOf gathers the marks of a person from his values and records. Of several
// identity numbers that were said of him only the one that holds is a mark: a
// wrong one may be somebody else's.
func marksOf(p *quanyuan.Person, records []*quanyuan.Record) marks {
	m := marks{birth: p.Text(quanyuan.BirthDate)}
	id := p.Text(quanyuan.IDNumber)
	take := func(f quanyuan.Field, v quanyuan.Value) {
		if v.State == quanyuan.Placeholder || v.State == quanyuan.Missing {
			return
		}
		for _, s := range []string{v.Text, v.Raw} {
			s = strings.TrimSpace(s)
			switch n := len([]rune(s)); f {
			case quanyuan.IDNumber:
				if id != "" && v.Text == id {
					m.ids = with(m.ids, s)
				}
			case quanyuan.Phone:
				if n >= 7 {
					m.phones = with(m.phones, s)
				}
			case quanyuan.Name, quanyuan.FormerName:
				if n >= 2 {
					m.names = with(m.names, s)
				}
			case quanyuan.HukouAddress, quanyuan.ResidenceAddress:
				if n >= 6 {
					m.addresses = with(m.addresses, s)
				}
			}
		}
	}
	for _, v := range p.Values {
		take(v.Field, v.Value)
	}
	for _, r := range records {
		for _, v := range r.Values {
			take(v.Field, v.Value)
		}
	}
	if len(id) == 18 {
		m.ids = with(m.ids, id[:6]+id[8:17])
	}
	return m
}

// with adds a text that is not there yet.
func with(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// and joins the marks of two.
func (m marks) and(o marks) marks {
	join := func(a, b []string) []string {
		for _, s := range b {
			a = with(a, s)
		}
		return a
	}
	return marks{join(m.ids, o.ids), join(m.phones, o.phones), join(m.names, o.names), join(m.addresses, o.addresses), m.birth}
}

// numbers are the marks that are his alone, or nearly.
func (m marks) numbers() []string { return slices.Concat(m.ids, m.phones) }

// all are the marks, the longest first, so that none is left in part.
func (m marks) all() []string {
	all := slices.Concat(m.ids, m.phones, m.names, m.addresses)
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// in reports whether any mark stands in a text.
func (m marks) in(s string) bool {
	return slices.ContainsFunc(m.all(), func(t string) bool { return strings.Contains(s, t) })
}

// out takes every mark out of a text.
func (m marks) out(s string) string {
	for _, t := range m.all() {
		if s == t {
			return ""
		}
		s = strings.ReplaceAll(s, t, "＊")
	}
	return s
}

// erasing is an erasure in the making.
type erasing struct {
	*Desk
	marks
	ctx      context.Context
	by       quanyuan.Principal
	e        *quanyuan.Erasure
	persons  []*quanyuan.Person // who are to be numbers without a name
	mine     map[quanyuan.RecordID]*quanyuan.Record
	others   map[quanyuan.RecordID]*quanyuan.Record // of others, as they stand from now on
	holders  map[quanyuan.Number]bool               // who have them
	family   map[quanyuan.Number]bool
	rows     map[quanyuan.RecordID]bool // of others, whose raw rows go
	drop     map[quanyuan.RecordID]bool // whose proposals go
	found    []quanyuan.Mention
	possible int
}

// erasing finds all that an erasure of a person is about, in the register as
// it is. It writes nothing.
func (d *Desk) erasing(ctx context.Context, by quanyuan.Principal, e *quanyuan.Erasure) (*erasing, error) {
	numbers, err := d.forwarding(ctx, e.Person)
	if err != nil {
		return nil, err
	}
	return d.erasingOf(ctx, by, e, numbers, nil)
}

// forwarding gives a number and all that forward to it.
func (d *Desk) forwarding(ctx context.Context, n quanyuan.Number) ([]quanyuan.Number, error) {
	numbers := []quanyuan.Number{n}
	for i := 0; i < len(numbers); i++ {
		events, err := d.store.Events(ctx, numbers[i])
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if e.Kind != quanyuan.Merged || e.Person != numbers[i] || slices.Contains(numbers, e.Other) {
				continue
			}
			p, err := d.store.Person(ctx, e.Other)
			if err != nil {
				return nil, err
			}
			if p.Forward == numbers[i] {
				numbers = append(numbers, e.Other)
			}
		}
	}
	return numbers, nil
}

// erasingOf is erasing for numbers; with only, no record but these is taken,
// and a number that has others keeps its name.
func (d *Desk) erasingOf(ctx context.Context, by quanyuan.Principal, e *quanyuan.Erasure, numbers []quanyuan.Number, only []quanyuan.RecordID) (*erasing, error) {
	x := &erasing{Desk: d, ctx: ctx, by: by, e: e, mine: map[quanyuan.RecordID]*quanyuan.Record{}, others: map[quanyuan.RecordID]*quanyuan.Record{},
		holders: map[quanyuan.Number]bool{}, family: map[quanyuan.Number]bool{}, rows: map[quanyuan.RecordID]bool{}, drop: map[quanyuan.RecordID]bool{}}
	persons, err := d.store.PersonsByNumber(ctx, numbers)
	if err != nil {
		return nil, err
	}
	taken := slices.Clone(only)
	for _, p := range persons {
		foreign := func(r quanyuan.RecordID) bool { return only != nil && !slices.Contains(only, r) }
		if p.Forward != "" || p.Exited == quanyuan.ExitErased || len(p.Records) == 0 {
			continue
		}
		if slices.ContainsFunc(p.Records, foreign) {
			x.holders[p.Number] = true
			continue
		}
		x.persons = append(x.persons, p)
		taken = append(taken, p.Records...)
	}
	if err := x.take(taken...); err != nil {
		return nil, err
	}
	x.mark()
	x.e.Numbers = numbers
	for _, find := range []func() error{x.findDropped, x.findProposals, x.findMentions, x.findFamily, x.findRecords, x.findHolders, x.findSiblings} {
		if err := find(); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// mark gathers the marks of his own records; what taken rows say beside them may
// be somebody else's.
func (x *erasing) mark() {
	records := sortedRecords(x.mine)
	persons := x.persons
	if len(persons) == 0 { // his records are among those of others
		p := &quanyuan.Person{}
		for _, r := range records {
			for _, v := range r.Values {
				if p.Text(v.Field) == "" && v.Known() {
					p.Values = append(p.Values, quanyuan.Current{Field: v.Field, Value: v.Value})
					slices.SortFunc(p.Values, func(a, b quanyuan.Current) int { return int(a.Field) - int(b.Field) })
				}
			}
		}
		persons = []*quanyuan.Person{p}
	}
	for _, p := range persons {
		x.marks = marksOf(p, records).and(x.marks)
	}
}

func sortedRecords(m map[quanyuan.RecordID]*quanyuan.Record) []*quanyuan.Record {
	out := slices.Collect(maps.Values(m))
	slices.SortFunc(out, func(a, b *quanyuan.Record) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// take adds records to his.
func (x *erasing) take(ids ...quanyuan.RecordID) error {
	records, err := x.store.RecordsOf(x.ctx, ids)
	for _, r := range records {
		x.mine[r.ID] = r
	}
	return err
}

// findDropped takes what people wrote of him that belongs to nobody since.
func (x *erasing) findDropped() error {
	events, err := x.eventsOf(x.ctx, x.e.Numbers...)
	if err != nil {
		return err
	}
	for _, e := range events {
		for _, id := range e.Dropped {
			if id>>32 != 0 { // a row that waits for a ruling again
				continue
			}
			n, err := x.store.PersonOf(x.ctx, id)
			if err != nil {
				return err
			}
			if n == "" {
				if err := x.take(id); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// findProposals takes the rows that collation found to be his and nobody has
// attached to anybody: most rows of most lists.
func (x *erasing) findProposals() error {
	batches, err := x.store.Batches(x.ctx)
	if err != nil {
		return err
	}
	for _, b := range batches {
		for p, err := range x.store.Proposals(x.ctx, b.ID) {
			if err != nil {
				return err
			}
			if err := x.proposal(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *erasing) proposal(p *quanyuan.Proposal) error {
	his := slices.Contains(x.e.Numbers, p.Person)
	named := his || slices.ContainsFunc(p.Candidates, func(c quanyuan.Candidate) bool { return slices.Contains(x.e.Numbers, c.Person) })
	if x.mine[p.Record] != nil || named {
		x.drop[p.Record] = true
	}
	if !named || x.mine[p.Record] != nil {
		return nil
	}
	holder, err := x.store.PersonOf(x.ctx, p.Record)
	if err != nil || holder != "" {
		return err
	}
	switch p.Outcome {
	case quanyuan.Same, quanyuan.Differs, quanyuan.Elsewhere, quanyuan.DuplicateInBatch, quanyuan.OutOfScope:
		if his {
			return x.take(p.Record)
		}
	}
	x.possible++
	return nil
}

// findMentions looks through the whole store for the marks and the numbers of
// the register.
func (x *erasing) findMentions() (err error) {
	x.found, err = x.store.Mentions(x.ctx, x.texts())
	return err
}

// findFamily finds those in whose records he may stand by his name alone: who
// is or was of a household with him, parents and children.
func (x *erasing) findFamily() error {
	for _, m := range x.found {
		kind, id, ok := strings.Cut(m.ID, " ")
		if k := quanyuan.PaperKind(kind); !ok || m.Of != "paper" || k != quanyuan.HouseholdPaper && k != quanyuan.BirthPaper {
			continue
		}
		p, err := x.store.Paper(x.ctx, quanyuan.PaperKind(kind), id)
		if err != nil {
			return err
		}
		if !x.about(p) && !x.numbered(p.Body) {
			continue
		}
		for _, n := range p.Persons {
			x.family[n] = true
		}
		if p.Kind == quanyuan.HouseholdPaper {
			h, err := quanyuan.HouseholdOf(p)
			if err != nil {
				return err
			}
			for _, m := range h.Former {
				x.family[m.Person] = true
			}
		}
	}
	for _, p := range x.persons {
		for _, pr := range p.Presences {
			if pr.Household == "" {
				continue
			}
			with, err := x.store.PersonsIn(x.ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{pr.Community}, Household: pr.Household})
			if err != nil {
				return err
			}
			for _, o := range with {
				x.family[o.Person.Number] = true
			}
		}
	}
	return nil
}

// findRecords goes through the records and raw rows in which marks stand.
func (x *erasing) findRecords() error {
	var ids []quanyuan.RecordID
	for _, m := range x.found {
		switch id := recordNamed(m.ID); {
		case m.Of == "record" && x.mine[id] == nil:
			ids = append(ids, id)
		case m.Of == "row" && m.Texts[0] < len(x.ids):
			x.rows[id] = true
		}
	}
	for some := range slices.Chunk(ids, 1000) {
		records, err := x.store.RecordsOf(x.ctx, some)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := x.mentioned(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts are what mentions are looked for by: identity numbers first.
func (x *erasing) texts() []string {
	texts := slices.Concat(x.ids, x.phones, x.names, x.addresses)
	for _, n := range x.e.Numbers {
		texts = append(texts, string(n))
	}
	return texts
}

func recordNamed(id string) quanyuan.RecordID {
	n, _ := strconv.ParseInt(id, 10, 64)
	return quanyuan.RecordID(n)
}

// mentioned looks at a record in which a mark stands: it is his when nobody has
// it and it has his identity number; of others' he is taken out.
func (x *erasing) mentioned(r *quanyuan.Record) error {
	holder, err := x.store.PersonOf(x.ctx, r.ID)
	if err != nil {
		return err
	}
	id := r.Text(quanyuan.IDNumber)
	switch {
	case holder == "" && id != "" && slices.Contains(x.ids, id):
		x.drop[r.ID] = true
		return x.take(r.ID)
	case holder == "" && id == "" && x.birth != "" && r.Text(quanyuan.BirthDate) == x.birth && slices.Contains(x.names, r.Text(quanyuan.Name)) && !x.drop[r.ID]:
		x.possible++
	}
	if after, changed := recordWithout(r, x.marks, x.family[holder]); changed {
		x.others[r.ID] = after
		if holder != "" {
			x.holders[holder] = true
		}
	}
	return nil
}

// findHolders finds who has records among his that are not his alone.
func (x *erasing) findHolders() error {
	for id := range x.mine {
		n, err := x.store.PersonOf(x.ctx, id)
		if err != nil {
			return err
		}
		if n != "" && !slices.ContainsFunc(x.persons, func(p *quanyuan.Person) bool { return p.Number == n }) {
			x.holders[n] = true
		}
	}
	for n := range x.holders {
		if p, err := x.store.Person(x.ctx, n); err != nil {
			return err
		} else if p.Forward != "" {
			delete(x.holders, n)
		}
	}
	return nil
}

// findSiblings takes the raw rows of records that were read from one row with
// one of his: husband and wife, mother and child.
func (x *erasing) findSiblings() error {
	for id, r := range x.mine {
		if r.Batch == 0 {
			continue
		}
		near, err := x.store.RecordsOf(x.ctx, []quanyuan.RecordID{id - 1, id + 1})
		if err != nil {
			return err
		}
		for _, o := range near {
			if x.mine[o.ID] == nil && o.Batch == r.Batch && o.Where.Sheet == r.Where.Sheet && o.Where.Row == r.Where.Row {
				x.rows[o.ID] = true
			}
		}
	}
	for id := range x.mine {
		delete(x.others, id)
		delete(x.rows, id)
	}
	return nil
}
