package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// clerks measures what clerks wait for who work in the pages at once, each of a
// community of a large city: the built binary serves, over the loopback.
func (b *bench) clerks(s *section) error {
	db, err := b.makeBusyCity(s)
	if err != nil {
		return err
	}
	sessions, err := b.clerksComeIn(db)
	if err != nil {
		return err
	}
	srv, err := b.serve(db)
	if err != nil {
		return err
	}
	seen, err := b.walk(srv.address, sessions)
	cpu := srv.stop()
	if err != nil {
		return err
	}
	alone, err := b.pagesAlone(db, sessions)
	if err != nil {
		return err
	}
	asked := 0
	for _, v := range seen {
		asked += len(v.whole)
	}
	s.printf("\n%d clerks at once, each opening %d pages and reading each for %s on average, through the binary that serves; wall time with all that the machine was doing beside. "+
		"A page took %.1f ms of the processors on average, of the server alone, with its start; alone is what one took when no other was asked for, and how much memory it asked for.\n\n"+
		"| page | opened | first byte, median | first byte, p95 | whole, median | whole, p95 | slowest | size, median | processors, alone | memory, alone |\n|---|---|---|---|---|---|---|---|---|---|\n",
		b.atOnce, b.pagesEach, b.think, float64(cpu.Microseconds())/1000/float64(max(1, asked)))
	for i, p := range clerkPages {
		v := seen[i]
		if len(v.whole) == 0 {
			s.printf("| %s | 0 | | | | | | | | |\n", p.name)
			continue
		}
		slices.Sort(v.first)
		slices.Sort(v.whole)
		slices.Sort(v.bytes)
		s.printf("| %s | %d | %s | %s | %s | %s | %s | %.0f kB | %.2f ms | %.0f kB |\n", p.name, len(v.whole), milliseconds(v.first, 50), milliseconds(v.first, 95),
			milliseconds(v.whole, 50), milliseconds(v.whole, 95), milliseconds(v.whole, 100), float64(v.bytes[len(v.bytes)/2])/1000, alone[i].cpu, alone[i].bytes)
		p95 := func(ds []time.Duration) float64 { return float64(ds[len(ds)*95/100].Microseconds()) / 1000 }
		s.figures = append(s.figures,
			atMost(fmt.Sprintf("%s, %d clerks on a %s: p95", p.name, b.atOnce, b.registerName()), p95(v.whole), 150, " ms"),
			atMost(fmt.Sprintf("%s, %d clerks on a %s: first byte, p95", p.name, b.atOnce, b.registerName()), p95(v.first), 100, " ms"))
	}
	return nil
}

// clerkPage is a kind of page. One about a thing is reached by a link of a list.
type clerkPage struct {
	name, path string
	link       *regexp.Regexp // to the thing; its list is at path
}

var clerkPages = []clerkPage{
	{"the home page", "/", nil},
	{"the rows of lists", "/cases", nil},
	{"a row", "/cases", regexp.MustCompile(`href="(/cases/[0-9]+)["?]`)},
	{"the duplicates", "/duplicates", nil},
	{"a duplicate", "/duplicates", regexp.MustCompile(`href="(/duplicates/[0-9]+)["?]`)},
	{"the persons", "/persons", nil},
	{"a person", "/persons", regexp.MustCompile(`href="(/persons/[0-9A-Z]+)["?]`)},
	{"the transfers", "/transfers", nil},
	{"a transfer", "/transfers", regexp.MustCompile(`href="(/transfers/[0-9]+)["?]`)},
}

// visits are the times of one kind of page.
type visits struct {
	first, whole []time.Duration
	bytes        []int
}

// walk sends every clerk through his pages.
func (b *bench) walk(address string, sessions []string) ([]visits, error) {
	seen := make([]visits, len(clerkPages))
	var mu sync.Mutex
	var failed error
	var all sync.WaitGroup
	ctx, stop := context.WithCancel(b.ctx)
	defer stop()
	for i, session := range sessions {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(b.seed, uint64(i)))
			c := &clerk{client: &http.Client{Transport: &http.Transport{}}, address: address, session: session, links: make([][]string, len(clerkPages)), dice: dice}
			for range b.pagesEach {
				// So that they do not march in step.
				pause := time.NewTimer(time.Duration(dice.ExpFloat64() * float64(b.think)))
				select {
				case <-pause.C:
				case <-ctx.Done():
					return
				}
				kind, v, err := c.open(ctx, dice.IntN(len(clerkPages)))
				mu.Lock()
				if err != nil && ctx.Err() == nil {
					failed = cmp.Or(failed, err)
					stop()
				}
				if err == nil {
					seen[kind].first, seen[kind].whole, seen[kind].bytes = append(seen[kind].first, v.first), append(seen[kind].whole, v.whole), append(seen[kind].bytes, v.bytes)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return seen, failed
}

// clerk is one who works in the pages.
type clerk struct {
	client           *http.Client
	address, session string
	links            [][]string // to things of each kind, from the lists seen
	dice             *rand.Rand
}

// visit is one page.
type visit struct {
	first, whole time.Duration
	bytes        int
}

// open opens a page of a kind: a thing from a list that was seen, else the list.
func (c *clerk) open(ctx context.Context, kind int) (int, visit, error) {
	p := clerkPages[kind]
	path := p.path
	if p.link != nil {
		if found := c.links[kind]; len(found) > 0 {
			path = found[c.dice.IntN(len(found))]
		} else {
			kind--
		}
	}
	v, body, err := c.get(ctx, path)
	for i, other := range clerkPages {
		if other.link == nil || other.path != path {
			continue
		}
		c.links[i] = nil
		for _, m := range other.link.FindAllStringSubmatch(body, -1) {
			c.links[i] = append(c.links[i], m[1])
		}
	}
	return kind, v, err
}

func (c *clerk) get(ctx context.Context, path string) (v visit, body string, err error) {
	start := time.Now()
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: func() { v.first = time.Since(start) }})
	q, err := http.NewRequestWithContext(traced, http.MethodGet, c.address+path, nil)
	if err != nil {
		return v, "", err
	}
	q.AddCookie(&http.Cookie{Name: "quanyuan", Value: c.session})
	res, err := c.client.Do(q)
	if err != nil {
		return v, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	v.whole, v.bytes = time.Since(start), len(raw)
	if err == nil && (res.StatusCode != http.StatusOK || res.Request.URL.Path != path) {
		err = fmt.Errorf("GET %s: %d at %s", path, res.StatusCode, res.Request.URL.Path)
	}
	return v, string(raw), err
}

// server is the binary while it serves.
type server struct {
	cmd     *exec.Cmd
	address string
}

// serve starts the binary on a free port.
func (b *bench) serve(db string) (*server, error) {
	cmd := exec.CommandContext(b.ctx, b.bin, "serve", "--db", db, "--listen", "127.0.0.1:0", "--uploads", b.dir)
	cmd.Env = append(os.Environ(), "QUANYUAN_LANG=en")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at := strings.Index(lines.Text(), "http://"); at >= 0 {
			s.address, _, _ = strings.Cut(lines.Text()[at:], " ")
			go io.Copy(io.Discard, out)
			return s, nil
		}
	}
	s.stop()
	return nil, errors.New("`serve` did not say where it listens")
}

// stop ends the server and gives the processor time it took.
func (s *server) stop() time.Duration {
	s.cmd.Process.Signal(os.Interrupt)
	s.cmd.Wait()
	return s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
}

// clerksComeIn gives every clerk an account for a community and a session, and
// lays a few transfers between the communities before them.
func (b *bench) clerksComeIn(db string) (sessions []string, err error) {
	d, done, err := b.open(db)
	if err != nil {
		return nil, err
	}
	defer done()
	places, err := b.listedCommunities(d)
	if err != nil {
		return nil, err
	}
	where := func(i int) string { return places[i%len(places)] }
	sessions, err = b.comeIn(d, "clerk", b.atOnce, func(i int) (quanyuan.Post, string) { return quanyuan.Clerk, where(i) })
	if err != nil {
		return nil, err
	}
	for i, session := range sessions {
		by, err := d.Identify(b.ctx, session)
		if err != nil {
			return nil, err
		}
		if err := b.someTransfers(d, by, where(i+1), where(i)); err != nil {
			return nil, err
		}
	}
	return sessions, nil
}

// someTransfers proposes transfers, unless there are some.
func (b *bench) someTransfers(d *desk.Desk, by quanyuan.Principal, from, to string) error {
	const some = 3
	there, err := d.Papers(b.ctx, by, quanyuan.PaperQuery{Kind: quanyuan.TransferPaper, Limit: some})
	if err != nil || len(there) == some || from == to {
		return err
	}
	ps, err := d.List(b.ctx, quanyuan.Local("bench"), quanyuan.PersonQuery{Scope: quanyuan.Scope{from}, Categories: []quanyuan.Category{quanyuan.HukouAndLivesHere}, Limit: some})
	if err != nil {
		return err
	}
	for _, p := range ps {
		_, err := d.ProposeTransfer(b.ctx, by, desk.TransferOrder{Persons: []quanyuan.Number{p.Person.Number}, Transfer: quanyuan.Transfer{
			TransferKind: quanyuan.MovesResidence, From: from, To: to, Reason: "务工", Day: quanyuan.DateOf(time.Now().AddDate(0, -1, 0))}})
		if err != nil && !errors.Is(err, quanyuan.ErrInvalid) && !errors.Is(err, quanyuan.ErrConflict) {
			return err
		}
	}
	return nil
}

// listedCommunities are the communities of the town whose lists were taken in.
func (b *bench) listedCommunities(d *desk.Desk) ([]string, error) {
	f, err := os.Open(filepath.Join(b.listed(), "divisions.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, p := range d.PlacesFor(quanyuan.Local("bench")) {
		known[p.Code] = p.Level == 5
	}
	var out []string
	for _, r := range rows {
		if known[r[0]] {
			out = append(out, r[0])
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no community of the lists is one of the register")
	}
	return out, nil
}

// listed is the folder of the town whose lists are taken in.
func (b *bench) listed() string { return filepath.Join(b.lasting(), "listed") }

// makeBusyCity makes the large register with lists taken in and collated, and
// what they leave open laid before those who decide. One that was kept is taken
// as it is.
func (b *bench) makeBusyCity(s *section) (string, error) {
	busy := filepath.Join(b.lasting(), "busy.db")
	if _, err := os.Stat(busy); err == nil {
		s.printf("On a register that was made before.\n")
		return busy, nil
	}
	if err := b.makeRegister(); err != nil {
		return "", err
	}
	city, err := b.makeCity(s)
	if err != nil {
		return "", err
	}
	made := busy + ".part"
	if err := copyFile(city, made); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"simulate", "--persons", number(max(1000, b.persons/20)), "--seed", number(b.seed + 1), "--out", b.listed()},
		{"import", "--db", made, "--manifest", filepath.Join(b.listed(), "lists.csv")},
		{"collate", "--db", made, "--out", filepath.Join(b.dir, "busy-results")},
		{"ruling", "prepare", "--db", made, "--actor", "bench"},
		{"task", "set", "--db", made, "--actor", "bench"},
	} {
		if _, err := b.quanyuan(args...); err != nil {
			return "", err
		}
	}
	return busy, os.Rename(made, busy)
}

// copyFile copies a database that nobody has open.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
