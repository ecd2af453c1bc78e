package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		kept := &statTables{}
		s.get("/statistics", access.Figures, func(q *request) error { return q.redirectHome(statPath) })
		s.get("/statistics/{division}", access.Figures, func(q *request) error { return showStat(q, kept) })
		s.post("/statistics/{division}/publish", access.Figures, publishStat)
		s.door(63, "lead.nav", "stat.title", "/statistics", access.Figures)
	})
}

func statPath(code string) string { return "/statistics/" + code }

// statPopulations are whom a table may count.
var statPopulations = []string{desk.Residents, desk.Registered, desk.Movement}

var (
	statLevels     = family("stat.level.", "3", "4", "5")
	statBoundaries = family("stat.boundaries.", "then", "now")
)

// statQuery is what the address asks for: a table, or with run empty none yet.
type statQuery struct {
	desk.TableQuery
	run bool
}

// shyStat reports whether the viewer is given published tables alone.
func (q *request) shyStat() bool {
	return access.Limited(q.by.Post) || q.may(access.View) != nil
}

// statForm is the form as the address fills it.
func (q *request) statForm(code division.Code) *Form {
	shy := q.shyStat()
	typed := q.URL.Query()
	usual := func(key, value string) {
		if !typed.Has(key) {
			typed.Set(key, value)
		}
	}
	from, month := q.leadMonth()
	usual("of", desk.Residents)
	usual("by", "sex")
	usual("and", "age5")
	usual("level", strconv.Itoa(below(code)))
	usual("boundaries", "then")
	usual("on", q.today().String())
	usual("from", from.String())
	if shy && q.choice("on") == "" {
		typed.Set("on", month.String())
	}
	f := &Form{Action: statPath(string(code)), Submit: q.t("stat.show")}
	of := &Input{Name: "of", Label: q.t("stat.of"), Kind: "select"}
	for _, k := range statPopulations {
		of.Options = append(of.Options, Option{Value: k, Text: desk.PopulationName(k, q.lang)})
	}
	var dims []Option
	for _, d := range desk.Dimensions() {
		dims = append(dims, Option{Value: d.Key, Text: q.pick(d.Zh, d.En)})
	}
	level := &Input{Name: "level", Label: q.t("stat.level"), Kind: "select"}
	for l := below(code); l <= division.Community; l++ {
		if l >= division.County {
			level.Options = append(level.Options, Option{Value: strconv.Itoa(l), Text: q.t(statLevels + strconv.Itoa(l))})
		}
	}
	f.Fields = []*Input{of,
		{Name: "by", Label: q.t("stat.by"), Hint: q.t("stat.by_hint"), Kind: "select", Options: dims},
		{Name: "and", Label: q.t("stat.and"), Kind: "select", Options: append([]Option{{Text: q.t("stat.nothing")}}, dims...)},
		level,
		{Name: "on", Label: q.t("stat.on"), Hint: q.t("stat.on_hint")},
		{Name: "from", Label: q.t("stat.from"), Hint: q.t("stat.from_hint")},
	}
	if !shy {
		f.Fields = append(f.Fields, &Input{Name: "boundaries", Label: q.t("stat.boundaries"), Kind: "select", Options: []Option{{Value: "then", Text: q.t(statBoundaries + "then")}, {Value: "now", Text: q.t(statBoundaries + "now")}}},
			&Input{Name: "publish", Label: q.t("stat.publish"), Hint: q.t("stat.publish_hint", desk.SmallCount), Kind: "check"})
	}
	for i := range f.Fields {
		f.Fields[i].Options = slices.Clone(f.Fields[i].Options)
	}
	f.fillFrom(typed)
	return f
}

// statQuery reads the form.
func (q *request) statQuery(code division.Code, f *Form) (s statQuery, err error) {
	s.run = q.URL.Query().Has("of")
	s.Of, s.Scope = f.field("of").Value, quanyuan.Scope{string(code)}
	s.Level, _ = strconv.Atoi(f.field("level").Value)
	s.Level = min(max(s.Level, below(code)), division.Community)
	for _, d := range []struct {
		name string
		into *quanyuan.Date
	}{{"on", &s.On}, {"from", &s.From}} {
		if d.name == "from" && s.Of != desk.Movement {
			continue
		}
		day, ok := quanyuan.ParseDate(f.field(d.name).Value)
		if !ok || day.Day == 0 {
			return s, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{f.field(d.name).Value}, Where: quanyuan.Where{Field: d.name}}
		}
		*d.into = day
	}
	if s.Of != desk.Movement {
		s.Columns = []string{f.field("by").Value}
		if and := f.field("and").Value; and != "" {
			s.Columns = append(s.Columns, and)
		}
	}
	s.Publish = q.shyStat()
	if b := f.field("boundaries"); b != nil {
		s.Now, s.Publish = b.Value == "now", f.field("publish").Value != ""
	}
	return s, nil
}

// statView is the page: the form, and the table that it asks for.
type statView struct {
	leadPage
	Form     *Form
	Title    string
	Figure   *leadFigure // nil: nothing is asked for yet
	Cut      string      // what is left out of a large table
	Leaves   []Pair      // ways out: name and address
	Missing  *statMissing
	Releases []statRelease
	Shy      bool
}

// statMissing is a table that is not published yet, and how it would be.
type statMissing struct {
	Title, Action string
	Fields        []Pair
}

type statRelease struct{ Title, Href, Made string }

func showStat(q *request, kept *statTables) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	f := q.statForm(code)
	v := &statView{leadPage: q.leadPage(code), Form: f, Shy: q.shyStat()}
	if v.Releases, err = q.statReleases(code); err != nil {
		return err
	}
	s, err := q.statQuery(code, f)
	if err == nil && s.run {
		var done bool
		if done, err = q.statTable(v, &s, kept); done {
			return err
		}
	}
	status := http.StatusOK
	if err != nil {
		rest := error(nil)
		if status, rest = f.refuse(q, err); rest != nil {
			return rest
		}
	}
	q.leadClimb("stat.title", "/statistics", code, statPath)
	return q.show(status, "figures/statistics.html", q.t("stat.title_of", v.Place), v)
}

// statTable puts the table into the page; done is true when the request has
// been answered in another way: as a file, or by work that must be done first.
func (q *request) statTable(v *statView, s *statQuery, kept *statTables) (done bool, err error) {
	if err := q.desk.CheckTable(q.by, s.TableQuery); err != nil {
		return false, err
	}
	v.Title = s.Title(q.lang, q.today())
	if s.Publish {
		published, err := q.statPublished(s)
		if err != nil {
			return false, err
		}
		if !published {
			v.Missing = &statMissing{Title: v.Title, Action: statPath(v.Code) + "/publish"}
			for _, in := range v.Form.Fields {
				v.Missing.Fields = append(v.Missing.Fields, Pair{in.Name, in.Value})
			}
			return false, nil
		}
	}
	table, done, err := q.statCounted(s, kept)
	if done || err != nil {
		return done, err
	}
	if as := q.choice("as"); as != "" {
		return true, q.statFile(as, table, s, v.Title)
	}
	v.Figure, v.Cut = q.statFigure(table, s, v.Title)
	for _, as := range []string{"xlsx", "csv", "pdf"} {
		if as != "pdf" || q.site.o.PDF != nil {
			v.Leaves = append(v.Leaves, Pair{map[string]string{"xlsx": "Excel", "csv": "CSV", "pdf": "PDF"}[as], q.with("as", as)})
		}
	}
	return false, nil
}

// statPublished reports whether the table that is asked for was published.
func (q *request) statPublished(s *statQuery) (bool, error) {
	all, err := q.desk.Releases(q.ctx, q.by)
	return slices.ContainsFunc(all, func(r desk.Release) bool { return r.ID == s.ID() }), err
}

// statReleases lists what was published, the last first.
func (q *request) statReleases(code division.Code) (out []statRelease, err error) {
	all, err := q.desk.Releases(q.ctx, q.by)
	for _, r := range all {
		query := desk.TableQuery{StatsQuery: desk.StatsQuery{On: r.On}, Of: r.Of, Columns: r.Columns, From: r.From}
		at := url.Values{"of": {r.Of}, "on": {r.On.String()}, "from": {r.From.String()}, "publish": {"yes"}, "level": {strconv.Itoa(below(code))}, "by": {""}, "and": {""}}
		for i, c := range r.Columns {
			at.Set([]string{"by", "and"}[i], c)
		}
		out = append(out, statRelease{query.Title(q.lang, r.On), statPath(string(code)) + "?" + at.Encode(), when(q.now(), r.At)})
	}
	slices.Reverse(out)
	return out, err
}

// publishStat publishes a table: it is made, and the same for ever.
func publishStat(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	q.URL.RawQuery = q.PostForm.Encode()
	f := q.statForm(code)
	s, err := q.statQuery(code, f)
	if err != nil {
		return err
	}
	s.Publish = true
	back := q.PostForm
	back.Set("publish", "yes")
	d, by := q.desk, q.by
	return q.start("stat.work_publish", []any{s.Title(q.lang, q.today())}, func(ctx context.Context, at step) (string, error) {
		s.Progress = func(done int64) { at("lead.counting", done, 0) }
		_, err := d.Table(ctx, by, s.TableQuery)
		return statPath(string(code)) + "?" + back.Encode(), err
	})
}

// statFile gives the table as a file.
func (q *request) statFile(as string, t *desk.CountTable, s *statQuery, title string) error {
	wide := desk.WideTable(t, title, q.lang)
	h := q.w.Header()
	name := func(ending string) {
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(title+"."+ending))
	}
	switch as {
	case "csv":
		rows := [][]string{wide.Head}
		for _, r := range wide.Rows {
			row := make([]string, len(r))
			for i, c := range r {
				row[i] = plainCount(c)
			}
			rows = append(rows, row)
		}
		h.Set("Content-Type", "text/csv; charset=utf-8")
		name("csv")
		return publish.TableCSV(q.w, rows)
	case "pdf":
		return q.statPDF(t, s, wide, name)
	}
	wide.Name = q.t("stat.sheet")
	wide.Notes = append([]string{title}, wide.Notes...)
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	name("xlsx")
	return publish.WriteTables(q.w, q.now(), []publish.Table{wide, desk.ListTable(t, &s.TableQuery, q.lang)})
}
