package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/refdata/code"
)

// readChild puts a cell of a child's column into its place. A cell may name
// several children; the cells beside it then list theirs in the same order.
func (c *column) readChild(raw string, in cellInfo, d *draft) {
	items := []string{raw}
	if c.child == 1 {
		items = splitList(raw)
	}
	if c.field == quanyuan.ChildName && c.child == 1 && (len(items) > 1 || childText(raw)) {
		for i, item := range items {
			readChildText(item, d.child(min(c.child+i, maxChildren)), c.form, d)
		}
		return
	}
	for i, item := range items {
		if c.child+i > maxChildren {
			break
		}
		c.readChildItem(item, in, d.child(c.child+i), d)
	}
}

func (c *column) readChildItem(raw string, in cellInfo, child *quanyuan.Child, d *draft) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return
	}
	var find findings // notes of children are not the parent's
	switch c.field {
	case quanyuan.ChildName:
		child.Name, _ = nameValue(raw, c.field, &find)
	case quanyuan.ChildBirth:
		form := c.form
		form.number = in.number
		child.Birth = dateValue(raw, form, c.field, &find)
	case quanyuan.ChildID:
		child.ID, _ = numberValue(raw, in, c.field, c.form.today, &find)
	case quanyuan.ChildSex, quanyuan.ChildPolicy:
		got := c.coded(raw)
		if got.rule != "" {
			find.add(got.rule, c.field, quanyuan.Warning, raw)
		}
		if c.field == quanyuan.ChildSex {
			child.Sex = got.v
		} else {
			child.Policy = got.v
		}
	case quanyuan.ChildOrder:
		child.Order = countValue(raw, c.field, &find)
	}
	for _, f := range find.list {
		if f.Severity > quanyuan.Info {
			d.find.add(f.Rule, f.Field, f.Severity, f.Args...)
		}
	}
}

// numberedChild is the beginning of an item in a numbered list: 2.张丽.
var numberedChild = regexp.MustCompile(`(?:^|[\s；;，,、。])[1-9][.、．:：]\s*\p{Han}`)

// splitList splits a cell that lists one item per child.
func splitList(s string) []string {
	if at := numberedChild.FindAllStringIndex(s, maxChildren+1); len(at) > 1 {
		var out []string
		for i, a := range at {
			end := len(s)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			out = append(out, strings.Trim(s[a[0]:end], " \n\t　；;，,、。"))
		}
		return out
	}
	if !strings.ContainsAny(s, "、；;\n,，/|") {
		return []string{s}
	}
	for _, seps := range []string{"；;\n", "、|", ",，", "/"} {
		if !strings.ContainsAny(s, seps) {
			continue
		}
		var out []string
		for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(seps, r) }) {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
		if seps == "/" && len(out) == 3 && len(digitsOf(s)) >= 6 {
			return []string{s} // 2008/3/5
		}
		if seps == ",，" && len(out) > 1 && !eachNamed(out) {
			return []string{s} // one child: 张明，男，2008年3月
		}
		return out
	}
	return []string{s}
}

// eachNamed reports that every item begins like a child of its own.
func eachNamed(items []string) bool {
	for _, it := range items {
		if n := utf8.RuneCountInString(it); n < 2 || !looksLikeName(firstRunes(childRelation.ReplaceAllString(it, ""), 3)) && !looksLikeName(firstRunes(childRelation.ReplaceAllString(it, ""), 2)) {
			if len(digitsOf(it)) < 4 {
				return false
			}
		}
	}
	return true
}

var (
	childRelation = regexp.MustCompile(`^(?:[0-9一二三四五六]+[.、:：])?(?:(独生子|独子|长子|次子|三子|四子|五子|大儿子|二儿子|三儿子|小儿子|大儿|二儿|儿子|长男|次男|养子|继子|子)|(独生女|独女|长女|次女|三女|四女|五女|大女儿|二女儿|三女儿|小女儿|大女|二女|女儿|养女|继女|女)|(老大|老二|老三|老四|一孩|二孩|三孩|子女[一二三四五]?))[:： 　]*`)
	childDate     = regexp.MustCompile(`(?:农历|阴历)?(?:[12][0-9]{3}|[0-9]{2})(?:[.\-/年][0-9]{1,2}(?:[.\-/月][0-9]{1,2}日?|月)?|年)|\b[12][0-9]{7}\b|\b(?:19|20)[0-9]{2}\b|[一二][九〇零○][一二三四五六七八九〇零○]{2}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日?)?)?`)
	childNumberRE = regexp.MustCompile(`[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14}`)
	childSexRE    = regexp.MustCompile(`(?:^|[ ,，、(（:：\s])(男|女)(?:$|[ ,，、)）孩\s])`)
)

// childText reports free text about a child: a name with a date, a relation or
// a sex.
func childText(s string) bool {
	if m := childRelation.FindString(strings.TrimSpace(s)); m != "" {
		// 长子 before a name; 子 and 女 alone may begin one.
		rest := strings.TrimSpace(strings.TrimSpace(s)[len(m):])
		if utf8.RuneCountInString(m) >= 2 && rest != "" || !plainName(s) {
			return true
		}
	}
	return len(digitsOf(s)) >= 4 || childSexRE.MatchString(s)
}

// readChildText reads 长子张明2008.3.5 or 张丽（女，2015年）.
func readChildText(s string, child *quanyuan.Child, form dateForm, d *draft) {
	rest := strings.TrimSpace(s)
	if len(rest) > 300 {
		rest = firstRunes(rest, 100)
	}
	var find findings
	if m := childRelation.FindStringSubmatch(rest); m != nil {
		after := strings.TrimSpace(rest[len(m[0]):])
		// 子 and 女 alone may begin a name.
		if single := m[1] == "子" || m[2] == "女"; after != "" && (!single || strings.ContainsAny(m[0], ":： ")) {
			rest = after
			switch {
			case m[1] != "":
				child.Sex = quanyuan.Value{Raw: m[1], Text: "1", State: quanyuan.Understood, Mark: "from_relation"}
			case m[2] != "":
				child.Sex = quanyuan.Value{Raw: m[2], Text: "2", State: quanyuan.Understood, Mark: "from_relation"}
			}
		}
	}
	if at := childNumberRE.FindStringIndex(rest); at != nil {
		child.ID, _ = numberValue(rest[at[0]:at[1]], cellInfo{}, quanyuan.ChildID, form.today, &find)
		rest = rest[:at[0]] + " " + rest[at[1]:]
	}
	if at := childDate.FindStringIndex(rest); at != nil {
		child.Birth = dateValue(rest[at[0]:at[1]], form, quanyuan.ChildBirth, &find)
		rest = rest[:at[0]] + " " + strings.TrimPrefix(strings.TrimPrefix(rest[at[1]:], "出生"), "生")
	}
	if m := childSexRE.FindStringSubmatchIndex(rest); m != nil {
		if e, ok := code.Sex.Lookup(rest[m[2]:m[3]]); ok {
			child.Sex = codeValue(rest[m[2]:m[3]], e.Code)
		}
		rest = rest[:m[2]] + " " + strings.TrimPrefix(rest[m[3]:], "孩")
	}
	rest = strings.Trim(rest, " ,，、;；:：()（）.。-")
	for _, w := range []string{"出生于", "生于", "出生"} { // 生 alone may end a name
		rest = strings.TrimSuffix(rest, w)
	}
	if rest != "" {
		child.Name, _ = nameValue(rest, quanyuan.ChildName, &find)
		if len([]rune(child.Name.Text)) > 4 && !strings.Contains(child.Name.Text, "·") {
			find.add("child.unread", quanyuan.ChildName, quanyuan.Warning, s)
			child.Name = quanyuan.Value{Raw: rest, State: quanyuan.Invalid}
		}
	}
	for _, f := range find.list {
		d.find.add(f.Rule, f.Field, f.Severity, f.Args...)
	}
	d.find.add("child.split", quanyuan.ChildName, quanyuan.Info, s)
}
