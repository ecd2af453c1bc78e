package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"runtime/debug"

	"quanyuan"
	"quanyuan/collate"
)

// settingKnown keeps what the register tells by itself, so that a short list
// costs what the list costs. See docs/decisions/2026-11-30-collate-only-whom-lists-name.md.
const settingKnown = "register.known"

// knownOf says what a kept collate.Known was made of: whatever changes one of
// these may change the other.
type knownOf struct {
	Seq       int64            `json:"seq"`       // of the last event before it was made
	Register  quanyuan.BatchID `json:"register"`  // the last batch of the old system
	Divisions string           `json:"divisions"` // their hash
	Model     string           `json:"model"`
	Different string           `json:"different"` // hash of what was ruled to be different
	Keys      int              `json:"keys"`      // version of the search keys
	Order     int64            `json:"order"`     // stamp of the order of sources
	Program   string           `json:"program"`
}

type keptKnown struct {
	Of knownOf `json:"of"`
	*collate.Known
}

// knownNow says of what a collate.Known would be made now, and what was ruled to
// be different. It is asked for before the register is read: what changes
// meanwhile makes it void.
func (d *Desk) knownNow(ctx context.Context) (of knownOf, different []collate.Different, err error) {
	if of.Seq, err = d.lastSeq(ctx); err != nil {
		return of, nil, err
	}
	if different, err = d.ruledDifferent(ctx); err != nil {
		return of, nil, err
	}
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return of, nil, err
	}
	for _, b := range batches {
		if b.Source.Kind == quanyuan.Register {
			of.Register = b.ID
		}
	}
	name, err := d.setting(ctx, settingModelName)
	if err != nil {
		return of, nil, err
	}
	order, err := d.SourceOrder(ctx)
	if err != nil {
		return of, nil, err
	}
	of.Order = order.Stamp
	ruled, err := json.Marshal(different)
	if err != nil {
		return of, nil, err
	}
	sum := sha256.Sum256(ruled)
	of.Divisions, of.Model, of.Different = d.places.now.Load().hash, string(name), hex.EncodeToString(sum[:])
	of.Keys, of.Program = collate.KeysVersion, program()
	return of, different, nil
}

// known gives what is kept of the register if it was made of the same, else nil.
// Without a model nothing is known; and where divisions were amended, the search
// keys of those who did not change may be of the old ones, so that all persons
// must be read.
func (d *Desk) known(ctx context.Context, of knownOf) (*collate.Known, error) {
	raw, err := d.setting(ctx, settingKnown)
	if err != nil || len(raw) == 0 || of.Model == "" || of.Divisions != "" {
		return nil, err
	}
	if keys, err := d.setting(ctx, settingKeys); err != nil || string(keys) != keysVersion {
		return nil, err
	}
	var k keptKnown
	if err := json.Unmarshal(raw, &k); err != nil || k.Of != of {
		return nil, nil // of another program: it is made anew
	}
	return k.Known, nil
}

// keepKnown keeps what a register that was read whole tells. of is what it was
// made of, but for a model that was trained meanwhile.
func (d *Desk) keepKnown(ctx context.Context, of knownOf, m *Model, known *collate.Known) error {
	if m == nil {
		return nil
	}
	of.Model = m.Name
	raw, err := json.Marshal(keptKnown{of, known})
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingKnown, raw)
}

// learnt keeps what a register tells under a model that was just trained on it,
// whose pairs the training has weighed. of and different are those of before.
func (d *Desk) learnt(ctx context.Context, of knownOf, different []collate.Different, m *Model, l *loaded) error {
	clusters, err := l.reg.Duplicates(ctx, m.engine(), collate.Options{Different: different})
	if err != nil {
		return err
	}
	return d.keepKnown(ctx, of, m, l.reg.Known(clusters))
}

// program is the version of this program, as far as it knows it: another may
// read addresses or weigh pairs in another way.
func program() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
			version += " " + s.Value
		}
	}
	return version
}
