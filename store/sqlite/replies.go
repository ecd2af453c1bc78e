package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"

	json "github.com/goccy/go-json"

	"quanyuan"
)

// beginReply notes with a change whose request made it. Replies that have
// outlived their time go, so that the table holds no more than those of a day.
func beginReply(ctx context.Context, tx *sql.Tx, r *quanyuan.Reply) error {
	if r == nil {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM reply WHERE at <= ?", r.At.Add(-quanyuan.ReplyKept).Unix()); err != nil {
		return err
	}
	payload, err := json.Marshal(r)
	if err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO reply (account, key, at, payload) VALUES (?, ?, ?, ?)", r.Account, r.Key[:], r.At.Unix(), payload)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "api.key_done"})
	}
	return nil
}

// Reply gives a reply.
func (s *Store) Reply(ctx context.Context, account string, key [sha256.Size]byte, now time.Time) (*quanyuan.Reply, error) {
	rs, err := rowsOf[quanyuan.Reply](ctx, s.read, "SELECT payload FROM reply WHERE account = ? AND key = ? AND at > ?", account, key[:], now.Add(-quanyuan.ReplyKept).Unix())
	if err != nil {
		return nil, err
	}
	if len(rs) == 0 {
		return nil, quanyuan.ErrNotFound
	}
	rs[0].Account, rs[0].Key = account, key
	return rs[0], nil
}

// KeepReply writes a reply.
func (s *Store) KeepReply(ctx context.Context, r *quanyuan.Reply) error {
	payload, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, "INSERT OR REPLACE INTO reply (account, key, at, payload) VALUES (?, ?, ?, ?)", r.Account, r.Key[:], r.At.Unix(), payload)
	return busy(err)
}
