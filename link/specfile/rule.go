package specfile

import (
	"errors"
	"slices"
	"strings"

	"quanyuan/link"
	"quanyuan/link/block"
)

// anyOrder stands between two keys that may stand in either order.
const anyOrder = "⇄"

// rule reads "surname:soundex + dob:year" or "given ⇄ surname + dob".
func (r *reader) rule(text string, line int) block.Rule {
	var out block.Rule
	for i, part := range strings.Split(strings.ReplaceAll(text, "<->", anyOrder), "+") {
		sides := strings.Split(part, anyOrder)
		if len(sides) > 2 || len(sides) == 2 && i > 0 {
			r.fail(line, "分块 %q：⇄ 只能连接最前面的两个键", "blocking rule %q: ⇄ joins the first two keys only", text)
			return out
		}
		out.AnyOrder = out.AnyOrder || len(sides) == 2
		for _, s := range sides {
			out.Keys = append(out.Keys, r.keyText(s, line))
		}
	}
	return out
}

// keyText reads "surname:soundex". What follows the last colon is the key
// function.
func (r *reader) keyText(text string, line int) block.Key {
	column, name := strings.TrimSpace(text), ""
	if i := strings.LastIndex(text, ":"); i >= 0 {
		column, name = strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:])
	}
	return r.key(column, name, line)
}

func (r *reader) key(column, name string, line int) block.Key {
	if column == "" {
		r.fail(line, "分块的键缺少列名", "a blocking key has no column")
	} else {
		r.mention(column, line)
	}
	if name == "" {
		name = "exact"
	}
	k, err := link.NewKey(column, name)
	if errors.Is(err, block.ErrWindow) {
		r.fail(line, "%q：有序邻域的宽度是 2 到 16 个键，如 exact~5", "%q: a sorted neighbourhood is from 2 to 16 keys wide, as in exact~5", name)
	}
	if errors.Is(err, block.ErrRows) {
		r.fail(line, "%q：< 之后是块的行数上限，大于 2 的整数，如 word<40", "%q: after < stands below how many rows a block counts, a whole number above 2, as in word<40", name)
		return k
	}
	if err != nil {
		known, function := link.KeyFunctions(), block.Key{Name: name}.Function()
		r.fail(line, "没有键函数 %q%s", "there is no key function %q%s", name, bilingual{nearestZH(function, known), nearest(function, known)})
	}
	return k
}

// ruleText writes a rule so that it reads back to itself, or returns false when
// a column's name forbids the short way.
func ruleText(rule block.Rule) (string, bool) {
	text := rule.String()
	r := &reader{}
	again := r.rule(text, 1)
	same := r.err == nil && again.AnyOrder == rule.AnyOrder && slices.EqualFunc(again.Keys, rule.Keys, func(a, b block.Key) bool {
		return a.Column == b.Column && keyName(a) == keyName(b)
	})
	return strings.ReplaceAll(text, anyOrder, " "+anyOrder+" "), same
}

func keyName(k block.Key) string {
	if k.Name == "" {
		return "exact"
	}
	return k.Name
}
