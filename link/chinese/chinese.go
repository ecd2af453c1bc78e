// Package chinese compares what identifies persons in Chinese registers:
// names, citizen identity numbers, dates, telephones and addresses.
//
// Everything costly (readings, variants, parsed numbers, lunar dates) is
// computed once for each distinct value; grading two values allocates nothing.
package chinese

import "quanyuan/link/compare"

// Comparators returns the comparators of the package. The address comparator
// among them knows no communities; who has a city's divisions puts [NewAddress]
// in its place.
func Comparators() []compare.Comparator {
	var all []compare.Comparator
	for _, e := range entries(Address{}) {
		all = append(all, e.comparator)
	}
	return all
}

// Catalogue is the catalogue of package compare with the comparators of this
// one, so that a specification can name all of them. The address comparator is
// that of the country; [CatalogueOf] takes another.
func Catalogue() compare.Catalogue { return CatalogueOf(Address{}) }

// CatalogueOf is [Catalogue] with an address comparator that knows a city.
func CatalogueOf(a Address) compare.Catalogue {
	var list []compare.Entry
	for _, e := range entries(a) {
		list = append(list, compare.Entry{Name: e.comparator.Name(), Doc: e.doc, Make: func(map[string]float64) (compare.Comparator, error) { return e.comparator, nil }})
	}
	c, err := compare.Builtin().With(list...)
	if err != nil {
		panic(err) // two comparators of the product have one name
	}
	return c
}

// entry is a comparator with what it is for.
type entry struct {
	comparator compare.Comparator
	doc        string
}

func entries(a Address) []entry {
	return []entry{
		{Name{}, "full names in Chinese characters, also transliterated ones and pinyin"},
		{Given{}, "given names in Chinese characters"},
		{Surname{}, "surnames in Chinese characters"},
		{CitizenID{}, "citizen identity numbers of 15 and 18 digits, and other documents"},
		{Date{}, "dates in any Chinese way of writing, solar or lunar, also partial ones"},
		{Phone{}, "Chinese telephone numbers, one or several in a cell"},
		{a, "Chinese addresses, from the city down to the room"},
	}
}
