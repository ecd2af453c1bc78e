package desk_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/simulate"
	"quanyuan/store/sqlite"
)

// townDesk opens a desk on a virtual town: its register and, where the town has
// them, its lists, collated.
func townDesk(t *testing.T, town *simulate.Town) *desk.Desk {
	t.Helper()
	d, _ := townStore(t, town)
	return d
}

// townStore is townDesk with the store below it.
func townStore(t *testing.T, town *simulate.Town) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	if _, err := town.Write(dir); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	raw, err := os.ReadFile(filepath.Join(dir, "divisions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Init(ctx, s, raw, "divisions.csv"); err != nil {
		t.Fatal(err)
	}
	d, err := desk.Open(ctx, s, now)
	if err != nil {
		t.Fatal(err)
	}
	send := func(file string, source quanyuan.Source, asOf string) {
		t.Helper()
		day, _ := quanyuan.ParseDate(asOf)
		if _, err := d.Import(ctx, desk.Upload{Path: filepath.Join(dir, file), Source: source, AsOf: day}); err != nil {
			t.Fatal(err)
		}
	}
	send("register.csv", quanyuan.Source{Kind: quanyuan.Register}, "")
	if town.RegisterOnly {
		return d, s
	}
	f, err := os.Open(filepath.Join(dir, "lists.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		kind, _ := quanyuan.ParseSourceKind(r[1])
		send(r[0], quanyuan.Source{Kind: kind, Unit: r[2], Division: r[3]}, r[4])
	}
	if _, err := d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return d, s
}
