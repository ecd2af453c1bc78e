package index_test

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"slices"
	"testing"

	"encoding/binary"

	"quanyuan/link"
	"quanyuan/link/index"
)

// saved is a snapshot of an index with some history.
func saved(t testing.TB) []byte {
	t.Helper()
	w := chinese()
	x := w.index(index.Options{})
	if err := errors.Join(x.Declare(index.List{Name: "school"}), x.Declare(index.List{Name: "police", Unique: true})); err != nil {
		t.Fatal(err)
	}
	for i, values := range w.rows[:30] {
		if err := x.AddTo([]string{"", "school", "police"}[i%3], fmt.Sprint("r", i), values); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(x.Rule("r0", "r1"), x.Rule("r9", "never here"), x.Change("r3", w.rows[40]), x.Remove("r4"), x.Remove("r17")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Snapshot(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every cut and every changed byte is noticed.
func TestDamagedSnapshotsAreRefused(t *testing.T) {
	whole := saved(t)
	refused := func(text []byte, what string) {
		t.Helper()
		if _, err := index.Restore(bytes.NewReader(text), link.ComparatorNamed, index.Options{}); !errors.Is(err, index.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for n := 0; n < len(whole); n += 1 + n/7 {
		refused(whole[:n], fmt.Sprintf("cut at %d of %d", n, len(whole)))
		changed := bytes.Clone(whole)
		changed[n] ^= 1
		refused(changed, fmt.Sprintf("byte %d changed", n))
	}
	if _, err := index.Restore(bytes.NewReader(whole), link.ComparatorNamed, index.Options{Threshold: .123}); err == nil || errors.Is(err, index.ErrDamaged) {
		t.Errorf("another threshold: %v", err)
	}
}

// A snapshot of the version before lists and rulings is read, and goes on.
func TestFormerSnapshots(t *testing.T) {
	old, err := os.Open("testdata/version1.qyx")
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	x, err := index.Restore(old, link.ComparatorNamed, index.Options{})
	if err != nil || x.Len() != 20 || x.Clusters() != 13 {
		t.Fatalf("%v, %v", x, err)
	}
	if err := errors.Join(x.Declare(index.List{Name: "new", Unique: true}), x.Rule("0", "1")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Snapshot(&b); err != nil {
		t.Fatal(err)
	}
	y, err := index.Restore(&b, link.ComparatorNamed, index.Options{})
	if err != nil || y.Clusters() != 14 || len(y.Lists()) != 1 || !slices.Equal(y.Rulings(), [][2]string{{"0", "1"}}) {
		t.Fatalf("%d clusters, lists %v, rulings %v, %v", y.Clusters(), y.Lists(), y.Rulings(), err)
	}
}

// frames puts a payload into frames, as a snapshot has it.
func frames(payload []byte) []byte {
	out := []byte("quanyuan index 2\n")
	frame := func(b []byte) {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(b)))
		out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
		out = append(out, b...)
	}
	for len(payload) > 0 {
		n := min(len(payload), 1<<18)
		frame(payload[:n])
		payload = payload[n:]
	}
	frame(nil)
	return out
}

// payload takes a snapshot out of its frames.
func payload(snapshot []byte) (out []byte) {
	for rest := snapshot[len("quanyuan index 2\n"):]; len(rest) > 8; {
		n := binary.LittleEndian.Uint32(rest)
		out = append(out, rest[8:8+n]...)
		rest = rest[8+n:]
	}
	return out
}

// FuzzRestore has checksums that are right and contents that may be anything:
// it is refused, or is an index that can be saved, read and changed.
func FuzzRestore(f *testing.F) {
	whole := payload(saved(f))
	n, w := binary.Uvarint(whole)
	model, rest := whole[:w+int(n)], whole[w+int(n):]
	f.Add(rest)
	f.Add(rest[:len(rest)-3])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, rest []byte) {
		x, err := index.Restore(bytes.NewReader(frames(append(bytes.Clone(model), rest...))), link.ComparatorNamed, index.Options{Threads: 1})
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := x.Snapshot(&b); err != nil {
			t.Fatal(err)
		}
		y, err := index.Restore(bytes.NewReader(b.Bytes()), link.ComparatorNamed, index.Options{Threads: 1})
		if err != nil || !maps.Equal(maps.Collect(x.All()), maps.Collect(y.All())) {
			t.Fatalf("it is not the same when read again: %v", err)
		}
		for id := range maps.Collect(x.All()) {
			if err := x.Remove(id); err != nil {
				t.Fatal(err)
			}
		}
		if x.Len() != 0 || x.Clusters() != 0 {
			t.Fatalf("%d records and %d clusters are left", x.Len(), x.Clusters())
		}
	})
}
