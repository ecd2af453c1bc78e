package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// CaseRow is a row of a list that waits for a clerk.
type CaseRow struct {
	Record  int64    `json:"record"`
	Batch   int64    `json:"batch"`
	Sheet   string   `json:"sheet,omitempty"`
	Row     int      `json:"row"`
	Outcome string   `json:"outcome" enum:"possible,elsewhere,differs,new"`
	Person  string   `json:"person,omitempty" doc:"of the register; none when new"`
	Desk    string   `json:"desk" doc:"community whose clerk looks at it"`
	Known   []string `json:"known,omitempty" doc:"communities in which the register holds the person"`
	Name    string   `json:"name"`
	Born    string   `json:"birth_date,omitempty" doc:"masked"`
	Fields  []string `json:"fields,omitempty" doc:"in which the two contradict each other"`
	Chance  float64  `json:"probability" doc:"that the row is about the person"`
}

// CaseList is a page of rows.
type CaseList struct {
	Cases  []CaseRow      `json:"cases"`
	Counts map[string]int `json:"counts" doc:"how many wait, by outcome"`
	Next   string         `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
}

// Case is a row beside the register.
type Case struct {
	CaseRow
	State       string       `json:"state" enum:"open,settled,waiting,declined"`
	Differences []Difference `json:"differences"`
	Choose      []string     `json:"choose" doc:"fields in which somebody must choose whose word holds"`
	Voices      []Voice      `json:"voices" doc:"what everybody says of the person"`
	Question    string       `json:"question,omitempty" doc:"ruling to be answered first"`
	Transfer    string       `json:"transfer,omitempty" doc:"transfer whose answer is waited for"`
	Steps       []Step       `json:"steps"`
}

// Voice is what one record says of a field.
type Voice struct {
	Field     string `json:"field"`
	Text      string `json:"text"`
	Record    int64  `json:"record"`
	Kind      string `json:"kind,omitempty" doc:"of the source; none: written at a desk"`
	Unit      string `json:"unit,omitempty"`
	Day       string `json:"day,omitempty"`
	Actor     string `json:"actor,omitempty"`
	Authority bool   `json:"authority,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"`
	Pinned    bool   `json:"pinned,omitempty"`
	Wins      bool   `json:"wins"`
}

// Voices are what everybody says of a person.
type Voices struct {
	Voices []Voice `json:"voices"`
}

func voiceOf(v desk.Voice) Voice {
	return Voice{Field: v.Field.Key(), Text: v.Value.Text, Record: int64(v.Record), Kind: string(v.Source.Kind), Unit: v.Source.Unit, Day: v.Day.String(), Actor: v.Actor,
		Authority: v.Authority, Confirmed: v.Confirmed, Pinned: v.Pinned, Wins: v.Wins}
}

func keys(fs []quanyuan.Field) []string { return each(fs, quanyuan.Field.Key) }

func caseRowOf(r *desk.CaseRow) CaseRow {
	return CaseRow{Record: int64(r.Record), Batch: int64(r.Batch), Sheet: r.Where.Sheet, Row: r.Where.Row, Outcome: string(r.Outcome), Person: string(r.Person), Desk: r.Desk,
		Known: r.Known, Name: r.Name, Born: r.Born, Fields: keys(r.Fields), Chance: r.Chance}
}

func caseOf(v *desk.CaseView) Case {
	return Case{CaseRow: caseRowOf(&v.CaseRow), State: v.State, Choose: keys(v.Choose), Question: v.Question, Transfer: v.Case.Transfer,
		Differences: each(v.Differences, func(d quanyuan.Difference) Difference {
			return Difference{d.Field.Key(), verdicts[d.Verdict], d.Here, d.There, d.Child}
		}),
		Voices: each(v.Voices, voiceOf),
		Steps: each(v.Case.Steps, func(t quanyuan.Step) Step {
			return Step{t.Act, t.At, t.Actor, t.Division, t.Reason, texts(t.Persons)}
		})}
}

// OneCase is the input of a route about one row.
type OneCase struct {
	Record int64 `path:"record" minimum:"1"`
}

// CaseAct does something about a row.
type CaseAct struct {
	Act     string            `json:"act" enum:"settle,enter,transfer,decline,take_back"`
	Person  string            `json:"person,omitempty" maxLength:"40" doc:"settle: whom the row is about; by default whom collation proposed"`
	Take    map[string]string `json:"take,omitempty" doc:"settle: field → list, register, or typed:VALUE"`
	Receipt string            `json:"receipt,omitempty" doc:"enter: of a search of the whole city"`
	Kind    string            `json:"kind,omitempty" enum:"residence,hukou,both" doc:"transfer: what moves"`
	From    string            `json:"from,omitempty" pattern:"^[0-9]{12}$" doc:"transfer: losing community"`
	Day     string            `json:"day,omitempty" doc:"transfer: of the move"`
	Reason  string            `json:"reason,omitempty" maxLength:"200" doc:"transfer, decline"`
}

type caseAnswer struct {
	ETag string `header:"ETag"`
	Body Case
}

func (s *server) caseAnswer(ctx context.Context, record int64) (*caseAnswer, error) {
	v, err := s.desk.Case(ctx, by(ctx), quanyuan.RecordID(record))
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &caseAnswer{etag(v.Version), caseOf(v)}, nil
}

func (s *server) cases(a huma.API) {
	handle(s, a, route{id: "list-cases", method: http.MethodGet, path: "/cases", tag: "cases", errors: []int{422}, summary: "待核对的行。Rows of lists that wait for a clerk, in their order."},
		func(ctx context.Context, in *struct {
			Page
			Outcome  []string `query:"outcome" enum:"possible,elsewhere,differs,new"`
			Batch    int64    `query:"batch"`
			Division string   `query:"division" pattern:"^[0-9]{12}$"`
		}) (CaseList, error) {
			return s.listCases(ctx, in.Page, in.Outcome, in.Batch, in.Division)
		})
	huma.Register(a, route{id: "get-case", method: http.MethodGet, path: "/cases/{record}", tag: "cases", errors: []int{404}, summary: "一行名单与登记库对照。One row beside the register."}.operation(),
		func(ctx context.Context, in *OneCase) (*caseAnswer, error) { return s.caseAnswer(ctx, in.Record) })
	handle(s, a, route{id: "search-case", method: http.MethodPost, path: "/cases/{record}/searches", tag: "cases", status: http.StatusCreated, errors: []int{404, 422},
		summary: "在全市查找这一行说的人。Look in the whole city for whom a row is about."},
		func(ctx context.Context, in *OneCase) (Found, error) {
			found, err := s.desk.SearchCase(ctx, by(ctx), quanyuan.RecordID(in.Record))
			if err != nil {
				return Found{}, err
			}
			return foundOf(found), nil
		})
	huma.Register(a, route{id: "act-on-case", method: http.MethodPost, path: "/cases/{record}/acts", tag: "cases", errors: []int{404, 412, 422, 428},
		summary: "办理一行：选定各项、新增、提出迁移、不办、撤回。Settle a row, enter its person, propose a transfer, decline it, or take that back."}.operation(),
		func(ctx context.Context, in *struct {
			Match
			OneCase
			Body CaseAct
		}) (*caseAnswer, error) {
			v, err := s.desk.Case(ctx, by(ctx), quanyuan.RecordID(in.Record))
			if err == nil {
				err = in.check(langOf(ctx), v.Version)
			}
			if err == nil {
				err = s.actOnCase(ctx, v, &in.Body)
			}
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return s.caseAnswer(ctx, in.Record)
		})
	handle(s, a, route{id: "person-voices", method: http.MethodGet, path: "/persons/{number}/voices", tag: "persons", errors: []int{404}, summary: "各方怎么说。What everybody says of a person's fields, and whose word holds."},
		func(ctx context.Context, in *OnePerson) (out Voices, err error) {
			vs, err := s.desk.Voices(ctx, by(ctx), quanyuan.Number(in.Number))
			out.Voices = each(vs, voiceOf)
			return out, err
		})
}

func (s *server) listCases(ctx context.Context, page Page, outcomes []string, batch int64, division string) (CaseList, error) {
	q := desk.CaseQuery{Batch: quanyuan.BatchID(batch), Limit: page.Limit}
	if division != "" {
		q.Scope = quanyuan.Scope{division}
	}
	out := CaseList{Cases: []CaseRow{}, Counts: map[string]int{}}
	counts, err := s.desk.CaseCounts(ctx, by(ctx), q)
	if err != nil {
		return out, err
	}
	for o, n := range counts {
		out.Counts[string(o)] = n
	}
	for _, o := range outcomes {
		q.Outcomes = append(q.Outcomes, quanyuan.Outcome(o))
	}
	var after int64
	if err := place(page.Cursor, &after); err != nil {
		return out, err
	}
	q.After = quanyuan.RecordID(after)
	rows, err := s.desk.Cases(ctx, by(ctx), q)
	if err != nil {
		return out, err
	}
	out.Cases = each(rows, caseRowOf)
	if len(rows) == page.Limit {
		out.Next = cursorOf(rows[len(rows)-1].Record)
	}
	return out, nil
}

func (s *server) actOnCase(ctx context.Context, v *desk.CaseView, in *CaseAct) error {
	switch in.Act {
	case "enter":
		_, err := s.desk.EnterCase(ctx, by(ctx), v.Record, v.Version, in.Receipt)
		return err
	case "decline":
		return s.desk.DeclineCase(ctx, by(ctx), v.Record, v.Version, in.Reason)
	case "take_back":
		return s.desk.TakeBackCase(ctx, by(ctx), v.Record, v.Version)
	case "transfer":
		day, err := dateOf(in.Day)
		if err != nil {
			return err
		}
		t := quanyuan.Transfer{TransferKind: quanyuan.TransferKind(in.Kind), From: in.From, To: v.Desk, Reason: in.Reason, Day: day}
		if t.From == "" && len(v.Known) > 0 {
			t.From = v.Known[0]
		}
		_, err = s.desk.TransferCase(ctx, by(ctx), v.Record, v.Version, t)
		return err
	}
	o := desk.CaseOrder{Record: v.Record, Version: v.Version, Person: quanyuan.Number(in.Person)}
	for key, take := range in.Take {
		f, err := fieldOf(key)
		if err != nil {
			return err
		}
		c, err := s.desk.Choice(ctx, f, take)
		if err != nil {
			return err
		}
		o.Chosen = append(o.Chosen, c)
	}
	return s.desk.SettleCase(ctx, by(ctx), o)
}
