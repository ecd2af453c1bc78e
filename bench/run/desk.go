package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// searchesHeld is how many searches of each kind are timed.
const searchesHeld = 300

// desk measures what a clerk waits for: one search of the whole city through
// the stored keys, and a department's lists taken in and collated. Times of a
// search are of the processor: the machine may be shared, and what waits for
// the disk waits once.
func (b *bench) desk(s *section) error {
	if err := b.makeRegister(); err != nil {
		return err
	}
	db, err := b.makeCity(s)
	if err != nil {
		return err
	}
	if err := b.searches(s, db); err != nil {
		return err
	}
	if err := b.overHTTP(s, db); err != nil {
		return err
	}
	return b.intoRegister(s, db)
}

// makeCity makes the database of the large register, with its model. One that
// was kept is taken as it is.
func (b *bench) makeCity(s *section) (string, error) {
	if b.city != "" {
		return b.city, nil
	}
	db := filepath.Join(b.lasting(), "city.db")
	if _, err := os.Stat(db); err == nil {
		s.printf("On a register that was made before.\n")
		b.city = db
		return db, nil
	}
	made := db + ".part"
	if _, err := b.quanyuan("init", "--db", made, "--divisions", filepath.Join(b.register, "divisions.csv")); err != nil {
		return "", err
	}
	s.printf("| step | wall | processors busy | peak memory |\n|---|---|---|---|\n")
	for _, st := range []step{
		{"`import --as register`", []string{"import", "--db", made, "--as", "register", filepath.Join(b.register, "register.csv")}},
		{"`model train`", []string{"model", "train", "--db", made, "--actor", "bench"}},
	} {
		u, err := b.quanyuan(st.args...)
		if err != nil {
			return "", err
		}
		s.printf("| %s | %s |\n", st.name, u.columns())
	}
	b.city = db
	return db, os.Rename(made, db)
}

// question is a kind of search, made of a row of the register's file.
type question struct {
	name string
	ask  func(row func(quanyuan.Field) string, dice *rand.Rand) map[quanyuan.Field]string
}

var questions = []question{
	{"name, birthday, number", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		return pick(row, quanyuan.Name, quanyuan.BirthDate, quanyuan.IDNumber)
	}},
	{"name and birthday", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		return pick(row, quanyuan.Name, quanyuan.BirthDate)
	}},
	{"name and year of birth", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		q := pick(row, quanyuan.Name, quanyuan.BirthDate)
		q[quanyuan.BirthDate] = q[quanyuan.BirthDate][:min(4, len(q[quanyuan.BirthDate]))]
		return q
	}},
	{"number with a digit wrong", func(row func(quanyuan.Field) string, dice *rand.Rand) map[quanyuan.Field]string {
		q := pick(row, quanyuan.IDNumber)
		if id := []byte(q[quanyuan.IDNumber]); len(id) == 18 {
			at := 6 + dice.IntN(11)
			id[at] = '0' + (id[at]-'0'+byte(1+dice.IntN(9)))%10
			q[quanyuan.IDNumber] = string(id)
		}
		return q
	}},
	{"phone", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		return pick(row, quanyuan.Phone)
	}},
	{"birthday, address and a relative", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		q := pick(row, quanyuan.BirthDate, quanyuan.ResidenceAddress)
		q[quanyuan.MotherName] = row(quanyuan.Name)
		return q
	}},
	{"the whole row", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		return pick(row, quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Phone, quanyuan.ResidenceAddress, quanyuan.HukouAddress, quanyuan.CommunityCode)
	}},
	{"name alone", func(row func(quanyuan.Field) string, _ *rand.Rand) map[quanyuan.Field]string {
		return pick(row, quanyuan.Name)
	}},
}

func pick(row func(quanyuan.Field) string, fields ...quanyuan.Field) map[quanyuan.Field]string {
	q := map[quanyuan.Field]string{}
	for _, f := range fields {
		if text := row(f); text != "" {
			q[f] = text
		}
	}
	return q
}

// searches times every kind of question and all of them together.
func (b *bench) searches(s *section, db string) error {
	d, done, err := b.open(db)
	if err != nil {
		return err
	}
	defer done()
	rows, err := sampleRows(filepath.Join(b.register, "register.csv"), searchesHeld)
	if err != nil {
		return err
	}
	s.printf("\nSearches for persons of the register, %d of each kind, one thread; processor time of a search with its receipt.\n\n"+
		"| asked for | median | p95 | slowest | persons compared, median | found first |\n|---|---|---|---|---|---|\n", len(rows))
	var all []time.Duration
	dice := rand.New(rand.NewPCG(b.seed, 5))
	for _, q := range questions {
		var took []time.Duration
		var compared []int
		asked, first := 0, 0
		for i, row := range rows {
			ask, err := d.Form(b.ctx, q.ask(row, dice))
			if err != nil || len(ask.Values) == 0 {
				continue // the row lacks what is asked for, or it cannot be read
			}
			asked++
			start := processorTime()
			a, err := d.Search(b.ctx, quanyuan.Local("bench"), ask)
			if err != nil {
				return err
			}
			if i > 0 || len(all) > 0 { // the very first reads the model
				took, compared = append(took, processorTime()-start), append(compared, a.Compared)
			}
			if len(a.Matches) > 0 && string(a.Matches[0].Person) == row(quanyuan.PersonNumber) {
				first++
			}
		}
		all = append(all, took...)
		slices.Sort(took)
		slices.Sort(compared)
		s.printf("| %s | %s | %s | %s | %d | %.1f %% |\n", q.name, milliseconds(took, 50), milliseconds(took, 95), milliseconds(took, 100), compared[len(compared)/2], 100*float64(first)/float64(max(asked, 1)))
	}
	slices.Sort(all)
	p95 := all[len(all)*95/100]
	s.figures = append(s.figures, atMost("search of a "+b.registerName()+": p95", float64(p95.Microseconds())/1000, 60, " ms"))
	return nil
}

func milliseconds(sorted []time.Duration, percent int) string {
	return fmt.Sprintf("%.1f ms", float64(sorted[min(len(sorted)-1, len(sorted)*percent/100)].Microseconds())/1000)
}

// sampleRows reads rows spread over the whole file.
func sampleRows(path string, n int) ([]func(quanyuan.Field) string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	var kept [][]string
	for every, at := 1, 0; ; at++ {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if at%every != 0 {
			continue
		}
		if kept = append(kept, row); len(kept) == 2*n { // half of them, evenly
			for i := range n {
				kept[i] = kept[2*i]
			}
			kept, every = kept[:n], 2*every
		}
	}
	var out []func(quanyuan.Field) string
	for _, row := range kept[:min(n, len(kept))] {
		out = append(out, func(f quanyuan.Field) string {
			if i := slices.Index(header, f.Zh()); i >= 0 {
				return row[i]
			}
			return ""
		})
	}
	return out, nil
}

// listsFrom is how many rows the lists of departments have at least.
const listsFrom = 100_000

// intoRegister takes in the lists of a town and collates them with the
// register, which is the city's: whoever they name is looked for among all.
func (b *bench) intoRegister(s *section, db string) error {
	town, results := filepath.Join(b.dir, "desk-town"), filepath.Join(b.dir, "desk-results")
	if b.keep != "" { // the next run begins where this one did
		kept := db
		db = filepath.Join(b.dir, "desk.db")
		if err := copyFile(kept, db); err != nil {
			return err
		}
	}
	if _, err := b.quanyuan("simulate", "--persons", number(listsFrom/2), "--seed", number(b.seed), "--out", town); err != nil {
		return err
	}
	short := filepath.Join(b.dir, "desk-short.csv")
	if err := b.shortList(short); err != nil {
		return err
	}
	s.printf("\n| step | wall | processors busy | peak memory |\n|---|---|---|---|\n")
	collated := step{"`collate`", []string{"collate", "--db", db, "--out", results}}
	seconds, err := b.takeIn(s, step{"`import` of 200 rows", []string{"import", "--db", db, "--source", "school", "--unit", "bench", short}}, collated)
	if err != nil {
		return err
	}
	s.figures = append(s.figures, atMost("a list of 200 rows into a "+b.registerName()+": import and collate", seconds, 10, " s"))
	seconds, err = b.takeIn(s, step{"`import --manifest`", []string{"import", "--db", db, "--manifest", filepath.Join(town, "lists.csv")}}, collated)
	if err != nil {
		return err
	}
	rows, err := countRows(filepath.Join(results, "outcomes.csv"))
	if err != nil {
		return err
	}
	s.printf("\n%d rows of lists; the rate is of processor time, over all processors.\n", rows)
	s.figures = append(s.figures, atLeast("lists into a "+b.registerName()+": import and collate", float64(rows)/seconds, 3000, " rows/s"))
	return nil
}

// takeIn runs steps and gives their processor time, over all processors.
func (b *bench) takeIn(s *section, steps ...step) (seconds float64, err error) {
	for _, st := range steps {
		u, err := b.quanyuan(st.args...)
		if err != nil {
			return 0, err
		}
		seconds += u.cpu.Seconds() / float64(runtime.NumCPU())
		s.printf("| %s | %s |\n", st.name, u.columns())
	}
	return seconds, nil
}

// open opens a register as the server does.
func (b *bench) open(db string) (d *desk.Desk, done func(), err error) {
	store, err := sqlite.Open(b.ctx, db, time.Now)
	if err != nil {
		return nil, nil, err
	}
	if d, err = desk.Open(b.ctx, store, time.Now); err != nil {
		store.Close()
		return nil, nil, err
	}
	return d, func() {
		d.Close(context.WithoutCancel(b.ctx))
		store.Close()
	}, nil
}

// shortRows is how many rows a clerk's list has.
const shortRows = 200

// shortList writes a list of persons of the register.
func (b *bench) shortList(path string) error {
	rows, err := sampleRows(filepath.Join(b.register, "register.csv"), shortRows)
	if err != nil {
		return err
	}
	fields := []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.ResidenceAddress, quanyuan.Phone}
	var out [][]string
	for i := -1; i < len(rows); i++ {
		line := make([]string, len(fields))
		for k, f := range fields {
			if line[k] = f.Zh(); i >= 0 {
				line[k] = rows[i](f)
			}
		}
		out = append(out, line)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	if err := w.WriteAll(out); err != nil {
		return err
	}
	return f.Close()
}

// countRows counts the rows of a CSV file below its header.
func countRows(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	for n := -1; ; n++ {
		if _, err := r.Read(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return 0, err
		}
	}
}
