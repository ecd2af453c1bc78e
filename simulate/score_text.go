package simulate

import (
	"fmt"
	"slices"
	"strings"

	"quanyuan"
)

var outcomeOrder = []string{same, differs, elsewhere, possible, newcomer, duplicate, outOfScope, setAside, "missing", "doubled", "unexpected"}

// String shows the figures as text: one line a figure, then what outcome was
// given to rows of each true outcome.
func (s *Scores) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "person rows %d: missing %d, doubled %d, unexpected %d\n", s.Rows, s.Missing, s.Doubled, s.Unexpected)
	fmt.Fprintf(&b, "matched rows        %v\n", s.Matched)
	fmt.Fprintf(&b, "left open           %d, right candidate in %d\n", s.Possible, s.PossibleRight)
	fmt.Fprintf(&b, "differing fields    %v\n", s.Differs)
	fmt.Fprintf(&b, "register duplicates %v\n", s.Clusters)
	s.confusion(&b)
	for _, f := range quanyuan.CollationFields() {
		if r, ok := s.Fields[f.Zh()]; ok {
			fmt.Fprintf(&b, "  %s %v\n", pad(f.Zh(), 14), r)
		}
	}
	s.examples(&b)
	return b.String()
}

func (s *Scores) confusion(b *strings.Builder) {
	var columns []string
	for _, o := range outcomeOrder {
		for _, t := range outcomeOrder {
			if s.Outcomes[[2]string{t, o}] > 0 {
				columns = append(columns, o)
				break
			}
		}
	}
	if len(columns) == 0 {
		return
	}
	fmt.Fprintf(b, "%-20s", "truth \\ outcome")
	for _, o := range columns {
		fmt.Fprintf(b, " %18s", o)
	}
	b.WriteByte('\n')
	for _, t := range outcomeOrder {
		total := 0
		line := fmt.Sprintf("%-20s", t)
		for _, o := range columns {
			n := s.Outcomes[[2]string{t, o}]
			total += n
			line += fmt.Sprintf(" %18d", n)
		}
		if total > 0 {
			b.WriteString(line + "\n")
		}
	}
}

func (s *Scores) examples(b *strings.Builder) {
	kinds := make([]string, 0, len(s.Examples))
	for k := range s.Examples {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		fmt.Fprintf(b, "%s:\n", k)
		for _, e := range s.Examples[k] {
			fmt.Fprintf(b, "    %s\n", e)
		}
	}
}

// pad fills text to a width in columns, Chinese characters counting two.
func pad(s string, width int) string {
	w := 0
	for _, c := range s {
		if w++; c > 0x2E80 {
			w++
		}
	}
	return s + strings.Repeat(" ", max(0, width-w))
}
