package web

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// The cookies. The session is the secret that the desk gave when somebody
// signed in; a script of a page cannot read it.
const (
	sessionCookie = "quanyuan"
	flashCookie   = "quanyuan-said"
	langCookie    = "quanyuan-lang"
)

// errNobody says that the request has no session, or one that has ended.
var errNobody = errors.New("nobody is signed in")

// secure reports whether the connection is encrypted, so that cookies can be
// kept to such.
func (q *request) secure() bool { return q.TLS != nil }

// cookieName is the session's; the prefix makes browsers hold it to TLS and
// this host.
func (q *request) cookieName() string {
	if q.secure() {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

func (q *request) setCookie(name, value string, lasts time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: q.secure(), SameSite: http.SameSiteLaxMode, MaxAge: int(lasts.Seconds())}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(q.w, c)
}

// session is the secret that the request shows, "" without any.
func (q *request) session() string {
	c, err := q.Cookie(q.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// who finds whose session it is.
func (q *request) who() (quanyuan.Principal, error) {
	secret := q.session()
	if secret == "" {
		return quanyuan.Principal{}, errNobody
	}
	by, err := q.desk.Identify(q.ctx, secret)
	if errors.Is(err, quanyuan.ErrForbidden) {
		return by, errNobody
	}
	return by, err
}

// enter begins the session that the desk gave. A session that was there before
// ends, so that nobody goes on with one that somebody else knows.
func (q *request) enter(secret string) {
	if old := q.session(); old != "" && old != secret {
		if err := q.desk.LogOut(q.ctx, old); err != nil && !errors.Is(err, quanyuan.ErrForbidden) {
			q.site.o.Log.Warn("end of a session", "error", err)
		}
	}
	q.setCookie(q.cookieName(), secret, access.SessionLasts)
}

// askToSignIn shows the page for signing in. What a form brought is kept,
// sealed, until whoever typed it is back.
func (q *request) askToSignIn(p page) error {
	if q.Method == http.MethodGet {
		to := q.URL.RequestURI()
		if to == "/" {
			return q.redirect("/sign-in")
		}
		return q.redirect("/sign-in?to=" + url.QueryEscape(to))
	}
	v := q.signInView()
	if v.Ended = true; !p.file {
		v.Kept = q.site.keep.seal(q.URL.RequestURI(), ticketOf(q.session()), q.PostForm)
	}
	return q.show(http.StatusUnauthorized, "entry/sign-in.html", q.t("entry.title"), v)
}

// ticketOf is the part of a secret that opens nothing.
func ticketOf(secret string) string { id, _, _ := strings.Cut(secret, "."); return id }

// local gives a path of this site, "/" for any other address.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}

// flash is a sentence that the next page shows: what was just done.
type flash struct {
	Key  string `json:"k"`
	Args []any  `json:"a,omitempty"`
}

// tell leaves a sentence for the next page. It stands in a cookie: its
// arguments are counts and numbers of the register, never a person's data.
func (q *request) tell(key string, args ...any) {
	raw, err := json.Marshal(flash{key, args})
	if err == nil {
		q.setCookie(flashCookie, base64.RawURLEncoding.EncodeToString(raw), 5*time.Minute)
	}
}

// takeFlash takes the sentence; what is no text of the site is nothing.
func (q *request) takeFlash() (f flash) {
	c, err := q.Cookie(flashCookie)
	if err != nil || q.Method != http.MethodGet {
		return f
	}
	q.setCookie(flashCookie, "", 0)
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(raw, &f) != nil || !hasText(f.Key) {
		return flash{}
	}
	return f
}
