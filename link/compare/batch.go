package compare

// Batch is a Prepared that grades many pairs at a time, for values so many that
// they are not in the cache: it asks for what all the pairs need before it
// looks at the first, so that the waiting for one goes on while others are
// waited for.
type Batch interface {
	Prepared
	// LevelAll grades a[i] with b[i] into to[i]; none of them is missing. A few
	// hundred pairs at a time stay in the cache.
	LevelAll(a, b []uint32, to []uint8)
}

// GradeAll grades pairs of which everything has been loaded. The sum is of what
// was loaded, so that nobody takes the loads for idle.
func GradeAll[P Prepared](p P, sum uint64, a, b []uint32, to []uint8) {
	if len(a) == 0 {
		return
	}
	to[0] = uint8(sum)
	for i, v := range a {
		to[i] = p.Level(v, b[i])
	}
}
