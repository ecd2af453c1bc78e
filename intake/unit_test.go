package intake

import (
	"testing"

	"quanyuan"
)

// TestUnitsReportTheirHouseholds: rows of a works or a school that say how
// somebody stands in the community are the unit's word on its collective
// household; a mere list of staff or pupils is not.
func TestUnitsReportTheirHouseholds(t *testing.T) {
	const id, here, there = "51010419850307005X", "510104020001", "510104020002"
	for _, c := range []struct {
		name        string
		kind        quanyuan.SourceKind
		header, row string
		want        []any
	}{
		{"residence told", quanyuan.Employer, "姓名,身份证号,户籍状况,居住状况", "陈建军," + id + ",户口不在本社区,现住本社区",
			[]any{quanyuan.ReportingUnit, "春江电子厂", quanyuan.HouseholdType, "20", quanyuan.CommunityCode, here}},
		{"collective household told", quanyuan.School, "姓名,身份证号,户类型", "陈建军," + id + ",集体户",
			[]any{quanyuan.ReportingUnit, "春江电子厂", quanyuan.CommunityCode, here}},
		{"the row's own unit and community hold", quanyuan.Employer, "姓名,身份证号,居住状况,起报单位,社区编码", "陈建军," + id + ",现住本社区,三车间," + there,
			[]any{quanyuan.ReportingUnit, "三车间", quanyuan.CommunityCode, there}},
		{"a family household", quanyuan.Employer, "姓名,身份证号,户类型,居住状况", "陈建军," + id + ",家庭户,现住本社区", []any{quanyuan.ReportingUnit, "", quanyuan.CommunityCode, ""}},
		{"a list of staff", quanyuan.Employer, "姓名,身份证号,部门", "陈建军," + id + ",一车间", []any{quanyuan.ReportingUnit, "", quanyuan.HouseholdType, "", quanyuan.CommunityCode, ""}},
		{"a community is no unit", quanyuan.Community, "姓名,身份证号,居住状况", "陈建军," + id + ",现住本社区", []any{quanyuan.ReportingUnit, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := Options{Source: quanyuan.Source{Kind: c.kind, Unit: "春江电子厂", Division: here}, Today: today, Tree: testTree(t)}
			r := read(t, "list.csv", []byte(c.header+"\n"+c.row+"\n"), opts)
			wantCounts(t, r, 1, 0, 1)
			want(t, r.records[0], c.want...)
		})
	}
}
