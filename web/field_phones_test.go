package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"quanyuan"
)

// phone is a simulated phone: it does with its store and the network what
// static/field.js does, and may be killed between any two steps. What was
// written into the store is there after a kill, all else is not.
type phone struct {
	v     *visitor
	dice  *rand.Rand
	to    string
	store struct {
		forms    map[string]quanyuan.FieldForm
		sent     map[string]phoneNote
		receipts map[string]string // form: outcome
	}
	late [][]byte // requests that a proxy holds, and may send again
}

type phoneNote struct {
	acked string
	line  []string
}

func newPhone(v *visitor, p *quanyuan.PSU, dice *rand.Rand) *phone {
	x := &phone{v: v, dice: dice, to: fieldAddress(p) + "/forms"}
	x.store.forms, x.store.sent, x.store.receipts = map[string]quanyuan.FieldForm{}, map[string]phoneNote{}, map[string]string{}
	return x
}

// killed throws the dice: one step in six is the last before the phone is
// switched on again.
func (x *phone) killed() bool { return x.dice.IntN(6) == 0 }

func (x *phone) random(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[x.dice.IntN(36)]
	}
	return string(b)
}

// save is one keystroke.
func (x *phone) save(f quanyuan.FieldForm) {
	f.Revision++
	f.Stamp = x.random(12)
	f.Persons = slices.Clone(f.Persons)
	for i := range f.Persons {
		f.Persons[i] = maps.Clone(f.Persons[i])
	}
	x.store.forms[f.ID] = f
}

// send sends what is not acknowledged; the answer may be lost, and the phone
// killed before and after.
func (x *phone) send() {
	var out []quanyuan.FieldForm
	for _, id := range slices.Sorted(maps.Keys(x.store.forms)) {
		f, note := x.store.forms[id], x.store.sent[id]
		if note.acked == f.Stamp || len(out) == 20 {
			continue
		}
		for _, s := range append([]string{note.acked}, note.line...) {
			if s != "" && s != f.Stamp && !slices.Contains(f.Line, s) {
				f.Line = append(f.Line, s)
			}
		}
		out = append(out, f)
		if !slices.Contains(note.line, f.Stamp) {
			note.line = append(slices.Clone(note.line), f.Stamp)
		}
		x.store.sent[id] = note
	}
	if len(out) == 0 || x.killed() {
		return
	}
	raw, err := json.Marshal(map[string]any{"account": "survey", "forms": out})
	check(x.v.w.t, err)
	if x.dice.IntN(5) == 0 {
		x.late = append(x.late, raw)
	}
	answer := x.post(raw)
	if x.killed() {
		return // the server has it, the phone has not heard
	}
	for _, r := range answer {
		f, ok := x.store.forms[r.Form]
		switch {
		case ok && f.Stamp == r.Stamp && f.Finished:
			delete(x.store.forms, r.Form)
			delete(x.store.sent, r.Form)
			x.store.receipts[r.Form] = r.Outcome
		default:
			x.store.sent[r.Form] = phoneNote{acked: r.Stamp}
		}
		if x.killed() {
			return
		}
	}
}

type phoneReceipt struct{ Form, Stamp, Outcome, Code string }

func (x *phone) post(raw []byte) []phoneReceipt {
	t := x.v.w.t
	req, err := http.NewRequest("POST", x.v.w.URL+x.to, bytes.NewReader(raw))
	check(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := x.v.Do(req)
	check(t, err)
	defer res.Body.Close()
	var out struct{ Receipts []phoneReceipt }
	if check(t, json.NewDecoder(res.Body).Decode(&out)); res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
	return out.Receipts
}

// repeat lets what a proxy held come to the server, late and once more.
func (x *phone) repeat() {
	for _, raw := range x.late {
		x.post(raw)
	}
	x.late = nil
}

// write fills a form in bit by bit, sending now and then.
func (x *phone) write(f quanyuan.FieldForm, name string) {
	f.Result = quanyuan.HouseDone
	f.Persons = []map[string]string{{"name": name[:3]}}
	x.save(f)
	if x.dice.IntN(3) == 0 {
		x.send()
	}
	f = x.store.forms[f.ID]
	f.Persons = []map[string]string{{"name": name, "sex": "女性", "birth_date": "1990-02-03"}}
	x.save(f)
	if x.dice.IntN(3) == 0 {
		x.send()
	}
	f = x.store.forms[f.ID]
	f.Finished = true
	x.save(f)
	x.send()
}

// TestPhonesLoseNothing: 500 houses are written down on ten phones without
// network that are killed at random, hear no answer, and send again; ten more
// forms are gone on with on two phones at once. Every house comes once and
// whole, and every contradiction is shown.
func TestPhonesLoseNothing(t *testing.T) {
	w := openTown(t)
	p := w.surveyed()
	dice := rand.New(rand.NewPCG(1, 2026))
	v := w.as("survey")
	const houses, phones, copied = 500, 10, 10
	var all []*phone
	want := map[string]string{} // of each form the name
	for k := range phones {
		x := newPhone(v, p, dice)
		all = append(all, x)
		for i := k; i < houses; i += phones {
			f := quanyuan.FieldForm{ID: x.random(24), House: fmt.Sprint(i + 1)}
			want[f.ID] = fmt.Sprintf("赵%c%c", '一'+rune(i), '丁'+rune(i*3))
			x.write(f, want[f.ID])
			if x.dice.IntN(10) == 0 {
				x.repeat()
			}
		}
	}
	// A phone's store is copied to another phone before its forms were sent; both
	// go on.
	twice := map[string]bool{}
	for i := range copied {
		a, b := newPhone(v, p, dice), newPhone(v, p, dice)
		f := quanyuan.FieldForm{ID: a.random(24), House: fmt.Sprint(houses + i + 1), Result: quanyuan.HouseDone}
		a.save(f)
		b.store.forms[f.ID] = a.store.forms[f.ID]
		twice[f.ID] = true
		a.write(a.store.forms[f.ID], "钱甲甲")
		b.write(b.store.forms[f.ID], "孙乙乙")
		all = append(all, a, b)
	}
	for _, x := range all {
		for range 60 { // the network comes back
			x.send()
		}
		x.repeat()
		if len(x.store.forms) != 0 {
			t.Fatalf("%d forms have no receipt", len(x.store.forms))
		}
	}

	conflicts := 0
	for _, f := range w.forms(p) {
		id := f.Kept.ID
		if twice[id] {
			if names := fmt.Sprint(len(f.Aside), f.Kept.Persons[0]["name"]+f.Aside[0].Persons[0]["name"]); names != "1钱甲甲孙乙乙" && names != "1孙乙乙钱甲甲" || f.State != quanyuan.FieldDisputed {
				t.Errorf("two phones: %s, %s", f.State, names)
			}
			conflicts++
			continue
		}
		if f.State != quanyuan.FieldDone || len(f.Aside) != 0 || len(f.Kept.Persons) != 1 || f.Kept.Persons[0]["name"] != want[id] || f.Kept.Persons[0]["birth_date"] == "" {
			t.Errorf("house %s: %s with %v, want %s", f.Kept.House, f.State, f.Kept.Persons, want[id])
		}
		delete(want, id)
	}
	if len(want) != 0 || conflicts != copied {
		t.Fatalf("%d forms are lost; %d conflicts of %d are shown", len(want), conflicts, copied)
	}
	by := w.surveyTeam()
	l, err := w.desk.LoadForms(context.Background(), by, p.Survey)
	check(t, err)
	if l.Forms != houses || l.Persons != houses || l.Disputed != copied || len(l.Faults) != 0 {
		t.Errorf("loaded %+v", l)
	}
	if l, err = w.desk.LoadForms(context.Background(), by, p.Survey); err != nil || l.Forms != 0 || l.Known != houses {
		t.Errorf("loaded twice: %+v, %v", l, err)
	}
	s, err := w.desk.Sample(context.Background(), by, p.Survey)
	check(t, err)
	n := 0
	for _, x := range s.PSUs {
		n += len(x.Responses)
	}
	if n != houses {
		t.Errorf("%d answers, want %d", n, houses)
	}
}
