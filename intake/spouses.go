package intake

// bothSpouses: 妻子 beside 丈夫, and nobody else, are the couple of a row, not the
// spouses of somebody.
func (g *guess) bothSpouses() {
	roles := map[string]role{"妻子": roleWife, "妻": roleWife, "女方": roleWife, "丈夫": roleHusband, "夫": roleHusband, "男方": roleHusband}
	there := map[role]bool{}
	for _, t := range g.targets {
		if t.said == "name" && (t.role == roleSpouse || t.role == roles[t.who]) && roles[t.who] != "" {
			there[roles[t.who]] = true
		}
	}
	if !there[roleWife] || !there[roleHusband] {
		return
	}
	for i, t := range g.targets {
		if r := roles[t.who]; r != "" && t.role == roleSpouse && t.said != "" {
			g.targets[i].attr, g.targets[i].role = t.said, r
		}
	}
}

func (g *guess) spouseIsFather() {
	for i, t := range g.targets {
		switch t.attr {
		case "spouse_name":
			g.targets[i].attr, g.targets[i].role = "father_name", roleFather
		case "spouse_id_number":
			g.targets[i].attr, g.targets[i].role = "father_id_number", roleFather
		}
	}
}
