package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
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

// lookedAt is how many rows a looker of PersonsBeside reads at a time.
const lookedAt = 2048

// PersonsBeside shows all persons to lookers side by side.
func (s *Store) PersonsBeside(ctx context.Context, lookers ...func(*quanyuan.Person) error) error {
	var last int64
	if err := s.read.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM person").Scan(&last); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var busy sync.WaitGroup
	for _, look := range lookers {
		busy.Go(func() {
			p := &quanyuan.Person{}
			for ctx.Err() == nil {
				upTo := next.Add(lookedAt)
				if upTo-lookedAt >= last {
					return
				}
				if err := s.look(brief(ctx), upTo-lookedAt, upTo, p, look); err != nil {
					stop(err)
				}
			}
		})
	}
	busy.Wait()
	return context.Cause(ctx)
}

// look shows the persons of rows behind one up to another, all in p.
func (s *Store) look(ctx context.Context, behind, upTo int64, p *quanyuan.Person, look func(*quanyuan.Person) error) error {
	rows, err := s.read.QueryContext(ctx, "SELECT payload FROM person WHERE id > ? AND id <= ? AND "+visibleOfMany, behind, upTo)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var payload sql.RawBytes
		if err := rows.Scan(&payload); err != nil {
			return err
		}
		if err := codec.PersonAgain(payload, p); err != nil {
			return err
		}
		if err := look(p); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Count counts persons in the register.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	err = s.read.db.QueryRowContext(ctx, "SELECT count(*) FROM person WHERE exited = '' AND "+visibleOfMany).Scan(&n)
	return n, err
}

// FindByKeys gives the numbers found under any of the keys.
func (s *Store) FindByKeys(ctx context.Context, keys []uint64) ([]quanyuan.Number, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT number FROM person JOIN search_key ON search_key.person = person.id
		WHERE key IN (SELECT value FROM json_each(?)) AND `+visible+` ORDER BY number`, signed(keys))
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
	rows, err := s.read.QueryContext(brief(ctx), `SELECT `+eventColumns+` FROM event WHERE seq IN (
		SELECT seq FROM event WHERE record <> 0 AND record IN (SELECT value FROM json_each(?)) AND `+visible+`
		UNION SELECT seq FROM event WHERE person = ? AND kind IN ('merge', 'split', 'detach')
		UNION SELECT seq FROM event WHERE other = ? AND other <> '') ORDER BY seq`, string(records), string(n), string(n))
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

// present is the condition under which a presence is shown. Who has exited has
// none (see personWriter); whom an import under way has staged has, so that
// while there is one every person is looked at.
const present = "(NOT EXISTS (SELECT 1 FROM batch WHERE committed = 0) OR (SELECT " + visible + " FROM person WHERE person.id = presence.person))"

// presences are the conditions of a query for presences.
func presences(q *quanyuan.PersonQuery) *where {
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
	w.and(present)
	return w
}

// PersonsIn lists persons by their presences.
func (s *Store) PersonsIn(ctx context.Context, q quanyuan.PersonQuery) ([]quanyuan.Placed, error) {
	if q.Limit > 0 {
		ctx = brief(ctx)
	}
	if q.Skip > 0 {
		if found, err := s.skip(ctx, &q); err != nil || !found {
			return nil, err
		}
	}
	w := presences(&q)
	w.limit(q.Limit)
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

// skip lets a query continue behind the last presence that it leaves out; found
// is false when there are not so many.
func (s *Store) skip(ctx context.Context, q *quanyuan.PersonQuery) (found bool, err error) {
	w := presences(q)
	w.args = append(w.args, q.Skip-1)
	err = s.read.QueryRowContext(ctx, "SELECT community, number FROM presence"+w.String()+" ORDER BY community, number LIMIT 1 OFFSET ?", w.args...).Scan(&q.AfterCommunity, &q.After)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	q.Skip = 0
	return err == nil, err
}

// CountPersonsIn counts presences.
func (s *Store) CountPersonsIn(ctx context.Context, q quanyuan.PersonQuery) (n int, err error) {
	w := presences(&q)
	if q.Limit > 0 {
		w.limit(q.Skip + q.Limit)
	}
	err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM presence"+w.String()+w.end+")", w.args...).Scan(&n)
	return max(0, n-q.Skip), err
}

// CountPlaces counts presences by community, category and counting.
func (s *Store) CountPlaces(ctx context.Context, scope quanyuan.Scope) ([]quanyuan.PlaceCount, error) {
	w := presences(&quanyuan.PersonQuery{Scope: scope})
	rows, err := s.read.QueryContext(ctx, "SELECT community, category, note, count(*) FROM presence"+w.String()+" GROUP BY community, category, note ORDER BY community, category, note", w.args...)
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
