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
)

func init() {
	area(func(s *site) {
		s.get("/lots", access.Rule, listLots)
		s.post("/lots", access.Rule, makeLot)
		s.get("/lots/{id}", access.Rule, showLot)
		s.post("/lots/{id}", access.Rule, checkLot)
		s.post("/lots/{id}/sign", access.Sign, signLot)
		s.door(31, "duplicate.nav", "duplicate.lots", "/lots", access.Rule)
	})
}

var lotStates = family("duplicate.lot.", quanyuan.LotOpen, quanyuan.LotSigned, quanyuan.LotDone)

// lotsView lists lots, and makes one.
type lotsView struct {
	Lots []lotLine
	Form Form
}

// lotLine is a lot in figures.
type lotLine struct {
	ID, Path                      string
	State                         Tag
	Items, Sample, Checked, Wrong int
	Left                          int
	Bound, Limit, Confidence      string
	Signed                        string
	Attached                      int
}

func (q *request) lotLine(l *desk.LotView) lotLine {
	out := lotLine{ID: l.ID, Path: "/lots/" + url.PathEscape(l.ID), State: Tag{"", q.t(lotStates + l.State)}, Items: len(l.Items), Sample: len(l.Sample), Checked: l.Checked, Wrong: l.Errors,
		Left: len(l.Left), Limit: percent(l.Limit), Confidence: percent(l.Confidence), Attached: l.Attached}
	if l.Checked > 0 {
		out.Bound = percent(l.Bound)
	}
	if l.Signed != nil {
		out.Signed = l.Signed.Name
	}
	return out
}

func (q *request) lotForm() Form {
	return Form{Action: "/lots", Submit: q.t("duplicate.lot_make"), Fields: []*Input{
		{Name: "limit", Label: q.t("duplicate.lot_limit"), Hint: q.t("duplicate.lot_limit_hint"), Value: "1", Mode: "decimal"},
		{Name: "max", Label: q.t("duplicate.lot_max"), Value: "10000", Mode: "numeric"},
	}}
}

func listLots(q *request) error { return q.showLots(http.StatusOK, q.lotForm()) }

func (q *request) showLots(status int, form Form) error {
	lots, err := q.desk.Lots(q.ctx, q.by)
	if err != nil {
		return err
	}
	v := lotsView{Form: form}
	for _, l := range lots {
		v.Lots = append(v.Lots, q.lotLine(l))
	}
	return q.show(status, "duplicates/lots.html", q.t("duplicate.lots"), v)
}

func makeLot(q *request) error {
	f := q.lotForm()
	f.fill(q)
	limit, errLimit := strconv.ParseFloat(q.typed("limit"), 64)
	most, errMost := strconv.Atoi(q.typed("max"))
	if errLimit != nil || errMost != nil || limit <= 0 || most < 1 {
		f.wrong("", q.t("duplicate.lot_numbers"))
		return q.showLots(http.StatusUnprocessableEntity, f)
	}
	l, err := q.desk.MakeLot(q.ctx, q.by, desk.LotOrder{Limit: limit / 100, Max: most})
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.showLots(status, f)
	}
	return q.redirect("/lots/" + url.PathEscape(l.ID))
}

// lotView is a lot with the item of its sample that is to be looked at.
type lotView struct {
	Lot   lotLine
	Item  int // -1: none is left
	Rows  []besideRow
	Same  []besideRow
	Signs bool
	Form  Form
}

func showLot(q *request) error { return q.lot(http.StatusOK, Form{}) }

func (q *request) lot(status int, form Form) error {
	l, err := q.desk.Lot(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v := lotView{Lot: q.lotLine(l), Item: -1, Form: form, Signs: l.State != quanyuan.LotDone && len(l.Left) == 0 && q.can(access.Sign)}
	if len(l.Left) > 0 && l.State == quanyuan.LotOpen {
		v.Item = l.Left[0]
		cases, err := q.desk.LotCases(q.ctx, q.by, l.ID, []int{v.Item})
		if err != nil {
			return err
		}
		for _, d := range cases[0].Differences {
			row := q.besideRow(&desk.SheetLine{Field: d.Field, Texts: []string{d.There, d.Here}, Verdicts: []quanyuan.Verdict{d.Verdict}})
			if d.Verdict == quanyuan.Agree {
				v.Same = append(v.Same, row)
			} else {
				v.Rows = append(v.Rows, row)
			}
		}
	}
	q.crumb(q.t("duplicate.lots"), "/lots")
	return q.show(status, "duplicates/lot.html", q.t("duplicate.lot_no", l.ID), v)
}

func checkLot(q *request) error {
	item, err := strconv.Atoi(q.typed("item"))
	answer := q.typed("answer")
	if err != nil || !slices.Contains(sheetAnswers, answer) {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "ruling.answer"}
	}
	l, err := q.desk.CheckLot(q.ctx, q.by, q.PathValue("id"), map[int]string{item: answer})
	if err != nil {
		return err
	}
	return q.redirect("/lots/" + url.PathEscape(l.ID))
}

// signLot signs and carries out: long work.
func signLot(q *request) error {
	id, by := q.PathValue("id"), q.by
	path := "/lots/" + url.PathEscape(id)
	return q.start("duplicate.lot_work", []any{id}, func(ctx context.Context, at step) (string, error) {
		_, err := q.desk.SignLot(ctx, by, id, func(done, total int64) { at("duplicate.lot_carrying", done, total) })
		return path, err
	})
}
