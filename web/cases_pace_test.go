package web_test

import (
	"fmt"
	"strconv"
	"testing"

	"quanyuan"
)

// typist works with the keyboard alone and counts the keys.
type typist struct {
	*browser
	pressed int
}

func (k *typist) keys(keys string) {
	k.t.Helper()
	k.pressed += len([]rune(keys))
	k.browser.keys(keys)
}

// record is the row that is open, 0 behind the last.
func (k *typist) record() quanyuan.RecordID {
	k.t.Helper()
	k.wait(`document.querySelector("#case") !== null || location.pathname === "/cases/done"`)
	n, err := strconv.ParseInt("0"+k.eval(`document.querySelector("#case")?.dataset.record || ""`), 10, 64)
	check(k.t, err)
	return quanyuan.RecordID(n)
}

// next waits until another row than this is open.
func (k *typist) next(r quanyuan.RecordID) {
	k.t.Helper()
	k.wait(fmt.Sprintf(`location.pathname === "/cases/done" || document.querySelector("#case") !== null && document.querySelector("#case").dataset.record !== "%d"`, r))
}

// What a row takes, after the keystroke-level model of Card, Moran and Newell
// (Communications of the ACM 23, 1980): a key of an average typist, and making
// up one's mind; a row is looked at once, and once for every field that is chosen.
const (
	secondsAKey      = 0.28
	secondsADecision = 1.35
	rowsAnHour       = 200
)

// TestTwoHundredRowsAnHour: a clerk works through the rows of lists from the
// first page on and never leaves the keyboard. A row that differs takes a key for
// each field and one to settle; somebody new two; somebody elsewhere two and the
// reason. Within an hour there is time for 200 and more.
func TestTwoHundredRowsAnHour(t *testing.T) {
	beside(t)
	w := openTown(t)
	k := &typist{browser: w.browse().as("clerk")}
	k.expect("status of 422", "status of 409") // a row may be somebody who is moving already
	k.keys("g3")
	k.wait(`location.pathname === "/cases"`)
	rows, decisions, least := 0, 0, map[quanyuan.Outcome]int{}
	for _, o := range []quanyuan.Outcome{quanyuan.Differs, quanyuan.New, quanyuan.Elsewhere} {
		k.open("/cases?outcome=" + string(o)) // an address that was kept
		k.keys("s")
		for range 15 {
			r := k.record()
			if r == 0 {
				break
			}
			before, chosen := k.pressed, k.settle(o, r)
			if chosen < 0 { // asks for a ruling or somebody else's answer first
				k.tap("Escape")
				k.keys("n")
				k.next(r)
				continue
			}
			least[o]++
			rows, decisions = rows+1, decisions+1+chosen
			if most := map[quanyuan.Outcome]int{quanyuan.Differs: chosen + 1, quanyuan.New: 2, quanyuan.Elsewhere: 4}[o]; k.pressed-before > most {
				t.Errorf("a row of %s took %d keys, at most %d", o, k.pressed-before, most)
			}
		}
	}
	if least[quanyuan.Differs] < 5 || least[quanyuan.New] < 2 || least[quanyuan.Elsewhere] < 2 {
		t.Fatalf("too few rows to tell: %v", least)
	}
	seconds := secondsAKey*float64(k.pressed) + secondsADecision*float64(decisions)
	t.Logf("%v: %d rows, %d keys (%.1f a row), %.1f s a row: %.0f an hour", least, rows, k.pressed, float64(k.pressed)/float64(rows), seconds/float64(rows), 3600*float64(rows)/seconds)
	if 3600*float64(rows)/seconds < rowsAnHour {
		t.Errorf("%d rows take %.0f s", rows, seconds)
	}
}

// settle does what a clerk does about a row, and tells how many fields she chose;
// -1 when nothing can be done about it now.
func (k *typist) settle(o quanyuan.Outcome, r quanyuan.RecordID) int {
	k.t.Helper()
	switch o {
	case quanyuan.New:
		if k.number(`document.querySelectorAll("#case-search").length`) == 0 {
			return -1
		}
		k.keys("\r")
		k.wait(`document.querySelector(".case-receipt") !== null`)
		if k.number(`document.querySelectorAll("#case-enter").length`) == 0 {
			return -1
		}
		k.keys("e")
	case quanyuan.Elsewhere:
		if k.number(`document.querySelectorAll(".case-transfer").length`) == 0 {
			return -1
		}
		k.pressed++
		k.tap("Enter") // leads into the field
		k.wait(`document.activeElement.name === "reason"`)
		k.keys("务工\r")
		k.wait(fmt.Sprintf(`document.querySelector(".summary") !== null || location.pathname === "/cases/done" || document.querySelector("#case").dataset.record !== "%d"`, r))
		if k.record() == r {
			return -1
		}
		return 0
	default:
		must := k.number(`document.querySelectorAll("#case tr[data-must]").length`)
		if must == 0 || k.number(`document.querySelectorAll("#case-settle").length`) == 0 {
			return -1
		}
		for i := range must {
			k.keys([]string{"1", "2"}[i%2])
		}
		k.keys("\r")
		k.next(r)
		return must
	}
	k.next(r)
	return 0
}
