package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"quanyuan/bench/score"
)

const personNumber = "系统编号"

func number[T int | uint64](n T) string { return strconv.FormatUint(uint64(n), 10) }

// makeRegister makes the large register once: the export of the old system and
// the same with one row for each person, which is what the engine alone links.
func (b *bench) makeRegister() error {
	if b.people != "" {
		return nil
	}
	dir := filepath.Join(b.lasting(), "register")
	people := filepath.Join(dir, "people.csv")
	if _, err := os.Stat(people); err != nil { // the last that is made
		if _, err := b.quanyuan("simulate", "--persons", number(b.persons), "--seed", number(b.seed), "--out", dir, "--register-only"); err != nil {
			return err
		}
		if err := onePerPerson(filepath.Join(dir, "register.csv"), people+".part"); err != nil {
			return err
		}
		if err := os.Rename(people+".part", people); err != nil {
			return err
		}
	}
	b.register, b.people = dir, people
	return nil
}

// onePerPerson keeps the first row of each person: a person may stand in two
// communities, and finding a person number again is no linkage.
func onePerPerson(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	r, w := csv.NewReader(in), csv.NewWriter(out)
	r.ReuseRecord = true
	seen := map[string]bool{}
	for n := 0; ; n++ {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(from), err)
		}
		if n > 0 && seen[row[0]] {
			continue
		}
		seen[row[0]] = true
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return out.Close()
}

func (b *bench) registerTruth() (*score.Truth, error) {
	return score.ReadTruth(filepath.Join(b.register, "truth", "register.csv"), "person", "human")
}

// largeRegister measures the engine on the bare file beside Splink, and the
// register's own import and search for duplicates.
func (b *bench) largeRegister(s *section) error {
	if err := b.makeRegister(); err != nil {
		return err
	}
	truth, err := b.registerTruth()
	if err != nil {
		return err
	}
	s.printf("`simulate --register-only`: %d person numbers, %d pairs of them are one person.\n", truth.Records(), truth.Pairs())
	s.printf("The engine alone gets the file with one row for each person number; the register gets the export as it is, a row for each community a person stands in.\n")
	alone := splink("chinese", 1)
	alone.after = []string{"--id", personNumber}
	if err := b.contest(s, job{title: b.registerName() + ", `link dedupe`", files: []string{b.people}, id: personNumber, truth: truth, peers: []peer{alone}}); err != nil {
		return err
	}
	s.printf("\n| step | wall | processors busy | peak memory | | precision | recall | F1 |\n|---|---|---|---|---|---|---|---|\n")
	return b.importRegister(s, truth)
}

func (b *bench) registerName() string { return "register of " + number(b.persons) }

func rate(n int, u usage) string { return fmt.Sprintf("%.0f", float64(n)/u.wall.Seconds()) }

func shares(s score.Score) string {
	return fmt.Sprintf("%.4f | %.4f | %s", s.Precision, s.Recall, precise(s.F1))
}

func (b *bench) importRegister(s *section, truth *score.Truth) error {
	db, results := filepath.Join(b.dir, "register.db"), filepath.Join(b.dir, "register-results")
	if _, err := b.quanyuan("init", "--db", db, "--divisions", filepath.Join(b.register, "divisions.csv")); err != nil {
		return err
	}
	u, err := b.quanyuan("import", "--db", db, "--as", "register", filepath.Join(b.register, "register.csv"))
	if err != nil {
		return err
	}
	s.printf("| `import --as register` into SQLite with search keys | %s | %s persons/s | | | |\n", u.columns(), rate(truth.Records(), u))
	s.figures = append(s.figures, atLeast(b.registerName()+": import", float64(truth.Records())/u.wall.Seconds(), 8000, " persons/s"))
	if u, err = b.quanyuan("dedupe", "--db", db, "--out", results); err != nil {
		return err
	}
	labels, err := truth.ReadGroups(filepath.Join(results, "clusters.csv"), "person")
	if err != nil {
		return err
	}
	s.printf("| `dedupe --db`, whole register | %s | %s persons/s | %s |\n", u.columns(), rate(truth.Records(), u), shares(truth.Of(labels)))
	s.figures = append(s.figures, atMost(b.registerName()+": `dedupe`", u.wall.Seconds(), 60, " s"))
	return nil
}
