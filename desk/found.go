package desk

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"quanyuan"
)

// settingFound keeps in which records of the starting register something was
// found. Records never change, but for an erasure, which empties it.
const settingFound = "register.found"

// keptFound is what is kept of one batch.
type keptFound struct {
	Faultless map[string]int `json:"faultless"` // records in which nothing was found, by community
	Found     []uint32       `json:"found"`     // the others: the number within the batch, less that of the one before
}

// foundAtOnce is how many records are read together.
const foundAtOnce = 1000

// addRegistered adds the starting register to what is published: the records in
// which something was found, and how many are faultless.
func (d *Desk) addRegistered(ctx context.Context, p *Publication) error {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return err
	}
	raw, err := d.setting(ctx, settingFound)
	if err != nil {
		return err
	}
	kept := map[quanyuan.BatchID]*keptFound{}
	if json.Unmarshal(raw, &kept) != nil {
		kept = map[quanyuan.BatchID]*keptFound{} // nothing, or of another program: it is found anew
	}
	known := len(kept)
	for i := range batches {
		b := &batches[i]
		if b.Source.Kind != quanyuan.Register {
			continue
		}
		add := func(r *quanyuan.Record) {
			p.Figures.AddRegister(r)
			p.Worklists.AddRegister(b, r)
		}
		k := kept[b.ID]
		if k == nil {
			k, err = d.findFound(ctx, b.ID, add)
			kept[b.ID] = k
		} else {
			err = d.readFound(ctx, b.ID, k, add)
		}
		if err != nil {
			return err
		}
		for _, community := range slices.Sorted(maps.Keys(k.Faultless)) {
			p.Figures.AddFaultless(k.Faultless[community])
			p.Worklists.AddFaultless(community)
		}
	}
	if len(kept) == known {
		return nil
	}
	if raw, err = json.Marshal(kept); err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingFound, raw)
}

// findFound gives the records of a batch in which something was found, and what
// to keep of them.
func (d *Desk) findFound(ctx context.Context, id quanyuan.BatchID, add func(*quanyuan.Record)) (*keptFound, error) {
	k := &keptFound{Faultless: map[string]int{}}
	last := uint32(0)
	for r, err := range d.store.Found(ctx, id) {
		if err != nil {
			return nil, err
		}
		if len(r.Findings) == 0 {
			k.Faultless[r.Text(quanyuan.CommunityCode)]++
			continue
		}
		add(r)
		k.Found = append(k.Found, uint32(r.ID)-last)
		last = uint32(r.ID)
	}
	return k, nil
}

// readFound reads the records of which is known that something was found.
func (d *Desk) readFound(ctx context.Context, id quanyuan.BatchID, k *keptFound, add func(*quanyuan.Record)) error {
	at := quanyuan.RecordID(id) << 32
	for some := range slices.Chunk(k.Found, foundAtOnce) {
		ids := make([]quanyuan.RecordID, len(some))
		for i, n := range some {
			at += quanyuan.RecordID(n)
			ids[i] = at
		}
		records, err := d.store.RecordsOf(ctx, ids)
		if err != nil {
			return err
		}
		for _, r := range records {
			add(r)
		}
	}
	return nil
}
