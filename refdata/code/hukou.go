package code

import "strings"

// HukouNatureOf reads a text about the kind of hukou. One text often says two
// things, 农业集体户口: the nature (农业) and the kind of household (集体户).
// Either entry is zero when the text does not say it; ok is false when it says
// neither. The two-digit codes of the police list of 2014 (12 农业家庭户口) are
// understood, since none of them is a canonical code.
func HukouNatureOf(text string) (nature, household Entry, ok bool) {
	if len(text) > maxText {
		return Entry{}, Entry{}, false
	}
	if _, digits := codeOf(text, 0); digits {
		if nature, ok = HukouNature.Lookup(text); ok {
			return nature, Entry{}, true
		}
		return HukouNatureBy("ga2014", text)
	}
	rest := fold(text)
	for _, kind := range householdWords {
		if before, after, found := strings.Cut(rest, kind.word); found {
			household, _ = HouseholdType.Get(kind.code)
			rest = before + after
			break
		}
	}
	nature, ok = HukouNature.Lookup(text)
	if !ok {
		nature, ok = HukouNature.Lookup(strings.Trim(rest, "0123456789"))
	}
	return nature, household, ok || household.Code != ""
}

// HukouNatureBy is HukouNatureOf for a column of codes of a variant list.
func HukouNatureBy(variant, text string) (nature, household Entry, ok bool) {
	if v, found := HukouNature.Variant(variant); found {
		nature, ok = v.Lookup(text)
	}
	if v, found := HouseholdType.Variant(variant); found && variant != "" {
		household, _ = v.Lookup(text)
	}
	return nature, household, ok
}

// householdWords, longest first: what is left after removing one is the nature.
var householdWords = []struct{ word, code string }{
	{"集体户口", "20"}, {"家庭户口", "10"}, {"集体户", "20"}, {"家庭户", "10"}, {"集体", "20"}, {"家庭", "10"},
}
