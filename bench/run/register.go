package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"quanyuan/link/linktest"
)

// result is what a run took and how right it was.
type result struct {
	usage
	score linktest.Score
}

const personNumber = "系统编号"

func number[T int | uint64](n T) string { return strconv.FormatUint(uint64(n), 10) }

// makeRegister makes the large register once: the export of the old system and
// the same with one row for each person, which is what the engine alone links.
func (b *bench) makeRegister() error {
	if b.people != "" {
		return nil
	}
	dir := filepath.Join(b.dir, "register")
	if _, err := b.quanyuan("simulate", "--persons", number(b.persons), "--seed", number(b.seed), "--out", dir, "--register-only"); err != nil {
		return err
	}
	people := filepath.Join(dir, "people.csv")
	if err := onePerPerson(filepath.Join(dir, "register.csv"), people); err != nil {
		return err
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

func (b *bench) registerTruth() (map[string]string, error) {
	truth := map[string]string{}
	err := eachRow(filepath.Join(b.register, "truth", "register.csv"), []string{"person", "human"}, func(v []string) error {
		truth[v[0]] = v[1]
		return nil
	})
	return truth, err
}

// largeRegister measures the engine on the bare file, and the register's own
// import and search for duplicates.
func (b *bench) largeRegister(s *section) error {
	if err := b.makeRegister(); err != nil {
		return err
	}
	truth, err := b.registerTruth()
	if err != nil {
		return err
	}
	s.printf("`simulate --register-only`: %d person numbers, %d pairs of them are one person.\n", len(truth), truePairs(truth))
	s.printf("The engine alone gets the file with one row for each person number; the register gets the export as it is, a row for each community a person stands in.\n")
	s.printf("\n| step | wall | processors busy | peak memory | | precision | recall | F1 |\n|---|---|---|---|---|---|---|---|\n")
	if err := b.dedupePeople(s, truth); err != nil {
		s.printf("| `link dedupe` | not measured: %s | | | | | | |\n", oneLine(err))
	}
	return b.importRegister(s, truth)
}

// dedupePeople is the engine from CSV to clusters, measured once for this part
// and for the comparison with peers.
func (b *bench) dedupePeople(s *section, truth map[string]string) error {
	r, err := b.dedupeFile(b.people, personNumber, b.oursPairs(), truth)
	if err != nil {
		return err
	}
	b.ours = r
	s.printf("| `link dedupe`, CSV to clusters | %s | %s rows/s | %s |\n", r.columns(), rate(len(truth), r.usage), shares(r.score))
	return nil
}

// dedupeFile links a file with no settings, and scores the clusters.
func (b *bench) dedupeFile(file, id, pairs string, truth map[string]string, flags ...string) (result, error) {
	out := filepath.Join(b.dir, "people-clusters.csv")
	u, err := b.quanyuan(append([]string{"link", "dedupe", file, "--id", id, "-o", out, "--pairs", pairs, "--quiet"}, flags...)...)
	if err != nil {
		return result{}, err
	}
	score, err := scoreClusters(out, truth)
	return result{u, score}, err
}

func (b *bench) oursPairs() string { return filepath.Join(b.dir, "people-pairs.csv") }

func (b *bench) registerName() string { return "register of " + number(b.persons) }

func rate(n int, u usage) string { return fmt.Sprintf("%.0f", float64(n)/u.wall.Seconds()) }

func shares(s linktest.Score) string {
	return fmt.Sprintf("%.4f | %.4f | %s", s.Precision, s.Recall, precise(s.F1))
}

func (b *bench) importRegister(s *section, truth map[string]string) error {
	db, results := filepath.Join(b.dir, "register.db"), filepath.Join(b.dir, "register-results")
	if _, err := b.quanyuan("init", "--db", db, "--divisions", filepath.Join(b.register, "divisions.csv")); err != nil {
		return err
	}
	u, err := b.quanyuan("import", "--db", db, "--as", "register", filepath.Join(b.register, "register.csv"))
	if err != nil {
		return err
	}
	s.printf("| `import --as register` into SQLite with search keys | %s | %s persons/s | | | |\n", u.columns(), rate(len(truth), u))
	s.figures = append(s.figures, atLeast(b.registerName()+": import", float64(len(truth))/u.wall.Seconds(), 8000, " persons/s"))
	if u, err = b.quanyuan("dedupe", "--db", db, "--out", results); err != nil {
		return err
	}
	score, err := scorePersons(filepath.Join(results, "clusters.csv"), truth)
	if err != nil {
		return err
	}
	s.printf("| `dedupe --db`, whole register | %s | %s persons/s | %s |\n", u.columns(), rate(len(truth), u), shares(score))
	s.figures = append(s.figures, atMost(b.registerName()+": `dedupe`", u.wall.Seconds(), 60, " s"))
	return nil
}

// scorePersons compares a file person,cluster of the clusters of two or more.
func scorePersons(path string, truth map[string]string) (linktest.Score, error) {
	var found, who []string
	err := eachRow(path, []string{"person", "cluster"}, func(v []string) error {
		human, ok := truth[v[0]]
		if !ok {
			return fmt.Errorf("%s: person %q is not in the truth", filepath.Base(path), v[0])
		}
		found, who = append(found, v[1]), append(who, human)
		return nil
	})
	if err != nil {
		return linktest.Score{}, err
	}
	s := linktest.Evaluate(linktest.Labels(found), linktest.Labels(who))
	s.True = truePairs(truth)
	return ratios(s), nil
}
