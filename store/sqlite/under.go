package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"iter"
	"slices"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// PersonsUnder streams the persons under any of the keys; see quanyuan.Finder.
// Few keys are looked up one by one. Many are held against the keys that stand
// in the row of each person: one pass over the table costs less than a walk
// down the index for every key.
func (s *Store) PersonsUnder(ctx context.Context, keys []uint64) iter.Seq2[*quanyuan.Person, error] {
	return func(yield func(*quanyuan.Person, error) bool) {
		if len(keys) == 0 {
			return
		}
		tx, err := s.read.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(nil, err)
			return
		}
		defer tx.Rollback()
		pass, err := passIsCheaper(ctx, tx, len(keys))
		switch {
		case err != nil:
		case pass:
			err = passUnder(ctx, tx, keySetOf(keys), yield)
		default:
			err = lookUpUnder(ctx, tx, keys, yield)
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// personsAKey is how many persons a pass reads in the time in which one key is
// looked up with the persons whom it finds.
const personsAKey = 10

func passIsCheaper(ctx context.Context, tx *sql.Tx, keys int) (bool, error) {
	var last sql.NullInt64
	err := tx.QueryRowContext(ctx, "SELECT max(id) FROM person").Scan(&last)
	return last.Int64 < int64(keys)*personsAKey, err
}

// askedAtOnce is how many keys or persons one query asks for.
const askedAtOnce = 1000

func lookUpUnder(ctx context.Context, tx *sql.Tx, keys []uint64, yield func(*quanyuan.Person, error) bool) error {
	signed := make([]int64, len(keys))
	for i, k := range keys {
		signed[i] = int64(k)
	}
	slices.Sort(signed)
	var found []int64
	for some := range slices.Chunk(slices.Compact(signed), askedAtOnce) {
		list, err := json.Marshal(some)
		if err != nil {
			return err
		}
		under, err := ids(tx.QueryContext(ctx, "SELECT person FROM search_key WHERE key IN (SELECT value FROM json_each(?))", string(list)))
		if err != nil {
			return err
		}
		found = append(found, under...)
	}
	slices.Sort(found)
	for some := range slices.Chunk(slices.Compact(found), askedAtOnce) {
		list, err := json.Marshal(some)
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, "SELECT payload FROM person WHERE id IN (SELECT value FROM json_each(?)) AND "+visibleOfMany+" ORDER BY id", string(list))
		if err != nil {
			return err
		}
		if more, err := yieldPersons(rows, nil, yield); err != nil || !more {
			return err
		}
	}
	return nil
}

// passUnder reads all persons and gives those with a key of the set.
func passUnder(ctx context.Context, tx *sql.Tx, keys *keySet, yield func(*quanyuan.Person, error) bool) error {
	rows, err := tx.QueryContext(ctx, "SELECT payload, keys FROM person WHERE "+visibleOfMany+" ORDER BY id")
	if err != nil {
		return err
	}
	_, err = yieldPersons(rows, keys, yield)
	return err
}

// yieldPersons gives the persons of some rows, with a set only those with a key
// of it; more is false when nobody wants further ones.
func yieldPersons(rows *sql.Rows, keys *keySet, yield func(*quanyuan.Person, error) bool) (more bool, err error) {
	defer rows.Close()
	var payload, packed sql.RawBytes
	to := []any{&payload}
	if keys != nil {
		to = append(to, &packed)
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return false, err
		}
		if keys != nil && !keys.meets(packed) {
			continue
		}
		p := &quanyuan.Person{}
		if err := codec.Person(payload, p); err != nil {
			return false, err
		}
		if !yield(p, nil) {
			return false, nil
		}
	}
	return true, rows.Err()
}

// keySet is a set of search keys: an open-addressing table, since keys are
// hashes already.
type keySet struct {
	slots []uint64 // 0: free
	shift uint
	zero  bool // the key 0 is in it
}

func keySetOf(keys []uint64) *keySet {
	s := &keySet{slots: make([]uint64, 16), shift: 60}
	for len(s.slots) < 4*len(keys) {
		s.slots, s.shift = make([]uint64, 2*len(s.slots)), s.shift-1
	}
	for _, k := range keys {
		if k == 0 {
			s.zero = true
			continue
		}
		i := s.place(k)
		for s.slots[i] != 0 && s.slots[i] != k {
			i = (i + 1) & (len(s.slots) - 1)
		}
		s.slots[i] = k
	}
	return s
}

func (s *keySet) place(k uint64) int { return int(k * 0x9E3779B97F4A7C15 >> s.shift) }

func (s *keySet) has(k uint64) bool {
	if k == 0 {
		return s.zero
	}
	for i := s.place(k); ; i = (i + 1) & (len(s.slots) - 1) {
		switch s.slots[i] {
		case k:
			return true
		case 0:
			return false
		}
	}
}

// meets reports whether any of a person's keys, as packKeys writes them, is in
// the set.
func (s *keySet) meets(packed []byte) bool {
	for ; len(packed) >= 8; packed = packed[8:] {
		if s.has(binary.LittleEndian.Uint64(packed)) {
			return true
		}
	}
	return false
}
