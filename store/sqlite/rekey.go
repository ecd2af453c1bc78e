package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"quanyuan"
	"quanyuan/store/codec"
)

// Rekey computes every person's search keys anew, in one transaction. Those of
// leftovers of an import that died go with their persons.
func (s *Store) Rekey(ctx context.Context, keysOf func(*quanyuan.Person) []uint64) (int, error) {
	unlock, err := s.lockImports(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	n := 0
	err = s.durably(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM search_key"); err != nil {
			return err
		}
		update, err := tx.PrepareContext(ctx, "UPDATE person SET keys = ? WHERE id = ?")
		if err != nil {
			return err
		}
		defer update.Close()
		var keys []searchKey
		flush := func() error {
			slices.SortFunc(keys, func(a, b searchKey) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.person, b.person)) })
			defer func() { keys = keys[:0] }()
			return insertKeys(ctx, tx, keys)
		}
		last := int64(-1)
		for {
			some, err := personsAfter(ctx, tx, last)
			if err != nil {
				return err
			}
			if len(some) == 0 {
				return flush()
			}
			for _, p := range some {
				own := keysOf(p.person)
				if _, err := update.ExecContext(ctx, packKeys(own), p.id); err != nil {
					return err
				}
				for _, k := range own {
					keys = append(keys, searchKey{int64(k), p.id})
				}
			}
			n, last = n+len(some), some[len(some)-1].id
			if len(keys) >= keyRun {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	})
	return n, err
}

type idPerson struct {
	id     int64
	person *quanyuan.Person
}

// personsAfter gives some persons in the order of their ids.
func personsAfter(ctx context.Context, tx *sql.Tx, id int64) ([]idPerson, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, payload FROM person WHERE id > ? ORDER BY id LIMIT 1000", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []idPerson
	for rows.Next() {
		var payload sql.RawBytes
		p := idPerson{person: &quanyuan.Person{}}
		if err := rows.Scan(&p.id, &payload); err != nil {
			return nil, err
		}
		if err := codec.Person(payload, p.person); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
