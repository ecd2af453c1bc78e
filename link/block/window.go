package block

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// window marks the keys of a sorted neighbourhood: "surname:exact~5" brings
// together rows whose keys stand among five neighbours when all different keys
// of the column are sorted.
const window = "~"

// fewestNeighbours and mostNeighbours bound a window: one key is no window, and
// a row stands in as many blocks as its window is wide.
const (
	fewestNeighbours = 2
	mostNeighbours   = 16
)

// ErrWindow is a sorted neighbourhood of a width that is not possible.
var ErrWindow = errors.New("a sorted neighbourhood is from 2 to 16 keys wide, as in exact~5")

// cut parts the name of a key function from the width of a window.
func (k Key) cut() (name, width string, ok bool) {
	name, _, _ = k.bounded()
	return strings.Cut(name, window)
}

// Window is the width of a sorted neighbourhood in different keys, 0 when the
// key is an ordinary one. Two rows share the key if the positions of theirs
// differ by less than the width (M. A. Hernández, S. J. Stolfo 1995; over
// different keys instead of rows, so that frequent ones do not fill it: P.
// Christen 2012).
func (k Key) Window() int {
	_, width, ok := k.cut()
	n, err := strconv.Atoi(width)
	if !ok || err != nil || n < fewestNeighbours || n > mostNeighbours || width != strconv.Itoa(n) {
		return 0
	}
	return n
}

// Check tells what is wrong with the name of a key.
func (k Key) Check() error {
	if _, _, ok := k.cut(); ok && k.Window() == 0 {
		return ErrWindow
	}
	if _, _, ok := k.bounded(); ok && k.Rows() == 0 {
		return ErrRows
	}
	if _, err := k.function(); err != nil {
		return err
	}
	return nil
}

// widen computes the keys of every value of a sorted neighbourhood. The blocks
// are the windows, named by their first key: a row stands in that which begins
// with its own key, which is its first, and in those of the keys before.
func (p *part) widen(width int) {
	texts := make([][]string, p.column.Values.Len())
	var sorted []string
	for v, s := range p.column.Values.All() {
		if v > 0 {
			texts[v] = p.key.Values(s)
			sorted = append(sorted, texts[v]...)
		}
	}
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	p.hash = make([]uint64, len(texts))
	p.more.start = make([]uint32, len(texts)+1)
	for v, own := range texts {
		from := len(p.more.keys)
		for _, text := range own {
			at, _ := slices.BinarySearch(sorted, text)
			for n := at; n >= 0 && n > at-width; n-- {
				if k := hashString(sorted[n]); !slices.Contains(p.more.keys[from:], k) {
					p.more.keys = append(p.more.keys, k)
				}
			}
		}
		if keys := p.more.keys[from:]; len(keys) > 0 {
			if p.hash[v] = keys[0]; len(keys) == 1 {
				p.more.keys = p.more.keys[:from]
			}
		}
		p.more.start[v+1] = uint32(len(p.more.keys))
	}
}

// Reversed is the value written backwards: sorted, it brings together what
// differs at the beginning.
func Reversed(s string) string {
	r := []rune(Exact(s))
	slices.Reverse(r)
	return string(r)
}

// errLater is a window asked of records that come one at a time.
func errLater(k Key) error {
	return fmt.Errorf("key %q is a sorted neighbourhood, which is known only of a whole list", k.Column+":"+k.Name)
}
