package review_test

import (
	"errors"
	"testing"

	"quanyuan"
	"quanyuan/review"
)

// TestWhoMaySign: after the whole sample, by the one who looked, within the
// limit.
func TestWhoMaySign(t *testing.T) {
	for _, c := range []struct {
		name                   string
		items, checked, errors int
		reader                 string
		want                   string
	}{
		{"299 of 10,000 without an error", 10_000, 299, 0, "甲", ""},
		{"with one", 10_000, 299, 1, "甲", "lot.bound"},
		{"one is left to look at", 10_000, 298, 0, "甲", "lot.unchecked"},
		{"somebody else looked", 10_000, 299, 0, "乙", "lot.unchecked"},
		{"all of a small lot, errors and all", 40, 40, 3, "甲", ""},
	} {
		l := &quanyuan.Lot{Items: make([]quanyuan.LotItem, c.items), Limit: .01, Confidence: .95}
		for i := range review.SampleSize(c.items, l.Limit, l.Confidence) {
			l.Sample = append(l.Sample, i)
		}
		for i := range c.checked {
			answer := quanyuan.RuledSame
			if i < c.errors {
				answer = quanyuan.RuledUnclear
			}
			l.Checks = append(l.Checks, quanyuan.Check{Item: i, Answer: answer, Reader: "甲"})
		}
		got := ""
		var q *quanyuan.Error
		if err := review.MaySign(l, c.reader); errors.As(err, &q) {
			got = q.Key
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if c.errors > 0 && review.Carried(l, 0) || !review.Carried(l, c.items-1) {
			t.Errorf("%s: what is carried out", c.name)
		}
	}
}
