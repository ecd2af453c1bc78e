package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

// changesHeld is how many changes are made and counted one by one.
const changesHeld = 100

// countFigures measures what a desk counts of a large register: the figures of
// quality from the beginning and after one change, and the population of today
// and of a day that has passed.
func (b *bench) countFigures(s *section) error {
	if err := b.makeRegister(); err != nil {
		return err
	}
	db, err := b.makeCity(s)
	if err != nil {
		return err
	}
	if b.keep != "" { // the next run begins where this one did
		kept := db
		db = filepath.Join(b.dir, "figures.db")
		if err := copyFile(kept, db); err != nil {
			return err
		}
		defer os.Remove(db)
	}
	d, done, err := b.open(db)
	if err != nil {
		return err
	}
	defer done()
	by := quanyuan.Local("bench")
	s.printf("\nOver all processors is processor time divided by their number: what it takes when nothing else runs and all are busy.\n\n" +
		"| counted | wall | processor time | over all processors |\n|---|---|---|---|\n")
	seconds, err := b.counting(s, "figures of quality, from the beginning", "quality", func() error {
		_, _, err := d.Quality(b.ctx, by, ofTowns())
		return err
	})
	if err != nil {
		return err
	}
	s.figures = append(s.figures, atMost("figures of quality of a "+b.registerName()+", from the beginning", seconds, 10, " s"))
	past := quanyuan.DateOf(time.Now().AddDate(0, -6, 0))
	for _, t := range []struct {
		name string
		on   quanyuan.Date
		now  bool
	}{
		{"residents by sex and age today", quanyuan.Date{}, false},
		{"the same half a year ago, boundaries of then", past, false},
		{"the same half a year ago, boundaries of now", past, true},
	} {
		q := desk.TableQuery{Of: desk.Residents, Columns: []string{"sex", "age5"}, StatsQuery: desk.StatsQuery{Scope: quanyuan.Everywhere, Level: division.Community, On: t.on, Now: t.now}}
		if _, err := b.counting(s, t.name, "table", func() error { _, err := d.Table(b.ctx, by, q); return err }); err != nil {
			return err
		}
	}
	return b.afterChanges(s, d)
}

func ofTowns() desk.QualityQuery {
	return desk.QualityQuery{Scope: quanyuan.Everywhere, Level: division.Town}
}

// counting times one count, and gives the seconds that all processors together
// were busy with it.
func (b *bench) counting(s *section, name, profile string, do func() error) (seconds float64, err error) {
	wall, cpu := time.Now(), processorTime()
	if err := b.profiled("figures-"+profile, do); err != nil {
		return 0, err
	}
	cpu = processorTime() - cpu
	seconds = cpu.Seconds() / float64(runtime.NumCPU())
	s.printf("| %s | %.2f s | %.2f s | %.2f s |\n", name, time.Since(wall).Seconds(), cpu.Seconds(), seconds)
	return seconds, nil
}

// afterChanges writes down new phones and asks for the figures after each.
func (b *bench) afterChanges(s *section, d *desk.Desk) error {
	rows, err := sampleRows(filepath.Join(b.register, "register.csv"), changesHeld)
	if err != nil {
		return err
	}
	by := quanyuan.Local("bench")
	var took, busy []time.Duration
	for i, row := range rows {
		phone := quanyuan.Value{Text: fmt.Sprintf("139%08d", i), State: quanyuan.Understood}
		if _, err := d.Correct(b.ctx, by, quanyuan.Number(row(quanyuan.PersonNumber)), quanyuan.Phone, phone); err != nil {
			return err
		}
		wall, cpu := time.Now(), processorTime()
		if _, _, err := d.Quality(b.ctx, by, ofTowns()); err != nil {
			return err
		}
		took, busy = append(took, time.Since(wall)), append(busy, processorTime()-cpu)
	}
	slices.Sort(took)
	slices.Sort(busy)
	s.printf("\nAfter one change, the figures of all towns: wall, median %s, p95 %s, slowest %s; processor time, median %s, p95 %s (%d changes).\n",
		milliseconds(took, 50), milliseconds(took, 95), milliseconds(took, 100), milliseconds(busy, 50), milliseconds(busy, 95), len(took))
	p95 := took[len(took)*95/100]
	s.figures = append(s.figures, atMost("figures of quality of a "+b.registerName()+", after one change: p95", float64(p95.Microseconds())/1000, 50, " ms"))
	return nil
}
