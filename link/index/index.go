package index

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/table"
)

var (
	// ErrExists says that a record is there already.
	ErrExists = errors.New("the record is there already")
	// ErrNotFound says that a record or a ruling is not there.
	ErrNotFound = errors.New("there is no such record")
	// ErrDeclared says that a list is known otherwise.
	ErrDeclared = errors.New("it was declared otherwise, and the clusters depend on it: put the records into a new index")
	// ErrDamaged says that a snapshot is not as it was written.
	ErrDamaged = errors.New("the snapshot is damaged")
)

// Options of an index. The zero Options are the recommended ones.
type Options struct {
	// Threshold is the probability from which a pair is a match; 0 is the
	// model's own.
	Threshold float64
	// ContradictionsAreFinal keeps records apart for certain that have values
	// which one entity cannot both have, as in [link.Options].
	ContradictionsAreFinal bool
	// Threads is for [Index.AddAll] and [Restore], all processors when 0. It
	// does not change the result.
	Threads int
	// Floor is the probability from which Find returns candidates; 0 is 0.01.
	// Find is quickest where few reach it.
	Floor float64
	// MostCompared bounds the records that one Find compares with; 0 is 4096.
	MostCompared int
}

func (o Options) withDefaults() Options {
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Floor <= 0 {
		o.Floor = 0.01
	}
	if o.MostCompared <= 0 {
		o.MostCompared = 4096
	}
	return o
}

// Comparators finds a comparator by its name, as [link.ComparatorNamed] does.
type Comparators func(name string) (compare.Comparator, error)

// Index is a living set of records. Any number of goroutines may read at once;
// who changes waits for them and they for him.
type Index struct {
	mu          sync.RWMutex
	model       *link.Model
	comparators Comparators
	opts        Options
	threshold   float64
	cut         float32 // the threshold as a weight
	scorer      *link.Scorer
	keyer       *block.Keyer
	columns     []*column
	slots       []int // value of a row -> column; the comparisons come first
	compared    int   // number of comparisons
	last        []int // comparisons that are made last, see chooseLast
	lastChosen  int   // when that many records had been here
	keyColumns  []int // column of the keyer -> column
	keyRules    []int // key of a record -> rule; one of several parts has many

	guestRoom int // how many guests there may be in a small index

	names    *table.Dictionary // record + 1 -> id
	rows     rows
	live     int
	postings []postings // rule ->
	edges    edges
	clusters clusters
	log      log
	sources  sources
	rulings  rulings

	writer  *worker
	readers chan *worker
}

// column is a column with all its values.
type column struct {
	name        string
	values      *table.Dictionary
	bytes       int                 // of all values
	guests      map[uint32]struct{} // values that were only searched for
	comparisons []int
	slots       []int
}

const (
	// silent marks a value of a row that says nothing to the comparison.
	silent = 1 << 31
	// mostRecords bounds the records that ever were in an index.
	mostRecords = 1 << 27
	// longest is the length of the longest value, in bytes.
	longest = 1<<24 - 1
)

// New makes an index without records.
func New(m *link.Model, comparators Comparators, o Options) (*Index, error) {
	x := &Index{model: m, comparators: comparators, opts: o.withDefaults(), threshold: o.Threshold}
	if !(o.Threshold >= 0 && o.Threshold < 1) {
		return nil, fmt.Errorf("index: threshold %v: give a probability below 1, or 0 for the model's", o.Threshold)
	}
	if x.threshold == 0 {
		x.threshold = m.Threshold
	}
	x.cut = float32(link.WeightOf(x.threshold))
	var err error
	if x.scorer, err = link.NewScorer(m, comparators); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	if x.keyer, err = block.NewKeyer(x.scorer.Rules()); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	for k, name := range x.scorer.Columns() {
		c := x.columns[x.columnOf(name)]
		c.comparisons = append(c.comparisons, k)
		c.slots = append(c.slots, k)
		x.slots = append(x.slots, slices.Index(x.columns, c))
	}
	x.compared = len(x.slots)
	for _, name := range x.keyer.Columns() {
		i := x.columnOf(name)
		x.keyColumns = append(x.keyColumns, i)
	}
	for _, name := range x.scorer.SplitColumns() {
		x.columnOf(name)
	}
	for i, c := range x.columns {
		if c.slots == nil { // not compared
			c.slots = []int{len(x.slots)}
			x.slots = append(x.slots, i)
		}
	}
	x.names = table.NewDictionary()
	x.rows.width = len(x.slots)
	x.postings = make([]postings, len(x.scorer.Rules()))
	for rule := range x.postings {
		for range x.keyer.Most(rule) {
			x.keyRules = append(x.keyRules, rule)
		}
	}
	x.log.first = 1
	x.sources.lists = []List{{}}
	x.guestRoom = 1 << 12
	x.writer = x.newWorker()
	x.readers = make(chan *worker, 2*runtime.GOMAXPROCS(0))
	return x, nil
}

// columnOf is the place of a column, which is made if it is not there.
func (x *Index) columnOf(name string) int {
	i := slices.IndexFunc(x.columns, func(c *column) bool { return c.name == name })
	if i < 0 {
		i = len(x.columns)
		x.columns = append(x.columns, &column{name: name, values: table.NewDictionary()})
	}
	return i
}

// Model is the model by which records are weighed. It must not be changed.
func (x *Index) Model() *link.Model { return x.model }

// Columns are the names of the values of a record, in order: those that the
// model compares, then others that its blocking rules need.
func (x *Index) Columns() []string {
	out := make([]string, len(x.columns))
	for i, c := range x.columns {
		out[i] = c.name
	}
	return out
}

// Len is the number of records.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.live
}

// Clusters is the number of clusters.
func (x *Index) Clusters() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.clusters.live
}

// name is the id of a record.
func (x *Index) name(record uint32) string { return x.names.Text(record + 1) }

// record is the number of a record that is there.
func (x *Index) record(id string) (uint32, bool) {
	n, ok := x.names.Lookup(id)
	if !ok || n == 0 || x.clusters.of[n-1] == 0 {
		return 0, false
	}
	return n - 1, true
}

// Values are those of a record, in the order of Columns.
func (x *Index) Values(id string) ([]string, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	r, ok := x.record(id)
	if !ok {
		return nil, false
	}
	return x.texts(nil, r), true
}

// texts appends the values of a record.
func (x *Index) texts(to []string, record uint32) []string {
	row := x.rows.at(record)
	for _, c := range x.columns {
		to = append(to, c.values.Text(row[c.slots[0]]&^silent))
	}
	return to
}

// Cluster is the cluster of a record and the ids of all its records, in the
// order in which they first came.
func (x *Index) Cluster(id string) (cluster uint64, members []string, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	r, ok := x.record(id)
	if !ok {
		return 0, nil, false
	}
	cluster = uint64(x.clusters.of[r])
	return cluster, x.members(cluster), true
}

// Members are the ids of the records of a cluster, in the order in which they
// first came; none when it is no more.
func (x *Index) Members(cluster uint64) []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.members(cluster)
}

func (x *Index) members(cluster uint64) []string {
	if cluster > uint64(x.clusters.last) {
		return nil
	}
	var out []string
	for _, r := range x.clusters.members(nil, uint32(cluster)) {
		out = append(out, x.name(r))
	}
	return out
}

// All gives every record with its cluster, in the order in which they first
// came. Where the index is changed meanwhile, records that have not been given
// yet come as they are then.
func (x *Index) All() iter.Seq2[string, uint64] {
	const atOnce = 1024
	type entry struct {
		id      string
		cluster uint64
	}
	return func(yield func(string, uint64) bool) {
		var some []entry
		for from := 0; ; from += atOnce {
			some = some[:0]
			x.mu.RLock()
			all := len(x.clusters.of)
			for r := from; r < min(from+atOnce, all); r++ {
				if c := x.clusters.of[r]; c != 0 {
					some = append(some, entry{x.name(uint32(r)), uint64(c)})
				}
			}
			x.mu.RUnlock()
			for _, e := range some {
				if !yield(e.id, e.cluster) {
					return
				}
			}
			if from+atOnce >= all {
				return
			}
		}
	}
}

// check refuses values that cannot be kept, and trims blanks as files are read.
func (x *Index) check(to []string, id string, values []string) ([]string, error) {
	if len(values) != len(x.columns) {
		return nil, fmt.Errorf("index: record %q has %d values, the index has columns %q", id, len(values), x.Columns())
	}
	for i, v := range values {
		v = strings.TrimSpace(v)
		if len(v) > longest || !utf8.ValidString(v) {
			return nil, fmt.Errorf("index: record %q, column %q: the value must be UTF-8 of at most %d bytes", id, x.columns[i].name, longest)
		}
		to = append(to, v)
	}
	return to, nil
}

// Add puts in a record that is not there. values are in the order of Columns,
// empty where there is none. An id is any text that is not empty.
func (x *Index) Add(id string, values []string) error { return x.AddTo("", id, values) }

// AddTo is Add for a record that comes from a list; see [Index.Declare].
func (x *Index) AddTo(list, id string, values []string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	source, err := x.source(list)
	if err != nil {
		return err
	}
	if err := x.checkNew(id); err != nil {
		return err
	}
	w := x.writer
	if w.texts, err = x.check(w.texts[:0], id, values); err != nil {
		return err
	}
	r := x.enrol(id, source)
	x.encode(w.texts, x.rows.at(r))
	x.place(r)
	x.settle([]uint32{r}, false, 1)
	return nil
}

// checkNew refuses an id that cannot be added.
func (x *Index) checkNew(id string) error {
	if _, ok := x.record(id); ok {
		return fmt.Errorf("index: record %q: %w: change or remove it", id, ErrExists)
	}
	if id == "" || len(id) > longest || !utf8.ValidString(id) {
		return fmt.Errorf("index: record %q: an id is UTF-8 of 1 to %d bytes", id, longest)
	}
	if x.names.Len() > mostRecords {
		return fmt.Errorf("index: %d records have been in it: more do not fit", mostRecords)
	}
	return nil
}

// enrol gives an id its number, the same as before if it has been here before.
func (x *Index) enrol(id string, source uint8) uint32 {
	r := x.names.ID(id) - 1
	x.reach(int(r) + 1)
	x.sources.of[r] = source
	x.live++
	if x.names.Len() > 2*x.lastChosen+16 {
		x.chooseLast()
	}
	return r
}

// chooseLast has those one or two comparisons made last whose values are
// longest, which cost most: for most pairs they need not be made. Nothing but
// time depends on it.
func (x *Index) chooseLast() {
	length := func(k int) float64 {
		c := x.columns[x.slots[k]]
		return float64(c.bytes) / float64(c.values.Len())
	}
	order := make([]int, x.compared)
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(length(b), length(a)) })
	x.last = []int{order[0]}
	if len(order) > 2 && length(order[1]) > length(order[0])/2 {
		x.last = append(x.last, order[1])
	}
	x.lastChosen = x.names.Len()
}

func (x *Index) reach(n int) {
	x.rows.reach(n)
	x.edges.reach(n)
	x.clusters.reach(n)
	x.sources.reach(n)
}

// Change gives a record other values. It stays one of its list.
func (x *Index) Change(id string, values []string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	r, ok := x.record(id)
	if !ok {
		return fmt.Errorf("index: record %q: %w", id, ErrNotFound)
	}
	w := x.writer
	texts, err := x.check(nil, id, values)
	if err != nil {
		return err
	}
	if slices.Equal(texts, x.texts(nil, r)) {
		return nil
	}
	touched := append(x.displace(r), r)
	w.texts = texts
	x.encode(w.texts, x.rows.at(r))
	x.place(r)
	x.settle(touched, true, 1)
	return nil
}

// Remove takes a record out. Its id may come again.
func (x *Index) Remove(id string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	r, ok := x.record(id)
	if !ok {
		return fmt.Errorf("index: record %q: %w", id, ErrNotFound)
	}
	touched := x.displace(r)
	x.live--
	clear(x.rows.at(r))
	kind := Shrank
	cluster, last := x.clusters.remove(r)
	if last {
		kind = Removed
	}
	x.log.add(kind, cluster, 0, r)
	x.settle(touched, true, 1)
	return nil
}

// encode writes the numbers of values into a row; new values get one.
func (x *Index) encode(texts []string, row []uint32) {
	for i, c := range x.columns {
		id := x.number(c, texts[i])
		delete(c.guests, id)
		x.write(c, row, id)
	}
}

// number is the number of a value of a column.
func (x *Index) number(c *column, text string) uint32 {
	known := c.values.Len()
	id := c.values.ID(text)
	if c.values.Len() > known {
		c.bytes += len(text)
		for _, k := range c.comparisons {
			x.scorer.Add(k, text)
		}
	}
	return id
}

// write puts a value into a row.
func (x *Index) write(c *column, row []uint32, id uint32) {
	for _, slot := range c.slots {
		row[slot] = id
		if slot < x.compared && x.scorer.Missing(slot, id) {
			row[slot] |= silent
		}
	}
}

// place compares a record with the others and puts it among them.
func (x *Index) place(r uint32) {
	w := x.writer
	w.keysOf(w.texts)
	w.gather(w.keys, math.MaxInt)
	w.found = x.sources.allowed(w.found, x.sources.of[r])
	w.matches(x.rows.at(r), func(other uint32, weight float32) { x.edges.add(r, other, weight) })
	for i, key := range w.keys {
		if key != 0 {
			x.postings[x.keyRules[i]].add(key, r)
		}
	}
}

// displace takes a record from among the others and returns those that were
// linked to it.
func (x *Index) displace(r uint32) []uint32 {
	w := x.writer
	w.texts = x.texts(w.texts[:0], r)
	w.keysOf(w.texts)
	for i, key := range w.keys {
		if key != 0 {
			x.postings[x.keyRules[i]].remove(key, r)
		}
	}
	return x.edges.drop(r)
}
