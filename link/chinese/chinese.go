// Package chinese compares what identifies persons in Chinese registers:
// names, citizen identity numbers, dates, telephones and addresses.
//
// Everything costly (readings, variants, parsed numbers, lunar dates) is
// computed once for each distinct value; grading two values allocates nothing.
package chinese

import (
	"quanyuan/link/compare"
)

// Comparators returns the comparators of the package. The address comparator
// among them knows no communities; who has a city's divisions puts [NewAddress]
// in its place.
func Comparators() []compare.Comparator {
	return []compare.Comparator{Name{}, Given{}, Surname{}, CitizenID{}, Date{}, Phone{}, Address{}}
}
