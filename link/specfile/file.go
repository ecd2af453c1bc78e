// Package specfile reads and writes specifications of package link as short
// YAML (or JSON, which is YAML too).
//
//	comparisons:
//	  - column: surname
//	    comparator: jaro_winkler
//	    parameters: {t1: 0.8, t2: 0.92}
//	    term_frequency: true
//	    shared: true
//	    family: true
//	blocking:
//	  - surname:soundex + dob:year
//	  - [first_name, postcode:prefix3]
//
// Nothing is guessed: a key, comparator, parameter, key function or column that
// does not exist is an error that gives the line and the nearest name that
// does. What is left out altogether (all comparisons, all blocking rules) is
// found by the engine.
package specfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"quanyuan/link"
)

// LinkType says what a specification is for.
type LinkType string

// The link types.
const (
	Dedupe LinkType = "dedupe" // find repeated records in one list, or in several taken as one
	Match  LinkType = "match"  // find the records of two lists that are one; each list is clean
)

// File is a specification with what else stands in its file.
type File struct {
	link.Spec
	// LinkType is empty when the file does not say.
	LinkType LinkType
	// Threshold is the probability that makes a match, 0 for the model's own;
	// Floor is the probability from which pairs are kept, 0 for the default.
	Threshold, Floor float64

	name    string
	columns []mention
}

// mention is a column named on a line.
type mention struct {
	column string
	line   int
	file   string
}

// Check tells the first column of the file that a table does not have.
func (f *File) Check(columns []string) error {
	for _, m := range f.columns {
		if !slices.Contains(columns, m.column) {
			return &Error{File: m.file, Line: m.line, zh: fmt.Sprintf("没有列 %q%s", m.column, nearestZH(m.column, columns)),
				en: fmt.Sprintf("there is no column %q%s", m.column, nearest(m.column, columns))}
		}
	}
	return nil
}

// Error is a fault of a specification file.
type Error struct {
	File   string
	Line   int // 0 when the whole file is meant
	zh, en string
}

// Error tells it in English.
func (e *Error) Error() string { return e.in("en") }

// Localized tells it in "zh" or "en".
func (e *Error) Localized(lang string) string { return e.in(lang) }

func (e *Error) in(lang string) string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ": ")
	}
	if lang == "zh" {
		if e.Line > 0 {
			fmt.Fprintf(&b, "第 %d 行：", e.Line)
		}
		return b.String() + e.zh
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	return b.String() + e.en
}

// near is the known name that a misspelt one probably means, "" when none is
// like it.
func near(name string, known []string) string {
	best, distance := "", max(1, len([]rune(name))/2)+1
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func nearest(name string, known []string) string {
	if k := near(name, known); k != "" {
		return fmt.Sprintf(": did you mean %q?", k)
	}
	if len(known) == 0 {
		return "; it has none"
	}
	return fmt.Sprintf("; there are: %s", strings.Join(known, ", "))
}

func nearestZH(name string, known []string) string {
	if k := near(name, known); k != "" {
		return fmt.Sprintf("，是不是 %q？", k)
	}
	if len(known) == 0 {
		return "；它没有"
	}
	return fmt.Sprintf("；有：%s", strings.Join(known, "、"))
}
