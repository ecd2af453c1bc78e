package intake

import (
	"quanyuan"
)

// draft is a record in the making: one slot for each field, reused from row to
// row.
type draft struct {
	vals     [quanyuan.NumFields]quanyuan.Value
	used     []quanyuan.Field
	children []quanyuan.Child
	find     findings
	role     quanyuan.Role
	// Parts of the two addresses given in columns of their own, and the number
	// of another document.
	hukou, residence []addressPart
	pieces           map[quanyuan.Field][]addressPart // of a value that stands in several columns
	category         string                           // 人员类别 as written
	exit             string                           // reason of exit told by a note
	fromID           idEvidence
}

type addressPart struct{ part, text string }

// idEvidence is what an ID number says of its bearer.
type idEvidence struct {
	birth quanyuan.Date
	sex   byte
	weak  bool // a placeholder's birth date
	kind  string
}

func (d *draft) reset() {
	for _, f := range d.used {
		d.vals[f] = quanyuan.Value{}
	}
	d.used = d.used[:0]
	d.children = nil
	d.find.reset()
	d.hukou, d.residence = d.hukou[:0], d.residence[:0]
	clear(d.pieces)
	d.category, d.exit = "", ""
	d.fromID = idEvidence{}
}

// set gives a field its value; a value that says something is not replaced by
// one that says nothing.
func (d *draft) set(f quanyuan.Field, v quanyuan.Value) {
	if v.State == quanyuan.Missing {
		return
	}
	have := &d.vals[f]
	if have.State == quanyuan.Missing {
		d.used = append(d.used, f)
	} else if have.Known() && !v.Known() {
		return
	}
	*have = v
}

// join adds a value to a field that several columns may give.
func (d *draft) join(f quanyuan.Field, v quanyuan.Value, sep string) {
	have := d.vals[f]
	if !have.Known() || !v.Known() {
		d.set(f, v)
		return
	}
	if have.Text == v.Text {
		return
	}
	d.vals[f] = quanyuan.Value{Raw: have.Written() + sep + v.Written(), Text: have.Text + sep + v.Text, State: max(have.State, v.State), Mark: have.Mark}
	if d.vals[f].Raw == d.vals[f].Text {
		d.vals[f].Raw = ""
	}
}

// phone adds a phone; one of the person's own outweighs those of kin.
func (d *draft) phone(v quanyuan.Value) {
	have := &d.vals[quanyuan.Phone]
	switch {
	case have.Known() && v.Known() && have.Mark == "kin" && v.Mark != "kin":
		*have = v
	case have.Known() && have.Mark != "kin" && v.Mark == "kin":
	default:
		d.join(quanyuan.Phone, v, ";")
	}
}

func (d *draft) text(f quanyuan.Field) string {
	if v := &d.vals[f]; v.Known() {
		return v.Text
	}
	return ""
}

func (d *draft) has(f quanyuan.Field) bool { return d.vals[f].State != quanyuan.Missing }

// child is the draft's n-th child, from 1.
func (d *draft) child(n int) *quanyuan.Child {
	for len(d.children) < n {
		d.children = append(d.children, quanyuan.Child{})
	}
	return &d.children[n-1]
}

// values lists what was set in the order of the fields.
func (d *draft) values() []quanyuan.FieldValue {
	n := 0
	for _, f := range d.used {
		if d.vals[f].State != quanyuan.Missing {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	out := make([]quanyuan.FieldValue, 0, n)
	for f := range d.vals {
		if d.vals[f].State != quanyuan.Missing {
			out = append(out, quanyuan.FieldValue{Field: quanyuan.Field(f), Value: d.vals[f]})
		}
	}
	return out
}
