package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"time"

	"quanyuan/web"
)

// onePage is what a page takes when nobody else asks for anything.
type onePage struct {
	cpu   float64 // milliseconds of the processors
	bytes float64 // kB of memory asked for
}

// pagesAlone gives what each page takes of this program alone, without a
// network, and what collecting its garbage takes: processor time is an honest
// figure also on a machine that others use.
func (b *bench) pagesAlone(db string, sessions []string) ([]onePage, error) {
	d, done, err := b.open(db)
	if err != nil {
		return nil, err
	}
	defer done()
	pages, stop, err := web.Handler(d, web.Options{Version: "bench", Log: slog.New(slog.DiscardHandler), Now: time.Now, Uploads: b.dir})
	if err != nil {
		return nil, err
	}
	defer stop()
	out := make([]onePage, len(clerkPages))
	for i, p := range clerkPages {
		var paths []string // one for each clerk
		for _, session := range sessions {
			path := p.path
			if p.link != nil {
				body, err := openPage(pages, session, path)
				if err != nil {
					return nil, err
				}
				m := p.link.FindStringSubmatch(body)
				if path = ""; m != nil {
					path = m[1]
				}
			}
			paths = append(paths, path)
		}
		err := b.profiled(fmt.Sprint("page-", i), func() (err error) {
			out[i], err = timePages(pages, sessions, paths)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// timePages opens a page for every clerk who has one, until it was opened as
// often as is wanted.
func timePages(pages http.Handler, sessions, paths []string) (one onePage, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, opened := processorTime(), 0
	for opened < askedAlone {
		were := opened
		for i, path := range paths {
			if path == "" {
				continue
			}
			if _, err := openPage(pages, sessions[i], path); err != nil {
				return one, err
			}
			opened++
		}
		if opened == were {
			return one, nil // nobody has such a page
		}
	}
	one.cpu = float64((processorTime() - start).Microseconds()) / 1000 / float64(opened)
	runtime.ReadMemStats(&after)
	one.bytes = float64(after.TotalAlloc-before.TotalAlloc) / 1000 / float64(opened)
	return one, nil
}

// openPage asks for a page without a network.
func openPage(pages http.Handler, session, path string) (body string, err error) {
	q := httptest.NewRequest(http.MethodGet, path, nil)
	q.AddCookie(&http.Cookie{Name: "quanyuan", Value: session})
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, q)
	if w.Code != http.StatusOK {
		err = fmt.Errorf("GET %s: %d", path, w.Code)
	}
	return w.Body.String(), err
}
