package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// Backup is a verified copy of the register, as the sheet beside it tells.
type Backup struct {
	Name     string    `json:"name"` // of the file in the folder
	At       time.Time `json:"at"`   // of which it is
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Persons  int       `json:"persons"` // stored ones, each folded again from its events
	Audit    string    `json:"audit"`   // end of the audit chain, SEQ:HASH
	Verified time.Time `json:"verified"`
	By       string    `json:"by,omitempty"`
	// Missing and Changed say what is wrong with it now: its file is gone, or of
	// another size than the sheet says.
	Missing bool `json:"-"`
	Changed bool `json:"-"`
}

// backups is where copies of the register are kept.
type backups struct {
	folder string
	open   func(ctx context.Context, path string) (quanyuan.Store, error)
}

// KeepBackups sets the folder for copies of the register, and how a copy is
// opened without changing it. Nothing serves what lies in the folder.
func KeepBackups(folder string, open func(ctx context.Context, path string) (quanyuan.Store, error)) Option {
	return func(d *Desk) { d.backups = backups{folder, open} }
}

// HasBackups reports whether a folder for copies was set.
func (d *Desk) HasBackups() bool { return d.backups.folder != "" }

// Backup copies the register as it is at one moment into the folder and
// verifies the copy: every page of the file, every person against its events,
// the audit chain. What does not verify is not kept. Stages are "backup.copy",
// "backup.pages", "backup.persons" and "backup.hash".
func (d *Desk) Backup(ctx context.Context, by quanyuan.Principal, progress func(stage string, done, total int64)) (*Backup, error) {
	if err := d.may(by, access.Configure, "backup", ""); err != nil {
		return nil, err
	}
	if d.storage == nil || !d.HasBackups() {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "backup.none"}
	}
	if err := os.MkdirAll(d.backups.folder, 0o700); err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "backup.folder", Err: err}
	}
	space, err := d.storage.Space(ctx)
	if err != nil {
		return nil, err
	}
	if space.Free >= 0 && space.Free < space.File+space.Log {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "backup.disk"}
	}
	b := &Backup{At: d.now(), By: by.Name}
	b.Name = "register-" + b.At.UTC().Format("20060102-150405") + ".db"
	path := filepath.Join(d.backups.folder, b.Name)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "store.exists", Args: []any{b.Name}}
	}
	if err := d.note(by, access.Configure, "backup", b.Name, "backup", 0); err != nil {
		return nil, err
	}
	if err := d.trail.flush(ctx); err != nil {
		return nil, err
	}
	progress("backup.copy", 0, 0)
	part := path + ".part"
	os.Remove(part) // of a run that was killed
	if err := d.storage.Copy(ctx, part); err != nil {
		return nil, err
	}
	err = d.verifyCopy(ctx, part, b, progress)
	if err == nil {
		progress("backup.hash", 0, 0)
		err = b.measure(ctx, part)
	}
	if err == nil {
		err = errors.Join(os.Rename(part, path), b.write(path))
	}
	if err != nil {
		os.Remove(part)
		return nil, err
	}
	return b, d.listErased(ctx)
}

// verifyCopy looks at a copy as a register is looked at.
func (d *Desk) verifyCopy(ctx context.Context, path string, b *Backup, progress func(stage string, done, total int64)) error {
	s, err := d.backups.open(ctx, path)
	if err != nil {
		return err
	}
	defer s.Close()
	if st, ok := s.(quanyuan.Storage); ok {
		progress("backup.pages", 0, 0)
		if err := st.Check(ctx); err != nil {
			return err
		}
	}
	c, err := Open(ctx, s, d.now)
	if err != nil {
		return err
	}
	total, err := s.Count(ctx)
	if err != nil {
		return err
	}
	broken, persons, err := c.Verify(ctx, 1, func(done int64) { progress("backup.persons", min(done, int64(total)), int64(total)) })
	if err != nil {
		return err
	}
	if len(broken) > 0 {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "backup.broken", Args: []any{string(broken[0].Person)}}
	}
	end, err := s.Head(ctx)
	if err != nil {
		return err
	}
	head, wrong, err := access.Verify(s.Chain(ctx), end)
	if err != nil {
		return err
	}
	if wrong != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: wrong.Key, Args: []any{wrong.Seq}}
	}
	b.Persons, b.Audit, b.Verified = persons, head.String(), d.now()
	return nil
}

// measure notes size and hash of a file.
func (b *Backup) measure(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	b.Bytes, err = io.Copy(h, readerUntil{ctx, f})
	b.SHA256 = hex.EncodeToString(h.Sum(nil))
	return err
}

// readerUntil is a reader that fails when its context has ended.
type readerUntil struct {
	ctx context.Context
	r   io.Reader
}

func (r readerUntil) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// sheetEnd is behind the name of a copy in the name of its sheet.
const sheetEnd = ".json"

func (b *Backup) write(path string) error {
	raw, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path+sheetEnd, append(raw, '\n'), 0o600)
}

// ReadBackup reads the sheet beside a copy.
func ReadBackup(path string) (*Backup, error) {
	raw, err := os.ReadFile(path + sheetEnd)
	b := &Backup{}
	if err == nil {
		err = json.Unmarshal(raw, b)
	}
	if err != nil || b.Name != filepath.Base(path) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "backup.sheet", Args: []any{filepath.Base(path)}, Err: err}
	}
	return b, nil
}

// Backups lists the copies in the folder, the latest first. Their hashes are
// not computed again; see RestoreBackup.
func (d *Desk) Backups(_ context.Context, by quanyuan.Principal) ([]Backup, error) {
	if err := d.may(by, access.Configure, "backup", ""); err != nil {
		return nil, err
	}
	return d.backupsInFolder()
}

func (d *Desk) backupsInFolder() ([]Backup, error) {
	if !d.HasBackups() {
		return nil, nil
	}
	sheets, err := filepath.Glob(filepath.Join(globSafe(d.backups.folder), "*.db"+sheetEnd))
	if err != nil {
		return nil, err
	}
	var out []Backup
	for _, sheet := range sheets {
		path := strings.TrimSuffix(sheet, sheetEnd)
		b, err := ReadBackup(path)
		if err != nil {
			continue // not one of ours
		}
		st, err := os.Stat(path)
		b.Missing = err != nil
		b.Changed = err == nil && st.Size() != b.Bytes
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b Backup) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name)) })
	return out, nil
}

// globSafe keeps what a folder's name has of patterns from being one.
func globSafe(folder string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(folder)
}

// RestoreBackup puts a copy where a register is to be: a new file with the bytes
// that the sheet was written for. It never overwrites.
func RestoreBackup(ctx context.Context, from, to string) (b *Backup, err error) {
	if b, err = ReadBackup(from); err != nil {
		return nil, err
	}
	in, err := os.Open(from)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{from}}
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "store.exists", Args: []any{filepath.Base(to)}}
	}
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), readerUntil{ctx, in})
	if err == nil && hex.EncodeToString(h.Sum(nil)) != b.SHA256 {
		err = &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "backup.changed", Args: []any{b.Name}}
	}
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		os.Remove(to)
		return nil, err
	}
	return b, nil
}
