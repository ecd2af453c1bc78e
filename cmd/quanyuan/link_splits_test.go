package main

import (
	"os"
	"path/filepath"
	"testing"

	"quanyuan/link"
	"quanyuan/link/cluster"
)

// Rows 0 to 5 are z, d, c, b, a, e: names go by id, not by row.
func TestSplitsAreSaidInBothLanguages(t *testing.T) {
	r := &link.Result{
		Clusters: []uint32{0, 1, 1, 3, 3, 5},
		Splits: []cluster.Split{
			{Component: 1, Left: 1, Right: 3, Link: cluster.Edge{A: 2, B: 3, Weight: 2}, Reason: cluster.Contradiction, A: 1, B: 4, Weight: -7.5},
			{Component: 1, Left: 3, Right: 5, Link: cluster.Edge{A: 4, B: 5, Weight: 1}, Reason: cluster.CannotLink, A: 3, B: 5},
		},
	}
	path := filepath.Join(t.TempDir(), "splits.csv")
	for lang, want := range map[string]string{
		"zh": "component,left,right,link_l,link_r,link_weight,reason,id_l,id_r,weight,words\n" +
			"a,a,c,b,c,2.000,contradiction,a,d,-7.500,a 与 d 互相矛盾，例如两个都有效却不同的证件号码\n" +
			"a,a,e,a,e,1.000,cannot_link,b,e,,b 与 e 已裁定不是同一个\n",
		"en": "component,left,right,link_l,link_r,link_weight,reason,id_l,id_r,weight,words\n" +
			"a,a,c,b,c,2.000,contradiction,a,d,-7.500,\"a and d contradict each other, such as by two valid numbers that differ\"\n" +
			"a,a,e,a,e,1.000,cannot_link,b,e,,b and e are known to be two\n",
	} {
		if err := writeSplits(&env{lang: lang}, path, r, []string{"z", "d", "c", "b", "a", "e"}); err != nil {
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
