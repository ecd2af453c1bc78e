package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

// AuditLine tells who did, saw or was refused what.
type AuditLine struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	Account  string    `json:"account,omitempty"`
	Name     string    `json:"name,omitempty"`
	Post     string    `json:"post,omitempty"`
	Division string    `json:"division,omitempty"`
	Action   string    `json:"action"`
	Kind     string    `json:"kind,omitempty" doc:"of the object: person, a kind of paper, batch, account"`
	ID       string    `json:"id,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Outcome  string    `json:"outcome" enum:"done,refused,failed"`
	Count    int       `json:"count,omitempty" doc:"persons or rows shown"`
	Detail   string    `json:"detail,omitempty"`
}

func auditLineOf(l quanyuan.AuditLine) AuditLine {
	return AuditLine{l.Seq, l.At, l.Account, l.Name, string(l.Post), l.Division, l.Action, l.Kind, l.ID, l.Reason, string(l.Outcome), l.Count, l.Detail}
}

// AuditPage is a page of audit lines in the order of the chain.
type AuditPage struct {
	Lines []AuditLine `json:"lines"`
	Next  string      `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
}

func auditPage(lines []quanyuan.AuditLine, limit int) AuditPage {
	p := AuditPage{Lines: each(lines, auditLineOf)}
	if len(lines) == limit {
		p.Next = cursorOf(lines[len(lines)-1].Seq)
	}
	return p
}

// AuditState is the chain of audit lines, computed again.
type AuditState struct {
	Head   string         `json:"head" doc:"the end of the chain, SEQ:HASH"`
	Whole  bool           `json:"whole"`
	Broken *AuditBreakage `json:"broken,omitempty"`
}

// AuditBreakage is the first line that does not hold.
type AuditBreakage struct {
	Seq int64  `json:"seq"`
	Key string `json:"key"`
	Zh  string `json:"zh"`
	En  string `json:"en"`
}

// Anchors are ends of the chain that were kept where nobody can change them.
type Anchors struct {
	Anchors []string `json:"anchors,omitempty" maxItems:"1000" doc:"SEQ:HASH"`
}

func (s *server) administration(a huma.API) {
	s.audit(a)
	s.accounts(a)
}

func (s *server) audit(a huma.API) {
	handle(s, a, route{id: "list-audit", method: http.MethodGet, path: "/audit", tag: "audit", errors: []int{422}, summary: "审计记录。Audit lines in the order of the chain."},
		func(ctx context.Context, in *struct {
			Page
			Kind    string    `query:"kind"`
			ID      string    `query:"id" doc:"of an object, with its kind"`
			Account string    `query:"account"`
			Action  string    `query:"action"`
			Outcome string    `query:"outcome" enum:"done,refused,failed"`
			Since   time.Time `query:"since"`
		}) (AuditPage, error) {
			q := quanyuan.AuditQuery{Kind: in.Kind, ID: in.ID, Account: in.Account, Action: in.Action, Outcome: quanyuan.Ended(in.Outcome), Since: in.Since, Limit: in.Limit}
			if err := place(in.Cursor, &q.After); err != nil {
				return AuditPage{}, err
			}
			lines, err := s.desk.AuditLines(ctx, by(ctx), q)
			return auditPage(lines, in.Limit), err
		})
	handle(s, a, route{id: "audit-anchor", method: http.MethodGet, path: "/audit/anchor", tag: "audit", summary: "审计链末端。The end of the chain, to be kept elsewhere."},
		func(ctx context.Context, _ *struct{}) (out Anchor, err error) {
			head, err := s.desk.Anchor(ctx, by(ctx))
			out.Anchor = head.String()
			return out, err
		})
	handle(s, a, route{id: "verify-audit", method: http.MethodPost, path: "/audit/verification", tag: "audit", errors: []int{422}, summary: "核验审计链。Compute the chain again, and compare with anchors."},
		func(ctx context.Context, in *struct{ Body Anchors }) (AuditState, error) {
			var anchors []quanyuan.AuditHead
			for _, text := range in.Body.Anchors {
				h, ok := quanyuan.ParseAuditHead(text)
				if !ok {
					return AuditState{}, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "audit.anchor", Args: []any{text}}
				}
				anchors = append(anchors, h)
			}
			head, broken, err := s.desk.VerifyAudit(ctx, by(ctx), anchors...)
			if err != nil {
				return AuditState{}, err
			}
			out := AuditState{Head: head.String(), Whole: broken == nil}
			if broken != nil {
				out.Broken = &AuditBreakage{broken.Seq, broken.Key, quanyuan.Message("zh", broken.Key, broken.Seq), quanyuan.Message("en", broken.Key, broken.Seq)}
			}
			return out, nil
		})
}

// Account lets a named person in.
type Account struct {
	Name     string    `json:"name"`
	Display  string    `json:"display" doc:"the person's own name"`
	Post     string    `json:"post,omitempty"`
	Division string    `json:"division,omitempty"`
	Mandate  string    `json:"mandate,omitempty"`
	Held     bool      `json:"held" doc:"powerless until the post is granted, or granted again"`
	Disabled bool      `json:"disabled"`
	Locked   bool      `json:"locked" doc:"for a while, after wrong passwords"`
	Made     time.Time `json:"made"`
}

// NewAccount makes an account; it has no post until one is granted.
type NewAccount struct {
	Name     string `json:"name" maxLength:"100"`
	Display  string `json:"display" maxLength:"100"`
	Password string `json:"password" maxLength:"1000"`
}

// Granting gives an account its post.
type Granting struct {
	Post     string `json:"post"`
	Division string `json:"division,omitempty" pattern:"^[0-9]{12}$"`
	Mandate  string `json:"mandate,omitempty"`
}

// Switch takes an account out of use, or lets it in again.
type Switch struct {
	Disabled bool `json:"disabled"`
}

// Reset gives an account a new password.
type Reset struct {
	Password string `json:"password" maxLength:"1000"`
}

func (s *server) accounts(a huma.API) {
	handle(s, a, route{id: "list-accounts", method: http.MethodGet, path: "/accounts", tag: "accounts", summary: "账号清单。The accounts."},
		func(ctx context.Context, _ *struct{}) (out AccountList, err error) {
			as, err := s.desk.Accounts(ctx, by(ctx))
			now := s.o.Now()
			out.Accounts = each(as, func(a *quanyuan.Account) Account {
				return Account{a.Name, a.Display, string(a.Post), a.Division, a.Mandate, a.Held, a.Disabled, now.Before(a.Locked), a.Made}
			})
			return out, err
		})
	done := func(ctx context.Context, err error) (*struct{}, error) {
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return nil, nil
	}
	errs := []int{404, 409, 412, 422}
	op := func(id, path, summary string) huma.Operation {
		return route{id: id, method: http.MethodPost, path: path, tag: "accounts", status: http.StatusNoContent, errors: errs, summary: summary}.operation()
	}
	add := op("add-account", "/accounts", "新建账号。Make an account; it can do nothing until it is granted a post.")
	add.DefaultStatus = http.StatusCreated
	huma.Register(a, add, func(ctx context.Context, in *struct{ Body NewAccount }) (*struct{}, error) {
		return done(ctx, s.desk.AddAccount(ctx, by(ctx), in.Body.Name, in.Body.Display, in.Body.Password))
	})
	huma.Register(a, op("grant", "/accounts/{id}/grant", "授予岗位。Give an account its post; its sessions end."), func(ctx context.Context, in *struct {
		OneThing
		Body Granting
	}) (*struct{}, error) {
		return done(ctx, s.desk.Grant(ctx, by(ctx), in.ID, quanyuan.Post(in.Body.Post), in.Body.Division, in.Body.Mandate))
	})
	huma.Register(a, op("disable-account", "/accounts/{id}/disabled", "停用或启用账号。Take an account out of use, or let it in again."), func(ctx context.Context, in *struct {
		OneThing
		Body Switch
	}) (*struct{}, error) {
		return done(ctx, s.desk.Disable(ctx, by(ctx), in.ID, in.Body.Disabled))
	})
	huma.Register(a, op("reset-password", "/accounts/{id}/password", "重置密码。Give an account another password; its post must be granted again."), func(ctx context.Context, in *struct {
		OneThing
		Body Reset
	}) (*struct{}, error) {
		return done(ctx, s.desk.ResetPassword(ctx, by(ctx), in.ID, in.Body.Password))
	})
}

// Anchor is the end of the audit chain.
type Anchor struct {
	Anchor string `json:"anchor" doc:"SEQ:HASH"`
}

// AccountList are all accounts.
type AccountList struct {
	Accounts []Account `json:"accounts"`
}
