package intake

import (
	"regexp"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/refdata/code"
)

// complete draws what follows from the values of a row: the statuses behind a
// category, the bearer's birth and sex from the number, exits told by notes.
func (c *converter) complete(d *draft, under section) {
	d.otherDocument()
	d.fillCategory()
	d.centuryOfNumber()
	d.fillFromID()
	d.century()
	d.fillNotes(c.form)
	if p := &d.vals[quanyuan.Phone]; c.m.Kind == kindDeath && p.Known() {
		p.Mark = "kin" // of those left behind
	}
	if c.m.Kind == kindDeath && !d.has(quanyuan.ExitReason) {
		d.set(quanyuan.ExitReason, quanyuan.Value{Text: "1", State: quanyuan.Understood, Mark: "from_list"})
	}
	if deed := map[string]string{kindMarriage: "20", kindDivorce: "40"}[c.m.Kind]; deed != "" && !c.couples && !d.has(quanyuan.Marital) && (c.deeds || d.has(quanyuan.SpouseName)) {
		d.set(quanyuan.Marital, quanyuan.Value{Text: deed, State: quanyuan.Understood, Mark: "from_list"})
	}
	if d.exit != "" && !d.has(quanyuan.ExitReason) {
		d.set(quanyuan.ExitReason, quanyuan.Value{Text: d.exit, State: quanyuan.Doubtful, Mark: "from_note"})
	}
	if under.building == "" {
		under.building = c.m.Building
	}
	if under.group == "" {
		under.group = c.m.Group
	}
	for _, s := range []struct {
		f    quanyuan.Field
		text string
	}{{quanyuan.Estate, c.m.Estate}, {quanyuan.Building, under.building}, {quanyuan.UnitNo, under.unit}, {quanyuan.Group, under.group}} {
		if s.text != "" && !d.has(s.f) {
			d.set(s.f, quanyuan.Value{Text: s.text, State: quanyuan.Understood, Mark: "from_sheet"})
		}
	}
	if under.place != "" && !d.has(quanyuan.CommunityCode) && !d.has(quanyuan.CommunityName) {
		if code := c.places.community(under.place, d.text(quanyuan.TownName)); code != "" {
			d.set(quanyuan.CommunityCode, quanyuan.Value{Raw: under.place, Text: string(code), State: quanyuan.Understood, Mark: "from_sheet"})
		}
	}
	if c.m.Community != "" && !d.has(quanyuan.CommunityCode) && !d.has(quanyuan.CommunityName) {
		d.set(quanyuan.CommunityCode, quanyuan.Value{Text: c.m.Community, State: quanyuan.Understood, Mark: "from_sheet"})
	}
	c.unit.report(d)
	c.places.finish(d, c.police)
}

// otherDocument accepts a number that is no citizen's where the row says that it
// is another document's.
func (d *draft) otherDocument() {
	v, kind := d.vals[quanyuan.IDNumber], d.text(quanyuan.IDKind)
	if v.State != quanyuan.Invalid || kind == "" || kind < "114" && len(kind) == 3 {
		return
	}
	text := strings.ToUpper(strings.ReplaceAll(foldText(v.Raw), " ", ""))
	if len(text) < 4 || len(text) > 40 || len(digitsOf(text)) < 3 {
		return
	}
	d.vals[quanyuan.IDNumber] = quanyuan.Value{Raw: v.Raw, Text: text, State: quanyuan.Understood}
	d.find.drop("id.unread", quanyuan.IDNumber)
}

// fillCategory sets the two statuses that a category of persons stands for,
// where the row does not give them itself.
func (d *draft) fillCategory() {
	if d.category == "" {
		return
	}
	e, ok := code.PersonCategory.Lookup(d.category)
	if _, bare := wholeNumber(d.category); !ok || bare {
		return
	}
	status := map[string][2]string{"1": {"1", "1"}, "2": {"1", "7"}, "3": {"2", "1"}, "4": {"3", "1"}}[e.Code]
	for i, f := range []quanyuan.Field{quanyuan.HukouStatus, quanyuan.ResidenceStatus} {
		if status[i] != "" && !d.has(f) {
			d.set(f, quanyuan.Value{Raw: d.category, Text: status[i], State: quanyuan.Understood, Mark: "from_category"})
		}
	}
}

// fillFromID completes birth and sex from the number. Such values carry the
// mark "from_id": they help to find the person, but are not the row's own word
// and never count as a difference.
func (d *draft) fillFromID() {
	ev := d.fromID
	if ev.kind != "" && !d.has(quanyuan.IDKind) {
		d.set(quanyuan.IDKind, quanyuan.Value{Text: ev.kind, State: quanyuan.Understood, Mark: "from_id"})
	}
	state := quanyuan.Understood
	if ev.weak {
		state = quanyuan.Doubtful
	}
	if !ev.birth.IsZero() && d.vals[quanyuan.BirthDate].State == quanyuan.Missing {
		d.set(quanyuan.BirthDate, quanyuan.Value{Text: ev.birth.String(), State: state, Mark: "from_id"})
	}
	if ev.sex != 0 && d.vals[quanyuan.Sex].State == quanyuan.Missing {
		d.set(quanyuan.Sex, quanyuan.Value{Text: string(ev.sex), State: state, Mark: "from_id"})
	}
}

// century settles a year of two digits, or one that lies ahead by a century, by
// the ID number where the rest agrees.
func (d *draft) century() {
	v := &d.vals[quanyuan.BirthDate]
	if v.State == quanyuan.Invalid && !d.fromID.birth.IsZero() && !d.fromID.weak {
		// Excel took 35 for 2035: the number says 1935.
		b, how := readDate(v.Raw, dateForm{})
		if b.Year -= 100; how.understood() && b.Valid() && b.Compatible(d.fromID.birth) {
			*v = quanyuan.Value{Raw: v.Raw, Text: b.String(), State: quanyuan.Doubtful, Mark: "two_digit"}
			d.find.drop("date.future", quanyuan.BirthDate)
			d.find.add("date.two_digit_year", quanyuan.BirthDate, quanyuan.Warning, v.Raw, v.Text)
		}
		return
	}
	if v.Mark != "two_digit" || d.fromID.birth.IsZero() || d.fromID.weak {
		return
	}
	b, ok := quanyuan.ParseDate(v.Text)
	if !ok || b.Year%100 != d.fromID.birth.Year%100 {
		return
	}
	b.Year = d.fromID.birth.Year
	if b.Valid() && b.Compatible(d.fromID.birth) {
		v.Text = b.String()
	}
}

// centuryOfNumber settles the century of a number of 15 digits by the date of
// birth beside it.
func (d *draft) centuryOfNumber() {
	id, birth := &d.vals[quanyuan.IDNumber], d.vals[quanyuan.BirthDate]
	b, ok := quanyuan.ParseDate(birth.Text)
	if id.Mark != "upgraded" || !birth.Known() || !ok || birth.Mark != "" || b.Year < 1800 || b.Year >= 2000 || b.Year/100 == d.fromID.birth.Year/100 {
		return
	}
	if n, ok := inCentury(id.Text, b.Year/100); ok && b.Compatible(quanyuan.Date(n.Birth)) {
		id.Text, d.fromID.birth = n.Text, quanyuan.Date(n.Birth)
	}
}

// fillNotes puts split notes into the note field and reads their hints.
func (d *draft) fillNotes(form dateForm) {
	note := d.vals[quanyuan.Note]
	if note.Known() {
		if d.exit = d.find.hints(note.Text, quanyuan.Note); d.exit == "1" && !d.has(quanyuan.DeathDate) {
			d.diedOn(note.Text, form)
		}
	}
	for _, n := range d.find.notes {
		if exit := d.find.hints(n, quanyuan.Name); d.exit == "" {
			d.exit = exit
		}
		d.join(quanyuan.Note, quanyuan.Value{Text: n, State: quanyuan.Understood, Mark: "split"}, "；")
	}
	if d.has(quanyuan.StayReason) || !note.Known() {
		return
	}
	// 旅游 alone as a remark is the reason of the stay.
	if e, ok := code.StayReason.Lookup(note.Text); ok && e.OutOfScope {
		d.set(quanyuan.StayReason, quanyuan.Value{Raw: note.Text, Text: e.Code, State: quanyuan.Doubtful, Mark: "from_note"})
	}
}

// deathNoted is a day beside the word for a death: 2023年12月死亡, 死亡（2024.2.3）.
var deathNoted = regexp.MustCompile(`((?:19|20)[0-9]{2}\s*[.\-/年]\s*[0-9]{1,2}(?:\s*[.\-/月]\s*[0-9]{1,2}日?|月)?)[^0-9]{0,6}?(?:死|亡|去世|病故|过世|逝世|身故)|(?:死亡|亡故|去世|病故|过世|逝世|身故|已故)[^0-9]{0,6}((?:19|20)[0-9]{2}\s*[.\-/年]\s*[0-9]{1,2}(?:\s*[.\-/月]\s*[0-9]{1,2}日?|月)?)`)

// diedOn takes the day of a death from a remark that gives one, and no other.
func (d *draft) diedOn(note string, form dateForm) {
	found := deathNoted.FindAllStringSubmatch(note, 2)
	if len(found) != 1 {
		return
	}
	v := dateValue(found[0][1]+found[0][2], form, quanyuan.DeathDate, &d.find)
	if !v.Known() {
		return
	}
	d.set(quanyuan.DeathDate, quanyuan.Value{Raw: note, Text: v.Text, State: quanyuan.Doubtful, Mark: "from_note"})
}

// usable decides whether a row speaks of a person at all, and gives the reason
// when it does not: there must be a name or a number, or for a nameless infant a
// date of birth and something that ties it to a family or a dwelling. Whoever has
// a number in the starting register is a person there.
func (d *draft) usable(register bool) (reason string) {
	name, number := d.vals[quanyuan.Name], d.vals[quanyuan.IDNumber]
	if name.Known() || number.Known() || register && d.text(quanyuan.PersonNumber) != "" {
		return ""
	}
	if number.State == quanyuan.Invalid && len(digitsOf(number.Raw)) >= 14 {
		return "" // damaged, but most of it is there
	}
	birth := d.text(quanyuan.BirthDate) != ""
	infant := name.State == quanyuan.Placeholder && (strings.ContainsAny(name.Raw, "之的") || namelessWords[strings.TrimSpace(name.Raw)])
	switch {
	case birth && (infant || d.tied()):
		return ""
	case name.State == quanyuan.Placeholder:
		return "aside.nameless"
	case name.State == quanyuan.Invalid || number.State == quanyuan.Invalid:
		return "aside.unreadable"
	}
	return "aside.no_person"
}

// ties are the fields by which a nameless infant may be found.
var ties = []quanyuan.Field{
	quanyuan.MotherName, quanyuan.MotherID, quanyuan.FatherName, quanyuan.FatherID, quanyuan.HeadName, quanyuan.HeadID,
	quanyuan.HouseholdNumber, quanyuan.HukouAddress, quanyuan.ResidenceAddress, quanyuan.Phone,
}

func (d *draft) tied() bool {
	return slices.ContainsFunc(ties, func(f quanyuan.Field) bool { return d.text(f) != "" })
}

// struck raises a task where the row or its name is crossed out or framed in
// black: lists mark the dead so.
func (d *draft) struck(l *line, nameAt int) {
	if l.info == nil {
		return
	}
	crossed, texts := 0, 0
	for i := range l.texts {
		if strings.TrimSpace(l.texts[i]) == "" {
			continue
		}
		texts++
		if l.info[i].struck {
			crossed++
		}
	}
	switch {
	case nameAt >= 0 && l.cell(nameAt).struck, texts > 0 && 2*crossed >= texts:
		d.find.add("style.struck", quanyuan.Name, quanyuan.Warning)
	case nameAt >= 0 && l.cell(nameAt).framed():
		d.find.add("style.framed", quanyuan.Name, quanyuan.Info)
	}
}
