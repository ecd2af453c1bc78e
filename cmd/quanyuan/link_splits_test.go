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
	path := filepath.Join(t.TempDir(), "splits.csv")
	for lang, want := range map[string]string{
		"zh": "component,left,right,link_l,link_r,link_weight,reason,id_l,id_r,weight,words\n" +
			"5,5,3,4,3,2.000,contradiction,5,2,-7.500,5 与 2 互相矛盾，例如两个都有效却不同的证件号码\n" +
			"5,5,6,5,6,1.000,cannot_link,4,6,,4 与 6 已裁定不是同一个\n",
		"en": "component,left,right,link_l,link_r,link_weight,reason,id_l,id_r,weight,words\n" +
			"5,5,3,4,3,2.000,contradiction,5,2,-7.500,\"5 and 2 contradict each other, such as by two valid numbers that differ\"\n" +
			"5,5,6,5,6,1.000,cannot_link,4,6,,4 and 6 are known to be two\n",
	} {
		out := &results{ctx: context.Background()}
		if err := errors.Join(writeSplits(&env{lang: lang}, out, r, ids, path), out.commit()); err != nil {
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
