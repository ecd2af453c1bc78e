package survey_test

import (
	"math"
	"testing"

	"quanyuan"
	"quanyuan/survey"
)

// answer is a response that the engine linked so, read by clerks so.
func answer(person quanyuan.Number, certain bool, asked string, readings ...string) quanyuan.Response {
	r := quanyuan.Response{Record: &quanyuan.Record{}, Link: &quanyuan.Linked{Person: person, Certain: certain, Asked: asked}}
	for i, a := range readings {
		r.Readings = append(r.Readings, quanyuan.LinkReading{Reader: string(rune('甲' + i)), Answer: a})
	}
	if n, _ := r.Settled(); n != "" {
		r.Found = &quanyuan.FoundPerson{Number: n, In: true, Here: true, Usable: true}
	}
	return r
}

func TestSettled(t *testing.T) {
	const same, different, unclear = quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear
	other := answer("P1", true, quanyuan.AskedCheck, different)
	other.Readings[0].Person = "P2"
	for _, c := range []struct {
		name string
		r    quanyuan.Response
		want quanyuan.Number
		open bool
	}{
		{"certain and not read", answer("P1", true, ""), "P1", false},
		{"unsure and not read", answer("P1", false, quanyuan.AskedUnsure), "", true},
		{"nobody found", answer("", false, ""), "", false},
		{"not linked yet", quanyuan.Response{}, "", true},
		{"read as the same", answer("P1", false, quanyuan.AskedUnsure, same, same), "P1", false},
		{"certain, read as another", answer("P1", true, quanyuan.AskedCheck, different, different), "", false},
		{"readers differ", answer("P1", true, quanyuan.AskedCheck, same, different), "", true},
		{"a reader cannot tell", answer("P1", false, quanyuan.AskedUnsure, unclear), "", true},
		{"a reader found somebody else", other, "P2", false},
	} {
		if n, open := c.r.Settled(); n != c.want || open != c.open {
			t.Errorf("%s: %q, open %v", c.name, n, open)
		}
	}
}

// TestLinkErrors: of 400 certain links 100 were read and 2 were wrong; of 100 for
// whom nobody was found 50 were read and 1 was there after all. What is left in
// those not read is 6 wrong links and 1 missed.
func TestLinkErrors(t *testing.T) {
	var rs []quanyuan.Response
	add := func(n int, r quanyuan.Response) {
		for range n {
			rs = append(rs, r)
		}
	}
	add(300, answer("P", true, ""))
	add(98, answer("P", true, quanyuan.AskedCheck, quanyuan.RuledSame))
	add(2, answer("P", true, quanyuan.AskedCheck, quanyuan.RuledDifferent))
	add(50, answer("", false, ""))
	add(49, answer("Q", false, quanyuan.AskedCheck, quanyuan.RuledDifferent))
	add(1, answer("Q", false, quanyuan.AskedCheck, quanyuan.RuledSame))
	counts, links := survey.LinkErrors(rs)
	want := survey.Linkage{Certain: 400, Nobody: 100, Read: 150, Linked: 399, FalseSeen: 2, CheckedY: 100, MissSeen: 1, CheckedN: 50}
	if counts != want {
		t.Errorf("%+v, want %+v", counts, want)
	}
	there := 399. - 6 + 1
	if links == nil || math.Abs(links.Recall.Value-(1-1/there)) > 1e-12 || math.Abs(links.False.Value-6/(500-there)) > 1e-12 {
		t.Fatalf("%+v", links)
	}
	// Measured 399 of 500; in truth 394.
	p, err := links.Corrected(survey.Share{Value: 399. / 500})
	if err != nil || math.Abs(p.Value-there/500) > 1e-9 {
		t.Errorf("corrected to %v, %v", p.Value, err)
	}
	if _, links = survey.LinkErrors(rs[:300]); links != nil {
		t.Error("errors of linkage without a reading")
	}
}

// TestGather on two segments that can be reckoned by hand.
func TestGather(t *testing.T) {
	out := answer("P9", true, "")
	out.Out = "excluded_stay"
	s := survey.Sample{Survey: &quanyuan.Survey{Plan: quanyuan.SurveyPlan{Level: .95, Deff: 2, Target: .99}, Frame: quanyuan.Frame{Persons: 1000, Unusable: 10}}, PSUs: []*quanyuan.PSU{
		{Segment: "a", Layer: "1", Unit: "a", Chance: .1, State: quanyuan.PSULoaded, Listed: []quanyuan.Number{"P1", "P2", "P3", "P4"},
			Houses:    []quanyuan.House{{Number: "1", Result: "done"}, {Number: "2", Result: "done"}, {Number: "3", Result: "refused"}, {Number: "4", Result: "empty"}},
			Responses: []quanyuan.Response{answer("P1", true, ""), answer("", false, ""), out},
			Followed:  map[quanyuan.Number]string{"P2": quanyuan.FollowLives, "P3": quanyuan.FollowMoved}},
		{Segment: "b", Layer: "1", Unit: "b", Chance: .2, State: quanyuan.PSULoaded, Responses: []quanyuan.Response{answer("P7", true, "")}},
		{Segment: "c", Layer: "1", Unit: "c", Chance: .2, State: quanyuan.PSUReplaced, Responses: []quanyuan.Response{answer("P8", true, "")}},
		{Segment: "d", Layer: "1", Unit: "d", Chance: .2, State: quanyuan.PSUOpen},
	}}
	data, work := s.Gather()
	want := survey.Fieldwork{Segments: 4, Replaced: 1, Unloaded: 1, Houses: 4, Empty: 1, Refused: 1, Persons: 3, Outside: 1, Listed: 4, Followed: 2, Open: 1}
	if work != want {
		t.Errorf("%+v, want %+v", work, want)
	}
	// One house of three that are lived in gave no answer: 10 × 3/2.
	if len(data.Found) != 3 || data.Found[0].Weight != 15 || data.Found[2].Weight != 5 {
		t.Errorf("found %+v", data.Found)
	}
	// P1 was found, P2 lives there, P3 has moved, and P4, of whom nothing is
	// known, counts as those followed: one half.
	for i, yes := range []float64{1, 1, 0, .5} {
		if data.Listed[i].Yes != yes || data.Listed[i].Weight != 10 {
			t.Errorf("listed %d: %+v", i, data.Listed[i])
		}
	}
	c, err := data.Coverage()
	if err != nil {
		t.Fatal(err)
	}
	if m := (15. + 5) / 35; math.Abs(c.Measured.Ratio-m) > 1e-12 || math.Abs(c.Correct.Ratio-.625) > 1e-12 || math.Abs(c.Total.Estimate-990*.625/m) > 1e-9 {
		t.Errorf("measured %v, correct %v, total %+v", c.Measured.Ratio, c.Correct.Ratio, c.Total)
	}
}

// TestIndicators: agreement and what is filled, by field; a field of a hundred
// persons proves nothing of 99 percent.
func TestIndicators(t *testing.T) {
	s := survey.Sample{Survey: &quanyuan.Survey{Plan: quanyuan.SurveyPlan{Level: .95, Deff: 1, Target: .99}}}
	for i := range 100 {
		r := answer("P", true, "")
		r.Found.Fields[quanyuan.Name], r.Found.Filled[quanyuan.Name] = quanyuan.Agree, true
		r.Found.Fields[quanyuan.Sex], r.Found.Filled[quanyuan.Sex] = quanyuan.Agree, true
		r.Found.Codes = map[string][2]string{"sex": {[]string{"1", "2"}[i%2], []string{"1", "2"}[i%2]}}
		if i < 20 {
			r.Found.Fields[quanyuan.Sex] = quanyuan.Contradict
			r.Found.Codes["sex"] = [2]string{"1", "2"}
			r.Found.Fields[quanyuan.Ethnic] = quanyuan.MissingThere
		}
		s.PSUs = append(s.PSUs, &quanyuan.PSU{Segment: string(rune('一' + i)), Unit: string(rune('一' + i)), Chance: .5, State: quanyuan.PSULoaded, Responses: []quanyuan.Response{r}})
	}
	out, err := s.Indicators([]quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.Ethnic})
	if err != nil {
		t.Fatal(err)
	}
	name, sex, ethnic := out[0], out[1], out[2]
	if name.Accuracy.Ratio != 1 || name.Proof != quanyuan.Unproved || math.Abs(name.P-math.Pow(.99, 100)) > 1e-9 || name.Holm != min(1, 3*name.P) {
		t.Errorf("name %+v", name)
	}
	if math.Abs(sex.Gross-.2) > 1e-12 || sex.Proof != quanyuan.Missed || math.Abs(sex.Categories["1"].NetDifference-20) > 1e-9 {
		t.Errorf("sex %+v", sex)
	}
	if ethnic.Accuracy != nil || ethnic.Filled.Ratio != 0 || ethnic.P != 1 {
		t.Errorf("ethnic %+v", ethnic)
	}
}
