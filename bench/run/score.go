package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link/cluster"
	"quanyuan/link/linktest"
)

type errAbsent string

func (e errAbsent) Error() string { return string(e) + " is not there" }

// oneLine is an error as the cell of a table.
func oneLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return strings.ReplaceAll(line, "|", "/")
}

// eachRow hands over the named columns of each record, trimmed. The slice is
// used again for the next.
func eachRow(path string, columns []string, take func([]string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return errAbsent(filepath.Base(path))
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<18)
	if bom, _ := in.Peek(3); string(bom) == "\uFEFF" {
		in.Discard(3)
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = slices.IndexFunc(head, func(h string) bool { return strings.TrimSpace(h) == c })
		if at[i] < 0 {
			return fmt.Errorf("%s has no column %s", filepath.Base(path), c)
		}
	}
	v := make([]string, len(at))
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		for i, c := range at {
			v[i] = strings.Clone(strings.TrimSpace(row[c]))
		}
		if err := take(v); err != nil {
			return err
		}
	}
}

// scoreClusters compares a file id,cluster with the truth by id. Every record
// must be there, once.
func scoreClusters(path string, truth map[string]string) (linktest.Score, error) {
	var found, who []string
	seen := make(map[string]bool, len(truth))
	err := eachRow(path, []string{"id", "cluster"}, func(v []string) error {
		person, ok := truth[v[0]]
		if !ok || seen[v[0]] {
			return fmt.Errorf("%s: id %q is not in the truth, or twice in the file", filepath.Base(path), v[0])
		}
		seen[v[0]] = true
		found, who = append(found, v[1]), append(who, person)
		return nil
	})
	if err == nil && len(found) != len(truth) {
		err = fmt.Errorf("%s has %d records, the truth %d", filepath.Base(path), len(found), len(truth))
	}
	if err != nil {
		return linktest.Score{}, err
	}
	return linktest.Evaluate(linktest.Labels(found), linktest.Labels(who)), nil
}

// scoreMatches compares pairs with the truth pair by pair: no closure, a record
// of one file stands in one pair at most.
func scoreMatches(path string, truth map[string]string) (linktest.Score, error) {
	var s linktest.Score
	err := eachRow(path, []string{"id_l", "id_r"}, func(v []string) error {
		l, ok := truth[v[0]]
		r, ok2 := truth[v[1]]
		if !ok || !ok2 {
			return fmt.Errorf("%s: pair %q, %q is not in the truth", filepath.Base(path), v[0], v[1])
		}
		s.Found++
		if l == r {
			s.Right++
		}
		return nil
	})
	if err != nil {
		return s, err
	}
	s.True = truePairs(truth)
	if s.Found == 0 || s.True == 0 {
		return s, errors.New("no pair was found, or none is true")
	}
	return ratios(s), nil
}

// scored are pairs with their weights. Records in no pair are left out: only the
// number of true pairs among all is kept.
type scored struct {
	edges []cluster.Edge
	who   []uint32
	true  int64
}

// readPairs reads a file id_l,id_r,weight.
func readPairs(path string, truth map[string]string) (*scored, error) {
	s := &scored{true: truePairs(truth)}
	var people []string
	number := map[string]uint32{}
	numberOf := func(id string) (uint32, error) {
		n, ok := number[id]
		if !ok {
			person, known := truth[id]
			if !known {
				return 0, fmt.Errorf("%s: id %q is not in the truth", filepath.Base(path), id)
			}
			n = uint32(len(people))
			number[id], people = n, append(people, person)
		}
		return n, nil
	}
	err := eachRow(path, []string{"id_l", "id_r", "weight"}, func(v []string) error {
		l, err := numberOf(v[0])
		if err != nil {
			return err
		}
		r, err := numberOf(v[1])
		if err != nil {
			return err
		}
		w, err := strconv.ParseFloat(v[2], 32)
		if err != nil {
			return fmt.Errorf("%s: weight %q: %w", filepath.Base(path), v[2], err)
		}
		s.edges = append(s.edges, cluster.Edge{A: l, B: r, Weight: float32(w)})
		return nil
	})
	s.who = linktest.Labels(people)
	return s, err
}

func truePairs(truth map[string]string) (pairs int64) {
	records := map[string]int64{}
	for _, person := range truth {
		pairs += records[person]
		records[person]++
	}
	return pairs
}

// at scores the connected components of the pairs from a weight on.
func (s *scored) at(weight float32) linktest.Score {
	x := linktest.Evaluate(cluster.Components(len(s.who), s.edges, weight), s.who)
	x.True = s.true
	return ratios(x)
}

// ratios sets precision, recall and F1 from the counts of pairs.
func ratios(s linktest.Score) linktest.Score {
	s.Precision, s.Recall, s.F1 = 1, 1, 1
	if s.Found > 0 {
		s.Precision = float64(s.Right) / float64(s.Found)
	}
	if s.True > 0 {
		s.Recall = float64(s.Right) / float64(s.True)
	}
	if s.Found+s.True > 0 {
		s.F1 = 2 * float64(s.Right) / float64(s.Found+s.True)
	}
	return s
}

// best scores at the weight where F1 is highest, which only somebody with the
// truth could know. It tries every half unit of log2 odds.
func (s *scored) best() (weight float32, best linktest.Score) {
	lo, hi := float32(0), float32(0)
	for _, e := range s.edges {
		lo, hi = min(lo, e.Weight), max(hi, e.Weight)
	}
	for w := lo; w <= hi; w += 0.5 {
		if x := s.at(w); x.F1 > best.F1 {
			weight, best = w, x
		}
	}
	return weight, best
}
