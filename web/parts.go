package web

import (
	"net/url"
	"regexp"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/mask"
)

// Tag is a word in a frame: a state, a category. Kind is good, warn, bad, info
// or "" for a plain one; the word itself says what it means, not the colour.
type Tag struct{ Kind, Text string }

// PersonCard is a person in short, as the viewer may see him.
type PersonCard struct {
	Number   quanyuan.Number
	Href     string
	Name     string
	Sex      string
	Birth    string
	ID       string
	Places   []string // communities in which he stands
	Exited   string
	Category Tag
}

// card makes a card of a person as the desk gave him.
func (q *request) card(p *quanyuan.Person) PersonCard {
	c := PersonCard{Number: p.Number, Href: personPath(p.Number), Name: p.Text(quanyuan.Name), Birth: p.Text(quanyuan.BirthDate), ID: p.Text(quanyuan.IDNumber)}
	c.Sex = codeWord("sex", p.Text(quanyuan.Sex), q.lang)
	for i := range p.Presences {
		if pr := &p.Presences[i]; !pr.Ended() {
			c.Places = append(c.Places, q.desk.PlaceName(pr.Community))
			c.Category = q.categoryTag(pr.Category)
		}
	}
	if p.Exited != "" {
		c.Exited = codeWord("exit_reason", p.Exited, q.lang)
	}
	return c
}

var categoryWords = family("person.category.", "0", "1", "2", "3", "4", "5", "6")

// categoryTag names a category in few words.
func (q *request) categoryTag(c quanyuan.Category) Tag {
	kind := "info"
	if c == quanyuan.CategoryNone || c > quanyuan.HukouPending {
		kind = ""
	}
	return Tag{kind, q.t(categoryWords + string('0'+rune(c)))}
}

func personPath(n quanyuan.Number) string { return "/persons/" + url.PathEscape(string(n)) }

// Masked is a value that may be hidden, with the way to see it.
type Masked struct {
	Field  quanyuan.Field
	Text   string
	Hidden bool // part of it is covered
}

// masked tells whether part of a value is covered.
func masked(f quanyuan.Field, text string) Masked {
	return Masked{f, text, mask.Hides(f) && strings.Contains(text, "*")}
}

// Unmasking is the form that asks for covered values with a reason.
type Unmasking struct {
	Action string
	Fields []quanyuan.Field
	Form   Form
}

// unmasking is nil when nothing is covered or whoever asks may not see more.
func (q *request) unmasking(action string, values []Masked) *Unmasking {
	if !q.can(access.Unmask) {
		return nil
	}
	u := &Unmasking{Action: action}
	for _, v := range values {
		if v.Hidden {
			u.Fields = append(u.Fields, v.Field)
		}
	}
	if len(u.Fields) == 0 {
		return nil
	}
	return u
}

// divisionCode finds codes of divisions in a sentence.
var divisionCode = regexp.MustCompile(`\b[0-9]{12}\b`)

// remark is the sentence of a remark, with divisions by their names.
func (q *request) remark(r quanyuan.Remark) string {
	return divisionCode.ReplaceAllStringFunc(desk.RemarkText(r, q.lang), q.desk.PlaceName)
}
