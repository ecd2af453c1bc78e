package publish

import "github.com/xuri/excelize/v2"

// Fonts every Chinese Windows has; other systems put their own in their place.
const (
	bodyFont = "宋体"
	headFont = "黑体"
)

// Shades chosen to differ in print without colour too: the register's value is
// plain, the list's stands in a shaded cell in bold.
const (
	shadeHead  = "D9E2EC"
	shadeAfter = "FFF2CC"
	shadeFill  = "F7F7F7"
	lineColour = "8C8C8C"
	redInk     = "C00000"
)

// styles are the cell styles of one workbook.
type styles struct {
	title, heading, text, key, count, sign, head int
	cells                                        map[cellStyle]int
}

// cellStyle is a cell of a table: its column's role, and whether a group starts
// above it.
type cellStyle struct {
	role  role
	first bool
	input bool
}

// asText keeps what is typed or edited in a cell a text: no code loses its
// zeros, and no text that begins with = becomes a formula.
const asText = 49

func newStyles(f *excelize.File) (*styles, error) {
	s := &styles{cells: map[cellStyle]int{}}
	var err error
	add := func(st *excelize.Style) int {
		var id int
		if err == nil {
			id, err = f.NewStyle(st)
		}
		return id
	}
	font := func(name string, size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: name, Size: size, Bold: bold, Charset: nil}
	}
	wrap := &excelize.Alignment{Vertical: "center", WrapText: true}
	s.title = add(&excelize.Style{Font: font(headFont, 18, false), Alignment: &excelize.Alignment{Vertical: "center"}})
	s.heading = add(&excelize.Style{Font: font(headFont, 12, false), Alignment: &excelize.Alignment{Vertical: "bottom"}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: lineColour}}})
	s.text = add(&excelize.Style{Font: font(bodyFont, 10.5, false), Alignment: wrap, NumFmt: asText})
	s.key = add(&excelize.Style{Font: font(bodyFont, 10.5, true), Alignment: wrap, NumFmt: asText})
	s.count = add(&excelize.Style{Font: font(bodyFont, 10.5, false), Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "right", Indent: 1}, NumFmt: 3})
	s.sign = add(&excelize.Style{Font: font(bodyFont, 12, false), Alignment: &excelize.Alignment{Vertical: "bottom"}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}})
	s.head = add(&excelize.Style{Font: font(headFont, 10, false), Fill: fill(shadeHead), Border: box(1), NumFmt: asText,
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
	for _, r := range []role{plain, identifier, before, after, number, community} {
		for _, first := range []bool{false, true} {
			top := 1
			if first {
				top = 2
			}
			st := &excelize.Style{Font: font(bodyFont, 10, r == after), Alignment: wrap, Border: box(top), NumFmt: asText}
			switch r {
			case after:
				st.Fill = fill(shadeAfter)
			case number:
				st.NumFmt, st.Alignment = 3, &excelize.Alignment{Vertical: "center", Horizontal: "right", Indent: 1}
			}
			s.cells[cellStyle{r, first, false}] = add(st)
		}
	}
	for _, first := range []bool{false, true} {
		top := 1
		if first {
			top = 2
		}
		s.cells[cellStyle{plain, first, true}] = add(&excelize.Style{Font: font(bodyFont, 10, false), Fill: fill(shadeFill), Alignment: wrap, Border: box(top), NumFmt: asText})
	}
	return s, err
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// box is a thin frame whose upper line is thicker where a group begins.
func box(top int) []excelize.Border {
	return []excelize.Border{
		{Type: "top", Style: top, Color: lineColour}, {Type: "bottom", Style: 1, Color: lineColour},
		{Type: "left", Style: 1, Color: lineColour}, {Type: "right", Style: 1, Color: lineColour},
	}
}
