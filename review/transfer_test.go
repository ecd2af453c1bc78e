package review_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/review"
)

// TestTableOfTransfers writes down every state, act and role: what is not in
// the text is refused.
func TestTableOfTransfers(t *testing.T) {
	const want = `
proposed  accept    answering             -> accepted
proposed  refuse    answering reason      -> refused
proposed  withdraw  proposing             -> withdrawn
proposed  escalate  proposing        late -> escalated
proposed  escalate  answering        late -> escalated
refused   escalate  proposing reason      -> escalated
escalated accept    answering             -> accepted
escalated withdraw  proposing             -> withdrawn
escalated approve   office    reason      -> accepted
escalated reject    office    reason      -> rejected
`
	var got strings.Builder
	got.WriteString("\n")
	roles := map[review.Role]string{review.Proposing: "proposing", review.Answering: "answering", review.Office: "office"}
	for _, state := range []string{quanyuan.TransferProposed, quanyuan.TransferRefused, quanyuan.TransferEscalated, quanyuan.TransferAccepted, quanyuan.TransferRejected, quanyuan.TransferWithdrawn} {
		for _, act := range []review.Act{review.Accept, review.Refuse, review.Withdraw, review.Escalate, review.Approve, review.Reject} {
			for role := review.Stranger; role <= review.Office; role++ {
				next, err := review.Next(state, act, role, "理由", true)
				if err != nil {
					continue
				}
				reason, late := "", ""
				if _, err := review.Next(state, act, role, " ", true); err != nil {
					reason = "reason"
				}
				if _, err := review.Next(state, act, role, "理由", false); err != nil {
					late = "late"
				}
				fmt.Fprintf(&got, "%-9s %-9s %-9s %-6s %4s -> %s\n", state, act, roles[role], reason, late, next)
			}
		}
	}
	if got.String() != want {
		t.Errorf("got%swant%s", got.String(), want)
	}
}

func TestRoleOf(t *testing.T) {
	const a, b = "510198001001", "510198002001"
	proposal := &quanyuan.Transfer{From: a, To: b, ByGaining: true}
	for _, c := range []struct {
		t        *quanyuan.Transfer
		division string
		want     review.Role
	}{
		{proposal, a, review.Answering},
		{proposal, b, review.Proposing},
		{proposal, "510198001000", review.Answering}, // a town acts for its community
		{proposal, "510198000000", review.Office},
		{proposal, "", review.Office},
		{proposal, "510198001002", review.Stranger},
		{&quanyuan.Transfer{From: a}, a, review.Proposing},
		{&quanyuan.Transfer{To: a}, "510198000000", review.Proposing},
		{&quanyuan.Transfer{To: a}, b, review.Stranger},
	} {
		if got := review.RoleOf(c.t, quanyuan.Scope{c.division}); got != c.want {
			t.Errorf("%+v seen from %q: role %d, want %d", c.t, c.division, got, c.want)
		}
	}
}

func TestCommonSuperior(t *testing.T) {
	for _, c := range [][3]string{
		{"510198001001", "510198001002", "510198001000"},
		{"510198001001", "510198002001", "510198000000"},
		{"510198001001", "510199002001", "510100000000"},
		{"510198001001", "510301002001", "510000000000"},
		{"510198001001", "110101002001", ""},
	} {
		if got := review.CommonSuperior(c[0], c[1]); got != c[2] {
			t.Errorf("%s and %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

// TestCarry writes what is said of a person as "event community hukou residence".
func TestCarry(t *testing.T) {
	const a, b, other = "510198001001", "510198002001", "510199001001"
	at := func(community, hukou, residence string) quanyuan.Presence {
		return quanyuan.Presence{Community: community, Hukou: hukou, Residence: residence}
	}
	for _, c := range []struct {
		name     string
		kind     quanyuan.TransferKind
		from, to string
		stands   []quanyuan.Presence
		want     string // the key of the refusal, or what is said
	}{
		{"moves house, the hukou stays", quanyuan.MovesResidence, a, b, []quanyuan.Presence{at(a, "1", "1")}, "move a 1 2, move b 2 1"},
		{"into another district", quanyuan.MovesResidence, a, other, []quanyuan.Presence{at(a, "1", "1")}, "move a 1 3, move other 2 1"},
		{"lived there without a hukou", quanyuan.MovesResidence, a, b, []quanyuan.Presence{at(a, "2", "1")}, "leave a, move b 2 1"},
		{"moves to where the hukou is", quanyuan.MovesResidence, a, b, []quanyuan.Presence{at(a, "2", "1"), at(b, "1", "2")}, "leave a, move b 1 1"},
		{"a pending hukou goes along", quanyuan.MovesResidence, a, b, []quanyuan.Presence{at(a, "3", "1")}, "leave a, move b 3 1"},
		{"does not live there", quanyuan.MovesResidence, a, b, []quanyuan.Presence{at(a, "1", "2")}, "transfer.not_there"},
		{"the hukou moves, the house does not", quanyuan.MovesHukou, a, b, []quanyuan.Presence{at(a, "1", "1")}, "move a 2 1, move b 1 2"},
		{"the hukou follows", quanyuan.MovesHukou, a, b, []quanyuan.Presence{at(a, "1", "2"), at(b, "2", "1")}, "leave a, move b 1 1"},
		{"registered, lives in another province", quanyuan.MovesHukou, a, b, []quanyuan.Presence{at(a, "1", "5")}, "leave a, move b 1 5"},
		{"has no hukou there", quanyuan.MovesHukou, a, b, []quanyuan.Presence{at(a, "2", "1")}, "transfer.not_there"},
		{"with everything", quanyuan.MovesBoth, a, b, []quanyuan.Presence{at(a, "1", "1")}, "leave a, move b 1 1"},
		{"abroad", quanyuan.MovesResidence, a, "", []quanyuan.Presence{at(a, "1", "1")}, "move a 1 6"},
		{"out of the city with everything", quanyuan.MovesBoth, a, "", []quanyuan.Presence{at(a, "1", "1")}, "leave a, exit 2"},
		{"goes home", quanyuan.MovesResidence, a, "", []quanyuan.Presence{at(a, "2", "1")}, "leave a, exit 3"},
		{"the hukou goes, another community has him living", quanyuan.MovesHukou, a, "", []quanyuan.Presence{at(a, "1", "2"), at(b, "2", "1")}, "leave a"},
		{"comes back from outside", quanyuan.MovesResidence, "", b, []quanyuan.Presence{at(a, "1", "5")}, "move a 1 2, move b 2 1"},
		{"comes from outside but lives here", quanyuan.MovesResidence, "", b, []quanyuan.Presence{at(a, "1", "1")}, "transfer.two_sided"},
		{"is there already", quanyuan.MovesResidence, "", b, []quanyuan.Presence{at(b, "1", "1")}, "transfer.there_already"},
		{"gets the hukou where she lives", quanyuan.MovesHukou, "", b, []quanyuan.Presence{at(b, "2", "1")}, "move b 1 1"},
	} {
		tr := &quanyuan.Transfer{TransferKind: c.kind, From: c.from, To: c.to, Outside: "国外"}
		said, err := review.Carry(tr, &quanyuan.Person{Number: "P1", Presences: c.stands})
		names := map[string]string{a: "a", b: "b", other: "other"}
		var lines []string
		for _, s := range said {
			line := string(s.Event.Kind)
			for _, word := range []string{names[s.Record.Text(quanyuan.CommunityCode)], s.Record.Text(quanyuan.HukouStatus), s.Record.Text(quanyuan.ResidenceStatus)} {
				if word != "" {
					line += " " + word
				}
			}
			if s.Event.Kind == quanyuan.Exited {
				line += " " + s.Event.Reason
			}
			lines = append(lines, line)
		}
		got := strings.Join(lines, ", ")
		var q *quanyuan.Error
		if errors.As(err, &q) {
			got = q.Key
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
