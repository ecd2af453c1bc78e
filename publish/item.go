package publish

import (
	"strings"
	"time"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Item is one record of a list with what collation proposes for it.
type Item struct {
	Batch    *quanyuan.Batch
	Record   *quanyuan.Record
	Proposal *quanyuan.Proposal
}

// Context is what publishing needs to know beside the items: the clock of the
// run, and how others put codes, findings and reasons in words.
type Context struct {
	At   time.Time // when the run was made; printed, and the time inside the files
	City string    // name of the place the register is kept for
	// Division names a place by its 12-digit code, "" when unknown.
	Division func(code string) string
	// Finding is the sentence of a finding and the advice, in "zh" or "en".
	Finding func(f quanyuan.Finding, lang string) (sentence, advice string)
	// Reason puts the reason for which intake set a row aside in words.
	Reason func(key, lang string) string
	// Door reads an address; nil where nobody can.
	Door func(address string) Door
	// Person looks a person of the register up; nil when there is none.
	Person func(n quanyuan.Number) (*quanyuan.Person, error)
	// Accept and Possible are the probabilities from which a row is taken to be
	// about a person, and from which a clerk has to look.
	Accept, Possible float64
	Version          string // of the program
	// Unmasked writes identity numbers, phones and birth dates in full; for the
	// office that may see them.
	Unmasked bool
}

// Door is where an address lies within its community, as far as it says.
type Door struct{ Group, Estate, Road, Number, Building, Unit, Room string }

// door reads an address.
func (c *Context) door(address string) Door {
	if c.Door == nil || address == "" {
		return Door{}
	}
	return c.Door(address)
}

// place names a division for a reader: its name, or the code when it has none.
func (c *Context) place(code string) string {
	if code == "" {
		return ""
	}
	if c.Division != nil {
		if n := c.Division(code); n != "" {
			return n
		}
	}
	return code
}

// places names several, each once.
func (c *Context) places(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = c.place(code)
	}
	return strings.Join(names, "、")
}

// date is the day of the run.
func (c *Context) date() string { return c.At.Format("2006-01-02") }

// unitName is the name of who reported: its kind and its own name, or its
// division where it has none.
func (c *Context) unitName(s quanyuan.Source) string {
	name := s.Unit
	if name == "" {
		name = c.place(s.Division)
	}
	return strings.TrimSpace(s.Kind.Zh() + " " + name)
}

// unitNameEn is the unit's name with its kind in English; a site's own kind
// and the unit's own name stay as they are.
func (c *Context) unitNameEn(s quanyuan.Source) string {
	return string(s.Kind) + strings.TrimPrefix(c.unitName(s), s.Kind.Zh())
}

// values is what a record and a person have in common.
type values interface {
	Text(quanyuan.Field) string
}

// shown is a field as a person reads it; codes in words.
func shown(v values, f quanyuan.Field) string { return word(f, v.Text(f)) }

func word(f quanyuan.Field, text string) string {
	if text == "" {
		return ""
	}
	if f == quanyuan.Phone {
		return strings.ReplaceAll(text, ";", "、")
	}
	if t := tableOf(f); t != nil {
		if e, ok := t.Get(text); ok {
			if t == code.Sex {
				return strings.TrimSuffix(e.Zh, "性")
			}
			return e.Zh
		}
	}
	return text
}

// tableOf is the list of codes of a field, nil where it has none.
func tableOf(f quanyuan.Field) *code.Table {
	switch f {
	case quanyuan.ChildSex:
		return code.Sex
	case quanyuan.ChildPolicy:
		return code.BirthPolicy
	}
	t, _ := code.ByKey(f.Key())
	return t
}

// written is a record's value for showing, also one that was not understood.
func written(r *quanyuan.Record, f quanyuan.Field) string {
	v := r.Value(f)
	if f >= quanyuan.ChildName && f <= quanyuan.ChildPolicy && v.State == quanyuan.Missing {
		return ofChildren(r, f)
	}
	if v.Known() {
		return word(f, v.Text)
	}
	return v.Written()
}

// ofChildren joins one birth item of all children of a row.
func ofChildren(r *quanyuan.Record, f quanyuan.Field) string {
	var out []string
	for i := range r.Children {
		c := &r.Children[i]
		v := map[quanyuan.Field]quanyuan.Value{quanyuan.ChildName: c.Name, quanyuan.ChildBirth: c.Birth, quanyuan.ChildID: c.ID,
			quanyuan.ChildSex: c.Sex, quanyuan.ChildOrder: c.Order, quanyuan.ChildPolicy: c.Policy}[f]
		if v.Known() {
			out = append(out, word(f, v.Text))
		} else if v.Written() != "" {
			out = append(out, v.Written())
		}
	}
	return strings.Join(out, "、")
}

// likelihood puts a probability in words.
func likelihood(p float64) string {
	switch {
	case p >= 0.95:
		return "极可能"
	case p >= 0.8:
		return "很可能"
	case p >= 0.5:
		return "可能"
	}
	return "把握不大"
}
