package desk_test

import (
	"context"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestRetiredCodesAreRefused wherever somebody names a community, with what
// follows named; leaving one is still possible.
func TestRetiredCodesAreRefused(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, `系统编号,姓名,性别,出生日期,户籍状况,居住状况,居住地址,社区编码
P001,陈建国,男,1962-03-15,1,1,春江路12号1栋2单元301,`+spring+`
P002,刘玉兰,女,1994-07-22,1,1,高墙路8号3栋501,`+far+"\n")
	split := &quanyuan.Revision{ID: "10号", Kind: quanyuan.Splits, Date: day(6, 20), Old: []string{spring},
		New:       []quanyuan.NewDivision{{Code: east, Name: "东岸社区"}, {Code: west, Name: "西岸社区"}},
		Crosswalk: []quanyuan.CrosswalkPart{{To: east, Roads: []quanyuan.RoadRange{{Road: "东岸路"}}}}}
	_, err := d.ApplyRevision(ctx, clerk, split, nil)
	check(t, err)
	d, err = desk.Open(ctx, s, noon)
	check(t, err)

	record := func(community string) *quanyuan.Record {
		r := &quanyuan.Record{}
		for f, text := range map[quanyuan.Field]string{quanyuan.CommunityCode: community, quanyuan.Name: "欧阳初晴", quanyuan.HukouStatus: "1", quanyuan.ResidenceStatus: "1"} {
			r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
		}
		return r
	}
	acts := map[string]func(community string) error{
		"enter": func(c string) error { _, err := d.Enter(ctx, clerk, record(c), ""); return err },
		"move":  func(c string) error { _, err := d.Move(ctx, clerk, "P002", record(c), day(6, 25)); return err },
		"address": func(c string) error {
			_, err := d.AddDwelling(ctx, clerk, c, "春江路12号1栋2单元302")
			return err
		},
		"birth": func(c string) error {
			_, err := d.AddBirth(ctx, clerk, desk.BirthReport{Report: quanyuan.Report{Born: day(6, 1), Sex: "2", Name: "小满"}, Mother: "P002", Community: c})
			return err
		},
		"transfer": func(c string) error {
			_, err := d.ProposeTransfer(ctx, clerkOf(far), desk.TransferOrder{Persons: []quanyuan.Number{"P002"},
				Transfer: quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: far, To: c, Reason: "搬家", Day: day(6, 25)}})
			return err
		},
	}
	for what, do := range acts {
		err := do(spring)
		wantKey(t, err, "division.retired")
		if !strings.Contains(err.Error(), east+" 东岸社区、"+west) {
			t.Errorf("%s: %v does not name what follows", what, err)
		}
		wantKey(t, do("510198009009"), "division.unknown")
		if what != "transfer" { // to a town it is no community
			wantKey(t, do("510198001000"), "division.unknown")
		}
	}
	check(t, d.AddAccount(ctx, clerk, "lizg", "李专干", "correct-horse-9-battery"))
	wantKey(t, d.Grant(ctx, clerk, "lizg", quanyuan.Clerk, spring, ""), "division.retired")

	// P001 stands under the old code until somebody says where he is.
	if _, err := d.ProposeTransfer(ctx, clerkOf(east), desk.TransferOrder{Persons: []quanyuan.Number{"P001"},
		Transfer: quanyuan.Transfer{TransferKind: quanyuan.MovesBoth, From: spring, To: east, Reason: "区划调整", Day: day(6, 25)}}); err != nil {
		t.Errorf("out of a retired code: %v", err)
	}
	verified(t, d)
}

// TestACampaignIsTheCitys: the office of one of two towns works in it, and does
// not open, change or close it.
func TestACampaignIsTheCitys(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	office := quanyuan.Local("周主任")
	office.Post, office.Division = quanyuan.CommunityHead, spring
	town := office
	town.Post, town.Division = quanyuan.TownOffice, spring
	city := office
	city.Post, city.Division = quanyuan.CityOffice, ""
	plan := &quanyuan.Campaign{Name: "2024年消重补漏"}
	for i, k := range quanyuan.Phases() {
		plan.Phases = append(plan.Phases, quanyuan.Phase{Key: k, From: day(6, 1+i), To: day(6, 10+i)})
	}
	wantKey(t, d.OpenCampaign(ctx, town, plan), "access.elsewhere")
	wantKey(t, d.OpenCampaign(ctx, office, plan), "access.post")
	check(t, d.OpenCampaign(ctx, city, plan))
	_, err := d.SetPhases(ctx, town, plan.Phases)
	wantKey(t, err, "access.elsewhere")
	wantKey(t, d.CloseCampaign(ctx, town), "access.elsewhere")
	if _, err := d.CampaignPlan(ctx, town); err != nil {
		t.Errorf("the plan is not shown: %v", err)
	}
}
