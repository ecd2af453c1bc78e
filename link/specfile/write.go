package specfile

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"quanyuan/link"
	"quanyuan/link/block"
)

// Write writes the file so that Read gives the same specification. why, when
// not nil, is told in comments: what every column was taken for and what the
// rules are expected to find.
func (f *File) Write(to io.Writer, why *link.Suggestion) error {
	w := &writer{Writer: bufio.NewWriter(to)}
	w.line("version: 1")
	if f.LinkType != "" {
		w.line("link_type: %s", f.LinkType)
	}
	if f.Threshold != 0 {
		w.line("threshold: %v", f.Threshold)
	}
	if f.Floor != 0 {
		w.line("floor: %v", f.Floor)
	}
	if len(f.Ignore) > 0 {
		w.line("ignore: %s", flow(f.Ignore))
	}
	if why != nil {
		w.leftOut(why)
	}
	if len(f.Comparisons) > 0 {
		w.line("comparisons:")
	}
	for _, c := range f.Comparisons {
		w.comparison(c, why)
	}
	if len(f.Rules) > 0 {
		w.line("blocking:")
	}
	for i, r := range f.Rules {
		note := ""
		if why != nil && i < len(why.Choices) {
			c := why.Choices[i]
			note = fmt.Sprintf("  # about %.0f pairs, expected to find %.1f%%", c.Pairs, 100*c.Found)
		}
		if text, ok := ruleText(r); ok {
			w.line("  - %s%s", scalar(text), note)
			continue
		}
		w.line("  - {keys: [%s], any_order: %v}%s", keyList(r), r.AnyOrder, note)
	}
	if f.Starts != 0 {
		w.line("starts: %d", f.Starts)
	}
	if text, ok := ruleText(f.Household); ok {
		w.line("household: %s", scalar(text))
	} else if len(f.Household.Keys) > 0 {
		w.line("household: {keys: [%s]}", keyList(f.Household))
	}
	if f.MostBlockPairs != 0 {
		w.line("most_block_pairs: %d  # larger blocks are divided", f.MostBlockPairs)
	}
	return w.Flush()
}

// keyList writes keys whose columns have names that the short way forbids.
func keyList(r block.Rule) string {
	keys := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		keys[i] = fmt.Sprintf("{column: %s, key: %s}", scalar(k.Column), keyName(k))
	}
	return strings.Join(keys, ", ")
}

type writer struct{ *bufio.Writer }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// leftOut tells in comments which columns are not compared.
func (w *writer) leftOut(why *link.Suggestion) {
	for _, p := range why.Profiles {
		if !p.Used {
			w.line("# %s: left out, %s (%s)", oneLine(p.Column), p.Kind, oneLine(p.Why))
		}
	}
}

func (w *writer) comparison(c link.Comparison, why *link.Suggestion) {
	note := ""
	if why != nil {
		for _, p := range why.Profiles {
			if p.Column == c.Column {
				note = fmt.Sprintf("  # %s: %s, %d values", p.Kind, oneLine(p.Why), p.Distinct)
			}
		}
	}
	w.line("  - column: %s%s", scalar(c.Column), note)
	if c.Name != "" && c.Name != c.Column {
		w.line("    name: %s", scalar(c.Name))
	}
	name, params, err := link.SplitComparator(c.Comparator.Name())
	if err != nil {
		name = c.Comparator.Name()
	}
	w.line("    comparator: %s", scalar(name))
	if len(params) > 0 {
		parts := make([]string, 0, len(params))
		for _, k := range slices.Sorted(maps.Keys(params)) {
			parts = append(parts, scalar(k)+": "+parameter(params[k]))
		}
		w.line("    parameters: {%s}", strings.Join(parts, ", "))
	}
	for _, flag := range []struct {
		key string
		set bool
	}{{"term_frequency", c.TermFrequency}, {"shared", c.Shared}, {"family", c.Family}} {
		if flag.set {
			w.line("    %s: true", flag.key)
		}
	}
	if c.Informative {
		w.line("    missing: %s", informative)
	}
	if len(c.Derived) > 0 {
		w.line("    derived: %s", flow(c.Derived))
	}
}

// parameter writes a number or a text.
func parameter(v any) string {
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return scalar(fmt.Sprint(v))
}

func flow(texts []string) string {
	parts := make([]string, len(texts))
	for i, t := range texts {
		parts[i] = scalar(t)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// plainText is what YAML takes for text without quotes, wherever it stands.
var plainText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_]*((:| \+ | ⇄ |⇄|[ .-])[\p{L}\p{N}_]+)*$`)
})

// reserved words are no text without quotes.
var reserved = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null|nan|inf)$`)
})

func scalar(s string) string {
	if plainText().MatchString(s) && !reserved().MatchString(s) {
		return s
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(quoted)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
