package compare_test

import (
	"fmt"

	"quanyuan/link/compare"
)

func ExampleNew() {
	c, err := compare.New("name", nil)
	if err != nil {
		panic(err)
	}
	values := []string{"", "Katherine", "KATHERINE", "Katharine", "K.", "Bob"}
	p := c.Prepare(values)
	for b := uint32(1); b < uint32(len(values)); b++ {
		fmt.Println(values[1], values[b], c.Levels()[p.Level(1, b)].Name)
	}
	fmt.Println(p.Missing(0))
	_, err = compare.New("jaro-winkler", nil)
	fmt.Println(err)
	// Output:
	// Katherine Katherine exact
	// Katherine KATHERINE exact
	// Katherine Katharine typo
	// Katherine K. prefix
	// Katherine Bob else
	// true
	// there is no comparator "jaro-winkler": did you mean "jaro_winkler"?
}

// A program with a comparator of its own adds it to a catalogue of its own.
func ExampleCatalogue_With() {
	catalogue, err := compare.Builtin().With(compare.Entry{
		Name: "plate",
		Doc:  "number plates",
		Make: func(map[string]float64) (compare.Comparator, error) { return compare.Code(), nil },
	})
	if err != nil {
		panic(err)
	}
	c, err := catalogue.New("plate", nil)
	fmt.Println(c.Levels(), err)
	// Output:
	// [{null false} {else false} {exact true}] <nil>
}
