package specfile

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/train"
)

// maxSize is far more than a specification needs.
const maxSize = 1 << 20

// Read reads a specification. name is the file's, for errors.
func Read(from io.Reader, name string) (*File, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &reader{file: &File{name: name}}
	if len(text) > maxSize {
		r.fail(0, "规格文件超过 %d 字节", "the specification has more than %d bytes", maxSize)
		return nil, r.err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		r.fail(0, "不是 YAML：%s", "it is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil, r.err
	}
	if len(doc.Content) == 1 {
		r.top(doc.Content[0])
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.file, nil
}

// reader walks the nodes and keeps the first fault.
type reader struct {
	file *File
	err  error
}

// bilingual is an argument that differs by language.
type bilingual struct{ zh, en string }

func (r *reader) fail(line int, zh, en string, args ...any) {
	if r.err != nil {
		return
	}
	e := &Error{Line: line}
	if r.file != nil {
		e.File = r.file.name
	}
	pick := func(zh bool) []any {
		out := slices.Clone(args)
		for i, a := range out {
			if b, ok := a.(bilingual); ok {
				if out[i] = b.en; zh {
					out[i] = b.zh
				}
			}
		}
		return out
	}
	e.zh, e.en = fmt.Sprintf(zh, pick(true)...), fmt.Sprintf(en, pick(false)...)
	r.err = e
}

func (r *reader) mention(column string, line int) {
	if r.file != nil {
		r.file.columns = append(r.file.columns, mention{column, line, r.file.name})
	}
}

// fields visits a mapping; a key that is not known is a fault.
func (r *reader) fields(n *yaml.Node, what string, known []string, visit func(key string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fail(n.Line, "%s应写成“键: 值”", "%s must be written as key: value", bilingual{whatZH[what], what})
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case seen[key.Value]:
			r.fail(key.Line, "键 %q 出现两次", "key %q stands twice", key.Value)
		case !slices.Contains(known, key.Value):
			r.fail(key.Line, "不认识的键 %q%s", "unknown key %q%s", key.Value, bilingual{nearestZH(key.Value, known), nearest(key.Value, known)})
		default:
			seen[key.Value] = true
			visit(key.Value, n.Content[i+1])
		}
	}
}

var whatZH = map[string]string{"the specification": "规格", "a comparison": "比较", "a blocking key": "分块的键", "a blocking rule": "分块规则", "parameters": "参数"}

var topKeys = []string{"version", "link_type", "threshold", "floor", "ignore", "comparisons", "blocking", "most_block_pairs", "household", "starts"}

func (r *reader) top(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	f := r.file
	r.fields(n, "the specification", topKeys, func(key string, v *yaml.Node) {
		switch key {
		case "version":
			if v.Value != "1" {
				r.fail(v.Line, "版本 %q：本程序读版本 1", "version %q: this program reads version 1", v.Value)
			}
		case "link_type":
			if f.LinkType = LinkType(r.text(v)); f.LinkType != Dedupe && f.LinkType != Match {
				known := []string{string(Dedupe), string(Match)}
				r.fail(v.Line, "link_type %q%s", "link_type %q%s", v.Value, bilingual{nearestZH(v.Value, known), nearest(v.Value, known)})
			}
		case "threshold":
			f.Threshold = r.probability(v, key)
		case "floor":
			f.Floor = r.probability(v, key)
		case "ignore":
			for _, c := range r.list(v) {
				f.Ignore = append(f.Ignore, r.text(c))
				r.mention(c.Value, c.Line)
			}
		case "comparisons":
			for _, c := range r.list(v) {
				f.Comparisons = append(f.Comparisons, r.comparison(c))
			}
			if len(f.Comparisons) > train.MaxComparisons {
				r.fail(v.Line, "%d 项比较：最多 %d 项，请去掉最弱的", "%d comparisons: at most %d are possible; leave out the weakest", len(f.Comparisons), train.MaxComparisons)
			}
		case "most_block_pairs":
			n := r.number(v)
			if f.MostBlockPairs = int64(n); n < 1 || float64(f.MostBlockPairs) != n {
				r.fail(v.Line, "%s 应是正整数", "%s must be a whole number above 0", key)
			}
		case "blocking":
			for _, c := range r.list(v) {
				f.Rules = append(f.Rules, r.anyRule(c))
			}
		case "starts":
			n := r.number(v)
			if f.Starts = int(n); n != math.Trunc(n) || n < 1 || n > link.MostStarts {
				r.fail(v.Line, "starts 应是 1 到 %d 的整数", "starts must be a whole number from 1 to %d", link.MostStarts)
			}
		case "household":
			f.Household = r.household(v)
		}
	})
}

var comparisonKeys = []string{"column", "comparator", "parameters", "term_frequency", "shared", "family", "derived", "missing", "name"}

// What a missing value may be.
const (
	neutral     = "neutral"
	informative = "informative"
)

func (r *reader) comparison(n *yaml.Node) link.Comparison {
	var c link.Comparison
	var comparator string
	var params map[string]any
	line := n.Line
	r.fields(n, "a comparison", comparisonKeys, func(key string, v *yaml.Node) {
		switch key {
		case "column":
			c.Column = r.text(v)
			r.mention(c.Column, v.Line)
		case "name":
			c.Name = r.text(v)
		case "comparator":
			comparator, line = r.text(v), v.Line
		case "parameters":
			params = r.parameters(v)
		case "term_frequency":
			c.TermFrequency = r.boolean(v)
		case "shared":
			c.Shared = r.boolean(v)
		case "family":
			c.Family = r.boolean(v)
		case "missing":
			if c.Informative = r.text(v) == informative; !c.Informative && v.Value != neutral {
				known := []string{neutral, informative}
				r.fail(v.Line, "missing %q%s", "missing %q%s", v.Value, bilingual{nearestZH(v.Value, known), nearest(v.Value, known)})
			}
		case "derived":
			for _, d := range r.list(v) {
				c.Derived = append(c.Derived, r.text(d))
				r.mention(d.Value, d.Line)
			}
		}
	})
	if r.err != nil {
		return c
	}
	if c.Column == "" {
		r.fail(n.Line, "比较缺少 column", "a comparison has no column")
	}
	for _, o := range r.file.Comparisons {
		if nameOf(o) == nameOf(c) {
			r.fail(n.Line, "比较 %q 出现两次：给其中一项另起 name", "comparison %q stands twice: give one of them another name", nameOf(c))
		}
	}
	c.Comparator = r.comparator(comparator, params, line)
	return c
}

func nameOf(c link.Comparison) string {
	if c.Name != "" {
		return c.Name
	}
	return c.Column
}

func (r *reader) comparator(name string, params map[string]any, line int) compare.Comparator {
	var known []string
	for _, e := range link.Comparators().Entries() {
		if known = append(known, e.Name); e.Name != name {
			continue
		}
		var names []string
		for _, p := range e.Params {
			names = append(names, p.Name)
		}
		for _, p := range slices.Sorted(maps.Keys(params)) {
			if !slices.Contains(names, p) && !slices.Contains(names, "inner") { // an inner comparator has its own
				r.fail(line, "%s 没有参数 %q%s", "%s has no parameter %q%s", name, p, bilingual{nearestZH(p, names), nearest(p, names)})
			}
		}
	}
	switch {
	case r.err != nil:
	case name == "":
		r.fail(line, "比较缺少 comparator；有：%s", "a comparison has no comparator; there are: %s", strings.Join(known, ", "))
	case !slices.Contains(known, name):
		r.fail(line, "没有比较器 %q%s", "there is no comparator %q%s", name, bilingual{nearestZH(name, known), nearest(name, known)})
	default:
		made, err := link.NewComparator(name, params)
		if err != nil {
			r.fail(line, "%s", "%s", err)
			return nil
		}
		return made
	}
	return nil
}

// parameters reads numbers and texts by name.
func (r *reader) parameters(n *yaml.Node) map[string]any {
	if n.Kind != yaml.MappingNode {
		r.fail(n.Line, "参数应写成 {t1: 1, t2: 2}", "write parameters as {t1: 1, t2: 2}")
		return nil
	}
	out := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i], n.Content[i+1]
		if _, twice := out[key.Value]; twice {
			r.fail(key.Line, "键 %q 出现两次", "key %q stands twice", key.Value)
		}
		if v.Kind == yaml.ScalarNode && v.Tag == "!!str" {
			out[key.Value] = v.Value
		} else {
			out[key.Value] = r.number(v)
		}
	}
	return out
}

// anyRule reads a rule in one of its three ways of writing.
func (r *reader) anyRule(n *yaml.Node) block.Rule {
	var rule block.Rule
	switch n.Kind {
	case yaml.ScalarNode:
		rule = r.rule(r.text(n), n.Line)
	case yaml.SequenceNode:
		rule.Keys = r.keys(n)
	default:
		r.fields(n, "a blocking rule", []string{"keys", "any_order"}, func(key string, v *yaml.Node) {
			if key == "keys" {
				rule.Keys = r.keys(v)
			} else {
				rule.AnyOrder = r.boolean(v)
			}
		})
	}
	if len(rule.Keys) == 0 {
		r.fail(n.Line, "分块规则没有键", "a blocking rule has no keys")
	}
	if rule.AnyOrder && len(rule.Keys) < 2 {
		r.fail(n.Line, "不分先后要有两个键", "any order needs two keys")
	}
	if rule.AnyOrder && slices.ContainsFunc(rule.Keys[:min(2, len(rule.Keys))], func(k block.Key) bool { return k.Window() > 0 }) {
		r.fail(n.Line, "⇄ 两边的键不能是有序邻域（~）", "keys in either order cannot be sorted neighbourhoods (~)")
	}
	return rule
}

// household reads what the members of a household have in common, written as a
// rule.
func (r *reader) household(n *yaml.Node) block.Rule {
	rule := r.anyRule(n)
	if rule.AnyOrder || slices.ContainsFunc(rule.Keys, func(k block.Key) bool { return k.Several() || k.Window() > 0 }) {
		r.fail(n.Line, "household：一行只属于一户，键里不能有 ⇄、* 和 ~", "household: a row is in one household, keys have no ⇄, * or ~ here")
	}
	return rule
}

// SetHousehold sets the key of households as it is written on a command line.
// origin names the option, for errors here and of [File.Check].
func (f *File) SetHousehold(text, origin string) error {
	r := &reader{file: &File{name: origin}}
	f.Household = r.household(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
	for _, m := range r.file.columns {
		f.columns = append(f.columns, mention{m.column, 0, origin})
	}
	return r.err
}

func (r *reader) keys(n *yaml.Node) []block.Key {
	var out []block.Key
	for _, k := range r.list(n) {
		if k.Kind == yaml.ScalarNode {
			out = append(out, r.keyText(r.text(k), k.Line))
			continue
		}
		var column, name string
		r.fields(k, "a blocking key", []string{"column", "key"}, func(key string, v *yaml.Node) {
			if key == "column" {
				column = r.text(v)
			} else {
				name = r.text(v)
			}
		})
		out = append(out, r.key(column, name, k.Line))
	}
	return out
}

func (r *reader) list(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n.Line, "这里应是列表", "a list must stand here")
		return nil
	}
	return n.Content
}

func (r *reader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fail(n.Line, "这里应是文字", "a text must stand here")
		return ""
	}
	return n.Value
}

func (r *reader) boolean(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.fail(n.Line, "这里应是 true 或 false", "true or false must stand here")
	}
	return n.Value == "true"
}

func (r *reader) number(n *yaml.Node) float64 {
	var v float64
	if err := n.Decode(&v); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.fail(n.Line, "%q 不是数", "%q is not a number", n.Value)
	}
	return v
}

func (r *reader) probability(n *yaml.Node, key string) float64 {
	v := r.number(n)
	if !(v > 0 && v < 1) {
		r.fail(n.Line, "%s 是 %s，应在 0 与 1 之间", "%s is %s and must be between 0 and 1", key, n.Value)
	}
	return v
}
