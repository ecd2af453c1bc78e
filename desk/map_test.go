package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// square is a feature: a square of one hundredth of a degree.
func square(code string, x, y float64) string {
	e, n := x+.01, y+.01
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%s},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`, code, x, y, e, y, e, n, x, n, x, y)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func TestReadMap(t *testing.T) {
	good := square(`"`+spring+`"`, 104, 30.6)
	for _, c := range []struct{ name, json, key string }{
		{"a square", collection(good), ""},
		{"a code written as a number", collection(square(spring, 104, 30.6)), ""},
		{"a feature without a shape beside it", collection(good, `{"properties":{"code":"`+river+`"},"geometry":null}`), ""},
		{"no JSON", `<kml/>`, "map.json"},
		{"one feature alone", good, "map.collection"},
		{"nothing", collection(), "map.collection"},
		{"no code", collection(strings.Replace(good, `"code"`, `"name"`, 1)), "map.property"},
		{"no division's code", collection(square(`"12"`, 104, 30)+"", strings.Replace(good, spring, "12345", 1)), "map.property"},
		{"a point", collection(`{"properties":{"code":"` + spring + `"},"geometry":{"type":"Point","coordinates":[104,30]}}`), "map.shape"},
		{"metres", collection(square(spring, 104000, 30.6)), "map.shape"},
		{"not closed", collection(`{"properties":{"code":"` + spring + `"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}`), "map.shape"},
		{"a number that is none", collection(strings.Replace(good, "104.01", "1e999", 1)), "map.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := desk.ReadMap(strings.NewReader(c.json), "code")
			var e *quanyuan.Error
			if errors.As(err, &e); (err == nil) != (c.key == "") || e != nil && e.Key != c.key {
				// A number beyond all numbers may be refused with its shape.
				if c.name != "a number that is none" || e == nil {
					t.Fatalf("error %v, want %q", err, c.key)
				}
			}
			if e != nil && !quanyuan.HasMessage(e.Key) {
				t.Errorf("%s has no text", e.Key)
			}
			if err == nil && (len(m.Shapes) != 1 || m.Shapes[0].Code != spring || len(m.Shapes[0].Rings[0]) != 10) {
				t.Errorf("read as %+v", m)
			}
		})
	}
	long := collection(good) + strings.Repeat(" ", desk.MostMap)
	if _, err := desk.ReadMap(strings.NewReader(long), "code"); err == nil {
		t.Error("a file of any size is taken")
	}
}

// TestMapIsKept: only who may configure sets it, and a map of elsewhere is
// refused; a town is drawn from its communities where it has no shape of its own.
func TestMapIsKept(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	system := quanyuan.Principal{Account: "s", Name: "史运维", Post: quanyuan.SystemAdmin}
	file := collection(square(spring, 104, 30.6), square(river, 104.02, 30.6))
	if _, err := d.SetMap(ctx, quanyuan.Principal{Account: "c", Name: "李", Post: quanyuan.Clerk, Division: spring}, strings.NewReader(file), "code"); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a clerk sets the map: %v", err)
	}
	if _, err := d.SetMap(ctx, system, strings.NewReader(collection(square("110101001001", 116, 40))), "code"); err == nil {
		t.Error("a map of elsewhere is taken")
	}
	report, err := d.SetMap(ctx, system, strings.NewReader(file), "code")
	check(t, err)
	m, err := d.Map(ctx)
	check(t, err)
	if report.Shapes != 2 || len(report.Unknown) != 0 || len(m.Of(spring)) != 1 || len(m.Of(spring[:6]+"000000")) != 2 || len(m.Of("110101001001")) != 0 {
		t.Errorf("report %+v, map %+v", report, m)
	}
	if r := m.Shapes[0].Reduced(16, 0, 0); len(r) != 1 || len(r[0]) != 10 {
		t.Errorf("reduced to %v", r)
	}
	check(t, d.RemoveMap(ctx, system))
	if m, err := d.Map(ctx); err != nil || m != nil {
		t.Errorf("removed, and still %+v, %v", m, err)
	}
}

// FuzzReadMap: whatever is read is a map or a fault, and what is read of a map
// lies on its grid.
func FuzzReadMap(f *testing.F) {
	f.Add([]byte(collection(square(spring, 104, 30.6))))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"code":510104},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := desk.ReadMap(bytes.NewReader(raw), "code")
		if err != nil {
			return
		}
		for _, s := range m.Shapes {
			for _, r := range s.Rings {
				for _, v := range r {
					if v < 0 || v > 4096 {
						t.Fatalf("%d lies off the grid", v)
					}
				}
			}
		}
	})
}
