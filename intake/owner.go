package intake

import "strings"

// owners settles whose a bare 身份证号 or 联系电话 is that stands behind the name of
// somebody else: 姓名, 身份证号, 配偶姓名, 身份证号. A bare column is the other's where
// the row's person has such a column before, or where husband and wife have one
// each.
func (g *guess) owners() {
	v := vocabularyOf(g.kind)
	owner := make([]int, len(g.targets))
	g.owner = owner
	last := -1
	both := map[attribute]map[role]bool{}
	for at, t := range g.targets {
		switch {
		case t.said == "name" && t.role != roleSelf && t.role != rolePlain, t.role == roleChild && t.attr == "child_name", kinName[t.attr]:
			last = at
		case t.attr == "name":
			last = -1
		}
		owner[at] = last
		if last >= 0 && g.bare(at) {
			if both[t.attr] == nil {
				both[t.attr] = map[role]bool{}
			}
			both[t.attr][g.targets[last].role] = true
		}
	}
	own := map[attribute]bool{}
	for at, t := range g.targets {
		if t.role != rolePlain && t.role != roleSelf {
			continue
		}
		if owner[at] < 0 || !g.bare(at) {
			own[t.attr] = true
			continue
		}
		o := g.targets[owner[at]]
		couple := (o.role == roleHusband || o.role == roleWife) && both[t.attr][roleHusband] && both[t.attr][roleWife]
		stranger := t.attr == "relation" && owner[at] == at-1 && o.role != roleChild && !strings.Contains(g.texts[at], "户主")
		// 现住址 behind the parents' columns is the child's.
		address := t.attr == "hukou_address" || t.attr == "residence_address"
		// A list of children gives one telephone, whoever answers it; only a
		// header that names a parent makes it the parent's.
		parents := t.attr == "phone" && !couple && (ownerRole(o) == roleMother || ownerRole(o) == roleFather)
		if parents || !couple && !stranger && (address || !own[t.attr]) {
			own[t.attr] = true
			continue
		}
		t.role, t.child, t.who = ownerRole(o), o.child, o.who
		g.targets[at] = v.inRole(t)
	}
}

// kinName are the fields of the names of relatives.
var kinName = map[attribute]bool{"spouse_name": true, "father_name": true, "mother_name": true, "head_name": true}

func ownerRole(o target) role {
	if o.role != rolePlain {
		return o.role
	}
	return map[attribute]role{"spouse_name": roleSpouse, "father_name": roleFather, "mother_name": roleMother, "head_name": roleHead}[o.attr]
}

// bare reports a column whose header says what it holds and not whose it is.
func (g *guess) bare(at int) bool {
	t := g.targets[at]
	if t.role != rolePlain || t.part != "" || t.score < bracketScore {
		return false
	}
	if t.attr == "phone" && containsAny(g.texts[at], []string{"备用", "本人", "固", "座机", "宅", "1", "2", "一", "二"}) {
		return false
	}
	switch t.attr {
	case "id_number", "id_kind", "sex", "birth_date", "phone", "ethnic", "education", "marital", "relation", "hukou_nature", "hukou_address", "residence_address", "workplace":
		return !strings.Contains(g.texts[at], "/") // under a group of its own
	}
	return false
}
