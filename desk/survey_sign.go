package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

// isKey reports whether an error is that of a key.
func isKey(err error, key string) bool {
	var e *quanyuan.Error
	return errors.As(err, &e) && e.Key == key
}

// ReportJSON writes the figures of a survey for programs.
func ReportJSON(w io.Writer, r *CoverageReport) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	plan := r.Survey.Plan
	return out.Encode(map[string]any{"survey": r.Survey.ID, "name": r.Survey.Name, "plan": plan, "frame": r.Survey.Frame.Hash, "seed": r.Survey.Seed, "frozen": r.Survey.Frozen, "drawn": r.Survey.Drawn,
		"register": r.Survey.Frame.Persons, "unusable": r.Survey.Frame.Unusable, "fieldwork": r.Fieldwork, "linkage": r.Linkage, "links": r.Links, "coverage": r.Whole, "proof": r.Proof,
		"parts": r.Parts, "indicators": r.Indicators})
}

// ReportFigures are what ReportJSON writes.
func ReportFigures(r *CoverageReport) ([]byte, error) {
	var b bytes.Buffer
	err := ReportJSON(&b, r)
	return b.Bytes(), err
}

// ReportHash names the figures of a survey: what a signature is for.
func ReportHash(r *CoverageReport) (string, error) {
	raw, err := ReportFigures(r)
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:]), err
}

// SignSurvey puts the principal's name under the figures as they stand. Figures
// that change later no longer fit the signature, and the report says so.
func (d *Desk) SignSurvey(ctx context.Context, by quanyuan.Principal, id, hash string) error {
	if err := d.may(by, access.Sign, string(quanyuan.SurveyPaper), id); err != nil {
		return err
	}
	if strings.TrimSpace(by.Name) == "" {
		return refuse("event.actor")
	}
	r, err := d.CoverageOf(ctx, by, id)
	if err != nil {
		return err
	}
	now, err := ReportHash(r)
	if err != nil {
		return err
	}
	if now != hash { // not what was looked at
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "survey.figures_changed"}
	}
	s := r.Survey
	if slices.ContainsFunc(s.Signatures, func(x quanyuan.SurveySignature) bool { return x.Name == by.Name && x.Post == by.Post && x.Hash == hash }) {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "survey.signed_already", Args: []any{by.Name}}
	}
	s.Signatures = append(s.Signatures, quanyuan.SurveySignature{Name: by.Name, Post: by.Post, At: d.now(), Hash: hash})
	c := &quanyuan.Change{}
	d.file(c, by, s.Paper())
	return d.apply(ctx, by, access.Sign, c)
}
