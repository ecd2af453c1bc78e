package sqlite

import (
	"context"
	"database/sql"
	"slices"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// FindPersons gives the persons under any of the keys, at one moment.
func (s *Store) FindPersons(ctx context.Context, keys []uint64, most int) ([]*quanyuan.Person, []int, error) {
	ctx = brief(ctx)
	tx, err := s.read.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback()
	under, counts, err := s.idsUnder(ctx, tx, keys, most)
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

// idsUnder gives the ids under each key. Of a key with more than most it gives
// none and their count instead.
func (s *Store) idsUnder(ctx context.Context, tx *sql.Tx, keys []uint64, most int) (under [][]int64, counts []int, err error) {
	under, counts = make([][]int64, len(keys)), make([]int, len(keys))
	stmt, err := s.read.inTx(ctx, tx, "SELECT person FROM search_key WHERE key = ? LIMIT ?")
	if err != nil {
		return nil, nil, err
	}
	defer stmt.Close()
	for i, k := range keys {
		if under[i], err = ids(stmt.QueryContext(ctx, int64(k), most+1)); err != nil {
			return nil, nil, err
		}
		if len(under[i]) <= most {
			continue
		}
		under[i] = nil
		err = tx.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM search_key WHERE key = ? LIMIT ?)", int64(k), max(most+1, quanyuan.CountedPersons)).Scan(&counts[i])
		if err != nil {
			return nil, nil, err
		}
	}
	return under, counts, nil
}

func ids(rows *sql.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
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
