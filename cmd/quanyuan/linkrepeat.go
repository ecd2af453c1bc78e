package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// linkRepeatCmd repeats a saved run.
type linkRepeatCmd struct {
	Dir     string `arg:"" type:"existingdir" help:"link --run 写出的目录。 Directory that link --run wrote."`
	Threads int    `help:"线程数；不影响结果。 Threads; the result does not depend on it."`
}

// errDiffers is a repetition that gave something else.
var errDiffers = &linkFault{"结果与保存的不同", "the results differ from the saved ones"}

// Run repeats the run in a temporary place and compares file by file.
func (c *linkRepeatCmd) Run(e *env) error {
	m, err := c.manifest()
	if err != nil {
		return err
	}
	files, err := c.inputs(m)
	if err != nil {
		return err
	}
	temporary, err := os.MkdirTemp("", "quanyuan-repeat-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	again := filepath.Join(temporary, "run")
	if err := c.command(m, files, again).Run(&env{ctx: e.ctx, stdout: io.Discard, stderr: e.stderr, now: e.now, lang: m.Options.Language, terminal: e.terminal}); err != nil {
		return err
	}
	same := true
	for _, f := range m.Outputs {
		now, err := hashed(filepath.Join(again, f.Path))
		switch {
		case err != nil:
			return err
		case now.SHA256 == f.SHA256:
			e.say("%s 逐字节相同", "%s is byte-identical", f.Path)
		default:
			same = false
			e.say("%s 不同：原 %d 字节，现 %d 字节", "%s differs: %d bytes before, %d now", f.Path, f.Bytes, now.Bytes)
		}
	}
	if same {
		return nil
	}
	if v := programVersion(); v != m.Program {
		e.say("原运行用程序版本 %s，现为 %s", "the saved run is of program version %s, this is %s", m.Program, v)
	}
	return errDiffers
}

func (c *linkRepeatCmd) manifest() (*runManifest, error) {
	path := filepath.Join(c.Dir, "manifest.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault("%s 不是保存的运行：%v", "%s is no saved run: %v", c.Dir, err)
	}
	m := &runManifest{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if m.Manifest != 1 || m.Command != "dedupe" && m.Command != "match" || m.Command == "match" && len(m.Inputs) != 2 || len(m.Inputs) == 0 || len(m.Outputs) == 0 {
		return nil, fault("%s：本程序不认识这种清单", "%s: this program does not know this kind of manifest", path)
	}
	return m, nil
}

// inputs finds the input files and checks that they are the same.
func (c *linkRepeatCmd) inputs(m *runManifest) ([]string, error) {
	var files []string
	for _, f := range append(m.Inputs[:len(m.Inputs):len(m.Inputs)], m.own()...) {
		path := c.resolve(f.Path)
		now, err := hashed(path)
		if err != nil {
			return nil, fault("找不到输入 %s：%v", "input %s: %v", path, err)
		}
		if now.SHA256 != f.SHA256 {
			return nil, fault("%s 已变化：原 %d 字节 SHA-256 %s，现 %d 字节 %s", "%s has changed: it had %d bytes, SHA-256 %s, now %d bytes, %s",
				path, f.Bytes, short(f.SHA256), now.Bytes, short(now.SHA256))
		}
		files = append(files, path)
	}
	return files[:len(m.Inputs)], nil
}

// own are the files of the run that its repetition reads.
func (m *runManifest) own() (out []runFile) {
	for _, f := range m.Outputs {
		if f.Path == "spec.yaml" || f.Path == "labels.csv" || f.Path == "different.csv" || f.Path == "model.json" && m.Options.GivenModel {
			out = append(out, f)
		}
	}
	return out
}

func short(hash string) string { return hash[:min(12, len(hash))] + "…" }

func (c *linkRepeatCmd) resolve(path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.Dir, path)
}

// command is the command line of the saved run, with another place for its
// results.
func (c *linkRepeatCmd) command(m *runManifest, files []string, place string) interface{ Run(*env) error } {
	o := m.Options
	flags := linkFlags{linkInput: linkInput{ID: o.ID, Prefix: o.Prefix, Ignore: o.Ignore, Encoding: o.Encoding, ListSeparator: o.ListSeparator},
		Threads: c.Threads, Threshold: o.Threshold, Household: o.Household, Save: place, Quiet: true}
	if o.GivenModel {
		flags.Model = filepath.Join(c.Dir, "model.json")
	} else {
		flags.Spec = filepath.Join(c.Dir, "spec.yaml")
	}
	for name, flag := range map[string]*string{"labels.csv": &flags.Labels, "different.csv": &flags.Different} {
		if slices.ContainsFunc(m.Outputs, func(f runFile) bool { return f.Path == name }) {
			*flag = filepath.Join(c.Dir, name)
		}
	}
	if m.Command == "match" {
		return &linkMatchCmd{Left: files[0], Right: files[1], linkFlags: flags, Relation: cmp.Or(o.Relation, "one-to-one"), Many: o.Many}
	}
	cmd := &linkDedupeCmd{Files: files, linkFlags: flags}
	for _, u := range o.UniqueIn {
		cmd.UniqueIn = append(cmd.UniqueIn, filepath.Clean(c.resolve(u)))
	}
	return cmd
}
