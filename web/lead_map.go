package web

import (
	"html/template"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/desk"
)

// leadBelow is what is known of the divisions below one.
type leadBelow struct {
	card     *desk.Scorecard
	stuck    []desk.Stuck
	people   []desk.Population
	coverage *desk.ProvedCoverage
}

// codes lists them in the order of their codes.
func (b *leadBelow) codes() (out []string) {
	for _, s := range b.stuck {
		out = append(out, s.Code)
	}
	return out
}

// leadShownCounts are the counts that a map can show, beside score, coverage
// and measures.
var leadShownCounts = []string{"residents", "late_tasks", "late_transfers", "unsigned"}

var leadShownWords = family("lead.", append([]string{"score", "coverage"}, leadShownCounts...)...)

// leadShown are the keys of all that a map can show.
func leadShown() []string {
	out := []string{"score", "coverage"}
	for _, m := range desk.Measures() {
		out = append(out, m.Key)
	}
	return append(out, leadShownCounts...)
}

func (q *request) leadShownName(key string) string {
	for _, m := range desk.Measures() {
		if m.Key == key {
			return q.pick(m.Zh, m.En)
		}
	}
	return q.t(leadShownWords + key)
}

// leadValue is a figure of a division: a share has one of the classes of
// reaching, a count a number by which it is classed.
type leadValue struct {
	text  string
	class string
	count int
	none  bool
}

// at is a figure of a division below.
func (b *leadBelow) at(code, key string) leadValue {
	none := leadValue{text: "—", class: "none", none: true}
	switch key {
	case "coverage":
		if s := b.coverage.Of(code); s != nil {
			return leadValue{text: rateText(100 * s.Share), class: map[quanyuan.Proof]string{quanyuan.Proved: "reach", quanyuan.Missed: "below"}[s.Proof]}.orOpen()
		}
		return none
	case "residents":
		for i := range b.people {
			if b.people[i].Code == code {
				return leadValue{text: number(b.people[i].Residents), count: b.people[i].Residents}
			}
		}
		return leadValue{text: "0"}
	}
	for i := range b.stuck {
		if s := &b.stuck[i]; s.Code == code {
			switch key {
			case "late_tasks":
				return leadValue{text: number(s.Tasks), count: s.Tasks}
			case "late_transfers":
				return leadValue{text: number(s.Transfers), count: s.Transfers}
			case "unsigned":
				return leadValue{text: number(s.Unsigned), count: s.Unsigned}
			}
		}
	}
	for i := range b.card.Lines {
		l := &b.card.Lines[i]
		if l.Code != code {
			continue
		}
		if key == "score" && !l.None {
			return leadValue{text: rateText(l.Value), class: reaching(desk.Measured{Share: desk.Share{All: 1}, Low: l.Low, High: l.High}, b.card.Weights.Target)}
		}
		for k, m := range desk.Measures() {
			if s := l.Quality.Intervals()[k]; m.Key == key && s.All > 0 {
				return leadValue{text: rateText(s.Rate()), class: reaching(s, b.card.Weights.Target)}
			}
		}
	}
	return none
}

func (v leadValue) orOpen() leadValue {
	if v.class == "" {
		v.class = "open"
	}
	return v
}

// leadMap shows one figure of the divisions below: on the office's own map, or
// as tiles.
type leadMap struct {
	Shown  string
	Choice *Input
	Path   string
	Tiles  []leadTile
	Legend []leadTile
	Chart  template.HTML // "": tiles
	Table  *leadFigure
}

// leadTile is a division with its figure; of the legend, a class with its name.
type leadTile struct{ Class, Name, Text, Href string }

func (q *request) leadMap(under string, b *leadBelow) (*leadMap, error) {
	key := q.choice("show")
	if !slices.Contains(leadShown(), key) {
		key = "score"
	}
	m := &leadMap{Shown: q.leadShownName(key), Path: q.URL.Path, Choice: &Input{Name: "show", Label: q.t("lead.show"), Kind: "select", Value: key}}
	for _, k := range leadShown() {
		m.Choice.Options = append(m.Choice.Options, Option{Value: k, Text: q.leadShownName(k), Chosen: k == key})
	}
	values := map[string]leadValue{}
	var counts []int
	for _, code := range b.codes() {
		v := b.at(code, key)
		values[code] = v
		if v.class == "" {
			counts = append(counts, v.count)
		}
	}
	steps := stepsOf(counts)
	for _, code := range b.codes() {
		v := values[code]
		if v.class == "" {
			v.class = "n" + strconv.Itoa(stepOf(steps, v.count))
		}
		m.Tiles = append(m.Tiles, leadTile{v.class, q.desk.PlaceName(code), v.text, leadPath(code)})
	}
	m.Legend = q.leadLegend(key, b, counts, steps)
	m.Table = q.leadByPlace(b)
	return m, q.drawMap(m, b.codes())
}

// leadSteps is in how many classes counts above 0 fall at most.
const leadSteps = 4

// stepsOf are the least counts of classes with about as many divisions each:
// equal counts fall into one class, and 0 into none.
func stepsOf(counts []int) (steps []int) {
	counts = slices.DeleteFunc(slices.Clone(counts), func(n int) bool { return n == 0 })
	slices.Sort(counts)
	for i := range leadSteps {
		if len(counts) == 0 {
			break
		}
		if from := counts[i*len(counts)/leadSteps]; len(steps) == 0 || from > steps[len(steps)-1] {
			steps = append(steps, from)
		}
	}
	return steps
}

// stepOf is the class of a count, from 1; 0 of nothing.
func stepOf(steps []int, n int) (step int) {
	for _, from := range steps {
		if n >= from && n > 0 {
			step++
		}
	}
	return step
}

func (q *request) leadLegend(key string, b *leadBelow, counts, steps []int) (out []leadTile) {
	if len(counts) == 0 {
		target := percentText(b.card.Weights.Target)
		if key == "coverage" && b.coverage != nil {
			target = percentText(100 * b.coverage.Target)
		}
		for _, class := range []string{"reach", "open", "below", "none"} {
			out = append(out, leadTile{Class: class, Name: q.t(leadReaches+class) + map[bool]string{true: " " + target}[class == "reach" || class == "below"]})
		}
		return out
	}
	out = append(out, leadTile{Class: "n0", Name: "0"})
	for i, from := range steps {
		to := slices.Max(counts)
		if i+1 < len(steps) {
			to = 0
			for _, n := range counts {
				if n < steps[i+1] {
					to = max(to, n)
				}
			}
		}
		name := number(from)
		if to > from {
			name += "–" + number(to)
		}
		out = append(out, leadTile{Class: "n" + strconv.Itoa(i+1), Name: name})
	}
	return out
}
