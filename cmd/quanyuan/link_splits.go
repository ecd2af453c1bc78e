package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"quanyuan/link"
	"quanyuan/link/cluster"
)

// writeSplits writes the links that the clusters gave up, with the reason as a
// key and in words. Clusters and components are named by their smallest ids,
// as in the file of clusters.
func writeSplits(e *env, path string, r *link.Result, ids []string) error {
	s := &splitWriter{e: e, ids: ids, name: make(map[uint32]string), component: make(map[uint32]string)}
	for _, split := range r.Splits {
		s.name[split.Left], s.name[split.Right] = "", ""
	}
	for row, c := range r.Clusters {
		if name, ok := s.name[c]; ok && (name == "" || ids[row] < name) {
			s.name[c] = ids[row]
		}
	}
	for _, split := range r.Splits {
		for _, c := range []uint32{split.Left, split.Right} {
			if name, ok := s.component[split.Component]; !ok || s.name[c] < name {
				s.component[split.Component] = s.name[c]
			}
		}
	}
	rows := make([][]string, len(r.Splits))
	for i, split := range r.Splits {
		rows[i] = s.row(split)
	}
	slices.SortFunc(rows, func(x, y []string) int {
		return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]), cmp.Compare(x[2], y[2]))
	})
	return writeRows(path, []string{"component", "left", "right", "link_l", "link_r", "link_weight", "reason", "id_l", "id_r", "weight", "words"}, func(add func(...string) error) error {
		for _, row := range rows {
			if err := add(row...); err != nil {
				return err
			}
		}
		return nil
	})
}

type splitWriter struct {
	e               *env
	ids             []string
	name, component map[uint32]string
}

// row is a split as a line of the file, the group with the smaller name first.
func (w *splitWriter) row(s cluster.Split) []string {
	left, right, a, b := w.name[s.Left], w.name[s.Right], w.ids[s.A], w.ids[s.B]
	l, r := w.ids[s.Link.A], w.ids[s.Link.B]
	if left > right {
		left, right, a, b = right, left, b, a
	}
	if l > r {
		l, r = r, l
	}
	weight := func(w float32) string { return strconv.FormatFloat(float64(w), 'f', 3, 64) }
	row := []string{w.component[s.Component], left, right, l, r, weight(s.Link.Weight), s.Reason.String(), a, b, weight(s.Weight), w.words(s.Reason, a, b)}
	switch s.Reason {
	case cluster.TooLarge:
		row[7], row[8], row[9] = "", "", ""
	case cluster.CannotLink, cluster.SameSource:
		row[9] = ""
	}
	return row
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
