package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

// takeOutForm asks why a person's page leaves the register, and as what.
func (q *request) takeOutForm(n quanyuan.Number) *Form {
	return &Form{Action: personPath(n) + "/take-out", Submit: q.t("person.take_out"), Fields: []*Input{
		{Name: "why", Label: q.t("parts.reason"), Hint: q.t("parts.reason_hint"), Required: true},
		{Name: "as", Label: q.t("person.take_out_as"), Kind: "radio", Value: "print", Options: []Option{{"print", q.t("person.as_paper"), true}, {"xlsx", "Excel", false}}},
	}}
}

// takeOut gives a person's page to be printed, or as a workbook: either tells on
// every sheet who took it, when and why, and the audit tells the same.
func (p *personPages) takeOut(q *request) error {
	n := quanyuan.Number(q.PathValue("number"))
	f := q.takeOutForm(n)
	f.fill(q)
	by := q.by
	if by.Purpose = q.typed("why"); len([]rune(by.Purpose)) < 4 {
		f.wrong("why", quanyuan.Message(q.lang, "access.reason"))
		d, err := q.open()
		if err != nil {
			return err
		}
		return p.showDossier(q, http.StatusUnprocessableEntity, d, nil, f)
	}
	kind := "print"
	if q.typed("as") == "xlsx" {
		kind = "xlsx"
	}
	if err := q.desk.TakeOutPerson(q.ctx, by, n, kind); err != nil {
		return err
	}
	d, err := q.open()
	if err != nil {
		return err
	}
	v := q.personView(d, nil)
	v.Reason = by.Purpose
	if kind == "xlsx" {
		return q.personWorkbook(v)
	}
	for i := range v.Presences {
		v.Presences[i].Acts = nil
	}
	for i := range v.Households {
		v.Households[i].Move = ""
	}
	q.crumb(v.title(), personPath(n))
	return q.show(http.StatusOK, "persons/paper.html", q.t("person.paper", v.title()), v)
}

// sheet is one sheet of a person's workbook.
type sheet struct {
	name string
	head []string
	rows [][]string
}

func (q *request) personSheets(v *personView) []sheet {
	values := sheet{q.t("person.values"), []string{q.t("person.item"), q.t("person.value"), q.t("person.why"), q.t("person.who_says")}, nil}
	voices := sheet{q.t("person.voices"), []string{q.t("person.item"), q.t("person.value"), q.t("person.who_says"), q.t("person.at")}, nil}
	for _, l := range v.Values {
		values.rows = append(values.rows, []string{fieldName(l.Field, q.lang), l.Value, l.Why, l.Said})
		for _, s := range l.Voices {
			voices.rows = append(voices.rows, []string{fieldName(l.Field, q.lang), s.Value, s.Who, s.At})
		}
	}
	places := sheet{q.t("person.presences"), []string{q.t("home.place"), q.t("person.category"), fieldName(quanyuan.HukouStatus, q.lang), fieldName(quanyuan.ResidenceStatus, q.lang), q.t("person.since"), q.t("person.until")}, nil}
	for _, l := range v.Presences {
		places.rows = append(places.rows, []string{l.Place, l.Category.Text, l.HukouWord, l.ResideWord, l.Since, l.Until})
	}
	house := sheet{q.t("person.household"), []string{q.t("home.place"), q.t("person.household"), q.t("person.number"), fieldName(quanyuan.Name, q.lang), fieldName(quanyuan.Relation, q.lang)}, nil}
	for _, h := range v.Households {
		for _, m := range h.Members {
			house.rows = append(house.rows, []string{h.Place, h.Number, string(m.Card.Number), m.Card.Name, m.Relation})
		}
	}
	history := sheet{q.t("person.history"), []string{q.t("person.at"), q.t("person.what"), q.t("person.who"), q.t("parts.reason"), q.t("person.who_says")}, nil}
	for _, e := range v.History {
		history.rows = append(history.rows, []string{e.At, e.What, e.Actor, e.Reason, e.Said})
	}
	return []sheet{values, voices, places, house, history}
}

// personWorkbook writes what the page shows, masked as it is there.
func (q *request) personWorkbook(v *personView) error {
	f := excelize.NewFile()
	defer f.Close()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	mark := q.t("person.mark", v.Mark, v.Reason)
	for i, s := range q.personSheets(v) {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err = errors.Join(err, s.write(f, mark, bold)); err != nil {
			return err
		}
	}
	name := q.t("person.paper", string(v.Card.Number)) + " " + q.today().String() + ".xlsx"
	h := q.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	return f.Write(q.w)
}

// write puts a sheet into a workbook: above its rows, and below every page that
// is printed, stands who took it.
func (s *sheet) write(f *excelize.File, mark string, bold int) error {
	if err := f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: "&L" + headerText(mark) + "&R&P/&N"}); err != nil {
		return err
	}
	for i, row := range append([][]string{{mark}, s.head}, s.rows...) {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := f.SetSheetRow(s.name, at, &row); err != nil {
			return err
		}
	}
	for i := range s.head {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(s.name, col, col, 24); err != nil {
			return err
		}
	}
	return f.SetRowStyle(s.name, 2, 2, bold)
}

// headerText is a text in a footer, where & begins a code and 255 signs are the
// most.
func headerText(s string) string {
	rs := []rune(s)
	return strings.ReplaceAll(string(rs[:min(len(rs), 100)]), "&", "&&")
}
