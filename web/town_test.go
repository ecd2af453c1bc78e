package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/simulate"
	"quanyuan/store/sqlite"
	"quanyuan/web"
)

// townClock is when the town's people work, unless a test turns the clock.
var townClock = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// built is the virtual town, made once for all tests of the package: its
// register with lists imported and collated, households, tasks, questions and
// accounts. Tests work on copies.
var built struct {
	once     sync.Once
	dir      string // register in town.db, lists in lists/
	accounts []simulate.SampleAccount
	err      error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if missed := missedPictures(); code == 0 && len(missed) > 0 {
		fmt.Println("no picture of", missed)
		code = 1
	}
	if theBrowser.cancel != nil {
		theBrowser.cancel()
	}
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// town is a copy of the virtual town behind a listener.
type town struct {
	*httptest.Server
	t        *testing.T
	dir      string
	uploads  string
	desk     *desk.Desk
	store    quanyuan.Store
	log      *lockedBuffer
	accounts []simulate.SampleAccount
	ahead    atomic.Int64 // how far the clock was turned on
	down     atomic.Bool  // no request is answered

	surveyLinked string // a survey whose answers are linked, once one is wanted
}

// lockedBuffer is a log that many write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}
func (l *lockedBuffer) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// now is the town's clock: it stands, but moves a little with every look, so
// that long work has a pace.
func (w *town) now() time.Time { return townClock.Add(time.Duration(w.ahead.Load())) }

// reached breaks off every request while the town is down.
func (w *town) reached(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.down.Load() {
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(rw, r)
	})
}

// turn turns the clock on.
func (w *town) turn(d time.Duration) { w.ahead.Add(int64(d)) }

// openTown gives a test its own copy of the town.
func openTown(t *testing.T) *town {
	t.Helper()
	built.once.Do(func() { built.err = buildTown() })
	check(t, built.err)
	w := &town{t: t, dir: t.TempDir(), uploads: t.TempDir(), log: &lockedBuffer{}, accounts: built.accounts}
	raw, err := os.ReadFile(filepath.Join(built.dir, "town.db"))
	check(t, err)
	check(t, os.WriteFile(filepath.Join(w.dir, "town.db"), raw, 0o600))
	ctx := context.Background()
	w.store, err = sqlite.Open(ctx, filepath.Join(w.dir, "town.db"), w.now)
	check(t, err)
	w.desk, err = desk.Open(ctx, w.store, w.now, desk.Random(rand.NewChaCha8([32]byte{7})), quickly,
		desk.KeepBackups(filepath.Join(w.dir, "backups"), func(ctx context.Context, path string) (quanyuan.Store, error) {
			return sqlite.OpenCopy(ctx, path, w.now)
		}))
	check(t, err)
	log := slog.New(slog.NewTextHandler(w.log, nil))
	var hints []web.Hint
	for _, a := range w.accounts[:4] {
		hints = append(hints, web.Hint{Account: a.Name, Password: simulate.SamplePassword, Post: a.Post, Place: w.desk.PlaceName(a.Division)})
	}
	h, stop, err := web.Handler(w.desk, web.Options{Log: log, Now: w.now, Uploads: w.uploads, Version: "test", Hints: hints})
	check(t, err)
	w.Server = httptest.NewServer(w.reached(h))
	t.Cleanup(func() {
		if said := w.log.String(); t.Failed() && said != "" {
			t.Log(said)
		}
		w.Close()
		stop()
		check(t, w.desk.Close(ctx))
		check(t, w.store.Close())
	})
	return w
}

// quickly makes passwords cheap.
var quickly = desk.PasswordCost(access.Cost{Memory: 64, Passes: 1, Threads: 1})

func buildTown() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "quanyuan-web-town-")
	if err != nil {
		return err
	}
	built.dir = dir
	sim := simulate.New(simulate.Options{Persons: 400, Seed: 3})
	if _, err := sim.Write(dir); err != nil {
		return err
	}
	clock := func() time.Time { return townClock }
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), clock)
	if err != nil {
		return err
	}
	divisions, err := os.ReadFile(filepath.Join(dir, "divisions.csv"))
	if err != nil {
		return err
	}
	if err := desk.Init(ctx, s, divisions, "divisions.csv"); err != nil {
		return err
	}
	d, err := desk.Open(ctx, s, clock, desk.Random(rand.NewChaCha8([32]byte{9})), quickly)
	if err != nil {
		return err
	}
	if err := fillTown(ctx, d, dir); err != nil {
		return err
	}
	built.accounts = sim.Accounts()
	operator := quanyuan.Local("张运维")
	for _, a := range built.accounts {
		if err := d.AddAccount(ctx, operator, a.Name, a.Display, simulate.SamplePassword); err != nil {
			return err
		}
		if err := d.Grant(ctx, operator, a.Name, a.Post, a.Division, a.Mandate); err != nil {
			return err
		}
	}
	if err := d.Close(ctx); err != nil {
		return err
	}
	return s.Close()
}

// fillTown imports the register and the lists, and does what an office does
// before people begin.
func fillTown(ctx context.Context, d *desk.Desk, dir string) error {
	if _, err := d.Import(ctx, desk.Upload{Path: filepath.Join(dir, "register.csv"), Source: quanyuan.Source{Kind: quanyuan.Register}}); err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(dir, "lists.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	for _, r := range rows[1:] {
		kind, _ := quanyuan.ParseSourceKind(r[1])
		asOf, _ := quanyuan.ParseDate(r[4])
		if _, err := d.Import(ctx, desk.Upload{Path: filepath.Join(dir, r[0]), Source: quanyuan.Source{Kind: kind, Unit: r[2], Division: r[3]}, AsOf: asOf}); err != nil {
			return err
		}
	}
	operator := quanyuan.Local("张运维")
	if _, err := d.BuildHouseholds(ctx, operator, nil); err != nil {
		return err
	}
	if err := unsettle(ctx, d, operator); err != nil {
		return err
	}
	if _, err := d.SetTasks(ctx, operator, nil); err != nil {
		return err
	}
	if _, err := d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil }); err != nil {
		return err
	}
	_, err = d.PrepareRulings(ctx, operator, nil)
	return err
}

// unsettle makes some stays short, and lets two communities claim some persons,
// so that there are tasks.
func unsettle(ctx context.Context, d *desk.Desk, by quanyuan.Principal) error {
	places := d.PlacesFor(by)
	var communities []string
	for _, p := range places {
		if p.Level == 5 {
			communities = append(communities, p.Code)
		}
	}
	say := func(n quanyuan.Number, community string, typed map[quanyuan.Field]string) error {
		r, err := d.Form(ctx, typed)
		if err != nil {
			return err
		}
		r.Set(quanyuan.CommunityCode, quanyuan.Value{Text: community, State: quanyuan.Understood})
		_, err = d.Move(ctx, by, n, r, quanyuan.Date{Year: 2026, Month: 10, Day: 20})
		return err
	}
	for i, c := range communities {
		came, err := d.List(ctx, by, quanyuan.PersonQuery{Scope: quanyuan.Scope{c}, Categories: []quanyuan.Category{quanyuan.LivesHere30Days}, Limit: 6})
		if err != nil {
			return err
		}
		for j, p := range came {
			day := townClock.AddDate(0, 0, -27-j) // some have reached the thirtieth day
			if err := say(p.Person.Number, c, map[quanyuan.Field]string{quanyuan.HukouStatus: "2", quanyuan.ResidenceStatus: "1", quanyuan.ArriveDate: day.Format("2006-01-02")}); err != nil {
				return err
			}
		}
		both, err := d.List(ctx, by, quanyuan.PersonQuery{Scope: quanyuan.Scope{c}, Categories: []quanyuan.Category{quanyuan.HukouAndLivesHere}, Limit: 40})
		if err != nil {
			return err
		}
		for _, p := range both[max(0, len(both)-2):] {
			if err := say(p.Person.Number, communities[(i+1)%len(communities)], map[quanyuan.Field]string{quanyuan.HukouStatus: "1", quanyuan.ResidenceStatus: "1"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// visitor is somebody with a browser that runs no scripts.
type visitor struct {
	w *town
	*http.Client
}

// visitor comes from nowhere: not signed in.
func (w *town) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	check(w.t, err)
	return &visitor{w, &http.Client{Jar: jar}}
}

// as signs a sample account in.
func (w *town) as(account string) *visitor {
	w.t.Helper()
	v := w.visitor()
	res, body := v.post("/sign-in", url.Values{"account": {account}, "password": {simulate.SamplePassword}})
	if res.Request.URL.Path == "/sign-in" {
		w.t.Fatalf("%s cannot sign in: %d %s", account, res.StatusCode, body)
	}
	return v
}

func (v *visitor) get(path string) (*http.Response, string) {
	v.w.t.Helper()
	res, err := v.Get(v.w.URL + path)
	return v.read(res, err)
}

// post sends a form as a page of this site does.
func (v *visitor) post(path string, form url.Values) (*http.Response, string) {
	v.w.t.Helper()
	req, err := http.NewRequest("POST", v.w.URL+path, strings.NewReader(form.Encode()))
	check(v.w.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := v.Do(req)
	return v.read(res, err)
}

func (v *visitor) read(res *http.Response, err error) (*http.Response, string) {
	v.w.t.Helper()
	check(v.w.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	check(v.w.t, err)
	return res, string(raw)
}

// wants fails unless a page has the status and holds all the texts.
func (v *visitor) wants(status int, path string, texts ...string) string {
	v.w.t.Helper()
	res, body := v.get(path)
	if res.StatusCode != status {
		v.w.t.Fatalf("%s answers %d, want %d:\n%s\n%s", path, res.StatusCode, status, mainOf(body), v.w.log)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			v.w.t.Errorf("%s does not say %q", path, text)
		}
	}
	return body
}

// mainOf is what a page says, without the frame around it.
func mainOf(body string) string {
	if _, rest, ok := strings.Cut(body, "<main"); ok {
		body, _, _ = strings.Cut(rest, "</main>")
	}
	return body
}

// somebody is a person of a division whom a test may use.
func (w *town) somebody(account string, fits func(*quanyuan.Person) bool) *quanyuan.Person {
	w.t.Helper()
	for _, a := range w.accounts {
		if a.Name != account {
			continue
		}
		placed, err := w.store.PersonsIn(context.Background(), quanyuan.PersonQuery{Scope: quanyuan.Scope{a.Division}})
		check(w.t, err)
		for _, p := range placed {
			if fits(p.Person) {
				return p.Person
			}
		}
	}
	w.t.Fatalf("nobody in the division of %s fits", account)
	return nil
}

func anybody(*quanyuan.Person) bool { return true }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
