package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

const (
	idempotencyHeader = "Idempotency-Key"
	maxKey            = 200
	// maxKept is the longest answer that is kept to be given again; of a longer
	// one only that it was given.
	maxKept = 1 << 20
)

// replies are the requests with an idempotency key that are being answered now,
// so that the same one sent meanwhile waits. What was answered is in the
// register; see quanyuan.Reply.
type replies struct {
	mu      sync.Mutex
	running map[replyKey]*reply
}

type replyKey struct {
	account string
	key     [sha256.Size]byte
}

type reply struct {
	request [sha256.Size]byte
	ready   chan struct{} // closed when the answer stands
	status  int           // 0: none was kept
	header  http.Header
	body    []byte
}

func newReplies() *replies { return &replies{running: map[replyKey]*reply{}} }

// begin finds the request that is being answered under a key, or makes room for
// it: mine is true for the one caller who must answer.
func (r *replies) begin(k replyKey, request [sha256.Size]byte) (rep *reply, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if rep, ok := r.running[k]; ok {
		return rep, false
	}
	rep = &reply{request: request, ready: make(chan struct{})}
	r.running[k] = rep
	return rep, true
}

// end lets those who wait have the answer; who asks later finds it kept.
func (r *replies) end(k replyKey, rep *reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, k)
	close(rep.ready)
}

// whose is the account that a request is counted under: residents have none,
// and must not meet each other's answers.
func whose(p quanyuan.Principal) string {
	if p.Account == "" {
		return "person " + string(p.Person)
	}
	return p.Account
}

// once answers a request that was sent again with the reply of the first time.
func (s *server) once(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		key := ctx.Header(idempotencyHeader)
		if key == "" || ctx.Method() == http.MethodGet || openRoutes[ctx.Operation().OperationID] {
			next(ctx)
			return
		}
		if len(key) > maxKey {
			huma.WriteErr(a, ctx, http.StatusUnprocessableEntity, "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "api.key_long"})
			return
		}
		k := replyKey{whose(by(ctx.Context())), sha256.Sum256([]byte(key))}
		fingerprint, ctx2 := s.fingerprint(ctx)
		rep, mine := s.replies.begin(k, fingerprint)
		if mine {
			s.first(a, ctx2, k, rep, next)
			return
		}
		select {
		case <-rep.ready:
			again(a, ctx2, rep, fingerprint)
		case <-ctx.Context().Done():
		}
	}
}

// first answers a request that is not being answered already: out of the
// register, or by acting.
func (s *server) first(a huma.API, ctx huma.Context, k replyKey, rep *reply, next func(huma.Context)) {
	defer s.replies.end(k, rep)
	kept, err := s.desk.Reply(ctx.Context(), k.account, k.key)
	if err == nil {
		request := rep.request
		rep.request, rep.status, rep.header, rep.body = kept.Request, kept.Status, kept.Header, kept.Body
		again(a, ctx, rep, request)
		return
	}
	rep.status = http.StatusInternalServerError // for those who wait, should this one panic
	once, o := s.desk.Once(ctx.Context(), k.account, k.key, rep.request)
	rec := &recorder{inner: huma.WithContext(ctx, once), status: http.StatusOK, header: http.Header{}}
	if errors.Is(err, quanyuan.ErrNotFound) {
		next(rec)
	} else {
		s.o.Log.Error("replies cannot be read", "error", err)
		huma.WriteErr(a, rec, http.StatusInternalServerError, "", err)
	}
	rep.status, rep.header, rep.body = rec.status, rec.header, rec.body.Bytes()
	if rep.status >= 500 {
		return // to be sent again; should it have acted, the register knows
	}
	status, body := rep.status, rep.body
	if len(body) > maxKept {
		status, body = 0, nil
	}
	if err := s.desk.KeepReply(context.WithoutCancel(ctx.Context()), o, status, rep.header, body); err != nil {
		s.o.Log.Error("a reply was not kept", "error", err)
	}
}

// again repeats a reply, or refuses the key for another request.
func again(a huma.API, ctx huma.Context, rep *reply, request [sha256.Size]byte) {
	if rep.request != request {
		huma.WriteErr(a, ctx, http.StatusUnprocessableEntity, "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "api.key_reused"})
		return
	}
	if rep.status == 0 {
		huma.WriteErr(a, ctx, http.StatusConflict, "", &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "api.key_done"})
		return
	}
	for name, values := range rep.header {
		for _, v := range values {
			ctx.AppendHeader(name, v)
		}
	}
	ctx.SetHeader("Idempotency-Replayed", "true")
	ctx.SetStatus(rep.status)
	ctx.BodyWriter().Write(rep.body)
}

// fingerprint is what makes two requests the same: method, path, query and the
// beginning of the body, where files are told apart by their length as well.
func (s *server) fingerprint(ctx huma.Context) ([sha256.Size]byte, huma.Context) {
	u := ctx.URL()
	h := sha256.New()
	io.WriteString(h, ctx.Method()+" "+u.Path+"?"+u.RawQuery+" "+ctx.Header("Content-Length")+"\n")
	const head = 1 << 20
	var b bytes.Buffer
	io.CopyN(&b, ctx.BodyReader(), head)
	h.Write(b.Bytes())
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return sum, &reread{inner: ctx, body: io.MultiReader(&b, ctx.BodyReader())}
}

// inner is a request that another one wraps; the interface itself has a method
// of the name that an embedded field would get.
type inner huma.Context

// reread is a request whose body is given once more from its beginning.
type reread struct {
	inner
	body io.Reader
}

func (r *reread) BodyReader() io.Reader { return r.body }

// recorder keeps what is answered while it is sent.
type recorder struct {
	inner
	status int
	header http.Header
	body   bytes.Buffer
}

func (r *recorder) SetStatus(code int) { r.status = code; r.inner.SetStatus(code) }
func (r *recorder) SetHeader(name, value string) {
	r.header.Set(name, value)
	r.inner.SetHeader(name, value)
}
func (r *recorder) AppendHeader(name, value string) {
	r.header.Add(name, value)
	r.inner.AppendHeader(name, value)
}
func (r *recorder) BodyWriter() io.Writer { return io.MultiWriter(&r.body, r.inner.BodyWriter()) }
