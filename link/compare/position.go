package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Position compares places on the Earth, written as latitude and longitude in
// degrees with a comma, a semicolon or a blank between them ("51.5074,
// -0.1278"), with a level for each distance in kilometres along the great
// circle. What is no position says nothing. Latitude and longitude in columns
// of their own are joined into one first.
func Position(kilometres ...float64) (Comparator, error) {
	steps := slices.Clone(kilometres)
	slices.Sort(steps)
	for _, s := range steps {
		if !(s > 0 && s <= 20_000) {
			return nil, fmt.Errorf("position: the distance %v is not between 0 and 20000 km", s)
		}
	}
	if steps = slices.Compact(steps); len(steps) == 0 || len(steps) > MaxLevels-3 {
		return nil, fmt.Errorf("position: give 1 to %d distances", MaxLevels-3)
	}
	var between []Level
	var squares []float64
	for _, s := range slices.Backward(steps) {
		between = append(between, Level{Name: fmt.Sprintf("within_%gkm", s)})
	}
	for _, s := range steps {
		chord := 2 * math.Sin(s/earthRadius/2)
		squares = append(squares, chord*chord)
	}
	return &simple{"position", levels(between...), func(values []string) Prepared {
		p := &positions{list: make([]position, len(values)), squares: squares}
		Chunks(len(values), func(_, from, to int) {
			for i, v := range values[from:to] {
				p.list[from+i] = readPosition(v)
			}
		})
		return p
	}}, nil
}

// earthRadius is the mean radius in km (IUGG 1980).
const earthRadius = 6371.0088

// position is a point of the unit sphere; its own zero is no position.
type position struct{ x, y, z float64 }

type positions struct {
	list    []position
	squares []float64 // of the chords, near to far
}

// readPosition reads a latitude and a longitude.
func readPosition(s string) position {
	f := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;，； \t()", r) })
	if len(f) != 2 {
		return position{}
	}
	latitude, err1 := strconv.ParseFloat(f[0], 64)
	longitude, err2 := strconv.ParseFloat(f[1], 64)
	if err1 != nil || err2 != nil || !(math.Abs(latitude) <= 90) || !(math.Abs(longitude) <= 180) {
		return position{}
	}
	sinLat, cosLat := math.Sincos(latitude * math.Pi / 180)
	sinLong, cosLong := math.Sincos(longitude * math.Pi / 180)
	return position{cosLat * cosLong, cosLat * sinLong, sinLat}
}

// Add takes a further value.
func (p *positions) Add(value string) uint32 {
	p.list = append(p.list, readPosition(value))
	return uint32(len(p.list) - 1)
}

func (p *positions) Missing(a uint32) bool { return p.list[a] == position{} }

func (p *positions) Level(a, b uint32) uint8 {
	x, y := &p.list[a], &p.list[b]
	top := uint8(Else + 1 + len(p.squares))
	if *x == *y {
		return top
	}
	// The chord through the Earth grows with the way around it.
	dx, dy, dz := x.x-y.x, x.y-y.y, x.z-y.z
	square := dx*dx + dy*dy + dz*dz
	for i, s := range p.squares {
		if square <= s {
			return top - 1 - uint8(i)
		}
	}
	return Else
}
