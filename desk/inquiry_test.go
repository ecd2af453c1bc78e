package desk_test

import (
	"context"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// Only who is named exactly is answered about, within the rights of the
// mandate, and both the department and the person see that it was asked.
func TestInquire(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	civil := quanyuan.Principal{Account: "mz", Name: "苏民政", Post: quanyuan.Submitter, Mandate: "civil", Division: "510198001001"}
	far := civil
	far.Account, far.Division = "mz2", "510198002000"
	for _, c := range []struct {
		name  string
		by    quanyuan.Principal
		q     desk.Inquiry
		found int
		key   string
		sees  bool
	}{
		{"by number, yes or no", civil, desk.Inquiry{IDNumber: "510104196203150112", Reason: "核对低保"}, 1, "", false},
		{"by number, with values", civil, desk.Inquiry{IDNumber: "510104196203150112", Reason: "核对低保", Values: true}, 1, "", true},
		{"by name and birth date", civil, desk.Inquiry{Name: "陈建国", Birth: "1962年3月15日", Reason: "核对低保"}, 1, "", false},
		{"of elsewhere: yes or no alone", far, desk.Inquiry{IDNumber: "510104196203150112", Reason: "核对低保", Values: true}, 1, "", false},
		{"a name that is near", civil, desk.Inquiry{Name: "陈建固", Birth: "1962-03-15", Reason: "核对低保"}, 0, "", false},
		{"a day that is near", civil, desk.Inquiry{Name: "陈建国", Birth: "1962-03-16", Reason: "核对低保"}, 0, "", false},
		{"a name alone", civil, desk.Inquiry{Name: "陈建国", Reason: "核对低保"}, 0, "inquiry.empty", false},
		{"a year alone", civil, desk.Inquiry{Name: "陈建国", Birth: "1962", Reason: "核对低保"}, 0, "inquiry.birth", false},
		{"a part of a number", civil, desk.Inquiry{IDNumber: "51010419620315", Reason: "核对低保"}, 0, "inquiry.number", false},
		{"a wrong check digit", civil, desk.Inquiry{IDNumber: "510104196203150113", Reason: "核对低保"}, 0, "inquiry.number", false},
		{"without a reason", civil, desk.Inquiry{IDNumber: "510104196203150112", Reason: "查"}, 0, "access.reason", false},
		{"a clerk, who searches", clerk1, desk.Inquiry{IDNumber: "510104196203150112", Reason: "核对低保"}, 0, "access.post", false},
		{"a leader", leader, desk.Inquiry{IDNumber: "510104196203150112", Reason: "核对低保"}, 0, "access.post", false},
	} {
		a, err := d.Inquire(ctx, c.by, c.q)
		if keyOf(err) != c.key {
			t.Errorf("%s: %v, want %q", c.name, err, c.key)
			continue
		}
		if err == nil && (a.Found != c.found || (a.Person != nil) != c.sees) {
			t.Errorf("%s: found %d, sees %v", c.name, a.Found, a.Person != nil)
		}
		if err == nil && a.Person != nil {
			if id := a.Person.Text(quanyuan.IDNumber); id != "510104********0112" || a.Person.Text(quanyuan.Phone) != "" || a.Person.Text(quanyuan.Marital) == "" {
				t.Errorf("%s: sees the number as %s and the phone as %q", c.name, id, a.Person.Text(quanyuan.Phone))
			}
		}
	}
	mine, err := d.Inquiries(ctx, civil)
	check(t, err)
	if len(mine) != 5 || mine[0].Reason != "核对低保" || mine[3].Count != 0 {
		t.Errorf("the department asked %+v", mine)
	}
	if lines := tale(t, s, quanyuan.AuditQuery{Kind: "person", ID: "P001", Action: "inquire"}); len(lines) != 4 {
		t.Errorf("of P001 the audit tells %v", lines)
	}
	for len(mine) < 60 {
		if _, err := d.Inquire(ctx, civil, desk.Inquiry{Name: "无此人", Birth: "1962-03-15", Reason: "核对低保"}); err != nil {
			t.Fatal(err)
		}
		mine = append(mine, quanyuan.AuditLine{})
	}
	if _, err := d.Inquire(ctx, civil, desk.Inquiry{Name: "无此人", Birth: "1962-03-15", Reason: "核对低保"}); keyOf(err) != "inquiry.often" {
		t.Errorf("the 61st within an hour: %v", err)
	}
}
