package desk_test

import (
	"context"
	"errors"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestOpenDesksFollowARevision: a program that runs sees what another one did
// to the divisions, and what it did itself.
func TestOpenDesksFollowARevision(t *testing.T) {
	ctx := context.Background()
	now := noon()
	acting, s := clocked(t, &now)
	importRegister(t, acting, families)
	running, err := desk.Open(ctx, s, noon)
	check(t, err)
	ask := func() {
		t.Helper()
		if _, err := running.Identify(ctx, "nobody.knows"); !errors.Is(err, quanyuan.ErrForbidden) {
			t.Fatal(err)
		}
	}
	if _, err := running.Search(ctx, li, read(t, running, "姓名", "王志强")); err != nil {
		t.Fatal(err)
	}
	ask()
	if got := running.PlaceName(east); got != east {
		t.Fatalf("before the revision %s is called %s", east, got)
	}
	_, err = acting.ApplyRevision(ctx, clerk, merger(spring, river), nil)
	check(t, err)
	if got := acting.PlaceName(east); got != "东岸社区" {
		t.Errorf("the desk that made the revision calls it %s", got)
	}
	ask()
	if got := running.PlaceName(east); got != "东岸社区" {
		t.Errorf("a desk that was open calls it %s", got)
	}
	tree := running.Tree()
	if ask(); running.Tree() != tree {
		t.Error("the list is read again although it has not changed")
	}
	a, err := running.Search(ctx, li, read(t, running, "姓名", "王志强"))
	if err != nil || len(a.Matches) == 0 || a.Matches[0].Communities[0] != east {
		t.Errorf("a search after the revision: %+v %v", a, err)
	}
	record := read(t, running, "姓名", "欧阳初晴", "性别", "女", "出生日期", "1985-03-21", "社区编码", east, "户籍状况", "户口在本社区", "居住状况", "现住本社区")
	found, err := running.Search(ctx, li, record)
	check(t, err)
	if p, err := running.Enter(ctx, li, record, found.Paper.ID); err != nil || !quanyuan.Scope.Reaches(quanyuan.Scope{east}, p.Divisions()) {
		t.Errorf("entered into the new community: %+v %v", p, err)
	}
}
