package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

// mostPasted is how many lines of a pasted list are read at once.
const mostPasted = 500

// mostChoices is how many communities are shown to choose from; beyond it one
// types the code or the name.
const mostChoices = 300

// proposalView is the form of a transfer, and who would move.
type proposalView struct {
	Form    *Form
	Checked bool
	Movers  []moverLine
	Cannot  []manyFault // line of the list or number, and why not
	Go      *Form       // proposes for those who can
}

func askTransfer(q *request) error {
	f := q.proposalForm()
	n := quanyuan.Number(q.choice("person"))
	f.field("persons").Value, f.field("households").Value = string(n), q.choice("household")
	if from := q.choice("from"); from != "" {
		f.choose("direction", "out")
		f.choose("mine", from)
	}
	if n != "" && q.choice("direction") != "in" {
		if p, err := q.desk.View(q.ctx, q.by, n); err == nil {
			f.choose("direction", "out")
			for i := range p.Presences {
				if pr := &p.Presences[i]; !pr.Ended() && q.by.Scope().Holds(pr.Community) {
					f.choose("mine", pr.Community)
				}
			}
		}
	}
	return q.showProposal(http.StatusOK, proposalView{Form: f})
}

// outside stands in the field of the other community for a place outside the
// city.
const outside = "outside"

// choose sets what a field of choices has chosen.
func (f *Form) choose(name, value string) {
	in := f.field(name)
	in.Value = value
	for i := range in.Options {
		in.Options[i].Chosen = in.Options[i].Value == value
	}
}

func (q *request) proposalForm() *Form {
	own, all := q.desk.OwnCommunities(q.by), q.desk.Communities()
	mine := &Input{Name: "mine", Label: q.t("transfer.mine"), Kind: "select", Required: true}
	for i, p := range own {
		mine.Options = append(mine.Options, Option{p.Code, p.Name, i == 0})
	}
	other := &Input{Name: "other", Label: q.t("transfer.other"), Hint: q.t("transfer.other_hint")}
	if len(all) <= mostChoices {
		other.Kind, other.Hint, other.Options = "select", "", []Option{{"", q.t("person.choose"), true}, {outside, q.t("transfer.out_of_city"), false}}
		for _, p := range all {
			other.Options = append(other.Options, Option{Value: p.Code, Text: p.Name})
		}
	}
	kinds := kindOptions(q)
	kinds[0].Chosen = true
	return &Form{Action: "/transfers/new", Submit: q.t("transfer.check"), Fields: []*Input{
		{Name: "direction", Label: q.t("transfer.direction"), Kind: "radio", Wide: true, Options: []Option{{"in", q.t("transfer.comes_in"), true}, {"out", q.t("transfer.goes_out"), false}}},
		{Name: "kind", Label: q.t("transfer.kind"), Kind: "select", Options: kinds},
		mine, other,
		{Name: "outside", Label: q.t("transfer.where_outside"), Hint: q.t("transfer.where_hint")},
		{Name: "day", Label: q.t("transfer.day"), Value: q.today().String(), Required: true},
		{Name: "reason", Label: q.t("parts.reason"), Required: true},
		{Name: "address", Label: q.t("transfer.address")},
		{Name: "household", Label: q.t("transfer.household")},
		{Name: "persons", Label: q.t("transfer.who"), Hint: q.t("transfer.who_hint"), Kind: "textarea", Wide: true},
		{Name: "households", Label: q.t("transfer.households"), Hint: q.t("transfer.households_hint"), Wide: true},
	}}
}

func (q *request) showProposal(status int, v proposalView) error {
	q.crumb(q.t("transfer.title"), "/transfers")
	return q.show(status, "transfers/new.html", q.t("transfer.new"), v)
}

// order reads what was typed, without the persons.
func (q *request) order() (o desk.TransferOrder, err error) {
	other := q.typed("other")
	switch {
	case other == "":
		return o, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "transfer.no_other", Where: quanyuan.Where{Field: "other"}}
	case other == outside || other == q.t("transfer.out_of_city"):
		other = ""
	default:
		found := slices.DeleteFunc(q.desk.Communities(), func(p desk.Place) bool { return p.Code != other && p.Name != other })
		if len(found) != 1 {
			return o, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{other}, Where: quanyuan.Where{Field: "other"}}
		}
		other = found[0].Code
	}
	o.Transfer = quanyuan.Transfer{TransferKind: quanyuan.TransferKind(q.typed("kind")), From: other, To: q.typed("mine"), Reason: q.typed("reason"), Address: q.typed("address"), Household: q.typed("household")}
	if q.typed("direction") == "out" {
		o.From, o.To = o.To, o.From
	}
	if other == "" {
		o.Outside = q.typed("outside")
	}
	if o.Day, err = q.day("day"); err != nil {
		return o, err
	}
	o.Households = strings.FieldsFunc(q.typed("households"), parts)
	return o, nil
}

// parts tells where one word of a list ends and the next begins.
func parts(r rune) bool { return strings.ContainsRune(" \t\r\n,，、;；|", r) }

// pasted reads a list of persons: a line names one by number, or by identity
// number, whatever else stands in it. An identity number is looked for in the
// whole city, as a search is.
func (q *request) pasted(text string) (found []quanyuan.Number, cannot []manyFault, err error) {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		if i >= mostPasted {
			cannot = append(cannot, manyFault{Text: q.t("transfer.too_many", mostPasted), ID: q.t("transfer.line", i+1)})
			break
		}
		number, id := quanyuan.Number(""), ""
		for _, word := range strings.FieldsFunc(line, parts) {
			switch {
			case identity(word):
				id = word
			case len(word) > len(number) && strings.ContainsAny(word, "0123456789") && plain(word): // shorter ones count the rows
				number = quanyuan.Number(word)
			}
		}
		switch {
		case id != "":
			n, why, err := q.byIdentity(id)
			if err != nil {
				return nil, nil, err
			}
			if n == "" {
				cannot = append(cannot, manyFault{ID: q.t("transfer.line", i+1), Text: why})
				continue
			}
			found = append(found, n)
		case number != "":
			found = append(found, number)
		case strings.TrimSpace(line) != "":
			cannot = append(cannot, manyFault{ID: q.t("transfer.line", i+1), Text: q.t("transfer.no_number")})
		}
	}
	return found, cannot, nil
}

// identity reports whether a word looks like an identity number.
func identity(word string) bool {
	if len(word) != 18 && len(word) != 15 {
		return false
	}
	return strings.Trim(word[:len(word)-1], "0123456789") == "" && strings.Trim(word[len(word)-1:], "0123456789Xx") == ""
}

// plain reports whether a word can be a number of the register.
func plain(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-'
	})
}

// byIdentity finds who has an identity number; why tells why nobody was found.
func (q *request) byIdentity(id string) (n quanyuan.Number, why string, err error) {
	record, err := q.desk.Form(q.ctx, map[quanyuan.Field]string{quanyuan.IDNumber: id})
	if err != nil {
		if s := q.sentence(err); s != "" {
			return "", s, nil
		}
		return "", "", err
	}
	a, err := q.desk.Search(q.ctx, q.by, record)
	if err != nil {
		return "", "", err
	}
	var sure []quanyuan.Number
	for _, m := range a.Matches {
		if m.Probability >= 0.95 {
			sure = append(sure, m.Person)
		}
	}
	switch len(sure) {
	case 0:
		return "", q.t("transfer.not_found"), nil
	case 1:
		return sure[0], "", nil
	}
	return "", q.t("transfer.several"), nil
}

// proposeTransfer checks who can move and shows it; a second press proposes.
func proposeTransfer(q *request) error {
	v := proposalView{Form: q.proposalForm()}
	v.Form.fill(q)
	refuse := func(err error) error {
		var e *quanyuan.Error
		if errors.As(err, &e) && e.Where.Field == "" {
			if at := proposalFields[e.Key]; at != "" {
				err = atField(e, at)
			}
		}
		status, rest := v.Form.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.showProposal(status, v)
	}
	o, err := q.order()
	if err != nil {
		return refuse(err)
	}
	if o.Persons, v.Cannot, err = q.pasted(q.typed("persons")); err != nil {
		return refuse(err)
	}
	if q.typed("step") == "propose" {
		made, err := q.desk.ProposeTransfer(q.ctx, q.by, o)
		if err != nil {
			return refuse(err)
		}
		q.tell("transfer.proposed", shortID(made.ID), len(made.Moves))
		return q.redirect(transferPath(made.ID))
	}
	if len(o.Persons)+len(o.Households) == 0 && len(v.Cannot) == 0 {
		return refuse(&quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "transfer.nobody"})
	}
	if len(o.Persons)+len(o.Households) > 0 {
		movers, err := q.desk.CheckTransfer(q.ctx, q.by, o)
		if err != nil {
			return refuse(err)
		}
		q.tellMovers(&v, movers)
	}
	v.Checked = true
	return q.showProposal(http.StatusOK, v)
}

// proposalFields are the fields at which errors of a proposal stand.
var proposalFields = map[string]string{"transfer.kind": "kind", "transfer.nowhere": "other", "transfer.outside": "outside", "transfer.not_yours": "other", "transfer.reason": "reason", "transfer.short_stay": "reason",
	"transfer.future": "day", "event.date": "day", "transfer.nobody": "persons"}

// tellMovers tells who can move and who cannot, and makes the form that
// proposes for those who can.
func (q *request) tellMovers(v *proposalView, movers []desk.Mover) {
	var can []string
	for _, m := range movers {
		if m.Err != nil {
			v.Cannot = append(v.Cannot, manyFault{ID: string(m.Person), Text: q.sentence(m.Err)})
			continue
		}
		line := moverLine{Card: PersonCard{Number: m.Person}}
		if m.Shown != nil {
			line.Card = q.card(m.Shown)
			line.Reach = q.by.Scope().Reaches(m.Shown.Divisions())
		}
		v.Movers = append(v.Movers, line)
		can = append(can, string(m.Person))
	}
	if len(can) == 0 {
		return
	}
	v.Go = &Form{Action: v.Form.Action, Submit: q.t("transfer.propose", len(can)), Hidden: []Pair{{"step", "propose"}, {"persons", strings.Join(can, "\n")}}}
	for _, in := range v.Form.Fields {
		if in.Name != "persons" && in.Name != "households" {
			v.Go.Hidden = append(v.Go.Hidden, Pair{in.Name, in.Value})
		}
	}
}
