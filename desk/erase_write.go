package desk

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
)

// countable are the fields of a record of somebody who was erased by which the
// figures of the days before are counted: where he stood, and in which way.
var countable = []quanyuan.Field{quanyuan.CommunityCode, quanyuan.FormerCommunity, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.StayReason, quanyuan.ArriveDate, quanyuan.ReportingUnit}

// plainCode is a code of a table, a division or a day: what no words stand in.
var plainCode = regexp.MustCompile(`^[0-9A-Za-z.:/_-]{1,40}$`)

// bare is what is left of a record: its place in the list, and codes. That there
// was a reporting unit counts; which one does not.
func bare(r *quanyuan.Record) *quanyuan.Record {
	out := &quanyuan.Record{ID: r.ID, Batch: r.Batch, Where: quanyuan.Where{Row: r.Where.Row}, Part: r.Part, SetAside: quanyuan.AsideErased}
	for _, f := range countable {
		v := r.Value(f)
		if !v.Known() {
			continue
		}
		if f == quanyuan.ReportingUnit {
			v.Text = "*"
		} else if !plainCode.MatchString(v.Text) {
			continue
		}
		out.Set(f, quanyuan.Value{Text: v.Text, State: quanyuan.Understood})
	}
	return out
}

// kin are the fields in which a record of one person names another, with the
// number and the name of each.
var kin = [][2]quanyuan.Field{{quanyuan.HeadID, quanyuan.HeadName}, {quanyuan.SpouseID, quanyuan.SpouseName}, {quanyuan.FatherID, quanyuan.FatherName}, {quanyuan.MotherID, quanyuan.MotherName}, {quanyuan.ChildID, quanyuan.ChildName}}

// recordWithout is somebody else's record with the person of the marks taken out of
// it: where his identity number stands and, in records of his family, where his
// name does. That a child was born, when and of which sex stays: it is the
// mother's.
func recordWithout(r *quanyuan.Record, m marks, family bool) (*quanyuan.Record, bool) {
	out := *r
	out.Values, out.Children, out.Findings = slices.Clone(r.Values), slices.Clone(r.Children), slices.Clone(r.Findings)
	changed := false
	gone := func(f quanyuan.Field) {
		changed = changed || out.Value(f).State != quanyuan.Missing
		out.Set(f, quanyuan.Value{})
	}
	his := func(id, name quanyuan.Value) bool {
		return slices.Contains(m.ids, id.Text) || slices.Contains(m.ids, id.Raw) || family && !id.Known() && (slices.Contains(m.names, name.Text) || slices.Contains(m.names, name.Raw))
	}
	for _, k := range kin {
		if his(out.Value(k[0]), out.Value(k[1])) {
			gone(k[0])
			gone(k[1])
		}
	}
	for i := range out.Children {
		c := &out.Children[i]
		if his(c.ID, c.Name) || !c.ID.Known() && m.birth != "" && c.Birth.Text == m.birth && slices.Contains(m.names, c.Name.Text) {
			c.ID, c.Name, changed = quanyuan.Value{}, quanyuan.Value{}, true
		}
	}
	words := marks{ids: m.ids}
	if family {
		words = m
	}
	for _, f := range []quanyuan.Field{quanyuan.Note, quanyuan.Relation} {
		if v := out.Value(f); words.in(v.Raw) || words.in(v.Text) && f == quanyuan.Note {
			if v.Raw = words.out(v.Raw); f == quanyuan.Note {
				v.Text = words.out(v.Text)
			}
			out.Set(f, v)
			changed = true
		}
	}
	before := len(out.Findings)
	out.Findings = slices.DeleteFunc(out.Findings, func(f quanyuan.Finding) bool { return slices.ContainsFunc(f.Args, words.in) })
	return &out, changed || len(out.Findings) < before
}

// free refuses an erasure of somebody whom a hold keeps, or whose rows lie in a
// list that one keeps.
func (x *erasing) free() error {
	papers, err := x.store.Papers(x.ctx, quanyuan.PaperQuery{Kind: quanyuan.HoldPaper, States: []string{quanyuan.HoldStands}, Scope: quanyuan.Everywhere})
	if err != nil || len(papers) == 0 {
		return err
	}
	held := func(hold string) error {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "erase.held", Args: []any{x.e.Person, hold}}
	}
	for _, p := range papers {
		h, err := quanyuan.HoldOf(p)
		if err != nil {
			return err
		}
		place := func(pr quanyuan.Presence) bool { return quanyuan.Scope{h.Name}.Holds(pr.Community) }
		switch {
		case h.Of == "person" && slices.Contains(x.e.Numbers, quanyuan.Number(h.Name)):
			return held(p.ID)
		case h.Of == "division" && slices.ContainsFunc(x.persons, func(p *quanyuan.Person) bool { return slices.ContainsFunc(p.Presences, place) }):
			return held(p.ID)
		}
	}
	batches, err := x.Desk.held(x.ctx)
	if err != nil {
		return err
	}
	for _, b := range x.batches() {
		if batches[b] != "" {
			return held(batches[b])
		}
	}
	return nil
}

// batches are the lists with a row of him or that names him.
func (x *erasing) batches() []quanyuan.BatchID {
	all := map[quanyuan.BatchID]bool{}
	for _, ids := range [][]quanyuan.RecordID{slices.Collect(maps.Keys(x.mine)), slices.Collect(maps.Keys(x.others)), slices.Collect(maps.Keys(x.rows))} {
		for _, id := range ids {
			if b := quanyuan.BatchID(id >> 32); b > 0 {
				all[b] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// count fills in what the erasure says of its extent.
func (x *erasing) count() error {
	w, err := x.wiping()
	if err != nil {
		return err
	}
	x.tell(w)
	return nil
}

// tell writes into the certificate what a wiping does.
func (x *erasing) tell(w *quanyuan.Wiping) {
	e := x.e
	e.Records = slices.Sorted(maps.Keys(x.mine))
	e.Count = quanyuan.ErasureCount{Others: len(x.holders), Proposals: len(w.Drop), Possible: x.possible}
	for _, r := range w.Records {
		if r.Batch > 0 {
			e.Count.Rows++
		}
	}
	e.Count.Rows += len(w.Rows)
	for _, p := range w.Papers {
		if p.Kind != quanyuan.ErasurePaper {
			e.Count.Papers++
		}
	}
}

// write erases, with the certificate as far as it is known.
func (x *erasing) write(act string) error {
	w, err := x.wiping()
	if err != nil {
		return err
	}
	x.tell(w)
	e := x.e
	e.Begun, e.State = x.now(), quanyuan.ErasureBegun
	if err := x.remains(); err != nil {
		return err
	}
	x.file(&w.Change, x.by, e.Paper())
	w.Audit = append(w.Audit, x.erasureLine(x.by, e, act))
	for _, p := range x.persons {
		l := x.line(x.by, access.Erase, personKind, string(p.Number))
		l.Detail, l.Reason, l.Count = e.ID, e.Reason, len(e.Records)
		w.Audit = append(w.Audit, l)
	}
	for _, b := range w.Files {
		l := x.line(x.by, access.Erase, batchKind, strconv.FormatInt(int64(b), 10))
		l.Detail = e.ID
		w.Audit = append(w.Audit, l)
	}
	for _, n := range slices.Sorted(maps.Keys(x.holders)) {
		l := x.line(x.by, access.Erase, personKind, string(n))
		l.Detail = "named " + e.ID
		w.Audit = append(w.Audit, l)
	}
	if err := x.store.Wipe(x.ctx, w); err != nil {
		l := x.erasureLine(x.by, e, act)
		l.Outcome = quanyuan.Failed
		e.State = quanyuan.ErasureAsked
		return errors.Join(err, x.trail.add(l))
	}
	e.Version++
	return nil
}

// wiping is all that the erasure writes but for its own paper and audit lines.
func (x *erasing) wiping() (*quanyuan.Wiping, error) {
	w := &quanyuan.Wiping{Drop: slices.Sorted(maps.Keys(x.drop)), Rows: slices.Sorted(maps.Keys(x.rows))}
	for _, r := range sortedRecords(x.mine) {
		w.Records = append(w.Records, bare(r))
	}
	w.Records = append(w.Records, sortedRecords(x.others)...)
	events, err := x.words(w)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(x.files(w), x.states(w, events), x.tickets(w)); err != nil {
		return nil, err
	}
	if err := x.consequences(x.ctx, x.by, &w.Change); err != nil {
		return nil, err
	}
	return w, x.papers(w)
}

// words takes the words out of the events of all his numbers, and gives the
// events without them.
func (x *erasing) words(w *quanyuan.Wiping) ([]quanyuan.Event, error) {
	events, err := x.eventsOf(x.ctx, x.e.Numbers...)
	if err != nil {
		return nil, err
	}
	for i := range events {
		e := &events[i]
		if e.Reason != "" && e.Kind != quanyuan.Redistricted && (!plainCode.MatchString(e.Reason) || x.marks.in(e.Reason)) {
			w.Words, e.Reason = append(w.Words, e.Seq), ""
		}
	}
	for _, m := range x.found {
		seq := int64(recordNamed(m.ID))
		if m.Of == "event" && m.Texts[0] < len(x.ids) && !slices.Contains(w.Words, seq) {
			w.Words = append(w.Words, seq)
		}
	}
	slices.Sort(w.Words)
	return events, nil
}

// files destroys the originals of the lists with a row of him, and takes him out
// of what was written down of how they were read.
func (x *erasing) files(w *quanyuan.Wiping) error {
	batches, err := x.store.Batches(x.ctx)
	if err != nil {
		return err
	}
	before := map[quanyuan.BatchID]bool{}
	done, err := x.erasuresOf(x.ctx, "", quanyuan.ErasureBegun, quanyuan.ErasureDone)
	if err != nil {
		return err
	}
	for _, e := range done {
		for _, f := range e.Files {
			before[f.Batch] = true
		}
	}
	x.e.Files = nil
	ids := x.batches()
	for i := range batches {
		b := &batches[i]
		if !slices.Contains(ids, b.ID) {
			continue
		}
		w.Files = append(w.Files, b.ID)
		gone, err := x.disposalOf(x.ctx, b.ID)
		if err != nil {
			return err
		}
		if gone == nil && !before[b.ID] {
			x.e.Files = append(x.e.Files, quanyuan.ErasedFile{Batch: b.ID, Hash: b.Hash, Rows: b.Receipt.Rows})
		}
		if after, changed, err := x.batchWithout(b); err != nil {
			return err
		} else if changed {
			w.Batches = append(w.Batches, after)
		}
	}
	return nil
}

// batchWithout is a batch whose file's name and whose mending of cells do not
// name him.
func (x *erasing) batchWithout(b *quanyuan.Batch) (*quanyuan.Batch, bool, error) {
	out := *b
	if x.marks.in(b.File) {
		out.File = x.marks.out(b.File)
	}
	if len(b.Mapping) == 0 {
		return &out, out.File != b.File, nil
	}
	mapping, changed, err := wipeJSON(b.Mapping, x.marks.out)
	out.Mapping = mapping
	return &out, changed || out.File != b.File, err
}

// states folds everybody anew who has a record that changes. Of himself a number
// is left that stood somewhere until today.
func (x *erasing) states(w *quanyuan.Wiping, events []quanyuan.Event) error {
	now := map[quanyuan.RecordID]*quanyuan.Record{}
	for _, r := range w.Records {
		now[r.ID] = r
	}
	sources, err := x.sources(x.ctx)
	if err != nil {
		return err
	}
	c := &w.Change
	for _, p := range x.persons {
		r := &quanyuan.Record{SetAside: quanyuan.AsideErased}
		e := &quanyuan.Event{Kind: quanyuan.Exited, Person: p.Number, Record: c.Add(r), Reason: quanyuan.ExitErased, At: x.now(), Actor: x.by.Name}
		r.ID = e.Record
		c.Events = append(c.Events, e)
		own := slices.DeleteFunc(slices.Clone(events), func(e quanyuan.Event) bool {
			return e.Kind.Structural() && e.Person != p.Number && e.Other != p.Number || !e.Kind.Structural() && !slices.Contains(p.Records, e.Record)
		})
		var records []*quanyuan.Record
		for _, id := range p.Records {
			records = append(records, now[id])
		}
		after, err := register.Fold(p.Number, append(own, *e), append(records, r), sources)
		if err != nil {
			return err
		}
		c.Persons = append(c.Persons, quanyuan.PersonState{After: after, Seen: p.Version})
	}
	for _, n := range slices.Sorted(maps.Keys(x.holders)) {
		if err := x.refold(c, n, now, sources); err != nil {
			return err
		}
	}
	return nil
}

// refold folds somebody else whose records named him.
func (x *erasing) refold(c *quanyuan.Change, n quanyuan.Number, now map[quanyuan.RecordID]*quanyuan.Record, sources register.Sources) error {
	p, err := x.store.Person(x.ctx, n)
	if err != nil {
		return err
	}
	events, err := x.store.Events(x.ctx, n)
	if err != nil {
		return err
	}
	records, err := x.store.RecordsOf(x.ctx, p.Records)
	if err != nil {
		return err
	}
	for i, r := range records {
		if now[r.ID] != nil {
			records[i] = now[r.ID]
		}
	}
	after, err := register.Fold(n, events, records, sources)
	if err != nil {
		return err
	}
	c.Persons = append(c.Persons, quanyuan.PersonState{After: after, Keys: collate.SearchKeys(after, x.parser()), Seen: p.Version})
	return nil
}

// tickets ends what lets a resident in as himself.
func (x *erasing) tickets(w *quanyuan.Wiping) error {
	for _, n := range x.e.Numbers {
		open, err := x.store.Tickets(x.ctx, "", n)
		if err != nil {
			return err
		}
		for _, t := range open {
			t.Ended = x.now()
			w.Tickets = append(w.Tickets, t)
		}
	}
	return nil
}

// remains tells of what the erasure does not reach: the backups that were made
// while he stood in the register, and the exports that were handed out.
func (x *erasing) remains() error {
	since := x.e.Begun
	events, err := x.eventsOf(x.ctx, x.e.Numbers...)
	if err != nil {
		return err
	}
	for _, e := range events {
		if !e.At.IsZero() && e.At.Before(since) {
			since = e.At
		}
	}
	x.e.Copies, x.e.Folder = nil, x.HasBackups()
	copies, err := x.backupsInFolder()
	if err != nil {
		return err
	}
	for _, b := range copies {
		if !b.Missing && !b.At.Before(since) {
			x.e.Copies = append(x.e.Copies, quanyuan.ErasureCopy{Name: b.Name, At: b.At})
		}
	}
	lines, err := x.store.AuditLines(x.ctx, quanyuan.AuditQuery{Action: string(access.Export), Outcome: quanyuan.Done, Since: since})
	if err != nil {
		return err
	}
	x.e.Exports = len(lines)
	return nil
}

// papers takes him out of what people wrote on papers. Papers that are his alone
// lose their words, others only what names him.
func (x *erasing) papers(w *quanyuan.Wiping) error {
	seen := map[[2]string]bool{}
	do := func(kind quanyuan.PaperKind, id string, mentioned bool) error {
		if kind == quanyuan.ErasurePaper || seen[[2]string{string(kind), id}] {
			return nil
		}
		seen[[2]string{string(kind), id}] = true
		p, err := x.paper(x.ctx, &w.Change, kind, id)
		if err != nil || p == nil {
			return err
		}
		return x.paperWithout(w, p, mentioned)
	}
	for _, kind := range []quanyuan.PaperKind{quanyuan.AmendmentPaper, quanyuan.ProofPaper, quanyuan.RulingPaper, quanyuan.CasePaper} {
		papers, err := x.papersNaming(kind)
		if err != nil {
			return err
		}
		for _, p := range papers {
			if err := do(kind, p.ID, false); err != nil {
				return err
			}
		}
	}
	for _, m := range x.found {
		if kind, id, ok := strings.Cut(m.ID, " "); ok && m.Of == "paper" {
			if err := do(quanyuan.PaperKind(kind), id, m.Texts[0] < len(x.ids)); err != nil {
				return err
			}
		}
	}
	for _, p := range slices.Clone(w.Papers) { // made by what follows from the change
		if err := do(p.Kind, p.ID, false); err != nil {
			return err
		}
	}
	return nil
}

// papersNaming gives the papers of a kind that name one of his numbers or
// records.
func (x *erasing) papersNaming(kind quanyuan.PaperKind) ([]*quanyuan.Paper, error) {
	var all []*quanyuan.Paper
	ask := func(q quanyuan.PaperQuery) error {
		q.Kind, q.Scope = kind, quanyuan.Everywhere
		some, err := x.store.Papers(x.ctx, q)
		all = append(all, some...)
		return err
	}
	for _, n := range x.e.Numbers {
		if err := ask(quanyuan.PaperQuery{Person: n}); err != nil {
			return nil, err
		}
	}
	for _, r := range sortedRecords(x.mine) {
		if err := ask(quanyuan.PaperQuery{Record: r.ID}); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b *quanyuan.Paper) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(all, func(a, b *quanyuan.Paper) bool { return a.ID == b.ID }), nil
}
