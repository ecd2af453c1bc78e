package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.lists("/audit", access.Audit, showAudit)
		s.get("/audit/verify", access.Audit, showVerify)
		s.post("/audit/verify", access.Audit, verifyAudit)
		s.door(92, "admin.nav", "trail.title", "/audit", access.Audit)
		s.door(93, "admin.nav", "trail.verify", "/audit/verify", access.Audit)
	})
}

var outcomeWordsOfAudit = family("trail.outcome.", string(quanyuan.Done), string(quanyuan.Refused), string(quanyuan.Failed))

// trailKinds are what an act may be about: kinds of papers, and others that the desk notes.
var trailKinds = family("trail.kind.", "person", "batch", "account", "model", "figures", "inquiry", "map", "statistics", "whereabouts", "worksheet",
	string(quanyuan.TransferPaper), string(quanyuan.RulingPaper), string(quanyuan.LotPaper), string(quanyuan.HouseholdPaper), string(quanyuan.DwellingPaper), string(quanyuan.BirthPaper),
	string(quanyuan.CampaignPaper), string(quanyuan.TaskPaper), string(quanyuan.SignaturePaper), string(quanyuan.ReceiptPaper), string(quanyuan.DisposalPaper), string(quanyuan.RevisionPaper),
	string(quanyuan.SurveyPaper), string(quanyuan.PSUPaper), string(quanyuan.FieldPaper), string(quanyuan.CasePaper), string(quanyuan.AmendmentPaper), string(quanyuan.ProofPaper),
	string(quanyuan.JobPaper), string(quanyuan.HoldPaper), string(quanyuan.ErasurePaper), "backup", "setting")

// trailSettings are the settings that people change.
var trailSettings = family("trail.setting.", "review", "retention_years", "sources")

// trailKind names what an act was about; a kind without a name stands as it is.
func (q *request) trailKind(kind string) string {
	if !hasText(trailKinds + kind) {
		return kind
	}
	return q.t(trailKinds + kind)
}

var auditList = &list[quanyuan.AuditLine]{
	id: "audit", caption: "trail.title", empty: "trail.none",
	columns: []column[quanyuan.AuditLine]{
		{key: "seq", label: "trail.seq", num: true, cell: func(q *request, l quanyuan.AuditLine) Cell { return Cell{Text: number(l.Seq)} },
			sort: func(a, b quanyuan.AuditLine) int { return cmp.Compare(a.Seq, b.Seq) }},
		{key: "at", label: "person.at", cell: func(q *request, l quanyuan.AuditLine) Cell { return Cell{Text: when(q.now(), l.At)} }},
		{key: "who", label: "person.who", cell: func(q *request, l quanyuan.AuditLine) Cell { return Cell{Text: l.Name, Small: l.Account} },
			sort: func(a, b quanyuan.AuditLine) int { return cmp.Compare(a.Account+a.Name, b.Account+b.Name) }},
		{key: "post", label: "entry.post", cell: func(q *request, l quanyuan.AuditLine) Cell {
			c := Cell{Text: access.PostName(l.Post, q.lang)}
			if l.Division != "" {
				c.Small = q.desk.PlaceName(l.Division)
			}
			return c
		}},
		{key: "what", label: "person.what", cell: func(q *request, l quanyuan.AuditLine) Cell {
			c := Cell{Text: q.actionName(l.Action)}
			if l.Outcome != quanyuan.Done {
				c.Tag = &Tag{"bad", q.t(outcomeWordsOfAudit + string(l.Outcome))}
			}
			return c
		}, sort: func(a, b quanyuan.AuditLine) int { return cmp.Compare(a.Action, b.Action) }},
		{key: "object", label: "trail.object", cell: func(q *request, l quanyuan.AuditLine) Cell {
			id := l.ID
			if l.Kind == "setting" && hasText(trailSettings+id) {
				id = q.t(trailSettings + id)
			}
			return Cell{Text: strings.TrimSpace(q.trailKind(l.Kind) + " " + id)}
		}},
		{key: "count", label: "trail.count", num: true, cell: func(q *request, l quanyuan.AuditLine) Cell {
			if l.Count == 0 {
				return Cell{}
			}
			return Cell{Text: number(l.Count)}
		}, sort: func(a, b quanyuan.AuditLine) int { return cmp.Compare(b.Count, a.Count) }},
		{key: "reason", label: "parts.reason", cell: func(q *request, l quanyuan.AuditLine) Cell { return Cell{Text: l.Reason} }},
		{key: "detail", label: "trail.detail", off: true, cell: func(q *request, l quanyuan.AuditLine) Cell { return Cell{Text: l.Detail} }},
	},
	filters: []filter[quanyuan.AuditLine]{ // the store narrows: more lines are there than are shown
		{key: "action", label: "person.what", options: func(q *request) (out []Option) {
			for _, a := range access.Actions() {
				out = append(out, Option{Value: string(a), Text: q.actionName(string(a))})
			}
			return out
		}},
		{key: "outcome", label: "trail.outcome", options: func(q *request) (out []Option) {
			for _, o := range []quanyuan.Ended{quanyuan.Done, quanyuan.Refused, quanyuan.Failed} {
				out = append(out, Option{Value: string(o), Text: q.t(outcomeWordsOfAudit + string(o))})
			}
			return out
		}},
		{key: "account", label: "admin.name", options: func(q *request) (out []Option) {
			all, err := q.desk.Accounts(q.ctx, q.by)
			if err != nil {
				return nil
			}
			for _, a := range all {
				out = append(out, Option{Value: a.Name, Text: a.Name + " " + a.Display})
			}
			return out
		}},
	},
}

// auditView is the audit trail, the latest line first.
type auditView struct{ Table *Table }

func showAudit(q *request) error {
	lines, err := q.desk.AuditLines(q.ctx, q.by, quanyuan.AuditQuery{Action: q.choice("action"), Outcome: quanyuan.Ended(q.choice("outcome")), Account: q.choice("account"), Last: mostRows + 1})
	if err != nil {
		return err
	}
	slices.Reverse(lines)
	if q.wantsWorkbook() {
		return auditList.workbook(q, lines)
	}
	return q.list("accounts/audit.html", q.t("trail.title"), auditList.table(q, lines), func(t *Table) any { return auditView{t} })
}

// verifyView is the chain computed again.
type verifyView struct {
	Form   *Form
	Asked  bool
	Head   string // where the chain ends
	Lines  int64
	Broken string // what is wrong, "" when all holds
}

func (q *request) verifyForm() *Form {
	return &Form{Action: "/audit/verify", Submit: q.t("trail.verify_do"), Fields: []*Input{
		{Name: "anchors", Label: q.t("trail.anchors"), Hint: q.t("trail.anchors_hint"), Kind: "textarea", Wide: true},
	}}
}

func (q *request) verifyPage(status int, v verifyView) error {
	q.crumb(q.t("trail.title"), "/audit")
	return q.show(status, "accounts/verify.html", q.t("trail.verify"), v)
}

func showVerify(q *request) error {
	return q.verifyPage(http.StatusOK, verifyView{Form: q.verifyForm()})
}

func verifyAudit(q *request) error {
	v := verifyView{Form: q.verifyForm()}
	v.Form.fill(q)
	var anchors []quanyuan.AuditHead
	for _, word := range strings.Fields(q.typed("anchors")) {
		h, ok := quanyuan.ParseAuditHead(word)
		if !ok {
			v.Form.wrong("anchors", q.t("trail.no_anchor", word))
			return q.verifyPage(http.StatusUnprocessableEntity, v)
		}
		anchors = append(anchors, h)
	}
	head, broken, err := q.desk.VerifyAudit(q.ctx, q.by, anchors...)
	if err != nil {
		return err
	}
	v.Asked, v.Head, v.Lines = true, head.String(), head.Seq
	if broken != nil {
		v.Broken = quanyuan.Message(q.lang, broken.Key, broken.Seq)
	}
	return q.verifyPage(http.StatusOK, v)
}
