package campaign

import (
	"strings"

	"quanyuan"
)

// PhaseOf says in which phase the work on a kind of task falls.
func PhaseOf(kind string) quanyuan.PhaseKey {
	switch kind {
	case quanyuan.TaskPossible, quanyuan.TaskDiffers:
		return quanyuan.Collating
	case quanyuan.TaskElsewhere, quanyuan.TaskNew, quanyuan.TaskTransfers, quanyuan.TaskChecks:
		return quanyuan.Entering
	case quanyuan.TaskDuplicates:
		return quanyuan.Deduplicating
	}
	return ""
}

// Kinds lists the kinds of tasks in the order in which they are worked on.
func Kinds() []string {
	return []string{quanyuan.TaskPossible, quanyuan.TaskDiffers, quanyuan.TaskElsewhere, quanyuan.TaskNew, quanyuan.TaskTransfers, quanyuan.TaskChecks, quanyuan.TaskDuplicates}
}

// Check says whether a campaign can be opened: it has a name, every phase once
// and in order, and no phase ends before it begins. Phases may overlap, but
// none begins before the one ahead of it.
func Check(c *quanyuan.Campaign) error {
	if strings.TrimSpace(c.Name) == "" {
		return refuse("campaign.name")
	}
	known := quanyuan.Phases()
	if len(c.Phases) != len(known) {
		return refuse("campaign.phases", len(known))
	}
	for i, p := range c.Phases {
		switch {
		case p.Key != known[i]:
			return refuse("campaign.phases", len(known))
		case p.From.Day == 0 || p.To.Day == 0 || !p.From.Valid() || !p.To.Valid() || p.To.String() < p.From.String():
			return refuse("campaign.days", Zh(p.Key), En(p.Key))
		case i > 0 && p.From.String() < c.Phases[i-1].From.String():
			return refuse("campaign.order", Zh(p.Key), En(p.Key))
		}
	}
	for _, n := range c.People {
		if strings.TrimSpace(n.Name) == "" || strings.TrimSpace(n.Duty) == "" {
			return refuse("campaign.people")
		}
	}
	return nil
}

func refuse(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}

// Now gives the phases that are under way on a day.
func Now(c *quanyuan.Campaign, day quanyuan.Date) []quanyuan.PhaseKey {
	var out []quanyuan.PhaseKey
	for _, p := range c.Phases {
		if p.From.String() <= day.String() && day.String() <= p.To.String() {
			out = append(out, p.Key)
		}
	}
	return out
}

var words = map[string][2]string{
	string(quanyuan.Collecting):    {"收集名单", "collecting lists"},
	string(quanyuan.Collating):     {"整理比对", "sorting and collating"},
	string(quanyuan.Entering):      {"补录核实", "entering and moving"},
	string(quanyuan.Deduplicating): {"消除重复", "removing duplicates"},
	string(quanyuan.Assessing):     {"抽查考核", "survey and assessment"},

	quanyuan.TaskPossible:   {"疑似在册", "possible matches"},
	quanyuan.TaskDiffers:    {"项目不符", "rows that differ"},
	quanyuan.TaskElsewhere:  {"在册于其他社区", "registered elsewhere"},
	quanyuan.TaskNew:        {"应录未录", "not registered"},
	quanyuan.TaskTransfers:  {"待办迁转", "transfers waiting"},
	quanyuan.TaskChecks:     {"待复核", "re-checks and disputes"},
	quanyuan.TaskDuplicates: {"疑似重复", "possible duplicates"},
}

// Zh is the Chinese name of a phase or kind of task.
func Zh[T ~string](key T) string { return words[string(key)][0] }

// En is the English name of a phase or kind of task.
func En[T ~string](key T) string { return words[string(key)][1] }
