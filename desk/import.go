package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/intake"
	"quanyuan/intake/sheet"
	"quanyuan/quality"
	"quanyuan/register"
)

// Upload is a file to be imported.
type Upload struct {
	Path    string
	Source  quanyuan.Source
	AsOf    quanyuan.Date
	Mapping *intake.Mapping // nil: guessed
	// Encoding and Delimiter of a text file; empty: guessed.
	Encoding  string
	Delimiter rune
	// Number lets the program number the persons of a starting register that
	// has no person numbers.
	Number bool
	// Progress hears the number of records stored so far.
	Progress func(records int64)
}

// chunk is how many records one transaction stores.
const chunk = 5000

// Plan guesses how a file is to be read, without importing it.
func (d *Desk) Plan(ctx context.Context, u Upload) (*intake.Mapping, []quanyuan.Remark, error) {
	f, err := openUpload(u.Path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	return intake.Plan(ctx, filepath.Base(u.Path), f.File, f.size, d.intakeOptions(u))
}

func (d *Desk) intakeOptions(u Upload) intake.Options {
	return intake.Options{Source: u.Source, AsOf: u.AsOf, Tree: d.tree(), Home: d.home(), Parser: d.parser(), Mapping: u.Mapping, Today: d.today(),
		Sheet: sheet.Options{Encoding: u.Encoding, Delimiter: u.Delimiter}}
}

// Import takes a file in for the operator of the machine: wholly, or not at
// all. Others submit.
func (d *Desk) Import(ctx context.Context, u Upload) (quanyuan.Batch, error) {
	return d.receive(ctx, operator, u)
}

func (d *Desk) receive(ctx context.Context, by quanyuan.Principal, u Upload) (quanyuan.Batch, error) {
	f, err := openUpload(u.Path)
	if err != nil {
		return quanyuan.Batch{}, err
	}
	defer f.Close()
	hash, err := f.hash()
	if err != nil {
		return quanyuan.Batch{}, err
	}
	im, err := d.store.Begin(ctx, quanyuan.Batch{File: filepath.Base(u.Path), Hash: hash, Size: f.size, Source: u.Source, AsOf: u.AsOf})
	if err != nil {
		return quanyuan.Batch{}, err
	}
	b, err := d.fill(ctx, by, im, f, u)
	if err != nil {
		// The cause may be a cancelled context: clean up all the same.
		return quanyuan.Batch{}, errors.Join(err, im.Abort(context.WithoutCancel(ctx)))
	}
	return b, nil
}

// fill reads the file while a second thread writes, and commits.
func (d *Desk) fill(ctx context.Context, by quanyuan.Principal, im quanyuan.Import, f upload, u Upload) (quanyuan.Batch, error) {
	if err := im.Keep(ctx, io.NewSectionReader(f, 0, f.size)); err != nil {
		return quanyuan.Batch{}, err
	}
	enters := u.Source.Kind == quanyuan.Register
	if enters {
		// A later export of the old system is a difference, never a reset.
		before, err := d.oldSystem(ctx)
		if err != nil && !errors.Is(err, quanyuan.ErrInvalid) {
			return quanyuan.Batch{}, err
		}
		enters = len(before) == 0
	}
	order, err := d.SourceOrder(ctx)
	if err != nil {
		return quanyuan.Batch{}, err
	}
	w := newWriter(ctx, d, im, u, enters, order.Order)
	var records []*quanyuan.Record
	receipt, mapping, err := intake.Read(ctx, filepath.Base(u.Path), f.File, f.size, d.intakeOptions(u), func(r *quanyuan.Record) error {
		r.Findings = append(r.Findings, quality.Check(r, d.today())...)
		records = append(records, r)
		if len(records) < chunk {
			return nil
		}
		full := records
		records = nil
		return w.write(full)
	})
	if err == nil {
		err = w.write(records)
	}
	if err = errors.Join(err, w.close()); err != nil {
		return quanyuan.Batch{}, err
	}
	if now, err := d.SourceOrder(ctx); enters && (err != nil || now.Stamp != order.Stamp) {
		return quanyuan.Batch{}, cmp.Or(err, error(&quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "sources.moved"}))
	}
	if raw, err := json.Marshal(mapping); err == nil {
		im.SetMapping(raw)
	}
	l := d.line(by, access.Import, batchKind, "")
	l.Count, l.Detail = receipt.Rows, string(u.Source.Kind)
	return im.Commit(ctx, receipt, l)
}

// upload is an open file that is about to be imported.
type upload struct {
	*os.File
	size int64
}

func openUpload(path string) (upload, error) {
	f, err := os.Open(path)
	if err != nil {
		return upload{}, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{filepath.Base(path)}}
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return upload{}, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "file.missing", Args: []any{filepath.Base(path)}, Err: err}
	}
	return upload{f, info.Size()}, nil
}

func (f upload) hash() (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, f.size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// writer stores chunks of records in a thread of its own, so that reading and
// writing share two processors.
type writer struct {
	desk    *Desk
	ctx     context.Context
	cancel  context.CancelCauseFunc
	im      quanyuan.Import
	u       Upload
	enters  bool // a person for every record: of the starting register alone
	order   *quanyuan.Authorities
	chunks  chan []*quanyuan.Record
	done    chan error
	entered map[quanyuan.Number]quanyuan.RecordID // first record of each person
	again   map[quanyuan.Number][]quanyuan.RecordID
	stored  int64
}

func newWriter(ctx context.Context, d *Desk, im quanyuan.Import, u Upload, enters bool, order *quanyuan.Authorities) *writer {
	w := &writer{desk: d, im: im, u: u, enters: enters, order: order, chunks: make(chan []*quanyuan.Record, 2), done: make(chan error, 1),
		entered: map[quanyuan.Number]quanyuan.RecordID{}, again: map[quanyuan.Number][]quanyuan.RecordID{}}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	go func() {
		err := w.run()
		w.cancel(err)
		w.done <- err
	}()
	return w
}

func (w *writer) write(records []*quanyuan.Record) error {
	select {
	case w.chunks <- records:
		return nil
	case <-w.ctx.Done():
		return context.Cause(w.ctx)
	}
}

// close waits for the last chunk and tells what went wrong while writing.
func (w *writer) close() error {
	close(w.chunks)
	err := <-w.done
	if errors.Is(err, context.Canceled) {
		return context.Cause(w.ctx)
	}
	return err
}

func (w *writer) run() error {
	for records := range w.chunks {
		if err := w.im.Add(w.ctx, records); err != nil {
			return err
		}
		if w.enters {
			if err := w.enter(records); err != nil {
				return err
			}
		}
		w.stored += int64(len(records))
		if w.u.Progress != nil {
			w.u.Progress(w.stored)
		}
	}
	if w.enters {
		return w.enterAgain()
	}
	return nil
}

// enter makes a person of every record of a starting register. A number that
// stands there again (the same person in a second community) waits for the end,
// when all its records are known.
func (w *writer) enter(records []*quanyuan.Record) error {
	var numbers []quanyuan.Number
	var first [][]*quanyuan.Record
	for _, r := range records {
		if r.SetAside != "" {
			continue
		}
		n := quanyuan.Number(r.Text(quanyuan.PersonNumber))
		if n == "" {
			if !w.u.Number {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "register.no_number", Where: r.Where}
			}
			n = numberOf(r)
		}
		if before, ok := w.entered[n]; ok {
			if len(w.again[n]) == 0 {
				w.again[n] = []quanyuan.RecordID{before}
			}
			w.again[n] = append(w.again[n], r.ID)
			continue
		}
		w.entered[n] = r.ID
		numbers = append(numbers, n)
		first = append(first, []*quanyuan.Record{r})
	}
	return w.enterFolded(numbers, first)
}

// enterFolded folds the records of each number, on all processors, and enters
// the persons.
func (w *writer) enterFolded(numbers []quanyuan.Number, records [][]*quanyuan.Record) error {
	entries := make([]quanyuan.Entry, len(numbers))
	var g errgroup.Group
	threads := runtime.GOMAXPROCS(0)
	for t := range threads {
		g.Go(func() (err error) {
			for i := t; i < len(numbers) && err == nil; i += threads {
				entries[i], err = w.entry(numbers[i], records[i])
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return w.im.Enter(w.ctx, entries)
}

// entry folds the records of a person of the starting register.
func (w *writer) entry(n quanyuan.Number, records []*quanyuan.Record) (quanyuan.Entry, error) {
	events := make([]quanyuan.Event, len(records))
	for i, r := range records {
		events[i] = quanyuan.Event{Kind: quanyuan.Entered, Person: n, Record: r.ID}
	}
	p, err := register.Fold(n, events, records, register.Sources{Order: w.order, Of: func(quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) { return w.u.Source, w.u.AsOf }})
	if err != nil {
		return quanyuan.Entry{}, err
	}
	return quanyuan.Entry{Person: p, Keys: collate.SearchKeys(p, w.desk.parser())}, nil
}
