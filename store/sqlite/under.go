package sqlite

import (
	"cmp"
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
func (s *Store) PersonsUnder(ctx context.Context, keys []uint64) iter.Seq2[quanyuan.Under, error] {
	return func(yield func(quanyuan.Under, error) bool) {
		if len(keys) == 0 {
			return
		}
		tx, err := s.read.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(quanyuan.Under{}, err)
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
			yield(quanyuan.Under{}, err)
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

func lookUpUnder(ctx context.Context, tx *sql.Tx, keys []uint64, yield func(quanyuan.Under, error) bool) error {
	signed := make([]int64, len(keys))
	for i, k := range keys {
		signed[i] = int64(k)
	}
	slices.Sort(signed)
	var found []searchKey
	for some := range slices.Chunk(slices.Compact(signed), askedAtOnce) {
		list, err := json.Marshal(some)
		if err != nil {
			return err
		}
		if found, err = appendKeys(ctx, tx, found, string(list)); err != nil {
			return err
		}
	}
	slices.SortFunc(found, func(a, b searchKey) int { return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.key, b.key)) })
	for len(found) > 0 {
		var ids []int64
		n := 0
		for ; n < len(found) && (len(ids) < askedAtOnce || found[n].person == ids[len(ids)-1]); n++ {
			if len(ids) == 0 || found[n].person != ids[len(ids)-1] {
				ids = append(ids, found[n].person)
			}
		}
		more, err := yieldByID(ctx, tx, ids, found[:n], yield)
		if err != nil || !more {
			return err
		}
		found = found[n:]
	}
	return nil
}

func appendKeys(ctx context.Context, tx *sql.Tx, to []searchKey, list string) ([]searchKey, error) {
	rows, err := tx.QueryContext(ctx, "SELECT key, person FROM search_key WHERE key IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k searchKey
		if err := rows.Scan(&k.key, &k.person); err != nil {
			return nil, err
		}
		to = append(to, k)
	}
	return to, rows.Err()
}

// yieldByID gives persons by their ids; found are their keys in the same order.
// more is false when nobody wants further ones.
func yieldByID(ctx context.Context, tx *sql.Tx, ids []int64, found []searchKey, yield func(quanyuan.Under, error) bool) (more bool, err error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return false, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT id, payload FROM person WHERE id IN (SELECT value FROM json_each(?)) AND "+visibleOfMany+" ORDER BY id", string(list))
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var payload sql.RawBytes
		if err := rows.Scan(&id, &payload); err != nil {
			return false, err
		}
		u := quanyuan.Under{Person: &quanyuan.Person{}}
		if err := codec.Person(payload, u.Person); err != nil {
			return false, err
		}
		for ; len(found) > 0 && found[0].person <= id; found = found[1:] {
			if found[0].person == id { // others are of an import under way
				u.Keys = append(u.Keys, uint64(found[0].key))
			}
		}
		if !yield(u, nil) {
			return false, nil
		}
	}
	return true, rows.Err()
}

// passUnder reads all persons and gives those with a key of the set.
func passUnder(ctx context.Context, tx *sql.Tx, keys *keySet, yield func(quanyuan.Under, error) bool) error {
	rows, err := tx.QueryContext(ctx, "SELECT payload, keys FROM person WHERE "+visibleOfMany+" ORDER BY id")
	if err != nil {
		return err
	}
	defer rows.Close()
	var payload, packed sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&payload, &packed); err != nil {
			return err
		}
		met := keys.met(packed)
		if met == nil {
			continue
		}
		u := quanyuan.Under{Person: &quanyuan.Person{}, Keys: met}
		if err := codec.Person(payload, u.Person); err != nil {
			return err
		}
		if !yield(u, nil) {
			return nil
		}
	}
	return rows.Err()
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

// met gives those of a person's keys, as packKeys writes them, that are in the
// set.
func (s *keySet) met(packed []byte) (keys []uint64) {
	for ; len(packed) >= 8; packed = packed[8:] {
		if k := binary.LittleEndian.Uint64(packed); s.has(k) {
			keys = append(keys, k)
		}
	}
	return keys
}
