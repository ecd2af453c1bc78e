package desk

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/publish"
	"quanyuan/register"
)

// TaskOldSystem is a task about what the old system says differently.
const TaskOldSystem = "old_system"

// Differences is a later export of the old system held against its last one and
// against the register. It changes nobody.
type Differences struct {
	Batch, Before quanyuan.Batch
	Compared      int // persons of the old system's last export
	Same          int // persons on whom all three agree
	Persons       map[register.Verdict]int
	Fields        map[register.Verdict]map[quanyuan.Field]int
	Tasks         int // opened
}

// DifferingPerson is one person's part of it.
type DifferingPerson struct {
	*register.Difference
	Batch        quanyuan.BatchID
	Name         string
	Places       []string // where he stands on either side
	Where        quanyuan.Where
	Candidates   []quanyuan.Match // who somebody unknown may be
	theirs, ours *quanyuan.Person
}

// Differs holds an export of the old system (0: the last) against the one
// before it and the register; emit gets whoever differs, in the order of the
// numbers, those who are not known here last.
func (d *Desk) Differs(ctx context.Context, by quanyuan.Principal, id quanyuan.BatchID, emit func(*DifferingPerson) error) (*Differences, error) {
	if err := d.may(by, access.Revise, batchKind, fmt.Sprint(id)); err != nil {
		return nil, err
	}
	out, err := d.differs(ctx, id, emit)
	if err != nil {
		return nil, err
	}
	return out, d.note(by, access.Revise, batchKind, fmt.Sprint(out.Batch.ID), "difference", out.Compared)
}

func (d *Desk) differs(ctx context.Context, id quanyuan.BatchID, emit func(*DifferingPerson) error) (*Differences, error) {
	c := &comparing{Desk: d}
	if err := c.open(ctx, id); err != nil {
		return nil, err
	}
	if err := c.known(ctx, emit); err != nil {
		return nil, err
	}
	if err := c.unknown(ctx, emit); err != nil {
		return nil, err
	}
	return c.out, nil
}

// comparing is a comparison under way.
type comparing struct {
	*Desk
	out          *Differences
	first        *oldRows // of the starting register
	base, theirs *oldRows
	columns      register.Columns
	sources      register.Sources
}

// oldRows are the rows of an export by the number of their person.
type oldRows struct {
	rows map[quanyuan.Number][]quanyuan.RecordID
	// sum tells whether two exports say the same of a person, in whatever order.
	sum map[quanyuan.Number][2]uint64
}

func (c *comparing) open(ctx context.Context, id quanyuan.BatchID) error {
	batches, err := c.oldSystem(ctx)
	if err != nil {
		return err
	}
	at := len(batches) - 1
	if id != 0 {
		at = slices.IndexFunc(batches, func(b quanyuan.Batch) bool { return b.ID == id })
	}
	switch {
	case at < 0:
		return refuse("difference.batch", fmt.Sprint(id))
	case at == 0:
		return refuse("difference.first")
	}
	c.out = &Differences{Batch: batches[at], Before: batches[at-1], Persons: map[register.Verdict]int{}, Fields: map[register.Verdict]map[quanyuan.Field]int{}}
	columns, err := layoutOf(c.out.Batch)
	if err != nil {
		return err
	}
	has := map[quanyuan.Field]bool{}
	for _, col := range columns {
		has[col.Field] = has[col.Field] || col.Known
		if col.Known && col.Field >= quanyuan.ChildName && col.Field <= quanyuan.ChildPolicy {
			c.columns.Children = max(c.columns.Children, col.Child, 1)
		}
	}
	c.columns.Has = func(f quanyuan.Field) bool { return has[f] }
	if c.sources, err = c.Desk.sources(ctx); err != nil {
		return err
	}
	if c.base, err = c.index(ctx, c.out.Before.ID); err != nil {
		return err
	}
	if c.theirs, err = c.index(ctx, c.out.Batch.ID); err != nil {
		return err
	}
	c.out.Compared = len(c.theirs.rows)
	if c.first = c.base; at > 1 {
		c.first, err = c.index(ctx, batches[0].ID)
	}
	return err
}

func (c *comparing) index(ctx context.Context, id quanyuan.BatchID) (*oldRows, error) {
	o := &oldRows{map[quanyuan.Number][]quanyuan.RecordID{}, map[quanyuan.Number][2]uint64{}}
	for r, err := range c.store.Records(ctx, id) {
		if err != nil {
			return nil, err
		}
		n := quanyuan.Number(r.Text(quanyuan.PersonNumber))
		if r.SetAside != "" {
			continue
		}
		if n == "" {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "difference.number", Where: r.Where}
		}
		raw, err := json.Marshal([]any{r.Values, r.Children})
		if err != nil {
			return nil, err
		}
		h := sha256.Sum256(raw)
		s := o.sum[n]
		o.rows[n] = append(o.rows[n], r.ID)
		o.sum[n] = [2]uint64{s[0] + binary.LittleEndian.Uint64(h[:]), s[1] + binary.LittleEndian.Uint64(h[8:])}
	}
	return o, nil
}

// known compares everybody of the register.
func (c *comparing) known(ctx context.Context, emit func(*DifferingPerson) error) error {
	for p, err := range c.store.Persons(ctx) {
		if err != nil {
			return err
		}
		n := p.Number
		unchanged := slices.Equal(c.first.rows[n], p.Records) && c.first.sum[n] == c.base.sum[n] && p.Exited == ""
		if c.base.sum[n] == c.theirs.sum[n] && (unchanged || len(c.base.rows[n]) == 0) {
			// Neither side has said anything since, or only this one knows him.
			delete(c.theirs.rows, p.Number)
			c.out.Same++
			continue
		}
		if err := c.person(ctx, p.Number, p, emit); err != nil {
			return err
		}
		delete(c.theirs.rows, p.Number)
	}
	return nil
}

func (c *comparing) person(ctx context.Context, n quanyuan.Number, ours *quanyuan.Person, emit func(*DifferingPerson) error) error {
	base, _, err := c.folded(ctx, n, c.base.rows[n], c.sources)
	if err != nil {
		return err
	}
	theirs, rows, err := c.folded(ctx, n, c.theirs.rows[n], c.sources)
	if err != nil {
		return err
	}
	p := &DifferingPerson{Batch: c.out.Batch.ID, Difference: register.Differ(n, base, theirs, ours, c.columns), theirs: theirs, ours: ours}
	if len(p.Items) == 0 {
		c.out.Same++
		return nil
	}
	for _, v := range p.Verdicts() {
		c.out.Persons[v]++
	}
	for _, it := range p.Items {
		if c.out.Fields[it.Verdict] == nil {
			c.out.Fields[it.Verdict] = map[quanyuan.Field]int{}
		}
		c.out.Fields[it.Verdict][it.Field]++
	}
	for _, side := range []*quanyuan.Person{ours, theirs, base} {
		if side == nil {
			continue
		}
		if p.Name == "" {
			p.Name = side.Text(quanyuan.Name)
		}
		if len(p.Places) == 0 {
			p.Places = side.Divisions()
		}
	}
	if len(rows) > 0 {
		p.Where = rows[0].Where
	}
	if p.Has(register.Unknown) {
		if p.Candidates, err = c.candidates(ctx, rows[0]); err != nil {
			return err
		}
	}
	return emit(p)
}

// folded is the person that rows of the old system alone make.
func (d *Desk) folded(ctx context.Context, n quanyuan.Number, ids []quanyuan.RecordID, sources register.Sources) (*quanyuan.Person, []*quanyuan.Record, error) {
	if len(ids) == 0 {
		return nil, nil, nil
	}
	records, err := d.store.RecordsOf(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	events := make([]quanyuan.Event, len(records))
	for i, r := range records {
		events[i] = quanyuan.Event{Kind: quanyuan.Entered, Person: n, Record: r.ID}
	}
	p, err := register.Fold(n, events, records, sources)
	return p, records, err
}

// candidates looks in the whole city for whom a row may be about.
func (c *comparing) candidates(ctx context.Context, r *quanyuan.Record) ([]quanyuan.Match, error) {
	s, _, _, err := c.ready(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.Search(ctx, c.store, r, shownMatches)
	if err != nil {
		return nil, err
	}
	return found.Matches, nil
}

// unknown are the numbers that nobody has here.
func (c *comparing) unknown(ctx context.Context, emit func(*DifferingPerson) error) error {
	for _, n := range slices.Sorted(maps.Keys(c.theirs.rows)) {
		if err := c.person(ctx, n, nil, emit); err != nil {
			return err
		}
	}
	return nil
}

// OpenDifference compares an export that has just come in, and lays what people
// must decide on the desks of the communities: conflicts, who is gone there,
// who is new there. What is open already stays as it is.
func (d *Desk) OpenDifference(ctx context.Context, by quanyuan.Principal, id quanyuan.BatchID) (*Differences, error) {
	var tasks []*quanyuan.Task
	out, err := d.Differs(ctx, by, id, func(p *DifferingPerson) error {
		if t := taskOf(p); t != nil {
			tasks = append(tasks, t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(tasks, chunk) {
		c := &quanyuan.Change{}
		for _, t := range part {
			before, err := d.paper(ctx, c, quanyuan.TaskPaper, t.ID)
			if err != nil {
				return nil, err
			}
			if before == nil {
				d.file(c, by, t.Paper())
			}
		}
		if len(c.Papers) == 0 {
			continue
		}
		out.Tasks += len(c.Papers)
		if err := d.apply(ctx, by, access.Task, c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// taskOf is what people must decide about a person, nil when there is nothing.
func taskOf(p *DifferingPerson) *quanyuan.Task {
	t := &quanyuan.Task{Kind: TaskOldSystem, State: quanyuan.TaskOpen}
	if len(p.Places) > 0 {
		t.Community = p.Places[0]
	}
	t.ID = fmt.Sprintf("%s-%d-%s", TaskOldSystem, p.Batch, p.Person)
	disputed := fieldsOf(p.Difference, register.Conflict)
	switch {
	case p.Has(register.Unknown):
		var found []string
		for _, m := range p.Candidates {
			found = append(found, string(m.Person))
		}
		t.Why = quanyuan.Remark{Key: "task.old.new", Args: []any{string(p.Person), strings.Join(found, ", ")}}
		return t // nobody has the number here
	case p.Has(register.Conflict):
		t.Field = strings.Join(disputed, ",")
		for i, key := range disputed {
			disputed[i] = "field:" + key
		}
		t.Why = quanyuan.Remark{Key: "task.old.conflict", Args: []any{strings.Join(disputed, "、")}}
	case p.Has(register.GoneAway):
		t.Why = quanyuan.Remark{Key: "task.old.gone"}
	default:
		return nil
	}
	t.Person = p.Person
	return t
}

// fieldsOf are the keys of the fields with a verdict, each once.
func fieldsOf(d *register.Difference, v register.Verdict) []string {
	var out []string
	for _, it := range d.Items {
		if it.Verdict == v && !slices.Contains(out, it.Field.Key()) {
			out = append(out, it.Field.Key())
		}
	}
	return out
}

// TakeDifference takes over, in a named person's name, what has changed in the
// old system alone. It gives how many persons changed. Doing it again takes
// nothing: what was taken no longer differs.
func (d *Desk) TakeDifference(ctx context.Context, by quanyuan.Principal, id quanyuan.BatchID) (int, error) {
	if strings.TrimSpace(by.Name) == "" {
		return 0, refuse("event.actor")
	}
	type taken struct {
		person  quanyuan.Number
		records []*quanyuan.Record
	}
	var all []taken
	_, err := d.Differs(ctx, by, id, func(p *DifferingPerson) error {
		if !p.Has(register.There) {
			return nil
		}
		records := register.Taken(p.Difference, p.theirs, p.ours)
		for _, r := range records {
			r.Where = p.Where
		}
		if len(records) > 0 {
			all = append(all, taken{p.Person, records})
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	// A change holds one act for each person: the second records of all follow
	// when the first are in.
	for round := 0; ; round++ {
		var now []taken
		for _, t := range all {
			if round < len(t.records) {
				now = append(now, t)
			}
		}
		if len(now) == 0 {
			return len(all), nil
		}
		for part := range slices.Chunk(now, 200) {
			c := &quanyuan.Change{}
			for _, t := range part {
				if err := d.add(ctx, c, by, act{Event: quanyuan.Event{Kind: quanyuan.Attached, Person: t.person}, record: t.records[round]}); err != nil {
					return 0, err
				}
			}
			if err := d.apply(ctx, by, access.Attach, c); err != nil {
				return 0, err
			}
		}
	}
}

// DifferenceTable is the difference as people read it, a line for each field of
// each person; the first line is the header. Values are whole: it is made for
// the operator of the register's own machine.
func (d *Desk) DifferenceTable(ctx context.Context, by quanyuan.Principal, id quanyuan.BatchID) (*Differences, [][]string, error) {
	if err := d.may(by, access.Export, batchKind, fmt.Sprint(id)); err != nil {
		return nil, nil, err
	}
	table := [][]string{{"系统编号", "姓名", "社区编码", "社区", "项目", "结论", "老系统上次", "老系统这次", "登记库", "登记库取值理由", "可能是", "来源行"}}
	out, err := d.Differs(ctx, by, id, func(p *DifferingPerson) error {
		var found []string
		for _, m := range p.Candidates {
			found = append(found, fmt.Sprintf("%s %.0f%%", m.Person, 100*m.Probability))
		}
		for _, it := range p.Items {
			place := it.Community
			if place == "" && len(p.Places) > 0 {
				place = p.Places[0]
			}
			w := func(text string) string { return publish.Word(it.Field, text) }
			table = append(table, []string{string(p.Person), p.Name, place, d.PlaceName(place), it.Field.Zh(), verdictZh[it.Verdict], w(it.Base), w(it.Theirs), w(it.Ours),
				reasonZh[it.Why], strings.Join(found, "、"), p.Where.String()})
		}
		return nil
	})
	return out, table, err
}

var reasonZh = map[quanyuan.Reason]string{quanyuan.WonPinned: "固定", quanyuan.WonConfirmed: "人工确认", quanyuan.WonAuthority: "权威来源", quanyuan.WonRecent: "最近", quanyuan.WonAgreed: "多方一致", quanyuan.WonOnly: "唯一来源"}

var verdictZh = map[register.Verdict]string{register.There: "老系统有变更", register.Here: "登记库有变更", register.Both: "两边相同", register.Conflict: "冲突",
	register.Silent: "老系统不再写明", register.GoneAway: "老系统已去除", register.Unknown: "老系统新增"}
