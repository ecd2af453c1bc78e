package web

import (
	"math"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

// besideView is a question, or several about one person, side by side.
type besideView struct {
	ID     string
	Action string // where the answer goes
	Next   string // number of the question after this, "" for none
	NextAt string // its page
	Last   string // page of the question that was answered before, "" for none
	Began  int64

	Why     string
	Figures int
	Place   string
	State   Tag
	Reads   bool // whoever looks is to answer
	Decides bool // he decides for the office
	Mine    string
	Above   bool   // he may perhaps overrule
	SplitAt string // page that takes merges back, "" where there is none to go to

	Heads   []besideHead
	Differ  []besideRow
	Same    []besideRow
	Around  []aroundRow
	Asks    []besideAsk
	Holds   []Input
	Answers []answerLine
	Rulings []answerLine
	Weights []weightTable
	Form    Form
}

// besideHead stands above a side.
type besideHead struct {
	Letter string
	Number string
	Href   string
	Said   []string
	Stands []standLine
}

type standLine struct {
	Place    string
	Category Tag
	Counted  []string
}

// besideRow is a field of all sides.
type besideRow struct {
	Field quanyuan.Field
	Cells []besideCell
}

type besideCell struct {
	Marks   []Span
	Missing bool
	Notes   []string // how it may have come from the first by a slip
	Figures bool     // digits, set in even width
}

// aroundRow is who stands around the sides, in one way.
type aroundRow struct {
	Label string
	Cells [][]kinLine
}

type kinLine struct {
	Name, Relation, Birth string
	Href                  string
	Also                  bool
}

// besideAsk is one question of the sheet: whether its side is the first.
type besideAsk struct {
	ID, Letter string
	Options    []Option
}

type answerLine struct{ Who, What, At, Reason string }

// weightTable is what speaks for one person and what against.
type weightTable struct {
	Letter string
	Lines  []weightLine
}

type weightLine struct {
	Text, Strength string
	For            bool
	Bar            int // 0 to 100
}

var sheetAnswers = []string{quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear}

// letters name the sides.
const letters = "ABCDEFGHIJ"

func (q *request) besideView(s *desk.Sheet) (*besideView, error) {
	first := s.Questions[0]
	v := &besideView{ID: first.ID, Action: duplicatePath(first.ID) + q.filterQuery(), Began: q.began(), Why: q.whyAsked(first.Why), Figures: first.Figures, Place: q.placesOf(first.Question)}
	state := first.State
	v.Decides = state == quanyuan.RulingDisputed && first.Mine == ""
	v.Reads = state == quanyuan.RulingOpen && first.Mine == "" || v.Decides
	if first.Mine != "" {
		v.Mine = q.t(duplicateStates + first.Mine)
	}
	// Whether a question that one has read was decided by it is not told: it may
	// be read again by another.
	if first.Mine == "" || state == quanyuan.RulingDisputed || len(first.Answers) > 1 {
		v.State = q.stateTag(state)
		for _, a := range first.Answers {
			v.Answers = append(v.Answers, answerLine{Who: a.Reader, What: q.t(duplicateStates + a.Answer), At: when(q.now(), a.At)})
		}
		for _, d := range first.Decisions {
			v.Rulings = append(v.Rulings, answerLine{d.Actor, q.t(duplicateStates + d.Answer), when(q.now(), d.At), d.Reason})
		}
	}
	if n := len(first.Decisions); n > 0 && first.Mine == "" {
		v.Above = q.by.Division != first.Decisions[n-1].Division && (q.by.Division == "" || quanyuan.Scope{q.by.Division}.Holds(first.Decisions[n-1].Division))
	}
	for i, side := range s.Sides {
		v.Heads = append(v.Heads, q.besideHead(letters[i:i+1], side))
	}
	if state == quanyuan.RuledSame && q.can(access.Split) && v.Heads[0].Href != "" {
		v.SplitAt = v.Heads[0].Href + "/split"
	}
	for i := range s.Lines {
		if row := q.besideRow(&s.Lines[i]); s.Lines[i].Agrees() && s.Lines[i].Field != quanyuan.Name { // who is meant always shows
			v.Same = append(v.Same, row)
		} else {
			v.Differ = append(v.Differ, row)
		}
	}
	v.Around = q.aroundRows(s.Sides)
	q.besideAsks(v, s)
	for i, x := range s.Questions {
		if len(x.Weights) > 0 {
			v.Weights = append(v.Weights, weightTable{letters[i+1 : i+2], q.weightLines(x.Weights)})
		}
	}
	var ids []string
	for _, x := range s.Questions {
		ids = append(ids, x.ID)
	}
	next, err := q.following(v.ID, ids)
	if v.Next = next; next != "" {
		v.NextAt = duplicatePath(next) + q.filterQuery()
	}
	if last := q.choice("last"); last != "" && last != v.ID {
		v.Last = duplicatePath(last) + q.filterQuery()
	}
	return v, err
}

// besideAsks adds what is asked: an answer for every side, and which community
// holds where several are counted.
func (q *request) besideAsks(v *besideView, s *desk.Sheet) {
	if !v.Reads && !v.Above {
		return
	}
	for i, x := range s.Questions {
		a := besideAsk{ID: x.ID, Letter: letters[i+1 : i+2]}
		for _, answer := range sheetAnswers {
			chosen := q.PostFormValue("answer."+x.ID) == answer || q.PostFormValue("all") == answer
			a.Options = append(a.Options, Option{answer, q.t(duplicateStates + answer), chosen})
		}
		v.Asks = append(v.Asks, a)
	}
	for _, h := range s.Holds {
		in := Input{Name: "holds." + h.Field.Key(), Label: q.t(holdWords + h.Field.Key()), Kind: "radio"}
		for _, c := range h.Communities {
			in.Options = append(in.Options, Option{c, q.desk.PlaceName(c), q.PostFormValue(in.Name) == c})
		}
		v.Holds = append(v.Holds, in)
	}
	if v.Decides || v.Above {
		v.Form.Fields = append(v.Form.Fields, &Input{Name: "reason", Label: q.t("parts.reason"), Hint: q.t("duplicate.reason_hint"), Kind: "textarea", Required: true, Wide: true, Value: q.PostFormValue("reason")})
	}
}

var holdWords = family("duplicate.hold.", quanyuan.HukouStatus.Key(), quanyuan.ResidenceStatus.Key())

func (q *request) besideHead(letter string, side *desk.SheetSide) besideHead {
	h := besideHead{Letter: letter, Number: string(side.Person)}
	if side.Reach && q.can(access.View) {
		h.Href = personPath(side.Person)
	}
	for _, s := range side.Said {
		h.Said = append(h.Said, q.saidText(s))
	}
	slices.Sort(h.Said)
	h.Said = slices.Compact(h.Said)
	for i := range side.Stands {
		pr := &side.Stands[i]
		if pr.Ended() {
			continue
		}
		line := standLine{Place: q.desk.PlaceName(pr.Community), Category: q.categoryTag(pr.Category)}
		if pr.Note&quanyuan.CountsHukou != 0 {
			line.Counted = append(line.Counted, q.t("person.counts_hukou"))
		}
		if pr.Note&quanyuan.CountsResidence != 0 {
			line.Counted = append(line.Counted, q.t("person.counts_residence"))
		}
		h.Stands = append(h.Stands, line)
	}
	return h
}

// saidText names who said a record.
func (q *request) saidText(s desk.Said) string {
	if s.Source.Kind == "" {
		return q.t("person.said_at_desk")
	}
	parts := []string{q.sourceName(s.Source.Kind)}
	for _, p := range []string{s.Source.Unit, s.AsOf.String()} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if s.Where.Row > 0 {
		parts = append(parts, q.t("person.row", s.Where.Row))
	}
	return strings.Join(parts, " · ")
}

func (q *request) besideRow(l *desk.SheetLine) besideRow {
	row := besideRow{Field: l.Field}
	shown := make([]string, len(l.Texts))
	for i, t := range l.Texts {
		shown[i] = valueWord(l.Field, t, q.lang)
	}
	for i, t := range shown {
		c := besideCell{Missing: t == "", Figures: isDigitField(l.Field)}
		others := shown[:1]
		if i == 0 {
			others = shown[1:]
		} else {
			c.Notes = q.slips(l.Field, shown[0], t)
		}
		if c.Marks = marksAmong(t, others...); isWordField(l.Field) { // words are the same or not
			c.Marks = spanOf(t)
			if t != "" && slices.ContainsFunc(others, func(o string) bool { return o != "" && o != t }) {
				c.Marks[0].Kind = "differs"
			}
		}
		row.Cells = append(row.Cells, c)
	}
	return row
}

func (q *request) aroundRows(sides []*desk.SheetSide) []aroundRow {
	var out []aroundRow
	for _, kind := range []struct {
		label string
		of    func(*desk.SheetSide) []desk.SheetKin
	}{
		{"duplicate.household", func(s *desk.SheetSide) []desk.SheetKin { return s.Household }},
		{"duplicate.dwelling", func(s *desk.SheetSide) []desk.SheetKin { return s.Dwelling }},
	} {
		row, any := aroundRow{Label: q.t(kind.label)}, false
		for _, s := range sides {
			var lines []kinLine
			for _, k := range kind.of(s) {
				line := kinLine{Name: k.Person.Text(quanyuan.Name), Relation: codeWord("relation", k.Relation, q.lang), Birth: k.Person.Text(quanyuan.BirthDate), Also: k.Also}
				if len(line.Birth) >= 4 {
					line.Birth = line.Birth[:4]
				}
				lines, any = append(lines, line), true
			}
			row.Cells = append(row.Cells, lines)
		}
		if any {
			out = append(out, row)
		}
	}
	return out
}

var (
	weightWords = family("duplicate.weight.",
		"name.exact", "name.variant", "name.homophone_tone", "name.homophone", "name.near", "name.incomplete", "name.one_differs", "name.surname", "name.else",
		"id.exact", "id.typo", "id.incomplete", "id.two_digits", "id.county_birth", "id.birth", "id.county", "id.unlike", "id.else",
		"birth.exact", "birth.month_only", "birth.lunar", "birth.similar", "birth.month", "birth.year_only", "birth.year", "birth.near_year", "birth.else",
		"sex.exact", "sex.else", "phone.exact", "phone.part", "phone.typo", "phone.else",
		"residence.dwelling", "residence.building", "residence.place", "residence.community", "residence.town", "residence.county", "residence.city", "residence.else",
		"hukou.dwelling", "hukou.building", "hukou.place", "hukou.community", "hukou.town", "hukou.county", "hukou.city", "hukou.else",
		"kin.number", "kin.names", "kin.one_name", "kin.else")
	frequencyWords = family("duplicate.frequency.", "rare", "common")
	strengthWords  = family("duplicate.strength.", "for_strong", "for", "for_weak", "none", "against_weak", "against", "against_strong")
)

// weightLines put the weights in words: what agrees how far, and how much that
// says. A bit doubles the odds; ten are a thousand to one.
func (q *request) weightLines(ws []desk.Weighed) []weightLine {
	var out []weightLine
	for _, w := range ws {
		l := weightLine{Text: q.t(weightWords + w.Item + "." + w.Level), For: w.Bits >= 0, Bar: int(min(math.Abs(w.Bits)*5, 100))}
		if w.Frequency != "" {
			l.Text += q.t(frequencyWords + w.Frequency)
		}
		l.Strength = q.t(strengthWords + strength(w.Bits))
		out = append(out, l)
	}
	return out
}

// strength is how much bits say, in steps of ten to one and a hundred to one.
func strength(bits float64) string {
	side := "for"
	if bits < 0 {
		side = "against"
	}
	switch b := math.Abs(bits); {
	case b >= math.Log2(100):
		return side + "_strong"
	case b >= math.Log2(10):
		return side
	case b >= 0.5:
		return side + "_weak"
	}
	return "none"
}
