package compare

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Time compares points in time, dates with or without a time of day, with a
// level for each difference in days (0.5 is twelve hours). Dates are read as
// [Date] reads them; a date without a time is its midnight, and what is no day
// of the calendar says nothing. Zones of time are not looked at. How the dates
// of the column are written it learns.
func Time(days ...float64) (Comparator, error) {
	steps := slices.Clone(days)
	slices.Sort(steps)
	for _, s := range steps {
		if !(s > 0 && s <= 1e6) {
			return nil, fmt.Errorf("time: the difference %v is not between 0 and 1000000 days", s)
		}
	}
	if steps = slices.Compact(steps); len(steps) == 0 || len(steps) > MaxLevels-3 {
		return nil, fmt.Errorf("time: give 1 to %d differences", MaxLevels-3)
	}
	var between []Level
	var seconds []int64
	for _, s := range slices.Backward(steps) {
		between = append(between, Level{Name: fmt.Sprintf("within_%gd", s)})
	}
	for _, s := range steps {
		seconds = append(seconds, int64(math.Round(s*daySeconds)))
	}
	prepare := func(values []string, o order) *times {
		p := &times{list: make([]int64, len(values)), steps: seconds, order: o}
		Chunks(len(values), func(_, from, to int) {
			for i, v := range values[from:to] {
				p.list[from+i] = readTime(v, o)
			}
		})
		return p
	}
	return &learner{
		simple: simple{"time", levels(between...), func(values []string) Prepared { return prepare(values, dateOrder(values)) }},
		learn:  func(values []string) json.RawMessage { return dateOrder(values).state() },
		with: func(state json.RawMessage) (func([]string) Prepared, error) {
			var o order
			if err := json.Unmarshal(state, &o); err != nil {
				return nil, fmt.Errorf("time: what was learned cannot be read: %w; learn it anew", err)
			}
			return func(values []string) Prepared { return prepare(values, o) }, nil
		},
	}, nil
}

const (
	daySeconds = 24 * 60 * 60
	noTime     = math.MinInt64
)

// times are seconds since 1970-01-01.
type times struct {
	list  []int64
	steps []int64
	order order
}

// readTime reads a date and the time of day behind it.
func readTime(s string, o order) int64 {
	d, ok := readDate(s, o)
	if !ok || d.digits == 0 || d.days == notReal {
		return noTime
	}
	return int64(d.days)*daySeconds + timeOfDay(s)
}

// timeOfDay finds 10:11 or 10:11:12 in a text; in seconds.
func timeOfDay(s string) (seconds int64) {
	at := strings.IndexByte(s, ':')
	if at < 1 {
		return 0
	}
	from := at
	for from > 0 && at-from < 2 && s[from-1] >= '0' && s[from-1] <= '9' {
		from--
	}
	unit := int64(3600)
	for part := range strings.SplitSeq(s[from:], ":") {
		n, digits := int64(0), 0
		for digits < min(2, len(part)) && part[digits] >= '0' && part[digits] <= '9' {
			n = n*10 + int64(part[digits]-'0')
			digits++
		}
		seconds += n * unit
		if unit /= 60; unit == 0 || digits < len(part) {
			break
		}
	}
	return min(seconds, daySeconds-1)
}

// Add takes a further value.
func (p *times) Add(value string) uint32 {
	p.list = append(p.list, readTime(value, p.order))
	return uint32(len(p.list) - 1)
}

// State tells how the dates are written.
func (p *times) State() json.RawMessage { return p.order.state() }

func (p *times) Missing(a uint32) bool { return p.list[a] == noTime }

func (p *times) Level(a, b uint32) uint8 {
	top := uint8(Else + 1 + len(p.steps))
	apart := max(p.list[a]-p.list[b], p.list[b]-p.list[a])
	if apart == 0 {
		return top
	}
	for i, s := range p.steps {
		if apart <= s {
			return top - 1 - uint8(i)
		}
	}
	return Else
}
