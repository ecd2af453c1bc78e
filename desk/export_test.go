package desk

// SetLotChunk makes the chunks of lots small, so that a test can stop between
// two of them.
func SetLotChunk(n int) { lotChunk = n }
