package web

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

// sheetWork is the writing of worksheets to be printed, as jobs call it.
const sheetWork = "worksheet.work"

// sheetFiles are the worksheets that were written to be printed, the last of
// each account. They hold persons: they are kept in memory alone, as long as a
// list of whereabouts, and end with the program.
type sheetFiles struct {
	mu sync.Mutex
	of map[string]*sheetSet
}

// sheetSet is what one writing gave: documents, their manifest, its signature.
type sheetSet struct {
	community string
	at        time.Time
	files     []sheetFile
}

type sheetFile struct {
	name string // with folders, as the command writes it
	raw  []byte
}

// mine is what whoever asks has written of the community that the path names.
func (k *sheetFiles) mine(q *request) *sheetSet {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.of[q.by.Account]
	if s == nil || q.now().Sub(s.at) > signsKept {
		delete(k.of, q.by.Account)
		return nil
	}
	if s.community != q.PathValue("community") || !q.by.Scope().Holds(s.community) {
		return nil
	}
	return s
}

// sheetForm asks what is to be written, and why.
func (q *request) sheetForm(community string) *Form {
	formats := []Option{{desk.WorksheetXLSX, "Excel", true}}
	if q.site.o.PDF != nil {
		formats = append(formats, Option{desk.WorksheetPDF, "PDF", false})
	}
	formats = append(formats, Option{desk.WorksheetHTML, q.t("worksheet.html"), false})
	parts := []Option{{publish.PartCommunity, q.t("worksheet.whole"), true}, {"all", q.t("worksheet.parts"), false}}
	return &Form{Action: sheetPath(community) + "/write", Submit: q.t("worksheet.write"), Fields: []*Input{
		{Name: "format", Label: q.t("worksheet.format"), Kind: "radio", Options: formats},
		{Name: "parts", Label: q.t("worksheet.for"), Kind: "radio", Options: parts},
		{Name: "purpose", Label: q.t("worksheet.purpose"), Hint: q.t("worksheet.purpose_hint"), Required: true, Wide: true},
	}}
}

// begin writes the documents: with a browser that prints, many of them take a
// while, so it is a long work.
func (k *sheetFiles) begin(q *request) error {
	community, by := q.PathValue("community"), q.by
	f := q.sheetForm(community)
	f.fill(q)
	if by.Purpose = q.typed("purpose"); utf8.RuneCountInString(by.Purpose) < 4 {
		status, rest := f.refuse(q, atField(&quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "access.reason"}, "purpose"))
		if rest != nil {
			return rest
		}
		return k.page(q, status, f)
	}
	parts := []string{publish.PartCommunity}
	if q.typed("parts") == "all" {
		parts = publish.Parts()
	}
	s, d, now := &sheetSet{community: community}, q.desk, q.site.o.Now
	o := desk.WorksheetOrder{Scope: quanyuan.Scope{community}, Parts: parts, Formats: []string{q.typed("format")}, Print: q.site.o.PDF, Save: s.save}
	return q.start(sheetWork, []any{d.PlaceName(community)}, func(ctx context.Context, at step) (string, error) {
		o.Written = func(done, total int64) { at("worksheet.writing", done, total) }
		m, err := d.WriteWorksheets(ctx, by, o)
		if err == nil && len(m.Files) == 0 {
			err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "worksheet.community_unknown", Args: []any{community}}
		}
		if err != nil {
			return "", err
		}
		s.at = now()
		k.mu.Lock()
		defer k.mu.Unlock()
		k.of[by.Account] = s
		return sheetPath(community) + "/files", nil
	})
}

func (s *sheetSet) save(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	err := write(&b)
	s.files = append(s.files, sheetFile{name, b.Bytes()})
	return err
}

// sheetFilesView lists the files of one writing.
type sheetFilesView struct {
	Place, Made, All, Back string
	Files                  []sheetFileLine
}

type sheetFileLine struct{ Name, Href, Size string }

func (k *sheetFiles) show(q *request) error {
	community := q.PathValue("community")
	s := k.mine(q)
	if s == nil {
		return q.redirect(sheetPath(community))
	}
	v := sheetFilesView{Place: q.desk.PlaceName(community), Made: when(q.now(), s.at), All: sheetPath(community) + "/files.zip", Back: sheetPath(community)}
	for i, f := range s.files {
		v.Files = append(v.Files, sheetFileLine{f.name, sheetPath(community) + "/files/" + strconv.Itoa(i+1), q.t("worksheet.kb", (len(f.raw)+1023)/1024)})
	}
	q.crumb(q.t("worksheet.title"), "/worksheets")
	q.crumb(q.t("worksheet.of", v.Place), sheetPath(community))
	return q.show(http.StatusOK, "worksheets/files.html", q.t("worksheet.written"), v)
}

// sheetTypes are the kinds of the files.
var sheetTypes = map[string]string{".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".pdf": "application/pdf", ".html": "text/html; charset=utf-8", ".json": "application/json; charset=utf-8"}

func (k *sheetFiles) give(q *request) error {
	s := k.mine(q)
	n, err := strconv.Atoi(q.PathValue("n"))
	if s == nil || err != nil || n < 1 || n > len(s.files) {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "page.unknown"}
	}
	f := s.files[n-1]
	kind := sheetTypes[path.Ext(f.name)]
	if kind == "" {
		kind = "text/plain; charset=utf-8"
	}
	q.attach(kind, path.Base(f.name))
	_, err = q.w.Write(f.raw)
	return err
}

// attach says that what follows is a file of that name.
func (q *request) attach(kind, name string) {
	q.w.Header().Set("Content-Type", kind)
	q.w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
}

// giveAll gives all files as one archive, as the command writes it.
func (k *sheetFiles) giveAll(q *request) error {
	s := k.mine(q)
	if s == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "page.unknown"}
	}
	q.attach("application/zip", q.desk.PlaceName(s.community)+" "+q.today().String()+".zip")
	z := zip.NewWriter(q.w)
	for _, f := range s.files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: s.at.UTC()})
		if err != nil {
			return err
		}
		if _, err := w.Write(f.raw); err != nil {
			return err
		}
	}
	return z.Close()
}
