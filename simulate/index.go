package simulate

// places lists the living by where they live, are registered, learn and work.
type places struct {
	home, hukou, school, employer [][]int32
}

func (t *Town) index() {
	t.at = places{make([][]int32, len(t.Areas)), make([][]int32, len(t.Areas)), make([][]int32, len(t.schools)), make([][]int32, len(t.employers))}
	for i := range t.Humans {
		h := &t.Humans[i]
		if !h.alive() {
			continue
		}
		id := int32(i)
		if a := h.Now.Home.Area; a >= 0 {
			t.at.home[a] = append(t.at.home[a], id)
		}
		if a := h.Now.Hukou.Area; a >= 0 && !h.Now.Pending {
			t.at.hukou[a] = append(t.at.hukou[a], id)
		}
		if h.School > 0 {
			t.at.school[h.School-1] = append(t.at.school[h.School-1], id)
		}
		if h.Employer > 0 {
			t.at.employer[h.Employer-1] = append(t.at.employer[h.Employer-1], id)
		}
	}
}
