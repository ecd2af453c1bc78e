package register

import (
	"fmt"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Explain says in words why a presence has its category and how it is counted:
// which values, which days, which rule. said is the record the presence rests
// on, units those of the person's records that name a reporting unit; today is
// the day to which days are counted.
func Explain(p *quanyuan.Person, pr *quanyuan.Presence, said *quanyuan.Record, units []*quanyuan.Record, today quanyuan.Date) []quanyuan.Remark {
	if pr.Ended() {
		return []quanyuan.Remark{remark("category.ended", pr.Until.String())}
	}
	hukou, residence := coded(code.HukouStatus, pr.Hukou), coded(code.ResidenceStatus, pr.Residence)
	if pr.Note&quanyuan.Yielded != 0 {
		h, r := "", ""
		if said != nil {
			h, r = said.Text(quanyuan.HukouStatus), said.Text(quanyuan.ResidenceStatus)
		}
		return []quanyuan.Remark{remark("yielded", pr.Unit, coded(code.HukouStatus, h), coded(code.ResidenceStatus, r), familyOf(p))}
	}
	var out []quanyuan.Remark
	if pr.Category == quanyuan.Excluded {
		out = append(out, remark("category.6", hukou, residence, coded(code.StayReason, pr.Reason)))
	} else {
		out = append(out, remark(fmt.Sprintf("category.%d", pr.Category), hukou, residence))
	}
	if pr.Category == quanyuan.LivesHere30Days || pr.Category == quanyuan.UnderThirtyDays {
		if days, ok := pr.Since.Days(today); ok {
			out = append(out, remark("stay.days", pr.Since.String(), today.String(), fmt.Sprint(days)))
		} else {
			out = append(out, remark("stay.unknown"))
		}
	}
	if !pr.Recheck.IsZero() {
		out = append(out, remark("stay.recheck", pr.Recheck.String()))
	}
	out = append(out, countingOf(p, pr)...)
	for _, u := range units {
		if pr.Unit == "" && u.Text(quanyuan.CommunityCode) == pr.Community {
			out = append(out, remark("unit.behind", u.Text(quanyuan.ReportingUnit)))
			break
		}
	}
	return out
}

// familyOf is the community where the person lives with a family.
func familyOf(p *quanyuan.Person) string {
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Unit == "" && !pr.Ended() && counted(pr.Category) {
			return pr.Community
		}
	}
	return ""
}

// countingOf says how a presence is counted and, where it claims what is
// counted elsewhere, why it is not.
func countingOf(p *quanyuan.Person, pr *quanyuan.Presence) []quanyuan.Remark {
	var out []quanyuan.Remark
	hukou, lives := pr.Note&quanyuan.CountsHukou != 0, pr.Note&quanyuan.CountsResidence != 0
	switch {
	case hukou && lives:
		out = append(out, remark("counted.both"))
	case hukou:
		out = append(out, remark("counted.hukou"))
	case lives:
		out = append(out, remark("counted.residence"))
	default:
		out = append(out, remark("counted.none"))
	}
	for _, d := range Claims(p, pr) {
		key := "counted.chosen"
		if pr.Note&quanyuan.Disputed != 0 {
			key = "counted.elsewhere"
		}
		out = append(out, remark(key, named(d.Field), d.Counted))
	}
	return out
}

// Claim is something that a presence says of a person and that is counted in
// another community.
type Claim struct {
	Field   quanyuan.Field // HukouStatus or ResidenceStatus
	Counted string         // the community that is counted
}

// Claims lists what a presence claims and another one is counted for.
func Claims(p *quanyuan.Person, pr *quanyuan.Presence) []Claim {
	var out []Claim
	if pr.Ended() {
		return nil
	}
	if pr.Hukou == hukouHere && pr.Note&quanyuan.CountsHukou == 0 {
		out = append(out, Claim{quanyuan.HukouStatus, CountedIn(p, quanyuan.CountsHukou)})
	}
	if counted(pr.Category) && pr.Note&quanyuan.CountsResidence == 0 {
		out = append(out, Claim{quanyuan.ResidenceStatus, CountedIn(p, quanyuan.CountsResidence)})
	}
	return out
}

// Tasks lists what has to be found out about a person: short stays that have
// reached their thirtieth day, and what two places claim.
func Tasks(p *quanyuan.Person, today quanyuan.Date) []quanyuan.Task {
	var out []quanyuan.Task
	for i := range p.Presences {
		pr := &p.Presences[i]
		if days, ok := today.Days(pr.Recheck); ok && days <= 0 && !pr.Ended() {
			out = append(out, quanyuan.Task{ID: taskID(quanyuan.TaskRecheck, pr.Community, p.Number, pr.Recheck.String()), Kind: quanyuan.TaskRecheck,
				Community: pr.Community, Person: p.Number, Due: pr.Recheck, State: quanyuan.TaskOpen, Why: remark("task.recheck", pr.Recheck.String())})
		}
		if pr.Note&quanyuan.Disputed == 0 {
			continue
		}
		for _, c := range Claims(p, pr) {
			out = append(out, quanyuan.Task{ID: taskID(quanyuan.TaskDispute, pr.Community, p.Number, c.Field.Key()), Kind: quanyuan.TaskDispute,
				Community: pr.Community, Other: c.Counted, Person: p.Number, Field: c.Field.Key(), State: quanyuan.TaskOpen, Why: remark("task.dispute", pr.Community, c.Counted, named(c.Field))})
		}
	}
	return out
}

func taskID(kind, community string, n quanyuan.Number, about string) string {
	return kind + "-" + community + "-" + string(n) + "-" + about
}
