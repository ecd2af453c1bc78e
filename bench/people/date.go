package people

import (
	"fmt"
	"time"
)

// date is a day of the calendar, or text that stands for one.
type date struct{ y, m, d int }

func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d) }

// birthIn draws a day of the years from first to last.
func (r dice) birthIn(first, last int) date {
	t := time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN((last-first+1)*365))
	return date{t.Year(), int(t.Month()), t.Day()}
}

// slipDate writes a day wrongly, as the rates of the hand say. The result may be
// a day that no calendar has.
func (h hand) slipDate(d date, s *source) string {
	switch x := h.Float64() / h.care; {
	case x < rates.dayMonth:
		if d.d <= 12 {
			return date{d.y, d.d, d.m}.String()
		}
	case x < rates.dayMonth+rates.dateFigure:
		return h.slipFigures(d.String(), 0)
	case x < rates.dayMonth+rates.dateFigure+rates.century*s.old:
		if d.y >= 2000 {
			d.y -= 100
		} else {
			d.y += 100
		}
	case x < rates.dayMonth+rates.dateFigure+(rates.century+rates.defaultDate)*s.old:
		if h.chance(0.5) {
			return "1900-01-01"
		}
		return date{d.y, 1, 1}.String()
	}
	return d.String()
}
