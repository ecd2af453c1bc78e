package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"quanyuan/link"
	"quanyuan/link/cluster"
)

// Rows are named 1 to 6, and their order is 5, 4, 3, 2, 6, 1: groups are named
// by the first in that order, not by the first row.
func TestSplitsAreSaidInBothLanguages(t *testing.T) {
	r := &link.Result{
		Clusters: []uint32{0, 1, 1, 3, 3, 5},
		Splits: []cluster.Split{
			{Component: 1, Left: 1, Right: 3, Link: cluster.Edge{A: 2, B: 3, Weight: 2}, Reason: cluster.Contradiction, A: 1, B: 4, Weight: -7.5},
			{Component: 1, Left: 3, Right: 5, Link: cluster.Edge{A: 4, B: 5, Weight: 1}, Reason: cluster.CannotLink, A: 3, B: 5},
		},
	}
	ids := &names{order: []uint32{4, 3, 2, 1, 5, 0}, rank: []uint32{5, 3, 2, 1, 0, 4}}
	compareSplits(t, map[string]string{
		"zh": "component,left,right,link_l,link_r,link_weight,reason,id_l,id_r,weight,words\n" +
			"5,5,3,4,3,2.000,contradiction,5,2,-7.500,5 与 2 互相矛盾，例如两个都有效却不同的证件号码\n" +
			"5,5,6,5,6,1.000,cannot_link,4,6,,4 与 6 已裁定不是同一个\n",
		"en": "component,left,right,link_l,link_r,link_weight,reason,id_l,id_r,weight,words\n" +
			"5,5,3,4,3,2.000,contradiction,5,2,-7.500,\"5 and 2 contradict each other, such as by two valid numbers that differ\"\n" +
			"5,5,6,5,6,1.000,cannot_link,4,6,,4 and 6 are known to be two\n",
	}, func(e *env, out *results, path string) error { return writeSplits(e, out, r, ids, path) })
}

// Both files have records 1 to 3, and the reason may lie in one of them.
func TestSplitsOfAMatchTellTheFiles(t *testing.T) {
	r := &link.Result{Splits: []cluster.Split{
		{Component: 0, Left: 0, Right: 2, Link: cluster.Edge{A: 0, B: 5, Weight: 4}, Reason: cluster.SameSource, A: 4, B: 5},
		{Component: 1, Left: 1, Right: 4, Link: cluster.Edge{A: 1, B: 4, Weight: 3}, Reason: cluster.Negative, A: 4, B: 1, Weight: -2},
		{Component: 1, Left: 1, Right: 3, Link: cluster.Edge{A: 1, B: 3, Weight: 2}, Reason: cluster.TooLarge, A: 1, B: 3},
	}}
	ids := &names{order: []uint32{0, 1, 2}, rank: []uint32{0, 1, 2}}
	n := recordNames{left: ids, second: ids, right: 3}
	compareSplits(t, map[string]string{
		"zh": "id_l,id_r,link_weight,reason,file_1,id_1,file_2,id_2,weight,words\n" +
			"1,3,4.000,same_source,r,2,r,3,,右边的 2 与 右边的 3 出自同一份无重复的名单\n" +
			"2,1,2.000,too_large,,,,,,两组之间的配对太多，未能逐一核对，因此不合并\n" +
			"2,2,3.000,evidence_against,l,2,r,2,-2.000,总的看不是同一个，最明显的是 左边的 2 与 右边的 2\n",
		"en": "id_l,id_r,link_weight,reason,file_1,id_1,file_2,id_2,weight,words\n" +
			"1,3,4.000,same_source,r,2,r,3,,2 on the right and 3 on the right are from one list that has nobody twice\n" +
			"2,1,2.000,too_large,,,,,,\"there are too many pairs between them to check, and they are not joined unchecked\"\n" +
			"2,2,3.000,evidence_against,l,2,r,2,-2.000,\"the pairs between them speak against it on the whole, most of all 2 on the left and 2 on the right\"\n",
	}, func(e *env, out *results, path string) error { return writeMatchSplits(e, out, r, n, path) })
}

// compareSplits compares what is written in each language.
func compareSplits(t *testing.T, want map[string]string, write func(e *env, out *results, path string) error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "splits.csv")
	for lang, want := range want {
		out := &results{ctx: context.Background()}
		if err := errors.Join(write(&env{lang: lang}, out, path), out.commit()); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s:\n%s\nwant\n%s", lang, got, want)
		}
	}
}
