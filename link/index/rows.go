package index

// rows are the numbers of the values of all records, in pages, so that growing
// never moves them.
type rows struct {
	width int
	pages [][]uint32
}

const pageBits = 12 // rows of a page

// at is the row of a record.
func (r *rows) at(record uint32) []uint32 {
	page, from := r.pages[record>>pageBits], int(record&(1<<pageBits-1))*r.width
	return page[from : from+r.width : from+r.width]
}

// reach makes room for records below n.
func (r *rows) reach(n int) {
	for len(r.pages)<<pageBits < n {
		r.pages = append(r.pages, make([]uint32, r.width<<pageBits))
	}
}
