package collate

// joinHouseholds lets every member of a household stand as kin beside the
// others, and names the parents of its children. Households of the same number
// in different batches must not be mixed: the caller makes the numbers differ.
func joinHouseholds(views []view) {
	byNumber := map[string][]int{}
	for i := range views {
		if h := views[i].household; h != "" {
			byNumber[h] = append(byNumber[h], i)
		}
	}
	for i := range views {
		v := &views[i]
		members := byNumber[v.household]
		if v.household == "" || len(members) < 2 || len(members) > largestFamily || members[0] != i {
			continue
		}
		joinMembers(views, members)
	}
	nameParents(views)
}

// largestFamily is the size above which a household number is taken for a
// collective household's, whose members are no kin.
const largestFamily = 12

func joinMembers(views []view, members []int) {
	type named struct{ name, id string }
	people := make([]named, len(members))
	for k, m := range members {
		people[k] = named{views[m].name, views[m].id}
	}
	for k, m := range members {
		for l, p := range people {
			if l == k {
				continue
			}
			for _, t := range []string{p.name, p.id} {
				if t != "" {
					views[m].kin = append(views[m].kin, t)
				}
			}
		}
		nameParentsWithin(views, members, m)
	}
}

// nameParentsWithin reads a person's parents off the relations to the head: a
// child's are the head and the head's spouse, the head's are those entered as
// parents, a grandchild's are the head's only child and child-in-law.
func nameParentsWithin(views []view, members []int, m int) {
	v := &views[m]
	var isOne func(relation string) bool
	switch r := v.relation; {
	case isChild(r):
		isOne = func(r string) bool { return isHead(r) || isSpouse(r) }
	case isHead(r):
		isOne = isParent
	case isGrandchild(r):
		isOne = func(r string) bool { return isChild(r) || r == "28" || r == "38" || r == "3A" }
	default:
		return
	}
	var found [2]*view // mother, father
	for _, l := range members {
		p := &views[l]
		if l == m || !isOne(p.relation) || p.sex != "1" && p.sex != "2" {
			continue
		}
		slot := &found['2'-p.sex[0]]
		if *slot != nil {
			return // two of them: which is the parent is not known
		}
		*slot = p
	}
	for i, into := range []*parent{&v.mother, &v.father} {
		if found[i] != nil && !into.known() {
			*into = parent{found[i].name, found[i].id}
		}
	}
}

// The groups of GB/T 4761, two digits.
func isHead(r string) bool   { return r == "01" || r == "02" }
func isSpouse(r string) bool { return r == "10" || r == "11" || r == "12" }
func isParent(r string) bool { return r == "50" || r == "51" || r == "52" }
func isChild(r string) bool {
	return len(r) == 2 && (r[0] == '2' && r != "28" || r[0] == '3' && r != "38")
}

func isGrandchild(r string) bool { return len(r) == 2 && r[0] == '4' && r != "45" && r != "46" }

// nameParents gives a person the parents who list him among their children by
// ID number. The number alone is not enough: of two people with one number only
// the one of the child's name has these parents.
func nameParents(views []view) {
	byID := map[string][]int{}
	for i := range views {
		if citizen(views[i].id) {
			byID[views[i].id] = append(byID[views[i].id], i)
		}
	}
	for i := range views {
		v := &views[i]
		for _, c := range v.children {
			for _, j := range byID[c.id] {
				if j == i || c.name != "" && c.name != views[j].name && nameLikeness(&view{name: c.name}, &views[j]) == unlike {
					continue
				}
				into := &views[j].father
				if v.sex == "2" {
					into = &views[j].mother
				}
				if !into.known() {
					*into = parent{v.name, v.id}
				}
			}
		}
	}
}
