package desk

import (
	"bytes"
	"encoding/json"
	"slices"

	"quanyuan"
)

// paperWithout puts a paper without him into the change, if it says anything of
// him.
func (x *erasing) paperWithout(w *quanyuan.Wiping, p *quanyuan.Paper, mentioned bool) error {
	switch p.Kind {
	case quanyuan.AmendmentPaper:
		if x.about(p) {
			return x.amendment(w, p)
		}
	case quanyuan.ProofPaper:
		if x.about(p) {
			p.Actor = x.marks.out(p.Actor)
			x.put(w, p, (&quanyuan.Attachment{}).Paper(p.ID, p.Desk, p.Persons[0]).Body)
			return nil
		}
	case quanyuan.RulingPaper:
		if p.State == quanyuan.RulingOpen || p.State == quanyuan.RulingSecond || p.State == quanyuan.RulingDisputed {
			return x.ruling(w, p)
		}
	}
	if len(p.Body) == 0 {
		return nil
	}
	alone := x.alone(p)
	if !mentioned && !alone && !x.about(p) && !x.numbered(p.Body) {
		return nil // the same name, and nothing that says it is his
	}
	out := x.marks.out
	if alone { // a sentence about nobody else
		out = func(s string) string {
			if x.marks.in(s) {
				return ""
			}
			return s
		}
	}
	body, changed, err := wipeJSON(p.Body, out)
	if changed {
		x.put(w, p, body)
	}
	return err
}

// put writes a paper with another body. Who wrote it last and when stays.
func (x *erasing) put(w *quanyuan.Wiping, p *quanyuan.Paper, body []byte) {
	p.Body = body
	if i := paperAt(&w.Change, p.Kind, p.ID); i >= 0 {
		w.Papers[i] = p
		return
	}
	w.Papers = append(w.Papers, p)
}

// about reports whether a paper is about one of his numbers or records.
func (x *erasing) about(p *quanyuan.Paper) bool {
	return slices.ContainsFunc(p.Persons, func(n quanyuan.Number) bool { return slices.Contains(x.e.Numbers, n) }) ||
		slices.ContainsFunc(p.Records, func(r quanyuan.RecordID) bool { return x.mine[r] != nil })
}

// alone reports whether it is about nobody else.
func (x *erasing) alone(p *quanyuan.Paper) bool {
	return len(p.Persons)+len(p.Records) > 0 &&
		!slices.ContainsFunc(p.Persons, func(n quanyuan.Number) bool { return !slices.Contains(x.e.Numbers, n) }) &&
		!slices.ContainsFunc(p.Records, func(r quanyuan.RecordID) bool { return x.mine[r] == nil })
}

// numbered reports whether one of his numbers stands in a body by itself, as in
// the answers to a survey.
func (x *erasing) numbered(body []byte) bool {
	return slices.ContainsFunc(x.e.Numbers, func(n quanyuan.Number) bool {
		quoted, _ := json.Marshal(n)
		return bytes.Contains(body, quoted)
	})
}

// amendment keeps of what a resident asked that he asked, and what came of it.
func (x *erasing) amendment(w *quanyuan.Wiping, p *quanyuan.Paper) error {
	a, err := quanyuan.AmendmentOf(p)
	if err != nil {
		return err
	}
	a.Says, a.Value, a.Why, a.Proof, a.ProofType = "", quanyuan.Value{}, "", "", ""
	for i := range a.Steps {
		a.Steps[i].Reason = ""
		a.Steps[i].Actor = x.marks.out(a.Steps[i].Actor) // he himself
	}
	p.Actor = x.marks.out(p.Actor)
	if p.State == quanyuan.AmendmentOpen {
		p.State = quanyuan.AmendmentWithdrawn
	}
	x.put(w, p, a.Paper().Body)
	return nil
}

// ruling closes a question to which nobody can find an answer any more.
func (x *erasing) ruling(w *quanyuan.Wiping, p *quanyuan.Paper) error {
	r, err := quanyuan.RulingOf(p)
	if err != nil {
		return err
	}
	if r.Known != "" {
		return nil
	}
	r.Decisions = append(r.Decisions, quanyuan.Decision{Answer: quanyuan.RuledUnclear, At: x.now(), Actor: x.by.Name, Reason: causeOf(quanyuan.ErasurePaper, x.e.ID)})
	after, err := r.Paper(quanyuan.RuledUnclear)
	if err != nil {
		return err
	}
	body, _, err := wipeJSON(after.Body, x.marks.out)
	p.State, p.Desk, p.Other = after.State, after.Desk, after.Other
	x.put(w, p, body)
	return err
}

// wipeJSON is a JSON text of whose strings each has become what out makes of it;
// numbers and the rest stay as they are written.
func wipeJSON(raw []byte, out func(string) string) (after []byte, changed bool, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, false, err
	}
	v = wipeValue(v, out, &changed)
	if !changed {
		return raw, false, nil
	}
	after, err = json.Marshal(v)
	return after, true, err
}

// actors are under what keys bodies name who did something: whoever has the same
// name goes on answering for it.
var actors = []string{"actor", "reader", "by", "by_name"}

func wipeValue(v any, out func(string) string, changed *bool) any {
	switch v := v.(type) {
	case string:
		after := out(v)
		*changed = *changed || after != v
		return after
	case []any:
		for i := range v {
			v[i] = wipeValue(v[i], out, changed)
		}
	case map[string]any:
		for k := range v {
			if !slices.Contains(actors, k) {
				v[k] = wipeValue(v[k], out, changed)
			}
		}
	}
	return v
}
