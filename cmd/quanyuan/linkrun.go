package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/specfile"
)

// runManifest says what made the results of a saved run, so that it can be
// repeated and its results be known again.
type runManifest struct {
	Manifest int        `json:"manifest"` // version of this layout
	Command  string     `json:"command"`  // dedupe or match
	Program  string     `json:"program"`
	Started  time.Time  `json:"started"`
	Ended    time.Time  `json:"ended"`
	Inputs   []runFile  `json:"inputs"`
	Options  runOptions `json:"options"`
	Counts   runCounts  `json:"counts"`
	Rules    []runRule  `json:"rules"`
	Outputs  []runFile  `json:"outputs"`
}

// runFile is a file by its content. The path of an input is relative to the
// directory of the run.
type runFile struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows,omitempty"`
}

// runOptions are those of the command line that change the results.
type runOptions struct {
	ID            string   `json:"id,omitempty"`
	Prefix        bool     `json:"prefix,omitempty"`
	Ignore        []string `json:"ignore,omitempty"`
	Encoding      string   `json:"encoding,omitempty"`
	ListSeparator string   `json:"list_separator,omitempty"`
	Threshold     float64  `json:"threshold,omitempty"`
	Floor         float64  `json:"floor,omitempty"`
	UniqueIn      []string `json:"unique_in,omitempty"`
	Household     string   `json:"household,omitempty"` // of the command line; that of a specification stands there
	Relation      string   `json:"relation,omitempty"`
	Many          bool     `json:"many,omitempty"`        // of runs before relations
	GivenModel    bool     `json:"given_model,omitempty"` // model.json was given, not trained
	Language      string   `json:"language"`              // of the words in splits.csv
}

// runCounts are the counts of the stages.
type runCounts struct {
	Rows       int     `json:"rows"`
	Compared   int64   `json:"compared"`
	Pairs      int     `json:"pairs"`
	Threshold  float64 `json:"threshold"` // that made the matches
	Entities   int     `json:"entities,omitempty"`
	Duplicated int     `json:"duplicated,omitempty"`
	Matched    int     `json:"matched,omitempty"`
}

type runRule struct {
	Rule  string `json:"rule"`
	Pairs int64  `json:"pairs"`
	Lost  int64  `json:"lost,omitempty"`
}

// savedRun is the directory of a run while it is written.
type savedRun struct {
	temporary, place string
	started          time.Time
}

// openRun starts a directory, nil when none is wanted. One that holds anything
// is not touched. files are what the run reads: to be repeated, it must find
// them again.
func (r *results) openRun(e *env, place string, files ...string) (*savedRun, error) {
	if place == "" {
		return nil, nil
	}
	if i := slices.IndexFunc(files, isStream); i >= 0 {
		return nil, fault("--run：%s 是管道，读过就没有了，保存的运行无法重做；请先存成文件", "--run: %s is a pipe, which cannot be read again to repeat the run: save it as a file first", files[i])
	}
	place = filepath.Clean(place)
	if entries, err := os.ReadDir(place); err == nil && len(entries) > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fault("--run %s：已存在且不是空目录，不会覆盖；请换一个名字", "--run %s exists and is no empty directory; it is not overwritten: choose another name", place)
	}
	temporary, err := os.MkdirTemp(filepath.Dir(place), ".part-run-*")
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{place}, Err: err}
	}
	r.run = &savedRun{temporary: filepath.Clean(temporary), place: place, started: e.now()}
	return r.run, nil
}

// path is where a file of the run is written, "" when the run is not kept.
func (s *savedRun) path(name string) string {
	if s == nil {
		return ""
	}
	return filepath.Join(s.temporary, name)
}

// commit gives the directory its name; it is whole then.
func (s *savedRun) commit() error {
	if s == nil {
		return nil
	}
	fail := func(err error) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{s.place}, Err: err}
	}
	if err := os.Chmod(s.temporary, 0o755); err != nil {
		return fail(err)
	}
	if err := os.Remove(s.place); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fail(err)
	}
	if err := os.Rename(s.temporary, s.place); err != nil {
		return fail(err)
	}
	return nil
}

func (s *savedRun) discard() {
	if s != nil {
		os.RemoveAll(s.temporary)
	}
}

// manifest tells what is common to both commands.
func (c *linkFlags) manifest(e *env, command string, in *linkTask, r *link.Result) *runManifest {
	m := &runManifest{Manifest: 1, Command: command, Program: programVersion()}
	for i, path := range in.files {
		m.Inputs = append(m.Inputs, runFile{Path: path, Rows: in.parts[i].Rows})
	}
	m.Options = runOptions{ID: c.ID, Prefix: c.Prefix, Ignore: c.Ignore, Encoding: c.Encoding, ListSeparator: c.ListSeparator, Threshold: c.Threshold, Household: c.Household, GivenModel: c.Model != "", Language: e.lang}
	m.Counts = runCounts{Rows: in.table.Rows, Compared: r.Compared, Pairs: len(r.Pairs), Threshold: r.Threshold}
	for _, n := range r.Rules {
		m.Rules = append(m.Rules, runRule{n.Rule, n.Pairs, n.Lost})
	}
	return m
}

// specFile is the specification that was used, with the thresholds asked for.
func (t *linkTask) specFile(kind specfile.LinkType) *specfile.File {
	f := &specfile.File{Spec: t.spec, LinkType: kind, Threshold: t.opts.Threshold, Floor: t.opts.Floor}
	f.Ignore = t.ignored
	return f
}

// keep adds specification, model and manifest to the results.
func (r *results) keep(e *env, m *runManifest, spec *specfile.File, model *link.Model, flags *linkFlags) error {
	s := r.run
	err := errors.Join(
		r.stage(s.path("spec.yaml"), func(w io.Writer) error { return spec.Write(w, nil) }),
		r.stage(s.path("model.json"), model.Write),
		flags.keepRulings(r))
	if err != nil {
		return err
	}
	if flags.Labels != "" { // a part of the run: training knew them
		raw, err := os.ReadFile(flags.Labels)
		if err != nil {
			return err
		}
		if err := r.stage(s.path("labels.csv"), func(w io.Writer) error { _, err := w.Write(raw); return err }); err != nil {
			return err
		}
	}
	place, err := filepath.Abs(s.place)
	if err != nil {
		return err
	}
	for i, f := range m.Inputs {
		if m.Inputs[i], err = hashed(f.Path); err != nil {
			return err
		}
		m.Inputs[i].Path, m.Inputs[i].Rows = relative(place, f.Path), f.Rows
	}
	m.Options.UniqueIn = slices.Clone(m.Options.UniqueIn)
	for i, f := range m.Options.UniqueIn {
		m.Options.UniqueIn[i] = relative(place, f)
	}
	for _, name := range runOutputs {
		f, err := hashed(s.path(name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		f.Path = name
		m.Outputs = append(m.Outputs, f)
	}
	m.Started, m.Ended = s.started.UTC(), e.now().UTC()
	return r.stage(s.path("manifest.json"), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(m)
	})
}

// runOutputs are the files of a run that its inputs decide.
var runOutputs = []string{"spec.yaml", "model.json", "pairs.csv", "splits.csv", "clusters.csv", "labels.csv", "different.csv"}

// relative writes a path as seen from a directory, so that both can be moved.
func relative(from, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(from, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

// hashed tells a file by its content.
func hashed(path string) (runFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return runFile{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return runFile{Path: path, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}
