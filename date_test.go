package quanyuan_test

import (
	"fmt"
	"testing"

	"quanyuan"
)

func TestDateString(t *testing.T) {
	for _, year := range []int{1, 9, 10, 99, 100, 999, 1000, 1987, 2026, 9999, 10000} {
		for month := range 13 {
			for day := range 32 {
				d, want := quanyuan.Date{year, month, day}, fmt.Sprintf("%04d-%02d-%02d", year, month, day)
				switch {
				case month == 0:
					want = want[:len(want)-len("-00-00")]
				case day == 0:
					want = want[:len(want)-len("-00")]
				}
				if got := d.String(); got != want {
					t.Fatalf("%#v is %q, not %q", d, got, want)
				}
			}
		}
	}
	if got := (quanyuan.Date{}).String(); got != "" {
		t.Errorf("no date is %q", got)
	}
}
