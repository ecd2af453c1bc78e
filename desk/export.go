package desk

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/intake"
	"quanyuan/publish"
	"quanyuan/register"
)

// Settings of the exports to the old system: the seed of the key that signs
// them, and where the last one ended, a setting for each division.
const (
	settingExportKey  = "export.key"
	settingExportLast = "export.pic.last "
)

// The files of an export.
const (
	ExportCSV       = "changes.csv"
	ExportWorkbook  = "changes.xlsx"
	ExportManifest  = "manifest.json"
	ExportSignature = "manifest.sig"
)

// SinceLast exports what happened since the last export or, before the first,
// since the starting register.
const SinceLast int64 = -1

// ExportOrder says what is to be exported and where it goes.
type ExportOrder struct {
	Since    int64  // Seq of an event, or SinceLast
	Division string // "": all that the principal is for
	Save     publish.Save
}

// Manifest describes an export; it is what the signature covers.
type Manifest struct {
	Format   string         `json:"format"` // "quanyuan-changes-1"
	Made     time.Time      `json:"made"`
	By       string         `json:"by"`
	Division string         `json:"division,omitempty"`
	Layout   string         `json:"layout"` // SHA-256 of the file of the old system whose columns these are
	From     int64          `json:"from"`   // the changes are of the events behind this one
	To       int64          `json:"to"`     // up to this one
	Persons  int            `json:"persons"`
	Rows     int            `json:"rows"`
	Acts     map[string]int `json:"acts"`  // rows by what is to be done
	Audit    string         `json:"audit"` // head of the audit chain, which has a line of this export
	Files    []ManifestFile `json:"files"`
}

// ManifestFile is a file of an export.
type ManifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// What is to be done in the old system with a row.
const (
	actNew     = "新增"
	actChanged = "变更"
	actMoved   = "迁出"
	actExited  = "退出"
	actMerged  = "并入"
	actSplit   = "拆出"
)

// Export writes what has changed since an event for the old system to take in:
// a row for each person and community in its own layout, signed.
func (d *Desk) Export(ctx context.Context, by quanyuan.Principal, o ExportOrder) (*Manifest, error) {
	if strings.TrimSpace(by.Name) == "" {
		return nil, refuse("event.actor")
	}
	// Whole rows leave, unmasked: it takes the right to export and to speak
	// for the register.
	for _, action := range []access.Action{access.Export, access.Revise} {
		if err := d.may(by, action, batchKind, ""); err != nil {
			return nil, err
		}
	}
	scope := by.Scope()
	if o.Division != "" {
		if scope = within(quanyuan.Scope{o.Division}, by.Scope()); len(scope) == 0 {
			return nil, d.checked(by, access.Export, batchKind, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "division.not_yours", Args: []any{o.Division}})
		}
	}
	key, err := d.exportKey(ctx)
	if err != nil {
		return nil, err
	}
	x, err := d.exporting(ctx, scope)
	if err != nil {
		return nil, err
	}
	if o.Since == SinceLast {
		last, err := d.lastExport(ctx, o.Division)
		if err != nil {
			return nil, err
		}
		o.Since = last.Seq
		// What the old system has sent since then it need not be told.
		x.answers = !x.batch.Received.Before(last.At) && (x.batch.AsOf.IsZero() || x.batch.AsOf.String() >= quanyuan.DateOf(last.At).String())
	}
	m := &Manifest{Format: "quanyuan-changes-1", Made: d.now().UTC(), By: by.Name, Division: o.Division, Layout: x.batch.Hash, From: o.Since, Acts: map[string]int{}}
	numbers, to, err := d.changedSince(ctx, o.Since)
	if err != nil {
		return nil, err
	}
	m.To = to
	for _, n := range numbers {
		rows, err := x.rowsOf(ctx, n, o.Since)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			m.Persons++
		}
		for _, r := range rows {
			m.Acts[r.act]++
			x.table = append(x.table, r.cells)
		}
	}
	m.Rows = len(x.table) - 1
	return m, d.writeExport(ctx, by, o, m, x.table, key)
}

// writeExport writes the files, then the manifest that names them, then
// remembers how far it came: a failure on the way is exported again.
func (d *Desk) writeExport(ctx context.Context, by quanyuan.Principal, o ExportOrder, m *Manifest, table [][]string, key ed25519.PrivateKey) error {
	for name, write := range map[string]func(io.Writer) error{
		ExportCSV:      func(w io.Writer) error { return publish.TableCSV(w, table) },
		ExportWorkbook: func(w io.Writer) error { return publish.TableXLSX(w, "变更", table, m.Made) },
	} {
		f := ManifestFile{Name: name}
		err := o.Save(name, func(w io.Writer) error {
			h := sha256.New()
			c := &counter{w: io.MultiWriter(w, h)}
			err := write(c)
			f.Size, f.SHA256 = c.n, hex.EncodeToString(h.Sum(nil))
			return err
		})
		if err != nil {
			return err
		}
		m.Files = append(m.Files, f)
	}
	slices.SortFunc(m.Files, func(a, b ManifestFile) int { return cmp.Compare(a.Name, b.Name) })
	if err := d.note(by, access.Export, batchKind, "", fmt.Sprintf("pic %d-%d %s", m.From, m.To, o.Division), m.Persons); err != nil {
		return err
	}
	if err := d.trail.flush(ctx); err != nil {
		return err
	}
	head, err := d.store.Head(ctx)
	if err != nil {
		return err
	}
	m.Audit = head.String()
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(key, raw)) + "\n"
	for _, f := range []struct {
		name string
		raw  []byte
	}{{ExportManifest, raw}, {ExportSignature, []byte(signature)}} {
		if err := o.Save(f.name, func(w io.Writer) error { _, err := w.Write(f.raw); return err }); err != nil {
			return err
		}
	}
	last, err := json.Marshal(exported{m.To, m.Made})
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingExportLast+o.Division, last)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// exportKey is the key that signs exports, made when it is first needed.
func (d *Desk) exportKey(ctx context.Context) (ed25519.PrivateKey, error) {
	seed, err := d.setting(ctx, settingExportKey)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		seed = make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(d.random, seed); err != nil {
			return nil, err
		}
		if err := d.store.SetSetting(ctx, settingExportKey, seed); err != nil {
			return nil, err
		}
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// ExportKey is the public key by which an export is known to be this
// register's, in base64.
func (d *Desk) ExportKey(ctx context.Context) (string, error) {
	key, err := d.exportKey(ctx)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)), nil
}

// VerifyExport checks an export: the manifest's signature by the key, and that
// the files are those that it names. read gives a file of the export.
func VerifyExport(key string, read func(name string) ([]byte, error)) (*Manifest, error) {
	public, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	if err != nil || len(public) != ed25519.PublicKeySize {
		return nil, refuse("export.key")
	}
	raw, err := read(ExportManifest)
	if err != nil {
		return nil, err
	}
	text, err := read(ExportSignature)
	if err != nil {
		return nil, err
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || !ed25519.Verify(public, raw, signature) {
		return nil, refuse("export.signature")
	}
	m := &Manifest{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, refuse("export.signature")
	}
	for _, f := range m.Files {
		body, err := read(f.Name)
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != f.SHA256 {
			return nil, refuse("export.file", f.Name)
		}
	}
	return m, nil
}

// exported is where an export ended, and when it was made.
type exported struct {
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
}

// lastExport is where the last export of a division ended or, before the first,
// where the starting register did.
func (d *Desk) lastExport(ctx context.Context, division string) (last exported, err error) {
	raw, err := d.setting(ctx, settingExportLast+division)
	if err != nil {
		return last, err
	}
	if raw != nil {
		return last, json.Unmarshal(raw, &last)
	}
	// The starting register is what the old system knows: it comes before all
	// that was done at a desk.
	first, err := d.oldSystem(ctx)
	if err != nil {
		return last, err
	}
	last.At = first[0].Received
	for {
		es, err := d.store.EventsAfter(ctx, last.Seq, chunk)
		if err != nil {
			return last, err
		}
		for _, e := range es {
			if quanyuan.BatchID(e.Record>>32) != first[0].ID || e.Kind != quanyuan.Entered {
				return last, nil
			}
			last.Seq = e.Seq
		}
		if len(es) == 0 {
			return last, nil
		}
	}
}

// oldSystem are the exports of the old system that were imported, at least one.
func (d *Desk) oldSystem(ctx context.Context) ([]quanyuan.Batch, error) {
	all, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(b quanyuan.Batch) bool { return b.Source.Kind != quanyuan.Register })
	if len(all) == 0 {
		return nil, refuse("export.no_register")
	}
	return all, nil
}

// changedSince are the persons whom events behind a Seq name, and the last Seq.
func (d *Desk) changedSince(ctx context.Context, seq int64) ([]quanyuan.Number, int64, error) {
	named := map[quanyuan.Number]bool{}
	for {
		es, err := d.store.EventsAfter(ctx, seq, chunk)
		if err != nil {
			return nil, 0, err
		}
		for _, e := range es {
			named[e.Person], seq = true, e.Seq
			if e.Other != "" {
				named[e.Other] = true
			}
		}
		if len(es) == 0 {
			return slices.Sorted(maps.Keys(named)), seq, nil
		}
	}
}

// exporting is what an export knows of the old system's layout.
type exporting struct {
	*Desk
	batch   quanyuan.Batch
	layout  *publish.Layout
	sources register.Sources
	scope   quanyuan.Scope
	head    []string
	table   [][]string
	// rows are those of the old system's last file. Where answers is set, it
	// was made after the last export.
	rows    map[quanyuan.Number][]quanyuan.RecordID
	answers bool
}

func (d *Desk) exporting(ctx context.Context, scope quanyuan.Scope) (*exporting, error) {
	batches, err := d.oldSystem(ctx)
	if err != nil {
		return nil, err
	}
	x := &exporting{Desk: d, batch: batches[len(batches)-1], scope: scope, rows: map[quanyuan.Number][]quanyuan.RecordID{}}
	if x.sources, err = d.sources(ctx); err != nil {
		return nil, err
	}
	columns, err := layoutOf(x.batch)
	if err != nil {
		return nil, err
	}
	x.layout = publish.NewLayout(columns, func(id quanyuan.RecordID) bool {
		source, _ := x.sources.Of(id)
		return source.Kind == quanyuan.Register
	}, d.PlaceName)
	for r, err := range d.store.Records(ctx, x.batch.ID) {
		if err != nil {
			return nil, err
		}
		x.layout.Learn(r)
		if n := quanyuan.Number(r.Text(quanyuan.PersonNumber)); n != "" && r.SetAside == "" {
			x.rows[n] = append(x.rows[n], r.ID)
		}
	}
	x.head = x.layout.Head()
	x.table = [][]string{append(slices.Clone(x.head), "办理", "变更项目")}
	return x, nil
}

// layoutOf are the columns of the first sheet with persons of a batch's file.
func layoutOf(b quanyuan.Batch) ([]publish.LayoutColumn, error) {
	m := &intake.Mapping{}
	if err := json.Unmarshal(b.Mapping, m); err != nil {
		return nil, fmt.Errorf("mapping of batch %d: %w", b.ID, err)
	}
	for _, s := range m.Sheets {
		if s.Skip {
			continue
		}
		var out []publish.LayoutColumn
		seen := map[intake.ColumnMapping]bool{}
		for _, c := range s.Columns {
			f, known := quanyuan.FieldByKey(c.Field)
			// An address in several columns is kept as one: it goes into the first.
			of := intake.ColumnMapping{Field: c.Field, Child: c.Child}
			known, seen[of] = known && !seen[of], true
			out = append(out, publish.LayoutColumn{Header: cmp.Or(c.Header, c.Column), Field: f, Known: known, Child: c.Child})
		}
		return out, nil
	}
	return nil, refuse("export.no_register")
}

// exportRow is one row with what is to be done with it.
type exportRow struct {
	act   string
	cells []string
}

// rowsOf compares the rows that a person had when an event had happened with
// those of now. What changed nothing that the old system keeps gives no row.
func (x *exporting) rowsOf(ctx context.Context, n quanyuan.Number, since int64) ([]exportRow, error) {
	p, err := x.store.Person(ctx, n)
	if err != nil {
		return nil, err
	}
	events, err := x.store.Events(ctx, n)
	if err != nil {
		return nil, err
	}
	before, err := x.personAt(ctx, p, events, since)
	if err != nil {
		return nil, err
	}
	was, is := x.layout.Rows(before), x.layout.Rows(p)
	var there map[string][]string
	if x.answers {
		folded, _, err := x.folded(ctx, n, x.rows[n], x.sources)
		if err != nil {
			return nil, err
		}
		there = x.layout.Rows(folded)
	}
	places := slices.Collect(maps.Keys(was))
	for c := range is {
		if was[c] == nil {
			places = append(places, c)
		}
	}
	slices.Sort(places)
	var out []exportRow
	for _, c := range places {
		if !x.scope.Holds(c) && (c != "" || !x.scope.Reaches(nil)) || slices.Equal(was[c], is[c]) || x.answers && slices.Equal(there[c], is[c]) {
			continue
		}
		act, words, cells := actChanged, actChanged, is[c]
		var changed []string
		switch {
		case is[c] == nil:
			act, words = leaving(p)
			cells = was[c]
		case was[c] == nil:
			act, words = coming(n, before, events, since)
		default:
			for i := range cells {
				if cells[i] != was[c][i] {
					changed = append(changed, x.head[i])
				}
			}
		}
		out = append(out, exportRow{act, append(slices.Clone(cells), words, strings.Join(changed, "、"))})
	}
	return out, nil
}

// leaving says why a row is to go.
func leaving(p *quanyuan.Person) (act, words string) {
	switch {
	case p.Forward != "":
		return actMerged, actMerged + " " + string(p.Forward)
	case p.Exited == quanyuan.ExitErased:
		return actExited, actExited + " 依法删除"
	case p.Exited != "":
		return actExited, actExited + " " + publish.Word(quanyuan.ExitReason, p.Exited)
	}
	return actMoved, actMoved
}

// coming says why a row is new.
func coming(n quanyuan.Number, before *quanyuan.Person, events []quanyuan.Event, since int64) (act, words string) {
	if before == nil {
		for _, e := range events {
			if e.Seq > since && e.Kind == quanyuan.Split && e.Other == n {
				return actSplit, "自 " + string(e.Person) + " " + actSplit
			}
		}
	}
	return actNew, actNew
}

// personAt folds a person as he was when an event had happened; nil when
// nothing was known under his number.
func (x *exporting) personAt(ctx context.Context, p *quanyuan.Person, events []quanyuan.Event, seq int64) (*quanyuan.Person, error) {
	ids := register.RecordsAt(p.Number, p.Records, events, seq)
	if len(ids) == 0 {
		return nil, nil
	}
	// What the number has lost since is told by the events of who has it now.
	holders := map[quanyuan.Number]bool{}
	for _, id := range ids {
		if slices.Contains(p.Records, id) {
			continue
		}
		holder, err := x.store.PersonOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if holder != "" {
			holders[holder] = true
		}
	}
	events = slices.Clone(events)
	for _, h := range slices.Sorted(maps.Keys(holders)) {
		es, err := x.store.Events(ctx, h)
		if err != nil {
			return nil, err
		}
		events = append(events, es...)
	}
	events = slices.DeleteFunc(events, func(e quanyuan.Event) bool {
		_, has := slices.BinarySearch(ids, e.Record)
		return e.Seq > seq || e.Kind.Structural() || !has
	})
	slices.SortFunc(events, func(a, b quanyuan.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	events = slices.CompactFunc(events, func(a, b quanyuan.Event) bool { return a.Seq == b.Seq })
	records, err := x.store.RecordsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	return register.Fold(p.Number, events, records, x.sources)
}
