package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
)

// line is one row of a worklist. The same line stands in the community's
// workbook and in the source's.
type line struct {
	route     route
	community string
	order     int // of lines that belong together, and of arrival
	cells     []string
	first     bool // the first of several lines about one person
}

// book is one workbook to be written.
type book struct {
	title   string // of the unit
	key     string // sorts the books
	code    string // the community's
	source  bool   // of a source unit, not of a community
	lines   [numSheets][]*line
	same    int // rows that agree with the register
	rows    int
	away    int // of sheetElsewhere: persons of this community found elsewhere
	batches map[quanyuan.BatchID]*quanyuan.Batch
	card    card
	mark    string // who took it out and when, above every page; "" on worklists
}

// Worklists gathers the lines of all workbooks: one workbook for each
// community and one for each source unit. Memory holds what has to be worked
// on, not what agrees.
type Worklists struct {
	ctx         Context
	mask        masker
	communities map[string]*book
	sources     map[string]*book
	arrived     int
}

// NewWorklists starts with no lines.
func NewWorklists(c Context) *Worklists {
	return &Worklists{ctx: c, mask: masker{c.Unmasked}, communities: map[string]*book{}, sources: map[string]*book{}}
}

// noCommunity is the key of the workbook for rows that name no community.
const noCommunity = ""

func (w *Worklists) community(code string) *book {
	b := w.communities[code]
	if b == nil {
		title := w.ctx.place(code)
		if code == noCommunity {
			title = "未落实到社区"
		}
		b = &book{title: title, key: code, code: code, batches: map[quanyuan.BatchID]*quanyuan.Batch{}}
		w.communities[code] = b
	}
	return b
}

func (w *Worklists) source(s quanyuan.Source) *book {
	title := w.ctx.unitName(s)
	b := w.sources[title]
	if b == nil {
		b = &book{title: title, key: title, source: true, batches: map[quanyuan.BatchID]*quanyuan.Batch{}}
		w.sources[title] = b
	}
	return b
}

// Add puts an item on the worklists of its community and of its source.
func (w *Worklists) Add(it Item) error {
	var person *quanyuan.Person
	if it.Proposal.Person != "" && it.Proposal.Outcome != quanyuan.Same && w.ctx.Person != nil {
		var err error
		if person, err = w.ctx.Person(it.Proposal.Person); err != nil {
			return err
		}
	}
	place := responsible(it.Proposal, it.Batch.Source, person)
	c, s := w.community(place), w.source(it.Batch.Source)
	for _, b := range []*book{c, s} {
		b.rows++
		b.batches[it.Batch.ID] = it.Batch
		if it.Proposal.Outcome == quanyuan.Same {
			b.same++
		}
	}
	w.arrived++
	l := &lines{w: w, it: &it, person: person, place: place, books: []*book{c, s}}
	s.card.add(&it)
	if err := l.outcome(); err != nil {
		return err
	}
	l.books = l.books[:1]
	l.findings()
	return nil
}

// responsible is the community whose clerk has to look at a row: where the row
// places the person, else where the register says he lives, else the division
// of the list.
func responsible(p *quanyuan.Proposal, s quanyuan.Source, person *quanyuan.Person) string {
	if p.Placed != "" {
		return p.Placed
	}
	if person != nil {
		for _, pr := range person.Presences {
			if pr.Category == quanyuan.HukouAndLivesHere || pr.Category == quanyuan.LivesHere30Days {
				return pr.Community
			}
		}
	}
	if len(p.Known) > 0 {
		return p.Known[0]
	}
	return noCommunity
}

// lines writes the lines of one item.
type lines struct {
	w      *Worklists
	it     *Item
	person *quanyuan.Person
	place  string
	books  []*book
	n      int
}

// put adds a line to the books; cells follow the columns of the sheet.
func (l *lines) put(kind sheetKind, cells ...string) {
	ln := &line{route: l.w.ctx.routeOf(l.it, l.person, l.place), community: l.place, order: l.w.arrived*1000 + min(l.n, 999), cells: cells, first: l.n == 0}
	l.n++
	for _, b := range l.books {
		b.lines[kind] = append(b.lines[kind], ln)
	}
}

func (l *lines) outcome() error {
	switch l.it.Proposal.Outcome {
	case quanyuan.New:
		l.put(sheetNew, l.text(quanyuan.Name), l.text(quanyuan.Sex), l.text(quanyuan.BirthDate), l.text(quanyuan.IDNumber),
			l.text(quanyuan.ResidenceAddress), l.text(quanyuan.HukouAddress), l.text(quanyuan.Phone), l.source())
	case quanyuan.Differs:
		l.differences()
	case quanyuan.Elsewhere:
		l.elsewhere()
		l.differences()
	case quanyuan.Possible:
		return l.possible()
	case quanyuan.DuplicateInBatch:
		l.put(sheetBatchDuplicates, l.text(quanyuan.Name), l.text(quanyuan.Sex), l.text(quanyuan.BirthDate), l.text(quanyuan.IDNumber), l.double(), l.source())
	case quanyuan.OutOfScope:
		l.put(sheetOutOfScope, l.text(quanyuan.Name), l.text(quanyuan.Sex), l.text(quanyuan.BirthDate), l.text(quanyuan.IDNumber),
			l.w.ctx.reasonText(l.it.Proposal.Reason, "zh")+l.stay(), l.text(quanyuan.ArriveDate), l.source())
	case quanyuan.SetAside:
		l.put(sheetSetAside, l.w.ctx.reasonText(l.it.Proposal.Reason, "zh"), l.text(quanyuan.Name), l.contents(), l.source())
	}
	l.n = 0
	return nil
}

// text is the record's value of a field, masked.
func (l *lines) text(f quanyuan.Field) string { return l.w.mask.field(f, written(l.it.Record, f)) }

func (l *lines) stay() string {
	if r := shown(l.it.Record, quanyuan.StayReason); r != "" {
		return "（" + r + "）"
	}
	return ""
}

// source is who says so, and where.
func (l *lines) source() string {
	s := l.it.Batch.Source
	where := l.it.Proposal.Where
	if len(l.it.Batch.Receipt.Sheets) == 1 {
		where.Sheet = "" // the only one
	}
	return l.w.ctx.unitName(s) + "\n" + whereText(where)
}

func whereText(w quanyuan.Where) string {
	t := w.File
	if w.Sheet != "" {
		t += "・" + w.Sheet
	}
	return t + "・" + strconv.Itoa(w.Row)
}

// name is the person's name as the register has it, else as the row has it.
func (l *lines) name() string {
	if l.person != nil && l.person.Text(quanyuan.Name) != "" {
		return l.w.mask.text(l.person.Text(quanyuan.Name))
	}
	return l.text(quanyuan.Name)
}

// differences writes a line for each field that contradicts the register.
func (l *lines) differences() {
	p := l.it.Proposal
	contradicted := p.Contradictions()
	for _, d := range p.Differences {
		if d.Verdict != quanyuan.Contradict {
			continue
		}
		field := d.Field.Zh()
		if d.Child > 0 {
			field += fmt.Sprintf("（第 %d 个）", d.Child)
		}
		there, here := l.w.mask.pair(d.Field, d.There, d.Here)
		if d.Field == quanyuan.BirthDate && !slices.Contains(contradicted, quanyuan.IDNumber) ||
			d.Field == quanyuan.ChildBirth && !slices.Contains(contradicted, quanyuan.ChildID) {
			there, here = d.There, d.Here // two dates to choose from, and no number beside them
		}
		if there == "" {
			there = "（登记库没有）"
		}
		l.put(sheetDiffers, string(p.Person), l.name(), field, there, here, l.source())
	}
	l.n = 0
}

// elsewhere writes the line of the community that gets the person, and one for
// each community that has him.
func (l *lines) elsewhere() {
	p, books, place := l.it.Proposal, l.books, l.place
	for i, known := range append([]string{""}, p.Known...) {
		direction := "迁入"
		if i > 0 {
			b := l.w.community(known)
			b.away++
			b.batches[l.it.Batch.ID] = l.it.Batch
			direction, l.books, l.place, l.n = "迁出", []*book{b}, known, 0
		}
		l.put(sheetElsewhere, direction, string(p.Person), l.name(), l.text(quanyuan.Sex), l.text(quanyuan.BirthDate), l.text(quanyuan.IDNumber),
			l.w.ctx.places(p.Known), l.w.ctx.place(p.Placed), l.text(quanyuan.ResidenceAddress), l.source())
	}
	l.books, l.place, l.n = books, place, 0
}

// possible writes the row beside each candidate.
func (l *lines) possible() error {
	p, r := l.it.Proposal, l.it.Record
	candidates := p.Candidates
	if i := slices.IndexFunc(candidates, func(c quanyuan.Candidate) bool { return c.Person == p.Person }); i < 0 && p.Person != "" {
		candidates = append([]quanyuan.Candidate{{Person: p.Person, Probability: p.Probability}}, candidates...)
	} else if i > 0 {
		candidates = append([]quanyuan.Candidate{candidates[i]}, slices.Delete(slices.Clone(candidates), i, i+1)...)
	}
	for _, c := range candidates {
		probability, why, both := c.Probability, "", ""
		if c.Person == p.Person {
			probability, why, both = p.Probability, l.w.ctx.reasonText(p.Reason, "zh"), alikeAndNot(p.Differences)
		} else if probability < leastShown {
			continue
		}
		person, err := l.w.find(c.Person)
		if err != nil {
			return err
		}
		id, theirID := l.w.mask.pair(quanyuan.IDNumber, written(r, quanyuan.IDNumber), person.Text(quanyuan.IDNumber))
		birth, theirBirth := l.text(quanyuan.BirthDate), l.w.mask.field(quanyuan.BirthDate, person.Text(quanyuan.BirthDate))
		l.put(sheetPossible, portrait(l.text(quanyuan.Name), l.text(quanyuan.Sex), birth, id), string(c.Person),
			portrait(l.w.mask.text(person.Text(quanyuan.Name)), shown(person, quanyuan.Sex), theirBirth, theirID), l.w.ctx.places(communitiesOf(person)), likelihoodText(probability), why, both, l.source())
	}
	return nil
}

// portrait is a person in three lines, to be laid beside another.
func portrait(name, sex, birth, id string) string {
	return strings.Join(known(strings.Join(known(name, sex), "　"), birth, id), "\n")
}

// leastShown is the probability below which a further candidate is not worth
// the clerk's time.
const leastShown = 0.01

func likelihoodText(p float64) string {
	percent := strconv.Itoa(int(p*100)) + "%"
	if p >= 0.995 {
		percent = "99%以上"
	}
	return likelihood(p) + "\n" + percent
}

// alikeAndNot lists the fields that agree and those that do not.
func alikeAndNot(ds []quanyuan.Difference) string {
	var same, not []string
	add := func(list []string, d quanyuan.Difference) []string {
		if slices.Contains(list, d.Field.Zh()) {
			return list
		}
		return append(list, d.Field.Zh())
	}
	for _, d := range ds {
		switch d.Verdict {
		case quanyuan.Agree:
			same = add(same, d)
		case quanyuan.Contradict:
			not = add(not, d)
		}
	}
	var parts []string
	if len(not) > 0 {
		parts = append(parts, "不同："+strings.Join(not, "、"))
	}
	if len(same) > 0 {
		parts = append(parts, "相同："+strings.Join(same, "、"))
	}
	return strings.Join(parts, "；")
}

func (w *Worklists) find(n quanyuan.Number) (*quanyuan.Person, error) {
	if w.ctx.Person == nil {
		return &quanyuan.Person{Number: n}, nil
	}
	p, err := w.ctx.Person(n)
	if p == nil {
		p = &quanyuan.Person{Number: n}
	}
	return p, err
}

func communitiesOf(p *quanyuan.Person) []string {
	var out []string
	for _, pr := range p.Presences {
		out = append(out, pr.Community)
	}
	return out
}

// double is the row that a row repeats.
func (l *lines) double() string {
	d := l.it.Proposal.DuplicateOf
	if d == nil {
		return ""
	}
	t := "第 " + strconv.Itoa(d.Row) + " 行"
	if d.Sheet != "" && d.Sheet != l.it.Proposal.Where.Sheet {
		t = d.Sheet + "・" + t
	}
	return t
}

// contents is what could be read of a row that was set aside: the cells as
// they stand, else the values.
func (l *lines) contents() string {
	cells := slices.DeleteFunc(slices.Clone(l.it.Record.Cells), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(cells) == 0 {
		for _, v := range l.it.Record.Values {
			if s := written(l.it.Record, v.Field); s != "" && v.Field != quanyuan.Name {
				cells = append(cells, v.Field.Zh()+" "+l.w.mask.field(v.Field, s))
			}
		}
	}
	return cut(l.w.mask.remark(strings.Join(cells, "｜")), 400)
}

func cut(s string, n int) string {
	if rs := []rune(s); len(rs) > n {
		return string(rs[:n]) + "……"
	}
	return s
}

// findings writes a line for each finding that calls for a look.
func (l *lines) findings() {
	told := map[string]bool{} // two stages may find the same
	for _, f := range l.it.Record.Findings {
		if f.Severity < quanyuan.Warning {
			continue
		}
		sentence, advice := l.w.ctx.finding(f, "zh")
		if told[f.Field.Key()+sentence] {
			continue
		}
		told[f.Field.Key()+sentence] = true
		l.put(sheetQuality, l.text(quanyuan.Name), f.Field.Zh(), l.text(f.Field), l.w.mask.remark(sentence), advice, severities[f.Severity][0], l.source())
	}
}

// finding is the sentence of a finding; a rule without words is shown by its
// key rather than hidden.
func (c *Context) finding(f quanyuan.Finding, lang string) (sentence, advice string) {
	if c.Finding != nil {
		sentence, advice = c.Finding(f, lang)
	}
	return cmp.Or(sentence, f.Rule), advice
}

// AddRegister puts the findings about a record of the starting register on the
// worklist of its community.
func (w *Worklists) AddRegister(b *quanyuan.Batch, r *quanyuan.Record) {
	w.arrived++
	place := r.Text(quanyuan.CommunityCode)
	p := &quanyuan.Proposal{Where: r.Where, Placed: place}
	l := &lines{w: w, it: &Item{Batch: b, Record: r, Proposal: p}, place: place, books: []*book{w.community(place)}}
	l.findings()
}

// AddFaultless gives a community a workbook, though nothing was found in its
// records of the starting register.
func (w *Worklists) AddFaultless(community string) { w.community(community) }

// AddClusters puts the register's probable duplicates on the worklists of all
// communities that hold a member.
func (w *Worklists) AddClusters(clusters []quanyuan.Cluster) error {
	for i, c := range clusters {
		people := make([]*quanyuan.Person, len(c.Members))
		var places []string
		for j, m := range c.Members {
			var err error
			if people[j], err = w.find(m.Person); err != nil {
				return err
			}
			places = append(places, communitiesOf(people[j])...)
		}
		slices.Sort(places)
		for _, place := range slices.Compact(places) {
			w.addCluster(w.community(place), i, c, people)
		}
	}
	return nil
}

func (w *Worklists) addCluster(b *book, number int, c quanyuan.Cluster, people []*quanyuan.Person) {
	at := slices.IndexFunc(people, func(p *quanyuan.Person) bool { return p.In(b.code) })
	for j, p := range people {
		text := func(f quanyuan.Field) string {
			if f == quanyuan.BirthDate {
				return w.mask.field(f, p.Text(f))
			}
			mine, _ := w.mask.pair(f, word(f, p.Text(f)), word(f, people[(j+1)%len(people)].Text(f)))
			return mine
		}
		b.lines[sheetDuplicates] = append(b.lines[sheetDuplicates], &line{
			route: w.ctx.route(people[at], b.code, Door{}, people[at].Text(quanyuan.ResidenceAddress)), community: b.code, order: number*1000 + min(j, 999), first: j == 0,
			cells: []string{string(p.Number), text(quanyuan.Name), text(quanyuan.Sex), text(quanyuan.BirthDate), text(quanyuan.IDNumber),
				w.ctx.places(communitiesOf(p)), text(quanyuan.ResidenceAddress), text(quanyuan.HukouAddress), text(quanyuan.Phone), likelihoodText(c.Members[j].Probability)},
		})
	}
}
