package index

// Guests sets how many values may be stored that were only searched for, in a
// small index.
func (x *Index) Guests(n int) { x.guestRoom = n }
