package publish

import "html/template"

// PyramidBar is an age group: men to the left, women to the right. A negative
// count is one that is not published.
type PyramidBar struct {
	Label       string
	Left, Right int
}

// Pyramid draws a population pyramid, bars in the order given from the top.
func Pyramid(lang string, bars []PyramidBar) template.HTML {
	const rowHigh, middle, side, head = 18.0, 110.0, 70.0, 26.0
	say := func(zh, en string) words {
		if lang == "zh" {
			return same(zh)
		}
		return same(en)
	}
	s := &svg{width: chartWidth, height: head + rowHigh*float64(len(bars)) + 4}
	top := 1
	for _, b := range bars {
		top = max(top, b.Left, b.Right)
	}
	half := (chartWidth - middle) / 2
	room := half - side
	s.text(half-6, 16, "label", "end", say("男", "men"))
	s.text(half+middle+6, 16, "label", "start", say("女", "women"))
	for i, b := range bars {
		y := head + rowHigh*float64(i)
		s.text(half+middle/2, y+13, "label", "middle", same(b.Label))
		for _, v := range []struct {
			n, sign int
			class   string
		}{{b.Left, -1, "one"}, {b.Right, 1, "two"}} {
			x, anchor := half+middle, "start"
			if v.sign < 0 {
				x, anchor = half, "end"
			}
			w, class, label := room*float64(max(v.n, 0))/float64(top), v.class, grouped(v.n)
			if v.n < 0 { // how much is not to be seen from the length either
				w, class, label = 24, "unsaid", "*"
			}
			from := x
			if v.sign < 0 {
				from = x - w
			}
			s.rect(from, y+2, w, rowHigh-4, class, same(b.Label+" "+label))
			s.text(x+float64(v.sign)*(w+6), y+13, "value", anchor, same(label))
		}
	}
	return s.picture(say("人口金字塔", "population pyramid"))
}
