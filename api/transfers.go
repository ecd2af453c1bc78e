package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// Transfer is a handshake of two communities about where persons stand.
type Transfer struct {
	ID        string         `json:"id"`
	Version   int64          `json:"version"`
	State     string         `json:"state" enum:"proposed,accepted,refused,escalated,rejected,withdrawn"`
	Due       string         `json:"due,omitempty" doc:"by when the other side is to answer"`
	Mine      bool           `json:"mine" doc:"whoever asks is to act next"`
	Kind      string         `json:"kind" enum:"residence,hukou,both"`
	From      string         `json:"from,omitempty" doc:"losing community; empty: from outside the city"`
	To        string         `json:"to,omitempty" doc:"gaining community; empty: out of the city"`
	Outside   string         `json:"outside,omitempty"`
	Reason    string         `json:"reason"`
	Day       string         `json:"day"`
	ByGaining bool           `json:"by_gaining" doc:"the gaining side proposed"`
	Superior  string         `json:"superior,omitempty" doc:"decides when the two do not agree"`
	Address   string         `json:"address,omitempty"`
	Household string         `json:"household,omitempty"`
	Moves     []TransferMove `json:"moves"`
	Steps     []Step         `json:"steps"`
}

// TransferMove is one person of a transfer.
type TransferMove struct {
	Person string `json:"person"`
	State  string `json:"state"`
}

// Step is one act on a transfer.
type Step struct {
	Act      string    `json:"act"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"`
	Division string    `json:"division,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Persons  []string  `json:"persons,omitempty" doc:"empty: all"`
}

func transferOf(v *desk.TransferView) Transfer {
	return Transfer{ID: v.ID, Version: v.Version, State: v.State, Due: v.Due.String(), Mine: v.Mine, Kind: string(v.TransferKind), From: v.From, To: v.To, Outside: v.Outside,
		Reason: v.Reason, Day: v.Day.String(), ByGaining: v.ByGaining, Superior: v.Superior, Address: v.Address, Household: v.Household,
		Moves: each(v.Moves, func(m quanyuan.Move) TransferMove { return TransferMove{string(m.Person), m.State} }),
		Steps: each(v.Steps, func(t quanyuan.Step) Step {
			return Step{t.Act, t.At, t.Actor, t.Division, t.Reason, texts(t.Persons)}
		})}
}

// texts are numbers as texts.
func texts(ns []quanyuan.Number) []string {
	return each(ns, func(n quanyuan.Number) string { return string(n) })
}

func numbersOf(texts []string) []quanyuan.Number {
	return each(texts, func(t string) quanyuan.Number { return quanyuan.Number(t) })
}

type transferAnswer struct {
	ETag string `header:"ETag"`
	Body Transfer
}

func (s *server) transferAnswer(ctx context.Context, v *desk.TransferView, err error) (*transferAnswer, error) {
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &transferAnswer{etag(v.Version), transferOf(v)}, nil
}

// Proposal lays a transfer before the other side.
type Proposal struct {
	Kind       string   `json:"kind" enum:"residence,hukou,both"`
	From       string   `json:"from,omitempty" pattern:"^[0-9]{12}$"`
	To         string   `json:"to,omitempty" pattern:"^[0-9]{12}$"`
	Outside    string   `json:"outside,omitempty" maxLength:"200" doc:"place outside the city, a division code or words"`
	Reason     string   `json:"reason" maxLength:"200"`
	Day        string   `json:"day" doc:"of the move"`
	Address    string   `json:"address,omitempty" maxLength:"400"`
	Household  string   `json:"household,omitempty" maxLength:"60" doc:"number in the gaining community"`
	Persons    []string `json:"persons,omitempty" maxItems:"10000"`
	Households []string `json:"households,omitempty" maxItems:"5000" doc:"households of the losing community that move as a whole"`
}

// TransferAct does something with a transfer.
type TransferAct struct {
	Act     string   `json:"act" enum:"accept,refuse,withdraw,escalate,approve,reject"`
	Reason  string   `json:"reason,omitempty" maxLength:"200"`
	Persons []string `json:"persons,omitempty" doc:"only these of its persons; empty: all for whom the act is allowed" maxItems:"10000"`
}

// ManyActs does the same with many transfers.
type ManyActs struct {
	IDs    []string `json:"ids" minItems:"1" maxItems:"500"`
	Act    string   `json:"act" enum:"accept,refuse,withdraw,escalate,approve,reject"`
	Reason string   `json:"reason,omitempty" maxLength:"200"`
}

// Outcome is what came of one of them.
type Outcome struct {
	ID       string    `json:"id"`
	Transfer *Transfer `json:"transfer,omitempty"`
	Problem  *Problem  `json:"problem,omitempty"`
}

func (s *server) transfers(a huma.API) {
	handle(s, a, route{id: "list-transfers", method: http.MethodGet, path: "/transfers", tag: "transfers", errors: []int{422},
		summary: "迁移清单。Transfers that concern one's divisions."},
		func(ctx context.Context, in *struct {
			Page
			State []string `query:"state"`
		}) (out TransferList, err error) {
			ps, next, err := s.page(ctx, in.Page, quanyuan.PaperQuery{Kind: quanyuan.TransferPaper, States: in.State})
			if err != nil {
				return out, err
			}
			out.Transfers, out.Next = []Transfer{}, next
			for _, p := range ps {
				v, err := desk.TransferOf(by(ctx), p)
				if err != nil {
					return out, err
				}
				out.Transfers = append(out.Transfers, transferOf(v))
			}
			return out, nil
		})
	huma.Register(a, route{id: "propose-transfer", method: http.MethodPost, path: "/transfers", tag: "transfers", status: http.StatusCreated, errors: []int{404, 412, 422},
		summary: "提出迁移。Propose a transfer; one with a place outside the city holds at once."}.operation(),
		func(ctx context.Context, in *struct{ Body Proposal }) (*transferAnswer, error) {
			o, err := in.Body.order()
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			v, err := s.desk.ProposeTransfer(ctx, by(ctx), o)
			return s.transferAnswer(ctx, v, err)
		})
	huma.Register(a, route{id: "get-transfer", method: http.MethodGet, path: "/transfers/{id}", tag: "transfers", errors: []int{404}, summary: "一份迁移。One transfer."}.operation(),
		func(ctx context.Context, in *OneThing) (*transferAnswer, error) {
			v, err := s.desk.Transfer(ctx, by(ctx), in.ID)
			return s.transferAnswer(ctx, v, err)
		})
	huma.Register(a, route{id: "act-on-transfer", method: http.MethodPost, path: "/transfers/{id}/acts", tag: "transfers", errors: []int{404, 412, 422, 428},
		summary: "办理迁移。Accept, refuse, withdraw, escalate, or decide as the common superior."}.operation(),
		func(ctx context.Context, in *struct {
			Match
			OneThing
			Body TransferAct
		}) (*transferAnswer, error) {
			seen, err := s.desk.Transfer(ctx, by(ctx), in.ID)
			if err == nil {
				err = in.check(langOf(ctx), seen.Version)
			}
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			v, err := s.desk.ActOnTransfer(ctx, by(ctx), in.ID, desk.TransferAct(in.Body.Act), in.Body.Reason, numbersOf(in.Body.Persons))
			return s.transferAnswer(ctx, v, err)
		})
	handle(s, a, route{id: "act-on-transfers", method: http.MethodPost, path: "/transfers/acts", tag: "transfers", errors: []int{422},
		summary: "批量办理迁移。The same act on many transfers; each is done or refused by itself."},
		func(ctx context.Context, in *struct{ Body ManyActs }) (out Outcomes, err error) {
			out.Outcomes = []Outcome{}
			for _, id := range in.Body.IDs {
				if ctx.Err() != nil {
					return out, ctx.Err()
				}
				o := Outcome{ID: id}
				v, err := s.desk.ActOnTransfer(ctx, by(ctx), id, desk.TransferAct(in.Body.Act), in.Body.Reason, nil)
				if err == nil {
					o.Transfer = new(transferOf(v))
				} else {
					errors.As(s.fail(ctx, err), &o.Problem)
				}
				out.Outcomes = append(out.Outcomes, o)
			}
			return out, nil
		})
}

func (p *Proposal) order() (desk.TransferOrder, error) {
	day, err := dateOf(p.Day)
	if err != nil {
		return desk.TransferOrder{}, err
	}
	return desk.TransferOrder{Persons: numbersOf(p.Persons), Households: p.Households, Transfer: quanyuan.Transfer{TransferKind: quanyuan.TransferKind(p.Kind),
		From: p.From, To: p.To, Outside: p.Outside, Reason: p.Reason, Day: day, Address: p.Address, Household: p.Household}}, nil
}

// page gives a page of papers and the cursor of the next.
func (s *server) page(ctx context.Context, in Page, q quanyuan.PaperQuery) (ps []*quanyuan.Paper, next string, err error) {
	var at paperPlace
	if err := place(in.Cursor, &at); err != nil {
		return nil, "", err
	}
	q.AfterRank, q.AfterID, q.Limit = at.Rank, at.ID, in.Limit
	if ps, err = s.desk.Papers(ctx, by(ctx), q); err != nil {
		return nil, "", err
	}
	if len(ps) == in.Limit {
		last := ps[len(ps)-1]
		next = cursorOf(paperPlace{last.Rank, last.ID})
	}
	return ps, next, nil
}

// TransferList is a page of transfers.
type TransferList struct {
	Transfers []Transfer `json:"transfers"`
	Next      string     `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
}

// Outcomes are what came of each of many.
type Outcomes struct {
	Outcomes []Outcome `json:"outcomes"`
}
