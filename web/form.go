package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"quanyuan"
)

// Form is what a form shows: its fields in order, and what is wrong with them.
type Form struct {
	Action string
	Submit string // text of its button
	Fields []*Input
	Faults []Fault // in the order of the fields; those of no field first
	File   bool    // it brings a file
	Hidden []Pair
	Danger bool // what it does cannot be undone
}

// Pair is a hidden field.
type Pair struct{ Name, Value string }

// Input is one field of a form.
type Input struct {
	Name     string
	Label    string
	Hint     string
	Value    string
	Kind     string // text, password, date, number, select, textarea, file, radio, check; "": text
	Options  []Option
	Required bool
	Fault    string
	Wide     bool   // as wide as the form
	Complete string // the browser's autocomplete; "": off
	Mode     string // inputmode, such as numeric
}

// Option is one choice of a select or radio field.
type Option struct {
	Value, Text string
	Chosen      bool
}

// ID is the id of the field in the page.
func (i *Input) ID() string { return "f-" + i.Name }

// Autocomplete is what the browser may fill in.
func (i *Input) Autocomplete() string {
	if i.Complete == "" {
		return "off"
	}
	return i.Complete
}

// Type is the type of an input element.
func (i *Input) Type() string {
	switch i.Kind {
	case "", "date": // dates are typed as people write them
		return "text"
	case "check":
		return "checkbox"
	}
	return i.Kind
}

// Fault is one line of the summary above a form.
type Fault struct {
	Field string // id of the field, "" for the whole
	Label string // of the field
	Text  string
}

// join writes names one after the other, as the language does.
func (q *request) join(names []string) string { return strings.Join(names, q.t("parts.comma")) }

// fill puts what was typed into the fields, so that nothing is lost when the
// form is shown again.
func (f *Form) fill(q *request) { f.fillFrom(q.PostForm) }

func (f *Form) fillFrom(typed url.Values) {
	for _, in := range f.Fields {
		if in.Kind == "password" || in.Kind == "file" {
			continue
		}
		in.Value = typed.Get(in.Name)
		for i := range in.Options {
			in.Options[i].Chosen = in.Options[i].Value == in.Value
		}
	}
}

// field finds a field by its name; nil when there is none.
func (f *Form) field(name string) *Input {
	for _, in := range f.Fields {
		if in.Name == name {
			return in
		}
	}
	return nil
}

// wrong notes a fault of a field, or of the whole form when it has no such
// field.
func (f *Form) wrong(name, sentence string) {
	in := f.field(name)
	if in == nil {
		f.Faults = append([]Fault{{Text: sentence}}, f.Faults...)
		return
	}
	in.Fault = sentence
	f.Faults = append(f.Faults, Fault{in.ID(), in.Label, sentence})
}

// refuse shows the error of a use case at the field that it names. It gives the
// error back when it is no fault of whoever filled the form in.
func (f *Form) refuse(q *request, err error) (status int, rest error) {
	sentence := q.sentence(err)
	if sentence == "" || errors.Is(err, quanyuan.ErrNotFound) {
		return 0, err
	}
	var e *quanyuan.Error
	name := ""
	if errors.As(err, &e) {
		name = e.Where.Field
	}
	f.wrong(name, sentence)
	if errors.Is(err, quanyuan.ErrConflict) {
		return http.StatusConflict, nil
	}
	return http.StatusUnprocessableEntity, nil
}
