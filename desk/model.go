package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/link"
	"quanyuan/refdata/address"
)

// The settings of search: the model that is in use and its name, the one that
// waits to be signed, and the version of the stored keys.
const (
	settingModel     = "model"
	settingModelName = "model.name"
	settingNextModel = "model.next"
	settingKeys      = "keys"
)

// Model is the register's model with what is known of it.
type Model struct {
	// Name is the version and the beginning of the model's hash, such as
	// "2-1f3a9c04"; every result names the model that weighed it.
	Name    string      `json:"name"`
	Version int         `json:"version"`
	Persons int         `json:"persons"` // it was trained on
	Trained time.Time   `json:"trained"`
	By      string      `json:"by,omitempty"` // empty: by the program, at first use
	Signed  time.Time   `json:"signed"`       // the zero time: not signed yet
	Signer  string      `json:"signer,omitempty"`
	Engine  *link.Model `json:"engine"`
}

// Training is what training a model did.
type Training struct {
	Before, After *Model
	// Changes counts the pairs of the register by where they stand under the
	// model in use and under the new one: below, between and above the
	// thresholds; nil when there was no model or nothing changed.
	Changes *collate.Crossings
}

// Unchanged reports that the new model is the one in use.
func (t *Training) Unchanged() bool {
	return t.Before != nil && t.After != nil && hashOf(t.Before.Name) == hashOf(t.After.Name)
}

func hashOf(name string) string { _, h, _ := strings.Cut(name, "-"); return h }

// searching is what searches share. It is read anew when the model changes.
type searching struct {
	mu       sync.Mutex
	searcher *collate.Searcher
	name     string
	parser   *address.Parser // the searcher's
}

// Models gives the model in use and the one that waits to be signed, nil where
// there is none.
func (d *Desk) Models(ctx context.Context) (current, next *Model, err error) {
	if current, err = d.model(ctx, settingModel); err == nil {
		next, err = d.model(ctx, settingNextModel)
	}
	return current, next, err
}

func (d *Desk) model(ctx context.Context, setting string) (*Model, error) {
	raw, err := d.setting(ctx, setting)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	m := &Model{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("setting %q: %w", setting, err)
	}
	return m, nil
}

// setting is a setting, nil when it was never set.
func (d *Desk) setting(ctx context.Context, key string) ([]byte, error) {
	raw, err := d.store.Setting(ctx, key)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, nil
	}
	return raw, err
}

// TrainModel trains a model on the register as it is now. Where one is in use,
// the new one waits to be signed, with a report of what it would change; the
// first is used at once.
func (d *Desk) TrainModel(ctx context.Context, by quanyuan.Principal, progress func(link.Progress)) (*Training, error) {
	if strings.TrimSpace(by.Name) == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if err := d.may(by, access.Revise, "model", ""); err != nil {
		return nil, err
	}
	return d.train(ctx, by.Name, progress)
}

func (d *Desk) train(ctx context.Context, actor string, progress func(link.Progress)) (*Training, error) {
	before, err := d.model(ctx, settingModel)
	if err != nil {
		return nil, err
	}
	reg, err := d.load(ctx, false)
	if err != nil {
		return nil, err
	}
	engine, err := reg.Train(ctx, collate.Options{Progress: progress})
	if err != nil {
		return nil, err
	}
	if engine == nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "model.few"}
	}
	t := &Training{Before: before, After: &Model{Version: 1, Persons: reg.Len(), Trained: d.now(), By: actor, Engine: engine}}
	if before != nil {
		t.After.Version = before.Version + 1
	}
	if t.After.Name, err = nameOf(t.After); err != nil {
		return nil, err
	}
	switch {
	case before == nil:
		return t, d.use(ctx, t.After)
	case t.Unchanged():
		return t, nil
	}
	changes, err := reg.Crossings(ctx, before.Engine, engine, collate.Options{Progress: progress})
	if err != nil {
		return nil, err
	}
	t.Changes = &changes
	return t, d.keep(ctx, settingNextModel, t.After)
}

func nameOf(m *Model) (string, error) {
	var b bytes.Buffer
	if err := m.Engine.Write(&b); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return fmt.Sprintf("%d-%s", m.Version, hex.EncodeToString(sum[:4])), nil
}

// SignModel puts the model that waits into use, or signs the one in use that
// the program trained by itself.
func (d *Desk) SignModel(ctx context.Context, by quanyuan.Principal) (*Model, error) {
	if strings.TrimSpace(by.Name) == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if err := d.may(by, access.Revise, "model", ""); err != nil {
		return nil, err
	}
	current, next, err := d.Models(ctx)
	if err != nil {
		return nil, err
	}
	m := next
	if m == nil {
		m = current
	}
	if m == nil || !m.Signed.IsZero() {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "model.none"}
	}
	m.Signer, m.Signed = by.Name, d.now()
	if err := d.use(ctx, m); err != nil {
		return nil, err
	}
	return m, d.store.SetSetting(ctx, settingNextModel, []byte{})
}

// use puts a model into use.
func (d *Desk) use(ctx context.Context, m *Model) error {
	if err := d.keep(ctx, settingModel, m); err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingModelName, []byte(m.Name))
}

func (d *Desk) keep(ctx context.Context, setting string, m *Model) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, setting, raw)
}

// ready gives the searcher of the model in use. Where the register has no model
// it trains one first, and where its search keys are of another version it
// computes them anew; said tells of both.
func (d *Desk) ready(ctx context.Context) (s *collate.Searcher, name string, said []quanyuan.Remark, err error) {
	d.search.mu.Lock()
	defer d.search.mu.Unlock()
	raw, err := d.setting(ctx, settingModelName)
	if err != nil {
		return nil, "", nil, err
	}
	parser := d.parser()
	if d.search.searcher != nil && d.search.name == string(raw) && len(raw) > 0 && d.search.parser == parser {
		return d.search.searcher, d.search.name, nil, nil
	}
	if said, err = d.renewKeys(ctx); err != nil {
		return nil, "", nil, err
	}
	m, trained, err := d.modelOrFirst(ctx)
	if err != nil {
		return nil, "", nil, err
	}
	var engine *link.Model
	if m != nil {
		engine, name = m.Engine, m.Name
	}
	if trained {
		said = append(said, quanyuan.Remark{Key: "search.trained", Args: []any{m.Name, m.Persons}})
	}
	if s, err = collate.NewSearcher(engine, parser); err != nil {
		return nil, "", nil, err
	}
	d.search.searcher, d.search.name, d.search.parser = s, name, parser
	return s, name, said, nil
}

// modelOrFirst is the model in use, or the first, which is trained now; nil
// where there are too few persons for one.
func (d *Desk) modelOrFirst(ctx context.Context) (m *Model, trained bool, err error) {
	if m, err = d.model(ctx, settingModel); m != nil || err != nil {
		return m, false, err
	}
	t, err := d.train(ctx, "", nil)
	var fault *quanyuan.Error
	if errors.As(err, &fault) && (fault.Key == "model.few" || fault.Key == "register.empty") {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return t.After, true, nil
}

// renewKeys computes the search keys anew when they are of another version.
func (d *Desk) renewKeys(ctx context.Context) ([]quanyuan.Remark, error) {
	raw, err := d.setting(ctx, settingKeys)
	if err != nil || string(raw) == strconv.Itoa(collate.KeysVersion) {
		return nil, err
	}
	n, err := d.store.Rekey(ctx, func(p *quanyuan.Person) []uint64 { return collate.SearchKeys(p, d.parser()) })
	if err != nil {
		return nil, err
	}
	if err := d.markKeys(ctx); err != nil || n == 0 {
		return nil, err
	}
	return []quanyuan.Remark{{Key: "search.rekeyed", Args: []any{n}}}, nil
}

func (d *Desk) markKeys(ctx context.Context) error { return markKeys(ctx, d.store) }

func markKeys(ctx context.Context, store quanyuan.Store) error {
	return store.SetSetting(ctx, settingKeys, []byte(strconv.Itoa(collate.KeysVersion)))
}
