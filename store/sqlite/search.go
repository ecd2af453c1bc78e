package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// FindPersons gives the persons under any of the keys, at one moment.
func (s *Store) FindPersons(ctx context.Context, keys []uint64, most int) ([]*quanyuan.Person, []int, error) {
	if len(keys) == 0 {
		return nil, nil, nil
	}
	ctx = brief(ctx)
	tx, err := s.read.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback()
	under, err := s.idsUnder(ctx, tx, keys, most)
	if err != nil {
		return nil, nil, err
	}
	counts, err := s.countCrowds(ctx, tx, keys, under, most)
	if err != nil {
		return nil, nil, err
	}
	ids := slices.Concat(under...)
	slices.Sort(ids)
	persons, shown, err := s.personsByID(ctx, tx, slices.Compact(ids))
	if err != nil {
		return nil, nil, err
	}
	for i, of := range under {
		for _, id := range of { // those of an import under way are not counted
			if shown[id] {
				counts[i]++
			}
		}
	}
	return persons, counts, nil
}

// idsUnder gives the ids under each key; none of a key with more than most.
func (s *Store) idsUnder(ctx context.Context, tx *sql.Tx, keys []uint64, most int) (under [][]int64, err error) {
	under = make([][]int64, len(keys))
	err = s.eachPair(ctx, tx, func(key int, id int64) { under[key] = append(under[key], id) },
		`SELECT asked.key, person FROM json_each(?) AS asked CROSS JOIN search_key ON search_key.key = asked.value
			WHERE (SELECT count(*) FROM (SELECT 1 FROM search_key WHERE key = asked.value LIMIT ?)) <= ?`, signed(keys), most+1, most)
	return under, err
}

// countCrowds counts the persons under the keys of which no id was given, as
// far as they are counted.
func (s *Store) countCrowds(ctx context.Context, tx *sql.Tx, keys []uint64, under [][]int64, most int) (counts []int, err error) {
	counts = make([]int, len(keys))
	var crowds []uint64
	var places []int
	for i, ids := range under {
		if len(ids) == 0 {
			crowds, places = append(crowds, keys[i]), append(places, i)
		}
	}
	if len(crowds) == 0 {
		return counts, nil
	}
	err = s.eachPair(ctx, tx, func(key int, n int64) { counts[places[key]] = int(n) },
		"SELECT key, (SELECT count(*) FROM (SELECT 1 FROM search_key WHERE search_key.key = asked.value LIMIT ?)) FROM json_each(?) AS asked",
		max(most+1, quanyuan.CountedPersons), signed(crowds))
	return counts, err
}

// signed writes keys as the JSON array of numbers that SQLite holds them as.
func signed(keys []uint64) string {
	b := []byte{'['}
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(k), 10)
	}
	return string(append(b, ']'))
}

// eachPair reads two numbers of every row.
func (s *Store) eachPair(ctx context.Context, tx *sql.Tx, tell func(a int, b int64), query string, args ...any) error {
	stmt, err := s.read.inTx(ctx, tx, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a int
		var b int64
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		tell(a, b)
	}
	return rows.Err()
}

// personsByID gives the persons that are shown, in the order of their numbers.
func (s *Store) personsByID(ctx context.Context, tx *sql.Tx, ids []int64) ([]*quanyuan.Person, map[int64]bool, error) {
	if len(ids) == 0 {
		return nil, nil, nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, nil, err
	}
	stmt, err := s.read.inTx(ctx, tx, "SELECT id, payload FROM person WHERE id IN (SELECT value FROM json_each(?)) AND "+visible+" ORDER BY number")
	if err != nil {
		return nil, nil, err
	}
	defer stmt.Close()
	rows, err := stmt.QueryContext(ctx, string(list))
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	shown := make(map[int64]bool, len(ids))
	persons := make([]*quanyuan.Person, 0, len(ids))
	for rows.Next() {
		var id int64
		var payload sql.RawBytes
		p := &quanyuan.Person{}
		if err := rows.Scan(&id, &payload); err != nil {
			return nil, nil, err
		}
		if err := codec.Person(payload, p); err != nil {
			return nil, nil, err
		}
		shown[id] = true
		persons = append(persons, p)
	}
	return persons, shown, rows.Err()
}
