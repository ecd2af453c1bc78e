package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.post("/campaign/at/{division}/sign", access.Sign, signPlace)
		s.post("/campaign/at/{division}/withdraw", access.Sign, withdrawSignature)
		s.get("/campaign/at/{division}/sheet", access.Figures, showSignSheet)
		s.get("/campaign/at/{division}/sheet.xlsx", access.Figures, giveSignSheet)
	})
}

// communityTask is a task of the campaign in a community.
type communityTask struct {
	*quanyuan.Task
	late bool
}

var communityTasks = &list[communityTask]{
	id: "campaign-tasks", caption: "campaign.tasks", empty: "campaign.no_tasks",
	columns: []column[communityTask]{
		{key: "kind", label: "home.kind", cell: func(q *request, r communityTask) Cell {
			return Cell{Text: q.t(campaignKindWords + r.Kind), Href: q.workOn(r.Task)}
		}},
		{key: "phase", label: "campaign.phase", cell: func(q *request, r communityTask) Cell { return Cell{Text: q.t(phaseWords + string(r.Phase))} }},
		{key: "due", label: "home.due", cell: func(q *request, r communityTask) Cell {
			c := Cell{Text: r.Due.String()}
			switch {
			case r.Left == 0:
				c.Tag = &Tag{"good", q.t("campaign.done")}
			case r.late:
				c.Tag = &Tag{"bad", q.t("home.late")}
			}
			return c
		}},
		{key: "found", label: "campaign.found", num: true, cell: func(q *request, r communityTask) Cell { return Cell{Text: number(r.Found)} }},
		{key: "left", label: "campaign.left", num: true, cell: func(q *request, r communityTask) Cell { return Cell{Text: number(r.Left)} }},
		{key: "assignee", label: "campaign.name", cell: func(q *request, r communityTask) Cell { return Cell{Text: r.Assignee} }},
		{key: "reminded", label: "campaign.reminded_on", cell: func(q *request, r communityTask) Cell {
			if r.Left == 0 || r.Reminded.IsZero() {
				return Cell{}
			}
			return Cell{Tag: &Tag{"warn", r.Reminded.String()}, Small: r.RemindedBy}
		}},
	},
}

// workOn is the page on which a task is worked on; "" where the viewer has none.
func (q *request) workOn(t *quanyuan.Task) string {
	path, needs := "", access.Attach
	switch t.Kind {
	case quanyuan.TaskPossible, quanyuan.TaskDiffers, quanyuan.TaskElsewhere, quanyuan.TaskNew:
		path = "/cases"
	case quanyuan.TaskTransfers:
		path, needs = "/transfers", access.Transfer
	case quanyuan.TaskChecks:
		path, needs = "/tasks", access.Task
	case quanyuan.TaskDuplicates:
		path, needs = "/duplicates", access.Rule
	}
	if path == "" || t.Left == 0 || !q.can(needs) || !q.site.has(path) {
		return ""
	}
	if path == "/cases" {
		path += "?outcome=" + t.Kind
	}
	return path
}

// signView is the signature of a community, or the way to one.
type signView struct {
	Signed   bool
	Fits     bool
	Signer   string
	Head     string
	At       string
	Hash     string
	Anchor   string
	Changes  []changeLine // what differs from what was signed
	Sheet    string       // path
	Form     *Form        // to sign; nil: no right, or signed
	Withdraw *Form        // nil: no right, or not signed
	Open     int          // things that are left undone
}

// changeLine is a figure then and now.
type changeLine struct {
	Name      string
	Then, Now int
}

// signForms are forms that were refused.
type signForms struct{ sign, withdraw *Form }

// communityBoard fills in the tasks and the signature of a community.
func (q *request) communityBoard(v *boardView, code string, refused *signForms) error {
	tasks, err := q.desk.CampaignTasks(q.ctx, q.by, code)
	if err != nil {
		return err
	}
	slices.SortFunc(tasks, func(a, b *quanyuan.Task) int {
		return cmp.Compare(slices.Index(campaignKinds, a.Kind), slices.Index(campaignKinds, b.Kind))
	})
	rows, left := make([]communityTask, len(tasks)), 0
	for i, t := range tasks {
		days, ok := q.today().Days(t.Due)
		rows[i] = communityTask{t, t.State == quanyuan.TaskOverdue || ok && days < 0}
		left += t.Left
	}
	v.Tasks = communityTasks.preview(q, rows, "")
	if !q.can(access.Figures) {
		return nil
	}
	v.Sign, err = q.signature(code, left)
	if err == nil && refused != nil {
		v.Sign.Form, v.Sign.Withdraw = cmp.Or(refused.sign, v.Sign.Form), cmp.Or(refused.withdraw, v.Sign.Withdraw)
	}
	return err
}

func (q *request) signature(code string, left int) (*signView, error) {
	may := access.May(q.by, access.Sign, code) == nil
	s, now, fits, err := q.desk.CheckSignature(q.ctx, q.by, code)
	if errors.Is(err, quanyuan.ErrNotFound) {
		v := &signView{Open: left}
		if may {
			v.Form = q.signForm(code)
		}
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v := &signView{Signed: true, Fits: fits, Signer: s.Signer, Head: s.Head, At: when(q.now(), s.At), Hash: s.State.Hash, Anchor: s.Anchor, Sheet: boardPath(code) + "/sheet", Open: left}
	if s.Duty != "" {
		v.Signer += " · " + s.Duty
	}
	if !fits {
		v.Changes = q.changes(&s.State, &now)
	}
	if may {
		v.Withdraw = &Form{Action: boardPath(code) + "/withdraw", Submit: q.t("campaign.withdraw_do"), Fields: []*Input{
			{Name: "reason", Label: q.t("parts.reason"), Required: true, Wide: true},
		}}
	}
	return v, nil
}

// changes are the figures that differ from those that were signed.
func (q *request) changes(then, now *quanyuan.SignedState) (out []changeLine) {
	add := func(name string, a, b int) {
		if a != b {
			out = append(out, changeLine{name, a, b})
		}
	}
	add(q.t("campaign.persons"), then.Persons, now.Persons)
	add(q.t("home.registered"), then.Hukou, now.Hukou)
	add(q.t("home.resident"), then.Residents, now.Residents)
	for c := quanyuan.CategoryNone; c <= quanyuan.Excluded; c++ {
		key := strconv.Itoa(int(c))
		add(q.t(categoryWords+key), then.Categories[key], now.Categories[key])
	}
	add(q.t("home.disputed"), then.Disputed, now.Disputed)
	return out
}

func (q *request) signForm(code string) *Form {
	return &Form{Action: boardPath(code) + "/sign", Submit: q.t("campaign.sign_do"), Fields: []*Input{
		{Name: "signer", Label: q.t("campaign.signer"), Value: q.by.Name, Required: true},
		{Name: "duty", Label: q.t("campaign.duty")},
		{Name: "head", Label: q.t("campaign.head")},
		{Name: "answer", Label: q.t("campaign.answer"), Kind: "check", Wide: true},
	}}
}

func signPlace(q *request) error {
	code := q.PathValue("division")
	f := q.signForm(code)
	f.fill(q)
	if q.typed("answer") == "" {
		f.wrong("answer", q.t("campaign.answer_needed"))
		return q.board(http.StatusUnprocessableEntity, nil, &signForms{sign: f})
	}
	_, err := q.desk.Sign(q.ctx, q.by, desk.SignOrder{Division: code, Signer: q.typed("signer"), Duty: q.typed("duty"), Head: q.typed("head")})
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.board(status, nil, &signForms{sign: f})
	}
	q.tell("campaign.signed_now", q.desk.PlaceName(code))
	return q.redirect(boardPath(code))
}

func withdrawSignature(q *request) error {
	code := q.PathValue("division")
	reason := q.typed("reason")
	err := q.desk.WithdrawSignature(q.ctx, q.by, code, reason)
	if err != nil {
		f := &Form{Action: boardPath(code) + "/withdraw", Submit: q.t("campaign.withdraw_do"), Fields: []*Input{
			{Name: "reason", Label: q.t("parts.reason"), Required: true, Wide: true, Value: reason},
		}}
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.board(status, nil, &signForms{withdraw: f})
	}
	q.tell("campaign.withdrawn")
	return q.redirect(boardPath(code))
}

// showSignSheet gives the sheet as one page that prints on A4.
func showSignSheet(q *request) error {
	s, err := q.desk.SignSheet(q.ctx, q.by, q.PathValue("division"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.HTML(&b); err != nil {
		return err
	}
	return q.document(b.Bytes())
}

// document gives a page that is complete in itself and prints, with its own
// style. The policy lets in that style, by its hash, and nothing else.
func (q *request) document(page []byte) error {
	style := ""
	if _, rest, ok := bytes.Cut(page, []byte("<style>")); ok {
		own, _, _ := bytes.Cut(rest, []byte("</style>"))
		sum := sha256.Sum256(own)
		style = "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; "
	}
	h := q.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; "+style+"frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, err := q.w.Write(page)
	return err
}

func giveSignSheet(q *request) error {
	s, err := q.desk.SignSheet(q.ctx, q.by, q.PathValue("division"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.XLSX(&b); err != nil {
		return err
	}
	name := q.t("campaign.sheet") + " " + s.Place + ".xlsx"
	h := q.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, err = q.w.Write(b.Bytes())
	return err
}
