package web

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/intake"
)

// draft is a list that was uploaded and is looked at before it is taken in. It
// lies in a folder of its own below Options.Uploads and outlives the page and
// the session, and the program where the folder does, for draftLasts.
type draft struct {
	ID      string          `json:"id"`
	Account string          `json:"account"` // nobody else sees it
	File    string          `json:"file"`
	Source  quanyuan.Source `json:"source"`
	AsOf    quanyuan.Date   `json:"as_of"`
	Mapping intake.Mapping  `json:"mapping"` // the sheets that were mended, and fixes; the rest is guessed
	Made    time.Time       `json:"made"`

	mu      sync.Mutex    // one change after the other
	checked *desk.Checked // what the last check found; nil: not yet
	taking  bool          // it is being taken in and does not change any more
}

// draftLasts is how long a list waits to be taken in.
const draftLasts = 7 * 24 * time.Hour

// drafts are the lists that wait.
type drafts struct {
	o   *Options
	mu  sync.Mutex
	all map[string]*draft
}

// newDrafts finds the drafts that an earlier program left.
func newDrafts(o *Options) (*drafts, error) {
	ds := &drafts{o: o, all: map[string]*draft{}}
	folders, err := filepath.Glob(filepath.Join(o.Uploads, "draft-*"))
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		raw, err := os.ReadFile(filepath.Join(folder, "draft.json"))
		if errors.Is(err, fs.ErrNotExist) { // it was being received
			os.RemoveAll(folder)
			continue
		}
		if err != nil {
			return nil, err
		}
		d := &draft{}
		if err := json.Unmarshal(raw, d); err != nil || filepath.Base(folder) != "draft-"+d.ID {
			o.Log.Warn("a draft that cannot be read", "folder", filepath.Base(folder))
			continue
		}
		ds.all[d.ID] = d
	}
	return ds, nil
}

func (ds *drafts) folder(d *draft) string { return filepath.Join(ds.o.Uploads, "draft-"+d.ID) }

// path is where the file of a draft lies: in a folder where nothing else is, so
// that no name can meet that of another file.
func (ds *drafts) path(d *draft) string { return filepath.Join(ds.folder(d), "file", d.File) }

// of gives the draft that the path names if it is the account's.
func (ds *drafts) of(q *request) (*draft, error) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if d := ds.all[q.PathValue("id")]; d != nil && d.Account == q.by.Account && q.by.Account != "" {
		return d, nil
	}
	return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "draft.gone"}
}

// open are the drafts of an account.
func (ds *drafts) open(account string) (out []*draft) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for _, d := range ds.all {
		if d.Account == account && account != "" {
			out = append(out, d)
		}
	}
	return out
}

// receive keeps a file under its bare name in a folder of its own.
func (ds *drafts) receive(q *request, part *multipart.Part) (*draft, error) {
	name := filepath.Base(filepath.FromSlash(strings.ReplaceAll(part.FileName(), `\`, "/")))
	if name == "." || name == string(filepath.Separator) || len(name) > 200 || strings.HasPrefix(name, ".") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "draft.file", Where: quanyuan.Where{Field: "file"}}
	}
	ds.sweep()
	id := make([]byte, 16)
	if _, err := io.ReadFull(ds.o.Random, id); err != nil {
		return nil, err
	}
	d := &draft{ID: hex.EncodeToString(id), Account: q.by.Account, File: name, Mapping: intake.Mapping{Version: intake.MappingVersion}, Made: ds.o.Now()}
	if err := os.MkdirAll(filepath.Join(ds.folder(d), "file"), 0o700); err != nil {
		return nil, err
	}
	if err := ds.copy(d, part); err != nil {
		os.RemoveAll(ds.folder(d))
		return nil, err
	}
	return d, nil
}

func (ds *drafts) copy(d *draft, part io.Reader) error {
	f, err := os.OpenFile(ds.path(d), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(part, ds.o.MaxUpload+1))
	if e := f.Close(); err == nil {
		err = e
	}
	switch {
	case err != nil:
		return tooLarge(err)
	case n > ds.o.MaxUpload:
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "request.too_large", Where: quanyuan.Where{Field: "file"}}
	case n == 0:
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "draft.file", Where: quanyuan.Where{Field: "file"}}
	}
	return nil
}

// keep writes down what was said of a draft.
func (ds *drafts) keep(d *draft) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	to := filepath.Join(ds.folder(d), "draft.json")
	if err := os.WriteFile(to+".new", raw, 0o600); err != nil {
		return err
	}
	if err := os.Rename(to+".new", to); err != nil {
		return err
	}
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.all[d.ID] = d
	return nil
}

// drop forgets a draft and its file.
func (ds *drafts) drop(d *draft) error {
	ds.mu.Lock()
	delete(ds.all, d.ID)
	ds.mu.Unlock()
	return os.RemoveAll(ds.folder(d))
}

// sweep drops what has waited too long.
func (ds *drafts) sweep() {
	ds.mu.Lock()
	var old []*draft
	for _, d := range ds.all {
		if ds.o.Now().Sub(d.Made) > draftLasts {
			old = append(old, d)
		}
	}
	ds.mu.Unlock()
	for _, d := range old {
		if err := ds.drop(d); err != nil {
			ds.o.Log.Warn("old draft", "error", err)
		}
	}
}

// upload is the draft as the desk takes it.
func (ds *drafts) upload(d *draft) desk.Upload {
	u := desk.Upload{Path: ds.path(d), Source: d.Source, AsOf: d.AsOf}
	if m := d.Mapping; len(m.Sheets) > 0 || len(m.Fixes) > 0 {
		u.Mapping = &m
	}
	return u
}

// check reads the draft as it stands, unless that was done since it changed.
func (ds *drafts) check(ctx context.Context, use *desk.Desk, by quanyuan.Principal, d *draft, progress func(int64)) (*desk.Checked, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.checked != nil {
		return d.checked, nil
	}
	u := ds.upload(d)
	u.Progress = progress
	c, err := use.Check(ctx, by, u, mostRows+1)
	if err == nil {
		d.checked = c
	}
	return c, err
}

// take gives what is to be taken in, to one at a time.
func (ds *drafts) take(d *draft) (desk.Upload, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := os.Stat(ds.path(d))
	if err != nil || d.taking {
		return desk.Upload{}, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "draft.gone"}
	}
	d.taking = true
	return ds.upload(d), nil
}

// letGo lets a draft change again that was not taken in.
func (ds *drafts) letGo(d *draft) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taking = false
}
