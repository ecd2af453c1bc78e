package compare

// Batch is a Prepared that grades many pairs at a time, for values so many that
// they are not in the cache: it can ask for what all the pairs need before it
// looks at the first.
type Batch interface {
	Prepared
	// LevelAll grades a[i] with b[i] into to[i]; none of them is missing.
	LevelAll(a, b []uint32, to []uint8)
}
