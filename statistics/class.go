package statistics

// Class is where somebody falls in every dimension: the index of his category
// in each of Dimensions, in their order. It is all that tables count of a
// person, and tells nobody who he is.
type Class [11]uint8

// ClassOf classes a person where he is counted.
func ClassOf(s *Subject) (c Class) {
	for i, d := range Dimensions {
		c[i] = uint8(d.At(s))
	}
	return c
}

// In is the index of the category of a dimension into which the class falls.
func (c *Class) In(d *Dimension) int {
	for i := range Dimensions {
		if Dimensions[i] == d {
			return int(c[i])
		}
	}
	return len(d.Categories) - 1
}
