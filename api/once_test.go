package api_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/api"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// dying is a store whose program dies before it has answered: all that an act
// wrote stands, and nothing after it.
type dying struct{ quanyuan.Store }

func (dying) KeepReply(context.Context, *quanyuan.Reply) error { return errors.New("killed") }

// filled makes a register of three persons.
func filled(t *testing.T, now func() time.Time) quanyuan.Store {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), now)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions), "divisions.csv"))
	path := filepath.Join(dir, "register.csv")
	check(t, os.WriteFile(path, []byte(register), 0o600))
	d, err := desk.Open(ctx, s, now)
	check(t, err)
	_, err = d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}})
	check(t, err)
	return s
}

// start serves a register as a program that has just been started.
func start(t *testing.T, s quanyuan.Store, now func() time.Time) *town {
	t.Helper()
	d, err := desk.Open(context.Background(), s, now)
	check(t, err)
	w := &town{t: t, log: &bytes.Buffer{}}
	who := map[string]quanyuan.Principal{
		"office": accounts["office"],
		"chen":   {Name: "P001", Post: quanyuan.Citizen, Person: "P001"},
		"liu":    {Name: "P002", Post: quanyuan.Citizen, Person: "P002"},
	}
	identify := func(_ context.Context, token string) (quanyuan.Principal, error) { return who[token], nil }
	w.Server = httptest.NewServer(api.Handler(d, api.Options{Version: "test", Identify: identify, Log: slog.New(slog.NewJSONHandler(w.log, nil)), Now: now, Uploads: t.TempDir()}))
	t.Cleanup(w.Close)
	return w
}

// correct sends the same correction of the phone under a key.
func (w *town) correct(key, phone string) (*http.Response, string) {
	w.t.Helper()
	res, raw := w.ask("office", "POST", "/api/v1/persons/P001/corrections", object{"field": "phone", "value": phone}, "If-Match", "*", "Idempotency-Key", key)
	return res, string(raw)
}

func (w *town) events() int {
	w.t.Helper()
	o, _ := w.want(200, "office", "GET", "/api/v1/persons/P001/events", nil)
	return len(o["events"].([]any))
}

func TestRepliesOutliveARestart(t *testing.T) {
	now := noon()
	clock := func() time.Time { return now }
	s := filled(t, clock)
	first, body := start(t, s, clock).correct("k1", "13900000001")
	if first.StatusCode != 200 {
		t.Fatalf("%d %s", first.StatusCode, body)
	}
	w := start(t, s, clock)
	again, bodyAgain := w.correct("k1", "13900000001")
	if again.StatusCode != 200 || bodyAgain != body || again.Header.Get("ETag") != first.Header.Get("ETag") || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("after a restart: %d %v %s, want %s", again.StatusCode, again.Header, bodyAgain, body)
	}
	if res, text := w.correct("k1", "13900000002"); res.StatusCode != 422 || !bytes.Contains([]byte(text), []byte("api.key_reused")) {
		t.Errorf("the key for another request: %d %s", res.StatusCode, text)
	}
	if n := w.events(); n != 2 {
		t.Errorf("%d events, want enter and one correction", n)
	}
	now = now.Add(quanyuan.ReplyKept)
	if res, text := start(t, s, clock).correct("k1", "13900000002"); res.StatusCode != 200 {
		t.Errorf("the key a day later: %d %s", res.StatusCode, text)
	}
	if n := w.events(); n != 3 {
		t.Errorf("%d events, want one more", n)
	}
}

// TestADeathBeforeTheAnswerDoublesNothing: the act and the mark that it was done
// are one.
func TestADeathBeforeTheAnswerDoublesNothing(t *testing.T) {
	s := filled(t, noon)
	start(t, dying{s}, noon).correct("k1", "13900000001")
	w := start(t, s, noon)
	if res, text := w.correct("k1", "13900000001"); res.StatusCode != http.StatusConflict || !bytes.Contains([]byte(text), []byte("api.key_done")) {
		t.Errorf("sent again: %d %s", res.StatusCode, text)
	}
	if n := w.events(); n != 2 {
		t.Errorf("%d events, want enter and one correction", n)
	}
	// What was refused wrote nothing, and may be asked for again.
	start(t, dying{s}, noon).correct("k2", "not a phone number")
	if res, text := w.correct("k2", "not a phone number"); res.StatusCode != 422 || res.Header.Get("Idempotency-Replayed") != "" {
		t.Errorf("refused, sent again: %d %s", res.StatusCode, text)
	}
}

// TestResidentsDoNotMeetEachOthersAnswers: residents have no account; the same
// key of two of them is two keys.
func TestResidentsDoNotMeetEachOthersAnswers(t *testing.T) {
	w := start(t, filled(t, noon), noon)
	send := func(who string) string {
		res, _ := w.ask(who, "DELETE", "/api/v1/sessions/current", nil, "Idempotency-Key", "1")
		return res.Header.Get("Idempotency-Replayed")
	}
	if send("chen") != "" || send("liu") != "" {
		t.Error("one resident was given the answer of another")
	}
	if send("liu") != "true" {
		t.Error("a resident's own answer was not given again")
	}
}
