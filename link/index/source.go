package index

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// List is a list that records come from.
type List struct {
	Name string
	// Unique says that the list has nobody twice: its records are not compared
	// with each other and never stand in one cluster.
	Unique bool
}

// sources says which list every record came from, by their numbers. List 0 has
// no name and is that of records of which nothing is said.
type sources struct {
	lists  []List
	unique [256]bool
	of     []uint8 // record -> list
}

func (s *sources) reach(n int) {
	for len(s.of) < n {
		s.of = append(s.of, 0)
	}
}

// number finds a list.
func (s *sources) number(name string) (uint8, bool) {
	i := slices.IndexFunc(s.lists, func(l List) bool { return l.Name == name })
	return uint8(i), i >= 0
}

// allowed leaves those of some records that may be one with a record of a list.
func (s *sources) allowed(records []uint32, source uint8) []uint32 {
	if !s.unique[source] {
		return records
	}
	return slices.DeleteFunc(records, func(r uint32) bool { return s.of[r] == source })
}

// declare makes a list known.
func (s *sources) declare(l List) error {
	switch n, ok := s.number(l.Name); {
	case l.Name == "" || len(l.Name) > longest || !utf8.ValidString(l.Name):
		return fmt.Errorf("index: list %q: a name is UTF-8 of 1 to %d bytes", l.Name, longest)
	case ok && s.lists[n].Unique != l.Unique:
		return fmt.Errorf("index: list %q: %w", l.Name, ErrDeclared)
	case ok:
		return nil
	case len(s.lists) > 255:
		return fmt.Errorf("index: list %q: there are 255 lists: more do not fit", l.Name)
	}
	s.unique[len(s.lists)] = l.Unique
	s.lists = append(s.lists, l)
	return nil
}

// Declare makes a list known, so that records can be added to it. Whether it has
// nobody twice is said once: the clusters of records that are there depend on it.
func (x *Index) Declare(l List) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sources.declare(l)
}

// Lists are those that were declared, in that order.
func (x *Index) Lists() []List {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return slices.Clone(x.sources.lists[1:])
}

// source is the number of a list.
func (x *Index) source(list string) (uint8, error) {
	n, ok := x.sources.number(list)
	if !ok {
		return 0, fmt.Errorf("index: list %q was not declared", list)
	}
	return n, nil
}
