package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		p := &personPages{watch: newWatch(s.o.Now)}
		s.get("/persons/{number}", access.View, p.show)
		s.get("/persons/{number}/here", access.View, p.here)
		s.post("/persons/{number}/unmask", access.Unmask, p.unmask)
		s.post("/persons/{number}/take-out", access.Export, p.takeOut)
		s.get("/persons/{number}/lookers", access.Trace, showLookers)
		for _, a := range personActs {
			s.get("/persons/{number}/do/"+a.name, a.right, func(q *request) error { return p.ask(q, a) })
			s.post("/persons/{number}/do/"+a.name, a.right, func(q *request) error { return p.do(q, a) })
		}
	})
}

// personPages are the pages about one person: those who look at one see each
// other.
type personPages struct{ watch *watch }

// personView is all that the page of a person shows.
type personView struct {
	Card       PersonCard
	Version    int64
	Exited     string
	Values     []valueLine
	Children   []childLine
	Presences  []presenceLine
	Households []householdLine
	Births     []birthLine
	History    []eventLine
	Papers     []paperLine
	Unmasking  *Unmasking
	Acts       []crumb // what may be done with him as a whole
	TakeOut    *Form   // nil: may not be taken out
	Lookers    string  // path; "" where nobody may ask
	Mark       string  // who looks, and when: on every printed page
	Watchers   watchersView
	Reason     string // why it is taken out
}

// valueLine is a field with its value, why it won and what others say.
type valueLine struct {
	Masked
	Key    string
	Value  string
	Odd    bool // understood with a doubt, or not at all
	Pinned bool
	Why    string
	Said   string
	Voices []voiceRow
	Acts   []crumb // what may be done with the value
	Differ int     // voices that say something else
}

// voiceRow is one word on a field.
type voiceRow struct {
	Value, Who, At string
	Tags           []Tag
	Wins           bool
}

type childLine struct{ Name, Birth, Sex, Order, Policy string }

type presenceLine struct {
	Place       string
	Category    Tag
	Tags        []Tag
	Since       string
	Until       string
	Why         []string
	Ended       bool
	HukouWord   string
	ResideWord  string
	GroupEstate string
	Acts        []crumb
}

type householdLine struct {
	Number  string
	Place   string
	Kind    string
	Members []memberLine
	Former  int
	Move    string // where a transfer of the whole begins
}

type memberLine struct {
	Card     PersonCard
	Relation string
	Here     bool
}

// birthLine is a birth as the person's page tells it.
type birthLine struct {
	Role     string
	Name     string
	Born     string
	Sex      string
	Order    string
	Policy   string
	Nameless bool
	Others   []kinLink
}

type kinLink struct{ Role, Text, Href string }

// paperLine is an open task or a transfer about the person.
type paperLine struct {
	Tag  Tag
	Text string
	Href string
	Due  string
}

func (p *personPages) show(q *request) error {
	if own, ok := ownPage(q.by); ok && q.PathValue("number") == string(q.by.Person) {
		return q.redirect(own)
	}
	d, err := q.open()
	if err != nil {
		return err
	}
	if d.Person.Number != quanyuan.Number(q.PathValue("number")) { // merged into another
		q.tell("person.forwarded", q.PathValue("number"), string(d.Person.Number))
		return q.redirect(personPath(d.Person.Number))
	}
	return p.showDossier(q, http.StatusOK, d, nil, nil)
}

// open opens the person whom the path names.
func (q *request) open() (*desk.Dossier, error) {
	return q.desk.Open(q.ctx, q.by, quanyuan.Number(q.PathValue("number")))
}

// showDossier shows a person, with some values in full when seen is given, and
// with what is wrong with the reason when it was refused.
func (p *personPages) showDossier(q *request, status int, d *desk.Dossier, seen *quanyuan.Person, wrong *Form) error {
	v := q.personView(d, seen)
	v.Watchers = p.watchers(q, d.Person.Number, false)
	if wrong != nil && wrong.field("as") != nil {
		v.TakeOut = wrong
	} else if wrong != nil && v.Unmasking != nil {
		v.Unmasking.Form = *wrong
	}
	if q.can(access.List) {
		q.crumb(q.t("person.list"), "/persons")
	}
	return q.show(status, "persons/person.html", v.title(), v)
}

func (v *personView) title() string {
	if v.Card.Name != "" {
		return v.Card.Name
	}
	return string(v.Card.Number)
}

// Marks are the mark as often as a page needs it.
func (v *personView) Marks() []string { return slices.Repeat([]string{v.Mark}, 24) }

// personView makes the view of a dossier; seen shows some values in full.
func (q *request) personView(d *desk.Dossier, seen *quanyuan.Person) *personView {
	p := d.Person
	if seen != nil {
		p = seen
	}
	v := &personView{Card: q.card(p), Version: d.Person.Version, Exited: p.Exited, Mark: q.mark()}
	var covered []Masked
	for _, c := range p.Values {
		switch c.Field { // what stands elsewhere on the page
		case quanyuan.PersonNumber, quanyuan.CommunityCode, quanyuan.CommunityName, quanyuan.HouseholdNumber:
			continue
		}
		line := q.valueLine(d, c)
		covered = append(covered, line.Masked)
		v.Values = append(v.Values, line)
	}
	for _, c := range p.Children {
		v.Children = append(v.Children, childLine{c.Name.Text, c.Birth.Text, codeWord("sex", c.Sex.Text, q.lang), codeWord("birth_order", c.Order.Text, q.lang), codeWord("birth_policy", c.Policy.Text, q.lang)})
	}
	for i := range d.Standings {
		v.Presences = append(v.Presences, q.presenceLine(d, &d.Standings[i]))
	}
	for _, h := range d.Households {
		v.Households = append(v.Households, q.householdLine(d, h))
	}
	for _, b := range d.Births {
		v.Births = append(v.Births, q.birthLine(d, b))
	}
	for _, e := range slices.Backward(d.Events) {
		v.History = append(v.History, q.eventLine(d, &e))
	}
	for _, paper := range d.Papers {
		if line, ok := q.paperLine(paper); ok {
			v.Papers = append(v.Papers, line)
		}
	}
	if seen == nil {
		v.Unmasking = q.unmasking(personPath(p.Number)+"/unmask", covered)
	}
	v.Acts = q.actsOf(d)
	if q.can(access.Export) && len(d.Person.Values) > 0 {
		v.TakeOut = q.takeOutForm(p.Number)
	}
	if q.can(access.Trace) {
		v.Lookers = personPath(p.Number) + "/lookers"
	}
	return v
}

// mark names who looks and when.
func (q *request) mark() string {
	name := q.by.Name
	if q.by.Post == quanyuan.Citizen {
		name = q.t("layout.resident")
	}
	return strings.TrimSpace(name+" "+q.by.Account) + " · " + q.now().Format("2006-01-02 15:04")
}

var (
	whyWords     = family("person.why.", string(quanyuan.WonPinned), string(quanyuan.WonConfirmed), string(quanyuan.WonAuthority), string(quanyuan.WonRecent), string(quanyuan.WonAgreed), string(quanyuan.WonOnly))
	becauseWords = family("person.because.", string(quanyuan.WonPinned), string(quanyuan.WonConfirmed), string(quanyuan.WonAuthority), string(quanyuan.WonRecent), string(quanyuan.WonAgreed), string(quanyuan.WonOnly))
)

func (q *request) valueLine(d *desk.Dossier, c quanyuan.Current) valueLine {
	text := c.Text
	if !c.Known() {
		text = c.Written()
	}
	line := valueLine{Masked: masked(c.Field, text), Key: c.Field.Key(), Odd: c.State != quanyuan.Understood, Pinned: c.Reason == quanyuan.WonPinned}
	line.Value = valueWord(c.Field, text, q.lang)
	line.Said = q.saidBy(d, c.Record)
	agree := 0
	var current string
	for _, v := range d.Voices {
		if v.Field == c.Field && v.Wins {
			current = v.Value.Text
		}
	}
	for _, v := range d.Voices {
		if v.Field != c.Field {
			continue
		}
		line.Voices = append(line.Voices, q.voiceRow(d, &v))
		if v.Value.Text == current {
			agree++
		} else {
			line.Differ++
		}
	}
	if c.Reason != "" {
		line.Why = q.t(whyWords + string(c.Reason))
		if len(line.Voices) > 0 {
			line.Said = q.t(becauseWords+string(c.Reason), line.Said, agree, len(line.Voices))
		}
	}
	line.Acts = q.valueActs(d, c)
	return line
}

func (q *request) voiceRow(d *desk.Dossier, v *desk.Voice) voiceRow {
	text := v.Value.Text
	if !v.Value.Known() {
		text = v.Value.Written()
	}
	line := voiceRow{Value: valueWord(v.Field, text, q.lang), Who: q.saidBy(d, v.Record), At: when(q.now(), v.At), Wins: v.Wins}
	for _, t := range []struct {
		is  bool
		tag Tag
	}{{v.Wins, Tag{"good", q.t("person.holds")}}, {v.Authority, Tag{"info", q.t("person.authority")}}, {v.Confirmed && !v.Pinned, Tag{"info", q.t("person.confirmed")}}, {v.Pinned, Tag{"info", q.t("person.pinned")}}} {
		if t.is {
			line.Tags = append(line.Tags, t.tag)
		}
	}
	return line
}

// saidBy names who said a record: the source of a list, or who wrote it.
func (q *request) saidBy(d *desk.Dossier, id quanyuan.RecordID) string {
	s, ok := d.Said[id]
	if !ok {
		return ""
	}
	if s.Source.Kind == "" {
		for _, e := range d.Events {
			if e.Record == id && !e.Kind.Structural() && e.Actor != "" {
				return q.t("person.said_by", e.Actor)
			}
		}
		return q.t("person.said_at_desk")
	}
	parts := []string{q.sourceName(s.Source.Kind)}
	if s.Source.Unit != "" {
		parts = append(parts, s.Source.Unit)
	}
	if !s.AsOf.IsZero() {
		parts = append(parts, s.AsOf.String())
	}
	if s.Where.Row > 0 {
		parts = append(parts, q.t("person.row", s.Where.Row))
	}
	return strings.Join(parts, " · ")
}

var sourceWords = family("source.", "register", "community", "school", "health", "police", "civil", "social", "commerce", "employer", "property", "floating", "elderly", "disabled", "survey", "resident")

// sourceName names a kind of source; a site's own kind is its own name.
func (q *request) sourceName(k quanyuan.SourceKind) string {
	if key := sourceWords + string(k); hasText(key) {
		return q.t(key)
	}
	return k.Zh()
}

func (q *request) presenceLine(d *desk.Dossier, s *desk.Standing) presenceLine {
	l := presenceLine{Place: q.desk.PlaceName(s.Community), Category: q.categoryTag(s.Category), Since: s.Since.String(), Until: s.Until.String(), Ended: s.Ended(),
		HukouWord: codeWord("hukou_status", s.Hukou, q.lang), ResideWord: codeWord("residence_status", s.Residence, q.lang)}
	for _, part := range []string{s.Group, s.Estate, s.Unit} {
		if part != "" {
			l.GroupEstate = strings.TrimSpace(l.GroupEstate + " " + part)
		}
	}
	for _, n := range []struct {
		note quanyuan.PlaceNotes
		kind string
		key  string
	}{{quanyuan.CountsHukou, "good", "person.counts_hukou"}, {quanyuan.CountsResidence, "good", "person.counts_residence"}, {quanyuan.Disputed, "bad", "home.disputed"}, {quanyuan.Yielded, "", "person.yielded"}} {
		if s.Note&n.note != 0 {
			l.Tags = append(l.Tags, Tag{n.kind, q.t(n.key)})
		}
	}
	for _, r := range s.Why {
		l.Why = append(l.Why, q.remark(r))
	}
	if !s.Ended() {
		l.Acts = q.presenceActs(d, &s.Presence)
	}
	return l
}

func (q *request) householdLine(d *desk.Dossier, h *quanyuan.Household) householdLine {
	l := householdLine{Number: h.Number, Place: q.desk.PlaceName(h.Community), Kind: codeWord("household_type", h.Kind, q.lang), Former: len(h.Former)}
	if q.can(access.Transfer) && q.by.Scope().Holds(h.Community) {
		l.Move = "/transfers/new?from=" + url.QueryEscape(h.Community) + "&household=" + url.QueryEscape(h.Number)
	}
	for _, m := range h.Members {
		line := memberLine{Card: PersonCard{Number: m.Person, Href: personPath(m.Person)}, Relation: codeWord("relation", m.Relation, q.lang), Here: m.Person == d.Person.Number}
		if p := d.Family[m.Person]; p != nil {
			line.Card = q.card(p)
		}
		l.Members = append(l.Members, line)
	}
	return l
}

var roleWords = family("person.role.", "mother", "father", "child")

func (q *request) birthLine(d *desk.Dossier, b *quanyuan.Birth) birthLine {
	l := birthLine{Name: b.Name, Born: b.Born.String(), Sex: codeWord("sex", b.Sex, q.lang), Policy: codeWord("birth_policy", b.Policy, q.lang), Nameless: b.Name == ""}
	if b.Order > 0 {
		l.Order = q.t("person.order", b.Order)
	}
	for _, r := range []struct {
		role string
		n    quanyuan.Number
	}{{"mother", b.Mother}, {"father", b.Father}, {"child", b.Child}} {
		switch {
		case r.n == "":
		case r.n == d.Person.Number:
			l.Role = q.t(roleWords + r.role)
		default:
			text := string(r.n)
			if p := d.Family[r.n]; p != nil && p.Text(quanyuan.Name) != "" {
				text = p.Text(quanyuan.Name)
			}
			l.Others = append(l.Others, kinLink{q.t(roleWords + r.role), text, personPath(r.n)})
		}
	}
	return l
}

func (q *request) paperLine(p *quanyuan.Paper) (paperLine, bool) {
	if t, err := quanyuan.TaskOf(p); err == nil {
		return paperLine{Tag: Tag{"warn", q.t(taskKinds + t.Kind)}, Text: q.remark(t.Why), Due: t.Due.String()}, true
	}
	t, err := desk.TransferOf(q.by, p)
	if err != nil {
		return paperLine{}, false
	}
	return paperLine{Tag: transferState(q, t.State), Text: q.t("person.transfer", shortID(t.ID), q.sideName(t.From, t.Outside), q.sideName(t.To, t.Outside)), Href: transferPath(t.ID), Due: t.Due.String()}, true
}

// unmask shows covered values in full, once, for the reason given.
func (p *personPages) unmask(q *request) error {
	var fields []quanyuan.Field
	for _, key := range q.PostForm["field"] {
		if f, ok := quanyuan.FieldByKey(key); ok {
			fields = append(fields, f)
		}
	}
	seen, err := q.desk.Unmask(q.ctx, q.by, quanyuan.Number(q.PathValue("number")), fields, q.typed("reason"))
	var e *quanyuan.Error
	if errors.As(err, &e) && errors.Is(err, quanyuan.ErrInvalid) {
		d, err := q.open()
		if err != nil {
			return err
		}
		f := &Form{Fields: []*Input{{Name: "reason", Label: q.t("parts.reason"), Value: q.typed("reason")}}}
		f.wrong("reason", q.sentence(e))
		return p.showDossier(q, http.StatusUnprocessableEntity, d, nil, f)
	}
	if err != nil {
		return err
	}
	d, err := q.open()
	if err != nil {
		return err
	}
	return p.showDossier(q, http.StatusOK, d, seen, nil)
}

// lookersView tells who looked at a person.
type lookersView struct {
	Person string
	Path   string
	Lines  []lookerLine
}

type lookerLine struct {
	At, Who, Post, What, Reason string
	Refused                     bool
}

func showLookers(q *request) error {
	if q.by.Post == quanyuan.Citizen {
		return q.redirect("/own/lookers")
	}
	n := quanyuan.Number(q.PathValue("number"))
	lines, err := q.desk.Lookers(q.ctx, q.by, n)
	if err != nil {
		return err
	}
	v := lookersView{Person: string(n), Path: personPath(n)}
	for _, l := range slices.Backward(lines) {
		what := access.En(access.Action(l.Action))
		if q.lang == "zh" {
			what = access.Zh(access.Action(l.Action))
		}
		v.Lines = append(v.Lines, lookerLine{when(q.now(), l.At), l.Name, access.PostName(l.Post, q.lang), what, l.Reason, l.Outcome == quanyuan.Refused})
	}
	if q.can(access.View) {
		q.crumb(string(n), v.Path)
	}
	return q.show(http.StatusOK, "persons/lookers.html", q.t("person.lookers"), v)
}
