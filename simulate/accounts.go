package simulate

import "quanyuan"

// SamplePassword opens every sample account of a virtual town.
const SamplePassword = "yunchuan-2026"

// SampleAccount is somebody who works in a virtual town.
type SampleAccount struct {
	Name, Display string
	Post          quanyuan.Post
	Division      string
	Mandate       string
}

// Accounts are people who work in the town: one of each post, the clerks of its
// first two communities and those who answer for them.
func (t *Town) Accounts() []SampleAccount {
	first, second := t.Areas[0], t.Areas[min(1, len(t.Areas)-1)]
	townCode := t.towns[first.Town].code
	return []SampleAccount{
		{"clerk", "林晓芸", quanyuan.Clerk, first.Code, ""},
		{"clerk2", "贺文静", quanyuan.Clerk, second.Code, ""},
		{"head", "段立群", quanyuan.CommunityHead, first.Code, ""},
		{"town", "范志远", quanyuan.TownOffice, townCode, ""},
		{"district", "谭素梅", quanyuan.DistrictOffice, countyCode, ""},
		{"city", "邵国良", quanyuan.CityOffice, "", ""},
		{"school", "万小燕", quanyuan.Submitter, townCode, "school"},
		{"survey", "史敏行", quanyuan.Surveyor, "", "survey"},
		{"leader", "钱维民", quanyuan.Leader, "", ""},
		{"system", "顾家豪", quanyuan.SystemAdmin, "", ""},
		{"security", "武安琪", quanyuan.SecurityAdmin, "", ""},
		{"audit", "纪明审", quanyuan.AuditAdmin, "", ""},
	}
}
