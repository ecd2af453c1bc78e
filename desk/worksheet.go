package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/publish"
	"quanyuan/quality"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// worksheetKind is what audit lines call worksheets.
const worksheetKind = "worksheet"

// WorksheetQuery says of which part of the city worksheets are wanted.
type WorksheetQuery struct {
	Scope quanyuan.Scope
	Level int // of the lines of counts, division.Province to division.Community
	// Progress hears how many communities are done.
	Progress func(done, total int64)
	full     bool // numbers are not masked; who asks has asked for the right
}

// WorksheetLine is one thing that a community has to look at: a person of the
// register on one of the worksheets, or a row of a list about nobody in it.
type WorksheetLine struct {
	Sheet  quanyuan.WorksheetKind
	Person quanyuan.Number   // "" for a row of a list
	Record quanyuan.RecordID // of that row
	Field  quanyuan.Field    // the item that is wrong; NumFields on other sheets
	Shown  *quanyuan.Person  // as the principal may see him; of a row its values
	// Presence is where he stands in the community.
	Presence quanyuan.Presence
	Value    string // of the item in the register, as the principal may see it
	Told     string // what a list says instead
	Said     []WorksheetSource
	remark   quanyuan.Remark
	finding  *quanyuan.Finding
}

// WorksheetSource is a row of a list that says so.
type WorksheetSource struct {
	Source quanyuan.Source
	Where  quanyuan.Where
}

// Why says in words why the line stands there, and what to do about it.
func (l *WorksheetLine) Why(lang string) (sentence, advice string) {
	if l.finding != nil {
		return FindingText(*l.finding, lang)
	}
	return register.Text(l.remark, lang), ""
}

// Worksheet are all lines of one community: by sheet, then number, then record.
type Worksheet struct {
	Community string
	Lines     []*WorksheetLine
}

// WorksheetCount counts the lines of a division by worksheet.
type WorksheetCount struct {
	Division string
	Name     string
	Lines    map[quanyuan.WorksheetKind]int
	// Persons counts everybody once on a sheet: items have a line each.
	Persons map[quanyuan.WorksheetKind]int
}

func newWorksheetCount(code, name string) WorksheetCount {
	return WorksheetCount{code, name, map[quanyuan.WorksheetKind]int{}, map[quanyuan.WorksheetKind]int{}}
}

// add counts the lines of a community.
func (c *WorksheetCount) add(w *Worksheet) {
	counted := map[string]bool{}
	for _, l := range w.Lines {
		c.Lines[l.Sheet]++
		who := fmt.Sprint(l.Sheet, l.Person)
		if l.Person == "" || !counted[who] {
			c.Persons[l.Sheet]++
		}
		counted[who] = true
	}
}

// WorksheetCounts counts what stands on the worksheets of the divisions of a
// part of the city, in the order of their codes, and of all of it.
// docs/method/worksheets.md defines them.
func (d *Desk) WorksheetCounts(ctx context.Context, by quanyuan.Principal, q WorksheetQuery) (parts []WorksheetCount, whole WorksheetCount, err error) {
	whole = newWorksheetCount("", "")
	if err := d.may(by, access.Figures, worksheetKind, ""); err != nil {
		return nil, whole, err
	}
	err = d.eachWorksheet(ctx, by, q, func(w *Worksheet) error {
		code := string(division.Code(w.Community).At(q.Level))
		if len(parts) == 0 || parts[len(parts)-1].Division != code {
			parts = append(parts, newWorksheetCount(code, d.tree().Name(division.Code(code))))
		}
		parts[len(parts)-1].add(w)
		whole.add(w)
		return nil
	})
	return parts, whole, err
}

// WorksheetRows gives the lines of one worksheet of a community, all of them
// for kind "". It shows persons and is noted.
func (d *Desk) WorksheetRows(ctx context.Context, by quanyuan.Principal, community string, kind quanyuan.WorksheetKind) (*Worksheet, error) {
	if kind != "" && !slices.Contains(quanyuan.WorksheetKinds(), kind) {
		return nil, refuse("worksheet.kind_unknown", kind, kindList())
	}
	if err := d.may(by, access.List, worksheetKind, "", community); err != nil {
		return nil, err
	}
	if !slices.Contains(d.communities(by.Scope()), community) {
		return nil, refuse("worksheet.community_unknown", community)
	}
	var out *Worksheet
	if err := d.eachWorksheet(ctx, by, WorksheetQuery{Scope: quanyuan.Scope{community}}, func(w *Worksheet) error { out = w; return nil }); err != nil {
		return nil, err
	}
	if kind != "" {
		out.Lines = slices.DeleteFunc(out.Lines, func(l *WorksheetLine) bool { return l.Sheet != kind })
	}
	return out, d.note(by, access.List, worksheetKind, community, string(kind), len(out.Lines))
}

func kindList() string {
	var out []string
	for _, k := range quanyuan.WorksheetKinds() {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

// eachWorksheet makes the worksheets of one community after the other. What
// open rows of lists say is gathered once for all.
func (d *Desk) eachWorksheet(ctx context.Context, by quanyuan.Principal, q WorksheetQuery, do func(*Worksheet) error) error {
	communities := d.communities(within(q.Scope, by.Scope()))
	told, err := d.toldOf(ctx)
	if err != nil {
		return err
	}
	for i, c := range communities {
		g := &gathering{Desk: d, by: by, told: told, community: c, full: q.full, at: map[string]int{}}
		if err := g.gather(ctx); err != nil {
			return err
		}
		if err := do(&Worksheet{c, g.lines}); err != nil {
			return err
		}
		if q.Progress != nil {
			q.Progress(int64(i+1), int64(len(communities)))
		}
	}
	return nil
}

// told is what open rows of lists and the last search for duplicates say, by
// whom it is about.
type told struct {
	persons map[quanyuan.Number][]*quanyuan.Proposal
	missing map[string][]*quanyuan.Proposal // of nobody, by community
	doubles map[quanyuan.Number]quanyuan.Number
	sources register.Sources
}

func (d *Desk) toldOf(ctx context.Context) (t *told, err error) {
	t = &told{persons: map[quanyuan.Number][]*quanyuan.Proposal{}, missing: map[string][]*quanyuan.Proposal{}, doubles: map[quanyuan.Number]quanyuan.Number{}}
	if t.sources, err = d.sources(ctx); err != nil {
		return nil, err
	}
	for p, err := range d.store.OpenProposals(ctx) {
		switch {
		case err != nil:
			return nil, err
		case p.Outcome == quanyuan.New && p.Placed != "":
			t.missing[p.Placed] = append(t.missing[p.Placed], p)
		case p.Outcome == quanyuan.Differs || p.Outcome == quanyuan.Elsewhere:
			t.persons[p.Person] = append(t.persons[p.Person], p)
		}
	}
	pairs, err := d.doubles(ctx)
	for _, x := range pairs {
		t.doubles[x.other] = x.first
	}
	return t, err
}

// gathering makes the worksheets of one community.
type gathering struct {
	*Desk
	by        quanyuan.Principal
	told      *told
	community string
	full      bool // numbers are not masked
	placed    []quanyuan.Placed
	lines     []*WorksheetLine
	at        map[string]int // what was said already, and in which line
}

func (g *gathering) gather(ctx context.Context) (err error) {
	if g.placed, err = g.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{g.community}}); err != nil {
		return err
	}
	for _, p := range g.placed {
		pr := presenceIn(p.Person, g.community)
		if pr == nil || p.Person.Exited != "" {
			continue
		}
		for _, l := range register.OnSheets(p.Person, pr) {
			g.person(l.Sheet, p.Person, pr, quanyuan.NumFields, "", l.Why)
		}
		if first, ok := g.told.doubles[p.Person.Number]; ok {
			g.person(quanyuan.UnstruckSheet, p.Person, pr, quanyuan.NumFields, "", said("sheet.double", string(first)))
		}
		if countedHere(p.Person, pr) && p.Person.Text(quanyuan.DeathDate) == "" {
			g.items(p.Person, pr)
		}
		if err := g.rows(ctx, p.Person, pr); err != nil {
			return err
		}
	}
	g.families()
	if err := g.kin(ctx); err != nil {
		return err
	}
	if err := g.missing(ctx); err != nil {
		return err
	}
	kinds := quanyuan.WorksheetKinds()
	slices.SortStableFunc(g.lines, func(a, b *WorksheetLine) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Sheet), slices.Index(kinds, b.Sheet)), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Record, b.Record), cmp.Compare(a.Field, b.Field))
	})
	return nil
}

func said(key string, args ...any) quanyuan.Remark { return quanyuan.Remark{Key: key, Args: args} }

// add puts a line on its sheet; what is there already gets another source.
func (g *gathering) add(key string, l *WorksheetLine) {
	key = string(l.Sheet) + "|" + string(l.Person) + "|" + fmt.Sprint(l.Field) + "|" + key
	if i, ok := g.at[key]; ok {
		g.lines[i].Said = append(g.lines[i].Said, l.Said...)
		return
	}
	g.at[key] = len(g.lines)
	g.lines = append(g.lines, l)
}

func (g *gathering) person(sheet quanyuan.WorksheetKind, p *quanyuan.Person, pr *quanyuan.Presence, f quanyuan.Field, value string, why quanyuan.Remark, from ...WorksheetSource) {
	for i, a := range why.Args {
		if code, ok := a.(string); ok && len(code) == 12 && g.tree().Name(division.Code(code)) != "" {
			why.Args[i] = g.tree().Name(division.Code(code))
		}
	}
	g.add(why.Key+fmt.Sprint(why.Args), &WorksheetLine{Sheet: sheet, Person: p.Number, Field: f, Shown: g.shown(p), Presence: *pr, Value: value, Said: from, remark: why})
}

// items lists what is asked for and missing, and what the rules find fault with.
func (g *gathering) items(p *quanyuan.Person, pr *quanyuan.Presence) {
	missing := map[quanyuan.Field]bool{}
	for _, i := range register.Items(p, pr, g.today(), false) {
		if !i.Filled && !missing[i.Field] {
			missing[i.Field] = true
			g.person(quanyuan.ItemSheet, p, pr, i.Field, "", said("sheet.missing"))
		}
	}
	for _, f := range quality.Faults(&quality.Subject{Person: p, Presence: pr}, g.today()) {
		if missing[f.Field] {
			continue
		}
		value := publish.Word(f.Field, sheetText(f.Field, g.shown(p)))
		g.add(f.Rule, &WorksheetLine{Sheet: quanyuan.ItemSheet, Person: p.Number, Field: f.Field, Shown: g.shown(p), Presence: *pr, Value: value, finding: &f})
	}
}

// rows lists what open rows of lists say against the register's word.
func (g *gathering) rows(ctx context.Context, p *quanyuan.Person, pr *quanyuan.Presence) error {
	for _, prop := range g.told.persons[p.Number] {
		source, _ := g.told.sources.Of(prop.Record)
		from := WorksheetSource{source, prop.Where}
		for _, x := range prop.Differences {
			if x.Verdict == quanyuan.Contradict && x.Field == quanyuan.DeathDate && p.Text(quanyuan.DeathDate) == "" {
				g.person(quanyuan.UnstruckSheet, p, pr, quanyuan.NumFields, "", said("sheet.told_dead", x.Here), from)
			}
		}
		if prop.Outcome == quanyuan.Elsewhere && pr.Hukou == register.HukouHere && prop.Placed != g.community {
			if err := g.movedAway(ctx, p, pr, prop, from); err != nil {
				return err
			}
		}
		if !countedHere(p, pr) || p.Text(quanyuan.DeathDate) != "" {
			continue
		}
		differences := prop.Differences
		if !g.full {
			differences = access.Differences(g.by, differences)
		}
		for _, x := range differences {
			if x.Verdict == quanyuan.Contradict && x.Field != quanyuan.DeathDate {
				g.add("told "+x.Here, &WorksheetLine{Sheet: quanyuan.ItemSheet, Person: p.Number, Field: x.Field, Shown: g.shown(p), Presence: *pr, Value: x.There, Told: x.Here, Said: []WorksheetSource{from}, remark: said("sheet.told", x.Here)})
			}
		}
	}
	return nil
}

// movedAway lists who is registered in another community by the word of a list.
func (g *gathering) movedAway(ctx context.Context, p *quanyuan.Person, pr *quanyuan.Presence, prop *quanyuan.Proposal, from WorksheetSource) error {
	records, err := g.store.RecordsOf(ctx, []quanyuan.RecordID{prop.Record})
	if err != nil || len(records) == 0 {
		return err
	}
	if records[0].Text(quanyuan.HukouStatus) == register.HukouHere {
		g.person(quanyuan.UnstruckSheet, p, pr, quanyuan.NumFields, "", said("sheet.told_moved", prop.Placed), from)
	}
	return nil
}

// families marks households of which nobody's whereabouts are known.
func (g *gathering) families() {
	all, empty := map[string]int{}, map[string]int{}
	for _, p := range g.placed {
		if pr := presenceIn(p.Person, g.community); pr != nil && p.Person.Exited == "" {
			all[pr.Household]++
		}
	}
	for _, l := range g.lines {
		if l.Sheet == quanyuan.EmptySheet {
			empty[l.Presence.Household]++
		}
	}
	for _, l := range g.lines {
		if h := l.Presence.Household; l.Sheet == quanyuan.EmptySheet && h != "" && empty[h] == all[h] {
			l.remark.Key = "sheet.empty_family"
		}
	}
}

// kin lists the children and spouses of whom the files of people here tell and
// whom the register does not have, by the person whose file tells.
func (g *gathering) kin(ctx context.Context) error {
	_, err := g.threeOf(ctx, g.community, &ThreeQuery{Gaps: func(x Gap) error {
		i := slices.IndexFunc(g.placed, func(p quanyuan.Placed) bool { return string(p.Person.Number) == x.ID })
		if x.Figure == GapPerson && i >= 0 {
			p := g.placed[i].Person
			g.person(quanyuan.UnregisteredSheet, p, presenceIn(p, g.community), quanyuan.NumFields, "", x.Why)
		}
		return nil
	}})
	return err
}

// missing lists rows of lists that place somebody in the community whom the
// register does not have. Rows with one number, or without it with one name and
// birthday, are one line.
func (g *gathering) missing(ctx context.Context) error {
	for part := range slices.Chunk(g.told.missing[g.community], chunk) {
		ids := make([]quanyuan.RecordID, len(part))
		for i, p := range part {
			ids[i] = p.Record
		}
		records, err := g.store.RecordsOf(ctx, ids)
		if err != nil {
			return err
		}
		for _, r := range records {
			sheet, why := quanyuan.UnregisteredSheet, "sheet.new"
			if g.registeredElsewhere(r) {
				sheet, why = quanyuan.GuestSheet, "sheet.guest_new"
			}
			source, _ := g.told.sources.Of(r.ID)
			key := cmp.Or(r.Text(quanyuan.IDNumber), r.Text(quanyuan.Name)+"|"+r.Text(quanyuan.BirthDate))
			if key == "|" {
				key = fmt.Sprint(r.ID)
			}
			pr := quanyuan.Presence{Community: g.community, Household: r.Text(quanyuan.HouseholdNumber), Group: r.Text(quanyuan.Group), Estate: r.Text(quanyuan.Estate), Unit: r.Text(quanyuan.ReportingUnit)}
			g.add(key, &WorksheetLine{Sheet: sheet, Record: r.ID, Field: quanyuan.NumFields, Shown: g.rowShown(r), Presence: pr, Said: []WorksheetSource{{source, r.Where}}, remark: said(why)})
		}
	}
	return nil
}

// registeredElsewhere reports whether a row says that the hukou is elsewhere: by
// its status, else by the address of the hukou where that can be placed.
func (g *gathering) registeredElsewhere(r *quanyuan.Record) bool {
	if status := r.Text(quanyuan.HukouStatus); status != "" {
		return status == register.HukouElsewhere
	}
	a := g.parser().Parse(r.Text(quanyuan.HukouAddress))
	if a.Division == "" {
		return false
	}
	lo, hi := quanyuan.Subtree(string(a.Division))
	return g.community < lo || hi < g.community
}

// shown is a person as the principal may see him; in full where he has asked
// for that.
func (g *gathering) shown(p *quanyuan.Person) *quanyuan.Person {
	if g.full {
		if open := access.Unmasked(g.by, p, quanyuan.CollationFields()); open != nil {
			return open
		}
	}
	return g.show(g.by, p)
}

// rowShown gives the values of a row as the principal may see them.
func (g *gathering) rowShown(r *quanyuan.Record) *quanyuan.Person {
	p := &quanyuan.Person{}
	for _, v := range r.Values {
		shown, ok := access.ShowValue(g.by, v.Field, v.Value)
		if ok && g.full {
			shown = v.Value
		}
		if ok {
			p.Values = append(p.Values, quanyuan.Current{Field: v.Field, Value: shown, Record: r.ID})
		}
	}
	return p
}
