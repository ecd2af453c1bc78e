package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode"
)

// glyph is what a character looks like.
type glyph struct {
	char    rune
	corners string   // four-corner code, five digits
	strokes string   // kinds of strokes in writing order
	layout  string   // left-right, top-bottom …
	parts   []string // components, sorted
}

// Characters are look-alikes from this score on, and at most this many of the
// most alike are kept for each. Both are round figures: a score of 0.75 is
// three of the four features agreeing.
const (
	alike         = 0.75
	maxNeighbours = 24
)

// lookAlikes writes each character with its most similar ones, each followed
// by its score in tenths of 0 to 9.
func lookAlikes(p packages, _ string) ([]byte, error) {
	glyphs, err := readGlyphs(p)
	if err != nil {
		return nil, err
	}
	type neighbour struct {
		char  rune
		score float64
	}
	near := make([][]neighbour, len(glyphs))
	for i, a := range glyphs {
		for j := i + 1; j < len(glyphs); j++ {
			b := glyphs[j]
			if d := len(a.strokes) - len(b.strokes); d < -2 || d > 2 {
				continue
			}
			if s := similarity(a, b); s >= alike {
				near[i] = append(near[i], neighbour{b.char, s})
				near[j] = append(near[j], neighbour{a.char, s})
			}
		}
	}
	var out bytes.Buffer
	for i, list := range near {
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(x, y neighbour) int {
			return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.char, y.char))
		})
		fmt.Fprintf(&out, "%c", glyphs[i].char)
		for _, n := range list[:min(len(list), maxNeighbours)] {
			fmt.Fprintf(&out, "%c%d", n.char, min(9, int(n.score*10)))
		}
		out.WriteByte('\n')
	}
	return compress(out.Bytes())
}

func readGlyphs(p packages) ([]glyph, error) {
	read := func(name string) (table map[string]string, err error) {
		data, err := p.file("char_similar", "data/"+name)
		if err != nil {
			return nil, err
		}
		return table, json.Unmarshal(data, &table)
	}
	corners, err := read("char_fourangle.dict")
	if err != nil {
		return nil, err
	}
	strokes, err := read("char_order.dict")
	if err != nil {
		return nil, err
	}
	layout, err := read("char_struct.dict")
	if err != nil {
		return nil, err
	}
	chaizi, err := decompose(p)
	if err != nil {
		return nil, err
	}
	var glyphs []glyph
	for _, char := range slices.Sorted(maps.Keys(strokes)) {
		r := []rune(char)
		if len(r) != 1 || !unicode.Is(unicode.Han, r[0]) || len(corners[char]) != 5 {
			continue
		}
		g := glyph{char: r[0], corners: corners[char], strokes: strokes[char], layout: layout[char]}
		if ways := chaizi[char]; len(ways) > 0 {
			g.parts = slices.Sorted(slices.Values(ways[0]))
		}
		glyphs = append(glyphs, g)
	}
	return glyphs, nil
}

// similarity weighs what the eye sees: writing order most, then corners and
// components; a different layout costs a little.
func similarity(a, b glyph) float64 {
	same := 0
	for i := range 4 {
		if a.corners[i] == b.corners[i] {
			same++
		}
	}
	corner := float64(same) / 4
	part := overlap(a.parts, b.parts)
	layout := 0.0
	if a.layout == b.layout {
		layout = 1
	}
	rest := 0.25*corner + 0.25*part + 0.1*layout
	if rest+0.4 < alike {
		return rest
	}
	longest := max(len(a.strokes), len(b.strokes))
	stroke := 1 - float64(editDistance(a.strokes, b.strokes))/float64(longest)
	return rest + 0.4*stroke
}

// overlap is the Dice coefficient of two sorted multisets; characters that
// cannot be taken apart are judged by their strokes alone.
func overlap(a, b []string) float64 {
	if len(a) < 2 && len(b) < 2 {
		return 1
	}
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch cmp.Compare(a[i], b[j]) {
		case 0:
			common++
			i++
			j++
		case -1:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
