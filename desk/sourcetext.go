package desk

import (
	"quanyuan"
	"quanyuan/mask"
	"quanyuan/quality"
)

// MendText says in a language what is wrong, and what to do about it at the
// source. Numbers of persons in it are masked.
func MendText(m *quality.Mend, lang string) (what, todo string) {
	field := ""
	if m.Field < quanyuan.NumFields {
		if field = m.Field.En(); lang == "zh" {
			field = m.Field.Zh()
		}
	}
	switch m.Kind {
	case quality.AsideProblem:
		return AsideText(m.Rule, lang), quanyuan.Message(lang, "card.todo.aside")
	case quality.DoubleProblem:
		return quanyuan.Message(lang, "card.double"), quanyuan.Message(lang, "card.todo.twice")
	case quality.RuledProblem:
		return quanyuan.Message(lang, "card.ruled", field), quanyuan.Message(lang, "card.todo.ruled")
	}
	f := quanyuan.Finding{Rule: m.Rule, Field: m.Field}
	for _, e := range m.Examples {
		if e.Finding != nil {
			f = *e.Finding
			break
		}
	}
	what, todo = FindingText(f, lang)
	if todo == "" {
		todo = quanyuan.Message(lang, "card.todo.other")
	}
	return quanyuan.Message(lang, "card.field", field, mask.Text(what)), todo
}
