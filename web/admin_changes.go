package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.lists("/changes", access.Revise, showChanges)
		s.get("/changes/new", access.Revise, askChange)
		s.post("/changes/new", access.Revise, planChange)
		s.get("/changes/of/{id}", access.Revise, showChange)
		s.post("/changes/of/{id}/apply", access.Revise, applyChange)
		s.post("/changes/of/{id}/late", access.Revise, lateChange)
		s.post("/changes/of/{id}/withdraw", access.Revise, withdrawChange)
		s.door(98, "basis.nav", "basis.revisions", "/changes", access.Revise)
	})
}

func changePath(id string) string { return "/changes/of/" + url.PathEscape(id) }

var (
	changeStates     = []string{quanyuan.RevisionPlanned, quanyuan.RevisionRunning, quanyuan.RevisionApplied, quanyuan.RevisionWithdrawn}
	changeStateWords = family("admin.change_state.", changeStates...)
)

func (q *request) changeTag(r *quanyuan.Revision) Tag {
	kind := map[string]string{quanyuan.RevisionPlanned: "info", quanyuan.RevisionRunning: "warn", quanyuan.RevisionApplied: "good"}[r.State]
	return Tag{kind, q.t(changeStateWords + r.State)}
}

// changeOld and changeNew name the divisions of a revision.
func (q *request) changeOld(r *quanyuan.Revision) string {
	names := make([]string, len(r.Old))
	for i, c := range r.Old {
		names[i] = c + " " + q.desk.PlaceName(c)
	}
	return q.join(names)
}

func (q *request) changeNew(r *quanyuan.Revision) string {
	names := make([]string, len(r.New))
	for i, n := range r.New {
		names[i] = n.Code + " " + cmp.Or(n.Name, q.desk.PlaceName(n.Code))
	}
	return q.join(names)
}

var changeList = &list[*quanyuan.Revision]{
	id: "changes", caption: "basis.revisions", empty: "basis.no_revisions",
	columns: []column[*quanyuan.Revision]{
		{key: "id", label: "basis.decree", cell: func(q *request, r *quanyuan.Revision) Cell { return Cell{Text: r.ID, Href: changePath(r.ID)} }},
		{key: "kind", label: "basis.kind", cell: func(q *request, r *quanyuan.Revision) Cell { return Cell{Text: q.t(revisionWords + string(r.Kind))} },
			sort: func(a, b *quanyuan.Revision) int { return cmp.Compare(a.Kind, b.Kind) }},
		{key: "day", label: "basis.day", cell: func(q *request, r *quanyuan.Revision) Cell { return Cell{Text: r.Date.String()} },
			sort: func(a, b *quanyuan.Revision) int { return cmp.Compare(a.Date.String(), b.Date.String()) }},
		{key: "old", label: "basis.old", cell: func(q *request, r *quanyuan.Revision) Cell { return Cell{Text: q.changeOld(r)} }},
		{key: "new", label: "basis.new", cell: func(q *request, r *quanyuan.Revision) Cell { return Cell{Text: q.changeNew(r)} }},
		{key: "state", label: "admin.state", cell: func(q *request, r *quanyuan.Revision) Cell { t := q.changeTag(r); return Cell{Tag: &t} },
			sort: func(a, b *quanyuan.Revision) int {
				return slices.Index(changeStates, a.State) - slices.Index(changeStates, b.State)
			}},
	},
	filters: []filter[*quanyuan.Revision]{{key: "state", label: "admin.state", options: func(q *request) (out []Option) {
		for _, s := range changeStates {
			out = append(out, Option{Value: s, Text: q.t(changeStateWords + s)})
		}
		return out
	}, keep: func(r *quanyuan.Revision, v string) bool { return r.State == v }}},
}

// changesView is the list of changes of divisions.
type changesView struct{ Table *Table }

func showChanges(q *request) error {
	all, err := q.desk.Revisions(q.ctx, q.by)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return changeList.workbook(q, all)
	}
	return q.list("admin/changes.html", q.t("basis.revisions"), changeList.table(q, all), func(t *Table) any { return changesView{t} })
}

// changeView is a change of divisions: what it says, what it would do, and what
// can be done with it.
type changeView struct {
	*quanyuan.Revision
	State            Tag
	Kind, Before     string
	After, Rules     string
	RestName         string
	Plan             *changePlan
	Form             *Form  // to change it, or to plan one
	Keep             *Form  // files what was just counted
	Path             string // of a change that is filed
	Due              bool   // its day has come
	Planned, Running bool
	Applied          bool
	Job              string // path of the work under way
}

// changePlan says what a change does.
type changePlan struct {
	Flows    []changeFlow
	Accounts []changeFlow
	Persons  int
	Open     []placeLink // persons whose address tells nothing: the first
	OpenAll  int
}

type changeFlow struct {
	From, To                    string
	Persons, Households, Papers int
	Open                        bool
}

// mostOpen is how many persons with an address that tells nothing are named.
const mostOpen = 20

func (q *request) changePlan(p *desk.RevisionPlan) *changePlan {
	name := func(code string) string {
		for _, n := range p.Revision.New {
			if n.Code == code && n.Name != "" {
				return code + " " + n.Name
			}
		}
		return code + " " + q.desk.PlaceName(code)
	}
	v := &changePlan{OpenAll: len(p.Open)}
	for _, f := range p.Flows {
		l := changeFlow{From: f.From + " " + q.desk.PlaceName(f.From), Persons: f.Persons, Households: f.Households, Papers: f.Papers, Open: f.To == ""}
		if !l.Open {
			l.To = name(f.To)
		}
		v.Persons += f.Persons
		v.Flows = append(v.Flows, l)
	}
	for _, a := range p.Accounts {
		l := changeFlow{From: a.Account + " · " + q.desk.PlaceName(a.From), Open: a.To == ""}
		if !l.Open {
			l.To = name(a.To)
		}
		v.Accounts = append(v.Accounts, l)
	}
	for _, n := range p.Open[:min(mostOpen, len(p.Open))] {
		v.Open = append(v.Open, placeLink{string(n), personPath(n)})
	}
	return v
}

// changeForm is the form of a change, filled with one that is planned.
func (q *request) changeForm(r *quanyuan.Revision) *Form {
	kinds := []Option{}
	for _, k := range []quanyuan.RevisionKind{quanyuan.Renames, quanyuan.Renumbers, quanyuan.Merges, quanyuan.Splits} {
		kinds = append(kinds, Option{Value: string(k), Text: q.t(revisionWords + string(k)), Chosen: k == r.Kind})
	}
	day := ""
	if !r.Date.IsZero() {
		day = r.Date.String()
	}
	var news []string
	for _, n := range r.New {
		news = append(news, strings.TrimSpace(n.Code+" "+n.Name))
	}
	return &Form{Action: "/changes/new", Submit: q.t("admin.change_count"), Fields: []*Input{
		{Name: "id", Label: q.t("basis.decree"), Hint: q.t("admin.change_id_hint"), Value: r.ID, Required: true},
		{Name: "kind", Label: q.t("basis.kind"), Kind: "select", Value: string(r.Kind), Options: kinds},
		{Name: "date", Label: q.t("basis.day"), Hint: q.t("admin.change_day_hint"), Kind: "date", Value: day, Required: true},
		{Name: "reason", Label: q.t("parts.reason"), Value: r.Reason, Wide: true},
		{Name: "old", Label: q.t("basis.old"), Hint: q.t("admin.change_old_hint"), Kind: "textarea", Wide: true, Value: strings.Join(r.Old, "\n"), Required: true},
		{Name: "new", Label: q.t("basis.new"), Hint: q.t("admin.change_new_hint"), Kind: "textarea", Wide: true, Value: strings.Join(news, "\n"), Required: true},
		{Name: "crosswalk", Label: q.t("admin.change_rules"), Hint: q.t("admin.change_rules_hint"), Kind: "textarea", Wide: true, Value: desk.WriteCrosswalk(r.Crosswalk, q.lang)},
		{Name: "rest", Label: q.t("admin.change_rest"), Hint: q.t("admin.change_rest_hint"), Value: r.Rest, Mode: "numeric"},
	}}
}

// typedChange reads the form of a change.
func (q *request) typedChange() (*quanyuan.Revision, error) {
	r := &quanyuan.Revision{ID: q.typed("id"), Kind: quanyuan.RevisionKind(q.typed("kind")), Reason: q.typed("reason"), Rest: q.typed("rest")}
	day, ok := quanyuan.ParseDate(q.typed("date"))
	if !ok || day.Day == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{q.typed("date")}, Where: quanyuan.Where{Field: "date"}}
	}
	r.Date = day
	for line := range strings.Lines(q.typed("old")) {
		if words := strings.Fields(line); len(words) > 0 { // a name behind the code is for the eye
			r.Old = append(r.Old, words[0])
		}
	}
	for line := range strings.Lines(q.typed("new")) {
		if code, name, _ := strings.Cut(strings.TrimSpace(line), " "); code != "" {
			r.New = append(r.New, quanyuan.NewDivision{Code: code, Name: strings.TrimSpace(name)})
		}
	}
	var err error
	r.Crosswalk, err = desk.ParseCrosswalk(q.PostFormValue("crosswalk"))
	return r, err
}

func (q *request) changePage(status int, title string, v changeView) error {
	q.crumb(q.t("basis.revisions"), "/changes")
	return q.show(status, "admin/change.html", title, v)
}

// askChange shows an empty form, or that of a change which is planned.
func askChange(q *request) error {
	r := &quanyuan.Revision{Kind: quanyuan.Merges}
	if id := q.choice("id"); id != "" {
		var err error
		if r, err = q.desk.Revision(q.ctx, q.by, id); err != nil {
			return err
		}
	}
	return q.changePage(http.StatusOK, q.t("admin.change_new"), changeView{Form: q.changeForm(r)})
}

// planChange counts what a change would do and shows it; sent again with "file"
// it is kept for its day.
func planChange(q *request) error {
	f := q.changeForm(&quanyuan.Revision{})
	f.fill(q)
	r, err := q.typedChange()
	var p *desk.RevisionPlan
	if err == nil && q.typed("file") == "" {
		p, err = q.desk.PlanRevision(q.ctx, q.by, r)
	} else if err == nil {
		if err = q.desk.FileRevision(q.ctx, q.by, r); err == nil {
			q.tell("admin.change_filed", r.ID)
			return q.redirect(changePath(r.ID))
		}
	}
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.changePage(status, q.t("admin.change_new"), changeView{Form: f})
	}
	v := changeView{Form: f, Plan: q.changePlan(p), Keep: &Form{Action: "/changes/new", Submit: q.t("admin.change_file"), Hidden: []Pair{{"file", "yes"}}}}
	for _, in := range f.Fields {
		v.Keep.Hidden = append(v.Keep.Hidden, Pair{in.Name, in.Value})
	}
	return q.changePage(http.StatusOK, q.t("admin.change_new"), v)
}

const changeWork = "admin.change_work"

// showChange shows a change that was filed; what a planned one would do is
// counted as the register is now.
func showChange(q *request) error {
	r, err := q.desk.Revision(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v := changeView{Revision: r, State: q.changeTag(r), Kind: q.t(revisionWords + string(r.Kind)), Before: q.changeOld(r), After: q.changeNew(r), Rules: desk.WriteCrosswalk(r.Crosswalk, q.lang), Path: changePath(r.ID),
		Planned: r.State == quanyuan.RevisionPlanned, Running: r.State == quanyuan.RevisionRunning, Applied: r.State == quanyuan.RevisionApplied}
	if r.Rest != "" {
		v.RestName = r.Rest + " " + q.changeNewName(r, r.Rest)
	}
	days, _ := r.Date.Days(q.today())
	v.Due = days >= 0
	if w := q.site.works.running(changeWork); w != nil {
		v.Job = workPath(w.ID)
	}
	if v.Planned {
		p, err := q.desk.PlanRevision(q.ctx, q.by, r)
		if err != nil {
			return err
		}
		v.Plan = q.changePlan(p)
	}
	return q.changePage(http.StatusOK, r.ID, v)
}

func (q *request) changeNewName(r *quanyuan.Revision, code string) string {
	for _, n := range r.New {
		if n.Code == code && n.Name != "" {
			return n.Name
		}
	}
	return q.desk.PlaceName(code)
}

// applyChange makes a change, or goes on with one that was stopped.
func applyChange(q *request) error {
	r, err := q.desk.Revision(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	d, by := q.desk, q.by
	return q.changing(r.ID, func(ctx context.Context, at func(done, total int64)) error {
		_, err := d.ApplyRevision(ctx, by, r, at)
		return err
	})
}

// lateChange makes a change once more for whoever is left under its old codes.
func lateChange(q *request) error {
	d, by, id := q.desk, q.by, q.PathValue("id")
	return q.changing(id, func(ctx context.Context, at func(done, total int64)) error {
		_, err := d.LateRevision(ctx, by, id, at)
		return err
	})
}

// changing starts the work of a change, one at a time.
func (q *request) changing(id string, do func(ctx context.Context, at func(done, total int64)) error) error {
	if q.site.works.running(changeWork) != nil {
		q.tell("admin.change_already")
		return q.redirect(changePath(id))
	}
	return q.start(changeWork, []any{id}, func(ctx context.Context, at step) (string, error) {
		return changePath(id), do(ctx, func(done, total int64) { at("admin.change_moving", done, total) })
	})
}

func withdrawChange(q *request) error {
	id := q.PathValue("id")
	if err := q.desk.WithdrawRevision(q.ctx, q.by, id); err != nil {
		return err
	}
	q.tell("admin.change_withdrawn", id)
	return q.redirect(changePath(id))
}
