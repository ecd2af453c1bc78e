package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/sync/errgroup"

	"quanyuan/link/table"
)

// readParquet reads a Parquet file, each column by one thread, page after page.
// Dictionaries of the file go into the table's as a whole: a value is turned
// into text once for every page that has one, not once for every row.
func readParquet(ctx context.Context, f *os.File, name string, o Options) (t *table.Table, err error) {
	defer recoverDamage(name, &err)
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	p, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, damage(name, err)
	}
	if p.NumRows() == 0 {
		return nil, &table.Error{File: name, Err: table.ErrNoRows, Remedy: "check that the export is complete"}
	}
	if p.NumRows() > math.MaxUint32 {
		return nil, &table.Error{File: name, Err: table.ErrTooMany, Detail: "rows", Remedy: "link the file in parts"}
	}
	leaves, header, err := flatten(p.Root(), name, o)
	if err != nil {
		return nil, err
	}
	if o.Label != "" && !slices.Contains(header, o.Label) {
		return nil, &table.Error{File: name, Err: table.ErrNoColumn, Detail: fmt.Sprintf("%q", o.Label), Remedy: "check the spelling against the names of the columns"}
	}
	if o.ListSeparator == "" {
		o.ListSeparator = ";"
	}
	columns := make([]*table.ColumnBuilder, len(leaves))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, cmpThreads(o.Threads)))
	for i, leaf := range leaves {
		g.Go(func() (err error) {
			defer recoverDamage(name, &err)
			c := &parquetColumn{file: name, leaf: leaf, out: table.NewColumn(leaf.name, int(p.NumRows())), separator: o.ListSeparator}
			columns[i] = c.out
			return inFile(name, c.read(ctx, p))
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var labels *table.Texts
	if i := slices.IndexFunc(leaves, func(l leaf) bool { return l.name == o.Label }); i >= 0 {
		labels = columns[i].Texts()
		columns = slices.Delete(columns, i, i+1)
	}
	if t, err = table.OfColumns(o.Source, int(p.NumRows()), columns...); err != nil {
		return nil, inFile(name, err)
	}
	t.Header, t.Labels = header, labels
	return t, nil
}

func cmpThreads(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// inFile puts the name of the file into a fault.
func inFile(name string, err error) error {
	var e *table.Error
	if errors.As(err, &e) && e.File == "" {
		e.File = name
	}
	return err
}

func damage(name string, err error) error {
	return &table.Error{File: name, Err: table.ErrCorrupt, Detail: strings.TrimPrefix(err.Error(), "parquet: "), Remedy: "export or copy the file again"}
}

// recoverDamage makes an error of a panic: files with broken lengths make the
// decoders slice beyond their buffers.
func recoverDamage(name string, err *error) {
	if r := recover(); r != nil {
		*err = damage(name, fmt.Errorf("a page cannot be decoded (%v)", r))
	}
}

// leaf is a column of the file as it stands in the table.
type leaf struct {
	name string
	*parquet.Column
}

// flatten lists the columns to read and the names of all. A field of a
// structure is named "outer.inner", a list has the name of its field; lists of
// structures and maps are no columns, and can only be left out.
func flatten(root *parquet.Column, file string, o Options) (out []leaf, header []string, err error) {
	for _, top := range root.Columns() {
		var leaves []leaf
		collect(top, nil, &leaves)
		nested := slices.ContainsFunc(leaves, func(l leaf) bool {
			return l.MaxRepetitionLevel() > 1 || l.MaxRepetitionLevel() == 1 && len(leaves) > 1
		})
		if nested {
			header = append(header, top.Name())
			if slices.Contains(o.Skip, top.Name()) {
				continue
			}
			return nil, nil, &table.Error{File: file, Err: table.ErrKind, Detail: fmt.Sprintf("column %q holds a list of lists, a list of structures or a map", top.Name()), Remedy: "flatten it, or leave it out with --ignore"}
		}
		for _, l := range leaves {
			if header = append(header, l.name); l.name == o.Label || !slices.Contains(o.Skip, l.name) {
				out = append(out, l)
			}
		}
	}
	return out, header, nil
}

func collect(c *parquet.Column, path []string, out *[]leaf) {
	// What repeats inside a list has no name of its own.
	if c.MaxRepetitionLevel() == 0 || c.Repeated() && c.Leaf() && len(path) == 0 {
		path = append(slices.Clone(path), c.Name())
	}
	if c.Leaf() {
		*out = append(*out, leaf{name: strings.Join(path, "."), Column: c})
	}
	for _, child := range c.Columns() {
		collect(child, path, out)
	}
}

// parquetColumn reads one column.
type parquetColumn struct {
	file      string
	leaf      leaf
	out       *table.ColumnBuilder
	separator string
	text      textOf
	buf       []byte

	cell []byte // of the row under way, when the column is a list
	open bool
}

func (c *parquetColumn) read(ctx context.Context, p *parquet.File) error {
	var err error
	if c.text, err = texts(c.leaf.Type()); err != nil {
		return &table.Error{File: c.file, Err: table.ErrKind, Detail: fmt.Sprintf("column %q: %v", c.leaf.name, err), Remedy: "convert it to text, or leave it out with --ignore"}
	}
	for _, group := range p.RowGroups() {
		if err := c.group(ctx, group.ColumnChunks()[c.leaf.Index()]); err != nil {
			return err
		}
	}
	if c.open {
		if err := c.endList(); err != nil {
			return err
		}
	}
	if int64(c.out.Rows()) != p.NumRows() {
		return damage(c.file, fmt.Errorf("column %q has %d rows, the file %d", c.leaf.name, c.out.Rows(), p.NumRows()))
	}
	return nil
}

func (c *parquetColumn) group(ctx context.Context, chunk parquet.ColumnChunk) error {
	pages := chunk.Pages()
	defer pages.Close()
	var known numbers
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, err := pages.ReadPage()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return damage(c.file, fmt.Errorf("column %q: %w", c.leaf.name, err))
		}
		switch {
		case c.leaf.MaxRepetitionLevel() > 0:
			err = c.lists(page)
		case page.Dictionary() != nil:
			err = c.indexed(page, &known)
		default:
			err = c.plain(page)
		}
		parquet.Release(page)
		if err != nil {
			return err
		}
	}
}

// numbers are the table's numbers of the values of a file's dictionary, plus
// one; 0 is a value not met yet. They are given when a row first has the value,
// so that the table's dictionary is in the order of the rows.
type numbers struct {
	of parquet.Dictionary
	to []uint32
}

// indexed reads a page of indexes into a dictionary.
func (c *parquetColumn) indexed(page parquet.Page, known *numbers) error {
	dict := page.Dictionary()
	if known.of != dict {
		*known = numbers{dict, make([]uint32, dict.Len())}
	}
	data := page.Data()
	indexes := data.Int32()
	one := func(i int32) error {
		if i < 0 || int(i) >= len(known.to) {
			return damage(c.file, fmt.Errorf("column %q: index %d in a dictionary of %d", c.leaf.name, i, len(known.to)))
		}
		if known.to[i] == 0 {
			id, err := c.id(dict.Index(i))
			if err != nil {
				return err
			}
			known.to[i] = id + 1
		}
		c.out.Append(known.to[i] - 1)
		return nil
	}
	levels := page.DefinitionLevels()
	if len(levels) == 0 {
		for _, i := range indexes {
			if err := one(i); err != nil {
				return err
			}
		}
		return nil
	}
	top, next := byte(c.leaf.MaxDefinitionLevel()), 0
	for _, l := range levels {
		if l != top {
			c.out.Append(0)
			continue
		}
		if next >= len(indexes) {
			return damage(c.file, fmt.Errorf("column %q: a page has fewer values than it says", c.leaf.name))
		}
		if err := one(indexes[next]); err != nil {
			return err
		}
		next++
	}
	return nil
}

// each visits the values of a page.
func each(page parquet.Page, visit func(parquet.Value) error) error {
	var values [256]parquet.Value
	r := page.Values()
	for {
		n, err := r.ReadValues(values[:])
		for _, v := range values[:n] {
			if err := visit(v); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *parquetColumn) plain(page parquet.Page) error {
	return each(page, func(v parquet.Value) error {
		id, err := c.id(v)
		c.out.Append(id)
		return err
	})
}

func (c *parquetColumn) id(v parquet.Value) (uint32, error) {
	if v.IsNull() {
		return 0, nil
	}
	c.buf = c.text(c.buf[:0], v)
	return c.out.ID(c.buf)
}

// lists joins the values of a list into one cell.
func (c *parquetColumn) lists(page parquet.Page) error {
	return each(page, func(v parquet.Value) error {
		if v.RepetitionLevel() == 0 {
			if c.open {
				if err := c.endList(); err != nil {
					return err
				}
			}
			c.open = true
		}
		if v.IsNull() {
			return nil
		}
		c.buf = c.text(c.buf[:0], v)
		if strings.Contains(string(c.buf), c.separator) {
			return &table.Error{File: c.file, Err: table.ErrKind, Detail: fmt.Sprintf("column %q: a value of a list holds %q, which separates the values", c.leaf.name, c.separator), Remedy: "choose another with --list-separator"}
		}
		if len(c.buf) > 0 {
			if len(c.cell) > 0 {
				c.cell = append(c.cell, c.separator...)
			}
			c.cell = append(c.cell, c.buf...)
		}
		return nil
	})
}

func (c *parquetColumn) endList() error {
	id, err := c.out.ID(c.cell)
	c.out.Append(id)
	c.cell = c.cell[:0]
	return err
}
