package hanzi

import (
	"math"
	"strconv"
	"strings"
	"sync"
)

type sexTable struct {
	logRatio map[rune]float64 // ln P(char | female) − ln P(char | male)
	prior    float64
}

var sexCounts = sync.OnceValue(func() *sexTable {
	counts := map[rune][2]float64{}
	var male, female float64
	for _, line := range table("sex.txt.gz") {
		f := strings.Split(line, "\t")
		m, err1 := strconv.ParseFloat(f[1], 64)
		w, err2 := strconv.ParseFloat(f[2], 64)
		if err1 != nil || err2 != nil {
			continue
		}
		counts[[]rune(f[0])[0]] = [2]float64{m, w}
		male += m
		female += w
	}
	t := &sexTable{logRatio: make(map[rune]float64, len(counts)), prior: math.Log(female / male)}
	// One is added to each count (Laplace), so that a rare character is no proof.
	size := float64(len(counts))
	for r, c := range counts {
		t.logRatio[r] = math.Log((c[1]+1)/(female+size)) - math.Log((c[0]+1)/(male+size))
	}
	return t
})

// SexHint gives the probability that a given name (without surname) is a
// woman's, by naive Bayes over its characters; ok is false where none of them
// is known. It is a hint for review, never a value.
func SexHint(given string) (female float64, ok bool) {
	t := sexCounts()
	sum := t.prior
	for _, r := range given {
		ratio, known := t.logRatio[r]
		if !known {
			ratio, known = t.logRatio[Fold(r)]
		}
		if known {
			sum += ratio
			ok = true
		}
	}
	if !ok {
		return 0, false
	}
	return 1 / (1 + math.Exp(-sum)), true
}
