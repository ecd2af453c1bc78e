package api

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

const (
	idempotencyHeader = "Idempotency-Key"
	maxKey            = 200
	// replyKept is how long a reply is given again.
	replyKept = 24 * time.Hour
)

// replies remembers what was answered to requests with an idempotency key.
//
// They live in memory: after a restart a request sent again is checked by its
// If-Match, by the hash of its file, or by its receipt that was used up, all of
// which are in the register.
type replies struct {
	now  func() time.Time
	mu   sync.Mutex
	done map[replyKey]*reply
	age  []aged
}

type replyKey struct{ account, key string }

type aged struct {
	key replyKey
	at  time.Time
}

type reply struct {
	request [sha256.Size]byte
	ready   chan struct{} // closed when the answer stands
	status  int
	header  http.Header
	body    []byte
}

func newReplies(now func() time.Time) *replies {
	return &replies{now: now, done: map[replyKey]*reply{}}
}

// begin finds the reply of a key, or makes room for it: mine is true for the
// one caller who must act.
func (r *replies) begin(k replyKey, request [sha256.Size]byte) (rep *reply, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	for len(r.age) > 0 && now.Sub(r.age[0].at) > replyKept {
		delete(r.done, r.age[0].key)
		r.age = r.age[1:]
	}
	if rep, ok := r.done[k]; ok {
		return rep, false
	}
	rep = &reply{request: request, ready: make(chan struct{})}
	r.done[k] = rep
	r.age = append(r.age, aged{k, now})
	return rep, true
}

// forget lets a request that failed inside the server be sent again.
func (r *replies) forget(k replyKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.done, k)
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
		k := replyKey{by(ctx.Context()).Account, key}
		fingerprint, ctx2 := s.fingerprint(ctx)
		rep, mine := s.replies.begin(k, fingerprint)
		if !mine {
			s.again(a, ctx2, rep, fingerprint)
			return
		}
		rec := &recorder{inner: ctx2, header: http.Header{}}
		defer close(rep.ready)
		next(rec)
		rep.status, rep.header, rep.body = rec.status, rec.header, rec.body.Bytes()
		if rep.status == 0 {
			rep.status = http.StatusOK
		}
		if rep.status >= 500 {
			s.replies.forget(k)
		}
	}
}

// again repeats a reply, or refuses the key for another request.
func (s *server) again(a huma.API, ctx huma.Context, rep *reply, fingerprint [sha256.Size]byte) {
	if rep.request != fingerprint {
		huma.WriteErr(a, ctx, http.StatusUnprocessableEntity, "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "api.key_reused"})
		return
	}
	select {
	case <-rep.ready:
	case <-ctx.Context().Done():
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
