package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		s.get("/campaign", access.Task, showCampaign)
		s.lists("/campaign/at/{division}", access.Task, showBoard)
		s.post("/campaign/at/{division}/remind", access.Campaign, remindPlace)
		s.post("/campaign/at/{division}/people", access.Campaign, handOut)
		s.post("/campaign/refresh", access.Campaign, refreshCampaign)
		s.door(50, "campaign.nav", "campaign.board", "/campaign", access.Task)
	})
}

var (
	phaseWords        = family("campaign.phase.", string(quanyuan.Collecting), string(quanyuan.Collating), string(quanyuan.Entering), string(quanyuan.Deduplicating), string(quanyuan.Assessing))
	campaignKindWords = family("campaign.kind.", campaignKinds...)
)

// campaignKinds are the kinds of tasks in the order of work.
var campaignKinds = []string{quanyuan.TaskPossible, quanyuan.TaskDiffers, quanyuan.TaskElsewhere, quanyuan.TaskNew, quanyuan.TaskTransfers, quanyuan.TaskChecks, quanyuan.TaskDuplicates}

func boardPath(division string) string { return "/campaign/at/" + division }

// boardRow is a division's line on the board.
type boardRow struct{ desk.Line }

// left is how much is left of a kind of task.
func (r boardRow) left(kind string) int {
	for _, c := range r.Counts {
		if c.Kind == kind {
			return c.Left
		}
	}
	return 0
}

// share is the part that is done, in percent; 100 where nothing was found.
func (r boardRow) share() int {
	if r.Found == 0 {
		return 100
	}
	return (r.Found - r.Left) * 100 / r.Found
}

var boardList = &list[boardRow]{
	id: "board", caption: "campaign.board", empty: "home.no_places",
	columns: append(append([]column[boardRow]{
		{key: "place", label: "table.place", cell: func(q *request, r boardRow) Cell { return Cell{Text: r.Name, Href: boardPath(r.Division)} },
			sort: func(a, b boardRow) int { return cmp.Compare(a.Division, b.Division) }},
		boardColumn("found", "campaign.found", func(r boardRow) int { return r.Found }),
		boardColumn("left", "campaign.left", func(r boardRow) int { return r.Left }),
		{key: "share", label: "campaign.share", num: true, cell: func(q *request, r boardRow) Cell { return Cell{Text: strconv.Itoa(r.share()) + "%"} },
			sort: func(a, b boardRow) int { return cmp.Compare(a.share(), b.share()) }},
		{key: "late", label: "campaign.late", num: true, cell: func(q *request, r boardRow) Cell {
			if r.Overdue > 0 {
				return Cell{Tag: &Tag{"bad", number(r.Overdue)}}
			}
			return Cell{Text: "0"}
		}, sort: func(a, b boardRow) int { return cmp.Compare(b.Overdue, a.Overdue) }},
	}, kindColumns()...),
		column[boardRow]{key: "signed", label: "campaign.signed", num: true, cell: func(q *request, r boardRow) Cell {
			return Cell{Text: number(r.Signed) + " / " + number(r.All)}
		}, sort: func(a, b boardRow) int { return cmp.Compare(a.Signed*b.All, b.Signed*a.All) }},
		column[boardRow]{key: "broken", label: "campaign.broken", num: true, cell: func(q *request, r boardRow) Cell {
			if r.Broken > 0 {
				return Cell{Tag: &Tag{"warn", number(r.Broken)}}
			}
			return Cell{Text: "0"}
		}, sort: func(a, b boardRow) int { return cmp.Compare(b.Broken, a.Broken) }},
	),
	filters: []filter[boardRow]{
		{key: "only", label: "campaign.only", options: func(q *request) []Option {
			return []Option{{Value: "left", Text: q.t("campaign.only_left")}, {Value: "late", Text: q.t("campaign.only_late")}, {Value: "unsigned", Text: q.t("campaign.only_unsigned")}}
		}, keep: func(r boardRow, v string) bool {
			return v == "left" && r.Left > 0 || v == "late" && r.Overdue > 0 || v == "unsigned" && r.Signed < r.All
		}},
	},
}

func boardColumn(key, label string, of func(boardRow) int) column[boardRow] {
	return column[boardRow]{key: key, label: label, num: true, cell: func(q *request, r boardRow) Cell { return Cell{Text: number(of(r))} },
		sort: func(a, b boardRow) int { return cmp.Compare(of(b), of(a)) }}
}

// kindColumns say what is left of every kind.
func kindColumns() (out []column[boardRow]) {
	for _, kind := range campaignKinds {
		c := boardColumn(kind, "", func(r boardRow) int { return r.left(kind) })
		c.named = func(q *request) string { return q.t(campaignKindWords + kind) }
		out = append(out, c)
	}
	return out
}

// phaseLine is a phase with its days.
type phaseLine struct {
	Name, From, To string
	Days           string // how long until it ends, or begins
	Now, Over      bool
}

func (q *request) phases(c *quanyuan.Campaign) []phaseLine {
	var out []phaseLine
	for _, p := range c.Phases {
		l := phaseLine{Name: q.t(phaseWords + string(p.Key)), From: p.From.String(), To: p.To.String()}
		begins, _ := q.today().Days(p.From)
		ends, _ := q.today().Days(p.To)
		switch {
		case ends < 0:
			l.Over, l.Days = true, q.t("campaign.over")
		case begins > 0:
			l.Days = q.t("campaign.begins", begins)
		default:
			l.Now, l.Days = true, q.t("campaign.ends", ends)
		}
		out = append(out, l)
	}
	return out
}

// showCampaign leads to the viewer's own part of the board; without a campaign
// it says so.
func showCampaign(q *request) error {
	_, err := q.desk.CampaignPlan(q.ctx, q.by)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return q.show(http.StatusOK, "campaign/none.html", q.t("campaign.nav"), q.leads())
	}
	if err != nil {
		return err
	}
	return q.redirect(boardPath(q.home()))
}

// home is the division of the viewer, that of the register for who works in
// the whole of it.
func (q *request) home() string {
	if q.by.Division != "" {
		return q.by.Division
	}
	return q.desk.Home()
}

// leads reports whether the viewer may open, change and close campaigns.
func (q *request) leads() bool { return access.May(q.by, access.Campaign, q.desk.Home()) == nil }

// boardView is the board below a division, or the state of one community.
type boardView struct {
	Campaign  string
	Place     string
	Division  string
	Community bool
	Phases    []phaseLine
	Counts    []Count
	Table     *Table // of what lies below; nil for a community
	Tasks     *Table // of a community
	Sign      *signView
	People    []personInCharge
	HandOut   *Form // nil: no right
	CanRemind bool
	CanLead   bool
	Running   string // path of the count under way
}

type personInCharge struct{ Place, Name, Duty string }

func showBoard(q *request) error { return q.board(http.StatusOK, nil, nil) }

// board shows the board of the division in the path; a form that was refused is
// shown in its place.
func (q *request) board(status int, hand *Form, sign *signForms) error {
	under := q.PathValue("division")
	code, err := division.Parse(under)
	if err != nil || string(code) != under || q.desk.PlaceName(under) == under {
		return notFound
	}
	c, lines, err := q.desk.Board(q.ctx, q.by, under)
	if err != nil {
		return err
	}
	rows := make([]boardRow, len(lines))
	for i, l := range lines {
		rows[i] = boardRow{l}
	}
	if q.wantsWorkbook() {
		return boardList.workbook(q, rows)
	}
	v := boardView{Campaign: c.Name, Place: q.desk.PlaceName(under), Division: under, Community: code.Level() == division.Community, Phases: q.phases(c), CanLead: q.leads()}
	v.CanRemind = access.May(q.by, access.Campaign, under) == nil
	v.Counts = q.boardCounts(rows)
	v.People = q.peopleOf(c, under)
	if v.CanRemind {
		if v.HandOut = hand; hand == nil {
			v.HandOut = q.handOutForm(c, under)
		}
	}
	if w := q.site.works.running(countWork); w != nil && q.by.Account != "" {
		v.Running = "/work/" + w.ID
	}
	q.climb(code)
	if v.Community {
		if err := q.communityBoard(&v, under, sign); err != nil {
			return err
		}
		return q.show(status, "campaign/board.html", v.Place, v)
	}
	if status != http.StatusOK {
		v.Table = boardList.table(q, rows)
		return q.show(status, "campaign/board.html", v.Place, v)
	}
	return q.list("campaign/board.html", v.Place, boardList.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

// climb makes the way from the viewer's division down to another.
func (q *request) climb(code division.Code) {
	q.crumb(q.t("campaign.nav"), "/campaign")
	for _, d := range q.desk.Tree().Path(code) {
		if d.Code != code && string(d.Code) != q.home() && division.Code(q.home()).Contains(d.Code) {
			q.crumb(d.Name, boardPath(string(d.Code)))
		}
	}
}

func (q *request) boardCounts(rows []boardRow) []Count {
	var found, left, late, signed, broken, all int
	for _, r := range rows {
		found, left, late, signed, broken, all = found+r.Found, left+r.Left, late+r.Overdue, signed+r.Signed, broken+r.Broken, all+r.All
	}
	out := []Count{{found, q.t("campaign.found"), "", ""}, {left, q.t("campaign.left"), "", ""}, {late, q.t("campaign.late_tasks"), "", badIf(late)}}
	return append(out, Count{number(signed) + " / " + number(all), q.t("campaign.signed_of"), "", ""}, Count{broken, q.t("campaign.broken"), "", badIf(broken)})
}

// peopleOf are those who answer for a part of the city, those above it first.
func (q *request) peopleOf(c *quanyuan.Campaign, under string) (out []personInCharge) {
	named := slices.Clone(c.People)
	slices.SortStableFunc(named, func(a, b quanyuan.Named) int { return cmp.Compare(a.Division, b.Division) })
	for _, n := range named {
		around := n.Division == "" || (quanyuan.Scope{n.Division}).Holds(under)
		if !around && !(quanyuan.Scope{under}).Holds(n.Division) {
			continue
		}
		place := q.t("home.whole_city")
		if n.Division != "" {
			place = q.desk.PlaceName(n.Division)
		}
		out = append(out, personInCharge{place, n.Name, n.Duty})
	}
	return out
}

// handOutForm names who answers for a division or one directly below it.
func (q *request) handOutForm(c *quanyuan.Campaign, under string) *Form {
	places := []Option{{Value: under, Text: q.desk.PlaceName(under), Chosen: true}}
	for _, d := range q.desk.Tree().Children(division.Code(under)) {
		places = append(places, Option{Value: string(d.Code), Text: d.Name})
	}
	f := &Form{Action: boardPath(under) + "/people", Submit: q.t("campaign.hand_out_do"), Fields: []*Input{
		{Name: "place", Label: q.t("table.place"), Kind: "select", Options: places},
		{Name: "name", Label: q.t("campaign.name"), Hint: q.t("campaign.name_hint")},
		{Name: "duty", Label: q.t("campaign.duty")},
	}}
	for _, n := range c.People {
		if n.Division == under {
			f.field("name").Value, f.field("duty").Value = n.Name, n.Duty
		}
	}
	return f
}

func handOut(q *request) error {
	under := q.PathValue("division")
	c, err := q.desk.Campaign(q.ctx)
	if err != nil {
		return err
	}
	f := q.handOutForm(c, under)
	f.fill(q)
	passed, err := q.desk.HandOut(q.ctx, q.by, quanyuan.Named{Division: q.typed("place"), Name: q.typed("name"), Duty: q.typed("duty")})
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.board(status, f, nil)
	}
	q.tell("campaign.handed_out", passed)
	return q.redirect(boardPath(under))
}

func remindPlace(q *request) error {
	under := q.PathValue("division")
	n, err := q.desk.Remind(q.ctx, q.by, under)
	if err != nil {
		return err
	}
	q.tell("campaign.reminded", n)
	return q.redirect(boardPath(under))
}

const countWork = "campaign.work_count"

// refreshCampaign counts what is open in all communities, once at a time.
func refreshCampaign(q *request) error {
	if w := q.site.works.running(countWork); w != nil {
		q.tell("campaign.counts_already")
		return q.redirect("/campaign")
	}
	d, by := q.desk, q.by
	return q.start(countWork, nil, func(ctx context.Context, at step) (string, error) {
		_, err := d.RefreshCampaign(ctx, by)
		return "/campaign", err
	})
}
