package quality

import (
	"slices"

	"quanyuan"
)

// Faults lists what the rules find against the values of a person on a day,
// from the severity on that counts in the figures; what a named person has
// confirmed or pinned stands as it is.
func Faults(s *Subject, today quanyuan.Date) []quanyuan.Finding {
	found := Open(Check((&Measurer{}).recordOf(s), today), func(f quanyuan.Field) bool {
		why := s.Person.Value(f).Reason
		return why == quanyuan.WonConfirmed || why == quanyuan.WonPinned
	})
	return slices.DeleteFunc(found, func(f quanyuan.Finding) bool { return f.Severity < faulty })
}
