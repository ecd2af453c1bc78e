package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/intake"
	"quanyuan/store/sqlite"
)

// dbFlag is the register every command works on.
type dbFlag struct {
	DB string `name:"db" help:"Register file." required:"" placeholder:"FILE"`
}

// open opens the register; the caller closes the store.
func (f dbFlag) open(e *env, options ...desk.Option) (*desk.Desk, io.Closer, error) {
	s, err := sqlite.Open(e.ctx, f.DB, e.now)
	if err != nil {
		return nil, nil, err
	}
	d, err := desk.Open(e.ctx, s, e.now, append(options, desk.KeepErased(erasedBeside(f.DB)))...)
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return d, &opened{e, d, s}, nil
}

// opened is a register that a command works on; closing it seals what the
// command has noted.
type opened struct {
	e     *env
	desk  *desk.Desk
	store io.Closer
}

func (o *opened) Close() error {
	err := errors.Join(o.desk.Close(context.WithoutCancel(o.e.ctx)), o.store.Close())
	if err != nil {
		report(o.e, err)
	}
	return err
}

type initCmd struct {
	dbFlag
	Divisions string `help:"Divisions of the city down to communities: CSV with code,level,parent,name." required:"" placeholder:"FILE"`
}

// Run makes a new register file with its divisions.
func (c *initCmd) Run(e *env) error {
	raw, err := os.ReadFile(c.Divisions)
	if err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{c.Divisions}}
	}
	s, err := sqlite.Create(e.ctx, c.DB, e.now)
	if err != nil {
		return err
	}
	err = errors.Join(desk.Init(e.ctx, s, raw, filepath.Base(c.Divisions)), s.Close())
	if err != nil {
		for _, ext := range []string{"", "-wal", "-shm"} {
			os.Remove(c.DB + ext)
		}
		return err
	}
	e.say("已建立登记库 %s", "register %s is ready", c.DB)
	return nil
}

type importCmd struct {
	dbFlag
	Files     []string `arg:"" optional:"" help:"Lists to import: CSV, TSV, XLSX, XLS, HTML." type:"path"`
	As        string   `help:"'register' imports the starting register." enum:"list,register" default:"list"`
	Source    string   `help:"Who sent it: community, school, health, police, civil, social, commerce, employer, property, floating, elderly, disabled, survey, resident, their Chinese names, or a kind of your own."`
	Unit      string   `help:"Name of the sending unit."`
	Division  string   `help:"Division the list speaks for, 12 digits; empty: the whole town."`
	AsOf      string   `name:"as-of" help:"The day the list speaks of, such as 2024-06-30."`
	Manifest  string   `help:"CSV with file,source,unit,division,as_of: many lists at once." type:"path"`
	Map       string   `help:"Mapping file to use instead of guessing." type:"path" placeholder:"FILE"`
	Encoding  string   `help:"Encoding of a text file, such as gb18030 or utf-16le; guessed by default."`
	Delimiter string   `help:"Delimiter of a text file; guessed by default."`
	Plan      bool     `help:"Print the guessed mapping as JSON and import nothing."`
	Number    bool     `help:"Number the persons of a starting register that has no person numbers."`
}

// Run imports the files one by one; each is in wholly or not at all.
func (c *importCmd) Run(e *env) error {
	gathering.keep()
	uploads, err := c.uploads()
	if err != nil {
		return err
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.Plan {
		return c.plan(e, d, uploads)
	}
	failed := 0
	for _, u := range uploads {
		if err := importOne(e, d, u); err != nil {
			if e.ctx.Err() != nil || len(uploads) == 1 {
				return err
			}
			failed++
			report(e, err)
		}
	}
	if failed > 0 {
		return errors.New(e.text(fmt.Sprintf("%d 个文件未能导入，其余已导入。", failed), fmt.Sprintf("%d files could not be imported; the others are in.", failed)))
	}
	return nil
}

// importOne imports a file and prints its receipt.
func importOne(e *env, d *desk.Desk, u desk.Upload) error {
	p := newProgress(e, filepath.Base(u.Path))
	u.Progress = func(n int64) { p.update(n, 0) }
	b, err := d.Import(e.ctx, u)
	p.close()
	if err != nil {
		return err
	}
	printReceipt(e, b)
	if u.Source.Kind != quanyuan.Register {
		return nil
	}
	batches, err := d.Batches(e.ctx)
	if err != nil || !slices.ContainsFunc(batches, func(o quanyuan.Batch) bool { return o.ID < b.ID && o.Source.Kind == quanyuan.Register }) {
		return err
	}
	out, err := d.OpenDifference(e.ctx, quanyuan.Local("operator"), b.ID)
	if err == nil {
		printDifferences(e, out)
	}
	return err
}

func (c *importCmd) plan(e *env, d *desk.Desk, uploads []desk.Upload) error {
	for _, u := range uploads {
		m, remarks, err := d.Plan(e.ctx, u)
		if err != nil {
			return err
		}
		for _, r := range remarks {
			fmt.Fprintln(e.stderr, intake.Message(e.lang, r.Key, r.Args...))
		}
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(m); err != nil {
			return err
		}
	}
	return nil
}

// uploads gathers what the flags or the manifest name.
func (c *importCmd) uploads() ([]desk.Upload, error) {
	mapping, err := readMapping(c.Map)
	if err != nil {
		return nil, err
	}
	if c.Manifest != "" {
		return readManifest(c.Manifest, mapping)
	}
	u := desk.Upload{Mapping: mapping, Number: c.Number, Encoding: c.Encoding}
	if c.Delimiter != "" {
		u.Delimiter, _ = utf8.DecodeRuneInString(strings.ReplaceAll(c.Delimiter, `\t`, "\t"))
	}
	switch {
	case c.As == "register":
		u.Source.Kind = quanyuan.Register
	case c.Source == "":
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "import.source_needed"}
	}
	u.Source.Unit = c.Unit
	if err := describe(&u, c.Source, c.Division, c.AsOf); err != nil {
		return nil, err
	}
	var out []desk.Upload
	for _, f := range c.Files {
		u.Path = f
		out = append(out, u)
	}
	if len(out) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{""}}
	}
	return out, nil
}

// describe fills in what is said of a list as text.
func describe(u *desk.Upload, source, division, asOf string) error {
	if u.Source.Kind == "" {
		kind, ok := quanyuan.ParseSourceKind(source)
		if !ok {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "source.unknown", Args: []any{source}}
		}
		u.Source.Kind = kind
	}
	if division != "" {
		code, err := desk.DivisionCode(division)
		if err != nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{division}, Err: err}
		}
		u.Source.Division = code
	}
	if asOf = strings.TrimSpace(asOf); asOf != "" {
		day, ok := quanyuan.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(asOf))
		if !ok || day.Day == 0 {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{asOf}}
		}
		u.AsOf = day
	}
	return nil
}

func readMapping(path string) (*intake.Mapping, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{path}}
	}
	var m intake.Mapping
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.format", Where: quanyuan.Where{File: filepath.Base(path)}, Err: err}
	}
	return &m, nil
}

// manifestColumns may be written in Chinese as well.
var manifestColumns = map[string]string{"file": "file", "文件": "file", "source": "source", "来源": "source", "unit": "unit", "单位": "unit",
	"division": "division", "区划": "division", "区划编码": "division", "as_of": "as_of", "截至日期": "as_of"}

// readManifest reads a list of lists; files are relative to the manifest.
func readManifest(path string, mapping *intake.Mapping) ([]desk.Upload, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{path}}
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	lines, err := r.ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "manifest.column", Args: []any{"file"}, Where: quanyuan.Where{File: filepath.Base(path)}, Err: err}
	}
	at := map[string]int{}
	for i, h := range lines[0] {
		if name, ok := manifestColumns[strings.ToLower(strings.TrimSpace(h))]; ok {
			at[name] = i
		}
	}
	for _, need := range []string{"file", "source"} {
		if _, ok := at[need]; !ok {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "manifest.column", Args: []any{need}, Where: quanyuan.Where{File: filepath.Base(path)}}
		}
	}
	var out []desk.Upload
	for i, line := range lines[1:] {
		get := func(name string) string {
			if j, ok := at[name]; ok && j < len(line) {
				return strings.TrimSpace(line[j])
			}
			return ""
		}
		if !slices.ContainsFunc(line, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue
		}
		u := desk.Upload{Path: get("file"), Mapping: mapping, Source: quanyuan.Source{Unit: get("unit")}}
		if !filepath.IsAbs(u.Path) {
			u.Path = filepath.Join(filepath.Dir(path), filepath.FromSlash(u.Path))
		}
		if err := describe(&u, get("source"), get("division"), get("as_of")); err != nil {
			var q *quanyuan.Error
			if errors.As(err, &q) {
				q.Where = quanyuan.Where{File: filepath.Base(path), Row: i + 2}
			}
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}
