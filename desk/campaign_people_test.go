package desk_test

import (
	"context"
	"testing"

	"quanyuan"
)

// Who is named for a community gets its tasks, and nobody outside his office's
// part of the city; a reminder stands on what is left, once a day.
func TestHandOutAndRemind(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, `系统编号,姓名,性别,出生日期,户籍状况,居住状况,居住地址,社区编码
P001,陈建国,男,1962-03-15,1,1,春江路12号1栋2单元301,`+spring+`
P001,陈建国,男,1962-03-15,1,1,长宁街8号3栋501,`+river+"\n")
	_, err := d.SetTasks(ctx, clerk, nil)
	check(t, err)
	city, office := quanyuan.Local("周主任"), quanyuan.Local("钱主任")
	city.Post = quanyuan.CityOffice
	office.Post, office.Division = quanyuan.TownOffice, spring
	plan := &quanyuan.Campaign{Name: "2024年消重补漏"}
	for i, k := range quanyuan.Phases() {
		plan.Phases = append(plan.Phases, quanyuan.Phase{Key: k, From: day(6, 1+i), To: day(6, 10+i)})
	}
	check(t, d.OpenCampaign(ctx, city, plan))
	_, err = d.RefreshCampaign(ctx, city)
	check(t, err)
	_, err = d.HandOut(ctx, office, quanyuan.Named{Division: river, Name: "林晓芸", Duty: "专干"})
	wantKey(t, err, "access.elsewhere")
	_, err = d.HandOut(ctx, city, quanyuan.Named{Division: spring, Name: "林晓芸"})
	wantKey(t, err, "campaign.people")
	all, err := d.CampaignTasks(ctx, city, spring)
	check(t, err)
	if len(all) == 0 {
		t.Fatal("there is nothing to hand out")
	}
	for _, c := range []struct {
		name   string
		passed int
	}{{"林晓芸", len(all)}, {"林晓芸", 0}, {"贺文静", len(all)}, {"", len(all)}} {
		n, err := d.HandOut(ctx, office, quanyuan.Named{Division: spring, Name: c.name, Duty: "专干"})
		check(t, err)
		if n != c.passed {
			t.Errorf("%d tasks pass to %q, want %d", n, c.name, c.passed)
		}
		after, err := d.CampaignTasks(ctx, city, spring)
		check(t, err)
		for _, task := range after {
			if task.Assignee != c.name {
				t.Errorf("%s is with %q, want %q", task.ID, task.Assignee, c.name)
			}
		}
	}
	_, err = d.Remind(ctx, office, river)
	wantKey(t, err, "access.elsewhere")
	for _, want := range []int{len(all), 0, len(all)} {
		n, err := d.Remind(ctx, office, spring)
		check(t, err)
		if n != want {
			t.Errorf("%d tasks are reminded of, want %d", n, want)
		}
		if n == 0 {
			now = now.AddDate(0, 0, 1)
		}
	}
	after, err := d.CampaignTasks(ctx, city, spring)
	check(t, err)
	if r := after[0]; r.RemindedBy != "钱主任" || r.Reminded != day(7, 1) {
		t.Errorf("the task was reminded of by %q on %s", r.RemindedBy, r.Reminded)
	}
}
