package access

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"quanyuan"
)

// sealed makes a chain of n lines.
func sealed(t *testing.T, n int) (lines []quanyuan.SealedLine, heads []quanyuan.AuditHead) {
	t.Helper()
	heads = make([]quanyuan.AuditHead, 1)
	for i := range n {
		l := quanyuan.AuditLine{Seq: int64(i + 1), At: time.Date(2024, 6, 30, 12, 0, i, 0, time.UTC), Name: "李某", Action: "view", Kind: "person", ID: fmt.Sprint("P", i), Outcome: quanyuan.Done}
		raw, err := l.Encode()
		if err != nil {
			t.Fatal(err)
		}
		head := heads[i].Next(raw)
		heads = append(heads, head)
		lines = append(lines, quanyuan.SealedLine{Seq: l.Seq, Line: raw, Hash: head.Hash[:]})
	}
	return lines, heads
}

func each(lines []quanyuan.SealedLine) iter.Seq2[quanyuan.SealedLine, error] {
	return func(yield func(quanyuan.SealedLine, error) bool) {
		for _, l := range lines {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// rechained gives every line from i on a hash that fits, as a forger would.
func rechained(lines []quanyuan.SealedLine, i int) []quanyuan.SealedLine {
	head := quanyuan.AuditHead{Seq: int64(i)}
	if i > 0 {
		copy(head.Hash[:], lines[i-1].Hash)
	}
	for ; i < len(lines); i++ {
		head = head.Next(lines[i].Line)
		lines[i].Hash = slices.Clone(head.Hash[:])
	}
	return lines
}

func TestVerify(t *testing.T) {
	other := []byte(`{"seq":4,"at":"2024-06-30T12:00:00Z","action":"view","outcome":"done"}`)
	for _, c := range []struct {
		name   string
		forge  func([]quanyuan.SealedLine) []quanyuan.SealedLine
		anchor int  // a head kept elsewhere; 0: none
		end    bool // the store's own end was forged with the lines
		seq    int64
		key    string // empty: the chain holds
	}{
		{name: "untouched"},
		{name: "untouched, with an anchor", anchor: 6},
		{"a line changed", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { l[3].Line = other; return l }, 0, true, 4, "audit.changed"},
		{"a hash changed", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { l[3].Hash = l[2].Hash; return l }, 0, true, 4, "audit.changed"},
		{"a line taken out", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { return slices.Delete(l, 3, 4) }, 0, true, 4, "audit.missing"},
		{"a line taken out, the chain made anew", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { return rechained(slices.Delete(l, 3, 4), 3) }, 0, true, 4, "audit.missing"},
		{"two lines in each other's place", func(l []quanyuan.SealedLine) []quanyuan.SealedLine {
			l[3].Line, l[4].Line = l[4].Line, l[3].Line
			return rechained(l, 3)
		}, 0, true, 4, "audit.changed"},
		{"the end cut off", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { return l[:7] }, 0, false, 8, "audit.cut"},
		{"the end cut off, also where the store keeps it", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { return l[:7] }, 0, true, 0, ""},
		{"the same, with an anchor", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { return l[:7] }, 9, true, 8, "audit.cut"},
		{"a line changed, the chain made anew", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { l[3].Line = other; return rechained(l, 3) }, 0, true, 0, ""},
		{"the same, with an anchor behind it", func(l []quanyuan.SealedLine) []quanyuan.SealedLine { l[3].Line = other; return rechained(l, 3) }, 9, true, 9, "audit.not_anchored"},
		{"all gone", func([]quanyuan.SealedLine) []quanyuan.SealedLine { return nil }, 0, false, 1, "audit.cut"},
	} {
		lines, heads := sealed(t, 10)
		end := heads[10]
		var anchors []quanyuan.AuditHead
		if c.anchor > 0 {
			anchors = append(anchors, heads[c.anchor])
		}
		if c.forge != nil {
			lines = c.forge(lines)
		}
		if n := len(lines); c.end && n > 0 {
			end.Seq = lines[n-1].Seq
			copy(end.Hash[:], lines[n-1].Hash)
		}
		_, broken, err := Verify(each(lines), end, anchors...)
		switch {
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.key == "" && broken != nil, c.key != "" && (broken == nil || broken.Seq != c.seq || broken.Key != c.key):
			t.Errorf("%s: %+v, want %d %s", c.name, broken, c.seq, c.key)
		case c.key != "" && !quanyuan.HasMessage(c.key):
			t.Errorf("%s has no words", c.key)
		}
	}
}
