package desk

import (
	"context"
	"crypto/sha256"
	"sync/atomic"

	"quanyuan"
)

// onceKey finds in a context the reply that is to be begun.
type onceKey struct{}

// Once is a request that is carried out once, however often it is sent.
type Once struct {
	reply quanyuan.Reply
	begun atomic.Bool
}

// Once gives a context for the use case that a request asks for: the first
// change it writes notes, in one transaction, that the request acted.
func (d *Desk) Once(ctx context.Context, account string, key, request [sha256.Size]byte) (context.Context, *Once) {
	o := &Once{reply: quanyuan.Reply{Account: account, Key: key, Request: request, At: d.now()}}
	return context.WithValue(ctx, onceKey{}, o), o
}

// Reply gives what was kept of a request; quanyuan.ErrNotFound when it is new.
func (d *Desk) Reply(ctx context.Context, account string, key [sha256.Size]byte) (*quanyuan.Reply, error) {
	return d.store.Reply(ctx, account, key, d.now())
}

// KeepReply keeps what was answered.
func (d *Desk) KeepReply(ctx context.Context, o *Once, status int, header map[string][]string, body []byte) error {
	r := o.reply
	r.Status, r.Header, r.Body = status, header, body
	return d.store.KeepReply(ctx, &r)
}

// onceStore begins the reply of a request with its first change.
type onceStore struct{ quanyuan.Store }

func (s onceStore) Apply(ctx context.Context, c *quanyuan.Change) error {
	return once(ctx, c, func() error { return s.Store.Apply(ctx, c) })
}

func (s onceStore) Wipe(ctx context.Context, w *quanyuan.Wiping) error {
	return once(ctx, &w.Change, func() error { return s.Store.Wipe(ctx, w) })
}

func once(ctx context.Context, c *quanyuan.Change, write func() error) error {
	o, _ := ctx.Value(onceKey{}).(*Once)
	if o == nil || o.begun.Load() {
		return write()
	}
	begin := o.reply
	c.Reply = &begin
	err := write()
	if err == nil {
		o.begun.Store(true)
	}
	return err
}
