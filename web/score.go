package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		s.get("/scores", access.Figures, showScore)
		s.get("/scores/weights", access.Campaign, askScoreWeights)
		s.post("/scores/weights", access.Campaign, setScoreWeights)
		s.door(62, "lead.nav", "score.title", "/scores", access.Figures)
	})
}

// scoreView is the scorecard of the divisions below one, with the weights by
// which it is made.
type scoreView struct {
	leadPage
	Form      *Form
	Card      *leadFigure
	Commended *leadFigure
	Weights   *leadFigure
	CanWeigh  bool
	Target    string
	Set       string // by whom and when; "": nobody did
	Days      string // the earlier day that progress is told from
}

// scoreForm chooses what is compared, and since when progress is told.
func (q *request) scoreForm(code division.Code) *Form {
	f := &Form{Action: "/scores", Submit: q.t("score.show"), Fields: []*Input{{Name: "place", Label: q.t("lead.place"), Kind: "select"}, {Name: "level", Label: q.t("stat.level"), Kind: "select"}, {Name: "since", Label: q.t("score.since"), Hint: q.t("score.since_hint")}}}
	places := f.field("place")
	places.Options = []Option{{Value: q.home(), Text: q.desk.PlaceName(q.home())}}
	for _, d := range q.desk.PlacesFor(q.by) {
		if d.Level < division.Community {
			places.Options = append(places.Options, Option{Value: d.Code, Text: d.Name})
		}
	}
	level := f.field("level")
	for l := below(code); l <= division.Community; l++ {
		if l >= division.County {
			level.Options = append(level.Options, Option{Value: strconv.Itoa(l), Text: q.t(statLevels + strconv.Itoa(l))})
		}
	}
	typed := q.URL.Query()
	typed.Set("place", string(code))
	if !typed.Has("level") {
		typed.Set("level", strconv.Itoa(below(code)))
	}
	f.fillFrom(typed)
	return f
}

func showScore(q *request) error {
	code, err := q.leadDivision(q.choice("place"))
	if err != nil {
		return err
	}
	if ready, err := q.leadCounted(); !ready {
		return err
	}
	v := &scoreView{leadPage: q.leadPage(code), Form: q.scoreForm(code), CanWeigh: q.leads()}
	level, _ := strconv.Atoi(v.Form.field("level").Value)
	query := desk.QualityQuery{Scope: quanyuan.Scope{v.Code}, Level: min(max(level, below(code)), division.Community)}
	status := http.StatusOK
	since := quanyuan.DateOf(q.now().AddDate(0, -1, 0))
	if text := v.Form.field("since").Value; text != "" {
		day, ok := quanyuan.ParseDate(text)
		if !ok || day.Day == 0 {
			status, _ = v.Form.refuse(q, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{text}, Where: quanyuan.Where{Field: "since"}})
		} else {
			since = day
		}
	}
	card, err := q.desk.Score(q.ctx, q.by, query, since)
	if err != nil {
		return err
	}
	v.Days, v.Target = card.Since, percentText(card.Weights.Target)
	v.Card, v.Commended, v.Weights = q.scoreCard(card), q.scoreCommended(card), q.scoreWeights(&card.Weights)
	if card.Weights.By != "" {
		v.Set = card.Weights.By + " · " + when(q.now(), card.Weights.At)
	}
	if q.wantsWorkbook() {
		return q.leadWorkbook(q.t("score.title")+" "+v.Place, v.Card, v.Commended, v.Weights)
	}
	return q.show(status, "figures/scores.html", q.t("score.of", v.Place), v)
}

// scoreCard lists the divisions in the order of their places; who cannot be told
// apart stand in the order of their codes.
func (q *request) scoreCard(card *desk.Scorecard) *leadFigure {
	f := &leadFigure{ID: "card", Title: q.t("score.card"), Notes: []string{q.t("lead.ahead_note"), q.t("score.interval_note")},
		Head: []Head{{Text: q.t("lead.rank"), Num: true}, {Text: q.t("lead.place")}, {Text: q.t("lead.score"), Num: true}, {Text: q.t("lead.interval"), Num: true}}}
	if card.Since != "" {
		f.Head = append(f.Head, Head{Text: q.t("score.effect"), Num: true}, Head{Text: q.t("score.before"), Num: true})
		f.Notes = append(f.Notes, q.t("score.effect_note", card.Since))
	}
	for _, m := range desk.Measures() {
		if card.Weights.Weights[m.Key] > 0 {
			f.Head = append(f.Head, Head{Text: q.pick(m.Zh, m.En), Num: true})
		}
	}
	var bars []publish.IntervalBar
	for i := range card.Lines {
		l := &card.Lines[i]
		row := []Cell{num(q.placing(l)), {Text: l.Name, Href: leadPath(l.Code)}, num("—"), num("—")}
		if !l.None {
			row[2], row[3] = num(rateText(l.Value)), num(lowText(l.Low)+"–"+highText(l.High))
			bars = append(bars, publish.IntervalBar{Label: l.Name, Low: l.Low, Value: l.Value, High: l.High})
		}
		if card.Since != "" {
			before := num("—")
			if !l.Before.None {
				before = num(rateText(l.Before.Value))
			}
			row = append(row, num(effectText(l.Effect)), before)
		}
		for k, m := range l.Quality.Intervals() {
			if key := desk.Measures()[k].Key; card.Weights.Weights[key] > 0 {
				c := num("—")
				if m.All > 0 {
					c = Cell{Text: rateText(m.Rate()), Small: lowText(m.Low) + "–" + highText(m.High), Num: true, Href: qualMeasurePath(l.Code, key)}
				}
				row = append(row, c)
			}
		}
		f.Rows = append(f.Rows, row)
	}
	if len(bars) > 0 {
		f.Chart = publish.Intervals(f.Title, bars)
	}
	return f
}

// scoreCommended lists who is commended with the reasons; nobody is listed for
// the opposite.
func (q *request) scoreCommended(card *desk.Scorecard) *leadFigure {
	f := &leadFigure{ID: "commended", Title: q.t("score.commended"), Notes: []string{q.t("score.commended_note", percentText(card.Weights.Target))}, Empty: q.t("score.commended_none"),
		Head: []Head{{Text: q.t("lead.place")}, {Text: q.t("score.why")}}}
	for i := range card.Lines {
		if l := &card.Lines[i]; len(l.Commended) > 0 {
			f.Rows = append(f.Rows, []Cell{{Text: l.Name, Href: leadPath(l.Code)}, {Text: l.Why(q.lang)}})
		}
	}
	return f
}

func (q *request) scoreWeights(w *desk.ScoreWeights) *leadFigure {
	f := &leadFigure{ID: "weights", Title: q.t("score.weights"), Head: []Head{{Text: q.t("lead.measure")}, {Text: q.t("score.weight"), Num: true}, {Text: q.t("score.meaning")}}}
	for _, m := range desk.Measures() {
		f.Rows = append(f.Rows, []Cell{{Text: q.pick(m.Zh, m.En)}, num(strconv.FormatFloat(w.Weights[m.Key], 'g', -1, 64)), {Text: q.pick(m.MeaningZh, m.Meaning)}})
	}
	return f
}

// scoreWeightsView sets the weights.
type scoreWeightsView struct{ Form *Form }

func (q *request) scoreWeightsForm(w *desk.ScoreWeights) *Form {
	f := &Form{Action: "/scores/weights", Submit: q.t("score.set")}
	for _, m := range desk.Measures() {
		f.Fields = append(f.Fields, &Input{Name: m.Key, Label: q.pick(m.Zh, m.En), Mode: "decimal", Value: strconv.FormatFloat(w.Weights[m.Key], 'g', -1, 64)})
	}
	f.Fields = append(f.Fields, &Input{Name: "target", Label: q.t("score.target"), Hint: q.t("score.target_hint"), Mode: "decimal", Value: strconv.FormatFloat(w.Target, 'g', -1, 64)})
	return f
}

func askScoreWeights(q *request) error {
	w, err := q.desk.ScoreWeights(q.ctx, q.by)
	if err != nil {
		return err
	}
	return q.showScoreWeights(http.StatusOK, q.scoreWeightsForm(&w))
}

func (q *request) showScoreWeights(status int, f *Form) error {
	q.crumb(q.t("score.title"), "/scores")
	return q.show(status, "figures/weights.html", q.t("score.weights"), scoreWeightsView{f})
}

func setScoreWeights(q *request) error {
	w, err := q.desk.ScoreWeights(q.ctx, q.by)
	if err != nil {
		return err
	}
	f := q.scoreWeightsForm(&w)
	f.fill(q)
	numbers := map[string]float64{}
	for _, in := range f.Fields {
		n, err := strconv.ParseFloat(strings.TrimSpace(in.Value), 64)
		if err != nil {
			f.wrong(in.Name, q.t("score.no_number"))
		}
		numbers[in.Name] = n
	}
	if len(f.Faults) > 0 {
		return q.showScoreWeights(http.StatusUnprocessableEntity, f)
	}
	target := numbers["target"]
	delete(numbers, "target")
	if err := q.desk.SetScoreWeights(q.ctx, q.by, numbers, target); err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.showScoreWeights(status, f)
	}
	q.tell("score.is_set")
	return q.redirect("/scores?" + url.Values{"place": {q.home()}}.Encode())
}
