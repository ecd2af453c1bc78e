package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// ErasedName is the name of the list of erasures in the folder of backups.
const ErasedName = "erased.json"

// KeepErased sets the file beside the register that lists who was erased: a
// backup from before does not know it, and restoring one erases again by the
// list. A list is kept in the folder of backups too.
func KeepErased(path string) Option { return func(d *Desk) { d.erased = path } }

// erasedLists are the files that list who was erased.
func (d *Desk) erasedLists() (paths []string) {
	if d.erased != "" {
		paths = append(paths, d.erased)
	}
	if d.HasBackups() {
		paths = append(paths, filepath.Join(d.backups.folder, ErasedName))
	}
	return paths
}

// listErased writes the lists anew: the erasures that stand in them and those of
// the register.
func (d *Desk) listErased(ctx context.Context) error {
	own, err := d.erasuresOf(ctx, "", quanyuan.ErasureBegun, quanyuan.ErasureDone)
	if err != nil {
		return err
	}
	for _, path := range d.erasedLists() {
		before, err := ReadErased(path)
		if err != nil {
			return err
		}
		all := joinErased(before, own)
		if len(all) == 0 || len(all) == len(before) && !slices.ContainsFunc(before, func(e *quanyuan.Erasure) bool { return e.At.IsZero() }) {
			continue
		}
		raw, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		part := path + ".part"
		err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(part, append(raw, '\n'), 0o600), os.Rename(part, path))
		if err != nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "erase.list", Args: []any{filepath.Base(path)}, Err: err}
		}
	}
	return nil
}

// joinErased joins lists by the erasures' IDs. An erasure that is complete in the
// first stays as it is there: a restored register may know less of it.
func joinErased(lists ...[]*quanyuan.Erasure) (out []*quanyuan.Erasure) {
	for _, list := range lists {
		for _, e := range list {
			i := slices.IndexFunc(out, func(o *quanyuan.Erasure) bool { return o.ID == e.ID })
			switch {
			case i < 0:
				out = append(out, e)
			case out[i].At.IsZero():
				out[i] = e
			}
		}
	}
	slices.SortFunc(out, func(a, b *quanyuan.Erasure) int { return cmp.Or(a.Begun.Compare(b.Begun), cmp.Compare(a.ID, b.ID)) })
	return out
}

// ReadErased reads lists of erasures; those that are not there hold none.
func ReadErased(paths ...string) ([]*quanyuan.Erasure, error) {
	var all []*quanyuan.Erasure
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var list []*quanyuan.Erasure
		if err == nil {
			err = json.Unmarshal(raw, &list)
		}
		if err != nil || slices.Contains(list, nil) {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "erase.list", Args: []any{filepath.Base(path)}, Err: err}
		}
		all = joinErased(all, list)
	}
	return all, nil
}

// EraseAgain erases in a register restored from a backup of a moment all who
// were erased since, by lists that ReadErased gave. Whoever had records then
// that were not erased keeps his number and those.
func (d *Desk) EraseAgain(ctx context.Context, by quanyuan.Principal, list []*quanyuan.Erasure, since time.Time) (again []*quanyuan.Erasure, err error) {
	if err := d.may(by, access.Erase, erasureKind, ""); err != nil {
		return nil, err
	}
	for _, listed := range list {
		if listed.Begun.Before(since) {
			continue
		}
		e := *listed
		before, err := d.paper(ctx, &quanyuan.Change{}, quanyuan.ErasurePaper, e.ID)
		if err != nil {
			return again, err
		}
		if before != nil {
			if before.State == quanyuan.ErasureDone {
				continue
			}
			e.Version = before.Version
		}
		x, err := d.erasingOf(ctx, by, &e, e.Numbers, slices.Clip(append([]quanyuan.RecordID{0}, e.Records...)))
		if err != nil {
			return again, err
		}
		if err := x.write("again"); err != nil {
			return again, err
		}
		again = append(again, &e)
	}
	if len(again) == 0 {
		return nil, d.listErased(ctx)
	}
	if err := d.store.Scrub(ctx); err != nil {
		return again, err
	}
	for _, e := range again {
		e.At, e.State = d.now(), quanyuan.ErasureDone
		if err := d.keepErasure(ctx, by, e, "again"); err != nil {
			return again, err
		}
	}
	return again, d.listErased(ctx)
}
