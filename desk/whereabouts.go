package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// whereaboutsKind is what audit lines and tasks call the list of whereabouts.
const whereaboutsKind = "whereabouts"

// What the signs of life say of somebody, the gravest first.
const (
	LikelyDead      = "dead"      // a list says that he has died
	LikelyLeft      = "left"      // a list says that he does not live here any more
	LikelyElsewhere = "elsewhere" // a list has him living in another community, none here
	LikelyDouble    = "double"    // he may stand in the register under another number too
	LikelyGone      = "unseen"    // none of the lists that see people like him has him
	LikelyMissed    = "missed"    // lists have him living here, the register has not
)

// LikelyKinds lists them in their order.
func LikelyKinds() []string {
	return []string{LikelyDead, LikelyLeft, LikelyElsewhere, LikelyDouble, LikelyGone, LikelyMissed}
}

// WhereaboutsQuery says whose whereabouts are asked for.
type WhereaboutsQuery struct {
	Scope quanyuan.Scope
	// Since is the first day of lists that count; zero: a year before today.
	Since quanyuan.Date
	// Least is the smallest chance that is listed; 0: one in two, more likely
	// than not.
	Least    float64
	Progress func(done, total int64)
}

// Whereabouts is somebody of whom the register may be wrong. It is a question
// to be asked at the door: nothing follows from it by itself.
type Whereabouts struct {
	Kind      string
	Person    quanyuan.Number   // "" when missed
	Record    quanyuan.RecordID // of the first row that has him, when missed
	Community string
	Chance    float64          // that it is so; 0 for a row that nobody weighs
	Shown     *quanyuan.Person // as the principal may see him
	Signs     []LifeSign       // who said what of him and when, the latest first
	Why       []quanyuan.Remark
}

// LifeSign is what one list says of somebody.
type LifeSign struct {
	Source quanyuan.Source
	Day    quanyuan.Date // of which the list speaks
	Says   string        // lives, registered, dead, left, away
	Place  string        // community, "" when it does not say
	Chance float64       // that the row is about him
	list   int
	day    string // of the death or leaving
}

// What a list says of somebody.
const (
	saysLives      = "lives"
	saysRegistered = "registered" // in a list of those registered: alive, nothing of where he lives
	saysDead       = "dead"
	saysLeft       = "left"
	saysAway       = "away"
)

// WhereaboutsOf is the list of one community.
type WhereaboutsOf struct {
	Community string
	Effect    float64 // how many errors of the register are to be expected among the lines
	Lines     []*Whereabouts
}

// Whereabouts lists whom the signs of life put in question, the communities
// with the most expected errors first, in each the likeliest first. It shows
// persons and is noted. See docs/method/whereabouts.md.
func (d *Desk) Whereabouts(ctx context.Context, by quanyuan.Principal, q WhereaboutsQuery) ([]WhereaboutsOf, error) {
	if err := d.may(by, access.List, whereaboutsKind, ""); err != nil {
		return nil, err
	}
	if q.Least <= 0 {
		q.Least = 0.5
	}
	if today := d.today(); q.Since.IsZero() {
		q.Since = quanyuan.Date{Year: today.Year - 1, Month: today.Month, Day: min(today.Day, 28)}
	}
	l, err := d.looking(ctx, &q)
	if err != nil {
		return nil, err
	}
	scope := within(q.Scope, by.Scope())
	found := map[string]*WhereaboutsOf{}
	n := 0
	for _, w := range append(l.questions(), l.missed()...) {
		if !scope.Holds(w.Community) {
			continue
		}
		of := found[w.Community]
		if of == nil {
			of = &WhereaboutsOf{Community: w.Community}
			found[w.Community] = of
		}
		of.Lines, of.Effect = append(of.Lines, w), of.Effect+cmp.Or(w.Chance, 1)
		n++
	}
	var out []WhereaboutsOf
	kinds := LikelyKinds()
	for _, of := range found {
		slices.SortFunc(of.Lines, func(a, b *Whereabouts) int {
			return cmp.Or(cmp.Compare(b.Chance, a.Chance), cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Person, b.Person), cmp.Compare(len(b.Signs), len(a.Signs)), cmp.Compare(a.Record, b.Record))
		})
		if err := d.showWhereabouts(ctx, by, of.Lines); err != nil {
			return nil, err
		}
		out = append(out, *of)
	}
	slices.SortFunc(out, func(a, b WhereaboutsOf) int {
		return cmp.Or(cmp.Compare(b.Effect, a.Effect), strings.Compare(a.Community, b.Community))
	})
	return out, d.note(by, access.List, whereaboutsKind, "", strings.Join(scope, ","), n)
}

// showWhereabouts puts beside each line its person as the principal may see him,
// or the row that has him.
func (d *Desk) showWhereabouts(ctx context.Context, by quanyuan.Principal, lines []*Whereabouts) error {
	for part := range slices.Chunk(lines, chunk) {
		var numbers []quanyuan.Number
		var ids []quanyuan.RecordID
		for _, w := range part {
			if w.Person != "" {
				numbers = append(numbers, w.Person)
			} else {
				ids = append(ids, w.Record)
			}
		}
		persons, err := d.store.PersonsByNumber(ctx, numbers)
		if err != nil {
			return err
		}
		rows, err := d.store.RecordsOf(ctx, ids)
		if err != nil {
			return err
		}
		known, row := map[quanyuan.Number]*quanyuan.Person{}, map[quanyuan.RecordID]*quanyuan.Record{}
		for _, p := range persons {
			known[p.Number] = p
		}
		for _, r := range rows {
			row[r.ID] = r
		}
		for _, w := range part {
			p, r := known[w.Person], row[w.Record]
			switch {
			case p != nil:
				w.Shown = d.show(by, p)
			case r != nil:
				w.Shown = shownRow(by, r)
			default: // gone while the list was made
				return refuse("person.unknown", w.Person)
			}
		}
	}
	return nil
}

// shownRow is a row of a list as the principal may see it.
func shownRow(by quanyuan.Principal, r *quanyuan.Record) *quanyuan.Person {
	shown := &quanyuan.Person{}
	for _, v := range r.Values {
		if s, ok := access.ShowValue(by, v.Field, v.Value); ok {
			shown.Values = append(shown.Values, quanyuan.Current{Field: v.Field, Value: s})
		}
	}
	return shown
}

// looking holds what all lists say of everybody.
type looking struct {
	*Desk
	q       *WhereaboutsQuery
	lists   []quanyuan.Batch
	days    []quanyuan.Date // of which the lists speak
	signs   map[quanyuan.Number][]LifeSign
	rows    map[string]*missing // people of nobody in the register
	people  []subjectOfLife
	sighted []register.Sighted
	model   *register.Signs
	doubles map[quanyuan.Number]quanyuan.Number
	alike   map[unseenKey]*unseen
}

// subjectOfLife is somebody counted as living in a community.
type subjectOfLife struct {
	number    quanyuan.Number
	community string
	found     quanyuan.Date // when a named person last found him there
}

// missing is somebody on lists whom the register does not have.
type missing struct {
	community string
	record    quanyuan.RecordID // the first row that has him
	signs     []LifeSign
}

func (d *Desk) looking(ctx context.Context, q *WhereaboutsQuery) (*looking, error) {
	l := &looking{Desk: d, q: q, signs: map[quanyuan.Number][]LifeSign{}, rows: map[string]*missing{}, doubles: map[quanyuan.Number]quanyuan.Number{}, alike: map[unseenKey]*unseen{}}
	all, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		day := b.AsOf
		if day.IsZero() {
			day = quanyuan.DateOf(b.Received)
		}
		if b.Source.Kind != quanyuan.Register && day.String() >= q.Since.String() {
			l.lists, l.days = append(l.lists, b), append(l.days, day)
		}
	}
	for i := range l.lists {
		if err := l.read(ctx, i); err != nil {
			return nil, err
		}
		if q.Progress != nil {
			q.Progress(int64(i+1), int64(len(l.lists)))
		}
	}
	pairs, err := d.doubles(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range pairs {
		l.doubles[x.other] = x.first
	}
	if err := l.gatherPeople(ctx); err != nil {
		return nil, err
	}
	l.model = register.LearnSigns(l.sighted)
	return l, nil
}

// read takes the signs out of one list.
func (l *looking) read(ctx context.Context, list int) error {
	said, err := l.toldBy(ctx, &l.lists[list])
	if err != nil {
		return err
	}
	for i := range said.persons {
		x := &said.persons[i]
		l.signs[x.person] = append(l.signs[x.person], l.signOf(list, &x.lifeWord))
	}
	for i := range said.missing {
		x := &said.missing[i]
		l.miss(x, l.signOf(list, &x.lifeWord))
	}
	return nil
}

func (l *looking) signOf(list int, w *lifeWord) LifeSign {
	return LifeSign{Source: l.lists[list].Source, Day: l.days[list], Says: w.says, Place: w.place, Chance: w.chance, list: list, day: w.day}
}

// miss adds a row about nobody in the register; rows with one number, or else
// with one name and birthday, are one person.
func (l *looking) miss(x *missingSaid, s LifeSign) {
	m := l.rows[s.Place+x.who]
	if m == nil {
		m = &missing{community: s.Place, record: x.record}
		l.rows[s.Place+x.who] = m
	}
	m.signs = append(m.signs, s)
}

// gatherPeople lists who is counted as living in the city, with the lists that
// saw them there.
func (l *looking) gatherPeople(ctx context.Context) error {
	found, err := l.foundAtHome(ctx)
	if err != nil {
		return err
	}
	return l.residents(ctx, func(n quanyuan.Number, at string, stage int) {
		who := subjectOfLife{number: n, community: at}
		if len(found) > 0 {
			who.found = found[string(n)+at]
		}
		s := register.Sighted{Cell: register.LifeCell{Community: at, Stage: stage}}
		for _, x := range l.signs[n] {
			if x.Says == saysLives && (x.Place == at || x.Place == "") && !slices.Contains(s.Seen, x.list) {
				s.Seen = append(s.Seen, x.list)
			}
		}
		if !who.found.IsZero() {
			for i, day := range l.days {
				if day.String() <= who.found.String() {
					s.Excused = append(s.Excused, i)
				}
			}
		}
		l.people, l.sighted = append(l.people, who), append(l.sighted, s)
	})
}

// questions are the people of the register whom the signs put in question.
func (l *looking) questions() (out []*Whereabouts) {
	for i, who := range l.people {
		if w := l.question(who, &l.sighted[i]); w != nil && w.Chance >= l.q.Least {
			w.Signs = l.latest(l.signs[who.number])
			out = append(out, w)
		}
	}
	return out
}

// question says what the signs of somebody say, nil when they agree with the
// register. A sign from before a named person found him at home says nothing.
func (l *looking) question(who subjectOfLife, s *register.Sighted) *Whereabouts {
	w := &Whereabouts{Person: who.number, Community: who.community}
	var against *LifeSign
	rank := []string{saysDead, saysLeft, saysAway, saysLives}
	for i := range l.signs[who.number] {
		x := &l.signs[who.number][i]
		contrary := x.Says == saysDead || (x.Says == saysLeft || x.Says == saysAway) && x.Place == who.community ||
			x.Says == saysLives && x.Place != "" && x.Place != who.community
		late := who.found.IsZero() || x.Day.String() > who.found.String()
		if contrary && late && (against == nil || slices.Index(rank, x.Says) < slices.Index(rank, against.Says)) {
			against = x
		}
	}
	unseen := len(s.Seen) == 0
	switch {
	case against != nil && (against.Says == saysDead || unseen):
		w.Kind, w.Chance, w.Why = l.contrary(against)
		if !unseen {
			w.Why = append(w.Why, said("life.seen", l.seenBy(s)))
		}
	case l.doubles[who.number] != "":
		w.Kind, w.Chance, w.Why = LikelyDouble, 1, []quanyuan.Remark{said("life.double", string(l.doubles[who.number]))}
	case unseen:
		u := l.unseen(s)
		if u.missed == 1 || u.chance < l.q.Least {
			return nil // no list reaches him: nothing is known
		}
		w.Kind, w.Chance = LikelyGone, u.chance
		w.Why = []quanyuan.Remark{said("life.unseen", u.expected, percent(u.missed))}
		if names := l.registeredBy(who.number); names != "" {
			w.Why = append(w.Why, said("life.registered", names))
		}
	default:
		return nil
	}
	return w
}

// unseen is what holds for all whom no list saw who differ neither in their cell
// nor in which lists are excused.
type unseen struct {
	missed, chance float64
	expected       string // the lists that see people like them
}

func (l *looking) unseen(s *register.Sighted) *unseen {
	key := unseenKey{cell: s.Cell}
	if len(s.Excused) > 0 {
		key.excused = fmt.Sprint(s.Excused)
	}
	u := l.alike[key]
	if u == nil {
		u = &unseen{missed: l.model.Missed(s), chance: l.model.GoneChance(s), expected: l.expected(s)}
		l.alike[key] = u
	}
	return u
}

type unseenKey struct {
	cell    register.LifeCell
	excused string
}

// contrary puts a sign against the register in words. The chance is that the
// row is about the person.
func (l *looking) contrary(x *LifeSign) (kind string, chance float64, why []quanyuan.Remark) {
	name, day := listName(x), x.Day.String()
	switch x.Says {
	case saysDead:
		return LikelyDead, x.Chance, []quanyuan.Remark{said("life.dead", name, day, x.day)}
	case saysLeft:
		return LikelyLeft, x.Chance, []quanyuan.Remark{said("life.left", name, day, x.day)}
	case saysAway:
		return LikelyLeft, x.Chance, []quanyuan.Remark{said("life.away", name, day)}
	}
	return LikelyElsewhere, x.Chance, []quanyuan.Remark{said("life.elsewhere", name, day, l.tree().Name(division.Code(x.Place)))}
}

func listName(x *LifeSign) string {
	return strings.TrimSpace(x.Source.Kind.Zh() + " " + x.Source.Unit)
}

func percent(x float64) string { return fmt.Sprintf("%.1f%%", 100*x) }

// seenBy names the lists that saw somebody where he is counted.
func (l *looking) seenBy(s *register.Sighted) string {
	var names []string
	for _, i := range s.Seen {
		names = append(names, listName(&LifeSign{Source: l.lists[i].Source}))
	}
	return strings.Join(names, "、")
}

// expected names the lists that see people like him, with how many they see,
// those that see most first.
func (l *looking) expected(s *register.Sighted) string {
	type one struct {
		name  string
		share float64
	}
	var all []one
	for i, share := range l.model.Seen[s.Cell] {
		if !slices.Contains(s.Excused, i) {
			all = append(all, one{listName(&LifeSign{Source: l.lists[i].Source}), share})
		}
	}
	slices.SortFunc(all, func(a, b one) int { return cmp.Or(cmp.Compare(b.share, a.share), strings.Compare(a.name, b.name)) })
	var words []string
	for _, x := range all {
		words = append(words, x.name+" "+percent(x.share))
	}
	return strings.Join(words, "、")
}

// registeredBy names the lists of those registered that have somebody.
func (l *looking) registeredBy(n quanyuan.Number) string {
	var names []string
	for i := range l.signs[n] {
		if x := &l.signs[n][i]; x.Says == saysRegistered && !slices.Contains(names, listName(x)) {
			names = append(names, listName(x))
		}
	}
	return strings.Join(names, "、")
}

// missed are people on lists whom the register does not have.
func (l *looking) missed() (out []*Whereabouts) {
	for _, m := range l.rows {
		w := &Whereabouts{Kind: LikelyMissed, Record: m.record, Community: m.community, Signs: l.latest(m.signs)}
		var names []string
		for i := range w.Signs {
			if n := listName(&w.Signs[i]); !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		w.Why = []quanyuan.Remark{said("life.missed", strings.Join(names, "、"))}
		out = append(out, w)
	}
	return out
}

func (l *looking) latest(signs []LifeSign) []LifeSign {
	out := slices.Clone(signs)
	slices.SortStableFunc(out, func(a, b LifeSign) int { return strings.Compare(b.Day.String(), a.Day.String()) })
	return out
}

// Words say why somebody is put in question.
func (w *Whereabouts) Words(lang string) string {
	var out []string
	for _, r := range w.Why {
		out = append(out, register.Text(r, lang))
	}
	if lang == "zh" {
		return strings.Join(out, "；")
	}
	return strings.Join(out, "; ")
}
