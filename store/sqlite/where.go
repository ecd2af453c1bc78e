package sqlite

import (
	"fmt"
	"strings"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// where gathers the conditions of a query with their arguments.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, "("+condition+")")
	w.args = append(w.args, args...)
}

// scope keeps rows whose column lies in the scope; an empty scope keeps none.
func (w *where) scope(column string, s quanyuan.Scope) {
	condition, args := inScope(column, s)
	w.and(condition, args...)
}

func inScope(column string, s quanyuan.Scope) (condition string, args []any) {
	if len(s) == 0 {
		return "0", nil
	}
	var parts []string
	for _, root := range s {
		lo, hi := quanyuan.Subtree(root)
		parts = append(parts, column+" BETWEEN ? AND ?")
		args = append(args, lo, hi)
	}
	return strings.Join(parts, " OR "), args
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

func limit(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" LIMIT %d", n)
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
