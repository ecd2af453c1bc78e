package desk_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 30, 20)), nil))
	return b.Bytes()
}

// A resident asks with a picture, the community looks at it and decides, and
// the record says what was decided, and why.
func TestAmendment(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	a, err := d.AskAmendment(ctx, resident, desk.Wish{Field: "marital", Says: "离婚", Why: "离婚证", Proof: photo(t)})
	check(t, err)
	if a.Desk != "510198001001" || a.Proof == "" || a.Value.Text == "" {
		t.Fatalf("filed as %+v", a)
	}
	for _, who := range []struct {
		by   quanyuan.Principal
		sees bool
	}{{resident, true}, {clerk1, true}, {office, true}, {clerk2, false}, {leader, false}, {auditor, false},
		{quanyuan.Principal{Name: "刘玉兰", Post: quanyuan.Citizen, Person: "P002"}, false},
		{quanyuan.Principal{Account: "jg", Name: "万小燕", Post: quanyuan.Submitter, Mandate: "police"}, false}} {
		e, err := d.Proof(ctx, who.by, a.ID)
		if (err == nil) != who.sees || err == nil && (e.Type != "image/jpeg" || len(e.Data) == 0) {
			t.Errorf("%s %s looks at the picture: %v", who.by.Post, who.by.Name, err)
		}
		if !who.sees && d.DecideAmendment(ctx, who.by, a.ID, a.Version, true, "证件已核对") == nil {
			t.Errorf("%s %s decides", who.by.Post, who.by.Name)
		}
	}
	if err := d.DecideAmendment(ctx, resident, a.ID, a.Version, true, "证件已核对"); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("the resident decides himself: %v", err)
	}
	if err := d.DecideAmendment(ctx, clerk1, a.ID, a.Version, true, "好"); keyOf(err) != "access.reason" {
		t.Errorf("without a reason: %v", err)
	}
	list, err := d.Amendments(ctx, clerk1, quanyuan.AmendmentOpen)
	check(t, err)
	if len(list) != 1 {
		t.Fatalf("the clerk's desk has %d", len(list))
	}
	if err := d.DecideAmendment(ctx, clerk1, a.ID, a.Version+5, true, "证件已核对"); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("of another version: %v", err)
	}
	check(t, d.DecideAmendment(ctx, clerk1, a.ID, a.Version, true, "离婚证已核对"))
	if err := d.DecideAmendment(ctx, clerk1, a.ID, a.Version, false, "再想一想看"); keyOf(err) != "amendment.closed" {
		t.Errorf("decided twice: %v", err)
	}
	if p := whole(t, d, s, "P001"); p.Text(quanyuan.Marital) != a.Value.Text {
		t.Errorf("the record says %q", p.Text(quanyuan.Marital))
	}
	mine, err := d.OwnAmendments(ctx, resident)
	check(t, err)
	if len(mine) != 1 || mine[0].State != quanyuan.AmendmentAccepted || mine[0].Steps[1].Reason != "离婚证已核对" || mine[0].Steps[1].Division != "510198001001" {
		t.Errorf("the resident is told %+v", mine[0])
	}
	tale(t, s, quanyuan.AuditQuery{}) // no line tells a person
}

// What cannot be asked is refused at its field; what was asked can be taken
// back; nobody floods a community.
func TestAmendmentRefused(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	for _, c := range []struct {
		name string
		w    desk.Wish
		key  string
	}{
		{"nothing", desk.Wish{Field: "name"}, "amendment.says"},
		{"no field of his", desk.Wish{Field: "note", Says: "好人"}, "amendment.field"},
		{"what it says already", desk.Wish{Field: "name", Says: "陈建国"}, "amendment.same"},
		{"no date", desk.Wish{Field: "birth_date", Says: "春天"}, "event.value"},
		{"a program", desk.Wish{Field: "name", Says: "陈建华", Proof: []byte("MZ")}, "proof.type"},
	} {
		if _, err := d.AskAmendment(ctx, resident, c.w); keyOf(err) != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
	if _, err := d.AskAmendment(ctx, clerk1, desk.Wish{Says: "我已搬走"}); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a clerk asks as a resident: %v", err)
	}
	for range 5 {
		_, err := d.AskAmendment(ctx, resident, desk.Wish{Says: "我已搬走"})
		check(t, err)
	}
	if _, err := d.AskAmendment(ctx, resident, desk.Wish{Says: "我已搬走"}); keyOf(err) != "amendment.many" {
		t.Errorf("the sixth: %v", err)
	}
	mine, err := d.OwnAmendments(ctx, resident)
	check(t, err)
	check(t, d.WithdrawAmendment(ctx, resident, mine[0].ID))
	if err := d.WithdrawAmendment(ctx, clerk1, mine[1].ID); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a clerk takes it back: %v", err)
	}
	check(t, d.DecideAmendment(ctx, clerk1, mine[1].ID, mine[1].Version, true, "已办理迁出")) // no field: nothing is written
	_, err = d.AskAmendment(ctx, resident, desk.Wish{Says: "我已搬走"})
	check(t, err)
}

// Codes are given so often a day.
func TestCodesADay(t *testing.T) {
	d, _ := open(t)
	for range 5 {
		_, err := d.Invite(context.Background(), clerk1, "P001")
		check(t, err)
	}
	if _, err := d.Invite(context.Background(), clerk1, "P001"); keyOf(err) != "invite.often" {
		t.Errorf("the sixth code of a day: %v", err)
	}
}
