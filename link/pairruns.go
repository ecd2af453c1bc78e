package link

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"sync"

	"quanyuan/link/cluster"
	"quanyuan/link/spill"
)

// PairRuns puts pairs in order in bounded memory: those that do not fit lie in
// a file, as runs that are in order and are merged when they are read. A pair
// is an edge of two places in the order that is wanted, such as the ranks of the
// names of its records; no two pairs have the same ends.
//
// Nothing of the pairs is left when Close was called or the program has ended.
type PairRuns struct {
	mu    sync.Mutex
	files *spill.Files
	file  *os.File
	held  []cluster.Edge
	room  int // pairs that are held in memory at most
	runs  []pairRun
	kept  int64 // pairs in the file
}

// pairRun is where some pairs stand in the file, in order.
type pairRun struct{ from, to int64 }

const (
	// runPairBytes is the size of a pair, in memory and in a file.
	runPairBytes = 12
	// readBytes is at least read of a run at a time.
	readBytes = 1 << 12
	// mergedPairs is how many pairs a merge gives at a time.
	mergedPairs = 1 << 16
)

// NewPairRuns makes runs that take about so many bytes of memory, with their
// file in dir, the system's directory for temporary files when empty.
func NewPairRuns(dir string, bytes int64) *PairRuns {
	return &PairRuns{files: spill.New(dir), room: int(max(1, min(bytes/runPairBytes, math.MaxInt32)))}
}

// Add takes pairs, from any thread and in any order.
func (r *PairRuns) Add(pairs []cluster.Edge) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held == nil {
		r.held = make([]cluster.Edge, 0, r.room) // growing would take it twice
	}
	for len(pairs) > 0 {
		n := min(len(pairs), r.room-len(r.held))
		r.held, pairs = append(r.held, pairs[:n]...), pairs[n:]
		if len(r.held) == r.room {
			if err := r.keep(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Len is the number of pairs.
func (r *PairRuns) Len() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.kept + int64(len(r.held))
}

// Close gives the room on the disk back.
func (r *PairRuns) Close() {
	if r != nil {
		r.files.Close()
	}
}

// keep writes the pairs that are held as one more run.
func (r *PairRuns) keep() (err error) {
	if len(r.held) == 0 {
		return nil
	}
	if r.file == nil {
		if r.file, err = r.files.Create(); err != nil {
			return err
		}
	}
	slices.SortFunc(r.held, byEnds)
	to := bufio.NewWriterSize(r.file, spillBytes)
	var b [runPairBytes]byte
	for _, p := range r.held {
		binary.LittleEndian.PutUint32(b[0:], p.A)
		binary.LittleEndian.PutUint32(b[4:], p.B)
		binary.LittleEndian.PutUint32(b[8:], math.Float32bits(p.Weight))
		if _, err = to.Write(b[:]); err != nil {
			break
		}
	}
	if err == nil {
		err = to.Flush()
	}
	if err != nil {
		return r.files.Failed(err)
	}
	n := int64(len(r.held))
	r.runs = append(r.runs, pairRun{r.kept * runPairBytes, (r.kept + n) * runPairBytes})
	r.kept += n
	r.held = r.held[:0]
	return nil
}

// Each gives all pairs in the order of their ends, many at a time, in a slice
// that is valid until the next. It may be called again, but not while pairs
// are added.
func (r *PairRuns) Each(give func(pairs []cluster.Edge) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.runs) == 0 {
		slices.SortFunc(r.held, byEnds)
		return give(r.held)
	}
	if err := r.keep(); err != nil {
		return err
	}
	r.held = nil // the memory is for reading now
	m := merge{}
	size := max(readBytes, r.room*runPairBytes/len(r.runs))
	for _, run := range r.runs {
		s := &pairSource{from: bufio.NewReaderSize(io.NewSectionReader(r.file, run.from, run.to-run.from), size)}
		if more, err := s.next(); err != nil {
			return err
		} else if more {
			m.sources = append(m.sources, s)
		}
	}
	return m.all(give)
}

func byEnds(x, y cluster.Edge) int {
	if a, b := ends(x), ends(y); a != b {
		if a < b {
			return -1
		}
		return 1
	}
	return 0
}

func ends(e cluster.Edge) uint64 { return uint64(e.A)<<32 | uint64(e.B) }

// pairSource is a run that is being read.
type pairSource struct {
	from *bufio.Reader
	pair cluster.Edge // that comes next
}

// next reads a pair and reports whether there was one.
func (s *pairSource) next() (bool, error) {
	var b [runPairBytes]byte
	if _, err := io.ReadFull(s.from, b[:]); err == io.EOF {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("pairs that did not fit into memory: %w", err)
	}
	s.pair = cluster.Edge{A: binary.LittleEndian.Uint32(b[0:]), B: binary.LittleEndian.Uint32(b[4:]), Weight: math.Float32frombits(binary.LittleEndian.Uint32(b[8:]))}
	return true, nil
}

// merge reads runs together. Its sources are a heap: none comes before the one
// at half its place.
type merge struct{ sources []*pairSource }

func (m *merge) all(give func([]cluster.Edge) error) error {
	for i := len(m.sources) / 2; i >= 0; i-- {
		m.sink(i)
	}
	out := make([]cluster.Edge, 0, mergedPairs)
	for len(m.sources) > 0 {
		s := m.sources[0]
		out = append(out, s.pair)
		more, err := s.next()
		if err != nil {
			return err
		}
		if !more {
			last := len(m.sources) - 1
			m.sources[0], m.sources = m.sources[last], m.sources[:last]
		}
		m.sink(0)
		if len(out) == cap(out) || len(m.sources) == 0 {
			if err := give(out); err != nil {
				return err
			}
			out = out[:0]
		}
	}
	return nil
}

// sink moves a source down to its place in the heap.
func (m *merge) sink(i int) {
	for {
		least := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < len(m.sources) && ends(m.sources[c].pair) < ends(m.sources[least].pair) {
				least = c
			}
		}
		if least == i {
			return
		}
		m.sources[i], m.sources[least] = m.sources[least], m.sources[i]
		i = least
	}
}
