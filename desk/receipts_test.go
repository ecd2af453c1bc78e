package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// moody is a store that cannot write while it is told so.
type moody struct {
	*sqlite.Store
	sulks bool
}

var errFull = errors.New("the disk is full")

func (m *moody) Apply(ctx context.Context, c *quanyuan.Change) error {
	if m.sulks {
		c.Papers[0].Version++ // a store may have begun
		return errFull
	}
	return m.Store.Apply(ctx, c)
}

func (m *moody) Seal(ctx context.Context, lines []quanyuan.AuditLine) error {
	if m.sulks {
		return errFull
	}
	return m.Store.Seal(ctx, lines)
}

// TestReceiptsAreWrittenInGroups: a receipt waits to be written with others, is
// good at once for who was given it, and is lost by nothing but a crash.
func TestReceiptsAreWrittenInGroups(t *testing.T) {
	ctx := context.Background()
	s, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "town.db"), noon)
	check(t, err)
	defer s.Close()
	check(t, desk.Init(ctx, s, []byte(divisions), "divisions.csv"))
	store, due := &moody{Store: s}, make(chan time.Time)
	d, err := desk.Open(ctx, store, noon, desk.Timer(func(time.Duration) <-chan time.Time { return due }))
	check(t, err)
	importRegister(t, d, families)
	newcomer := read(t, d, "姓名", "欧阳初晴", "性别", "女", "出生日期", "1985-03-21", "社区编码", spring, "户籍状况", "户口在本社区", "居住状况", "现住本社区")
	search := func() string {
		t.Helper()
		a, err := d.Search(ctx, li, newcomer)
		check(t, err)
		return a.Paper.ID
	}
	written := func(id string) bool {
		t.Helper()
		p, err := s.Paper(ctx, quanyuan.ReceiptPaper, id)
		if err != nil && !errors.Is(err, quanyuan.ErrNotFound) {
			t.Fatal(err)
		}
		lines, err := s.AuditLines(ctx, quanyuan.AuditQuery{Kind: "receipt", ID: id})
		check(t, err)
		if (p != nil) != (len(lines) > 0) {
			t.Errorf("receipt %s: written %v, noted %v", id, p != nil, len(lines) > 0)
		}
		return p != nil
	}

	first, second := search(), search()
	if first == second || written(first) || written(second) {
		t.Fatalf("receipts %s and %s: they must differ and wait", first, second)
	}
	if _, err := d.Enter(ctx, li, newcomer, first); err != nil {
		t.Fatal(err)
	}
	if !written(first) || !written(second) {
		t.Error("receipts that were given before an entry were not written with it")
	}
	_, err = d.Enter(ctx, li, newcomer, first)
	if e := (*quanyuan.Error)(nil); !errors.As(err, &e) || e.Key != "search.used" {
		t.Errorf("the receipt once more: %v", err)
	}

	third := search()
	store.sulks = true
	if err := d.Close(ctx); !errors.Is(err, errFull) {
		t.Errorf("receipts could not be written: %v", err)
	}
	if a, err := d.Search(ctx, li, newcomer); err == nil {
		t.Errorf("%v was shown, though it cannot be noted", a.Persons)
	}
	store.sulks = false
	fourth := search()
	check(t, d.Close(ctx))
	if !written(third) || !written(fourth) {
		t.Error("receipts were lost while the store could not write")
	}
}
