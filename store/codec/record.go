package codec

import "quanyuan"

// AppendRecord appends a record without its ID, batch and cells, which a store
// keeps in columns of their own.
func AppendRecord(b []byte, r *quanyuan.Record) []byte {
	w := &writer{append(b, version)}
	w.text(r.Where.File)
	w.text(r.Where.Sheet)
	w.uint(uint64(r.Where.Row))
	w.text(r.Where.Field)
	w.uint(uint64(r.Part))
	w.text(string(r.Role))
	w.text(r.SetAside)
	if r.ChildrenListed {
		w.uint(1)
	} else {
		w.uint(0)
	}
	w.uint(uint64(len(r.Values)))
	for i := range r.Values {
		w.b = append(w.b, byte(r.Values[i].Field))
		w.value(&r.Values[i].Value)
	}
	w.children(r.Children)
	w.findings(r.Findings)
	return w.b
}

func (w *writer) findings(fs []quanyuan.Finding) {
	w.uint(uint64(len(fs)))
	for i := range fs {
		f := &fs[i]
		w.text(f.Rule)
		w.b = append(w.b, byte(f.Field), byte(f.Severity))
		w.uint(uint64(len(f.Other)))
		for _, o := range f.Other {
			w.b = append(w.b, byte(o))
		}
		w.uint(uint64(len(f.Args)))
		for _, a := range f.Args {
			w.text(a)
		}
	}
}

// Record reads what AppendRecord wrote.
func Record(b []byte, into *quanyuan.Record) error {
	r := begin(b)
	into.Where.File = r.text()
	into.Where.Sheet = r.text()
	into.Where.Row = int(r.uint())
	into.Where.Field = r.text()
	into.Part = int(r.uint())
	into.Role = quanyuan.Role(r.text())
	into.SetAside = r.text()
	into.ChildrenListed = r.uint() == 1
	if n := r.count(); n > 0 {
		into.Values = make([]quanyuan.FieldValue, min(n, int(quanyuan.NumFields)))
		if n > len(into.Values) {
			r.fail()
		}
		for i := range into.Values {
			into.Values[i].Field = quanyuan.Field(r.byte())
			r.value(&into.Values[i].Value)
		}
	}
	into.Children = r.children()
	into.Findings = r.findings()
	return r.end()
}

// Glance reads of what AppendRecord wrote, without the rest, which community the
// record names and whether anything was found in it.
func Glance(b []byte) (community string, found bool, err error) {
	r := &reader{b: b}
	r.version()
	r.skip() // file, sheet, row, field
	r.skip()
	r.uint()
	r.skip()
	r.uint() // part, role, why it was set aside, whether children are listed
	r.skip()
	r.skip()
	r.uint()
	for range r.count() {
		field := quanyuan.Field(r.byte())
		if state, text := r.skipValue(); field == quanyuan.CommunityCode && (quanyuan.Value{State: state}).Known() {
			community = string(text)
		}
	}
	for range 6 * r.count() { // items
		r.skipValue()
	}
	found = r.count() > 0
	return community, found, r.err
}

func (r *reader) findings() []quanyuan.Finding {
	n := r.count()
	if n == 0 {
		return nil
	}
	fs := make([]quanyuan.Finding, 0, min(n, 64))
	for range n {
		f := quanyuan.Finding{Rule: r.text(), Field: quanyuan.Field(r.byte()), Severity: quanyuan.Severity(r.byte())}
		for range r.count() {
			f.Other = append(f.Other, quanyuan.Field(r.byte()))
		}
		for range r.count() {
			f.Args = append(f.Args, r.text())
		}
		if r.err != nil {
			return nil
		}
		fs = append(fs, f)
	}
	return fs
}
