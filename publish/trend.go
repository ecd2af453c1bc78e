package publish

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// TrendPoint is a percentage on a day; a signal is no mere chance.
type TrendPoint struct {
	Label  string
	Value  float64
	Signal bool
}

// Limits are the mean and the limits of control of a trend.
type Limits struct{ Mean, Lower, Upper float64 }

// Trend draws percentages over time, with limits where there are any. The scale
// shows what the points and limits need, not all from 0 to 100: the axis says so.
func Trend(title string, points []TrendPoint, limits *Limits) template.HTML {
	const high, left, right, head, foot = 240.0, 60.0, 76.0, 14.0, 30.0
	s := &svg{width: chartWidth, height: high + head + foot}
	low, top := 100.0, 0.0
	see := func(vs ...float64) {
		for _, v := range vs {
			low, top = min(low, v), max(top, v)
		}
	}
	for _, p := range points {
		see(p.Value)
	}
	if limits != nil {
		see(limits.Lower, limits.Upper)
	}
	room := max((top-low)*.1, .05)
	low, top, step := roundScale(max(0, low-room), min(100, top+room))
	y := func(v float64) float64 { return head + high*(top-min(max(v, low), top))/(top-low) }
	x := func(i int) float64 {
		return left + (chartWidth-left-right)*(float64(i)+.5)/float64(max(len(points), 1))
	}
	for i := range int(math.Round((top-low)/step)) + 1 {
		v := low + step*float64(i)
		s.add(`<line x1="%s" x2="%s" y1="%s" y2="%s" class="grid"/>`, px(left), px(chartWidth-right), px(y(v)), px(y(v)))
		s.text(left-8, y(v)+4, "tick", "end", same(tickText(v, step)))
	}
	if limits != nil {
		for _, l := range []struct {
			v     float64
			class string
		}{{limits.Mean, "mean"}, {limits.Lower, "limit"}, {limits.Upper, "limit"}} {
			if l.v < 0 || l.v > 100 {
				continue
			}
			s.add(`<line x1="%s" x2="%s" y1="%s" y2="%s" class="%s"/>`, px(left), px(chartWidth-right), px(y(l.v)), px(y(l.v)), l.class)
			s.text(chartWidth-right+6, y(l.v)+4, "tick", "start", same(fmt.Sprintf("%.2f", l.v)))
		}
	}
	var line []string
	every := int(math.Ceil(float64(len(points)) / 9))
	for i, p := range points {
		line = append(line, px(x(i))+","+px(y(p.Value)))
		if i%max(every, 1) == 0 {
			s.text(x(i), head+high+20, "tick", "middle", same(p.Label))
		}
	}
	s.add(`<polyline points="%s" class="line"/>`, strings.Join(line, " "))
	for i, p := range points {
		class, r := "dot", 3.5
		if p.Signal {
			class, r = "signal", 5.5
		}
		s.add(`<circle cx="%s" cy="%s" r="%s" class="%s"><title>%s</title></circle>`, px(x(i)), px(y(p.Value)), px(r), class, template.HTMLEscapeString(fmt.Sprintf("%s %.2f%%", p.Label, p.Value)))
	}
	return s.picture(same(title))
}

// roundScale widens a range of percentages to whole steps of 1, 2 or 5 times a
// power of ten, of which four to ten fill it.
func roundScale(low, top float64) (from, to, step float64) {
	if top <= low {
		top = low + .1
	}
	unit := math.Pow(10, math.Floor(math.Log10((top-low)/4)))
	for _, times := range []float64{1, 2, 5} {
		if step = unit * times; (top-low)/step <= 8 {
			break
		}
	}
	return math.Floor(low/step+1e-9) * step, math.Ceil(top/step-1e-9) * step, step
}

// tickText writes a value of a scale with as many digits as its steps have.
func tickText(v, step float64) string {
	return strconv.FormatFloat(v, 'f', max(0, -int(math.Floor(math.Log10(step)+1e-9))), 64)
}

// IntervalBar is a score with the interval in which it may lie.
type IntervalBar struct {
	Label            string
	Low, Value, High float64
}

// Intervals draws scores as points in their intervals, in the order given: who
// overlaps is not ahead.
func Intervals(title string, bars []IntervalBar) template.HTML {
	const rowHigh, left, right, foot = 24.0, 190.0, 70.0, 26.0
	s := &svg{width: chartWidth, height: rowHigh*float64(len(bars)) + foot}
	low, top := 100.0, 0.0
	for _, b := range bars {
		low, top = min(low, b.Low), max(top, b.High)
	}
	room := max((top-low)*.05, .05)
	low, top, step := roundScale(max(0, low-room), min(100, top+room))
	x := func(v float64) float64 { return left + (chartWidth-left-right)*(v-low)/(top-low) }
	for i := range int(math.Round((top-low)/step)) + 1 {
		v := low + step*float64(i)
		s.add(`<line x1="%s" x2="%s" y1="0" y2="%s" class="grid"/>`, px(x(v)), px(x(v)), px(s.height-foot))
		s.text(x(v), s.height-8, "tick", "middle", same(tickText(v, step)))
	}
	for i, b := range bars {
		y := rowHigh*float64(i) + rowHigh/2
		s.text(left-10, y+5, "label", "end", same(cut(b.Label, 12)))
		s.rect(x(b.Low), y-2, max(x(b.High)-x(b.Low), 1), 4, "one", same(fmt.Sprintf("%s %.2f（%.2f～%.2f）", b.Label, b.Value, b.Low, b.High)))
		s.add(`<circle cx="%s" cy="%s" r="5" class="dot"/>`, px(x(b.Value)), px(y))
		s.text(chartWidth-right+8, y+5, "value", "start", same(fmt.Sprintf("%.2f", b.Value)))
	}
	return s.picture(same(title))
}

// NamedBar is a count with its name, and a note beside it; a negative count is
// one that is not published.
type NamedBar struct {
	Label string
	Value int
	Note  string
}

// Bars draws counts as bars, in the order given.
func Bars(title string, list []NamedBar) template.HTML {
	var out []bar
	for _, b := range list {
		out = append(out, bar{label: same(b.Label), value: b.Value, note: b.Note, class: "one"})
	}
	return bars(same(title), out)
}
