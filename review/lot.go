package review

import (
	"slices"

	"quanyuan"
)

// Estimate is what a reader's sample says of a lot: how many were looked at and
// how many of them were not the same person, or could not be told; and the
// bound of the share of errors among all. left lists what is still to be looked at.
func Estimate(l *quanyuan.Lot, reader string) (checked, errors int, bound float64, left []int) {
	for _, item := range l.Sample {
		c := l.CheckOf(item, reader)
		switch {
		case c == nil:
			left = append(left, item)
			continue
		case c.Answer != quanyuan.RuledSame:
			errors++
		}
		checked++
	}
	if checked == len(l.Items) {
		return checked, errors, 0, left // nothing is unseen, and what was wrong is left out
	}
	return checked, errors, UpperBound(errors, checked, l.Confidence), left
}

// MaySign says whether a reader may sign a lot: only after having looked at the
// whole sample, and only when the bound keeps within the limit.
func MaySign(l *quanyuan.Lot, reader string) error {
	_, _, bound, left := Estimate(l, reader)
	switch {
	case len(left) > 0:
		return refuse("lot.unchecked", len(left))
	case bound > l.Limit:
		return refuse("lot.bound", 100*bound, 100*l.Limit)
	}
	return nil
}

// Carried reports whether an item is to be carried out: nobody who looked at it
// found anything but one person.
func Carried(l *quanyuan.Lot, item int) bool {
	return !slices.ContainsFunc(l.Checks, func(c quanyuan.Check) bool { return c.Item == item && c.Answer != quanyuan.RuledSame })
}
