package register

import (
	"maps"
	"strings"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Listed says that a person stands on a worksheet of a community, and why.
type Listed struct {
	Sheet quanyuan.WorksheetKind
	Why   quanyuan.Remark
}

// OnSheets lists the worksheets on which a person stands by his presence in a
// community alone. Whoever has died and is still in the register stands on
// 应销未销 and on no other; the rest follows from the category. Item faults,
// and what lists say, are others' to add. A remark may name a community by its
// code.
func OnSheets(p *quanyuan.Person, pr *quanyuan.Presence) []Listed {
	if p.Exited != "" || pr.Ended() || pr.Note&quanyuan.Yielded != 0 {
		return nil
	}
	if day := p.Text(quanyuan.DeathDate); day != "" {
		return []Listed{{quanyuan.UnstruckSheet, remark("sheet.dead", day)}}
	}
	var out []Listed
	switch pr.Category {
	case quanyuan.HukouLivesAway:
		out = append(out, away(p, pr))
	case quanyuan.LivesHere30Days:
		out = append(out, Listed{quanyuan.GuestSheet, remark("sheet.guest")})
	case quanyuan.HukouPending:
		out = append(out, Listed{quanyuan.UnregisteredSheet, remark("sheet.pending")})
	}
	if pr.Note&quanyuan.Disputed != 0 {
		for _, c := range Claims(p, pr) {
			if c.Field == quanyuan.HukouStatus {
				out = append(out, Listed{quanyuan.UnstruckSheet, remark("sheet.two_hukou", c.Counted)})
			}
		}
	}
	return out
}

// away tells somebody who is registered here and lives in a place that is known
// from somebody of whom nothing is known: 空挂户.
func away(p *quanyuan.Person, pr *quanyuan.Presence) Listed {
	if at := CountedIn(p, quanyuan.CountsResidence); at != "" && at != pr.Community {
		return Listed{quanyuan.AwaySheet, remark("sheet.away_at", at)}
	}
	if placed(pr.Residence) {
		return Listed{quanyuan.AwaySheet, remark("sheet.away", coded(code.ResidenceStatus, pr.Residence))}
	}
	if at := p.Text(quanyuan.ResidenceDivision); at != "" && !strings.HasPrefix(at, pr.Community) {
		return Listed{quanyuan.AwaySheet, remark("sheet.away_at", at)}
	}
	return Listed{quanyuan.EmptySheet, remark("sheet.empty")}
}

// placed reports whether a residence status says roughly where somebody lives:
// in the county, the city, the province, another province, abroad.
func placed(residence string) bool { return residence >= "2" && residence <= "6" }

// worksheetTexts are the sentences that stand on worksheets.
var worksheetTexts = map[string][2]string{
	"sheet.missing":      {"应填未填", "asked for and missing"},
	"sheet.told":         {"名单写的是“%s”", "a list says “%s”"},
	"sheet.away":         {"%s", "%s"},
	"sheet.away_at":      {"登记居住在%s", "registered as living in %s"},
	"sheet.guest":        {"户口不在本社区，现住本社区", "registered elsewhere, living here"},
	"sheet.guest_new":    {"名单上住在本社区、户口在外，登记库没有", "a list has him living here and registered elsewhere; the register has not"},
	"sheet.pending":      {"户口待定，现住本社区", "hukou pending, living here"},
	"sheet.new":          {"名单上有，登记库没有", "on a list and not in the register"},
	"sheet.dead":         {"登记库已有死亡日期 %s，尚未注销", "the register has the date of death %s and has not struck him off"},
	"sheet.told_dead":    {"名单写明 %s 死亡", "a list says he died on %s"},
	"sheet.two_hukou":    {"户口在%s也登记，按规则计在那里", "registered in %s too, and counted there by rule"},
	"sheet.told_moved":   {"名单写明户口在%s", "a list says he is registered in %s"},
	"sheet.double":       {"与系统编号 %s 疑似同一人", "may be the same person as number %s"},
	"sheet.empty":        {"户口在本社区，人不在，去向不明", "registered here, gone, whereabouts not known"},
	"sheet.empty_family": {"户口在本社区，人不在，去向不明；全户如此", "registered here, gone, whereabouts not known; so is the whole household"},
}

func init() { maps.Copy(texts, worksheetTexts) }
