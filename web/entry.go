package web

import (
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.handle("GET /sign-in", page{open: true, do: askWho})
		s.handle("POST /sign-in", page{open: true, do: signIn})
		s.handle("GET /sign-in/code", page{open: true, do: askCode})
		s.handle("POST /sign-in/code", page{open: true, do: redeem})
		s.post("/sign-out", "", signOut)
	})
}

// signInView is the page for signing in, by password or by a resident's code.
type signInView struct {
	Form   Form
	To     string
	Kept   string // what was typed when the session ended, sealed
	Ended  bool   // a session has ended
	ByCode bool
	Hints  []Hint
}

func (q *request) signInView() *signInView {
	v := &signInView{Hints: q.site.o.Hints, To: local(q.FormValue("to")), Kept: q.PostFormValue("kept")}
	v.Form = Form{Action: "/sign-in", Submit: q.t("entry.sign_in"), Fields: []*Input{
		{Name: "account", Label: q.t("entry.account"), Required: true, Complete: "username"},
		{Name: "password", Label: q.t("entry.password"), Kind: "password", Required: true, Complete: "current-password"},
	}}
	return v
}

func askWho(q *request) error {
	if q.by.Post != "" {
		return q.redirect("/")
	}
	return q.show(http.StatusOK, "entry/sign-in.html", q.t("entry.title"), q.signInView())
}

func signIn(q *request) error {
	v := q.signInView()
	return q.comeIn(v, func() (string, quanyuan.Principal, error) {
		return q.desk.LogIn(q.ctx, q.typed("account"), q.PostFormValue("password"))
	})
}

func (q *request) codeView() *signInView {
	v := &signInView{To: "/", ByCode: true}
	v.Form = Form{Action: "/sign-in/code", Submit: q.t("entry.sign_in"), Fields: []*Input{
		{Name: "number", Label: q.t("entry.number"), Hint: q.t("entry.number_hint"), Required: true},
		{Name: "code", Label: q.t("entry.code"), Hint: q.t("entry.code_hint"), Required: true, Complete: "one-time-code"},
	}}
	return v
}

func askCode(q *request) error {
	return q.show(http.StatusOK, "entry/sign-in.html", q.t("entry.code_title"), q.codeView())
}

func redeem(q *request) error {
	return q.comeIn(q.codeView(), func() (string, quanyuan.Principal, error) {
		return q.desk.Redeem(q.ctx, quanyuan.Number(q.typed("number")), q.typed("code"))
	})
}

// comeIn lets somebody in, or says why not. A try takes one of the address's
// tries, which a success gives back.
func (q *request) comeIn(v *signInView, enter func() (string, quanyuan.Principal, error)) error {
	tries := q.site.o.Tries
	v.Form.fill(q)
	if wait := tries.Take(q.RemoteAddr); wait > 0 {
		seconds := int(math.Ceil(wait.Seconds()))
		q.w.Header().Set("Retry-After", strconv.Itoa(seconds))
		v.Form.wrong("", q.t("login.slow", seconds))
		return q.show(http.StatusTooManyRequests, "entry/sign-in.html", q.t("entry.title"), v)
	}
	secret, by, err := enter()
	if err == nil || !errors.Is(err, quanyuan.ErrForbidden) {
		tries.GiveBack(q.RemoteAddr) // not a guess that failed
	}
	if err != nil {
		status, err := v.Form.refuse(q, err)
		if err != nil {
			return err
		}
		return q.show(status, "entry/sign-in.html", q.t("entry.title"), v)
	}
	if q.site.o.Note != nil {
		q.site.o.Note(q.Request, by.Account)
	}
	q.enter(secret)
	if form, ok := q.site.keep.open(v.Kept); ok {
		return q.resume(form, by)
	}
	return q.redirect(local(v.To))
}

// resumeView asks whether what was typed before the session ended is to be sent.
type resumeView struct {
	Path   string
	Hidden []Pair
}

// resume offers what was typed, to the one who typed it: the form waits behind
// a button, since time has passed.
func (q *request) resume(form kept, by quanyuan.Principal) error {
	account, err := q.desk.AccountOfSession(q.ctx, form.Ticket)
	if err != nil && !errors.Is(err, quanyuan.ErrNotFound) {
		return err
	}
	if account == "" || account != by.Account {
		return q.redirect("/")
	}
	v := resumeView{Path: local(form.Path)}
	for _, name := range slices.Sorted(maps.Keys(form.Form)) {
		for _, value := range form.Form[name] {
			v.Hidden = append(v.Hidden, Pair{name, value})
		}
	}
	return q.show(http.StatusOK, "entry/resume.html", q.t("entry.resume_title"), v)
}

func signOut(q *request) error {
	if err := q.desk.LogOut(q.ctx, q.session()); err != nil && !errors.Is(err, quanyuan.ErrForbidden) {
		return err
	}
	q.setCookie(q.cookieName(), "", 0)
	return q.redirect("/sign-in")
}

// ownPage is where a resident's own record is.
func ownPage(by quanyuan.Principal) (string, bool) {
	return "/own", by.Post == quanyuan.Citizen && access.RightOf(by.Post, access.View) == access.Own
}
