package intake

import (
	"context"
	"slices"
	"strings"
	"sync"

	"quanyuan"
	"quanyuan/intake/sheet"
	"quanyuan/refdata/address"
)

// reading is the state of one call of Plan or Read.
type reading struct {
	file    *sheet.File
	opts    Options
	emit    func(*quanyuan.Record) error
	vocab   *vocabulary
	parser  *address.Parser
	mapping *Mapping
	receipt quanyuan.Receipt
	headed  bool // some sheet had a header or was mapped
	last    *SheetMapping
	drafts  []SheetMapping // of sheets of a plan in which no persons were found
	shape   string         // of the sheet at hand, where it is no table
	shaped  bool           // its rows have been turned into a table
	sheets  []*quanyuan.SheetReceipt
	fixes   map[rowKey][]Fix

	mu   sync.Mutex
	work chan *job
	line chan *job // the same jobs, in the order in which they are to be emitted
}

// job is a run of rows of one sheet under one mapping.
type job struct {
	sheet  *quanyuan.SheetReceipt
	layout *layout
	rows   []line
	out    []*quanyuan.Record
	ready  chan struct{}
}

const jobRows = 256

// layout is a mapping in use: each worker has a converter of its own for it.
type layout struct {
	m        *SheetMapping
	date1904 bool
	class    *classifier
	ditto    ditto
	idle     chan *converter
}

func newReading(f *sheet.File, opts Options, emit func(*quanyuan.Record) error) *reading {
	r := &reading{file: f, opts: opts, emit: emit, vocab: vocabularyOf(opts.Source.Kind), parser: opts.parser()}
	r.mapping = &Mapping{Version: MappingVersion, File: f.Name, Format: string(f.Format), Encoding: f.Encoding, Source: opts.Source.Kind}
	r.receipt.Reasons = map[string]int{}
	r.fixes = fixesOf(opts.Mapping)
	if opts.Mapping != nil {
		r.mapping.Fixes = opts.Mapping.Fixes
	}
	return r
}

// plan guesses the mapping of one sheet from its first rows.
func (r *reading) plan(ctx context.Context, s *sheet.Sheet) error {
	var head []line
	for row, err := range s.Rows() {
		if err != nil {
			return fileFault(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if head = append(head, newLine(row)); len(head) == headerDepth+sampleRows {
			break
		}
	}
	if shape := r.shapeOf(s.Name, head); shape != "" {
		head, _ = r.reshapeRows(shape, head)
		r.shape, r.shaped = shape, true
		r.note(shapeRemark(shape, s.Name))
	}
	m, _, _ := r.sheetMapping(s, head)
	r.shape, r.shaped = "", false
	if m == nil {
		if len(head) > 0 {
			r.drafts = append(r.drafts, *r.draft(s.Name, head))
		}
		return nil
	}
	if !m.hasHeaderWords() {
		m.sample(head)
	}
	r.mapping.Sheets = append(r.mapping.Sheets, *m)
	return nil
}

// run reads all sheets: one goroutine reads rows and tells persons apart, the
// workers convert, and the caller's goroutine emits in order.
func (r *reading) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := r.opts.Workers
	if workers <= 0 {
		workers = 2
	}
	r.work, r.line = make(chan *job, workers), make(chan *job, 4*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range r.work {
				j.convert(r)
			}
		})
	}
	var readErr error
	wg.Go(func() {
		defer close(r.line)
		defer close(r.work)
		for _, s := range r.file.Sheets {
			if readErr = r.sheet(ctx, s); readErr != nil {
				return
			}
		}
	})
	emitErr := r.deliver(cancel)
	wg.Wait()
	if emitErr != nil {
		return emitErr
	}
	if readErr != nil {
		return readErr
	}
	r.sum()
	return nil
}

// deliver emits finished jobs in order; after a failure it only drains them.
func (r *reading) deliver(cancel func()) error {
	var failed error
	for j := range r.line {
		<-j.ready
		for i := 0; i < len(j.out) && failed == nil; i++ {
			rec := j.out[i]
			r.receipt.Records++
			if failed = r.emit(rec); failed != nil {
				cancel()
				break
			}
			if rec.SetAside != "" {
				r.receipt.Records--
				j.sheet.SetAside++
				r.count(rec.SetAside)
			} else if i == 0 || j.out[i-1].Where.Row != rec.Where.Row || j.layout.m.Shape == shapeColumns {
				j.sheet.Accepted++
			}
		}
	}
	return failed
}

func (j *job) convert(r *reading) {
	var c *converter
	select {
	case c = <-j.layout.idle:
	default:
		c = newConverter(j.layout.m, &r.opts, r.parser, r.file.Name, j.layout.date1904)
	}
	j.out = make([]*quanyuan.Record, 0, len(j.rows))
	for i := range j.rows {
		if fixes := r.fixes[rowKey{j.sheet.Sheet, j.rows[i].number}]; fixes != nil {
			j.out = c.convertFixed(&j.rows[i], fixes, j.out)
			continue
		}
		j.out = c.convert(&j.rows[i], j.out)
	}
	select {
	case j.layout.idle <- c:
	default:
	}
	close(j.ready)
}

// sheet reads one sheet: its first rows decide the mapping.
func (r *reading) sheet(ctx context.Context, s *sheet.Sheet) error {
	p := &pass{reading: r, ctx: ctx, s: s, receipt: &quanyuan.SheetReceipt{Sheet: s.Name}}
	r.shape = ""
	for row, err := range s.Rows() {
		if err != nil {
			return fileFault(err)
		}
		if err := p.row(newLine(row)); err != nil {
			return err
		}
	}
	// A second header among the last rows leaves rows to be opened again.
	for first := true; first || len(p.head) > 0; first = false {
		if err := p.open(); err != nil {
			return err
		}
	}
	if p.shape != "" {
		if err := p.reshape(); err != nil {
			return err
		}
	}
	if err := p.flush(); err != nil {
		return err
	}
	p.close()
	return nil
}

// pass is the way through one sheet.
type pass struct {
	*reading
	ctx     context.Context
	s       *sheet.Sheet
	receipt *quanyuan.SheetReceipt
	head    []line // rows kept until the mapping is known
	kept    []line // rows of a sheet that is no table
	layout  *layout
	none    bool // the sheet holds no persons
	rows    []line
	again   bool // a second header was met
}

func (p *pass) row(l line) error {
	if p.shape != "" && !p.shaped {
		p.kept = append(p.kept, l)
		return nil
	}
	if p.layout == nil && !p.none {
		if p.head = append(p.head, l); len(p.head) < headerDepth+sampleRows {
			return nil
		}
		return p.open()
	}
	return p.take(l)
}

// open settles the mapping by the rows kept so far and takes them in.
func (p *pass) open() error {
	if p.layout != nil || p.none {
		return nil
	}
	head := p.head
	p.head = nil
	if p.shape == "" && !p.again {
		if p.shape = p.shapeOf(p.s.Name, head); p.shape != "" {
			p.kept = head
			return nil
		}
	} else if p.shape != "" && !p.shaped {
		return nil
	}
	m, skip, remarks := p.sheetMapping(p.s, head)
	p.note(remarks...)
	if m == nil || m.Skip {
		p.none = true
	} else {
		p.layout = &layout{m: m, date1904: p.s.Date1904, class: newClassifier(m, p.vocab), idle: make(chan *converter, 8)}
	}
	if m != nil && !p.again {
		p.mu.Lock()
		p.mapping.Sheets = append(p.mapping.Sheets, *m)
		p.mu.Unlock()
	}
	for i := range head {
		if why, ok := skip[i]; ok && p.layout != nil {
			k := p.layout.class
			if why == rowHeader {
				k.headers[head[i].joined()] = true
			} else {
				k.titles[head[i].joined()] = true
				k.claim(&head[i])
				if head[i].joined() == "" {
					why = rowText
				}
			}
			if why == rowHeader && p.shape == shapeCards {
				continue // put together from the labels; no row of the sheet
			}
			p.reject(why)
			continue
		}
		if err := p.take(head[i]); err != nil {
			return err
		}
	}
	return nil
}

// take sorts one row: to the records or to the rows that are no persons.
func (p *pass) take(l line) error {
	if p.none {
		p.reject(rowNoHeader)
		return nil
	}
	if p.layout == nil { // rows behind a second header, until its mapping is known
		return p.row(l)
	}
	k := p.layout.class
	if why := k.notPerson(&l); why != "" {
		if why == rowHeader && !p.told() && k.otherHeader(&l) {
			p.note(quanyuan.Remark{Key: "intake.second_header", Args: []any{p.s.Name, l.number}})
			if err := p.flush(); err != nil {
				return err
			}
			p.settle()
			p.layout, p.again = nil, true
			return p.row(l)
		}
		p.reject(why)
		return nil
	}
	k.persons++
	l.under, l.newHead = k.section, k.newHead(&l)
	p.layout.ditto.fill(&l)
	p.receipt.Rows++
	p.rows = append(p.rows, l)
	if len(p.rows) == jobRows {
		return p.send()
	}
	return nil
}

// told reports whether a person said how the sheet is read.
func (p *pass) told() bool {
	_, ok := p.opts.Mapping.sheet(p.s.Name)
	return ok
}

func (p *pass) reject(why string) {
	p.receipt.Rows++
	p.receipt.NotPersons++
	p.count(why)
}

func (p *pass) flush() error {
	if len(p.rows) == 0 {
		return nil
	}
	return p.send()
}

// send hands rows to the workers. The layout is the one under which they were
// taken.
func (p *pass) send() error {
	j := &job{sheet: p.receipt, layout: p.layout, rows: p.rows, ready: make(chan struct{})}
	p.rows = nil
	select {
	case p.line <- j:
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
	p.work <- j // workers never stop before this channel is closed
	return nil
}

// settle compares the number of persons a sheet claims with those found.
func (p *pass) settle() {
	if p.layout == nil {
		return
	}
	if k := p.layout.class; k.said > 0 && k.said != k.persons {
		p.note(quanyuan.Remark{Key: "intake.total_differs", Args: []any{p.s.Name, k.said, k.persons}})
	}
}

func (p *pass) close() {
	p.settle()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sheets = append(p.sheets, p.receipt)
}

func (r *reading) note(remarks ...quanyuan.Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range remarks {
		if !slices.ContainsFunc(r.receipt.Notes, func(n quanyuan.Remark) bool { return sameRemark(n, m) }) {
			r.receipt.Notes = append(r.receipt.Notes, m)
		}
	}
}

func (r *reading) count(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.receipt.Reasons[why]++
}

func sameRemark(a, b quanyuan.Remark) bool {
	return a.Key == b.Key && slices.Equal(argTexts(a.Args), argTexts(b.Args))
}

// trimmed is a text on one line without blanks at its ends.
func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }
