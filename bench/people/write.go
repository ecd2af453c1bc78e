package people

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Paths are the files of a population.
type Paths struct {
	Rows  []string // one file, or two
	Truth string   // id,cluster: who each record is
	Panel string   // kind,id_l,id_r: pairs that are two persons; "" without a panel
}

// PathsOf are the files that Write makes beside out, which ends in .csv: people.csv
// (or people.a.csv and people.b.csv), people.truth.csv and people.panel.csv.
func (k Kind) PathsOf(out string) Paths {
	stem := strings.TrimSuffix(out, ".csv")
	p := Paths{Rows: []string{out}, Truth: stem + ".truth.csv"}
	if k.files == 2 {
		p.Rows = []string{stem + ".a.csv", stem + ".b.csv"}
	}
	if k.panel != nil {
		p.Panel = stem + ".panel.csv"
	}
	return p
}

// bucketRows is how many rows are shuffled in memory at once.
const bucketRows = 100_000

// Write makes a population of so many rows (of all files together; a panel comes
// on top) and writes its files. Ids are 1, 2, … in the order of the rows, through
// both files.
func (k Kind) Write(out string, rows int, seed uint64) (Paths, error) {
	p := k.PathsOf(out)
	scratch, err := os.MkdirTemp(filepath.Dir(out), ".people-")
	if err != nil {
		return p, err
	}
	defer os.RemoveAll(scratch)
	buckets, err := openBuckets(scratch, k.files, 1+rows/bucketRows)
	if err != nil {
		return p, err
	}
	k.fill(buckets, rows, seed)
	if err := buckets.close(); err != nil {
		return p, err
	}
	return p, k.collect(p, buckets, seed)
}

// fill makes households until there are enough rows, and deals the rows to the
// buckets by chance.
func (k Kind) fill(b *buckets, rows int, seed uint64) {
	m := k.maker(seed, k.spread)
	deal := newDice(seed, "deal", 0)
	n := 0
	last, side := ^uint64(0), 0
	put := func(r record) {
		file := 0
		if k.files == 2 { // the second record of a person goes to the other file
			if side = 1 - side; r.person != last {
				side = deal.IntN(2)
			}
			file, last = side, r.person
		}
		b.put(file, deal.IntN(b.each), r)
	}
	emit := func(r record) {
		if n++; n <= rows {
			put(r)
		}
	}
	for h := uint64(0); n < rows; h++ {
		m.household(h, emit)
	}
	if k.panel != nil {
		k.panel(m, seed, put)
	}
}

// buckets are temporary files of rows, some for each file of the result.
type buckets struct {
	each  int
	files []*os.File
	csv   []*csv.Writer
	err   error
}

func openBuckets(dir string, files, each int) (*buckets, error) {
	b := &buckets{each: each}
	for i := range files * each {
		f, err := os.Create(filepath.Join(dir, strconv.Itoa(i)))
		if err != nil {
			return nil, err
		}
		b.files = append(b.files, f)
		b.csv = append(b.csv, csv.NewWriter(f))
	}
	return b, nil
}

func (b *buckets) put(file, bucket int, r record) {
	row := append([]string{strconv.FormatUint(r.person, 10), r.group}, r.cells...)
	if err := b.csv[file*b.each+bucket].Write(row); err != nil && b.err == nil {
		b.err = err
	}
}

func (b *buckets) close() error {
	for i, w := range b.csv {
		w.Flush()
		b.err = errors.Join(b.err, w.Error(), b.files[i].Close())
	}
	return b.err
}

func (b *buckets) rows(i int) ([][]string, error) {
	f, err := os.Open(b.files[i].Name())
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return csv.NewReader(bufio.NewReaderSize(f, 1<<18)).ReadAll()
}

// collect shuffles bucket after bucket, numbers the rows and writes them.
func (k Kind) collect(p Paths, b *buckets, seed uint64) error {
	truth, err := newSheet(p.Truth, "id", "cluster")
	if err != nil {
		return err
	}
	groups := map[string][]member{}
	id := 0
	for file, path := range p.Rows {
		out, err := newSheet(path, k.Columns()...)
		if err != nil {
			return err
		}
		for bucket := range b.each {
			rows, err := b.rows(file*b.each + bucket)
			if err != nil {
				return err
			}
			newDice(seed, "shuffle", uint64(file*b.each+bucket)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			for _, r := range rows {
				id++
				number := strconv.Itoa(id)
				truth.write(number, r[0])
				if r[1] != "" {
					groups[r[1]] = append(groups[r[1]], member{number, r[0]})
				}
				r[1] = number
				out.write(r[1:]...)
			}
		}
		if err := out.close(); err != nil {
			return err
		}
	}
	if p.Panel != "" {
		if err := writePanel(p.Panel, groups, seed); err != nil {
			return err
		}
	}
	return truth.close()
}

// sheet is a CSV file that is being written.
type sheet struct {
	*csv.Writer
	file io.Closer
}

func newSheet(path string, columns ...string) (*sheet, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	s := &sheet{csv.NewWriter(f), f}
	s.write(columns...)
	return s, nil
}

// write keeps the first error for close.
func (s *sheet) write(cells ...string) { _ = s.Write(cells) }

func (s *sheet) close() error {
	s.Flush()
	return errors.Join(s.Error(), s.file.Close())
}
