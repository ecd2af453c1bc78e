package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// The settings of the models: the names of the one in use and of the one that
// waits, all names ever used in order, and each model under its name. Which
// model is in use is one setting, so that it changes at once.
const (
	settingModelName = "model.name"
	settingNextModel = "model.next"
	settingModels    = "model.names"
	settingModel     = "model/"
	settingKeys      = "keys" // the version of the stored search keys
)

// Model is the register's model with what is known of it. One model serves
// collation, the search for duplicates and the search before adding.
type Model struct {
	// Name is the version and the beginning of the model's hash, such as
	// "2-1f3a9c04"; every result names the model that weighed it.
	Name    string    `json:"name"`
	Version int       `json:"version"`
	Persons int       `json:"persons"`          // it was trained on
	Rows    int       `json:"rows,omitempty"`   // of lists that it was trained on beside them
	Labels  int       `json:"labels,omitempty"` // pairs of records that people ruled on, learnt from
	Trained time.Time `json:"trained"`
	By      string    `json:"by,omitempty"` // empty: by the program, where there was no model
	Signed  time.Time `json:"signed"`       // the zero time: not signed yet
	Signer  string    `json:"signer,omitempty"`
	collate.Model
}

// own reports whether nobody has trained or signed the model: the program did
// for want of one.
func (m *Model) own() bool { return m.By == "" && m.Signed.IsZero() }

// searching is what searches share. It is read anew when the model changes.
type searching struct {
	mu       sync.Mutex
	searcher *collate.Searcher
	name     string
	parser   *address.Parser // the searcher's
}

// Models gives the model in use and the one that waits to be used, nil where
// there is none.
func (d *Desk) Models(ctx context.Context) (current, next *Model, err error) {
	if current, err = d.modelUnder(ctx, settingModelName); err == nil {
		next, err = d.modelUnder(ctx, settingNextModel)
	}
	return current, next, err
}

// UsedModels names all models that were ever in use, in the order of their first
// use.
func (d *Desk) UsedModels(ctx context.Context) (names []string, err error) {
	raw, err := d.setting(ctx, settingModels)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &names)
	}
	return names, err
}

// modelUnder gives the model whose name a setting holds, nil where there is none.
func (d *Desk) modelUnder(ctx context.Context, setting string) (*Model, error) {
	name, err := d.setting(ctx, setting)
	if err != nil || len(name) == 0 {
		return nil, err
	}
	return d.model(ctx, string(name))
}

// model gives a model by its name, nil where there is none.
func (d *Desk) model(ctx context.Context, name string) (*Model, error) {
	raw, err := d.setting(ctx, settingModel+name)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	m := &Model{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("setting %q: %w", settingModel+name, err)
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

// learn trains a model on what was loaded of the register, without keeping it;
// nil where there is too little to learn from.
func (d *Desk) learn(ctx context.Context, by quanyuan.Principal, l *loaded, progress func(link.Progress)) (*Model, error) {
	labels, err := d.judgements(ctx)
	if err != nil {
		return nil, err
	}
	engine, err := l.reg.Train(ctx, l.lists, labels, collate.Options{Progress: progress})
	if err != nil || engine == nil {
		return nil, err
	}
	m := &Model{Version: 1, Persons: l.reg.Len(), Rows: l.lists.Len(), Labels: len(labels), Trained: d.now(), By: by.Name, Model: *engine}
	if by.Name == operator.Name {
		m.By = ""
	}
	used, err := d.UsedModels(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range used {
		v, _, _ := strings.Cut(name, "-")
		if n, err := strconv.Atoi(v); err == nil {
			m.Version = max(m.Version, n+1)
		}
	}
	return m, m.baptize()
}

// baptize names a model by its version and what it holds.
func (m *Model) baptize() error {
	var b bytes.Buffer
	if err := m.Engine.Write(&b); err != nil {
		return err
	}
	if err := json.NewEncoder(&b).Encode([]any{m.Odds, m.Thresholds}); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	m.Name = fmt.Sprintf("%d-%s", m.Version, hex.EncodeToString(sum[:4]))
	return nil
}

func hashOf(name string) string { _, h, _ := strings.Cut(name, "-"); return h }

// judgements are the labels of named people with their records. A record that
// was disposed of teaches nothing any more.
func (d *Desk) judgements(ctx context.Context) ([]collate.Label, error) {
	labels, err := d.labels(ctx, operator)
	if err != nil {
		return nil, err
	}
	var out []collate.Label
	for some := range slices.Chunk(labels, chunk) {
		var ids []quanyuan.RecordID
		for _, l := range some {
			ids = append(ids, l.A, l.B)
		}
		slices.Sort(ids)
		records, err := d.store.RecordsOf(ctx, slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		byID := map[quanyuan.RecordID]*quanyuan.Record{}
		for _, r := range records {
			byID[r.ID] = r
		}
		for _, l := range some {
			if a, b := byID[l.A], byID[l.B]; a != nil && b != nil {
				out = append(out, collate.Label{A: a, B: b, Same: l.Same})
			}
		}
	}
	return out, nil
}

// put writes a model down under its name.
func (d *Desk) put(ctx context.Context, m *Model) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingModel+m.Name, raw)
}

// use puts a model into use.
func (d *Desk) use(ctx context.Context, by quanyuan.Principal, m *Model, detail string) error {
	if err := d.put(ctx, m); err != nil {
		return err
	}
	used, err := d.UsedModels(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(used, m.Name) {
		raw, err := json.Marshal(append(used, m.Name))
		if err != nil {
			return err
		}
		if err := d.store.SetSetting(ctx, settingModels, raw); err != nil {
			return err
		}
	}
	if err := d.store.SetSetting(ctx, settingModelName, []byte(m.Name)); err != nil {
		return err
	}
	return d.noteModel(by, m, detail)
}

// noteModel writes down what was done with a model.
func (d *Desk) noteModel(by quanyuan.Principal, m *Model, detail string) error {
	return d.note(by, access.Revise, modelKind, m.Name, detail, m.Labels)
}

// UseModel puts a model into use in somebody's name: the one that waits, or
// where none does the one that the program trained and nobody has signed; or one
// that was in use before, by its name.
func (d *Desk) UseModel(ctx context.Context, by quanyuan.Principal, name string) (*Model, error) {
	if err := d.mayModel(by); err != nil {
		return nil, err
	}
	current, next, err := d.Models(ctx)
	if err != nil {
		return nil, err
	}
	m := current
	switch {
	case name != "":
		if m, err = d.model(ctx, name); err == nil && m == nil {
			err = refuse("model.unknown", name)
		}
		if err != nil {
			return nil, err
		}
	case next != nil:
		m = next
	}
	if m == nil || current != nil && m.Name == current.Name && !m.Signed.IsZero() {
		return nil, refuse("model.none")
	}
	m.Signer, m.Signed = by.Name, d.now()
	if err := d.use(ctx, by, m, "use"); err != nil {
		return nil, err
	}
	if next != nil && next.Name == m.Name {
		err = d.store.SetSetting(ctx, settingNextModel, []byte{})
	}
	return m, err
}

// mayModel asks for a named person who may change how the register decides.
func (d *Desk) mayModel(by quanyuan.Principal) error {
	if strings.TrimSpace(by.Name) == "" {
		return refuse("event.actor")
	}
	return d.may(by, access.Revise, modelKind, "")
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
	var engine *collate.Model
	if m != nil {
		engine, name = &m.Model, m.Name
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
	if m, err = d.modelUnder(ctx, settingModelName); m != nil || err != nil {
		return m, false, err
	}
	of, different, err := d.knownNow(ctx)
	if err != nil {
		return nil, false, err
	}
	l, err := d.loadAll(ctx)
	if errors.Is(err, errEmpty) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if m, err = d.learn(ctx, operator, l, nil); m == nil || err != nil {
		return nil, false, err
	}
	return m, true, errors.Join(d.use(ctx, operator, m, "first"), d.learnt(ctx, of, different, m, l))
}

// modelFor is the model in use for what was loaded of the register. Where there
// is none, the first is trained, and where the program trained one by itself on
// less than half of what there is now, another takes its place, since nobody has
// answered for it. What a named person trained or signed stays in use, and with
// keep whatever there is.
func (d *Desk) modelFor(ctx context.Context, l *loaded, progress func(link.Progress), keep bool) (m *Model, said []quanyuan.Remark, err error) {
	d.search.mu.Lock()
	defer d.search.mu.Unlock()
	m, err = d.modelUnder(ctx, settingModelName)
	if err != nil {
		return nil, nil, err
	}
	if m != nil {
		if stays, said := m.stays(l.reg.Len()+l.lists.Len(), keep); stays {
			return m, said, nil
		}
	}
	detail := "first"
	if m != nil {
		detail = "outgrown"
	}
	if m, err = d.learn(ctx, operator, l, progress); m == nil || err != nil {
		return nil, nil, err
	}
	said = append(said, quanyuan.Remark{Key: "model.trained", Args: []any{m.Name, m.Persons, m.Rows}})
	return m, said, d.use(ctx, operator, m, detail)
}

// stays reports whether a model stays in use for so many persons and rows; with
// keep it does whatever they are.
func (m *Model) stays(now int, keep bool) (stays bool, said []quanyuan.Remark) {
	outgrown := now >= 2*(m.Persons+m.Rows)
	if outgrown {
		said = append(said, quanyuan.Remark{Key: "model.outgrown", Args: []any{m.Name, m.Persons + m.Rows, now}})
	}
	return !outgrown || keep || !m.own(), said
}

// renewKeys computes the search keys anew when they are of another version.
func (d *Desk) renewKeys(ctx context.Context) ([]quanyuan.Remark, error) {
	raw, err := d.setting(ctx, settingKeys)
	if err != nil || string(raw) == keysVersion {
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
	return store.SetSetting(ctx, settingKeys, []byte(keysVersion))
}

// keysVersion is the version of the search keys as it is kept.
var keysVersion = strconv.Itoa(collate.KeysVersion)
