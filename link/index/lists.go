package index

import "slices"

// lists holds many lists of records, each in order, in arenas of powers of two.
type lists struct{ arenas [maxClass]arena }

// A list of class c has room for its length and 4<<c - 1 records. A handle is
// the class in five bits over the number in its arena.
const (
	maxClass    = 28
	handleShift = 26
	leastWords  = 4
	pageWords   = 1 << 12
)

type arena struct {
	pages [][]uint32
	used  uint32
	free  uint32 // number + 1 of a list that is free; its first word is the next
}

func words(class uint32) int { return leastWords << class }

// slot is the words of a list.
func (l *lists) slot(handle uint32) []uint32 {
	class, number := handle>>handleShift, int(handle&(1<<handleShift-1))
	n := words(class)
	perPage := max(1, pageWords/n)
	from := number % perPage * n
	return l.arenas[class].pages[number/perPage][from : from+n : from+n]
}

// rows is what a list holds. It is valid until the list changes.
func (l *lists) rows(handle uint32) []uint32 {
	s := l.slot(handle)
	return s[1 : 1+s[0]]
}

func (l *lists) take(class uint32) uint32 {
	a := &l.arenas[class]
	if a.free != 0 {
		handle := class<<handleShift | (a.free - 1)
		a.free = l.slot(handle)[0]
		return handle
	}
	n := words(class)
	perPage := max(1, pageWords/n)
	if int(a.used) == perPage*len(a.pages) {
		a.pages = append(a.pages, make([]uint32, perPage*n))
	}
	a.used++
	return class<<handleShift | (a.used - 1)
}

func (l *lists) give(handle uint32) {
	a := &l.arenas[handle>>handleShift]
	l.slot(handle)[0] = a.free
	a.free = handle&(1<<handleShift-1) + 1
}

// pair makes a list of two records.
func (l *lists) pair(a, b uint32) uint32 {
	h := l.take(0)
	s := l.slot(h)
	s[0], s[1], s[2] = 2, min(a, b), max(a, b)
	return h
}

// add puts a record into a list, which may move.
func (l *lists) add(handle, record uint32) uint32 {
	s := l.slot(handle)
	if int(s[0])+1 == len(s) {
		larger := l.take(handle>>handleShift + 1)
		t := l.slot(larger)
		copy(t, s)
		l.give(handle)
		handle, s = larger, t
	}
	n := int(s[0])
	at := n
	if record < s[n] {
		at, _ = slices.BinarySearch(s[1:1+n], record)
	}
	copy(s[2+at:2+n], s[1+at:1+n])
	s[1+at] = record
	s[0]++
	return handle
}

// remove takes a record out of a list. Where one is left, single is true: it is
// that one, and the list is gone.
func (l *lists) remove(handle, record uint32) (left uint32, single bool) {
	s := l.slot(handle)
	n := int(s[0])
	if at, ok := slices.BinarySearch(s[1:1+n], record); ok {
		copy(s[1+at:], s[2+at:1+n])
		s[0]--
	}
	if s[0] != 1 {
		return handle, false
	}
	left = s[1]
	l.give(handle)
	return left, true
}
