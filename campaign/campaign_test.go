package campaign_test

import (
	"errors"
	"testing"

	"quanyuan"
	"quanyuan/campaign"
)

func day(text string) quanyuan.Date {
	d, _ := quanyuan.ParseDate(text)
	return d
}

func drive() *quanyuan.Campaign {
	return &quanyuan.Campaign{ID: "00000001", Name: "2024年消重补漏", State: quanyuan.CampaignOpen, Phases: []quanyuan.Phase{
		{Key: quanyuan.Collecting, From: day("2024-05-01"), To: day("2024-05-31")},
		{Key: quanyuan.Collating, From: day("2024-06-01"), To: day("2024-06-30")},
		{Key: quanyuan.Entering, From: day("2024-06-15"), To: day("2024-07-31")},
		{Key: quanyuan.Deduplicating, From: day("2024-08-01"), To: day("2024-08-31")},
		{Key: quanyuan.Assessing, From: day("2024-09-01"), To: day("2024-12-31")},
	}, People: []quanyuan.Named{
		{Division: "510198000000", Name: "周主任", Duty: "组长"},
		{Division: "510198001001", Name: "李专干", Duty: "责任人"},
	}}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*quanyuan.Campaign)
		key   string
	}{
		{"whole", func(*quanyuan.Campaign) {}, ""},
		{"no name", func(c *quanyuan.Campaign) { c.Name = " " }, "campaign.name"},
		{"a phase is missing", func(c *quanyuan.Campaign) { c.Phases = c.Phases[1:] }, "campaign.phases"},
		{"ends before it begins", func(c *quanyuan.Campaign) { c.Phases[2].To = day("2024-06-14") }, "campaign.days"},
		{"a month is no day", func(c *quanyuan.Campaign) { c.Phases[2].To = day("2024-07") }, "campaign.days"},
		{"begins before the one ahead", func(c *quanyuan.Campaign) { c.Phases[1].From = day("2024-04-30") }, "campaign.order"},
		{"somebody without a duty", func(c *quanyuan.Campaign) { c.People[0].Duty = "" }, "campaign.people"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := drive()
			c.spoil(d)
			err := campaign.Check(d)
			var q *quanyuan.Error
			if errors.As(err, &q); (err == nil) != (c.key == "") || q != nil && q.Key != c.key {
				t.Errorf("error %v, want %q", err, c.key)
			}
			if q != nil && !quanyuan.HasMessage(q.Key) {
				t.Errorf("%s has no text", q.Key)
			}
		})
	}
	if got := campaign.Now(drive(), day("2024-06-20")); len(got) != 2 || got[0] != quanyuan.Collating || got[1] != quanyuan.Entering {
		t.Errorf("under way %v", got)
	}
}

// TestTasksFollowTheFacts plays a community through a campaign: rows are found,
// worked on, some are left when the phase ends, and the last is done late.
func TestTasksFollowTheFacts(t *testing.T) {
	const community = "510198001001"
	office := func(string) string { return "510198001000" }
	var task *quanyuan.Task
	for _, step := range []struct {
		day         string
		left        int
		state       string
		found       int
		other       string
		change      bool
		explanation string
	}{
		{"2024-06-10", 5, quanyuan.TaskOpen, 5, "", true, "found"},
		{"2024-06-11", 5, quanyuan.TaskOpen, 5, "", false, "nothing was done"},
		{"2024-06-12", 2, quanyuan.TaskOpen, 5, "", true, "three are done"},
		{"2024-06-13", 7, quanyuan.TaskOpen, 7, "", true, "a new list came"},
		{"2024-06-30", 1, quanyuan.TaskOpen, 7, "", true, "the last day"},
		{"2024-07-01", 1, quanyuan.TaskOverdue, 7, "510198001000", true, "the office sees it"},
		{"2024-07-05", 0, quanyuan.TaskDone, 7, "", true, "done late"},
	} {
		facts := campaign.Facts{}
		for range step.left {
			facts.Add(community, quanyuan.TaskDiffers)
		}
		var tasks []*quanyuan.Task
		if task != nil {
			tasks = []*quanyuan.Task{task}
		}
		changed := campaign.Refresh(drive(), facts, tasks, day(step.day), office)
		if (len(changed) == 1) != step.change {
			t.Fatalf("%s (%s): %d changed", step.day, step.explanation, len(changed))
		}
		if step.change {
			task = changed[0]
			task.Version++ // as a store does
		}
		if task.State != step.state || task.Left != step.left || task.Found != step.found || task.Other != step.other || task.Due != day("2024-06-30") {
			t.Errorf("%s (%s): %+v", step.day, step.explanation, task)
		}
		if task.Assignee != "李专干" {
			t.Errorf("handed to %q, want who was named for the community itself", task.Assignee)
		}
	}
}

func TestBoardRollsUp(t *testing.T) {
	tasks := []*quanyuan.Task{
		{Community: "510198001001", Kind: quanyuan.TaskNew, Phase: quanyuan.Entering, Found: 10, Left: 4, State: quanyuan.TaskOverdue},
		{Community: "510198001002", Kind: quanyuan.TaskNew, Phase: quanyuan.Entering, Found: 5, Left: 0, State: quanyuan.TaskDone},
		{Community: "510198001002", Kind: quanyuan.TaskDiffers, Phase: quanyuan.Collating, Found: 3, Left: 1, State: quanyuan.TaskOpen},
		{Community: "510199001001", Kind: quanyuan.TaskNew, Phase: quanyuan.Entering, Found: 99, Left: 99},
	}
	got := campaign.Board(tasks, []string{"510198001000"}, func(c string) string { return c[:9] + "000" })
	if len(got) != 1 || got[0].Found != 18 || got[0].Left != 5 || got[0].Overdue != 1 || len(got[0].Counts) != 2 || got[0].Counts[0].Kind != quanyuan.TaskDiffers {
		t.Errorf("board %+v", got)
	}
}

// TestStateIsFixedByItsHash: the same persons give the same hash, and whatever
// changes about one of them gives another.
func TestStateIsFixedByItsHash(t *testing.T) {
	state := func(change func(*quanyuan.Person)) quanyuan.SignedState {
		s := campaign.NewSigning("510198001001")
		for _, n := range []quanyuan.Number{"P001", "P002"} {
			p := &quanyuan.Person{Number: n, Version: 1, Presences: []quanyuan.Presence{{Community: "510198001001", Category: quanyuan.HukouAndLivesHere, Note: quanyuan.CountsHukou | quanyuan.CountsResidence}}}
			if n == "P002" && change != nil {
				change(p)
			}
			s.Add(quanyuan.Placed{Community: "510198001001", Person: p})
		}
		return s.State(nil)
	}
	same := state(nil)
	if same.Persons != 2 || same.Hukou != 2 || same.Residents != 2 || same.Categories["1"] != 2 || len(same.Hash) != 64 {
		t.Errorf("state %+v", same)
	}
	if again := state(nil); again.Hash != same.Hash {
		t.Error("the same persons give another hash")
	}
	for name, change := range map[string]func(*quanyuan.Person){
		"corrected": func(p *quanyuan.Person) { p.Version++ },
		"not here":  func(p *quanyuan.Person) { p.Presences = nil },
		"category":  func(p *quanyuan.Person) { p.Presences[0].Category = quanyuan.HukouLivesAway },
		"number":    func(p *quanyuan.Person) { p.Number = "P003" },
	} {
		if state(change).Hash == same.Hash {
			t.Errorf("%s: the same hash", name)
		}
	}
}
