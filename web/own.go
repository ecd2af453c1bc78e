package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/own", access.Amend, ownRecord)
		s.get("/own/lookers", access.Amend, ownLookers)
		s.door(11, "own.nav", "own.title", "/own", access.Amend)
		s.door(12, "own.nav", "own.ask", "/own/ask", access.Amend)
		s.door(13, "own.nav", "own.lookers", "/own/lookers", access.Amend)
	})
}

// ownView is a resident's own record in plain words.
type ownView struct {
	Name   string
	Number string
	Exited string
	Places []ownPlace
	Values []ownValue
	Asked  []ownAsked
	Print  string
}

type ownPlace struct {
	Place, Kind, Hukou, Residence, Since string
}

// ownValue is a value with who says it.
type ownValue struct {
	Name, Text, Who string
	Ask             string // path; "" where nothing can be asked
}

// ownAsked is a request in a list.
type ownAsked struct {
	Href, What, At string
	State          Tag
	Place          string // for the clerk: nothing for the resident
}

var (
	ownStates = family("own.state.", quanyuan.AmendmentOpen, quanyuan.AmendmentAccepted, quanyuan.AmendmentDeclined, quanyuan.AmendmentWithdrawn)
	ownColour = map[string]string{quanyuan.AmendmentOpen: "info", quanyuan.AmendmentAccepted: "good", quanyuan.AmendmentDeclined: "bad"}
)

func ownRecord(q *request) error {
	d, err := q.desk.Open(q.ctx, q.by, q.by.Person)
	if err != nil {
		return err
	}
	p := d.Person
	v := ownView{Name: p.Text(quanyuan.Name), Number: string(p.Number), Print: q.mark()}
	if p.Exited != "" {
		v.Exited = codeWord("exit_reason", p.Exited, q.lang)
	}
	for i := range d.Standings {
		if s := &d.Standings[i]; !s.Ended() {
			v.Places = append(v.Places, ownPlace{q.desk.PlaceName(s.Community), q.categoryTag(s.Category).Text, codeWord("hukou_status", s.Hukou, q.lang), codeWord("residence_status", s.Residence, q.lang), s.Since.String()})
		}
	}
	for _, c := range p.Values {
		if slices.Contains(ownUnsaid, c.Field) {
			continue
		}
		text := c.Text
		if !c.Known() {
			text = c.Written()
		}
		line := ownValue{Name: fieldName(c.Field, q.lang), Text: valueWord(c.Field, text, q.lang), Who: q.ownSaid(d, c.Record)}
		if p.Exited == "" && slices.Contains(desk.Amendable(), c.Field) {
			line.Ask = "/own/ask?field=" + url.QueryEscape(c.Field.Key())
		}
		v.Values = append(v.Values, line)
	}
	asked, err := q.desk.OwnAmendments(q.ctx, q.by)
	if err != nil {
		return err
	}
	for _, a := range asked {
		v.Asked = append(v.Asked, q.ownLine(a, "/own/asks/"))
	}
	return q.show(http.StatusOK, "own/record.html", q.t("own.title"), v)
}

// ownUnsaid stand elsewhere on the page, or are codes that say nothing to a
// resident.
var ownUnsaid = []quanyuan.Field{quanyuan.PersonNumber, quanyuan.CommunityCode, quanyuan.CommunityName, quanyuan.HukouDivision, quanyuan.ResidenceDivision, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.Note}

// ownLine is a request as lists show it.
func (q *request) ownLine(a *quanyuan.Amendment, path string) ownAsked {
	l := ownAsked{Href: path + url.PathEscape(a.ID), What: q.ownWhat(a), State: Tag{ownColour[a.State], q.t(ownStates + a.State)}, Place: q.desk.PlaceName(a.Desk)}
	if len(a.Steps) > 0 {
		l.At = when(q.now(), a.Steps[0].At)
	}
	return l
}

// ownWhat names what a request is about.
func (q *request) ownWhat(a *quanyuan.Amendment) string {
	if f, ok := quanyuan.FieldByKey(a.Field); ok {
		return fieldName(f, q.lang)
	}
	return q.t("own.other")
}

// ownSaid names who said a record, in plain words: a list by its source, what
// was written at a desk by the office alone.
func (q *request) ownSaid(d *desk.Dossier, id quanyuan.RecordID) string {
	s := d.Said[id]
	if s.Source.Kind == "" {
		var at time.Time
		for _, e := range d.Events {
			if e.Record == id && !e.Kind.Structural() {
				at = e.At
			}
		}
		return q.t("own.said_desk", when(q.now(), at))
	}
	parts := []string{q.sourceName(s.Source.Kind)}
	for _, part := range []string{s.Source.Unit, s.AsOf.String()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return q.t("own.said_list", strings.Join(parts, " · "))
}

// ownLookersView tells a resident which offices looked him up, and why.
type ownLookersView struct{ Lines []ownLooker }

type ownLooker struct {
	At, Office, What, Reason string
	Self, Refused            bool
	Times                    int
}

// ownMost is how many lines the page of lookers has at most.
const ownMost = 100

// ownLookers names offices and purposes, not persons. What an office did
// several times within a day for one reason is one line.
func ownLookers(q *request) error {
	lines, err := q.desk.Lookers(q.ctx, q.by, q.by.Person)
	if err != nil {
		return err
	}
	v := ownLookersView{}
	for _, l := range slices.Backward(lines) {
		line := ownLooker{At: l.At.In(q.now().Location()).Format("2006-01-02"), Office: q.ownOffice(l.Post, l.Division), What: access.En(access.Action(l.Action)), Reason: l.Reason, Self: l.Post == quanyuan.Citizen, Refused: l.Outcome == quanyuan.Refused, Times: 1}
		if q.lang == "zh" {
			line.What = access.Zh(access.Action(l.Action))
		}
		switch access.Action(l.Action) {
		case access.LogIn:
			line.What = q.t("own.signed_in")
		case access.LogOut:
			line.What = q.t("own.signed_out")
		}
		if i := slices.IndexFunc(v.Lines, func(o ownLooker) bool { o.Times = 1; return o == line }); i >= 0 {
			v.Lines[i].Times++
		} else if len(v.Lines) < ownMost {
			v.Lines = append(v.Lines, line)
		}
	}
	return q.show(http.StatusOK, "own/lookers.html", q.t("own.lookers"), v)
}

// ownOffice names an office by its post and place.
func (q *request) ownOffice(post quanyuan.Post, division string) string {
	if post == quanyuan.Citizen {
		return q.t("own.yourself")
	}
	place := q.t("home.whole_city")
	if division != "" {
		place = q.desk.PlaceName(division)
	}
	return access.PostName(post, q.lang) + " · " + place
}
