package collate

import (
	"quanyuan"
	"quanyuan/refdata/code"
)

// The reasons for which a row is out of scope.
const (
	reasonStay      = "stay_excluded" // medical care, tourism, visits, business
	reasonUnder30   = "stay_under_30" // fewer than 30 days at the list's date
	daysUntilCounts = 30
)

// outOfScope gives the reason why a row's person is not to be registered, "" if
// he is.
func outOfScope(r *quanyuan.Record, asOf quanyuan.Date) string {
	if reason := r.Text(quanyuan.StayReason); reason != "" && excluded(reason) {
		return reasonStay
	}
	arrived, ok := quanyuan.ParseDate(r.Text(quanyuan.ArriveDate))
	if days, known := arrived.Days(asOf); ok && known && days < daysUntilCounts {
		return reasonUnder30
	}
	return ""
}

// excluded reports whether a reason of stay is one of those that the register
// leaves out.
func excluded(reason string) bool {
	_, ok := code.ExclusionOf(reason)
	return ok
}
