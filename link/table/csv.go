package table

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"quanyuan/link/spill"
)

// Options say how a file is read. The zero value is right for most files.
type Options struct {
	// Name of the file, for errors.
	Name string
	// Comma is the delimiter; 0 finds it among comma, semicolon, tab and bar.
	Comma byte
	// Columns to keep, all when empty. They stay in the order of the file.
	Columns []string
	// Skip names columns that are not kept; names the file does not have are
	// nothing.
	Skip []string
	// Label names a column of texts that differ from row to row, the names of
	// the records: it becomes [Table.Labels] instead of a column.
	Label string
	// Source is put into Table.Sources for every row.
	Source uint8
	// MaxField is the longest field in bytes; 0 is 1 MiB, and at most 16 MiB.
	MaxField int
	// Workers is the number of threads; 0 takes as many as the machine has.
	// The result does not depend on it.
	Workers int

	// Spill makes files for the texts where they need not be in memory: only one
	// column at a time is. See [Values.Spill]. Labels stay in memory.
	Spill *spill.Files

	// chunk is the stretch one thread parses at a time; set by tests.
	chunk int
}

var newline = []byte("\n")

// maxColumns is what a spreadsheet can have.
const maxColumns = 16384

func (o Options) withDefaults() Options {
	if o.MaxField <= 0 {
		o.MaxField = 1 << 20
	}
	o.MaxField = min(o.MaxField, maxText)
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.chunk <= 0 {
		o.chunk = 512 << 10
	}
	return o
}

// ReadCSV reads a file of comma-separated values: fields in quotes as in RFC
// 4180, lines ending in LF or CRLF, UTF-8 with or without byte order mark, the
// delimiter found by itself. The first line that is not blank names the
// columns. Blanks around values are cut off, blank lines are skipped, and a
// quote inside an unquoted field is an ordinary character.
//
// A file that breaks these rules gives an [*Error] with the line of its first
// fault. Memory is the table itself and a few megabytes: nothing of the file's
// text is kept but one copy of each distinct value.
//
// r is not read after ReadCSV returns, unless ctx ended during a read that
// blocks.
func ReadCSV(ctx context.Context, r io.Reader, opts Options) (*Table, error) {
	opts = opts.withDefaults()
	f := &reader{r: r, opts: opts, line: 1}
	if s, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := s.Stat(); err == nil && info.Mode().IsRegular() {
			f.bytes = info.Size()
		}
	}
	defer f.stop(ctx)
	if err := f.open(ctx); err != nil {
		return nil, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		done, err := f.step(ctx)
		if err != nil {
			return nil, err
		}
		if done {
			return f.table()
		}
	}
}

// reader turns a file into columns, one buffer after the other.
type reader struct {
	r    io.Reader
	opts Options

	buf   []byte // what is being parsed; begins with a record
	final bool   // the file ends with buf
	line  int    // line of buf[0]
	spare []byte
	ahead chan []byte // the next buffer, while it is read
	eof   bool        // set by fill

	parsers []*parser
	readErr error
	header  header
	columns []*columnReader
	rows    int
	bytes   int64 // of the file, 0 when not known
	taken   int64 // bytes of the rows so far
}

// columnReader collects one column that is kept.
type columnReader struct {
	name  string
	index int // field of the row
	dict  *dictionary
	ids   [][]uint32 // in blocks, so that growing copies nothing
	full  bool
	// reserved says that the dictionary has room for the rest of the file.
	reserved bool
	labels   *Texts // instead of dict, for the column that names the rows
	// With a file the texts of the rows lie there, and get numbers in the end.
	file *os.File
	rows textWriter
}

// headroom is the space before freshly read bytes for the start of a record
// that the buffer before could not finish.
const headroom = 64 << 10

// size is how much is read at a time.
func (f *reader) size() int { return max(2*f.opts.Workers*f.opts.chunk, 4<<10) }

// fill reads the next buffer, headroom first.
func (f *reader) fill(into []byte) []byte {
	if cap(into) < headroom+f.size() {
		into = make([]byte, headroom+f.size())
	}
	into = into[:headroom+f.size()]
	n, err := io.ReadFull(f.r, into[headroom:])
	if err != nil {
		f.eof = true
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			f.readErr = err
		}
	}
	return into[:headroom+n]
}

// prefetch reads the next buffer while the present one is parsed.
func (f *reader) prefetch() {
	if f.final {
		return
	}
	into := f.spare
	f.spare = nil
	f.ahead = make(chan []byte, 1)
	go func(ahead chan<- []byte) { ahead <- f.fill(into) }(f.ahead)
}

// wait gives the buffer that prefetch reads.
func (f *reader) wait(ctx context.Context) ([]byte, error) {
	select {
	case fresh := <-f.ahead:
		f.ahead = nil
		if f.readErr != nil {
			name := f.opts.Name
			if name == "" {
				name = "the table"
			}
			return nil, fmt.Errorf("reading %s: %w", name, f.readErr)
		}
		return fresh, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// stop waits for a read under way, so that nobody reads r after ReadCSV.
func (f *reader) stop(ctx context.Context) {
	if f.ahead != nil {
		_, _ = f.wait(ctx)
	}
}

// maxRecord is how long one record may be; its fields are bounded one by one.
const maxRecord = 64 << 20

// next makes the unparsed rest of buf and the next buffer the present one.
func (f *reader) next(ctx context.Context, parsed int) error {
	rest := f.buf[parsed:]
	if len(rest) > maxRecord+f.opts.MaxField {
		return &Error{File: f.opts.Name, Line: f.line, Err: ErrTooLong, Detail: fmt.Sprintf("the row has more than %d bytes", maxRecord), Remedy: "check that it is a table with one record per line"}
	}
	fresh, err := f.wait(ctx)
	if err != nil {
		return err
	}
	old := f.buf
	if len(rest) <= headroom {
		start := headroom - len(rest)
		copy(fresh[start:], rest)
		f.buf = fresh[start:]
		f.spare = old[:cap(old)]
	} else {
		// A record longer than the headroom: rare, so it may cost a copy.
		joined := make([]byte, 0, 2*(len(rest)+len(fresh)))
		f.buf = append(append(joined, rest...), fresh[headroom:]...)
		f.spare = fresh
	}
	f.final = f.eof
	return nil
}

// open reads the first buffer and the header.
func (f *reader) open(ctx context.Context) error {
	f.prefetch()
	fresh, err := f.wait(ctx)
	if err != nil {
		return err
	}
	f.buf, f.final = fresh[headroom:], f.eof
	h, err := readHeader(f.buf, f.final, f.opts)
	if err != nil {
		return err
	}
	f.header = h
	for i, name := range h.names {
		switch {
		case name == f.opts.Label && name != "":
			f.columns = append(f.columns, &columnReader{name: name, index: i, labels: &Texts{}})
		case slices.Contains(f.opts.Skip, name):
		case len(f.opts.Columns) == 0 || slices.Contains(f.opts.Columns, name):
			c := &columnReader{name: name, index: i, dict: newDictionary()}
			if f.opts.Spill != nil {
				if c.file, err = f.opts.Spill.Create(); err != nil {
					return err
				}
				c.rows.to = bufio.NewWriterSize(c.file, 1<<16)
			}
			f.columns = append(f.columns, c)
		}
	}
	need := slices.Clone(f.opts.Columns)
	if f.opts.Label != "" {
		need = append(need, f.opts.Label)
	}
	for _, name := range need {
		if !slices.Contains(h.names, name) {
			return &Error{File: f.opts.Name, Line: 1, Err: ErrNoColumn, Detail: fmt.Sprintf("%q", name), Remedy: "check the spelling against the header"}
		}
	}
	f.line += bytes.Count(f.buf[:h.body], newline)
	f.buf = f.buf[h.body:]
	return nil
}

// step takes the present buffer; done says that the file ends with it.
func (f *reader) step(ctx context.Context) (done bool, err error) {
	f.prefetch()
	parsed, used, err := f.parse()
	if err != nil {
		return false, err
	}
	if f.bytes > 0 && f.rows > 0 && f.taken > 0 {
		f.reserve()
	}
	f.encode(used)
	f.taken += int64(parsed)
	for _, c := range f.columns {
		if c.rows.err != nil {
			return false, f.opts.Spill.Failed(c.rows.err)
		}
		if c.full {
			return false, &Error{File: f.opts.Name, Err: errManyDistinct, Detail: fmt.Sprintf("%q", c.name), Remedy: "link the file in parts"}
		}
	}
	if f.final {
		return true, nil
	}
	f.line += bytes.Count(f.buf[:parsed], newline)
	return false, f.next(ctx, parsed)
}

// parse cuts the buffer into chunks and these into fields. Where a chunk's
// first record begins is guessed from the number of quotes before it, so that
// all chunks can be parsed at once; a chunk whose guess is not where the chunk
// before it ended is parsed again from there.
func (f *reader) parse() (parsed int, used []*parser, err error) {
	n := max(1, (len(f.buf)+f.opts.chunk-1)/f.opts.chunk)
	border := func(i int) int { return min(i*f.opts.chunk, len(f.buf)) }
	for len(f.parsers) < n {
		f.parsers = append(f.parsers, &parser{comma: f.header.comma, columns: len(f.header.names), maxField: f.opts.MaxField})
	}
	quotes := make([]int, n)
	f.each(n, func(i int) {
		// The guess looks from the byte before the border on.
		quotes[i] = bytes.Count(f.buf[max(border(i)-1, 0):max(border(i+1)-1, 0)], []byte(`"`))
	})
	starts := make([]int, n)
	before := 0
	for i := range n {
		if i > 0 {
			starts[i] = guess(f.buf, border(i), before%2 == 1)
		}
		before += quotes[i]
	}
	f.each(n, func(i int) { f.parsers[i].parse(f.buf, starts[i], border(i+1), f.final) })
	for i := range n {
		p := f.parsers[i]
		if starts[i] != parsed {
			p.parse(f.buf, parsed, border(i+1), f.final)
		}
		parsed = p.end
		used = append(used, p)
		if p.err == errNotFinished {
			break
		}
		if p.err != nil {
			return 0, nil, p.describe(f.opts.Name, f.line+bytes.Count(f.buf[:p.errAt], newline))
		}
	}
	return parsed, used, nil
}

// encode adds the parsed rows to the columns, each column by one thread. The
// columns with the largest dictionaries cost most and go first.
func (f *reader) encode(used []*parser) {
	rows := 0
	for _, p := range used {
		rows += p.rows
	}
	f.rows += rows
	order := slices.Clone(f.columns)
	slices.SortStableFunc(order, func(a, b *columnReader) int { return b.distinct() - a.distinct() })
	f.each(len(order), func(i int) { order[i].add(f.buf, used, rows, len(f.header.names)) })
}

// distinct is the number of texts so far.
func (c *columnReader) distinct() int {
	if c.labels != nil {
		return c.labels.Len()
	}
	return len(c.dict.texts)
}

// add encodes the column's fields of some parsed chunks.
func (c *columnReader) add(buf []byte, used []*parser, rows, stride int) {
	if c.labels != nil {
		for _, p := range used {
			for at := c.index; at < len(p.spans); at += stride {
				c.labels.Add(p.bytes(buf, p.spans[at]))
			}
		}
		return
	}
	if c.file != nil {
		for _, p := range used {
			for at := c.index; at < len(p.spans); at += stride {
				b := p.bytes(buf, p.spans[at])
				c.rows.write(unsafe.String(unsafe.SliceData(b), len(b)))
			}
		}
		return
	}
	if len(c.dict.texts)+rows > math.MaxUint32 {
		c.full = true
		return
	}
	ids := make([]uint32, 0, rows)
	var look lookup
	for _, p := range used {
		n := 0
		for at := c.index; at < len(p.spans); at += stride {
			look.texts[n] = p.bytes(buf, p.spans[at])
			if n++; n == group {
				ids = c.dict.ids(ids, &look, n)
				n = 0
			}
		}
		ids = c.dict.ids(ids, &look, n)
	}
	c.ids = append(c.ids, ids)
}

// reserve makes room in the dictionaries for what the rest of the file will
// bring, where their growth so far tells: growing at every doubling would read
// everything again and again.
func (f *reader) reserve() {
	rows := float64(f.rows) * float64(f.bytes) / float64(f.taken)
	f.each(len(f.columns), func(i int) {
		c := f.columns[i]
		if c.labels == nil && c.file == nil && !c.reserved {
			c.reserved = true
			if share := float64(c.distinct()) / float64(f.rows); share > 0.4 {
				c.dict.reserve(int(rows * share))
			}
		}
	})
}

// each calls do for 0 … n-1 on the workers.
func (f *reader) each(n int, do func(i int)) {
	if f.opts.Workers == 1 || n == 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, f.opts.Workers) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// table puts the collected columns together.
func (f *reader) table() (*Table, error) {
	if f.rows == 0 {
		return nil, &Error{File: f.opts.Name, Err: ErrNoRows, Remedy: "check that the export is complete"}
	}
	if f.rows > math.MaxUint32 {
		return nil, &Error{File: f.opts.Name, Err: ErrTooMany, Detail: "rows", Remedy: "link the file in parts"}
	}
	f.buf, f.spare, f.parsers = nil, nil, nil
	t := &Table{Rows: f.rows, Sources: make([]uint8, f.rows), Header: f.header.names}
	if f.opts.Source != 0 {
		for i := range t.Sources {
			t.Sources[i] = f.opts.Source
		}
	}
	f.columns = slices.DeleteFunc(f.columns, func(c *columnReader) bool {
		if c.labels != nil {
			t.Labels = c.labels
		}
		return c.labels != nil
	})
	for _, c := range f.columns {
		t.Columns = append(t.Columns, &Column{Name: c.name})
	}
	if f.opts.Spill != nil {
		return t, f.encodeStored(t)
	}
	f.each(len(f.columns), func(i int) {
		c, out := f.columns[i], t.Columns[i]
		out.Values = c.dict.values()
		c.dict = nil
		out.IDs = make([]uint32, 0, f.rows)
		for j, block := range c.ids {
			out.IDs = append(out.IDs, block...)
			c.ids[j] = nil
		}
		out.count()
	})
	return t, nil
}
