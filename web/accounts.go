package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.lists("/accounts", "", showAccounts) // for three posts: the desk asks
		s.get("/accounts/new", access.Manage, showNewAccount)
		s.post("/accounts/new", access.Manage, addAccount)
		s.get("/accounts/of/{account}", "", showAccount)
		s.post("/accounts/of/{account}/grant", access.Grant, grantPost)
		s.post("/accounts/of/{account}/password", access.Manage, resetPassword)
		s.post("/accounts/of/{account}/disable", access.Manage, disableAccount)
		s.post("/accounts/of/{account}/revoke", access.Manage, revokeToken)
		for _, right := range []access.Action{access.Manage, access.Grant, access.Audit} { // three posts, each has one
			s.door(90, "admin.nav", "admin.list", "/accounts", right)
		}
	})
}

// posts are those that an account may be granted.
var posts = []quanyuan.Post{quanyuan.Clerk, quanyuan.CommunityHead, quanyuan.TownOffice, quanyuan.DistrictOffice, quanyuan.CityOffice, quanyuan.Submitter, quanyuan.Surveyor, quanyuan.Leader, quanyuan.SystemAdmin, quanyuan.SecurityAdmin, quanyuan.AuditAdmin}

func accountPath(name string) string { return "/accounts/of/" + name }

// accountTag says whether an account can do anything now.
func (q *request) accountTag(a *quanyuan.Account) Tag {
	switch {
	case a.Disabled:
		return Tag{"bad", q.t("admin.disabled")}
	case access.Locked(a, q.now()):
		return Tag{"bad", q.t("admin.is_locked")}
	case a.Post == "" || a.Held:
		return Tag{"warn", q.t("admin.held")}
	}
	return Tag{"good", q.t("admin.active")}
}

func (q *request) accountPlace(a *quanyuan.Account) string {
	switch {
	case a.Post == "":
		return ""
	case a.Division == "":
		return q.t("home.whole_city")
	}
	return q.desk.PlaceName(a.Division)
}

// accountState is what lists of accounts are narrowed by.
func accountState(a *quanyuan.Account) string {
	switch {
	case a.Disabled:
		return "disabled"
	case !a.Active():
		return "held"
	}
	return "active"
}

var accountList = &list[*quanyuan.Account]{
	id: "accounts", caption: "admin.list", empty: "admin.none",
	columns: []column[*quanyuan.Account]{
		{key: "name", label: "admin.name", cell: func(q *request, a *quanyuan.Account) Cell { return Cell{Text: a.Name, Href: accountPath(a.Name)} },
			sort: func(a, b *quanyuan.Account) int { return cmp.Compare(a.Name, b.Name) }},
		{key: "display", label: "admin.person", cell: func(q *request, a *quanyuan.Account) Cell { return Cell{Text: a.Display} },
			sort: func(a, b *quanyuan.Account) int { return cmp.Compare(a.Display, b.Display) }},
		{key: "post", label: "entry.post", cell: func(q *request, a *quanyuan.Account) Cell { return Cell{Text: access.PostName(a.Post, q.lang)} },
			sort: func(a, b *quanyuan.Account) int {
				return cmp.Compare(slices.Index(posts, a.Post), slices.Index(posts, b.Post))
			}},
		{key: "place", label: "table.place", cell: func(q *request, a *quanyuan.Account) Cell { return Cell{Text: q.accountPlace(a)} },
			sort: func(a, b *quanyuan.Account) int { return cmp.Compare(a.Division, b.Division) }},
		{key: "mandate", label: "admin.mandate", cell: func(q *request, a *quanyuan.Account) Cell { return Cell{Text: q.mandate(a.Mandate)} }},
		{key: "state", label: "admin.state", cell: func(q *request, a *quanyuan.Account) Cell { t := q.accountTag(a); return Cell{Tag: &t} },
			sort: func(a, b *quanyuan.Account) int { return cmp.Compare(accountState(a), accountState(b)) }},
		{key: "made", label: "admin.made", cell: func(q *request, a *quanyuan.Account) Cell { return Cell{Text: quanyuan.DateOf(a.Made).String()} },
			sort: func(a, b *quanyuan.Account) int { return a.Made.Compare(b.Made) }},
	},
	filters: []filter[*quanyuan.Account]{
		{key: "post", label: "entry.post", options: (*request).postOptions, keep: func(a *quanyuan.Account, v string) bool { return string(a.Post) == v }},
		{key: "state", label: "admin.state", options: func(q *request) []Option {
			return []Option{{Value: "active", Text: q.t("admin.active")}, {Value: "held", Text: q.t("admin.held")}, {Value: "disabled", Text: q.t("admin.disabled")}}
		}, keep: func(a *quanyuan.Account, v string) bool { return accountState(a) == v }},
	},
}

func (q *request) postOptions() (out []Option) {
	for _, p := range posts {
		out = append(out, Option{Value: string(p), Text: access.PostName(p, q.lang)})
	}
	return out
}

var mandateWords = family("admin.mandate.", access.Mandates()...)

func (q *request) mandate(m string) string {
	if m == "" {
		return ""
	}
	return q.t(mandateWords + m)
}

// accountsView is the list of accounts.
type accountsView struct {
	Table  *Table
	CanAdd bool
}

func showAccounts(q *request) error {
	all, err := q.desk.Accounts(q.ctx, q.by)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b *quanyuan.Account) int { return cmp.Compare(a.Name, b.Name) })
	if q.wantsWorkbook() {
		return accountList.workbook(q, all)
	}
	return q.list("accounts/list.html", q.t("admin.list"), accountList.table(q, all), func(t *Table) any { return accountsView{t, q.can(access.Manage)} })
}

func (q *request) newAccountForm() *Form {
	return &Form{Action: "/accounts/new", Submit: q.t("admin.add"), Fields: []*Input{
		{Name: "name", Label: q.t("admin.name"), Hint: q.t("admin.name_hint"), Required: true},
		{Name: "display", Label: q.t("admin.person"), Required: true},
		{Name: "password", Label: q.t("admin.password"), Hint: q.t("admin.password_hint"), Kind: "password", Complete: "new-password", Required: true},
	}}
}

func (q *request) newAccountPage(status int, f *Form) error {
	q.crumb(q.t("admin.list"), "/accounts")
	return q.show(status, "accounts/new.html", q.t("admin.add"), f)
}

func showNewAccount(q *request) error { return q.newAccountPage(http.StatusOK, q.newAccountForm()) }

func addAccount(q *request) error {
	f := q.newAccountForm()
	f.fill(q)
	err := q.desk.AddAccount(q.ctx, q.by, q.typed("name"), q.typed("display"), q.PostFormValue("password"))
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.newAccountPage(status, f)
	}
	q.tell("admin.added", q.typed("name"))
	return q.redirect(accountPath(q.typed("name")))
}

// accountView is one account with what the viewer may do to it: each of the
// three administrators another thing.
type accountView struct {
	*quanyuan.Account
	State    Tag
	Where    string
	Task     string // its mandate
	Grant    *Form
	Password *Form
	Disable  *Form
	Tokens   []tokenLine
	Path     string
	Trail    string // path to what it did; "" without the right
}

type tokenLine struct{ ID, Name, Actions, Seen, Expires string }

func (q *request) account() (*quanyuan.Account, error) {
	all, err := q.desk.Accounts(q.ctx, q.by)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.Name == q.PathValue("account") {
			return a, nil
		}
	}
	return nil, notFound
}

func showAccount(q *request) error { return q.accountPage(http.StatusOK, nil) }

// accountPage shows an account; a form that was refused stands in its place.
func (q *request) accountPage(status int, refused *Form) error {
	a, err := q.account()
	if err != nil {
		return err
	}
	v := accountView{Account: a, State: q.accountTag(a), Where: q.accountPlace(a), Task: q.mandate(a.Mandate), Path: accountPath(a.Name)}
	if q.can(access.Grant) {
		v.Grant = q.grantForm(a)
	}
	if q.can(access.Manage) {
		v.Password, v.Disable = q.passwordForm(a.Name), q.disableForm(a)
		if v.Tokens, err = q.tokens(a.Name); err != nil {
			return err
		}
	}
	if q.can(access.Audit) {
		v.Trail = "/audit?account=" + a.Name
	}
	for _, at := range []**Form{&v.Grant, &v.Password, &v.Disable} {
		if refused != nil && *at != nil && (*at).Action == refused.Action {
			*at = refused
		}
	}
	q.crumb(q.t("admin.list"), "/accounts")
	return q.show(status, "accounts/one.html", a.Name, v)
}

func (q *request) tokens(account string) (out []tokenLine, err error) {
	ts, err := q.desk.Tokens(q.ctx, q.by, account)
	for _, t := range ts {
		if !t.Ended.IsZero() || t.Expires.Before(q.now()) {
			continue
		}
		actions := ""
		for i, a := range t.Actions {
			if i > 0 {
				actions += q.t("admin.comma")
			}
			actions += q.actionName(a)
		}
		out = append(out, tokenLine{t.ID, t.Name, actions, when(q.now(), t.Seen), quanyuan.DateOf(t.Expires).String()})
	}
	return out, err
}

var signInWords = family("admin.act.", string(access.LogIn), string(access.LogOut))

// actionName is what an audit line or a token says somebody does.
func (q *request) actionName(a string) string {
	if a == string(access.LogIn) || a == string(access.LogOut) {
		return q.t(signInWords + a)
	}
	name := access.Zh(access.Action(a))
	if q.lang != "zh" {
		name = access.En(access.Action(a))
	}
	return cmp.Or(name, a)
}

func (q *request) grantForm(a *quanyuan.Account) *Form {
	mandates := []Option{{Value: "", Text: q.t("admin.no_mandate")}}
	for _, m := range access.Mandates() {
		mandates = append(mandates, Option{Value: m, Text: q.mandate(m), Chosen: m == a.Mandate})
	}
	places := q.postOptions()
	for i := range places {
		places[i].Chosen = places[i].Value == string(a.Post)
	}
	return &Form{Action: accountPath(a.Name) + "/grant", Submit: q.t("admin.grant_do"), Fields: []*Input{
		{Name: "post", Label: q.t("entry.post"), Kind: "select", Options: places},
		{Name: "division", Label: q.t("table.place"), Hint: q.t("admin.division_hint"), Value: a.Division, Mode: "numeric"},
		{Name: "mandate", Label: q.t("admin.mandate"), Hint: q.t("admin.mandate_hint"), Kind: "select", Options: mandates},
	}}
}

func (q *request) passwordForm(name string) *Form {
	return &Form{Action: accountPath(name) + "/password", Submit: q.t("admin.reset_do"), Fields: []*Input{
		{Name: "password", Label: q.t("admin.password"), Hint: q.t("admin.reset_hint"), Kind: "password", Complete: "new-password", Required: true},
	}}
}

func (q *request) disableForm(a *quanyuan.Account) *Form {
	f := &Form{Action: accountPath(a.Name) + "/disable", Submit: q.t("admin.disable_do"), Hidden: []Pair{{"disabled", "yes"}}}
	if a.Disabled {
		f.Submit, f.Hidden = q.t("admin.enable_do"), nil
	}
	return f
}

// answer ends a form on the page of an account.
func (q *request) answer(f *Form, err error, told string) error {
	if err == nil {
		q.tell(told, q.PathValue("account"))
		return q.redirect(accountPath(q.PathValue("account")))
	}
	if errors.Is(err, quanyuan.ErrNotFound) {
		return err
	}
	status, rest := f.refuse(q, err)
	if rest != nil {
		return rest
	}
	return q.accountPage(status, f)
}

func grantPost(q *request) error {
	a, err := q.account()
	if err != nil {
		return err
	}
	f := q.grantForm(a)
	f.fill(q)
	err = q.desk.Grant(q.ctx, q.by, a.Name, quanyuan.Post(q.typed("post")), q.typed("division"), q.typed("mandate"))
	return q.answer(f, err, "admin.granted")
}

func resetPassword(q *request) error {
	name := q.PathValue("account")
	return q.answer(q.passwordForm(name), q.desk.ResetPassword(q.ctx, q.by, name, q.PostFormValue("password")), "admin.reset")
}

func disableAccount(q *request) error {
	a, err := q.account()
	if err != nil {
		return err
	}
	off, told := q.typed("disabled") == "yes", "admin.enabled"
	if off {
		told = "admin.now_disabled"
	}
	return q.answer(q.disableForm(a), q.desk.Disable(q.ctx, q.by, a.Name, off), told)
}

func revokeToken(q *request) error {
	if err := q.desk.RevokeToken(q.ctx, q.by, q.typed("token")); err != nil {
		return err
	}
	q.tell("admin.revoked", q.PathValue("account"))
	return q.redirect(accountPath(q.PathValue("account")))
}
