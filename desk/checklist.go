package desk

import (
	"context"
	"path/filepath"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/intake"
	"quanyuan/quality"
)

// Checked is how a list would be taken in: nothing of it is stored.
type Checked struct {
	Mapping *intake.Mapping // as used: the parts given, the rest guessed
	Receipt quanyuan.Receipt
	// Samples are the first cells of each sheet's columns, by sheet and column.
	Samples map[string][][]string
	// Rows are the rows of which there is something to say, in their order: at
	// most as many as were asked for. Found counts all of them, Rules the
	// findings by rule.
	Rows  []CheckedRow
	Found int
	Rules map[string]int
}

// CheckedRow is a row with what is odd about it. Whoever sends the list sees it
// as it is: it came out of his hands.
type CheckedRow struct {
	Where    quanyuan.Where
	Name     string
	Cells    []string
	SetAside string // key of the reason
	Findings []quanyuan.Finding
}

// sampleCells is how many cells of a column a check shows.
const sampleCells = 3

// Check reads a list as Submit would, and tells what it found; the principal
// must be one who may submit it. most bounds the rows that it gives.
func (d *Desk) Check(ctx context.Context, by quanyuan.Principal, u Upload, most int) (*Checked, error) {
	if err := d.maySubmit(by, &u); err != nil {
		return nil, err
	}
	f, err := openUpload(u.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := &Checked{Samples: map[string][][]string{}, Rules: map[string]int{}}
	read := int64(0)
	c.Receipt, c.Mapping, err = intake.Read(ctx, filepath.Base(u.Path), f.File, f.size, d.intakeOptions(u), func(r *quanyuan.Record) error {
		r.Findings = append(r.Findings, quality.Check(r, d.today())...)
		c.take(r, most)
		if read++; u.Progress != nil && read%500 == 0 {
			u.Progress(read)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return c, d.note(by, access.Import, batchKind, "", "check "+string(u.Source.Kind), c.Receipt.Rows)
}

func (c *Checked) take(r *quanyuan.Record, most int) {
	samples := c.Samples[r.Where.Sheet]
	for at, text := range r.Cells {
		for len(samples) <= at {
			samples = append(samples, nil)
		}
		if text != "" && len(samples[at]) < sampleCells {
			samples[at] = append(samples[at], text)
		}
	}
	c.Samples[r.Where.Sheet] = samples
	worth := r.SetAside != ""
	for _, f := range r.Findings {
		c.Rules[f.Rule]++
		worth = worth || f.Severity > quanyuan.Info || f.Rule == "cell.fixed"
	}
	if !worth {
		return
	}
	if c.Found++; len(c.Rows) < most {
		c.Rows = append(c.Rows, CheckedRow{Where: r.Where, Name: r.Value(quanyuan.Name).Written(), Cells: r.Cells, SetAside: r.SetAside, Findings: r.Findings})
	}
}

// AsideText is why a row is no person or was set aside.
func AsideText(key, lang string) string { return intake.Message(lang, key) }

// NoteText is the sentence of a note on a receipt.
func NoteText(r quanyuan.Remark, lang string) string { return intake.Message(lang, r.Key, r.Args...) }

// ReceiptOf gives a batch of the principal's divisions with its receipt.
func (d *Desk) ReceiptOf(ctx context.Context, by quanyuan.Principal, id quanyuan.BatchID) (quanyuan.Batch, error) {
	all, err := d.BatchesFor(ctx, by)
	if err != nil {
		return quanyuan.Batch{}, err
	}
	for _, b := range all {
		if b.ID == id {
			return b, d.note(by, access.Import, batchKind, strconv.FormatInt(int64(id), 10), "receipt", b.Receipt.Rows)
		}
	}
	return quanyuan.Batch{}, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "batch.unknown", Args: []any{int64(id)}}
}

// AsideRow is a row of a batch that was set aside.
type AsideRow struct {
	Where  quanyuan.Where
	Reason string // key
}

// AsideRows lists the rows of a batch that were set aside, at most so many. A
// row of a person who was erased was accepted once and is none of them.
func (d *Desk) AsideRows(ctx context.Context, by quanyuan.Principal, id quanyuan.BatchID, most int) ([]AsideRow, error) {
	if _, err := d.ReceiptOf(ctx, by, id); err != nil {
		return nil, err
	}
	var out []AsideRow
	for r, err := range d.store.Records(ctx, id) {
		if err != nil {
			return nil, err
		}
		if r.SetAside != "" && r.SetAside != quanyuan.AsideErased {
			if out = append(out, AsideRow{r.Where, r.SetAside}); len(out) == most {
				break
			}
		}
	}
	return out, nil
}
