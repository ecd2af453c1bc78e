package web

import (
	"slices"

	"quanyuan/refdata/hanzi"
)

// Span is a piece of a value beside another value: the same in both, in this
// one alone, or a character that is easily taken for the other's.
type Span struct {
	Text string
	Kind string // "", "differs" or "alike"
}

// mostMarked is the longest value whose characters are compared.
const mostMarked = 120

// marks splits two values at the characters in which they differ, and names the
// pairs of characters that look alike, as 已 and 己. What is covered by stars in
// both counts as the same.
func marks(a, b string) (left, right []Span, alike []string) {
	x, y := []rune(a), []rune(b)
	if len(x) > mostMarked || len(y) > mostMarked || a == "" || b == "" {
		return spanOf(a), spanOf(b), nil
	}
	keptX, keptY := common(x, y)
	kindX, kindY := make([]string, len(x)), make([]string, len(y))
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		m, n := i, j
		for m < len(x) && !keptX[m] {
			m++
		}
		for n < len(y) && !keptY[n] {
			n++
		}
		for k := 0; i+k < m || j+k < n; k++ { // what stands between two kept characters
			kind := "differs"
			if i+k < m && j+k < n && m-i == n-j && x[i+k] != y[j+k] && hanzi.LookAlike(x[i+k], y[j+k]) > 0 {
				kind = "alike"
				alike = append(alike, string(x[i+k])+"／"+string(y[j+k]))
			}
			if i+k < m {
				kindX[i+k] = kind
			}
			if j+k < n {
				kindY[j+k] = kind
			}
		}
		i, j = m+1, n+1
	}
	return spans(x, kindX), spans(y, kindY), alike
}

// common tells which characters of each are the same: place by place where the
// two are as long as each other and differ little, else along a longest common
// sequence, of which single characters between others mean nothing in long
// values.
func common(x, y []rune) (keptX, keptY []bool) {
	keptX, keptY = sequence(x, y)
	if len(x) == len(y) {
		inPlace := make([]bool, len(x))
		for i := range x {
			inPlace[i] = x[i] == y[i]
		}
		if count(inPlace)+1 >= count(keptX) {
			return inPlace, slices.Clone(inPlace)
		}
	}
	if min(len(x), len(y)) > 6 {
		dropSingle(keptX, keptY)
	}
	return keptX, keptY
}

func count(kept []bool) (n int) {
	for _, k := range kept {
		if k {
			n++
		}
	}
	return n
}

// dropSingle takes kept characters away that have no kept neighbour in either
// value, but for those at an end of both.
func dropSingle(x, y []bool) {
	lonely := func(kept []bool, i int) bool {
		return (i == 0 || !kept[i-1]) && (i+1 == len(kept) || !kept[i+1])
	}
	var gone [][2]int
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case !x[i]:
			i++
		case !y[j]:
			j++
		default:
			ends := i == 0 && j == 0 || i+1 == len(x) && j+1 == len(y)
			if !ends && (lonely(x, i) || lonely(y, j)) {
				gone = append(gone, [2]int{i, j})
			}
			i, j = i+1, j+1
		}
	}
	for _, g := range gone {
		x[g[0]], y[g[1]] = false, false
	}
}

// sequence tells which characters of each belong to a longest common sequence.
func sequence(x, y []rune) (keptX, keptY []bool) {
	n := len(y) + 1
	best := make([]int, (len(x)+1)*n)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				best[i*n+j] = best[(i+1)*n+j+1] + 1
			} else {
				best[i*n+j] = max(best[(i+1)*n+j], best[i*n+j+1])
			}
		}
	}
	keptX, keptY = make([]bool, len(x)), make([]bool, len(y))
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			keptX[i], keptY[j] = true, true
			i, j = i+1, j+1
		case best[(i+1)*n+j] >= best[i*n+j+1]:
			i++
		default:
			j++
		}
	}
	return keptX, keptY
}

func spanOf(s string) []Span {
	if s == "" {
		return nil
	}
	return []Span{{Text: s}}
}

func spans(rs []rune, kinds []string) (out []Span) {
	for i, r := range rs {
		if i > 0 && kinds[i] == kinds[i-1] {
			out[len(out)-1].Text += string(r)
			continue
		}
		out = append(out, Span{string(r), kinds[i]})
	}
	return out
}
