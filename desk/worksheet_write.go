package desk

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

// The formats of worksheets.
const (
	WorksheetXLSX = "xlsx"
	WorksheetHTML = "html"
	WorksheetPDF  = "pdf"
)

// WorksheetOrder says which documents are wanted and where they go.
type WorksheetOrder struct {
	Scope   quanyuan.Scope
	Parts   []string // of publish.Parts
	Formats []string
	// Full writes numbers and birth dates without masks. It takes the right to
	// unmask and a purpose in words.
	Full bool
	// Print makes a PDF of a page; needed for that format.
	Print    func(ctx context.Context, html []byte) ([]byte, error)
	Save     publish.Save
	Progress func(done, total int64) // communities
	// Written hears how many documents of a community are written; nil: nobody.
	Written func(done, total int64)
}

// WorksheetManifest describes a set of documents: what the signature covers.
type WorksheetManifest struct {
	Format   string         `json:"format"` // "quanyuan-worksheets-1"
	Made     time.Time      `json:"made"`
	By       string         `json:"by"`
	Purpose  string         `json:"purpose,omitempty"`
	Campaign string         `json:"campaign,omitempty"`
	Divided  []string       `json:"divisions"` // in which they were made
	Full     bool           `json:"full"`      // numbers are not masked
	Lines    map[string]int `json:"lines"`     // by worksheet, of the communities
	Audit    string         `json:"audit"`     // head of the audit chain, which has a line for each community
	Files    []ManifestFile `json:"files"`
}

// WriteWorksheets writes the worksheets of a part of the city: documents for
// each community and its units, groups and estates, a manifest that names them
// with their hashes, and its signature, as exports have it. Every community is
// noted before its documents are written.
func (d *Desk) WriteWorksheets(ctx context.Context, by quanyuan.Principal, o WorksheetOrder) (*WorksheetManifest, error) {
	if err := d.mayWrite(by, &o); err != nil {
		return nil, err
	}
	scope := within(o.Scope, by.Scope())
	m := &WorksheetManifest{Format: "quanyuan-worksheets-1", Made: d.now().UTC(), By: by.Name, Purpose: by.Purpose, Divided: scope, Full: o.Full, Lines: map[string]int{}}
	switch c, err := d.Campaign(ctx); {
	case err == nil:
		m.Campaign = c.Name
	case !errors.Is(err, quanyuan.ErrNotFound):
		return nil, err
	}
	detail := strings.Join(o.Parts, ",") + " " + strings.Join(o.Formats, ",")
	if o.Full {
		detail += " unmasked"
	}
	pc := d.publishing(ctx, "", o.Full)
	err := d.eachWorksheet(ctx, by, WorksheetQuery{Scope: o.Scope, Progress: o.Progress, full: o.Full}, func(w *Worksheet) error {
		if err := d.note(by, access.Export, worksheetKind, w.Community, detail, len(w.Lines)); err != nil {
			return err
		}
		head := publish.WorksheetHead{Community: w.Community, Place: d.tree().FullName(division.Code(w.Community)), Campaign: m.Campaign, By: by.Name, Purpose: by.Purpose}
		for _, l := range w.Lines {
			m.Lines[string(l.Sheet)]++
		}
		docs := publish.NewWorksheets(pc, head, w.published()).Documents(o.Parts)
		for i, doc := range docs {
			if err := errors.Join(ctx.Err(), o.write(ctx, doc, m)); err != nil {
				return err
			}
			if o.Written != nil {
				o.Written(int64(i+1), int64(len(docs)))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, d.sealWorksheets(ctx, &o, m)
}

// mayWrite asks for the rights that an order takes.
func (d *Desk) mayWrite(by quanyuan.Principal, o *WorksheetOrder) error {
	if strings.TrimSpace(by.Name) == "" {
		return refuse("event.actor")
	}
	for _, p := range o.Parts {
		if !slices.Contains(publish.Parts(), p) {
			return refuse("worksheet.part_unknown", p)
		}
	}
	for _, f := range o.Formats {
		if f != WorksheetXLSX && f != WorksheetHTML && (f != WorksheetPDF || o.Print == nil) {
			return refuse("worksheet.format_unknown", f)
		}
	}
	actions := []access.Action{access.List, access.Export}
	if o.Full {
		actions = append(actions, access.Unmask)
	}
	for _, action := range actions {
		if err := d.may(by, action, worksheetKind, ""); err != nil {
			return err
		}
	}
	if o.Full && utf8.RuneCountInString(strings.TrimSpace(by.Purpose)) < 4 {
		return refuse("access.reason")
	}
	return nil
}

// published gives the lines as documents write them.
func (w *Worksheet) published() []publish.WorksheetLine {
	out := make([]publish.WorksheetLine, len(w.Lines))
	for i, l := range w.Lines {
		x := publish.WorksheetLine{Sheet: l.Sheet, Person: l.Shown, Presence: l.Presence, Field: l.Field, Value: l.Value, Told: l.Told}
		x.Why, x.Advice = l.Why("zh")
		for _, s := range l.Said {
			x.Sources = append(x.Sources, publish.WorksheetSource(s))
		}
		out[i] = x
	}
	return out
}

// write writes a document in its formats and notes the files in the manifest.
func (o *WorksheetOrder) write(ctx context.Context, doc *publish.WorksheetDocument, m *WorksheetManifest) error {
	for _, format := range o.Formats {
		var b bytes.Buffer
		var err error
		if format == WorksheetXLSX {
			err = doc.XLSX(&b)
		} else {
			err = doc.HTML(&b)
		}
		raw := b.Bytes()
		if err == nil && format == WorksheetPDF {
			raw, err = o.Print(ctx, raw)
		}
		if err != nil {
			return err
		}
		name, sum := doc.Name+"."+format, sha256.Sum256(raw)
		if err := o.Save(name, func(w io.Writer) error { _, err := w.Write(raw); return err }); err != nil {
			return err
		}
		m.Files = append(m.Files, ManifestFile{Name: name, Size: int64(len(raw)), SHA256: hex.EncodeToString(sum[:])})
	}
	return nil
}

// sealWorksheets writes the manifest and its signature.
func (d *Desk) sealWorksheets(ctx context.Context, o *WorksheetOrder, m *WorksheetManifest) error {
	if err := d.trail.flush(ctx); err != nil {
		return err
	}
	head, err := d.store.Head(ctx)
	if err != nil {
		return err
	}
	m.Audit = head.String()
	key, err := d.exportKey(ctx)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	return errors.Join(
		o.Save(ExportManifest, func(w io.Writer) error { _, err := w.Write(raw); return err }),
		o.Save(ExportSignature, func(w io.Writer) error {
			_, err := io.WriteString(w, base64.StdEncoding.EncodeToString(ed25519.Sign(key, raw))+"\n")
			return err
		}))
}
