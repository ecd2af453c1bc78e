package division

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// Amendment is a line of a list of divisions that changes or is new; empty
// fields stay as they are.
type Amendment struct {
	Code        Code
	Name        string // the name before becomes an alias
	From, Until string // days or years
	Successors  []Code
}

// Amend gives a list of divisions (as WithFile reads it, name stands in errors)
// with amendments: UTF-8, with the columns code, name, from, until, successor
// and alias. Amending again changes nothing more.
func Amend(list []byte, name string, amendments []Amendment) ([]byte, error) {
	s, err := openSheet(bytes.NewReader(list), name)
	if err != nil {
		return nil, err
	}
	rows := map[string]*amended{}
	for {
		if err := s.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if s.blank() {
			continue
		}
		c, err := Parse(s.get("code"))
		if err != nil {
			return nil, s.errorf("%w", err)
		}
		get := func(column string) string { return strings.Clone(s.get(column)) }
		rows[string(c)] = &amended{get("name"), get("from"), get("until"), get("successor"), get("alias")}
	}
	for _, a := range amendments {
		r := rows[string(a.Code)]
		if r == nil {
			r = &amended{name: a.Name}
			rows[string(a.Code)] = r
		}
		r.take(&a)
	}
	return written(rows)
}

// amended is a line of the list.
type amended struct{ name, from, until, successor, alias string }

func (r *amended) take(a *Amendment) {
	if a.Name != "" && a.Name != r.name {
		aliases := strings.FieldsFunc(r.alias, func(c rune) bool { return strings.ContainsRune(";；、|", c) })
		aliases = slices.DeleteFunc(aliases, func(s string) bool { return s == a.Name || s == r.name })
		r.alias = strings.Join(append(aliases, r.name), ";")
		r.name = a.Name
	}
	if a.From != "" {
		r.from, r.until, r.successor = a.From, "", "" // a code that comes back
	}
	if a.Until != "" {
		r.until = a.Until
	}
	if len(a.Successors) > 0 {
		codes := make([]string, len(a.Successors))
		for i, c := range a.Successors {
			codes[i] = string(c)
		}
		r.successor = strings.Join(codes, ";")
	}
}

func written(rows map[string]*amended) ([]byte, error) {
	codes := make([]string, 0, len(rows))
	for c := range rows {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"code", "name", "from", "until", "successor", "alias"})
	for _, c := range codes {
		r := rows[c]
		w.Write([]string{c, r.name, r.from, r.until, r.successor, r.alias})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
