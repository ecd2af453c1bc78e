package web

import (
	"net/http"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

// caseView is one row beside the register, with all that can be done about it.
type caseView struct {
	Path     string // of the page and its forms, with the filters of the list
	Version  int64
	Record   string
	Owner    string // account: what is kept in the browser is kept for him
	Outcome  Tag
	Name     string
	Heard    string // which list says it, and where it stands there
	Person   quanyuan.Number
	PersonAt string
	Chance   string
	Known    string // communities of the register
	Place    string // community of the row
	Position casePosition
	Prev     string
	Next     string
	List     string

	Open   []*fieldLine // fields that contradict or cannot be compared
	Folded []foldLine   // the others, some in a line
	Said   []foldItem   // of a row about nobody: all that it says
	Must   int          // how many of Open must be decided

	Question string // ruling that must come first
	Closed   string // what was done, when nothing can be done now
	Steps    []caseStep
	CanBack  bool // what was done can be taken back
	Settles  bool // the row can be settled with the person
	Summary  Form // what is wrong
	Receipt  *searchReceipt
	Transfer *Form
	Decline  string // what was typed as a reason
	Asks     bool   // the city may be searched
	Members  []householdLine
	Filled   bool // the form came back with what was chosen
}

// fieldLine is a field on which the two do not agree.
type fieldLine struct {
	Field       quanyuan.Field
	Key         string
	Label       string
	Here, There []Span
	Alike       string // characters that look alike
	Choosable   bool
	Must        bool // somebody must choose
	CanHere     bool
	CanThere    bool
	Changed     bool // the register says something else since the collation
	Take        string
	Typed       string
	Fault       string
	Voices      []voiceLine
	More        int // voices that are not shown
}

// ID is the id of its row of the table.
func (l *fieldLine) ID() string { return "f-" + l.Key }

type voiceLine struct {
	Who   string
	Value string
	Tags  []string
	Wins  bool
}

// foldLine are fields of one kind in one line.
type foldLine struct {
	Label string
	Items []foldItem
}

type foldItem struct{ Label, Value string }

type caseStep struct{ At, What, Actor, Reason string }

func (q *request) recordOf() (quanyuan.RecordID, error) {
	n, err := strconv.ParseInt(q.PathValue("record"), 10, 64)
	if err != nil || n <= 0 {
		return 0, notFound
	}
	return quanyuan.RecordID(n), nil
}

func showCase(q *request) error {
	r, err := q.recordOf()
	if err != nil {
		return err
	}
	c, err := q.desk.Case(q.ctx, q.by, r)
	if err != nil {
		return err
	}
	v, err := q.caseView(c)
	if err != nil {
		return err
	}
	return q.showCaseView(http.StatusOK, v)
}

func (q *request) showCaseView(status int, v *caseView) error {
	q.crumb(q.t("row.title"), v.List)
	title := v.Name
	if title == "" {
		title = q.t("row.one", v.Record)
	}
	return q.show(status, "cases/case.html", title, v)
}

// caseView makes the page of a row as it stands.
func (q *request) caseView(c *desk.CaseView) (*caseView, error) {
	query, keep := q.rowQuery()
	counts, err := q.desk.CaseCounts(q.ctx, q.by, desk.CaseQuery{Batch: query.Batch})
	if err != nil {
		return nil, err
	}
	left := 0
	for o, n := range counts {
		if len(query.Outcomes) == 0 || query.Outcomes[0] == o {
			left += n
		}
	}
	id := quanyuan.CaseID(c.Record)
	v := &caseView{Path: withQuery(casePath(c.Record), keep), Version: c.Version, Record: id, Owner: q.by.Account, Outcome: q.outcomeTag(c.Outcome), Name: c.Name,
		Person: c.Person, Known: q.placeNames(c.Known), Place: q.desk.PlaceName(c.Desk), Position: q.position(left), List: withQuery("/cases", keep),
		Prev: withQuery("/cases/next", keep, "before", id), Next: withQuery("/cases/next", keep, "after", id), Question: c.Question}
	v.Heard = q.sourceLine(c.Source, c.AsOf)
	if c.Where.Row > 0 {
		v.Heard += " · " + q.t("person.row", c.Where.Row)
	}
	if c.Person != "" {
		v.Chance = percent(c.Chance)
		if q.by.Scope().Reaches(c.Known) {
			v.PersonAt = personPath(c.Person)
		}
	}
	q.compareFields(v, c)
	for _, h := range c.Households {
		v.Members = append(v.Members, q.householdLine(&desk.Dossier{Person: &quanyuan.Person{Number: c.Person}, Family: c.Family}, h))
	}
	q.offer(v, c)
	return v, nil
}

// offer says what can be done about a row as it stands.
func (q *request) offer(v *caseView, c *desk.CaseView) {
	if c.State != quanyuan.CaseOpen {
		v.Closed = q.t(stateWords + c.State)
		v.CanBack = c.State != quanyuan.CaseWaiting
		for _, s := range c.Case.Steps {
			v.Steps = append(v.Steps, caseStep{when(q.now(), s.At), q.t(stepWords + stepWord(s.Act)), s.Actor, s.Reason})
		}
		return
	}
	if c.Outcome == quanyuan.Elsewhere && c.Person != "" && q.can(access.Transfer) {
		v.Transfer = q.transferForm(v, c.Person, c.Known)
	}
	if c.Question != "" { // a ruling binds the row to the person, not this page
		return
	}
	v.Settles = c.Person != "" && (v.PersonAt != "" || len(c.Known) == 0)
	v.Asks = c.Person == "" || c.Outcome == quanyuan.Possible
}

var (
	stateWords = family("row.state.", quanyuan.CaseSettled, quanyuan.CaseWaiting, quanyuan.CaseDeclined)
	stepWords  = family("row.step.", quanyuan.CaseOpen, quanyuan.CaseSettled, quanyuan.CaseWaiting, quanyuan.CaseDeclined, "entered", "answered")
)

// stepWord is the word of a step; what was done about the transfer is its
// answer.
func stepWord(act string) string {
	switch act {
	case quanyuan.CaseOpen, quanyuan.CaseSettled, quanyuan.CaseWaiting, quanyuan.CaseDeclined, "entered":
		return act
	}
	return "answered"
}

var foldWords = family("row.fold.", "agree", "adds", "silent", "none")

// compareFields lays the 21 fields out: those that contradict open, the others
// folded.
func (q *request) compareFields(v *caseView, c *desk.CaseView) {
	var agree, adds, silent, none []foldItem
	seen := map[quanyuan.Field]bool{}
	for _, x := range c.Differences {
		seen[x.Field] = true
		label := fieldName(x.Field, q.lang)
		if x.Child > 0 {
			label += " " + strconv.Itoa(x.Child)
		}
		here, there := q.side(x.Field, x.Here), q.side(x.Field, x.There)
		switch {
		case c.Person == "":
			if x.Here != "" {
				v.Said = append(v.Said, foldItem{label, here})
			}
		case x.Verdict == quanyuan.Contradict || x.Verdict == quanyuan.CannotTell || slices.Contains(c.Changed, x.Field):
			line := q.fieldLine(c, x, here, there)
			line.Label = label
			if line.Must {
				v.Must++
			}
			v.Open = append(v.Open, line)
		case x.Verdict == quanyuan.Agree:
			agree = append(agree, foldItem{label, there})
		case x.Verdict == quanyuan.MissingThere:
			adds = append(adds, foldItem{label, here})
		case x.Verdict == quanyuan.MissingHere:
			silent = append(silent, foldItem{label, there})
		}
	}
	for _, f := range quanyuan.CollationFields() {
		if !seen[f] && access.Shows(q.by, f) != access.Hidden {
			none = append(none, foldItem{fieldName(f, q.lang), ""})
		}
	}
	for _, fold := range []struct {
		word  string
		items []foldItem
	}{{"adds", adds}, {"agree", agree}, {"silent", silent}, {"none", none}} {
		if len(fold.items) > 0 {
			v.Folded = append(v.Folded, foldLine{q.t(foldWords+fold.word, len(fold.items)), fold.items})
		}
	}
}

// mostVoices is how many voices a field shows.
const mostVoices = 3

func (q *request) fieldLine(c *desk.CaseView, x quanyuan.Difference, here, there string) *fieldLine {
	l := &fieldLine{Field: x.Field, Key: x.Field.Key(), CanHere: x.Here != "", CanThere: x.There != "", Changed: slices.Contains(c.Changed, x.Field)}
	l.Choosable = desk.Choosable(x.Field)
	l.Must = slices.Contains(c.Choose, x.Field)
	if x.Child > 0 {
		l.Key += "-" + strconv.Itoa(x.Child)
	}
	var alike []string
	l.Here, l.There, alike = marks(here, there)
	l.Alike = q.join(alike)
	var voices []voiceLine
	for _, v := range c.Voices {
		if v.Field == x.Field {
			voices = append(voices, q.voiceLine(v))
		}
	}
	slices.SortStableFunc(voices, func(a, b voiceLine) int { // whose word holds stands first
		switch {
		case a.Wins == b.Wins:
			return 0
		case a.Wins:
			return -1
		}
		return 1
	})
	l.Voices = voices[:min(len(voices), mostVoices)]
	l.More = len(voices) - len(l.Voices)
	return l
}

func (q *request) voiceLine(v desk.Voice) voiceLine {
	l := voiceLine{Who: q.sourceLine(v.Source, v.Day), Wins: v.Wins}
	if v.Source.Kind == "" {
		l.Who = q.t("person.said_at_desk")
		if v.Actor != "" && v.Actor != "operator" {
			l.Who = v.Actor
		}
		if !v.At.IsZero() {
			l.Who += " " + when(q.now(), v.At)
		}
	}
	text := v.Value.Text
	if !v.Value.Known() {
		text = v.Value.Written()
	}
	l.Value = valueWord(v.Field, text, q.lang)
	for _, tag := range []struct {
		is  bool
		key quanyuan.Reason
	}{{v.Pinned, quanyuan.WonPinned}, {v.Confirmed && !v.Pinned, quanyuan.WonConfirmed}, {v.Authority, quanyuan.WonAuthority}} {
		if tag.is {
			l.Tags = append(l.Tags, q.t(whyWords+string(tag.key)))
		}
	}
	return l
}

// side is a side of a difference in the language of the page: codes stand in
// it as the Chinese words of their table.
func (q *request) side(f quanyuan.Field, s string) string {
	if q.lang == "zh" || s == "" {
		return s
	}
	key := f.Key()
	switch f {
	case quanyuan.ChildSex:
		key = "sex"
	case quanyuan.ChildPolicy:
		key = "birth_policy"
	}
	if t, ok := code.ByKey(key); ok {
		for _, e := range t.Entries {
			if e.Zh == s {
				return e.En
			}
		}
	}
	return s
}

// transferForm asks for what is missing of a transfer of a person to the row's
// community.
func (q *request) transferForm(v *caseView, n quanyuan.Number, from []string) *Form {
	f := &Form{Action: v.Path, Submit: q.t("row.transfer.do"), Hidden: []Pair{{"act", "transfer"}, {"version", strconv.FormatInt(v.Version, 10)}, {"person", string(n)}}}
	kinds := &Input{Name: "kind", Label: q.t("row.transfer.kind"), Kind: "select"}
	for i, k := range transferKinds {
		kinds.Options = append(kinds.Options, Option{string(k), q.t(transferWords + string(k)), i == 0})
	}
	places := &Input{Name: "from", Label: q.t("row.transfer.from"), Kind: "select"}
	for i, c := range from {
		places.Options = append(places.Options, Option{c, q.desk.PlaceName(c), i == 0})
	}
	f.Fields = []*Input{kinds, places,
		{Name: "day", Label: q.t("row.transfer.day"), Value: q.today().String(), Required: true},
		{Name: "reason", Label: q.t("row.transfer.reason"), Required: true}}
	return f
}

var (
	transferKinds = []quanyuan.TransferKind{quanyuan.MovesResidence, quanyuan.MovesHukou, quanyuan.MovesBoth}
	transferWords = family("row.transfer.", string(quanyuan.MovesResidence), string(quanyuan.MovesHukou), string(quanyuan.MovesBoth))
)

// searchReceipt is the receipt of a search of the whole city for a row.
type searchReceipt struct {
	ID      string
	Minutes int
	Looked  int
	Broad   bool
	Known   bool
	Found   []nearLine
}

// nearLine is one who came near, and why he is not the person of the row.
type nearLine struct {
	Card     PersonCard
	Likely   Tag
	Why      string
	Evidence []evidenceLine
	Attach   bool // the row can be ruled to be about him
	Transfer bool // he stands elsewhere: a transfer can be proposed
	From     []string
}

func (q *request) searchReceipt(a *desk.Answer, community string) *searchReceipt {
	v := &searchReceipt{ID: a.Paper.ID, Minutes: int(desk.ReceiptLasts.Minutes()), Looked: a.Compared, Broad: len(a.Receipt.Cut) > 0, Known: a.Known()}
	persons := map[quanyuan.Number]*quanyuan.Person{}
	for _, p := range a.Persons {
		if p != nil {
			persons[p.Number] = p
		}
	}
	for _, m := range a.Matches {
		p := persons[m.Person]
		if p == nil {
			continue
		}
		reach := q.by.Scope().Reaches(m.Communities)
		n := nearLine{Card: q.card(p), Likely: q.likely(m.Probability), Why: desk.ReasonText(m.Reason, q.lang), Attach: reach && m.Exited == "",
			Transfer: m.Exited == "" && len(m.Communities) > 0 && !slices.Contains(m.Communities, community) && q.can(access.Transfer), From: m.Communities}
		if !reach {
			n.Card.Href = ""
		}
		for _, e := range m.Evidence {
			n.Evidence = append(n.Evidence, evidenceLine{"", desk.EvidenceText(e, q.lang), e.Bits >= 0})
		}
		v.Found = append(v.Found, n)
	}
	return v
}
