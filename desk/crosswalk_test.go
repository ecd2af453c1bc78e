package desk_test

import (
	"reflect"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

func TestParseCrosswalk(t *testing.T) {
	for _, c := range []struct {
		text string
		want []quanyuan.CrosswalkPart // nil: refused
	}{
		{east + " 楼栋 锦绣花园3栋\n\n" + west + " Group 3组\r\n" + east + " 小区 江畔 小区", []quanyuan.CrosswalkPart{
			{To: east, Buildings: []string{"锦绣花园3栋"}, Estates: []string{"江畔 小区"}}, {To: west, Groups: []string{"3组"}}}},
		{east + " 道路 春江路 2-98 双", []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "春江路", From: 2, To: 98, Side: "even"}}}}},
		{east + " road 春江路 odd 15-", []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "春江路", From: 15, Side: "odd"}}}}},
		{east + " 道路 春江路 -9号", []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "春江路", To: 9}}}}},
		{east + " 道路 春江路 7", []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "春江路", From: 7, To: 7}}}}},
		{east + " 道路 春江路", []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "春江路"}}}}},
		{east + " 道路 春江路 98-2", nil},
		{east + " 道路 春江路 -", nil},
		{east + " 道路 春江路 0-4", nil},
		{east + " 道路 春江路 二号", nil},
		{east + " 道路 春江路 2-4 6-8", nil},
		{east + " 街坊 春江路", nil},
		{east + " 楼栋", nil},
	} {
		got, err := desk.ParseCrosswalk(c.text)
		if (err != nil) != (c.want == nil) || err == nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %+v, %v", c.text, got, err)
		}
		if err != nil {
			continue
		}
		for _, lang := range []string{"zh", "en"} {
			if again, err := desk.ParseCrosswalk(desk.WriteCrosswalk(got, lang)); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("%q written in %s: %q, %v", c.text, lang, desk.WriteCrosswalk(got, lang), err)
			}
		}
	}
}

func FuzzParseCrosswalk(f *testing.F) {
	f.Add(east + " 道路 春江路 2-98 双\n" + west + " 小组 3组")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := desk.ParseCrosswalk(text)
		if err != nil {
			return
		}
		if again, err := desk.ParseCrosswalk(desk.WriteCrosswalk(got, "zh")); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%q becomes %+v, written %q, then %+v, %v", text, got, desk.WriteCrosswalk(got, "zh"), again, err)
		}
	})
}
