package web

import (
	"context"
	"net/http"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/reference/sources", "", showSources)
		s.post("/reference/sources", access.Configure, setSources)
	})
}

const (
	sourcesPath = "/reference/sources"
	sourcesWork = "basis.sources_work"
)

// sourceRow is a field with whose word on it goes first.
type sourceRow struct {
	Name        string
	Kinds       []string
	First, Then *Input // nil for whoever only reads
}

// sourcesView is the order of sources.
type sourcesView struct {
	Form  *Form // nil for whoever only reads
	Rows  []sourceRow
	Set   string // by whom and when; "": it is the usual one
	Halt  bool   // it was stopped before everybody was folded again
	Job   string // path of the work that makes an order hold
	Usual bool
}

func showSources(q *request) error {
	o, err := q.desk.SourceOrder(q.ctx)
	if err != nil {
		return err
	}
	return q.showSources(http.StatusOK, o, q.sourcesForm(o.Order))
}

// sourcesForm asks for two kinds at each field.
func (q *request) sourcesForm(order *quanyuan.Authorities) *Form {
	f := &Form{Action: sourcesPath, Submit: q.t("basis.sources_set")}
	for _, field := range quanyuan.CollationFields() {
		for i, texts := range [][2]string{{"basis.sources_first", "basis.nobody"}, {"basis.sources_then", "basis.none"}} {
			in := &Input{Name: sourceInput(field, i), Label: fieldName(field, q.lang) + " · " + q.t(texts[0]), Kind: "select", Options: append([]Option{{Text: q.t(texts[1])}}, q.sourceOptions()...)}
			if i < len(order[field]) {
				in.choose(string(order[field][i]))
			}
			f.Fields = append(f.Fields, in)
		}
	}
	return f
}

func sourceInput(f quanyuan.Field, place int) string { return f.Key() + "." + string('1'+rune(place)) }

// choose is what a select shows.
func (i *Input) choose(value string) {
	i.Value = value
	for k := range i.Options {
		i.Options[k].Chosen = i.Options[k].Value == value
	}
}

func (q *request) showSources(status int, o desk.SourceOrder, f *Form) error {
	v := sourcesView{Halt: o.Running, Usual: o.Order.Equal(quanyuan.UsualAuthorities())}
	if o.By != "" {
		v.Set = o.By + " · " + when(q.now(), o.At)
	}
	if w := q.site.works.running(sourcesWork); w != nil {
		v.Job, v.Halt = jobPath(w.ID), false
	}
	if q.can(access.Configure) && v.Job == "" {
		v.Form = f
	}
	for _, field := range quanyuan.CollationFields() {
		r := sourceRow{Name: fieldName(field, q.lang)}
		for _, k := range o.Order[field] {
			r.Kinds = append(r.Kinds, q.sourceName(k))
		}
		if v.Form != nil {
			r.First, r.Then = f.field(sourceInput(field, 0)), f.field(sourceInput(field, 1))
		}
		v.Rows = append(v.Rows, r)
	}
	return q.show(status, "reference/sources.html", q.t("basis.sources"), v)
}

// setSources makes the order of the form hold; what a field has behind its first
// two stays.
func setSources(q *request) error {
	if q.site.works.running(sourcesWork) != nil {
		q.tell("basis.sources_already")
		return q.redirect(sourcesPath)
	}
	o, err := q.desk.SourceOrder(q.ctx)
	if err != nil {
		return err
	}
	f := q.sourcesForm(o.Order)
	f.fill(q)
	order := *o.Order
	if q.typed("usual") != "" {
		order = *quanyuan.UsualAuthorities()
	} else {
		for _, field := range quanyuan.CollationFields() {
			var kinds []quanyuan.SourceKind
			for i := range 2 {
				if in := f.field(sourceInput(field, i)); in.Value != "" {
					kinds = append(kinds, quanyuan.SourceKind(in.Value))
				}
			}
			if len(kinds) == 2 && kinds[0] == kinds[1] {
				f.wrong(sourceInput(field, 1), q.t("basis.sources_twice"))
			}
			if len(order[field]) > 2 {
				kinds = append(kinds, order[field][2:]...)
			}
			order[field] = kinds
		}
	}
	if len(f.Faults) == 0 {
		if err := order.Check(); err != nil {
			status, rest := f.refuse(q, err)
			if rest != nil {
				return rest
			}
			return q.showSources(status, o, f)
		}
		d, by := q.desk, q.by
		return q.start(sourcesWork, nil, func(ctx context.Context, at step) (string, error) {
			_, err := d.SetSourceOrder(ctx, by, &order, func(done, total int64) { at("basis.sources_stage", done, total) })
			return sourcesPath, err
		})
	}
	return q.showSources(http.StatusUnprocessableEntity, o, f)
}
