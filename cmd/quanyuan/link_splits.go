package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"quanyuan/link"
	"quanyuan/link/cluster"
	"quanyuan/link/file"
)

// writeSplits writes the links that the clusters gave up, with the reason as a
// key and in words. Clusters and components are named by their first ids, as in
// the file of clusters.
func writeSplits(e *env, out *results, r *link.Result, ids *names, paths ...string) error {
	w := &splitWriter{e: e, ids: ids, first: make(map[uint32]uint32), component: make(map[uint32]uint32)}
	for _, s := range r.Splits {
		w.first[s.Left], w.first[s.Right] = s.Left, s.Right
	}
	for row, c := range r.Clusters {
		if first, ok := w.first[c]; ok && ids.rank[row] < ids.rank[first] {
			w.first[c] = uint32(row)
		}
	}
	for _, s := range r.Splits {
		for _, c := range []uint32{s.Left, s.Right} {
			first, ok := w.component[s.Component]
			if !ok || ids.rank[w.first[c]] < ids.rank[first] {
				w.component[s.Component] = w.first[c]
			}
		}
	}
	splits := make([]namedSplit, len(r.Splits))
	for i, s := range r.Splits {
		splits[i] = w.named(s)
	}
	slices.SortFunc(splits, func(x, y namedSplit) int {
		return cmp.Or(cmp.Compare(ids.rank[x.component], ids.rank[y.component]), cmp.Compare(ids.rank[x.left], ids.rank[y.left]), cmp.Compare(ids.rank[x.right], ids.rank[y.right]))
	})
	columns := []file.Column{{Name: "component"}, {Name: "left"}, {Name: "right"}, {Name: "link_l"}, {Name: "link_r"}, {Name: "link_weight", Number: true},
		{Name: "reason"}, {Name: "id_l"}, {Name: "id_r"}, {Name: "weight"}, {Name: "words"}}
	return out.table(columns, func(to file.Rows) {
		for _, s := range splits {
			w.write(to, s)
		}
	}, paths...)
}

// writeMatchSplits writes the links between two files that were given up, with
// the reason and the pair that shows it, which may stand in one file.
func writeMatchSplits(e *env, out *results, r *link.Result, n recordNames, paths ...string) error {
	w := &splitWriter{e: e}
	splits := slices.Clone(r.Splits)
	for i, s := range splits {
		if n.rank(s.A) > n.rank(s.B) {
			splits[i].A, splits[i].B = s.B, s.A
		}
	}
	slices.SortFunc(splits, func(x, y cluster.Split) int {
		return cmp.Or(cmp.Compare(n.rank(x.Link.A), n.rank(y.Link.A)), cmp.Compare(n.rank(x.Link.B), n.rank(y.Link.B)))
	})
	columns := []file.Column{{Name: "id_l"}, {Name: "id_r"}, {Name: "link_weight", Number: true}, {Name: "reason"},
		{Name: "file_1"}, {Name: "id_1"}, {Name: "file_2"}, {Name: "id_2"}, {Name: "weight"}, {Name: "words"}}
	return out.table(columns, func(to file.Rows) {
		for _, s := range splits {
			to.Text(n.at(s.Link.A))
			to.Text(n.at(s.Link.B))
			to.Number(float64(s.Link.Weight), 'f', 3)
			to.Text(s.Reason.String())
			var said [2]string
			for i, row := range []uint32{s.A, s.B} {
				side, words := "l", e.text("左边的 %s", "%s on the left")
				if int(row) >= n.right {
					side, words = "r", e.text("右边的 %s", "%s on the right")
				}
				if s.Reason == cluster.TooLarge {
					to.Text("")
					to.Text("")
					continue
				}
				to.Text(side)
				to.Text(n.at(row))
				said[i] = fmt.Sprintf(words, n.at(row))
			}
			w.because(to, s, said[0], said[1])
		}
	}, paths...)
}

// splitWriter names groups by the rows that come first in the order of the ids.
type splitWriter struct {
	e                *env
	ids              *names
	first, component map[uint32]uint32
}

// namedSplit is a split with groups as the rows they are named by, the one with
// the smaller id on the left, as in its two pairs.
type namedSplit struct {
	cluster.Split
	component, left, right uint32
}

func (w *splitWriter) named(s cluster.Split) namedSplit {
	n := namedSplit{s, w.component[s.Component], w.first[s.Left], w.first[s.Right]}
	rank := w.ids.rank
	if rank[n.left] > rank[n.right] {
		n.left, n.right, n.A, n.B = n.right, n.left, n.B, n.A
	}
	if rank[n.Link.A] > rank[n.Link.B] {
		n.Link.A, n.Link.B = n.Link.B, n.Link.A
	}
	return n
}

func (w *splitWriter) write(to file.Rows, s namedSplit) {
	for _, row := range []uint32{s.component, s.left, s.right, s.Link.A, s.Link.B} {
		to.Text(w.ids.at(row))
	}
	to.Number(float64(s.Link.Weight), 'f', 3)
	to.Text(s.Reason.String())
	a, b := w.ids.at(s.A), w.ids.at(s.B)
	if s.Reason == cluster.TooLarge {
		a, b = "", ""
	}
	to.Text(a)
	to.Text(b)
	w.because(to, s.Split, a, b)
}

// because ends a row with the weight of the pair that shows the reason, and says
// it in words.
func (w *splitWriter) because(to file.Rows, s cluster.Split, a, b string) {
	if s.Reason == cluster.Contradiction || s.Reason == cluster.Negative {
		to.Text(strconv.FormatFloat(float64(s.Weight), 'f', 3, 64))
	} else {
		to.Text("")
	}
	to.Text(w.words(s.Reason, a, b))
	to.End()
}

// words say why two groups stay apart.
func (w *splitWriter) words(r cluster.Reason, a, b string) string {
	say := w.e.text
	switch r {
	case cluster.CannotLink:
		return fmt.Sprintf(say("%s 与 %s 已裁定不是同一个", "%s and %s are known to be two"), a, b)
	case cluster.SameSource:
		return fmt.Sprintf(say("%s 与 %s 出自同一份无重复的名单", "%s and %s are from one list that has nobody twice"), a, b)
	case cluster.Contradiction:
		return fmt.Sprintf(say("%s 与 %s 互相矛盾，例如两个都有效却不同的证件号码", "%s and %s contradict each other, such as by two valid numbers that differ"), a, b)
	case cluster.Negative:
		return fmt.Sprintf(say("总的看不是同一个，最明显的是 %s 与 %s", "the pairs between them speak against it on the whole, most of all %s and %s"), a, b)
	}
	return say("两组之间的配对太多，未能逐一核对，因此不合并", "there are too many pairs between them to check, and they are not joined unchecked")
}
