package review_test

import (
	"testing"

	"quanyuan"
	"quanyuan/review"
)

func read(answers ...string) (out []quanyuan.Reading) {
	for i, a := range answers {
		out = append(out, quanyuan.Reading{Reader: string(rune('甲' + i)), Answer: a})
	}
	return out
}

func TestAfterReadings(t *testing.T) {
	const same, different, unclear = quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear
	for _, c := range []struct {
		name   string
		ruling quanyuan.Ruling
		want   string
	}{
		{"nobody has read", quanyuan.Ruling{}, quanyuan.RulingOpen},
		{"one reader decides", quanyuan.Ruling{Readings: read(different)}, different},
		{"a second one is awaited", quanyuan.Ruling{Double: true, Readings: read(same)}, quanyuan.RulingSecond},
		{"both agree", quanyuan.Ruling{Double: true, Readings: read(same, same)}, same},
		{"both cannot tell", quanyuan.Ruling{Double: true, Readings: read(unclear, unclear)}, unclear},
		{"they differ", quanyuan.Ruling{Double: true, Readings: read(same, unclear)}, quanyuan.RulingDisputed},
		{"known: stays open for others", quanyuan.Ruling{Known: same, Double: true, Readings: read(same, different)}, quanyuan.RulingOpen},
	} {
		if got := review.After(&c.ruling); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestMeasure(t *testing.T) {
	const same, different = quanyuan.RuledSame, quanyuan.RuledDifferent
	readers, agreements := review.Measure([]*quanyuan.Ruling{
		{Double: true, Readings: read(same, same)},
		{Double: true, Readings: read(same, different)},
		{Double: true, Readings: read(different, different)},
		{Known: same, Readings: read(same, different)},
		{Readings: read(quanyuan.RuledUnclear)},
	})
	if len(readers) != 2 || readers[0].Reader != "甲" || readers[0].Readings != 5 || readers[0].Unclear != 1 || readers[0].Right != 1 || readers[1].Right != 0 || readers[1].Known != 1 {
		t.Errorf("readers %+v", readers)
	}
	// The known question is no second reading.
	if len(agreements) != 2 || agreements[0].First != "" || agreements[0].Count() != 3 || agreements[1].Count() != 3 {
		t.Fatalf("agreements %+v", agreements)
	}
	if a := agreements[0]; a.Table[0][0] != 1 || a.Table[0][1] != 1 || a.Table[1][1] != 1 {
		t.Errorf("first against second readings: %v", a.Table)
	}
}

func TestOutranks(t *testing.T) {
	const community, town, county = "510198001001", "510198001000", "510198000000"
	for _, c := range []struct {
		above, below string
		want         bool
	}{{town, community, true}, {county, town, true}, {community, community, false}, {community, town, false}, {town, "510198002001", false}, {"", county, true}, {"", "", false}} {
		if got := review.Outranks(c.above, c.below); got != c.want {
			t.Errorf("%q over %q: %v", c.above, c.below, got)
		}
	}
}
