package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/file"
	"quanyuan/link/table"
)

// results are the files of a run. They are written beside their places and all
// moved there at the end, so that a run that fails, is stopped or fills the disk
// leaves what was there before.
type results struct {
	ctx    context.Context
	staged [][2]string // temporary name, place
	run    *savedRun   // nil when the run is not kept
}

// stage writes a file that commit will put into its place. The write function
// may take long: when ctx ends, its next write fails.
func (r *results) stage(path string, write func(io.Writer) error) error {
	fail := func(err error) error {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{path}, Err: err}
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fault("%s 是目录，请给文件名", "%s is a directory; give the name of a file", path)
	}
	f, err := r.create(path)
	if err != nil {
		return fail(err)
	}
	err = write(&stoppable{r.ctx, f})
	for _, last := range []func() error{func() error { return f.Chmod(0o644) }, f.Close} {
		err = cmp.Or(err, last())
	}
	if err != nil {
		return fail(err)
	}
	return nil
}

// create makes the file that is written. What belongs to a saved run is written
// in its directory, which is temporary itself.
func (r *results) create(path string) (*os.File, error) {
	if r.run != nil && filepath.Dir(path) == r.run.temporary {
		return os.Create(path)
	}
	f, err := createPart(path)
	if err == nil {
		r.staged = append(r.staged, [2]string{f.Name(), path})
	}
	return f, err
}

// stoppable is a writer that fails when its context ends.
type stoppable struct {
	ctx context.Context
	io.Writer
}

func (s *stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Writer.Write(p)
}

// commit puts all files into their places.
func (r *results) commit() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	for len(r.staged) > 0 {
		s := r.staged[0]
		if err := putPart(s[0], s[1]); err != nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{s[1]}, Err: err}
		}
		r.staged = r.staged[1:]
	}
	return r.run.commit()
}

// discard removes what was not committed.
func (r *results) discard() {
	for _, s := range r.staged {
		os.Remove(s[0])
	}
	r.run.discard()
}

// table stages a result under each of the paths that is not empty.
func (r *results) table(columns []file.Column, rows func(file.Rows), paths ...string) error {
	for _, path := range paths {
		if path == "" {
			continue
		}
		if err := r.stage(path, func(w io.Writer) error { return file.Write(w, path, columns, rows) }); err != nil {
			return err
		}
	}
	return nil
}

func (c *linkFlags) saveModel(out *results, m *link.Model) error {
	if c.ModelOut == "" {
		return nil
	}
	return out.stage(c.ModelOut, m.Write)
}

// writeLinkClusters writes id,cluster in order of id; a cluster is named by
// its smallest id. It returns the number of clusters and of those with several
// rows.
func writeLinkClusters(out *results, clusters []uint32, ids *names, paths ...string) ([2]int, error) {
	first := make([]uint32, len(clusters)) // cluster -> first row in order of id, +1
	size := make([]uint32, len(clusters))
	var n [2]int
	for _, row := range ids.order {
		c := clusters[row]
		if first[c] == 0 {
			first[c] = row + 1
			n[0]++
		}
		if size[c]++; size[c] == 2 {
			n[1]++
		}
	}
	return n, out.table([]file.Column{{Name: "id"}, {Name: "cluster"}}, func(w file.Rows) {
		file.Each(w, len(ids.order), func(w file.Rows, i int) {
			row := ids.order[i]
			w.Text(ids.at(row))
			w.Text(ids.at(first[clusters[row]] - 1))
			w.End()
		})
	}, paths...)
}

// writeRows writes a list to one file.
func writeRows(path string, header []string, rows func(w *table.Writer) error) error {
	return writeFile(path, func(f *os.File) error {
		w := table.NewWriter(f)
		for _, name := range header {
			w.Text(name)
		}
		w.End()
		if err := rows(w); err != nil {
			return err
		}
		return w.Flush()
	})
}
