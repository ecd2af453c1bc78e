package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/access"
)

// openRoutes are the operations that need no token: by them one comes to it.
// How often an address may fail at them is bounded, beside what the desk counts
// for every account and code.
var openRoutes = map[string]bool{"log-in": true, "redeem": true}

// Session is what lets its bearer in.
type Session struct {
	Token string `json:"token" doc:"to be sent as Authorization: Bearer"`
	Me    Me     `json:"me"`
}

// Me is who bears a token, and what he may do.
type Me struct {
	Account  string  `json:"account,omitempty"`
	Name     string  `json:"name"`
	Post     string  `json:"post"`
	Division string  `json:"division,omitempty" doc:"root of what the post is for; empty: the whole city"`
	Place    string  `json:"place,omitempty" doc:"its name"`
	Mandate  string  `json:"mandate,omitempty"`
	Person   string  `json:"person,omitempty" doc:"a resident's own number"`
	Rights   []Right `json:"rights"`
}

// Right is something that one may do.
type Right struct {
	Action string `json:"action"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	How    string `json:"how" enum:"inside,purpose,own" doc:"within the own division; with a purpose or mandate; about oneself"`
}

var rightWords = map[access.Right]string{access.Inside: "inside", access.ForPurpose: "purpose", access.Own: "own"}

func (s *server) me(p quanyuan.Principal) Me {
	me := Me{Account: p.Account, Name: p.Name, Post: string(p.Post), Division: p.Division, Mandate: p.Mandate, Person: string(p.Person), Rights: []Right{}}
	if p.Division != "" {
		me.Place = s.desk.PlaceName(p.Division)
	}
	for _, action := range access.Actions() {
		right := access.RightOf(p.Post, action)
		asked := p
		if right == access.ForPurpose {
			asked.Purpose = "?" // only whether he may at all
		}
		if access.May(asked, action) == nil {
			me.Rights = append(me.Rights, Right{string(action), access.Zh(action), access.En(action), rightWords[right]})
		}
	}
	return me
}

// Credentials let an account in.
type Credentials struct {
	Account  string `json:"account" minLength:"1" maxLength:"100"`
	Password string `json:"password" minLength:"1" maxLength:"1000"`
}

// Redemption lets a resident in.
type Redemption struct {
	Number string `json:"number" minLength:"1" maxLength:"40" doc:"the resident's number in the register"`
	Code   string `json:"code" minLength:"1" maxLength:"40" doc:"the code that his community gave him; it opens once"`
}

// PasswordChange replaces one's own password.
type PasswordChange struct {
	Old string `json:"old" maxLength:"1000"`
	New string `json:"new" maxLength:"1000"`
}

func (s *server) sessions(a huma.API) {
	entry(s, a, route{id: "log-in", path: "/sessions", summary: "登录。Log in with an account."},
		func(ctx context.Context, in *Credentials) (string, quanyuan.Principal, error) {
			return s.desk.LogIn(ctx, in.Account, in.Password)
		})
	entry(s, a, route{id: "redeem", path: "/sessions/redeem", summary: "群众凭码登录。A resident logs in with a code."},
		func(ctx context.Context, in *Redemption) (string, quanyuan.Principal, error) {
			return s.desk.Redeem(ctx, quanyuan.Number(in.Number), in.Code)
		})
	huma.Register(a, route{id: "log-out", method: http.MethodDelete, path: "/sessions/current", tag: "sessions", status: http.StatusNoContent, summary: "退出登录。End the session."}.operation(),
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			if err := s.desk.LogOut(ctx, tokenOf(ctx)); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
	handle(s, a, route{id: "who-am-i", method: http.MethodGet, path: "/me", tag: "sessions", summary: "本人岗位与权限。Who one is and what one may do."},
		func(ctx context.Context, _ *struct{}) (Me, error) { return s.me(by(ctx)), nil })
	huma.Register(a, route{id: "change-password", method: http.MethodPost, path: "/me/password", tag: "sessions", status: http.StatusNoContent, errors: []int{422},
		summary: "修改密码。Change one's password; all one's sessions end."}.operation(),
		func(ctx context.Context, in *struct{ Body PasswordChange }) (*struct{}, error) {
			if err := s.desk.ChangePassword(ctx, by(ctx), in.Body.Old, in.Body.New); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
	huma.Register(a, route{id: "own-record", method: http.MethodGet, path: "/me/record", tag: "sessions", errors: []int{404}, summary: "本人登记。A resident's own record."}.operation(),
		func(ctx context.Context, _ *struct{}) (*personAnswer, error) {
			p, err := s.desk.View(ctx, by(ctx), by(ctx).Person)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return answer(p), nil
		})
}

// entry registers a route by which somebody comes in. A try takes one of the
// address's tries, which a success gives back.
func entry[In any](s *server, a huma.API, r route, enter func(context.Context, *In) (string, quanyuan.Principal, error)) {
	r.method, r.tag, r.status = http.MethodPost, "sessions", http.StatusCreated
	op := r.operation()
	op.Errors = []int{http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests}
	op.Security = []map[string][]string{} // none
	huma.Register(a, op, func(ctx context.Context, in *struct{ Body In }) (*result[Session], error) {
		address, _ := ctx.Value(addressKey{}).(string)
		if wait := s.o.Tries.Take(address); wait > 0 {
			return nil, tooMany(langOf(ctx), wait)
		}
		token, p, err := enter(ctx, &in.Body)
		if err != nil {
			if !errors.Is(err, quanyuan.ErrForbidden) {
				s.o.Tries.GiveBack(address) // not a guess that failed
			}
			return nil, s.fail(ctx, err)
		}
		s.o.Tries.GiveBack(address)
		NoteAccount(ctx, p.Account)
		return &result[Session]{Session{token, s.me(p)}}, nil
	})
}

func tooMany(lang string, wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	return huma.ErrorWithHeaders(problem(lang, http.StatusTooManyRequests, "login.slow", "", seconds), http.Header{"Retry-After": {strconv.Itoa(seconds)}})
}
