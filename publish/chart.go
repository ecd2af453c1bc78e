package publish

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// words is a text in both languages of the report.
type words struct{ Zh, En string }

// html shows the text in the language the reader chose.
func (t words) html() template.HTML {
	if t.Zh == t.En {
		return template.HTML(template.HTMLEscapeString(t.Zh))
	}
	return template.HTML(`<span class="zh" lang="zh-CN">` + template.HTMLEscapeString(t.Zh) + `</span><span class="en" lang="en">` + template.HTMLEscapeString(t.En) + `</span>`)
}

func same(s string) words { return words{s, s} }

// svg builds a picture; colours are classes of the page, so that they follow
// light, dark and print.
type svg struct {
	b             strings.Builder
	width, height float64
}

func (s *svg) add(format string, args ...any) { fmt.Fprintf(&s.b, format, args...) }

// text writes a label in both languages.
func (s *svg) text(x, y float64, class, anchor string, t words) {
	one := func(lang, text string) {
		s.add(`<text x="%s" y="%s" class="%s" text-anchor="%s">%s</text>`, px(x), px(y), strings.TrimSpace(class+" "+lang), anchor, template.HTMLEscapeString(text))
	}
	if t.Zh == t.En {
		one("", t.Zh)
		return
	}
	one("zh", t.Zh)
	one("en", t.En)
}

// rect draws a bar; hint is what a pointer or a screen reader learns.
func (s *svg) rect(x, y, w, h float64, class string, hint words) {
	s.add(`<rect x="%s" y="%s" width="%s" height="%s" class="%s"><title>%s</title></rect>`, px(x), px(y), px(w), px(h), class, template.HTMLEscapeString(both(hint)))
}

func both(t words) string {
	if t.Zh == t.En {
		return t.Zh
	}
	return t.Zh + " | " + t.En
}

// reach makes the picture at least so high.
func (s *svg) reach(y float64) { s.height = max(s.height, y) }

// picture closes the drawing with its title for those who cannot see it.
func (s *svg) picture(title words) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %s %s" role="img" aria-label="%s">%s</svg>`, px(s.width), px(s.height), template.HTMLEscapeString(both(title)), s.b.String()))
}

func px(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }

// grouped writes a count with commas between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// share writes part of whole as a percentage; "–" of nothing.
func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	p := 100 * float64(part) / float64(whole)
	switch {
	case part > 0 && p < 0.05:
		return "<0.1%"
	case part < whole && p >= 99.95:
		return ">99.9%"
	}
	return strconv.FormatFloat(p, 'f', 1, 64) + "%"
}

// bar is one line of a bar chart.
type bar struct {
	label words
	value int
	note  string // beside the value
	class string
}

const chartWidth = 860

// bars draws horizontal bars in the order given.
func bars(title words, list []bar) template.HTML {
	const rowHigh, left, right = 26, 190, 150
	s := &svg{width: chartWidth, height: rowHigh*float64(len(list)) + 4}
	top := 1
	for _, b := range list {
		top = max(top, b.value)
	}
	for i, b := range list {
		y := rowHigh * float64(i)
		w := (chartWidth - left - right) * float64(b.value) / float64(top)
		s.text(left-10, y+17, "label", "end", b.label)
		class, text := b.class, grouped(b.value)
		if b.value < 0 { // not published: how much is not to be seen from the length either
			w, class, text = 24, "unsaid", "*"
		}
		s.rect(left, y+4, max(w, 1), rowHigh-8, class, words{b.label.Zh + "：" + text, b.label.En + ": " + text})
		s.text(left+w+8, y+17, "value", "start", same(strings.TrimSpace(text+" "+b.note)))
	}
	return s.picture(title)
}

// segment is a part of a stacked bar.
type segment struct {
	name  words
	value int
	class string
}

// stack is one stacked bar.
type stack struct {
	label    words
	total    int
	segments []segment
}

// stacks draws bars of equal length, each divided by the shares of its parts.
func stacks(title words, list []stack) template.HTML {
	const rowHigh, left, right = 28, 210, 90
	s := &svg{width: chartWidth, height: rowHigh*float64(len(list)) + 4}
	for i, st := range list {
		y, x := rowHigh*float64(i), float64(left)
		s.text(left-10, y+18, "label", "end", words{cut(st.label.Zh, 12), cut(st.label.En, 20)})
		for _, g := range st.segments {
			w := (chartWidth - left - right) * float64(g.value) / float64(max(st.total, 1))
			if g.value == 0 {
				continue
			}
			hint := fmt.Sprintf("%s（%s）", grouped(g.value), share(g.value, st.total))
			s.rect(x, y+4, w, rowHigh-8, g.class, words{st.label.Zh + "　" + g.name.Zh + "：" + hint, g.name.En})
			if w > 44 {
				s.text(x+w/2, y+18, "inside", "middle", same(share(g.value, st.total)))
			}
			x += w
		}
		s.text(chartWidth-right+8, y+18, "value", "start", same(grouped(st.total)))
	}
	return s.picture(title)
}

// histogram draws counts by probability, over the zones in which a row is new,
// to be looked at, or known. The scale of counts is logarithmic: few rows are
// in doubt, and those matter.
func histogram(title words, counts []int, possible, accept float64) template.HTML {
	const high, left, bottom, head = 220, 50, 42, 30
	s := &svg{width: chartWidth, height: high + bottom + head}
	wide := float64(chartWidth-left-10) / float64(len(counts))
	at := func(p float64) float64 { return left + p*float64(len(counts))*wide }
	for _, z := range []struct {
		from, to float64
		class    string
		name     words
	}{
		{0, possible, "zone-new", words{"按新增", "new"}},
		{possible, accept, "zone-possible", words{"疑似，由人裁定", "possible: people decide"}},
		{accept, 1, "zone-known", words{"找到", "known"}},
	} {
		s.rect(at(z.from), head-8, at(z.to)-at(z.from), high+8, z.class, z.name)
		anchor, x := "middle", (at(z.from)+at(z.to))/2
		if z.to == 1 {
			anchor, x = "end", at(1)
		}
		s.text(x, 14, "label", anchor, z.name)
	}
	top := 1.0
	for _, c := range counts {
		top = max(top, math.Log10(1+float64(c)))
	}
	for e := 0.0; e <= top; e++ {
		y := head + high - high*math.Log10(1+math.Pow(10, e))/top
		if y < head-6 {
			break
		}
		s.add(`<line x1="%d" x2="%d" y1="%s" y2="%s" class="grid"/>`, left, chartWidth-10, px(y), px(y))
		s.text(left-8, y+4, "tick", "end", same(grouped(int(math.Pow(10, e)))))
	}
	for i, c := range counts {
		h := high * math.Log10(1+float64(c)) / top
		from, to := i*100/len(counts), (i+1)*100/len(counts)
		s.rect(left+float64(i)*wide+2, head+high-h, wide-4, h, "bar", words{fmt.Sprintf("%d%%～%d%%：%s 行", from, to, grouped(c)), fmt.Sprintf("%d%% to %d%%: %s rows", from, to, grouped(c))})
	}
	for p := 0; p <= 100; p += 20 {
		anchor := "middle"
		if p == 100 {
			anchor = "end"
		}
		s.text(at(float64(p)/100), head+high+18, "tick", anchor, same(strconv.Itoa(p)+"%"))
	}
	s.text(at(0.5), head+high+38, "label", "middle", words{"与登记库里最像的人是同一人的可能性", "probability that the row is about the likeliest person of the register"})
	return s.picture(title)
}

// node is a box of the flow picture.
type node struct {
	name  words
	value int
	class string
}

// flow draws how rows become outcomes: all rows, what was accepted of them, and
// what collation found.
func flow(title words, all node, middle, found []node) template.HTML {
	const high, gap, box = 330.0, 14.0, 16.0
	const x0, x1, x2 = 110.0, 390.0, 650.0
	s := &svg{width: chartWidth}
	room := high - gap*float64(max(len(middle), len(found))-1)
	scale := func(n int) float64 { return room * float64(n) / float64(max(all.value, 1)) }
	s.rect(x0, 10, box, scale(all.value), all.class, labelled(all))
	s.text(x0-8, 10+scale(all.value)/2, "label", "end", all.name)
	s.text(x0-8, 10+scale(all.value)/2+18, "value", "end", same(grouped(all.value)))
	y, from := 10.0, 10.0
	s.reach(scale(all.value) + 20)
	label := 0.0 // lowest label so far: thin boxes must not write over each other
	for i, m := range middle {
		h := scale(m.value)
		s.ribbon(x0+box, from, x1, y, h, h, m.class)
		s.rect(x1, y, box, max(h, 1), m.class, labelled(m))
		if i == 0 {
			s.spread(x1+box, y, h, x2, found)
		}
		at := max(y+h/2+4, label+17)
		if i == 0 {
			s.text(x1-8, at, "label onflow", "end", labelled(m))
		} else {
			s.text(x1+box+8, at, "label", "start", labelled(m))
		}
		label = at
		y, from = y+h+gap, from+h
		s.reach(max(y, at+8))
	}
	return s.picture(title)
}

// spread draws the ribbons from one box to the boxes of the last column.
func (s *svg) spread(x, y, h, to float64, found []node) {
	sum := 0
	for _, n := range found {
		sum += n.value
	}
	const gap, box = 14.0, 16.0
	from, at, label := y, 10.0, 0.0
	for _, n := range found {
		part := float64(n.value) / float64(max(sum, 1))
		w := h * part
		s.ribbon(x, from, to, at, w, w, n.class)
		s.rect(to, at, box, max(w, 1), n.class, labelled(n))
		label = max(at+w/2+4, label+17)
		s.text(to+box+8, label, "label", "start", labelled(n))
		from, at = from+w, at+w+gap
		s.reach(max(at, label+8))
	}
}

func labelled(n node) words {
	return words{n.name.Zh + "　" + grouped(n.value), n.name.En + "  " + grouped(n.value)}
}

// ribbon joins two boxes by a band.
func (s *svg) ribbon(x0, y0, x1, y1, h0, h1 float64, class string) {
	m := (x0 + x1) / 2
	s.add(`<path d="M%s %sC%s %s %s %s %s %sL%s %sC%s %s %s %s %s %sZ" class="%s ribbon"/>`,
		px(x0), px(y0), px(m), px(y0), px(m), px(y1), px(x1), px(y1), px(x1), px(y1+h1), px(m), px(y1+h1), px(m), px(y0+h0), px(x0), px(y0+h0), class)
}
