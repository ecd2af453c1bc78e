package intake

import (
	"strings"

	"quanyuan"
)

// partPerson marks the names of heads of households who stand in no row of their
// own: 户主姓名, 户主身份证号 beside 成员姓名, 成员身份证号.
const partPerson = "person"

// headsApart finds heads of households with numbers of their own none of which is
// among the numbers of the rows' persons.
func (g *guess) headsApart(rows []line) {
	name, headName, headID, id := -1, -1, -1, -1
	for at, t := range g.targets {
		switch {
		case t.attr == "name" && (t.role == rolePlain || t.role == roleSelf) && g.members[at].n == 0:
			name = at
		case t.attr == "id_number" && (t.role == rolePlain || t.role == roleSelf) && g.members[at].n == 0:
			id = at
		case t.attr == "head_name":
			headName = at
		case t.attr == "head_id_number":
			headID = at
		}
	}
	// Only a list of members leaves its heads out; one of the old or of pupils names
	// heads of whom it is not.
	if name < 0 || id < 0 || headName < 0 || headID < 0 || !containsAny(g.texts[name], listedWords) {
		return
	}
	persons, heads := map[string]bool{}, map[string]bool{}
	for i := range rows {
		if n := foldText(rows[i].text(id)); n != "" {
			persons[n] = true
		}
		if n := foldText(rows[i].text(headID)); looksLikeNumber(n) {
			heads[n] = true
		}
	}
	for n := range heads {
		if persons[n] {
			return
		}
	}
	if len(heads) < 2 {
		return
	}
	g.targets[headName].part = partPerson
	g.remarks = append(g.remarks, quanyuan.Remark{Key: "intake.heads_apart", Args: []any{columnName(headName), g.texts[headName]}})
}

// newHead reports a row that names another head than the row before.
func (k *classifier) newHead(l *line) bool {
	for i := range k.m.Columns {
		c := &k.m.Columns[i]
		if c.Part != partPerson {
			continue
		}
		text := strings.TrimSpace(l.own(c.at))
		fresh := text != "" && text != k.lastHead
		if text != "" {
			k.lastHead = text
		}
		return fresh
	}
	return false
}

// convertHead gives the record of a head who has no row of his own, in the row
// that names him first: below it his cells are empty or merged.
func (c *converter) convertHead(l *line, out []*quanyuan.Record) []*quanyuan.Record {
	if c.headAt < 0 || !l.newHead {
		return out
	}
	name, number := c.one.vals[quanyuan.HeadName], c.one.vals[quanyuan.HeadID]
	if !number.Known() || number.Text == c.one.text(quanyuan.IDNumber) {
		return out
	}
	part := 0
	for _, r := range out {
		if r != nil && r.Where.Row == l.number {
			part = max(part, r.Part)
		}
	}
	d := &c.two
	d.reset()
	d.set(quanyuan.Name, name)
	v, ev := numberValue(number.Written(), cellInfo{}, quanyuan.IDNumber, c.form.today, &d.find)
	d.fromID = ev
	d.set(quanyuan.IDNumber, v)
	d.set(quanyuan.Relation, quanyuan.Value{Text: "02", State: quanyuan.Understood, Mark: "from_role"})
	c.share(l, d)
	return append(out, c.record(d, l, part+1, ""))
}
