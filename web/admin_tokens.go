package web

import (
	"net/http"
	"strconv"
	"time"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.get("/tokens", access.Import, showTokens)
		s.post("/tokens", access.Import, newToken)
		s.post("/tokens/revoke", access.Import, revokeOwnToken)
		s.doorOf(quanyuan.Submitter, 88, "admin.nav", "admin.tokens", "/tokens")
	})
}

// tokensView is what a department's account has of tokens for its programs.
type tokensView struct {
	Tokens []tokenLine
	Form   *Form
	May    []Option // what a token may do
	// Secret is the one of a token just made: shown this once, kept nowhere.
	Secret, Name, Until string
}

// tokenDays are for how long a token can be made.
var tokenDays = []int{30, 90, 180, 365}

func (q *request) tokenForm() *Form {
	days := make([]Option, len(tokenDays))
	for i, d := range tokenDays {
		days[i] = Option{Value: strconv.Itoa(d), Text: q.t("admin.token_days", d), Chosen: d == 90}
	}
	return &Form{Action: "/tokens", Submit: q.t("admin.token_make"), Fields: []*Input{
		{Name: "name", Label: q.t("admin.token_name"), Hint: q.t("admin.token_name_hint"), Required: true},
		{Name: "days", Label: q.t("admin.token_lasts"), Kind: "select", Options: days},
	}}
}

// tokenActions are what a department's post may do, as choices for a token.
func (q *request) tokenActions() (out []Option) {
	for _, a := range access.Actions() {
		if q.can(a) {
			out = append(out, Option{Value: string(a), Text: q.actionName(string(a)), Chosen: a == access.Import})
		}
	}
	return out
}

func (q *request) tokensPage(status int, v tokensView) error {
	var err error
	if v.Tokens, err = q.tokens(q.by.Account); err != nil {
		return err
	}
	if v.Form == nil {
		v.Form = q.tokenForm()
	}
	if v.May == nil {
		v.May = q.tokenActions()
	}
	return q.show(status, "admin/tokens.html", q.t("admin.tokens"), v)
}

func showTokens(q *request) error {
	if q.by.Post != quanyuan.Submitter {
		return &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "token.post"}
	}
	return q.tokensPage(http.StatusOK, tokensView{})
}

// newToken makes a token and answers with its secret at once: a secret stands
// in no address and no cookie, so it cannot wait for the next page.
func newToken(q *request) error {
	v := tokensView{Form: q.tokenForm(), May: q.tokenActions()}
	v.Form.fill(q)
	days, err := strconv.Atoi(q.typed("days"))
	if err != nil {
		days = 0 // refused as no time at all
	}
	chosen := q.PostForm["may"]
	for i := range v.May {
		v.May[i].Chosen = false
		for _, c := range chosen {
			v.May[i].Chosen = v.May[i].Chosen || c == v.May[i].Value
		}
	}
	t, secret, err := q.desk.NewToken(q.ctx, q.by, q.by.Account, q.typed("name"), chosen, q.now().Add(time.Duration(days)*24*time.Hour))
	if err != nil {
		status, rest := v.Form.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.tokensPage(status, v)
	}
	return q.tokensPage(http.StatusOK, tokensView{Secret: secret, Name: t.Name, Until: quanyuan.DateOf(t.Expires).String()})
}

func revokeOwnToken(q *request) error {
	if err := q.desk.RevokeToken(q.ctx, q.by, q.typed("token")); err != nil {
		return err
	}
	q.tell("admin.token_over")
	return q.redirect("/tokens")
}
