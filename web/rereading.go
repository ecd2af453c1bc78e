package web

import (
	"fmt"
	"net/http"

	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.get("/readers", access.Campaign, showReaders)
		s.door(32, "duplicate.nav", "duplicate.readers", "/readers", access.Campaign)
	})
}

// readersView tells how everybody reads, and how readers agree.
type readersView struct {
	Readers    []readerLine
	Agreements []agreementLine
}

type readerLine struct {
	Reader                     string
	Readings, Unclear, Seconds int
	Known                      int
	Right, AtLeast             string // shares; "" without a known question
}

type agreementLine struct {
	Who   string
	Both  int
	Kappa string // with its standard error; "" where chance alone agrees
}

func showReaders(q *request) error {
	readers, agreements, err := q.desk.Readers(q.ctx, q.by)
	if err != nil {
		return err
	}
	v := readersView{}
	for _, r := range readers {
		l := readerLine{Reader: r.Reader, Readings: r.Readings, Unclear: r.Unclear, Known: r.Known}
		if r.Readings > 0 {
			l.Seconds = r.Seconds / r.Readings
		}
		if share, least, ok := r.Accuracy(); ok {
			l.Right, l.AtLeast = percent(share), percent(least)
		}
		v.Readers = append(v.Readers, l)
	}
	for _, a := range agreements {
		l := agreementLine{Who: q.t("duplicate.everybody"), Both: a.Count()}
		if a.First != "" {
			l.Who = a.First + " · " + a.Second
		}
		if kappa, se, ok := a.Kappa(); ok {
			l.Kappa = fmt.Sprintf("%.2f ± %.2f", kappa, se)
		}
		v.Agreements = append(v.Agreements, l)
	}
	return q.show(http.StatusOK, "duplicates/readers.html", q.t("duplicate.readers"), v)
}
