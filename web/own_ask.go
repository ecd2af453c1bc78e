package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

func init() {
	area(func(s *site) {
		s.get("/own/ask", access.Amend, ownAskForm)
		s.handle("POST /own/ask", page{needs: access.Amend, file: true, do: ownAsk})
		s.get("/own/asks/{id}", access.Amend, ownFollow)
		s.post("/own/asks/{id}", access.Amend, ownWithdraw)
		s.get("/own/asks/{id}/proof", access.Amend, ownProof)
	})
}

// ownAskView asks what is to be corrected.
type ownAskView struct {
	Form Form
	Now  string // what the record says
}

// ownForm asks about one field, or about something in words.
func (q *request) ownForm(key string) (*ownAskView, error) {
	v := &ownAskView{}
	says := &Input{Name: "says", Label: q.t("own.says"), Required: true, Wide: true}
	if f, ok := quanyuan.FieldByKey(key); ok {
		p, err := q.desk.View(q.ctx, q.by, q.by.Person)
		if err != nil {
			return nil, err
		}
		c := p.Value(f)
		says.Label = q.t("own.says_of", fieldName(f, q.lang))
		if v.Now = valueWord(f, c.Text, q.lang); v.Now == "" {
			v.Now = q.t("own.nothing")
		}
		if t, ok := code.ByKey(f.Key()); ok {
			says.Kind, says.Options = "select", codeOptions(q, t, "", q.t("person.choose"))
		} else if f == quanyuan.BirthDate {
			says.Hint = q.t("search.birth_hint")
		}
	} else {
		key, says.Kind, says.Hint = "", "textarea", q.t("own.other_hint")
	}
	v.Form = Form{Action: "/own/ask?field=" + url.QueryEscape(key), Submit: q.t("own.send"), File: true, Hidden: []Pair{{"field", key}}, Fields: []*Input{
		says,
		{Name: "why", Label: q.t("own.why"), Hint: q.t("own.why_hint"), Kind: "textarea", Wide: true},
		{Name: "proof", Label: q.t("own.proof"), Hint: q.t("own.proof_hint"), Kind: "file", Wide: true},
	}}
	return v, nil
}

// ownChoice is the page before: which item is wrong.
type ownChoice struct{ Items []crumb }

func ownAskForm(q *request) error {
	q.crumb(q.t("own.title"), "/own")
	if !q.URL.Query().Has("field") {
		v := ownChoice{}
		for _, f := range desk.Amendable() {
			v.Items = append(v.Items, crumb{fieldName(f, q.lang), "/own/ask?field=" + url.QueryEscape(f.Key())})
		}
		v.Items = append(v.Items, crumb{q.t("own.other"), "/own/ask?field="})
		return q.show(http.StatusOK, "own/choose.html", q.t("own.ask"), v)
	}
	v, err := q.ownForm(q.choice("field"))
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, "own/ask.html", q.t("own.ask"), v)
}

// ownAsk takes the form with its picture.
func ownAsk(q *request) error {
	form, file, err := q.ownParts()
	if err == nil {
		var a *quanyuan.Amendment
		a, err = q.desk.AskAmendment(q.ctx, q.by, desk.Wish{Field: form.Get("field"), Says: form.Get("says"), Why: form.Get("why"), Proof: file})
		if err == nil {
			q.tell("own.sent")
			return q.redirect("/own/asks/" + url.PathEscape(a.ID))
		}
	}
	v, e := q.ownForm(form.Get("field"))
	if e != nil {
		return e
	}
	v.Form.fillFrom(form)
	status, err := v.Form.refuse(q, err)
	if err != nil {
		return err
	}
	if len(file) > 0 {
		v.Form.field("proof").Hint = q.t("own.proof_again")
	}
	q.crumb(q.t("own.title"), "/own")
	return q.show(status, "own/ask.html", q.t("own.ask"), v)
}

// ownParts reads the parts of the form: texts are short, the file is held in
// memory up to what is taken.
func (q *request) ownParts() (form url.Values, file []byte, err error) {
	form = url.Values{}
	r, err := q.MultipartReader()
	if err != nil {
		return form, nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "request.invalid", Err: err}
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return form, file, nil
		}
		if err != nil {
			return form, nil, tooLarge(err)
		}
		if part.FormName() != "proof" {
			text, err := io.ReadAll(io.LimitReader(part, 4096))
			if err != nil {
				return form, nil, tooLarge(err)
			}
			form.Set(part.FormName(), strings.TrimSpace(string(text)))
			continue
		}
		if file, err = io.ReadAll(io.LimitReader(part, desk.ProofMost+1)); err != nil {
			return form, nil, tooLarge(err)
		}
		if len(file) > desk.ProofMost {
			return form, file, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "proof.large", Where: quanyuan.Where{Field: "proof"}}
		}
	}
}

// ownFollowView is one request as the resident follows it.
type ownFollowView struct {
	What, Says, Why string
	State           Tag
	Steps           []ownStep
	Proof           string // path; "" without one
	Withdraw        string // path; "" when it is closed
}

type ownStep struct{ At, What, Who, Reason string }

var ownActs = family("own.act.", "ask", "accept", "decline", "withdraw")

// ownSteps tells what happened: the office, not the clerk.
func (q *request) ownSteps(a *quanyuan.Amendment) (out []ownStep) {
	for _, s := range a.Steps {
		step := ownStep{At: when(q.now(), s.At), What: q.t(ownActs + s.Act), Reason: s.Reason}
		switch {
		case s.Act == "accept" || s.Act == "decline":
			step.Who = q.t("home.whole_city")
			if s.Division != "" {
				step.Who = q.desk.PlaceName(s.Division)
			}
		case q.by.Post == quanyuan.Citizen:
			step.Who = q.t("own.yourself")
		default:
			step.Who = q.t("own.resident")
		}
		out = append(out, step)
	}
	return out
}

// ownText is what is right, in words.
func (q *request) ownText(a *quanyuan.Amendment) string {
	if f, ok := quanyuan.FieldByKey(a.Field); ok && a.Value.Text != "" {
		return valueWord(f, a.Value.Text, q.lang)
	}
	return a.Says
}

func ownFollow(q *request) error {
	a, err := q.desk.Amendment(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	path := "/own/asks/" + url.PathEscape(a.ID)
	v := ownFollowView{What: q.ownWhat(a), Says: q.ownText(a), Why: a.Why, State: Tag{ownColour[a.State], q.t(ownStates + a.State)}, Steps: q.ownSteps(a)}
	if a.Proof != "" {
		v.Proof = path + "/proof"
	}
	if a.State == quanyuan.AmendmentOpen {
		v.Withdraw = path
	}
	q.crumb(q.t("own.title"), "/own")
	return q.show(http.StatusOK, "own/follow.html", q.t("own.request", shortID(a.ID)), v)
}

func ownWithdraw(q *request) error {
	if err := q.desk.WithdrawAmendment(q.ctx, q.by, q.PathValue("id")); err != nil {
		return err
	}
	q.tell("own.withdrawn")
	return q.redirect("/own")
}

// ownProof gives what was sent as proof, always as a file to keep: no browser
// opens it as a page of this site.
func ownProof(q *request) error {
	id := q.PathValue("id")
	e, err := q.desk.Proof(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	name := q.t("own.proof_file", shortID(id)) + map[string]string{"image/jpeg": ".jpg", "application/pdf": ".pdf"}[e.Type]
	h := q.w.Header()
	h.Set("Content-Type", e.Type)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, err = q.w.Write(e.Data)
	return err
}
