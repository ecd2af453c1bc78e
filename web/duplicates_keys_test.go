package web_test

import (
	"context"
	"testing"

	"quanyuan"
)

// TestDuplicatesByKeyboard: from the queue through questions with keys alone:
// begin, skip, answer one, go back to it, answer a cluster.
func TestDuplicatesByKeyboard(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("city")
	ctx := context.Background()
	b.open("/duplicates")
	b.keys("n")
	b.wait(`document.querySelector("#sheet") && document.readyState === "complete"`)
	first := b.eval("location.pathname")
	b.keys("n")
	b.wait(`document.querySelector("#sheet") && document.readyState === "complete" && location.pathname !== "` + first + `"`)
	cluster := w.cluster()
	for _, id := range w.questions("city") { // one that stands alone
		s, err := w.desk.Sheet(ctx, w.account("city"), id)
		check(t, err)
		if len(s.Questions) > 1 {
			continue
		}
		b.open("/duplicates/" + id)
		b.keys("x")
		b.wait(`document.querySelector(".flash") && document.querySelector("#sheet") && document.readyState === "complete"`)
		b.keys("u")
		b.wait(`location.pathname === "/duplicates/` + id + `" && document.querySelector(".weights") !== null`)
		b.accessible("an answered question")
		b.picture("duplicate-answered-zh")
		break
	}
	b.open("/duplicates/" + cluster)
	b.wait(`document.querySelector("fieldset.at") !== null`)
	b.keys("x")
	b.keys("u")
	if n := b.number(`document.querySelectorAll("input[type=radio]:checked").length`); n != 0 {
		t.Errorf("after u %d choices are left", n)
	}
	s, err := w.desk.Sheet(ctx, w.account("city"), cluster)
	check(t, err)
	for range s.Questions {
		b.keys("d")
	}
	b.picture("duplicate-chosen-zh")
	b.keys("\r")
	b.wait(`document.querySelector(".flash") && document.readyState === "complete"`)
	for _, q := range s.Questions {
		after, err := w.desk.Sheet(ctx, w.account("city"), q.ID)
		check(t, err)
		if after.Questions[0].Mine != quanyuan.RuledDifferent {
			t.Errorf("question %s: %q", q.ID, after.Questions[0].Mine)
		}
	}
}
