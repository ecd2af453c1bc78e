package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

// personAct is something that may be done with a person: a form on a page of
// its own, which needs no scripts and names the version that was seen.
type personAct struct {
	name  string // in the path
	right access.Action
	form  func(q *request, d *desk.Dossier) *Form
	do    func(q *request, f *Form, n quanyuan.Number) error
}

var actWords = family("person.do.", "correct", "confirm", "pin", "unpin", "move", "leave", "hold", "exit", "restore")

var doneWords = family("person.done.", "correct", "confirm", "pin", "unpin", "move", "leave", "hold", "exit", "restore")

var underWords = family("person.under.", "correct", "confirm", "pin", "unpin", "move", "leave", "hold", "exit", "restore")

var personActs = []*personAct{
	{"correct", access.Correct, correctForm, func(q *request, f *Form, n quanyuan.Number) error {
		field, err := q.actField()
		if err != nil {
			return err
		}
		r, err := q.desk.Form(q.ctx, map[quanyuan.Field]string{field: q.typed("value")})
		if err != nil {
			return atField(err, "value")
		}
		_, err = q.desk.Correct(q.ctx, q.by, n, field, r.Value(field))
		return atField(err, "value")
	}},
	{"confirm", access.Confirm, valueForm, onField((*desk.Desk).Confirm)},
	{"pin", access.Pin, valueForm, onField((*desk.Desk).Pin)},
	{"unpin", access.Pin, valueForm, onField((*desk.Desk).Unpin)},
	{"move", access.Move, moveForm, doMove},
	{"leave", access.Move, leaveForm, func(q *request, f *Form, n quanyuan.Number) error {
		day, err := q.day("day")
		if err != nil {
			return err
		}
		_, err = q.desk.Leave(q.ctx, q.by, n, q.typed("place"), q.typed("reason"), day)
		return err
	}},
	{"hold", access.Hold, holdForm, func(q *request, f *Form, n quanyuan.Number) error {
		field, err := q.actField()
		if err != nil {
			return err
		}
		_, err = q.desk.Hold(q.ctx, q.by, n, field, q.typed("place"))
		return err
	}},
	{"exit", access.Exit, exitForm, func(q *request, f *Form, n quanyuan.Number) error {
		day, err := q.day("day")
		if q.typed("day") == "" {
			day, err = quanyuan.Date{}, nil
		}
		if err != nil {
			return err
		}
		_, err = q.desk.Exit(q.ctx, q.by, n, q.typed("reason"), day)
		return err
	}},
	{"restore", access.Restore, func(q *request, d *desk.Dossier) *Form { return &Form{} }, func(q *request, f *Form, n quanyuan.Number) error {
		_, err := q.desk.Restore(q.ctx, q.by, n)
		return err
	}},
}

// onField is an act that says no more than which field.
func onField(do func(*desk.Desk, context.Context, quanyuan.Principal, quanyuan.Number, quanyuan.Field) (*quanyuan.Person, error)) func(*request, *Form, quanyuan.Number) error {
	return func(q *request, _ *Form, n quanyuan.Number) error {
		field, err := q.actField()
		if err != nil {
			return err
		}
		_, err = do(q.desk, q.ctx, q.by, n, field)
		return err
	}
}

func doMove(q *request, f *Form, n quanyuan.Number) error {
	day, err := q.day("day")
	if err != nil {
		return err
	}
	typed := map[quanyuan.Field]string{}
	for _, field := range moveFields {
		if s := q.typed(field.Key()); s != "" {
			typed[field] = s
		}
	}
	r, err := q.desk.Form(q.ctx, typed)
	if err != nil {
		return err
	}
	// Only what was asked for is said; what reading adds speaks of no place.
	said := &quanyuan.Record{}
	for field := range typed {
		said.Set(field, r.Value(field))
	}
	_, err = q.desk.Move(q.ctx, q.by, n, said, day)
	return err
}

// atField gives an error the place in the form where it belongs.
func atField(err error, name string) error {
	if e, ok := err.(*quanyuan.Error); ok {
		moved := *e
		moved.Where.Field = name
		return &moved
	}
	return err
}

// actField is the field that an act speaks of.
func (q *request) actField() (quanyuan.Field, error) {
	key := q.FormValue("field")
	f, ok := quanyuan.FieldByKey(key)
	if !ok {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.field", Args: []any{key}}
	}
	return f, nil
}

// day reads a day that was typed.
func (q *request) day(name string) (quanyuan.Date, error) {
	d, ok := quanyuan.ParseDate(q.typed(name))
	if !ok || d.Day == 0 {
		return d, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{q.typed(name)}, Where: quanyuan.Where{Field: name}}
	}
	return d, nil
}

// codeOptions are the codes of a table as choices; empty names the choice of
// none, "" for no such choice.
func codeOptions(q *request, table *code.Table, chosen, empty string) (out []Option) {
	if empty != "" {
		out = append(out, Option{"", empty, chosen == ""})
	}
	for _, e := range table.Entries {
		word := e.Zh
		if q.lang == "en" {
			word = e.En
		}
		out = append(out, Option{e.Code, word, e.Code == chosen})
	}
	return out
}

func correctForm(q *request, d *desk.Dossier) *Form {
	field, err := q.actField()
	if err != nil {
		return &Form{}
	}
	c := d.Person.Value(field)
	in := &Input{Name: "value", Label: fieldName(field, q.lang), Required: true, Value: c.Text}
	if t, ok := code.ByKey(field.Key()); ok {
		in.Kind, in.Options = "select", codeOptions(q, t, c.Text, q.t("person.choose"))
	} else if masked(field, c.Text).Hidden {
		in.Hint, in.Value = q.t("person.covered", c.Text), ""
	} else if !c.Known() {
		in.Value = c.Written()
	}
	return &Form{Fields: []*Input{in}, Hidden: []Pair{{"field", field.Key()}}}
}

func valueForm(q *request, d *desk.Dossier) *Form {
	field, err := q.actField()
	if err != nil {
		return &Form{}
	}
	return &Form{Hidden: []Pair{{"field", field.Key()}}}
}

// moveFields are what is said of how somebody stands in a community.
var moveFields = []quanyuan.Field{quanyuan.CommunityCode, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.ArriveDate, quanyuan.StayReason, quanyuan.HouseholdNumber, quanyuan.Group, quanyuan.Estate}

func moveForm(q *request, d *desk.Dossier) *Form {
	own := q.desk.OwnCommunities(q.by)
	at := q.choice("place")
	if at == "" && len(own) > 0 {
		at = own[0].Code
	}
	pr := &quanyuan.Presence{}
	for i := range d.Person.Presences {
		if p := &d.Person.Presences[i]; p.Community == at && !p.Ended() {
			pr = p
		}
	}
	f := &Form{}
	for _, field := range moveFields {
		in := &Input{Name: field.Key(), Label: fieldName(field, q.lang)}
		switch field {
		case quanyuan.CommunityCode:
			in.Kind, in.Required, in.Label = "select", true, q.t("home.place")
			for _, c := range own {
				in.Options = append(in.Options, Option{c.Code, c.Name, c.Code == at})
			}
		case quanyuan.HukouStatus:
			in.Kind, in.Required, in.Options = "select", true, codeOptions(q, code.HukouStatus, pr.Hukou, q.t("person.choose"))
		case quanyuan.ResidenceStatus:
			in.Kind, in.Required, in.Options = "select", true, codeOptions(q, code.ResidenceStatus, pr.Residence, q.t("person.choose"))
		case quanyuan.StayReason:
			in.Kind, in.Options = "select", codeOptions(q, code.StayReason, pr.Reason, q.t("person.not_said"))
		case quanyuan.ArriveDate:
			in.Value, in.Hint = pr.Since.String(), q.t("search.birth_hint")
		case quanyuan.HouseholdNumber:
			in.Value = pr.Household
		case quanyuan.Group:
			in.Value = pr.Group
		case quanyuan.Estate:
			in.Value = pr.Estate
		}
		f.Fields = append(f.Fields, in)
	}
	f.Fields = append(f.Fields, &Input{Name: "day", Label: q.t("person.since_day"), Hint: q.t("person.day_hint"), Value: q.today().String(), Required: true})
	return f
}

// livePlaces are where somebody stands now, as choices; own keeps those for
// which whoever asks acts.
func livePlaces(q *request, p *quanyuan.Person, own bool) (out []Option) {
	for i := range p.Presences {
		if pr := &p.Presences[i]; !pr.Ended() && (!own || q.by.Scope().Holds(pr.Community)) {
			out = append(out, Option{pr.Community, q.desk.PlaceName(pr.Community), pr.Community == q.choice("place")})
		}
	}
	return out
}

func leaveForm(q *request, d *desk.Dossier) *Form {
	return &Form{Fields: []*Input{
		{Name: "place", Label: q.t("home.place"), Kind: "select", Required: true, Options: livePlaces(q, d.Person, true)},
		{Name: "reason", Label: q.t("parts.reason"), Kind: "select", Options: codeOptions(q, code.LeaveReason, "", q.t("person.not_said"))},
		{Name: "day", Label: q.t("person.left_day"), Hint: q.t("search.birth_hint"), Value: q.today().String(), Required: true},
	}}
}

func holdForm(q *request, d *desk.Dossier) *Form {
	field := quanyuan.ResidenceStatus
	if f, err := q.actField(); err == nil {
		field = f
	}
	f := &Form{Fields: []*Input{
		{Name: "field", Label: q.t("person.what_counts"), Kind: "radio", Required: true, Value: field.Key(), Options: []Option{
			{quanyuan.ResidenceStatus.Key(), fieldName(quanyuan.ResidenceStatus, q.lang), field == quanyuan.ResidenceStatus},
			{quanyuan.HukouStatus.Key(), fieldName(quanyuan.HukouStatus, q.lang), field == quanyuan.HukouStatus}}},
		{Name: "place", Label: q.t("person.counts_where"), Kind: "radio", Required: true, Options: livePlaces(q, d.Person, false)},
	}}
	return f
}

func exitForm(q *request, d *desk.Dossier) *Form {
	return &Form{Fields: []*Input{
		{Name: "reason", Label: fieldName(quanyuan.ExitReason, q.lang), Kind: "select", Required: true, Options: codeOptions(q, code.ExitReason, "", q.t("person.choose"))},
		{Name: "day", Label: q.t("person.exit_day"), Hint: q.t("person.exit_hint"), Value: ""},
	}}
}

// actLink is a way to an act of a person.
func (q *request) actLink(n quanyuan.Number, act string, pairs ...string) crumb {
	href := personPath(n) + "/do/" + act
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	if len(query) > 0 {
		href += "?" + query.Encode()
	}
	return crumb{q.t(actWords + act), href}
}

// actsOf are the acts on the person as a whole that the page offers.
func (q *request) actsOf(d *desk.Dossier) (out []crumb) {
	n := d.Person.Number
	if q.can(access.Erase) && d.Person.Exited != quanyuan.ExitErased && d.Person.Forward == "" {
		defer func() {
			out = append(out, crumb{q.t("erase.ask"), "/erasures/new?person=" + url.QueryEscape(string(n))})
		}()
	}
	if d.Person.Exited != "" {
		if q.can(access.Restore) && d.Person.Exited != quanyuan.ExitMerged && d.Person.Exited != quanyuan.ExitErased {
			out = append(out, q.actLink(n, "restore"))
		}
		return out
	}
	if q.can(access.Transfer) {
		out = append(out, crumb{q.t("person.do_transfer"), "/transfers/new?person=" + url.QueryEscape(string(n))})
	}
	if q.can(access.Move) {
		out = append(out, q.actLink(n, "move"))
	}
	if q.can(access.Exit) {
		out = append(out, q.actLink(n, "exit"))
	}
	if q.can(access.Invite) {
		out = append(out, crumb{q.t("own.code"), personPath(n) + "/code"})
	}
	if q.can(access.Split) && len(desk.Undoable(d.Events)) > 0 {
		out = append(out, crumb{q.t("duplicate.split"), splitPath(n)})
	}
	return out
}

// valueActs are the acts on one value.
func (q *request) valueActs(d *desk.Dossier, c quanyuan.Current) (out []crumb) {
	n, key := d.Person.Number, c.Field.Key()
	if d.Person.Exited != "" {
		return nil
	}
	if q.can(access.Correct) {
		out = append(out, q.actLink(n, "correct", "field", key))
	}
	if q.can(access.Confirm) && c.Reason != quanyuan.WonConfirmed && c.Reason != quanyuan.WonPinned {
		out = append(out, q.actLink(n, "confirm", "field", key))
	}
	switch {
	case !q.can(access.Pin):
	case c.Reason == quanyuan.WonPinned:
		out = append(out, q.actLink(n, "unpin", "field", key))
	default:
		out = append(out, q.actLink(n, "pin", "field", key))
	}
	return out
}

// presenceActs are the acts on one presence.
func (q *request) presenceActs(d *desk.Dossier, pr *quanyuan.Presence) (out []crumb) {
	n := d.Person.Number
	if d.Person.Exited != "" {
		return nil
	}
	if q.can(access.Move) && q.by.Scope().Holds(pr.Community) {
		out = append(out, q.actLink(n, "move", "place", pr.Community), q.actLink(n, "leave", "place", pr.Community))
	}
	if q.can(access.Hold) && pr.Note&quanyuan.Disputed != 0 {
		out = append(out, q.actLink(n, "hold"))
	}
	return out
}

// actView is the page of one act.
type actView struct {
	Title    string
	Under    string
	Card     PersonCard
	Value    string // the value that it is about
	Form     *Form
	Since    []eventLine // what happened since the form was shown
	Watchers watchersView
	Back     string
}

// ask shows the form of an act.
func (p *personPages) ask(q *request, a *personAct) error {
	d, err := q.open()
	if err != nil {
		return err
	}
	return p.showAct(q, http.StatusOK, a, d, a.form(q, d), 0)
}

// showAct shows the form of an act; seen is the version that was seen before,
// 0 when the form is new.
func (p *personPages) showAct(q *request, status int, a *personAct, d *desk.Dossier, f *Form, seen int64) error {
	n := d.Person.Number
	f.Action, f.Submit = personPath(n)+"/do/"+a.name, q.t(actWords+a.name)
	f.Hidden = append(f.Hidden, Pair{"version", strconv.FormatInt(d.Person.Version, 10)})
	v := actView{Title: q.t(actWords + a.name), Under: q.t(underWords + a.name), Card: q.card(d.Person), Form: f, Back: personPath(n), Watchers: p.watchers(q, n, true)}
	if field, ok := quanyuan.FieldByKey(q.FormValue("field")); ok && a.name != "hold" {
		c := d.Person.Value(field)
		text := c.Text
		if !c.Known() {
			text = c.Written()
		}
		v.Title, v.Value = v.Title+q.t("parts.colon")+fieldName(field, q.lang), valueWord(field, text, q.lang)
	}
	if news := d.Person.Version - seen; seen > 0 && news > 0 {
		for i := range slices.Backward(d.Events) {
			if len(v.Since) < int(news) {
				v.Since = append(v.Since, q.eventLine(d, &d.Events[i]))
			}
		}
	}
	name := v.Card.Name
	if name == "" {
		name = string(n)
	}
	q.crumb(name, personPath(n))
	return q.show(status, "persons/act.html", v.Title, v)
}

// do carries an act out, unless the person has changed since the form was
// shown: then the form comes back with what was typed and what happened.
func (p *personPages) do(q *request, a *personAct) error {
	n := quanyuan.Number(q.PathValue("number"))
	seen, _ := strconv.ParseInt(q.typed("version"), 10, 64)
	now, err := q.desk.Version(q.ctx, q.by, n)
	if err != nil {
		return err
	}
	if now != seen {
		return p.again(q, a, seen, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "person.changed_since"})
	}
	if err := a.do(q, nil, n); err != nil {
		return p.again(q, a, 0, err)
	}
	p.watch.left(n, q.by.Account)
	q.tell(doneWords+a.name, string(n))
	if _, err := q.desk.Version(q.ctx, q.by, n); err != nil { // he has left the division of whoever did it
		return q.redirect("/")
	}
	return q.redirect(personPath(n))
}

// again shows a form that was refused, with all that was typed.
func (p *personPages) again(q *request, a *personAct, seen int64, err error) error {
	d, e := q.open()
	if e != nil {
		return e
	}
	f := a.form(q, d)
	f.fill(q)
	status, rest := f.refuse(q, err)
	if rest != nil {
		return rest
	}
	return p.showAct(q, status, a, d, f, seen)
}
