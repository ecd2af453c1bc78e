package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// writeAccounts writes accounts in the place of the versions that were seen. It
// refuses to leave a post of an administrator empty that somebody had.
func writeAccounts(ctx context.Context, tx *sql.Tx, accounts []*quanyuan.Account) error {
	if len(accounts) == 0 {
		return nil
	}
	before, err := administrators(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if err := seen(ctx, tx, "account", "name", a.Name, a.Version); err != nil {
			return err
		}
		a.Version++
		payload, err := json.Marshal(a)
		if err != nil {
			return err
		}
		post := ""
		if a.Active() {
			post = string(a.Post)
		}
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO account (name, version, post, payload) VALUES (?, ?, ?, ?)", a.Name, a.Version, post, payload); err != nil {
			return err
		}
	}
	after, err := administrators(ctx, tx)
	if err != nil {
		return err
	}
	for post := range before {
		if after[post] == 0 {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "account.last"}
		}
	}
	return nil
}

// administrators counts the active accounts of each administrator's post.
func administrators(ctx context.Context, tx *sql.Tx) (map[quanyuan.Post]int, error) {
	rows, err := tx.QueryContext(ctx, "SELECT post, count(*) FROM account WHERE post IN (?, ?, ?) GROUP BY post", string(quanyuan.SystemAdmin), string(quanyuan.SecurityAdmin), string(quanyuan.AuditAdmin))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	n := map[quanyuan.Post]int{}
	for rows.Next() {
		var post quanyuan.Post
		var count int
		if err := rows.Scan(&post, &count); err != nil {
			return nil, err
		}
		n[post] = count
	}
	return n, rows.Err()
}

// seen checks that a row has the version the caller saw; 0: no row. table and
// column are names of this package, never of a caller.
func seen(ctx context.Context, tx *sql.Tx, table, column, id string, version int64) error {
	var now int64
	err := tx.QueryRowContext(ctx, "SELECT version FROM "+table+" WHERE "+column+" = ?", id).Scan(&now)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if now == version {
		return nil
	}
	return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: table + ".changed", Args: []any{id}}
}

func writeTickets(ctx context.Context, tx *sql.Tx, tickets []*quanyuan.Ticket) error {
	for _, t := range tickets {
		if err := seen(ctx, tx, "ticket", "id", t.ID, t.Version); err != nil {
			return err
		}
		t.Version++
		payload, err := json.Marshal(t)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO ticket (id, version, account, person, ended, payload) VALUES (?, ?, ?, ?, ?, ?)",
			t.ID, t.Version, t.Account, string(t.Person), !t.Ended.IsZero(), payload); err != nil {
			return err
		}
	}
	return nil
}

// Account gives one account.
func (s *Store) Account(ctx context.Context, name string) (*quanyuan.Account, error) {
	as, err := rowsOf[quanyuan.Account](brief(ctx), s.read, "SELECT payload FROM account WHERE name = ?", name)
	if err == nil && len(as) == 0 {
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "account.unknown", Args: []any{name}}
	}
	if err != nil {
		return nil, err
	}
	return as[0], nil
}

// Accounts lists all accounts.
func (s *Store) Accounts(ctx context.Context) ([]*quanyuan.Account, error) {
	return rowsOf[quanyuan.Account](ctx, s.read, "SELECT payload FROM account ORDER BY name")
}

// Ticket gives one ticket.
func (s *Store) Ticket(ctx context.Context, id string) (*quanyuan.Ticket, error) {
	ts, err := rowsOf[quanyuan.Ticket](brief(ctx), s.read, "SELECT payload FROM ticket WHERE id = ?", id)
	if err == nil && len(ts) == 0 {
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "ticket.unknown"}
	}
	if err != nil {
		return nil, err
	}
	return ts[0], nil
}

// Tickets lists what is open for an account or a person.
func (s *Store) Tickets(ctx context.Context, account string, person quanyuan.Number) ([]*quanyuan.Ticket, error) {
	ts, err := rowsOf[quanyuan.Ticket](ctx, s.read, "SELECT payload FROM ticket WHERE ended = 0 AND (account <> '' AND account = ? OR person <> '' AND person = ?) ORDER BY id", account, string(person))
	slices.SortStableFunc(ts, func(a, b *quanyuan.Ticket) int { return a.Made.Compare(b.Made) })
	return ts, err
}

// rowsOf decodes the payloads that a query gives.
func rowsOf[T any](ctx context.Context, db querier, query string, args ...any) ([]*T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*T
	for rows.Next() {
		var payload sql.RawBytes
		v := new(T)
		if err := rows.Scan(&payload); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(payload, v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
