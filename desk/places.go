package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"sync/atomic"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

// The settings that keep the city's divisions file as it was given or amended,
// and the hash of the one that a revision wrote last: a few bytes that tell an
// open desk whether it must read the file again.
const (
	settingDivisions     = "divisions"
	settingDivisionsHash = "divisions.hash"
)

// places are the divisions a desk works with. They are read anew when a
// revision has changed them, in this program or in another.
type places struct {
	mu  sync.Mutex // one reads
	now atomic.Pointer[divisions]
}

// divisions are one list and what is made of it.
type divisions struct {
	tree   *division.Tree
	parser *address.Parser
	home   division.Code
	hash   string
}

func (d *Desk) tree() *division.Tree    { return d.places.now.Load().tree }
func (d *Desk) parser() *address.Parser { return d.places.now.Load().parser }
func (d *Desk) home() division.Code     { return d.places.now.Load().home }

// followDivisions reads the list of divisions again if it has changed.
func (d *Desk) followDivisions(ctx context.Context) error {
	hash, err := d.setting(ctx, settingDivisionsHash)
	if err != nil {
		return err
	}
	if known := d.places.now.Load(); known != nil && known.hash == string(hash) {
		return nil
	}
	d.places.mu.Lock()
	defer d.places.mu.Unlock()
	if known := d.places.now.Load(); known != nil && known.hash == string(hash) {
		return nil
	}
	// The hash was written after its list, so the list is this one or a later.
	raw, err := d.setting(ctx, settingDivisions)
	if err != nil {
		return err
	}
	p := &divisions{tree: division.Embedded(), hash: string(hash)}
	if raw != nil {
		if p.tree, err = p.tree.WithFile(bytes.NewReader(raw), settingDivisions); err != nil {
			return err
		}
		p.home = homeOf(p.tree)
	}
	p.parser = address.NewParser(p.tree, p.home)
	d.places.now.Store(p)
	return nil
}

// setDivisions writes an amended list, for all desks that are open.
func setDivisions(ctx context.Context, store quanyuan.Store, raw []byte) error {
	if err := store.SetSetting(ctx, settingDivisions, raw); err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	return store.SetSetting(ctx, settingDivisionsHash, []byte(hex.EncodeToString(sum[:])))
}
