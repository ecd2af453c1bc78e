package block

import (
	"slices"
	"testing"
)

func TestWordsOfATextAreKeys(t *testing.T) {
	for _, tt := range []struct {
		key, cell string
		want      []string
	}{
		{"word", "The Sea, and the SEA-gull (2nd ed.)", []string{"the", "sea", "and", "gull", "2nd", "ed"}},
		{"word<40", "a B 7", nil},
		{"word", "春江路 12号", []string{"春江", "江路", "12"}},
		{"word", "  ", nil},
		{"any", "x", []string{"*"}},
		{"any", " ", nil},
		{"exact<40", "A b", []string{"a b"}},
	} {
		k := Key{Name: tt.key}
		if err := k.Check(); err != nil {
			t.Errorf("%s: %v", tt.key, err)
		}
		if got := k.Values(tt.cell); !slices.Equal(got, tt.want) {
			t.Errorf("%s of %q = %q, want %q", tt.key, tt.cell, got, tt.want)
		}
	}
}

func TestBoundsOfBlocks(t *testing.T) {
	for name, rows := range map[string]int{"word<40": 40, "exact*<3": 3, "word": 0, "word<2": 0, "word<040": 0, "word<x": 0, "word<": 0} {
		k := Key{Name: name}
		if k.Rows() != rows {
			t.Errorf("%s leaves out blocks from %d rows on, want %d", name, k.Rows(), rows)
		}
		if bounded := name != "word"; bounded && rows == 0 && k.Check() != ErrRows {
			t.Errorf("%s: %v, want %v", name, k.Check(), ErrRows)
		}
	}
}

// Rare leaves the keys that fewer rows have, whether they are the first of a row
// or a further one.
func TestRareKeysStay(t *testing.T) {
	of := RowKeys{First: []uint64{7, 7, 8, 0, 9}, More: []RowKey{{0, 8}, {2, 7}, {4, 5}}}
	if got := of.Rare(3); !slices.Equal(got, []uint64{7}) {
		t.Errorf("frequent keys %v, want 7", got)
	}
	if want := []uint64{0, 0, 8, 0, 9}; !slices.Equal(of.First, want) {
		t.Errorf("first keys %v, want %v", of.First, want)
	}
	if want := []RowKey{{0, 8}, {2, 0}, {4, 5}}; !slices.Equal(of.More, want) {
		t.Errorf("further keys %v, want %v", of.More, want)
	}
	if !of.Share(0, 2) || of.Share(0, 1) {
		t.Error("rows share what is left, and nothing else")
	}
}
