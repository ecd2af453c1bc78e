package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
)

const settingMap = "map"

// mapKind is what audit lines call the map.
const mapKind = "map"

// Bounds of a map.
const (
	MostMap       = 16 << 20 // bytes of the file
	mostMapPoints = 100_000  // after what cannot be seen was left out
	mapGrid       = 4096     // cells of the grid, the longer way
)

// Map is the office's own map of its divisions, reduced to a grid.
type Map struct {
	Property string    `json:"property"` // which named the divisions
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Shapes   []Shape   `json:"shapes"` // sorted by code
}

// Shape is a division on the map: rings of points x, y, x, y …, y downwards. A
// point inside an even number of rings lies outside.
type Shape struct {
	Code  string    `json:"code"`
	Rings [][]int32 `json:"rings"`
}

// MapReport says what a map holds.
type MapReport struct {
	Shapes  int
	Unknown []string // codes that are no division of the register
	Missing int      // communities that neither stand on it nor lie in a division that does
}

// geoJSON is as much of RFC 7946 as a map of divisions needs.
type geoJSON struct {
	Type     string `json:"type"`
	Features []struct {
		Properties map[string]any `json:"properties"`
		Geometry   *struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

type ring [][]float64

// ReadMap reads a GeoJSON collection of polygons; property names the one that
// holds the code of the division, with 6, 9 or 12 digits. The grid is an
// equirectangular projection about the middle latitude.
func ReadMap(r io.Reader, property string) (*Map, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MostMap+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > MostMap {
		return nil, mapFault("map.large", MostMap>>20)
	}
	var g geoJSON
	if err := json.Unmarshal(raw, &g); err != nil {
		return nil, mapFault("map.json")
	}
	if g.Type != "FeatureCollection" || len(g.Features) == 0 {
		return nil, mapFault("map.collection")
	}
	found := map[string][]ring{}
	for i, f := range g.Features {
		code, ok := codeOf(f.Properties[property])
		if !ok {
			return nil, mapFault("map.property", i+1, property)
		}
		if f.Geometry == nil {
			continue
		}
		rings, err := ringsOf(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return nil, mapFault("map.shape", i+1, code)
		}
		found[code] = append(found[code], rings...)
	}
	m := &Map{Property: property}
	grid := gridOf(found)
	points := 0
	for _, code := range slices.Sorted(maps.Keys(found)) {
		s := Shape{Code: code}
		for _, r := range found[code] {
			if line := grid.line(r); line != nil {
				s.Rings = append(s.Rings, line)
				points += len(line) / 2
			}
		}
		if len(s.Rings) > 0 {
			m.Shapes = append(m.Shapes, s)
		}
	}
	switch {
	case len(m.Shapes) == 0:
		return nil, mapFault("map.collection")
	case points > mostMapPoints:
		return nil, mapFault("map.detailed", points, mostMapPoints)
	}
	return m, nil
}

func mapFault(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args, Where: quanyuan.Where{Field: "file"}}
}

// codeOf reads a division's code, which programs like to write as a number.
func codeOf(v any) (string, bool) {
	text := ""
	switch x := v.(type) {
	case string:
		text = x
	case float64:
		if x != math.Trunc(x) || x < 0 || x > 1e12 {
			return "", false
		}
		text = strconv.FormatFloat(x, 'f', -1, 64)
	}
	c, err := division.Parse(text)
	return string(c), err == nil
}

var errShape = errors.New("no polygon")

// ringsOf reads the rings of a polygon or of several.
func ringsOf(kind string, raw json.RawMessage) ([]ring, error) {
	var polygons [][]ring
	var err error
	switch kind {
	case "Polygon":
		polygons = make([][]ring, 1)
		err = json.Unmarshal(raw, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(raw, &polygons)
	default:
		err = errShape
	}
	var out []ring
	for _, p := range polygons {
		for _, r := range p {
			if len(r) < 4 {
				return nil, errShape
			}
			for _, at := range r {
				if len(at) < 2 || !(math.Abs(at[0]) <= 180) || !(math.Abs(at[1]) <= 90) {
					return nil, errShape
				}
			}
			if first, last := r[0], r[len(r)-1]; first[0] != last[0] || first[1] != last[1] {
				return nil, errShape
			}
			out = append(out, r)
		}
	}
	return out, err
}

// grid turns degrees into cells.
type grid struct{ west, north, x, y float64 }

func gridOf(found map[string][]ring) grid {
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, rings := range found {
		for _, r := range rings {
			for _, at := range r {
				west, east, south, north = min(west, at[0]), max(east, at[0]), min(south, at[1]), max(north, at[1])
			}
		}
	}
	narrow := math.Cos((south + north) / 2 * math.Pi / 180) // a degree of longitude, in degrees of latitude
	scale := mapGrid / max((east-west)*narrow, north-south, 1e-9)
	return grid{west, north, scale * narrow, scale}
}

// line puts a ring on the grid, without points that cannot be seen; nil when
// nothing is left of it.
func (g grid) line(r ring) (out []int32) {
	for _, at := range r {
		x, y := int32(math.Round((at[0]-g.west)*g.x)), int32(math.Round((g.north-at[1])*g.y))
		out = appendPoint(out, x, y)
	}
	if len(out) < 6 {
		return nil
	}
	return out
}

// appendPoint adds a point to a line, unless it is the last one, and takes the
// last one away where it lies straight between.
func appendPoint(line []int32, x, y int32) []int32 {
	n := len(line)
	if n >= 2 && line[n-2] == x && line[n-1] == y {
		return line
	}
	if n >= 4 {
		ax, ay, bx, by := int64(line[n-2]-line[n-4]), int64(line[n-1]-line[n-3]), int64(x-line[n-2]), int64(y-line[n-1])
		if ax*by == ay*bx && ax*bx+ay*by > 0 {
			line = line[:n-2]
		}
	}
	return append(line, x, y)
}

// Reduced gives the rings at a scale, without what cannot be seen at it: divide
// is how many cells of the grid become one.
func (s *Shape) Reduced(divide float64, left, top int32) (out [][]int32) {
	for _, r := range s.Rings {
		var line []int32
		for i := 0; i+1 < len(r); i += 2 {
			line = appendPoint(line, int32(math.Round(float64(r[i]-left)/divide)), int32(math.Round(float64(r[i+1]-top)/divide)))
		}
		if len(line) >= 6 {
			out = append(out, line)
		}
	}
	return out
}

// SetMap keeps a map for all pages.
func (d *Desk) SetMap(ctx context.Context, by quanyuan.Principal, r io.Reader, property string) (*MapReport, error) {
	if err := d.may(by, access.Configure, mapKind, ""); err != nil {
		return nil, err
	}
	m, err := ReadMap(r, property)
	if err != nil {
		return nil, err
	}
	m.At, m.By = d.now(), cmp.Or(by.Account, by.Name)
	report := d.mapReport(m)
	if len(report.Unknown) == len(m.Shapes) {
		return nil, mapFault("map.elsewhere", property)
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	if err := d.store.SetSetting(ctx, settingMap, raw); err != nil {
		return nil, err
	}
	return report, d.note(by, access.Configure, mapKind, "", "set", len(m.Shapes))
}

// RemoveMap lets pages show tiles again.
func (d *Desk) RemoveMap(ctx context.Context, by quanyuan.Principal) error {
	if err := d.may(by, access.Configure, mapKind, ""); err != nil {
		return err
	}
	if err := d.store.SetSetting(ctx, settingMap, []byte{}); err != nil {
		return err
	}
	return d.note(by, access.Configure, mapKind, "", "remove", 0)
}

// Map gives the map; nil when there is none. It is no secret.
func (d *Desk) Map(ctx context.Context) (*Map, error) {
	raw, err := d.setting(ctx, settingMap)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	m := &Map{}
	return m, json.Unmarshal(raw, m)
}

// MapReport says what a map holds of the register's divisions.
func (d *Desk) MapReport(m *Map) *MapReport { return d.mapReport(m) }

func (d *Desk) mapReport(m *Map) *MapReport {
	out := &MapReport{Shapes: len(m.Shapes)}
	for i := range m.Shapes {
		if d.tree().Name(division.Code(m.Shapes[i].Code)) == "" {
			out.Unknown = append(out.Unknown, m.Shapes[i].Code)
		}
	}
	for _, c := range d.communities(quanyuan.Everywhere) {
		if !slices.ContainsFunc(m.Shapes, func(s Shape) bool { return division.Code(s.Code).Contains(division.Code(c)) }) {
			out.Missing++
		}
	}
	return out
}

// Of gives the shapes of a division: its own, or those of the divisions in it.
func (m *Map) Of(code string) (out []*Shape) {
	for i := range m.Shapes {
		switch s := &m.Shapes[i]; {
		case s.Code == code:
			return []*Shape{s}
		case division.Code(code).Contains(division.Code(s.Code)):
			out = append(out, s)
		}
	}
	return out
}
