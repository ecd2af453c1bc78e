package web

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		s.get("/map", access.Configure, askMap)
		s.handle("POST /map", page{needs: access.Configure, file: true, do: receiveMap})
		s.post("/map/remove", access.Configure, removeMap)
		s.door(64, "lead.nav", "lead.map_file", "/map", access.Configure)
	})
}

// mapView is the page on which an administrator gives the pages a map.
type mapView struct {
	Form    *Form
	Now     string // of the map that is used; "" none
	Unknown string
	Missing int
	Chart   template.HTML
}

func askMap(q *request) error { return q.showMap(http.StatusOK, mapForm(q)) }

func mapForm(q *request) *Form {
	return &Form{Action: "/map", Submit: q.t("lead.map_send"), File: true, Fields: []*Input{
		{Name: "property", Label: q.t("lead.map_property"), Hint: q.t("lead.map_property_hint"), Value: "code", Required: true},
		{Name: "file", Label: q.t("lead.map_geojson"), Hint: q.t("lead.map_hint", desk.MostMap>>20), Kind: "file", Required: true},
	}}
}

func (q *request) showMap(status int, f *Form) error {
	m, err := q.desk.Map(q.ctx)
	if err != nil {
		return err
	}
	v := mapView{Form: f}
	if m != nil {
		r := q.desk.MapReport(m)
		v.Now = q.t("lead.map_now", r.Shapes, m.By, when(q.now(), m.At))
		v.Unknown, v.Missing = strings.Join(r.Unknown[:min(len(r.Unknown), 20)], ", "), r.Missing
		var tiles []leadTile
		var codes []string
		for _, d := range q.desk.Tree().Children(division.Code(q.desk.Home())) {
			tiles, codes = append(tiles, leadTile{Class: "n0", Name: d.Name}), append(codes, string(d.Code))
		}
		v.Chart = drawShapes(m, q.t("lead.map"), tiles, codes)
	}
	return q.show(status, "figures/map.html", q.t("lead.map_file"), v)
}

// receiveMap reads the form: the property comes before the file.
func receiveMap(q *request) error {
	f := mapForm(q)
	refuse := func(err error) error {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.showMap(status, f)
	}
	r, err := q.MultipartReader()
	if err != nil {
		return tooLarge(err)
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return refuse(&quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "map.json", Where: quanyuan.Where{Field: "file"}})
		}
		if err != nil {
			return tooLarge(err)
		}
		switch part.FormName() {
		case "property":
			raw, err := io.ReadAll(io.LimitReader(part, 200))
			if err != nil {
				return tooLarge(err)
			}
			f.field("property").Value = strings.TrimSpace(string(raw))
		case "file":
			report, err := q.desk.SetMap(q.ctx, q.by, part, f.field("property").Value)
			if err != nil {
				return refuse(err)
			}
			q.tell("lead.map_set", report.Shapes)
			return q.redirect("/map")
		}
	}
}

func removeMap(q *request) error {
	if err := q.desk.RemoveMap(q.ctx, q.by); err != nil {
		return err
	}
	q.tell("lead.map_removed")
	return q.redirect("/map")
}

// drawMap draws the office's map where it knows the divisions; tiles show them
// otherwise.
func (q *request) drawMap(v *leadMap, codes []string) error {
	m, err := q.desk.Map(q.ctx)
	if err != nil || m == nil {
		return err
	}
	v.Chart = drawShapes(m, v.Shown, v.Tiles, codes)
	return nil
}

// The largest picture of a map, and how many points it may have, so that the
// page stays small.
const (
	mapWide, mapHigh = 860.0, 620.0
	mostDrawnPoints  = 6000
)

// drawShapes draws divisions in the classes of their tiles; "" when the map has
// none of them. Divisions that it does not have are named below it by the
// table alone.
func drawShapes(m *desk.Map, title string, tiles []leadTile, codes []string) template.HTML {
	shapes := make([][]*desk.Shape, len(codes))
	left, top, right, low := int32(math.MaxInt32), int32(math.MaxInt32), int32(math.MinInt32), int32(math.MinInt32)
	points := 0
	for i, code := range codes {
		shapes[i] = m.Of(code)
		for _, s := range shapes[i] {
			for _, r := range s.Rings {
				points += len(r) / 2
				for k := 0; k+1 < len(r); k += 2 {
					left, right, top, low = min(left, r[k]), max(right, r[k]), min(top, r[k+1]), max(low, r[k+1])
				}
			}
		}
	}
	if points == 0 {
		return ""
	}
	divide := max(float64(right-left)/mapWide, float64(low-top)/mapHigh, 1e-3)
	drawn := make([][][][]int32, len(codes)) // division, shape, ring, points
	for coarse := 1.0; ; coarse *= 1.5 {     // as coarse as it takes
		points = 0
		for i := range shapes {
			drawn[i] = nil
			for _, s := range shapes[i] {
				rings := s.Reduced(divide*coarse, left, top)
				for _, r := range rings {
					points += len(r) / 2
				}
				drawn[i] = append(drawn[i], rings)
			}
		}
		if points <= mostDrawnPoints {
			divide *= coarse
			break
		}
	}
	var b strings.Builder
	high := int(float64(low-top)/divide) + 2
	fmt.Fprintf(&b, `<svg class="lead-map" viewBox="-1 -1 %d %d" role="group" aria-label="%s">`, int(float64(right-left)/divide)+3, high+1, template.HTMLEscapeString(title))
	var labels strings.Builder
	for i, t := range tiles {
		if len(drawn[i]) == 0 {
			continue
		}
		say := template.HTMLEscapeString(strings.TrimSpace(t.Name + " " + t.Text))
		open, shut := fmt.Sprintf(`<g class="%s">`, t.Class), "</g>"
		if t.Href != "" {
			open, shut = fmt.Sprintf(`<a href="%s" class="%s">`, template.HTMLEscapeString(t.Href), t.Class), "</a>"
		}
		fmt.Fprintf(&b, `%s<title>%s</title>`, open, say)
		for _, rings := range drawn[i] {
			if len(rings) > 0 {
				fmt.Fprintf(&b, `<path fill-rule="evenodd" d="%s"/>`, pathOf(rings))
			}
		}
		b.WriteString(shut)
		label(&labels, t, drawn[i])
	}
	return template.HTML(b.String() + labels.String() + "</svg>")
}

// pathOf writes rings as a path, by steps from point to point.
func pathOf(rings [][]int32) string {
	var b []byte
	for _, r := range rings {
		b = append(b, 'M')
		b = strconv.AppendInt(b, int64(r[0]), 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(r[1]), 10)
		for i := 2; i+1 < len(r); i += 2 {
			if i == 2 {
				b = append(b, 'l')
			} else {
				b = append(b, ' ')
			}
			b = strconv.AppendInt(b, int64(r[i]-r[i-2]), 10)
			b = append(b, ' ')
			b = strconv.AppendInt(b, int64(r[i+1]-r[i-1]), 10)
		}
		b = append(b, 'z')
	}
	return string(b)
}

// label writes name and figure into the middle of the largest ring, where there
// is room. It says again what the title says, so that it is hidden from who
// hears the page.
func label(b *strings.Builder, t leadTile, shapes [][][]int32) {
	var x, y, room int32
	for _, rings := range shapes {
		for _, r := range rings {
			left, right, top, low := r[0], r[0], r[1], r[1]
			for i := 2; i+1 < len(r); i += 2 {
				left, right, top, low = min(left, r[i]), max(right, r[i]), min(top, r[i+1]), max(low, r[i+1])
			}
			if size := min(right-left, 3*(low-top)); size > room {
				x, y, room = (left+right)/2, (top+low)/2, size
			}
		}
	}
	name := []rune(t.Name)
	if room < 60 {
		return
	}
	if most := int(room) / 13; len(name) > most {
		name = append(slices.Clone(name[:most-1]), '…')
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" aria-hidden="true">%s</text>`, x, y, template.HTMLEscapeString(string(name)))
	if t.Text != "" {
		fmt.Fprintf(b, `<text x="%d" y="%d" aria-hidden="true">%s</text>`, x, y+15, template.HTMLEscapeString(t.Text))
	}
}
