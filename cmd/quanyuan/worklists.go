package main

import (
	"io"
	"os"
	"path/filepath"

	"quanyuan"
	"quanyuan/desk"
)

// publishWorklists writes the workbooks of communities and sources and the
// report of the run. The workbooks of the run before are kept once, as
// worklists.old, since somebody may have written into them.
func publishWorklists(e *env, d *desk.Desk, c *desk.Collation, dir string) error {
	p := newProgress(e, e.text("整理工作单", "worklists"))
	pub, err := d.Publish(e.ctx, c, programVersion(), false, p.update)
	p.close()
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, "report.html"), func(f *os.File) error { return pub.Figures.WriteReport(f) }); err != nil {
		return err
	}
	return writeWorklists(e, pub, filepath.Join(dir, "worklists"))
}

// writeWorklists builds the folder beside its place and moves it there when it
// is whole: workbooks of two runs never lie together.
func writeWorklists(e *env, pub *desk.Publication, dir string) error {
	part, old := dir+".part", dir+".old"
	if err := os.RemoveAll(part); err != nil {
		return writeFault(part, err)
	}
	defer os.RemoveAll(part)
	p := newProgress(e, e.text("写出工作单", "workbooks"))
	defer p.close()
	err := pub.Worklists.Write(e.ctx, func(name string, write func(io.Writer) error) error {
		path := filepath.Join(part, filepath.FromSlash(name))
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return err
		}
		return writeFile(path, func(f *os.File) error { return write(f) })
	}, p.update)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(old); err != nil {
		return writeFault(old, err)
	}
	if err := os.Rename(dir, old); err != nil && !os.IsNotExist(err) {
		return writeFault(dir, err)
	}
	if err := makeFolder(part); err != nil { // no list gave a line
		return err
	}
	if err := os.Rename(part, dir); err != nil {
		return writeFault(dir, err)
	}
	return nil
}

func writeFault(path string, err error) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{path}, Err: err}
}
