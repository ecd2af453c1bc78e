package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// watch knows who has a person's page open, so that two who work on one person
// see each other. It is memory alone: what counts is the version that every
// form names.
type watch struct {
	now func() time.Time

	mu sync.Mutex
	at map[quanyuan.Number]map[string]sighting
}

// sighting is when an account was last at a person.
type sighting struct {
	name     string
	post     quanyuan.Post
	changing bool
	at       time.Time
}

// seenFor is how long somebody counts as looking: a page with scripts says
// again that it is open, one without does not.
const seenFor = 3 * time.Minute

// mostBeats is how often an open page says so, before it is taken as left
// alone: asking for ever would keep a session from ending.
const mostBeats = 30

func newWatch(now func() time.Time) *watch {
	return &watch{now: now, at: map[quanyuan.Number]map[string]sighting{}}
}

// see notes that somebody is there and gives the others.
func (w *watch) see(n quanyuan.Number, by quanyuan.Principal, changing bool) (others []sighting) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	for number, accounts := range w.at {
		for account, s := range accounts {
			if now.Sub(s.at) > seenFor {
				delete(accounts, account)
			}
		}
		if len(accounts) == 0 {
			delete(w.at, number)
		}
	}
	if w.at[n] == nil {
		w.at[n] = map[string]sighting{}
	}
	w.at[n][by.Account] = sighting{by.Name, by.Post, changing, now}
	for account, s := range w.at[n] {
		if account != by.Account {
			others = append(others, s)
		}
	}
	slices.SortFunc(others, func(a, b sighting) int { return strings.Compare(a.name, b.name) })
	return others
}

// left notes that somebody has done what he was changing.
func (w *watch) left(n quanyuan.Number, account string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.at[n], account)
}

// watchersView names the others who are at a person.
type watchersView struct {
	Lines []string
	Again string // address that tells again; "": no more
}

var watchWords = family("person.watch.", "looks", "changes")

// watchers notes whoever asks, and names the others. A resident who looks at
// himself neither sees nor is seen.
func (p *personPages) watchers(q *request, n quanyuan.Number, changing bool) watchersView {
	if q.by.Post == quanyuan.Citizen {
		return watchersView{}
	}
	doing, beat := "looks", 0
	if changing {
		doing = "changes"
	}
	if q.choice("do") == "changes" {
		doing = "changes"
	}
	beat, _ = strconv.Atoi(q.choice("beat"))
	v := watchersView{}
	for _, s := range p.watch.see(n, q.by, doing == "changes") {
		key := "looks"
		if s.changing {
			key = "changes"
		}
		v.Lines = append(v.Lines, q.t(watchWords+key, s.name, access.PostName(s.post, q.lang)))
	}
	if beat < mostBeats {
		v.Again = personPath(n) + "/here?do=" + doing + "&beat=" + strconv.Itoa(beat+1)
	}
	return v
}

// here answers an open page that asks who else is there. Nothing of the person
// is shown, so that it is no view of him.
func (p *personPages) here(q *request) error {
	n := quanyuan.Number(q.PathValue("number"))
	if _, err := q.desk.Version(q.ctx, q.by, n); err != nil {
		return err
	}
	if q.Header.Get("HX-Request") != "true" {
		return q.redirect(personPath(n))
	}
	return q.write(http.StatusOK, "persons/person.html", "watchers", p.watchers(q, n, false))
}
