package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// Task is something that a community has to find out.
type Task struct {
	ID        string          `json:"id"`
	Version   int64           `json:"version"`
	Kind      string          `json:"kind"`
	State     string          `json:"state" enum:"open,overdue,done"`
	Community string          `json:"community"`
	Other     string          `json:"other,omitempty" doc:"community of the other side"`
	Person    string          `json:"person,omitempty"`
	Field     string          `json:"field,omitempty" doc:"in dispute"`
	Due       string          `json:"due,omitempty"`
	Why       quanyuan.Remark `json:"why"`
	Phase     string          `json:"phase,omitempty" doc:"of a campaign"`
	Found     int             `json:"found,omitempty"`
	Left      int             `json:"left,omitempty"`
	Assignee  string          `json:"assignee,omitempty"`
	Answer    string          `json:"answer,omitempty" doc:"what ended it"`
	Answered  string          `json:"answered,omitempty"`
}

func taskOf(t *quanyuan.Task) Task {
	return Task{t.ID, t.Version, t.Kind, t.State, t.Community, t.Other, string(t.Person), t.Field, t.Due.String(), t.Why, string(t.Phase), t.Found, t.Left, t.Assignee, t.Answer, t.Answered.String()}
}

// TaskAnswer is what somebody found out.
type TaskAnswer struct {
	Answer string `json:"answer" enum:"here,elsewhere,left,excluded"`
	Reason string `json:"reason,omitempty" maxLength:"200" doc:"of a stay that is not counted; of leaving"`
	Day    string `json:"day,omitempty" doc:"on which it was so; by default today"`
}

func (s *server) tasks(a huma.API) {
	handle(s, a, route{id: "list-tasks", method: http.MethodGet, path: "/tasks", tag: "tasks", errors: []int{422}, summary: "任务清单。Tasks of one's divisions."},
		func(ctx context.Context, in *struct {
			Page
			State    []string `query:"state" doc:"open by default"`
			Division string   `query:"division" pattern:"^[0-9]{12}$"`
		}) (out TaskList, err error) {
			q := quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, States: in.State}
			if len(q.States) == 0 {
				q.States = []string{quanyuan.TaskOpen}
			}
			if in.Division != "" {
				q.Scope = quanyuan.Scope{in.Division}
			}
			ps, next, err := s.page(ctx, in.Page, q)
			if err != nil {
				return out, err
			}
			out.Tasks, out.Next = []Task{}, next
			for _, p := range ps {
				t, err := quanyuan.TaskOf(p)
				if err != nil {
					return out, err
				}
				out.Tasks = append(out.Tasks, taskOf(t))
			}
			return out, nil
		})
	huma.Register(a, route{id: "answer-task", method: http.MethodPost, path: "/tasks/{id}/answers", tag: "tasks", errors: []int{404, 412, 422},
		summary: "办理任务。Say what was found out; the act that follows closes the task."}.operation(),
		func(ctx context.Context, in *struct {
			OneThing
			Body TaskAnswer
		}) (*personAnswer, error) {
			day, err := dateOf(in.Body.Day)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			p, err := s.desk.AnswerTask(ctx, by(ctx), desk.TaskAnswer{Task: in.ID, Answer: in.Body.Answer, Reason: in.Body.Reason, Day: day})
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return answer(p), nil
		})
}

// Board is how far a campaign is.
type Board struct {
	Name   string      `json:"name"`
	State  string      `json:"state"`
	Phases []Phase     `json:"phases"`
	Lines  []BoardLine `json:"lines"`
}

// BoardLine is how far one division is.
type BoardLine struct {
	Division string      `json:"division"`
	Name     string      `json:"name"`
	Found    int         `json:"found"`
	Left     int         `json:"left"`
	Overdue  int         `json:"overdue"`
	Signed   int         `json:"signed" doc:"communities whose signature still fits"`
	Broken   int         `json:"broken" doc:"communities that changed since they signed"`
	All      int         `json:"all" doc:"communities"`
	Counts   []TaskCount `json:"counts"`
}

// TaskCount is how many things of a kind were found and are left.
type TaskCount struct {
	Phase string `json:"phase"`
	Kind  string `json:"kind"`
	Found int    `json:"found"`
	Left  int    `json:"left"`
}

func countOf(c quanyuan.TaskCount) TaskCount {
	return TaskCount{string(c.Phase), c.Kind, c.Found, c.Left}
}

// Signature is a named person's word that he answers for a division.
type Signature struct {
	Division string      `json:"division"`
	Signer   string      `json:"signer"`
	Duty     string      `json:"duty,omitempty"`
	Head     string      `json:"head,omitempty"`
	At       time.Time   `json:"at"`
	Anchor   string      `json:"anchor,omitempty" doc:"end of the audit chain at that moment"`
	State    SignedState `json:"state" doc:"what was signed"`
	Now      SignedState `json:"now"`
	Fits     bool        `json:"fits" doc:"the state of now is the one that was signed"`
}

// SignedState is the state of a division.
type SignedState struct {
	Persons    int            `json:"persons"`
	Categories map[string]int `json:"categories"`
	Hukou      int            `json:"hukou"`
	Residents  int            `json:"residents"`
	Disputed   int            `json:"disputed"`
	Tasks      []TaskCount    `json:"tasks"`
	Hash       string         `json:"hash"`
}

func stateOf(s quanyuan.SignedState) SignedState {
	return SignedState{s.Persons, s.Categories, s.Hukou, s.Residents, s.Disputed, each(s.Tasks, countOf), s.Hash}
}

func signatureOf(s *quanyuan.Signature, now quanyuan.SignedState, fits bool) Signature {
	return Signature{s.Division, s.Signer, s.Duty, s.Head, s.At, s.Anchor, stateOf(s.State), stateOf(now), fits}
}

// Signing answers for a division.
type Signing struct {
	Division string `json:"division" pattern:"^[0-9]{12}$"`
	Signer   string `json:"signer,omitempty" maxLength:"60" doc:"who cleaned; by default oneself"`
	Duty     string `json:"duty,omitempty" maxLength:"60"`
	Head     string `json:"head,omitempty" maxLength:"60" doc:"who signs beside"`
}

// Withdrawal takes a signature back.
type Withdrawal struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

// OneDivision names a division in a path.
type OneDivision struct {
	Division string `path:"division" pattern:"^[0-9]{12}$"`
}

func (s *server) campaign(a huma.API) {
	s.plans(a)
	handle(s, a, route{id: "campaign-board", method: http.MethodGet, path: "/campaign", tag: "campaign", errors: []int{404, 422}, summary: "专项行动看板。How far everybody is."},
		func(ctx context.Context, in *struct {
			Division string `query:"division" pattern:"^[0-9]{12}$" doc:"what lies below it; by default one's own"`
		}) (Board, error) {
			c, lines, err := s.desk.Board(ctx, by(ctx), in.Division)
			if err != nil {
				return Board{}, err
			}
			return Board{c.Name, c.State, each(c.Phases, phaseOf),
				each(lines, func(l desk.Line) BoardLine {
					return BoardLine{l.Division, l.Name, l.Found, l.Left, l.Overdue, l.Signed, l.Broken, l.All, each(l.Counts, countOf)}
				})}, nil
		})
	handle(s, a, route{id: "refresh-campaign", method: http.MethodPost, path: "/campaign/refresh", tag: "campaign", errors: []int{404, 412}, summary: "按实际情况更新任务。Bring the tasks up to the facts."},
		func(ctx context.Context, _ *struct{}) (out Refreshed, err error) {
			out.Changed, err = s.desk.RefreshCampaign(ctx, by(ctx))
			return out, err
		})
	handle(s, a, route{id: "sign", method: http.MethodPost, path: "/campaign/signatures", tag: "campaign", status: http.StatusCreated, errors: []int{404, 409, 412, 422}, summary: "签收。Answer for the state of a division."},
		func(ctx context.Context, in *struct{ Body Signing }) (Signature, error) {
			sig, err := s.desk.Sign(ctx, by(ctx), desk.SignOrder{Division: in.Body.Division, Signer: in.Body.Signer, Duty: in.Body.Duty, Head: in.Body.Head})
			if err != nil {
				return Signature{}, err
			}
			return signatureOf(sig, sig.State, true), nil
		})
	handle(s, a, route{id: "check-signature", method: http.MethodGet, path: "/campaign/signatures/{division}", tag: "campaign", errors: []int{404, 422}, summary: "核对签收。Whether a signature still fits."},
		func(ctx context.Context, in *OneDivision) (Signature, error) {
			sig, now, fits, err := s.desk.CheckSignature(ctx, by(ctx), in.Division)
			if err != nil {
				return Signature{}, err
			}
			return signatureOf(sig, now, fits), nil
		})
	huma.Register(a, route{id: "withdraw-signature", method: http.MethodPost, path: "/campaign/signatures/{division}/withdrawal", tag: "campaign", status: http.StatusNoContent,
		errors: []int{404, 412, 422}, summary: "撤回签收。Take a signature back."}.operation(),
		func(ctx context.Context, in *struct {
			OneDivision
			Body Withdrawal
		}) (*struct{}, error) {
			if err := s.desk.WithdrawSignature(ctx, by(ctx), in.Division, in.Body.Reason); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
	op := route{id: "sign-sheet", method: http.MethodGet, path: "/campaign/signatures/{division}/sheet", tag: "campaign", errors: []int{404, 422}, summary: "签收单。The sheet to print, sign and stamp."}.operation()
	op.Responses = map[string]*huma.Response{"200": {Description: "the sheet", Content: map[string]*huma.MediaType{sheetTypes["html"]: {}, sheetTypes["xlsx"]: {}}}}
	huma.Register(a, op, s.sheet)
}

var sheetTypes = map[string]string{
	"html": "text/html; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// document is an answer that is a file.
type document struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

func (s *server) sheet(ctx context.Context, in *struct {
	OneDivision
	Format string `query:"format" enum:"html,xlsx" default:"html"`
}) (*document, error) {
	sheet, err := s.desk.SignSheet(ctx, by(ctx), in.Division)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var b bytes.Buffer
	write := sheet.HTML
	if in.Format == "xlsx" {
		write = sheet.XLSX
	}
	if err := write(&b); err != nil {
		return nil, s.fail(ctx, err)
	}
	out := &document{Type: sheetTypes[in.Format], Disposition: "inline", Policy: "default-src 'none'; style-src 'unsafe-inline'; sandbox", Body: b.Bytes()}
	if in.Format == "xlsx" {
		out.Disposition = `attachment; filename="signature-` + in.Division + `.xlsx"`
	}
	return out, nil
}

// Three are the three figures of a division.
type Three struct {
	Division   string `json:"division,omitempty"`
	Name       string `json:"name,omitempty"`
	Households Share  `json:"households" doc:"不漏户: dwellings accounted for"`
	Visited    int    `json:"visited" doc:"dwellings where a named person has been"`
	Persons    Share  `json:"persons" doc:"户不漏人: persons registered, of those known to belong there"`
	Items      Share  `json:"items" doc:"人不漏项: required items that are filled in"`
	Whole      Share  `json:"whole" doc:"persons whose items are all filled in"`
}

// Share is how many of a whole are as they should be.
type Share struct {
	Done int     `json:"done"`
	All  int     `json:"all"`
	Rate float64 `json:"rate" doc:"percent; 100 of nothing"`
}

func shareOf(s desk.Share) Share { return Share{s.Done, s.All, s.Rate()} }

func threeOf(t desk.Three) Three {
	return Three{t.Division, t.Name, shareOf(t.Households), t.Visited, shareOf(t.Persons), shareOf(t.Items), shareOf(t.Whole)}
}

func (s *server) figures(a huma.API) {
	handle(s, a, route{id: "three-figures", method: http.MethodGet, path: "/figures", tag: "figures", errors: []int{422}, summary: "不漏户、户不漏人、人不漏项。The three figures."},
		func(ctx context.Context, in *struct {
			Division string `query:"division" pattern:"^[0-9]{12}$" doc:"by default one's own"`
			Level    int    `query:"level" minimum:"1" maximum:"5" default:"5" doc:"of the divisions for which figures are given: 1 province to 5 community"`
			Audit    bool   `query:"audit" doc:"with the items of the national audit"`
		}) (out Figures, err error) {
			q := desk.ThreeQuery{Level: in.Level, Audit: in.Audit}
			if in.Division != "" {
				q.Scope = quanyuan.Scope{in.Division}
			}
			parts, whole, err := s.desk.Three(ctx, by(ctx), q)
			out.Parts, out.Whole = each(parts, threeOf), threeOf(whole)
			return out, err
		})
}

// TaskList is a page of tasks.
type TaskList struct {
	Tasks []Task `json:"tasks"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
}

// Refreshed is what a refresh did.
type Refreshed struct {
	Changed int `json:"changed" doc:"tasks that are new or changed"`
}

// Figures are the three figures of divisions and of all of them.
type Figures struct {
	Parts []Three `json:"parts"`
	Whole Three   `json:"whole"`
}
