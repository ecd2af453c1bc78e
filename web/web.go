package web

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

// Options are what the pages need beside the desk.
type Options struct {
	Log *slog.Logger // faults, without personal data
	Now func() time.Time
	// Tries bounds how often an address may fail to come in; nil: of the pages
	// alone.
	Tries *access.Tries
	// Note hears whose request it is, for the log; may be nil.
	Note func(r *http.Request, account string)
	// Uploads is the folder for files that are being received. It must not be
	// served by anything.
	Uploads string
	// MaxUpload is the largest file taken, in bytes; 0: 512 MiB.
	MaxUpload int64
	// Version names the program in workbooks.
	Version string
	// CertificateEnds is when the certificate of the service ends; zero: it has
	// none of its own.
	CertificateEnds time.Time
	// Random is where keys come from; nil: crypto/rand.
	Random io.Reader
	// PDF prints a page that needs nothing beside it; nil: pages are not given as
	// PDF.
	PDF func(ctx context.Context, html []byte) ([]byte, error)
	// Hints are sample accounts that the page for signing in names; only a
	// virtual town has any.
	Hints []Hint
}

// Hint is an account that anybody may try.
type Hint struct {
	Account, Password string
	Post              quanyuan.Post
	Place             string // name of its division
}

// site is what all requests share.
type site struct {
	desk  *desk.Desk
	o     Options
	mux   *http.ServeMux
	nav   []navItem
	pages map[string]pageSet // by language
	keep  keeper
	works works
	// drafts are lists that were uploaded and not taken in yet.
	drafts *drafts
}

// areas are the parts of the site; every file that has pages adds its own.
var areas []func(*site)

// area adds the routes of a file to every site.
func area(add func(*site)) { areas = append(areas, add) }

// Handler serves the pages of a register. Long work that the register
// does ends when stop is called.
func Handler(d *desk.Desk, o Options) (h http.Handler, stop func(), err error) {
	if o.MaxUpload == 0 {
		o.MaxUpload = 512 << 20
	}
	if o.Tries == nil {
		o.Tries = access.NewTries(o.Now)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	s := &site{desk: d, o: o, mux: http.NewServeMux(), works: works{d}}
	if s.keep, err = newKeeper(o.Random); err != nil {
		return nil, nil, err
	}
	if s.drafts, err = newDrafts(&s.o); err != nil {
		return nil, nil, err
	}
	if s.pages, err = loadPages(s); err != nil {
		return nil, nil, err
	}
	s.mux.HandleFunc("GET /static/{stamp}/{file}", serveStatic)
	for _, add := range areas {
		add(s)
	}
	s.sortNav()
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, page{do: func(*request) error { return notFound }})
	})
	return guarded(s.mux), d.StopJobs, nil
}

// notFound is the error of a page that is not there.
var notFound = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "page.unknown"}
