package simulate

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Ratio counts what was found and what should have been.
type Ratio struct{ Right, Found, True int }

func (r Ratio) Precision() float64 { return share(r.Right, r.Found) }
func (r Ratio) Recall() float64    { return share(r.Right, r.True) }
func (r Ratio) F1() float64        { return share(2*r.Right, r.Found+r.True) }

func share(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func (r Ratio) String() string {
	return fmt.Sprintf("P %.4f  R %.4f  F1 %.4f  (%d right of %d found, %d true)", r.Precision(), r.Recall(), r.F1(), r.Right, r.Found, r.True)
}

// Scores hold results against the truth.
type Scores struct {
	Rows                         int // person rows of the truth
	Missing, Doubled, Unexpected int // rows not accounted for exactly once
	Matched                      Ratio
	PossibleRight, Possible      int // rows left open, and how many name the right person
	Outcomes                     map[[2]string]int
	Differs                      Ratio
	Fields                       map[string]Ratio
	Clusters                     Ratio // pairs of numbers of one human
	Examples                     map[string][]string
	limit                        int
}

// rowKey is a place in a list; rows about two persons have two parts.
type rowKey struct{ file, sheet, row string }

type trueRow struct {
	human, outcome, differs string
	byPerson                map[string][2]string // number → outcome, fields
	used                    bool
}

type resultRow struct{ outcome, person, differs string }

// Score compares results/outcomes.csv and results/clusters.csv with the truth.
func Score(truthDir, resultsDir string) (*Scores, error) {
	return ScoreWithExamples(truthDir, resultsDir, 0)
}

// ScoreWithExamples also keeps the first limit disagreements of each kind.
func ScoreWithExamples(truthDir, resultsDir string, limit int) (*Scores, error) {
	s := &Scores{Outcomes: map[[2]string]int{}, Fields: map[string]Ratio{}, Examples: map[string][]string{}, limit: limit}
	truth, err := readTruth(filepath.Join(truthDir, "rows.csv"))
	switch {
	case errors.Is(err, fs.ErrNotExist): // a town made with the register only
	case err != nil:
		return nil, err
	default:
		if err := s.rows(truth, filepath.Join(resultsDir, "outcomes.csv")); err != nil {
			return nil, err
		}
	}
	if err := s.clusters(filepath.Join(truthDir, "register.csv"), filepath.Join(resultsDir, "clusters.csv")); err != nil {
		return nil, err
	}
	return s, nil
}

func readTruth(path string) (map[rowKey][]*trueRow, error) {
	m := map[rowKey][]*trueRow{}
	err := readCSV(path, []string{"file", "sheet", "row", "human", "outcome", "differs", "by_person"}, func(v []string) error {
		t := &trueRow{human: v[3], outcome: v[4], differs: v[5]}
		if v[6] != "" {
			t.byPerson = map[string][2]string{}
			for _, p := range strings.Split(v[6], "|") {
				parts := strings.SplitN(p, ":", 3)
				if len(parts) != 3 {
					return fmt.Errorf("by_person %q is not number:outcome:fields", p)
				}
				t.byPerson[parts[0]] = [2]string{parts[1], parts[2]}
			}
		}
		k := rowKey{v[0], v[1], v[2]}
		m[k] = append(m[k], t)
		return nil
	})
	return m, err
}

func (s *Scores) rows(truth map[rowKey][]*trueRow, path string) error {
	results := map[rowKey][]resultRow{}
	err := readCSV(path, []string{"file", "sheet", "row", "outcome", "person", "differs"}, func(v []string) error {
		k := rowKey{v[0], v[1], v[2]}
		results[k] = append(results[k], resultRow{v[3], v[4], v[5]})
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range sortedKeys(truth, results) {
		s.place(k, truth[k], results[k])
	}
	return nil
}

func sortedKeys(truth map[rowKey][]*trueRow, results map[rowKey][]resultRow) []rowKey {
	var keys []rowKey
	for k := range truth {
		keys = append(keys, k)
	}
	for k := range results {
		if _, ok := truth[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b rowKey) int {
		return strings.Compare(a.file+"\x00"+a.sheet+"\x00"+fmt.Sprintf("%9s", a.row), b.file+"\x00"+b.sheet+"\x00"+fmt.Sprintf("%9s", b.row))
	})
	return keys
}

// place compares the lines of one row: parts of a row about two persons are told
// apart by the persons they name, else by their order.
func (s *Scores) place(k rowKey, truth []*trueRow, results []resultRow) {
	s.Rows += len(truth)
	at := fmt.Sprintf("%s|%s|%s", k.file, k.sheet, k.row)
	var rest []resultRow
	pair := func(t *trueRow, r resultRow) { t.used = true; s.compare(at, t, r) }
	if len(truth) > 1 {
		for _, r := range results {
			i := slices.IndexFunc(truth, func(t *trueRow) bool { _, ok := t.byPerson[r.person]; return ok && !t.used })
			if i < 0 {
				rest = append(rest, r)
				continue
			}
			pair(truth[i], r)
		}
		results = rest
	}
	for _, t := range truth {
		if t.used {
			continue
		}
		if len(results) == 0 {
			s.Missing++
			s.Outcomes[[2]string{t.outcome, "missing"}]++
			if len(t.byPerson) > 0 && t.outcome != setAside {
				s.Matched.True++
			}
			s.note("missing", at+" "+t.outcome)
			continue
		}
		pair(t, results[0])
		results = results[1:]
	}
	for _, r := range results {
		kind := "unexpected"
		if len(truth) > 0 {
			kind = "doubled"
			s.Doubled++
		} else {
			s.Unexpected++
		}
		s.Outcomes[[2]string{kind, r.outcome}]++
		s.note(kind, at+" "+r.outcome+" "+r.person)
	}
}

func (s *Scores) compare(at string, t *trueRow, r resultRow) {
	known, right := t.byPerson[r.person]
	outcome, fields := t.outcome, t.differs
	if right {
		outcome, fields = known[0], known[1]
	}
	s.Outcomes[[2]string{outcome, r.outcome}]++
	inRegister := len(t.byPerson) > 0 && t.outcome != setAside
	if inRegister {
		s.Matched.True++
	}
	matched := r.person != "" && r.outcome != possible && r.outcome != newcomer && r.outcome != setAside
	if r.outcome == possible {
		s.Possible++
		if right {
			s.PossibleRight++
		}
	}
	if matched {
		s.Matched.Found++
		if right {
			s.Matched.Right++
		} else {
			s.note("wrong person", fmt.Sprintf("%s human %s got %s", at, t.human, r.person))
		}
	}
	if outcome != r.outcome {
		s.note(outcome+" → "+r.outcome, at+" "+t.human+" "+r.person+" "+r.differs)
	}
	if matched && right {
		s.fields(at, fields, r.differs)
	}
}

// fields compares the differing fields of a row that found its person.
func (s *Scores) fields(at, truth, got string) {
	want, have := split(truth), split(got)
	for _, f := range want {
		x := s.Fields[f]
		x.True++
		s.Differs.True++
		if slices.Contains(have, f) {
			x.Right++
			s.Differs.Right++
		} else {
			s.note("field missed "+f, at)
		}
		s.Fields[f] = x
	}
	for _, f := range have {
		x := s.Fields[f]
		x.Found++
		s.Differs.Found++
		s.Fields[f] = x
		if !slices.Contains(want, f) {
			s.note("field too much "+f, at)
		}
	}
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

func (s *Scores) note(kind, example string) {
	if len(s.Examples[kind]) < s.limit {
		s.Examples[kind] = append(s.Examples[kind], example)
	}
}

// clusters counts pairs of numbers: right ones are two numbers of one human.
func (s *Scores) clusters(truthPath, path string) error {
	human := map[string]string{}
	perHuman := map[string]int{}
	err := readCSV(truthPath, []string{"person", "human"}, func(v []string) error {
		human[v[0]] = v[1]
		s.Clusters.True += perHuman[v[1]]
		perHuman[v[1]]++
		return nil
	})
	if err != nil {
		return err
	}
	members := map[string][]string{}
	var order []string
	err = readCSV(path, []string{"person", "cluster"}, func(v []string) error {
		if _, ok := members[v[1]]; !ok {
			order = append(order, v[1])
		}
		members[v[1]] = append(members[v[1]], v[0])
		return nil
	})
	if err != nil {
		return err
	}
	truePair := map[string][]string{}
	for _, c := range order {
		m := members[c]
		for i := range m {
			for j := range i {
				s.Clusters.Found++
				if h, ok := human[m[i]]; ok && h == human[m[j]] {
					s.Clusters.Right++
					truePair[h] = append(truePair[h], m[i])
				} else {
					s.note("cluster wrong", m[j]+" "+m[i])
				}
			}
		}
	}
	s.missedClusters(human, perHuman, truePair)
	return nil
}

func (s *Scores) missedClusters(human map[string]string, perHuman map[string]int, found map[string][]string) {
	if s.limit == 0 {
		return
	}
	var people []string
	for p, h := range human {
		if perHuman[h] > 1 && len(found[h]) == 0 {
			people = append(people, h+" "+p)
		}
	}
	slices.Sort(people)
	for _, p := range people {
		s.note("cluster missed", p)
	}
}

// readCSV hands over the named columns of each line.
func readCSV(path string, columns []string, take func([]string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 1<<18)
	if bom, _ := b.Peek(3); string(bom) == "\uFEFF" {
		b.Discard(3)
	}
	r := csv.NewReader(b)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i] = slices.Index(head, c); at[i] < 0 {
			return fmt.Errorf("%s: no column %s", filepath.Base(path), c)
		}
	}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		v := make([]string, len(at))
		for i, c := range at {
			v[i] = strings.Clone(rec[c])
		}
		if err := take(v); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
}
