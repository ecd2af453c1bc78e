package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// NewNumber gives a person number that nobody has.
func (s *Store) NewNumber(ctx context.Context) (n quanyuan.Number, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		for {
			id, err := nextNumber(ctx, tx, "person")
			if err != nil {
				return err
			}
			n = quanyuan.Number(fmt.Sprintf("N%010d", id))
			var taken bool
			if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM person WHERE number = ?)", string(n)).Scan(&taken); err != nil || !taken {
				return err
			}
		}
	})
	return n, err
}

// Person gives one person.
func (s *Store) Person(ctx context.Context, n quanyuan.Number) (*quanyuan.Person, error) {
	var payload []byte
	err := s.read.QueryRowContext(ctx, "SELECT payload FROM person WHERE number = ? AND "+visible, string(n)).Scan(&payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "person.unknown", Args: []any{n}}
	}
	if err != nil {
		return nil, err
	}
	p := &quanyuan.Person{}
	return p, codec.Person(payload, p)
}

// PersonIn gives one person of a part of the city.
func (s *Store) PersonIn(ctx context.Context, scope quanyuan.Scope, n quanyuan.Number) (*quanyuan.Person, error) {
	p, err := s.Person(ctx, n)
	outside := err == nil && !scope.Reaches(p.Divisions()) && (p.Forward == "" || len(scope) == 0)
	if outside || errors.Is(err, quanyuan.ErrNotFound) && !scope.Reaches(nil) {
		// The same words whether he stands elsewhere or nowhere.
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "person.elsewhere", Args: []any{n}}
	}
	return p, err
}

// PersonsByNumber gives persons by number.
func (s *Store) PersonsByNumber(ctx context.Context, numbers []quanyuan.Number) ([]*quanyuan.Person, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(brief(ctx), "SELECT payload FROM person WHERE number IN (SELECT value FROM json_each(?)) AND "+visible+" ORDER BY number", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ps []*quanyuan.Person
	for rows.Next() {
		var payload sql.RawBytes
		p := &quanyuan.Person{}
		if err := rows.Scan(&payload); err != nil {
			return nil, err
		}
		if err := codec.Person(payload, p); err != nil {
			return nil, err
		}
		ps = append(ps, p)
	}
	return ps, rows.Err()
}

// Persons streams all persons in the order of their numbers.
func (s *Store) Persons(ctx context.Context) iter.Seq2[*quanyuan.Person, error] {
	return func(yield func(*quanyuan.Person, error) bool) {
		rows, err := s.read.QueryContext(ctx, "SELECT payload FROM person WHERE "+visibleOfMany+" ORDER BY number")
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var payload sql.RawBytes
			p := &quanyuan.Person{}
			err := rows.Scan(&payload)
			if err == nil {
				err = codec.Person(payload, p)
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// Count counts persons in the register.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	err = s.read.db.QueryRowContext(ctx, "SELECT count(*) FROM person WHERE exited = '' AND "+visibleOfMany).Scan(&n)
	return n, err
}

// FindByKeys gives the numbers found under any of the keys.
func (s *Store) FindByKeys(ctx context.Context, keys []uint64) ([]quanyuan.Number, error) {
	signed := make([]int64, len(keys))
	for i, k := range keys {
		signed[i] = int64(k)
	}
	list, err := json.Marshal(signed)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT number FROM person JOIN search_key ON search_key.person = person.id
		WHERE key IN (SELECT value FROM json_each(?)) AND `+visible+` ORDER BY number`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ns []quanyuan.Number
	for rows.Next() {
		var n quanyuan.Number
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		ns = append(ns, n)
	}
	return ns, rows.Err()
}

const eventColumns = "seq, kind, person, record, at, actor, field, reason, date, about, other, cause, moved"

// Events lists a person's events.
func (s *Store) Events(ctx context.Context, n quanyuan.Number) ([]quanyuan.Event, error) {
	p, err := s.Person(ctx, n)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	records, err := json.Marshal(p.Records)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(brief(ctx), `SELECT `+eventColumns+` FROM event WHERE record <> 0 AND record IN (SELECT value FROM json_each(?)) AND `+visible+`
		UNION SELECT `+eventColumns+` FROM event WHERE person = ? AND kind IN ('merge', 'split', 'detach')
		UNION SELECT `+eventColumns+` FROM event WHERE other = ? AND other <> '' ORDER BY seq`, string(records), string(n), string(n))
	if err != nil {
		return nil, err
	}
	return scanEvents(rows)
}

func scanEvents(rows *sql.Rows) ([]quanyuan.Event, error) {
	defer rows.Close()
	var es []quanyuan.Event
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		es = append(es, e)
	}
	return es, rows.Err()
}

// EventsAfter lists events of everybody.
func (s *Store) EventsAfter(ctx context.Context, seq int64, limit int, kinds ...quanyuan.EventKind) ([]quanyuan.Event, error) {
	only, args := "", []any{seq}
	if len(kinds) > 0 {
		list, err := json.Marshal(kinds)
		if err != nil {
			return nil, err
		}
		only, args = "kind IN (SELECT value FROM json_each(?)) AND ", append(args, string(list))
	}
	rows, err := s.read.QueryContext(ctx, "SELECT "+eventColumns+" FROM event WHERE seq > ? AND "+only+visible+" ORDER BY seq LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, err
	}
	return scanEvents(rows)
}

// Event gives one event.
func (s *Store) Event(ctx context.Context, seq int64) (quanyuan.Event, error) {
	e, err := scanEvent(s.read.QueryRowContext(ctx, "SELECT "+eventColumns+" FROM event WHERE seq = ? AND "+visible, seq))
	if errors.Is(err, sql.ErrNoRows) {
		return e, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "event.unknown", Args: []any{seq}}
	}
	return e, err
}

func scanEvent(row interface{ Scan(...any) error }) (e quanyuan.Event, err error) {
	var at, date string
	var m []byte
	if err = row.Scan(&e.Seq, &e.Kind, &e.Person, &e.Record, &at, &e.Actor, &e.Field, &e.Reason, &date, &e.About, &e.Other, &e.Cause, &m); err != nil {
		return e, err
	}
	if e.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
		return e, err
	}
	e.Date, _ = quanyuan.ParseDate(date)
	if m != nil {
		var mv moved
		err = json.Unmarshal(m, &mv)
		e.Records, e.Dropped = mv.Records, mv.Dropped
	}
	return e, err
}

// PersonOf gives who has a record.
func (s *Store) PersonOf(ctx context.Context, id quanyuan.RecordID) (n quanyuan.Number, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT number FROM assignment JOIN person ON person.id = assignment.person WHERE record = ? AND "+visible, int64(id)).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return n, err
}

// behind cuts off the parts of a scope that lie before a community, so that
// they are not read again for every page.
func behind(s quanyuan.Scope, community string) (ranges [][2]string) {
	for _, root := range s {
		lo, hi := quanyuan.Subtree(root)
		if hi >= community {
			ranges = append(ranges, [2]string{max(lo, community), hi})
		}
	}
	return ranges
}

// PersonsIn lists persons by their presences.
func (s *Store) PersonsIn(ctx context.Context, q quanyuan.PersonQuery) ([]quanyuan.Placed, error) {
	w := &where{}
	community, args := inRanges("community", behind(q.Scope, q.AfterCommunity))
	w.and(community, args...)
	if len(q.Categories) > 0 {
		w.and("category IN (SELECT value FROM json_each(?))", ints(q.Categories))
	}
	if q.Household != "" {
		w.and("household = ?", q.Household)
	}
	if !q.RecheckBefore.IsZero() {
		w.and("recheck <> '' AND recheck < ?", q.RecheckBefore.String())
	}
	if q.Notes != 0 {
		w.and("note & ? <> 0", int(q.Notes))
	}
	if q.After != "" {
		w.and("(community, presence.number) > (?, ?)", q.AfterCommunity, string(q.After))
	}
	w.and("exited = ''")
	w.and(visible)
	w.limit(q.Limit)
	if q.Limit > 0 {
		ctx = brief(ctx)
	}
	rows, err := s.read.QueryContext(ctx, "SELECT community, payload FROM presence CROSS JOIN person ON person.id = presence.person"+w.String()+" ORDER BY community, presence.number"+w.end, w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ps []quanyuan.Placed
	for rows.Next() {
		var payload sql.RawBytes
		p := quanyuan.Placed{Person: &quanyuan.Person{}}
		if err := rows.Scan(&p.Community, &payload); err != nil {
			return nil, err
		}
		if err := codec.Person(payload, p.Person); err != nil {
			return nil, err
		}
		ps = append(ps, p)
	}
	return ps, rows.Err()
}

// CountPlaces counts presences by community, category and counting.
func (s *Store) CountPlaces(ctx context.Context, scope quanyuan.Scope) ([]quanyuan.PlaceCount, error) {
	w := &where{}
	w.scope("community", scope)
	w.and("exited = ''")
	w.and(visible)
	rows, err := s.read.QueryContext(ctx, "SELECT community, category, note, count(*) FROM presence CROSS JOIN person ON person.id = presence.person"+w.String()+" GROUP BY community, category, note ORDER BY community, category, note", w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var counts []quanyuan.PlaceCount
	for rows.Next() {
		var c quanyuan.PlaceCount
		if err := rows.Scan(&c.Community, &c.Category, &c.Note, &c.Persons); err != nil {
			return nil, err
		}
		counts = append(counts, c)
	}
	return counts, rows.Err()
}
