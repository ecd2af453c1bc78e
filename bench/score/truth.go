// Package score holds clusters and pairs of records against the truth.
//
// Pairwise figures are of pairs: of all pairs of records in one cluster, how many
// are one person (precision); of all pairs that are one person, how many stand in
// one cluster (recall). B³ is the same averaged over records (A. Bagga, B. Baldwin
// 1998). Intervals resample the true entities, both tools with the same draws.
package score

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Absent says that a file is not there.
type Absent string

func (e Absent) Error() string { return string(e) + " is not there" }

// Truth tells who each record is. Records and entities have numbers from 0.
type Truth struct {
	record map[string]uint32 // nil while ids are 1, 2, …, as those of ten million are
	entity []uint32          // by record
	size   []int64           // records of an entity
	name   map[string]uint32
}

// NewTruth is an empty truth, for [Truth.Read].
func NewTruth() *Truth { return &Truth{name: map[string]uint32{}} }

// Add says that a record is of an entity. An id comes once.
func (t *Truth) Add(id, entity string) error {
	if _, twice := t.Record(id); twice {
		return fmt.Errorf("id %q comes twice in the truth", id)
	}
	place := len(t.entity)
	if t.record == nil && id != strconv.Itoa(place+1) {
		t.record = make(map[string]uint32, place)
		for i := range place {
			t.record[strconv.Itoa(i+1)] = uint32(i)
		}
	}
	if t.record != nil {
		t.record[strings.Clone(id)] = uint32(place)
	}
	e, known := t.name[entity]
	if !known {
		e = uint32(len(t.size))
		t.name[strings.Clone(entity)] = e
		t.size = append(t.size, 0)
	}
	t.size[e]++
	t.entity = append(t.entity, e)
	return nil
}

// Record is the number of a record.
func (t *Truth) Record(id string) (uint32, bool) {
	if t.record != nil {
		n, ok := t.record[id]
		return n, ok
	}
	n, err := strconv.Atoi(id)
	return uint32(n - 1), err == nil && n >= 1 && n <= len(t.entity)
}

// Records is how many there are.
func (t *Truth) Records() int { return len(t.entity) }

// Pairs is how many pairs of records are one entity.
func (t *Truth) Pairs() (n int64) {
	for _, k := range t.size {
		n += k * (k - 1) / 2
	}
	return n
}

// Same reports whether two records are one entity.
func (t *Truth) Same(a, b uint32) bool { return t.entity[a] == t.entity[b] }

// ReadTruth reads the truth from two columns of a file.
func ReadTruth(path, id, entity string) (*Truth, error) {
	t := NewTruth()
	return t, t.Read(path, id, entity, nil)
}

// Read adds a file; entityOf makes the entity of the value of the column.
func (t *Truth) Read(path, id, entity string, entityOf func(string) string) error {
	return EachRow(path, []string{id, entity}, func(v []string) error {
		if entityOf != nil {
			v[1] = entityOf(v[1])
		}
		return t.Add(v[0], v[1])
	})
}

// EachRow hands over the named columns of each record, trimmed. The slice is
// used again for the next.
func EachRow(path string, columns []string, take func([]string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return Absent(filepath.Base(path))
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<18)
	if bom, _ := in.Peek(3); string(bom) == "\uFEFF" {
		in.Discard(3)
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = slices.IndexFunc(head, func(h string) bool { return strings.TrimSpace(h) == c })
		if at[i] < 0 {
			return fmt.Errorf("%s has no column %s", filepath.Base(path), c)
		}
	}
	v := make([]string, len(at))
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		for i, c := range at {
			v[i] = strings.TrimSpace(row[c])
		}
		if err := take(v); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
}
