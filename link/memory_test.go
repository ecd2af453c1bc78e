package link_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"reflect"
	"testing"

	"quanyuan/link"
	"quanyuan/link/cluster"
	"quanyuan/link/linktest"
	"quanyuan/link/spill"
	"quanyuan/link/table"
)

// With hardly any memory, blocks and pairs lie in files, and a run finds the
// same: clusters or matches, splits, counts, and the pairs, which runs give in their order.
func TestABoundOfMemoryChangesNothing(t *testing.T) {
	p := town
	p.Households, p.Duplicates = 300, 1
	tbl, _ := people(t, p)
	left, right := halves(t, linktest.PersonColumns, linktest.People(p))
	spec := link.Spec{Ignore: []string{"unique_id", "cluster"}}
	for name, run := range map[string]func(link.Options) (*link.Result, error){
		"dedupe": func(o link.Options) (*link.Result, error) { return link.Dedupe(context.Background(), tbl, spec, o) },
		"match": func(o link.Options) (*link.Result, error) {
			return link.Match(context.Background(), left, right, spec, o)
		},
	} {
		o := link.Options{Floor: 1e-6}
		want, err := run(o)
		if err != nil {
			t.Fatal(err)
		}
		o.Memory, o.TempDir = 1, t.TempDir()
		runs := link.NewPairRuns(o.TempDir, 1000)
		defer runs.Close()
		o.PairsTo = func(pairs []link.Pair) error {
			var edges []cluster.Edge
			for _, p := range pairs {
				edges = append(edges, cluster.Edge{A: p.A, B: p.B, Weight: p.Weight})
			}
			return runs.Add(edges)
		}
		got, err := run(o)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Pairs) > 0 {
			t.Errorf("%s: %d pairs are in memory", name, len(got.Pairs))
		}
		pairs := want.Pairs
		if len(pairs) < 1000 {
			t.Errorf("%s: %d pairs are too few to test anything", name, len(pairs))
		}
		err = runs.Each(func(edges []cluster.Edge) error {
			for _, e := range edges {
				if p := pairs[0]; e != (cluster.Edge{A: p.A, B: p.B, Weight: p.Weight}) {
					t.Fatalf("%s: pair %v comes where %v should", name, e, p)
				}
				pairs = pairs[1:]
			}
			return nil
		})
		if err != nil || len(pairs) > 0 {
			t.Errorf("%s: %v, %d pairs are missing", name, err, len(pairs))
		}
		want.Pairs, got.Pairs = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the result is another one", name)
		}
		if left, _ := os.ReadDir(o.TempDir); len(left) > 0 {
			t.Errorf("%s: %v are left", name, left)
		}
	}
}

// Where the texts lie and how tight the bound is changes nothing of what is
// found, whether the table may be used up or not.
func TestTextsInFilesChangeNothing(t *testing.T) {
	p := town
	p.Households, p.Duplicates = 120, 1
	lists := map[string]func() (*table.Table, error){
		"latin": func() (*table.Table, error) { return linktest.Table(linktest.People(p)) },
		"chinese": func() (*table.Table, error) {
			return linktest.TableOf(linktest.ChineseColumns, linktest.ChinesePeople(p))
		},
	}
	for name, list := range lists {
		var want *link.Result
		var wantModel []byte
		for _, tt := range []struct {
			memory  int64
			inFiles bool
			consume bool
		}{{}, {consume: true}, {memory: 1, inFiles: true}, {memory: 1, inFiles: true, consume: true}, {memory: 16 << 20, inFiles: true, consume: true}, {memory: 64 << 30, inFiles: true}} {
			tbl, err := list()
			if err != nil {
				t.Fatal(err)
			}
			files := spill.New(t.TempDir())
			defer files.Close()
			if tt.inFiles {
				if err := tbl.Spill(files); err != nil {
					t.Fatal(err)
				}
			}
			o := link.Options{Memory: tt.memory, TempDir: t.TempDir(), Consume: tt.consume}
			got, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{tbl.Columns[0].Name, "cluster"}}, o)
			if err != nil {
				t.Fatal(err)
			}
			var model bytes.Buffer
			if err := got.Model.Write(&model); err != nil {
				t.Fatal(err)
			}
			got.Model = nil
			if want == nil {
				want, wantModel = got, model.Bytes()
			}
			if len(got.Pairs) < 100 || !reflect.DeepEqual(got, want) || !bytes.Equal(model.Bytes(), wantModel) {
				t.Errorf("%s, %+v: the result is another one", name, tt)
			}
		}
	}
}

// Texts that can be read no more end the run with an error, not with what is
// found without them.
func TestLostTextsAreAnError(t *testing.T) {
	tbl, err := linktest.Table(linktest.People(town))
	if err != nil {
		t.Fatal(err)
	}
	files := spill.New(t.TempDir())
	if err := tbl.Spill(files); err != nil {
		t.Fatal(err)
	}
	files.Close()
	var lost *spill.Error
	if r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{}); !errors.As(err, &lost) {
		t.Errorf("the run ends with %v, %v", r, err)
	}
}
