package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.get("/lists/new", access.Import, askList)
		s.handle("POST /lists/new", page{needs: access.Import, file: true, do: receiveList})
		s.get("/lists/drafts/{id}", access.Import, showColumns)
		s.post("/lists/drafts/{id}/columns", access.Import, mendColumns)
		s.get("/lists/drafts/{id}/rows", access.Import, showRows)
		s.post("/lists/drafts/{id}/rows", access.Import, mendRow)
		s.get("/lists/drafts/{id}/submit", access.Import, askSubmit)
		s.post("/lists/drafts/{id}/submit", access.Import, submitList)
		s.post("/lists/drafts/{id}/drop", access.Import, dropList)
	})
}

func draftPath(d *draft) string { return "/lists/drafts/" + d.ID }

// newListView asks for a list.
type newListView struct{ Form Form }

func (q *request) listForm() Form {
	f := Form{Action: "/lists/new", Submit: q.t("list.upload"), File: true, Fields: []*Input{
		{Name: "file", Label: q.t("list.file"), Hint: q.t("list.file_hint"), Kind: "file", Required: true, Wide: true},
		{Name: "source", Label: q.t("list.source"), Kind: "select", Options: q.sourceOptions()},
		{Name: "unit", Label: q.t("list.unit"), Hint: q.t("list.unit_hint")},
		{Name: "division", Label: q.t("list.division"), Kind: "select", Options: q.ownPlaces()},
		{Name: "as_of", Label: q.t("list.as_of"), Hint: q.t("list.as_of_hint"), Mode: "numeric"},
	}}
	if access.Limited(q.by.Post) { // lists are sent in the name of the mandate only
		f.field("source").Options = slices.DeleteFunc(f.field("source").Options, func(o Option) bool { return o.Value != q.by.Mandate })
	}
	return f
}

// ownPlaces are the viewer's division and those below it.
func (q *request) ownPlaces() []Option {
	out := []Option{{q.by.Division, q.t("home.whole_city"), true}}
	if q.by.Division != "" {
		out[0].Text = q.desk.PlaceName(q.by.Division)
	}
	return append(out, communityOptions(q)...)
}

func askList(q *request) error {
	q.crumb(q.t("list.title"), "/lists")
	return q.show(http.StatusOK, "lists/new.html", q.t("list.send"), newListView{q.listForm()})
}

// receiveList streams a list to its folder and checks it.
func receiveList(q *request) error {
	d, form, err := q.takeList()
	if err == nil {
		err = q.describe(d, form)
	}
	if err == nil {
		_, err = q.site.drafts.check(q.ctx, q.desk, q.by, d, nil)
	}
	if err == nil {
		err = q.site.drafts.keep(d)
	}
	if err == nil {
		return q.redirect(draftPath(d))
	}
	if d != nil {
		q.site.drafts.drop(d)
	}
	f := q.listForm()
	q.PostForm = form
	f.fillFrom(form)
	status, err := f.refuse(q, err)
	if err != nil {
		return err
	}
	q.crumb(q.t("list.title"), "/lists")
	return q.show(status, "lists/new.html", q.t("list.send"), newListView{f})
}

// takeList reads the parts of the form: fields are few and short, the file goes
// to its folder as it comes.
func (q *request) takeList() (*draft, url.Values, error) {
	form := url.Values{}
	r, err := q.MultipartReader()
	if err != nil {
		return nil, form, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "draft.file", Where: quanyuan.Where{Field: "file"}}
	}
	var d *draft
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return d, form, tooLarge(err)
		}
		if d, err = q.takePart(part, d, form); err != nil {
			return d, form, err
		}
	}
	if d == nil {
		return nil, form, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "draft.file", Where: quanyuan.Where{Field: "file"}}
	}
	return d, form, nil
}

func (q *request) takePart(part *multipart.Part, d *draft, form url.Values) (*draft, error) {
	if part.FormName() == "file" {
		if part.FileName() == "" || d != nil {
			return d, nil
		}
		return q.site.drafts.receive(q, part)
	}
	text, err := io.ReadAll(io.LimitReader(part, 4096))
	form.Set(part.FormName(), strings.TrimSpace(string(text)))
	return d, err
}

// describe notes whose list it is and of which day.
func (q *request) describe(d *draft, form url.Values) error {
	kind, ok := quanyuan.ParseSourceKind(form.Get("source"))
	if !ok || kind == quanyuan.Register {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "source.unknown", Args: []any{form.Get("source")}, Where: quanyuan.Where{Field: "source"}}
	}
	d.Source = quanyuan.Source{Kind: kind, Unit: form.Get("unit"), Division: form.Get("division")}
	if text := form.Get("as_of"); text != "" {
		day, ok := quanyuan.ParseDate(text)
		if !ok {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{text}, Where: quanyuan.Where{Field: "as_of"}}
		}
		d.AsOf = day
	}
	return nil
}

// askSubmit shows the receipt as it would be.
func askSubmit(q *request) error {
	d, _, v, err := q.draft(3)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, "lists/submit.html", d.File, v)
}

// submitList takes the list in: wholly, or not at all.
func submitList(q *request) error {
	d, c, _, err := q.draft(3)
	if err != nil {
		return err
	}
	ds, use, by, total := q.site.drafts, q.desk, q.by, int64(c.Receipt.Records+c.Receipt.SetAside)
	return q.start("list.work_import", []any{d.File}, func(ctx context.Context, at step) (string, error) {
		u, err := ds.take(d)
		if err != nil {
			return "", err
		}
		defer ds.letGo(d)
		u.Progress = func(n int64) { at(stageWords+"store", n, total) }
		at(stageWords+"read", 0, total)
		b, err := use.Submit(ctx, by, u)
		if err != nil {
			return "", err
		}
		return batchPath(b.ID), ds.drop(d)
	})
}

func dropList(q *request) error {
	d, err := q.site.drafts.of(q)
	if err != nil {
		return err
	}
	if err := q.site.drafts.drop(d); err != nil {
		return err
	}
	q.tell("list.dropped")
	return q.redirect("/lists")
}
