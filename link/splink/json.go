package splink

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// JSONError says where in a model file something has the wrong type or value.
type JSONError struct {
	Path string // $.comparisons[2].comparison_levels[0].m_probability
	Why  string
}

func (e *JSONError) Error() string { return e.Path + ": " + e.Why }

// object is a JSON object with its place, from which known fields are taken.
type object struct {
	path   string
	fields map[string]any
	rest   *[]string // paths of fields nobody asked for
	err    *error    // the first error
}

// maxModel is how large a model file may be.
const maxModel = 64 << 20

func readObject(r io.Reader, rest *[]string, err *error) object {
	o := object{path: "$", rest: rest, err: err}
	d := json.NewDecoder(io.LimitReader(r, maxModel))
	d.UseNumber()
	var v any
	if e := d.Decode(&v); e != nil {
		o.fail("$", fmt.Sprintf("this is no JSON: %v", e))
		return o
	}
	if _, e := d.Token(); e != io.EOF {
		o.fail("$", "something follows the model")
	}
	return o.asObject("$", v)
}

func (o *object) fail(path, why string) {
	if *o.err == nil {
		*o.err = &JSONError{path, why}
	}
}

func (o *object) asObject(path string, v any) object {
	fields, ok := v.(map[string]any)
	if !ok {
		o.fail(path, "must be an object, is "+typeOf(v))
	}
	return object{path, fields, o.rest, o.err}
}

func typeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	}
	return "an object"
}

// take removes a field; null counts as absent.
func (o *object) take(name string) (v any, path string, ok bool) {
	v, ok = o.fields[name]
	delete(o.fields, name)
	return v, o.path + "." + name, ok && v != nil
}

// text takes a field that must be a text.
func (o *object) text(name, otherwise string) string {
	v, path, ok := o.take(name)
	if !ok {
		return otherwise
	}
	s, ok := v.(string)
	if !ok {
		o.fail(path, "must be a text, is "+typeOf(v))
	}
	return s
}

func (o *object) truth(name string) bool {
	v, path, ok := o.take(name)
	if !ok {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		o.fail(path, "must be true or false, is "+typeOf(v))
	}
	return b
}

// number takes a number from low to high.
func (o *object) number(name string, otherwise, low, high float64) float64 {
	v, path, ok := o.take(name)
	if !ok {
		return otherwise
	}
	return o.asNumber(path, v, low, high)
}

func (o *object) asNumber(path string, v any, low, high float64) float64 {
	n, ok := v.(json.Number)
	if !ok {
		o.fail(path, "must be a number, is "+typeOf(v))
		return low
	}
	f, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || !(f >= low && f <= high) {
		o.fail(path, fmt.Sprintf("must be between %v and %v, is %s", low, high, n))
	}
	return f
}

// list takes a list; each item is visited with its path.
func (o *object) list(name string, visit func(path string, v any)) {
	v, path, ok := o.take(name)
	if !ok {
		return
	}
	items, ok := v.([]any)
	if !ok {
		o.fail(path, "must be a list, is "+typeOf(v))
	}
	for i, item := range items {
		visit(fmt.Sprintf("%s[%d]", path, i), item)
	}
}

// done notes the fields that nobody asked for.
func (o *object) done() {
	for name := range o.fields {
		*o.rest = append(*o.rest, o.path+"."+name)
	}
	slices.Sort(*o.rest)
}
