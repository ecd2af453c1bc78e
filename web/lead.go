package web

import (
	"context"
	"net/http"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		s.get("/overview", access.Figures, func(q *request) error { return q.redirectHome(leadPath) })
		s.get("/overview/{division}", access.Figures, showLead)
		s.post("/overview/{division}/publish", access.Figures, publishLead)
		s.door(60, "lead.nav", "lead.title", "/overview", access.Figures)
	})
}

func leadPath(division string) string { return "/overview/" + division }

// redirectHome leads to the viewer's own division, with what else the address
// asks for.
func (q *request) redirectHome(path func(string) string) error {
	to := path(q.home())
	if q.URL.RawQuery != "" {
		to += "?" + q.URL.RawQuery
	}
	return q.redirect(to)
}

// leadView is how one division stands: the answer first, then what lies below
// it.
type leadView struct {
	leadPage
	Coverage leadCoverage
	Measures []leadMeasure
	Target   string
	Counts   []Count
	Ahead    *leadFigure // nil for a community
	Stuck    *leadFigure
	Campaign string
	Map      *leadMap // nil for a community
	People   []*leadFigure
	Published
}

// Published tells which tables of the population who may not look at persons is
// shown, and lets them be made.
type Published struct {
	On      string // the day of the table shown; "" none, or not needed
	Missing string // the last day of a month of which none was published
	Action  string
}

// leadPage is what all pages of figures have: a division, and the way up.
type leadPage struct {
	Place, Code, Day string
	Excel            string
}

// leadDivision reads the division of a page, "" being the viewer's own, if it
// is his.
func (q *request) leadDivision(under string) (division.Code, error) {
	if under == "" {
		under = q.home()
	}
	code, err := division.Parse(under)
	if err != nil || string(code) != under || q.desk.PlaceName(under) == under || !q.by.Scope().Holds(under) {
		return "", notFound
	}
	return code, nil
}

func (q *request) leadPage(code division.Code) leadPage {
	return leadPage{Place: q.desk.PlaceName(string(code)), Code: string(code), Day: q.today().String(), Excel: q.with("as", "xlsx")}
}

// leadClimb makes the way from the viewer's division down to another.
func (q *request) leadClimb(title, href string, code division.Code, path func(string) string) {
	if string(code) != q.home() {
		q.crumb(q.t(title), href)
	}
	for _, d := range q.desk.Tree().Path(code) {
		if d.Code != code && string(d.Code) != q.home() && division.Code(q.home()).Contains(d.Code) {
			q.crumb(d.Name, path(string(d.Code)))
		}
	}
}

const leadWork = "lead.work_count"

// leadCounted reports whether figures can be given at once. Where the register
// must be counted first it sends the viewer to the page of that work, which
// leads back here.
func (q *request) leadCounted() (bool, error) {
	ready, err := q.desk.FiguresReady(q.ctx)
	if ready || err != nil {
		return ready, err
	}
	d, by, back := q.desk, q.by, q.here()
	return false, q.start(leadWork, nil, func(ctx context.Context, at step) (string, error) {
		return back, d.CountFigures(ctx, by, func(done, total int64) { at("lead.counting", done, total) })
	})
}

func below(code division.Code) int { return min(code.Level()+1, division.Community) }

func showLead(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	if ready, err := q.leadCounted(); !ready {
		return err
	}
	v := &leadView{leadPage: q.leadPage(code)}
	scope := desk.QualityQuery{Scope: quanyuan.Scope{v.Code}, Level: below(code)}
	card, err := q.desk.Score(q.ctx, q.by, scope, quanyuan.DateOf(q.now().AddDate(0, -1, 0)))
	if err != nil {
		return err
	}
	stuck, whole, campaign, err := q.desk.Stuck(q.ctx, q.by, v.Code)
	if err != nil {
		return err
	}
	parts, people, err := q.desk.Population(q.ctx, q.by, scope)
	if err != nil {
		return err
	}
	coverage, err := q.desk.Coverage(q.ctx, q.by)
	if err != nil {
		return err
	}
	v.Campaign, v.Target = campaign, percentText(card.Weights.Target)
	v.Coverage = q.leadCoverage(coverage, v.Code)
	v.Measures = q.leadMeasures(&card.Whole, card.Weights.Target, v.Code)
	v.Counts = q.leadCounts(&people, &whole, campaign)
	below := leadBelow{card: card, stuck: stuck, people: parts, coverage: coverage}
	if code.Level() < division.Community {
		v.Ahead = q.leadAhead(card)
		v.Stuck = q.leadStuck(stuck, campaign)
		v.Map, err = q.leadMap(v.Code, &below)
		if err != nil {
			return err
		}
	}
	if err := q.leadPeople(v, &people); err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return q.leadWorkbook(q.t("lead.title")+" "+v.Place, v.figures(q, &below)...)
	}
	q.leadClimb("lead.title", "/overview", code, leadPath)
	return q.show(http.StatusOK, "figures/lead.html", q.t("lead.of", v.Place), v)
}

// leadCoverage is what a survey proved of the division.
type leadCoverage struct {
	Tag      Tag
	Sentence string
	Survey   string
}

var leadProofs = family("lead.proof.", string(quanyuan.Proved), string(quanyuan.Unproved), string(quanyuan.Missed), "none")

var leadProofKinds = map[quanyuan.Proof]string{quanyuan.Proved: "good", quanyuan.Unproved: "warn", quanyuan.Missed: "bad"}

func (q *request) leadCoverage(c *desk.ProvedCoverage, code string) leadCoverage {
	s := c.Of(code)
	if s == nil {
		return leadCoverage{Tag{"", q.t(leadProofs + "none")}, q.t("lead.no_survey"), ""}
	}
	v := leadCoverage{Tag: Tag{leadProofKinds[s.Proof], q.t(leadProofs+string(s.Proof), percentText(100*c.Target))}, Survey: c.Survey + " · " + c.Frozen.Format("2006-01-02")}
	v.Sentence = q.t("lead.coverage_is", rateText(100*s.Share), lowText(100*s.Low), highText(100*s.High), s.Persons)
	return v
}

// leadMeasure is a measure of quality in words.
type leadMeasure struct {
	Name, Value, Interval, Share, Meaning, Href string
	Tag                                         Tag
	Class                                       string
}

var leadReaches = family("lead.reach.", "reach", "open", "below", "none")

var leadReachKinds = map[string]string{"reach": "good", "open": "warn", "below": "bad"}

// reaching says what an interval says of a target: the figure surely reaches
// it, surely does not, or neither can be told.
func reaching(m desk.Measured, target float64) string {
	switch {
	case m.All == 0:
		return "none"
	case m.Low >= target:
		return "reach"
	case m.High < target:
		return "below"
	}
	return "open"
}

func (q *request) leadMeasures(of *desk.Quality, target float64, code string) (out []leadMeasure) {
	for i, m := range of.Intervals() {
		def := desk.Measures()[i]
		r := reaching(m, target)
		l := leadMeasure{Name: q.pick(def.Zh, def.En), Meaning: q.pick(def.MeaningZh, def.Meaning), Value: "—", Href: qualMeasurePath(code, def.Key), Tag: Tag{leadReachKinds[r], q.t(leadReaches + r)}, Class: r}
		if m.All > 0 {
			l.Value, l.Interval = rateText(m.Rate()), lowText(m.Low)+"–"+highText(m.High)
			l.Share = number(m.Done) + " / " + number(m.All)
		}
		out = append(out, l)
	}
	return out
}

// pick is a text of the register in the language of the request.
func (q *request) pick(zh, en string) string {
	if q.lang == "zh" {
		return zh
	}
	return en
}

func (q *request) leadCounts(p *desk.Population, stuck *desk.Stuck, campaign string) []Count {
	out := []Count{{p.Residents, q.t("lead.residents"), "", ""}, {p.Registered, q.t("lead.registered"), "", ""}, {p.Households, q.t("lead.households"), "", ""},
		{stuck.Tasks, q.t("lead.late_tasks"), q.leadLink(access.Task, "/tasks?late=yes"), badIf(stuck.Tasks)},
		{stuck.Transfers, q.t("lead.late_transfers"), q.leadLink(access.Transfer, "/transfers?box=late"), badIf(stuck.Transfers)}}
	if campaign != "" {
		out = append(out, Count{stuck.Unsigned, q.t("lead.unsigned"), q.leadLink(access.Task, "/campaign"), badIf(stuck.Unsigned)})
	}
	return out
}

// leadLink is a way for who may go it.
func (q *request) leadLink(needs access.Action, href string) string {
	if q.can(needs) {
		return href
	}
	return ""
}

// leadAhead draws who is ahead: nobody where intervals overlap.
func (q *request) leadAhead(card *desk.Scorecard) *leadFigure {
	f := &leadFigure{ID: "ahead", Title: q.t("lead.ahead"), Notes: []string{q.t("lead.ahead_note")}, Href: "/scores?place=" + q.PathValue("division"), More: q.t("lead.scorecard"),
		Head: []Head{{Text: q.t("lead.place")}, {Text: q.t("lead.rank"), Num: true}, {Text: q.t("lead.score"), Num: true}, {Text: q.t("lead.interval"), Num: true}}}
	var bars []publish.IntervalBar
	for i := range card.Lines {
		l := &card.Lines[i]
		row := []Cell{{Text: l.Name, Href: leadPath(l.Code)}, num(q.placing(l)), num("—"), num("—")}
		if !l.None {
			row[2], row[3] = num(rateText(l.Value)), num(lowText(l.Low)+"–"+highText(l.High))
			bars = append(bars, publish.IntervalBar{Label: l.Name, Low: l.Low, Value: l.Value, High: l.High})
		}
		f.Rows = append(f.Rows, row)
	}
	if len(bars) > 0 {
		f.Chart = publish.Intervals(f.Title, bars)
	}
	return f
}

func num(text string) Cell { return Cell{Text: text, Num: true} }

// placing is the range of places a division may have; a tie says so.
func (q *request) placing(l *desk.Scored) string {
	switch {
	case l.None:
		return "—"
	case l.Best == l.Worst:
		return strconv.Itoa(l.Best)
	}
	return q.t("lead.tied", l.Best, l.Worst)
}

// leadStuck lists what is stuck below, with the pages on which it is seen to.
func (q *request) leadStuck(parts []desk.Stuck, campaign string) *leadFigure {
	f := &leadFigure{ID: "stuck", Title: q.t("lead.stuck"), Empty: q.t("lead.nothing_stuck"),
		Head: []Head{{Text: q.t("lead.place")}, {Text: q.t("lead.late_tasks"), Num: true}, {Text: q.t("lead.late_transfers"), Num: true}, {Text: q.t("lead.unsigned"), Num: true}, {Text: q.t("lead.oldest")}}}
	for _, s := range parts {
		if !s.Any() {
			continue
		}
		unsigned := num("—")
		if campaign != "" {
			unsigned = num(number(s.Unsigned) + " / " + number(s.Communities))
			unsigned.Href = q.leadLink(access.Task, boardPath(s.Code))
		}
		f.Rows = append(f.Rows, []Cell{{Text: s.Name, Href: leadPath(s.Code)},
			{Text: number(s.Tasks), Num: true, Href: q.leadLink(access.Task, "/tasks?late=yes&place="+s.Code)},
			{Text: number(s.Transfers), Num: true, Href: q.leadLink(access.Transfer, "/transfers?box=late&place="+s.Code)}, unsigned, {Text: s.Oldest.String()}})
	}
	return f
}
