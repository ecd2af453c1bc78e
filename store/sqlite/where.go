package sqlite

import (
	"strings"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// where gathers the conditions of a query with their arguments.
type where struct {
	conditions []string
	args       []any
	end        string // what stands behind the order
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, "("+condition+")")
	w.args = append(w.args, args...)
}

// scope keeps rows whose column lies in a scope.
func (w *where) scope(column string, s quanyuan.Scope) {
	condition, args := inScope(column, s)
	w.and(condition, args...)
}

// inScope is the condition that a column lies in a scope; in an empty one
// nothing lies.
func inScope(column string, s quanyuan.Scope) (condition string, args []any) {
	var ranges [][2]string
	for _, root := range s {
		lo, hi := quanyuan.Subtree(root)
		ranges = append(ranges, [2]string{lo, hi})
	}
	return inRanges(column, ranges)
}

func inRanges(column string, ranges [][2]string) (condition string, args []any) {
	if len(ranges) == 0 {
		return "0", nil
	}
	var parts []string
	for _, r := range ranges {
		parts = append(parts, column+" BETWEEN ? AND ?")
		args = append(args, r[0], r[1])
	}
	return strings.Join(parts, " OR "), args
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// limit keeps the first n rows, all when n is 0. It comes last, and as an
// argument, so that queries of one shape have one text.
func (w *where) limit(n int) {
	if n > 0 {
		w.end = " LIMIT ?"
		w.args = append(w.args, n)
	}
}

// ints writes small numbers as a JSON array, which bytes alone would not be.
func ints[T ~uint8](ns []T) string {
	wide := make([]int, len(ns))
	for i, n := range ns {
		wide[i] = int(n)
	}
	b, _ := json.Marshal(wide)
	return string(b)
}
