package index

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"quanyuan/link"
)

// Snapshot writes the index to a file: model, records, clusters and the events
// that are kept. What nothing uses any more is left out. Readers go on
// meanwhile, changes wait. The same history gives the same bytes.
func (x *Index) Snapshot(to io.Writer) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	out := bufio.NewWriterSize(to, 1<<16)
	if _, err := out.WriteString(snapshotLine); err != nil {
		return fmt.Errorf("index: snapshot: %w", err)
	}
	s := &saver{x: x, f: frameWriter{w: out}}
	if err := s.header(); err != nil {
		return fmt.Errorf("index: snapshot: %w", err)
	}
	s.number()
	s.values()
	s.records()
	s.links()
	s.events()
	s.rulings()
	err := s.f.close()
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("index: snapshot: %w", err)
	}
	return nil
}

// saver writes a snapshot.
type saver struct {
	x       *Index
	f       frameWriter
	kept    []uint32   // records that are there or in an event, in order
	renamed []uint32   // record -> its place among them
	ids     [][]uint32 // column -> value -> its number in the snapshot
	used    [][]uint32 // column -> values of records, in the order of their first
}

func (s *saver) header() error {
	var model bytes.Buffer
	if err := s.x.model.Write(&model); err != nil {
		return err
	}
	s.f.text(model.String())
	s.f.number(math.Float64bits(s.x.threshold))
	final := uint64(0)
	if s.x.opts.ContradictionsAreFinal {
		final = 1
	}
	s.f.number(final)
	lists := s.x.sources.lists[1:]
	s.f.number(uint64(len(lists)))
	for _, l := range lists {
		s.f.text(l.Name)
		unique := uint64(0)
		if l.Unique {
			unique = 1
		}
		s.f.number(unique)
	}
	return nil
}

func (s *saver) rulings() {
	all := s.x.rulings.all()
	s.f.number(uint64(len(all)))
	for _, pair := range all {
		s.f.text(pair[0])
		s.f.text(pair[1])
	}
}

// number finds the records and values that are kept.
func (s *saver) number() {
	x := s.x
	n := len(x.clusters.of)
	keep := make([]bool, n)
	for r, c := range x.clusters.of {
		keep[r] = c != 0
	}
	for _, r := range x.log.rows {
		keep[r] = true
	}
	s.renamed = make([]uint32, n)
	s.ids, s.used = make([][]uint32, len(x.columns)), make([][]uint32, len(x.columns))
	for i, c := range x.columns {
		s.ids[i] = make([]uint32, c.values.Len())
	}
	for r, yes := range keep {
		if !yes {
			continue
		}
		s.renamed[r] = uint32(len(s.kept))
		s.kept = append(s.kept, uint32(r))
		if x.clusters.of[r] != 0 {
			row := x.rows.at(uint32(r))
			for i, c := range x.columns {
				v := row[c.slots[0]] &^ silent
				if v != 0 && s.ids[i][v] == 0 {
					s.used[i] = append(s.used[i], v)
					s.ids[i][v] = uint32(len(s.used[i]))
				}
			}
		}
	}
}

func (s *saver) values() {
	for i, c := range s.x.columns {
		s.f.number(uint64(len(s.used[i])))
		for _, v := range s.used[i] {
			s.f.text(c.values.Text(v))
		}
	}
}

// records writes ids, clusters, lists and values.
func (s *saver) records() {
	x := s.x
	s.f.number(uint64(len(s.kept)))
	s.f.number(uint64(x.clusters.last))
	for _, r := range s.kept {
		s.f.text(x.name(r))
		s.f.number(uint64(x.clusters.of[r]))
		if x.clusters.of[r] == 0 {
			continue
		}
		s.f.number(uint64(x.sources.of[r]))
		row := x.rows.at(r)
		for i, c := range x.columns {
			s.f.number(uint64(s.ids[i][row[c.slots[0]]&^silent]))
		}
	}
}

// links writes the edges of every record with those before it.
func (s *saver) links() {
	var before []half
	for place, r := range s.kept {
		before = before[:0]
		s.x.edges.each(r, func(to uint32, weight float32) {
			if to < r {
				before = append(before, half{to: s.renamed[to], weight: weight})
			}
		})
		slices.SortFunc(before, func(a, b half) int { return int(a.to) - int(b.to) })
		s.f.number(uint64(len(before)))
		for _, h := range before {
			s.f.number(uint64(place) - uint64(h.to))
			s.f.number(uint64(math.Float32bits(h.weight)))
		}
	}
}

func (s *saver) events() {
	l := &s.x.log
	s.f.number(l.first)
	s.f.number(uint64(len(l.events)))
	for i, e := range l.events {
		s.f.number(uint64(e.kind))
		s.f.number(uint64(e.cluster))
		s.f.number(uint64(e.other))
		records := l.records(i)
		s.f.number(uint64(len(records)))
		for _, r := range records {
			s.f.number(uint64(s.renamed[r]))
		}
	}
}

// Restore reads what [Index.Snapshot] wrote. A file that is damaged is refused
// with [ErrDamaged]. What made the clusters is taken from it: the threshold of o
// must be 0 or the same, and its ContradictionsAreFinal does not count.
func Restore(from io.Reader, comparators Comparators, o Options) (*Index, error) {
	in := bufio.NewReaderSize(from, 1<<16)
	line := make([]byte, len(snapshotLine))
	if _, err := io.ReadFull(in, line); err != nil || string(line) != snapshotLine && string(line) != formerLine {
		return nil, fmt.Errorf("index: restore: %w: it does not begin as a snapshot of this version", ErrDamaged)
	}
	l := &loader{f: frameReader{r: in}, former: string(line) == formerLine}
	if err := l.header(comparators, o); err != nil {
		return nil, fmt.Errorf("index: restore: %w", err)
	}
	l.values()
	l.records()
	l.links()
	l.connected()
	l.events()
	l.rulings()
	if err := l.f.close(); err != nil {
		return nil, fmt.Errorf("index: restore: %w", err)
	}
	l.fill()
	return l.x, nil
}

// loader reads a snapshot.
type loader struct {
	f      frameReader
	x      *Index
	former bool // the snapshot has no lists and rulings
	text   []byte
}

func (l *loader) header(comparators Comparators, o Options) error {
	const mostModel = 1 << 30
	model := l.f.text(nil, mostModel)
	threshold := math.Float64frombits(l.f.number())
	o.ContradictionsAreFinal = l.f.below(2, "a setting") == 1
	if l.f.err != nil {
		return l.f.err
	}
	m, err := link.ReadModel(bytes.NewReader(model))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if o.Threshold != 0 && o.Threshold != threshold {
		return fmt.Errorf("the clusters were made at threshold %v: put the records into a new index to have it at %v", threshold, o.Threshold)
	}
	if o.Threshold = threshold; !(threshold > 0 && threshold < 1) {
		return damaged("threshold %v", threshold)
	}
	if l.x, err = New(m, comparators, o); err != nil || l.former {
		return err
	}
	for n := l.f.below(256, "a number of lists"); n > 0 && l.f.err == nil; n-- {
		list := List{l.string(), l.f.below(2, "a setting") == 1}
		known := len(l.x.sources.lists)
		if err := l.x.sources.declare(list); l.f.err == nil && (err != nil || len(l.x.sources.lists) == known) {
			l.f.fail("list %q is wrong or stands twice", list.Name)
		}
	}
	return l.f.err
}

func (l *loader) rulings() {
	if l.former {
		return
	}
	before := [2]string{}
	for n := l.f.number(); n > 0 && l.f.err == nil; n-- {
		pair := [2]string{l.string(), l.string()}
		if l.f.err == nil && (pair[0] >= pair[1] || slices.Compare(pair[:], before[:]) <= 0) {
			l.f.fail("a ruling is out of order")
		}
		if l.x.rulings == nil {
			l.x.rulings = rulings{}
		}
		l.x.rulings.add(pair[0], pair[1])
		before = pair
	}
}

// string reads a text that is in order and not empty.
func (l *loader) string() string {
	l.text = l.f.text(l.text, longest)
	if len(l.text) == 0 || !utf8.Valid(l.text) {
		l.f.fail("a text is empty or not UTF-8")
	}
	return string(l.text)
}

func (l *loader) values() {
	for _, c := range l.x.columns {
		n := l.f.below(silent, "a number of values")
		for v := uint64(1); v <= n && l.f.err == nil; v++ {
			if text := l.string(); l.f.err == nil && uint64(c.values.ID(text)) != v {
				l.f.fail("a value stands twice in column %q", c.name)
			}
			c.bytes += len(l.text)
		}
	}
}

func (l *loader) records() {
	x, c := l.x, &l.x.clusters
	n := l.f.below(mostRecords+1, "a number of records")
	c.last = uint32(l.f.below(1<<32, "a cluster"))
	for r := uint32(0); uint64(r) < n && l.f.err == nil; r++ {
		id := l.string()
		cluster := uint32(l.f.below(uint64(c.last)+1, "a cluster"))
		if l.f.err != nil {
			return
		}
		if x.names.ID(id) != r+1 {
			l.f.fail("id %q stands twice", id)
			return
		}
		x.reach(int(r) + 1)
		if cluster == 0 {
			continue
		}
		x.live++
		c.of[r] = cluster
		if !l.former {
			x.sources.of[r] = uint8(l.f.below(uint64(len(x.sources.lists)), "a list"))
		}
		row := x.rows.at(r)
		for _, column := range x.columns {
			row[column.slots[0]] = uint32(l.f.below(uint64(column.values.Len()), "a value"))
		}
	}
	for r := len(c.of) - 1; r >= 0; r-- {
		if c.of[r] != 0 {
			c.prepend(c.of[r], uint32(r))
		}
	}
}

func (l *loader) links() {
	x := l.x
	for r := range uint32(len(x.clusters.of)) {
		n := l.f.below(uint64(r)+1, "a number of links")
		last := uint32(0)
		for i := uint64(0); i < n && l.f.err == nil; i++ {
			back := uint32(l.f.below(uint64(r)+1, "a record"))
			weight := math.Float32frombits(uint32(l.f.below(1<<32, "a weight")))
			to := r - back
			if l.f.err != nil {
				return
			}
			if source := x.sources.of[r]; back == 0 || i > 0 && to <= last || x.clusters.of[r] == 0 || x.clusters.of[to] == 0 || !(weight >= x.cut) || source == x.sources.of[to] && x.sources.unique[source] {
				l.f.fail("a link is wrong")
				return
			}
			x.edges.add(r, to, weight)
			last = to
		}
	}
}

// connected checks that links hold every cluster together.
func (l *loader) connected() {
	x := l.x
	if l.f.err != nil {
		return
	}
	seen := make([]bool, len(x.clusters.of))
	first := make(map[uint32]bool)
	var reached []uint32
	for r, cluster := range x.clusters.of {
		if cluster == 0 || seen[r] || x.edges.first[r] == 0 && x.clusters.next[r] == 0 && *x.clusters.firstOf(cluster) == uint32(r)+1 {
			continue
		}
		clear(first)
		seen[r] = true
		reached = append(reached[:0], uint32(r))
		for at := 0; at < len(reached); at++ {
			first[x.clusters.of[reached[at]]] = true
			x.edges.each(reached[at], func(to uint32, _ float32) {
				if !seen[to] {
					seen[to] = true
					reached = append(reached, to)
				}
			})
		}
		members := 0
		for c := range first {
			for m := *x.clusters.firstOf(c); m != 0; m = x.clusters.next[m-1] {
				members++
			}
		}
		if members != len(reached) {
			l.f.fail("a cluster is not held together by links")
			return
		}
	}
}

func (l *loader) events() {
	log, clusters := &l.x.log, uint64(l.x.clusters.last)+1
	log.first = l.f.number()
	if log.first == 0 {
		l.f.fail("an event has number 0")
	}
	n := l.f.number()
	for i := uint64(0); i < n && l.f.err == nil; i++ {
		kind := Kind(l.f.below(uint64(Split)+1, "a kind of event"))
		cluster, other := uint32(l.f.below(clusters, "a cluster")), uint32(l.f.below(clusters, "a cluster"))
		if kind == 0 || cluster == 0 {
			l.f.fail("an event is wrong")
		}
		for k := l.f.number(); k > 0 && l.f.err == nil; k-- {
			log.rows = append(log.rows, uint32(l.f.below(uint64(len(l.x.clusters.of)), "a record")))
		}
		log.add(kind, cluster, other)
	}
}

// fill makes what follows from values and rows: prepared values and postings.
func (l *loader) fill() {
	x := l.x
	x.chooseLast()
	each(x.opts.Threads, len(x.columns), func(i int) {
		c := x.columns[i]
		for v := 1; v < c.values.Len(); v++ {
			for _, k := range c.comparisons {
				x.scorer.Add(k, c.values.Text(uint32(v)))
			}
		}
	})
	q := len(x.keyRules)
	records, keys := make([]uint32, 0, chunkRows), make([]uint64, chunkRows*q)
	for from := 0; from < len(x.clusters.of); from += chunkRows {
		records = records[:0]
		for r := from; r < min(from+chunkRows, len(x.clusters.of)); r++ {
			if x.clusters.of[r] != 0 {
				records = append(records, uint32(r))
			}
		}
		x.spread(x.opts.Threads, len(records), func(w *worker, i int) {
			row := x.rows.at(records[i])
			for _, c := range x.columns {
				x.write(c, row, row[c.slots[0]])
			}
			w.texts = x.texts(w.texts[:0], records[i])
			w.keysOf(w.texts)
			copy(keys[i*q:i*q+q], w.keys)
		})
		x.post(records, keys, x.opts.Threads)
	}
}
