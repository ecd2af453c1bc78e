package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/api"
	"quanyuan/desk"
)

// At the counter: so many clerks at once, each of whom asks for something so
// long after the last answer on average, so many times.
const (
	callers  = 20
	askEvery = 500 * time.Millisecond
	asksEach = 120
	// eventsHeld is how many events the person has who is opened.
	eventsHeld = 200
)

// overHTTP measures what clerks wait for who work through the API at once, over
// a real listener, with sessions and the audit.
func (b *bench) overHTTP(s *section, db string) error {
	d, done, err := b.open(db)
	if err != nil {
		return err
	}
	defer done()
	rows, err := sampleRows(filepath.Join(b.register, "register.csv"), searchesHeld)
	if err != nil {
		return err
	}
	long, err := longHistory(b.ctx, d, quanyuan.Number(rows[0](quanyuan.PersonNumber)))
	if err != nil {
		return err
	}
	uploads := b.dir
	srv := httptest.NewServer(api.Handler(d, api.Options{Version: "bench", Identify: d.Identify, Log: slog.New(slog.DiscardHandler), Now: time.Now, Uploads: uploads}))
	defer srv.Close()
	tokens, err := b.comeIn(d, "counter", callers, func(int) (quanyuan.Post, string) { return quanyuan.CityOffice, "" })
	if err != nil {
		return err
	}
	wanted := wants(rows, long)
	alone, err := b.oneByOne(srv, tokens[0], rows, wanted)
	if err != nil {
		return err
	}
	took := make([][]time.Duration, len(wanted))
	var mu sync.Mutex
	var failed error
	busy := processorTime()
	var all sync.WaitGroup
	for i, token := range tokens {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(b.seed, uint64(i)))
			for range asksEach {
				// people do not ask in step: up to twice as long, at random
				select {
				case <-time.After(time.Duration(dice.Int64N(int64(2 * askEvery)))):
				case <-b.ctx.Done():
					return
				}
				k := dice.IntN(len(wanted))
				method, path, body := wanted[k].ask(rows[dice.IntN(len(rows))])
				start := time.Now()
				err := ask(b.ctx, srv, token, method, path, body)
				mu.Lock()
				took[k] = append(took[k], time.Since(start))
				if failed == nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	busy = processorTime() - busy
	if failed != nil {
		return failed
	}
	s.printf("\n%d clerks at once over HTTP, each asking for something %s after the last answer, on average; wall time with all that the machine was doing beside. "+
		"A request took %.1f ms of the processors on average, of client and server; alone is what one took when nothing else was asked for.\n\n"+
		"| asked for | requests | median | p95 | slowest | processors, alone |\n|---|---|---|---|---|---|\n",
		callers, askEvery, float64(busy.Microseconds())/1000/(callers*asksEach))
	for k, w := range wanted {
		slices.Sort(took[k])
		s.printf("| %s | %d | %s | %s | %s | %.2f ms |\n", w.name, len(took[k]), milliseconds(took[k], 50), milliseconds(took[k], 95), milliseconds(took[k], 100), alone[k])
		p95 := took[k][len(took[k])*95/100]
		s.figures = append(s.figures, atMost(w.name+" over HTTP, "+b.registerName()+": p95", float64(p95.Microseconds())/1000, w.limit, " ms"))
	}
	return nil
}

// askedAlone is how many requests of a kind are timed one after the other.
const askedAlone = 200

// oneByOne gives the processor milliseconds of a request of each kind, client
// and server.
func (b *bench) oneByOne(srv *httptest.Server, token string, rows []func(quanyuan.Field) string, wanted []want) ([]float64, error) {
	out := make([]float64, len(wanted))
	for k, w := range wanted {
		err := b.profiled(fmt.Sprint("http-", k), func() error {
			start := processorTime()
			for i := range askedAlone {
				method, path, body := w.ask(rows[i%len(rows)])
				if err := ask(b.ctx, srv, token, method, path, body); err != nil {
					return err
				}
			}
			out[k] = float64((processorTime() - start).Microseconds()) / 1000 / askedAlone
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// longHistory gives a person so many events, by corrections to and fro.
func longHistory(ctx context.Context, d *desk.Desk, n quanyuan.Number) (quanyuan.Number, error) {
	p, err := d.Person(ctx, n)
	if err != nil {
		return "", err
	}
	for i := range eventsHeld - len(p.Records) {
		r, err := d.Form(ctx, map[quanyuan.Field]string{quanyuan.Phone: fmt.Sprintf("139%08d", i%2)})
		if err != nil {
			return "", err
		}
		if _, err := d.Correct(ctx, quanyuan.Local("bench"), p.Number, quanyuan.Phone, r.Value(quanyuan.Phone)); err != nil {
			return "", err
		}
	}
	return p.Number, nil
}

// comeIn makes n accounts with their posts and logs them in.
func (b *bench) comeIn(d *desk.Desk, name string, n int, post func(int) (post quanyuan.Post, where string)) (tokens []string, err error) {
	const password = "清早起来去散步吧朋友"
	for i := range n {
		name := fmt.Sprint("bench-", name, "-", i)
		if err := d.AddAccount(b.ctx, quanyuan.Local("bench"), name, name, password); errors.Is(err, quanyuan.ErrExists) {
			if err := d.ResetPassword(b.ctx, quanyuan.Local("bench"), name, password); err != nil {
				return nil, err
			}
		} else if err != nil {
			return nil, err
		}
		of, where := post(i)
		if err := d.Grant(b.ctx, quanyuan.Local("bench"), name, of, where, ""); err != nil {
			return nil, err
		}
		token, _, err := d.LogIn(b.ctx, name, password)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// want is something that clerks ask for.
type want struct {
	name  string
	limit float64 // milliseconds for the 95th of a hundred
	ask   func(row func(quanyuan.Field) string) (method, path string, body any)
}

func wants(rows []func(quanyuan.Field) string, long quanyuan.Number) []want {
	search := func(fields ...quanyuan.Field) func(func(quanyuan.Field) string) (string, string, any) {
		return func(row func(quanyuan.Field) string) (string, string, any) {
			values := map[string]string{}
			for f, text := range pick(row, fields...) {
				values[f.Key()] = text
			}
			return "POST", "/searches", map[string]any{"values": values}
		}
	}
	return []want{
		{fmt.Sprint("a person of ", eventsHeld, " events"), 50, func(func(quanyuan.Field) string) (string, string, any) {
			return "GET", "/persons/" + string(long), nil
		}},
		{fmt.Sprint("a history of ", eventsHeld, " events"), 50, func(func(quanyuan.Field) string) (string, string, any) {
			return "GET", "/persons/" + string(long) + "/events", nil
		}},
		{"a page of a community", 50, func(row func(quanyuan.Field) string) (string, string, any) {
			return "GET", "/persons?limit=50&division=" + row(quanyuan.CommunityCode), nil
		}},
		{"a page of tasks", 50, func(func(quanyuan.Field) string) (string, string, any) { return "GET", "/tasks?limit=50", nil }},
		{"search by name and birthday", 50, search(quanyuan.Name, quanyuan.BirthDate)},
		{"search before adding", 60, search(quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Phone, quanyuan.ResidenceAddress)},
	}
}

// ask sends a request and reads the answer to its end.
func ask(ctx context.Context, srv *httptest.Server, token, method, path string, body any) error {
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(raw)
	}
	q, err := http.NewRequestWithContext(ctx, method, srv.URL+api.Prefix+path, r)
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", "Bearer "+token)
	q.Header.Set("Content-Type", "application/json")
	res, err := srv.Client().Do(q)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 && res.StatusCode != http.StatusUnprocessableEntity {
		err = fmt.Errorf("%s %s: %d %.300s", method, path, res.StatusCode, text)
	}
	return err
}
