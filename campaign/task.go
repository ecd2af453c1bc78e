package campaign

import (
	"cmp"
	"slices"

	"quanyuan"
)

// Facts counts what is open: community → kind of task → how much.
type Facts map[string]map[string]int

// Add counts one more thing of a kind in a community.
func (f Facts) Add(community, kind string) {
	if f[community] == nil {
		f[community] = map[string]int{}
	}
	f[community][kind]++
}

// TaskID is the ID of a campaign's task.
func TaskID(campaign, community, kind string) string { return campaign + "-" + community + "-" + kind }

// Refresh brings the tasks of a campaign up to the facts of a day. It gives the
// tasks that are new or changed, sorted by ID; tasks is what stands so far.
//
// A task is found when something is open of its kind, and done when nothing is
// left. Found only grows: it is the most that was ever open, so that progress
// is counted by what is left of it. A task that is not done after the last day
// of its phase is overdue, and the office above sees it.
func Refresh(c *quanyuan.Campaign, facts Facts, tasks []*quanyuan.Task, today quanyuan.Date, office func(community string) string) []*quanyuan.Task {
	byID := map[string]*quanyuan.Task{}
	for _, t := range tasks {
		byID[t.ID] = t
	}
	for community, kinds := range facts {
		for kind := range kinds {
			id := TaskID(c.ID, community, kind)
			if byID[id] == nil {
				byID[id] = &quanyuan.Task{ID: id, Kind: kind, Community: community, Campaign: c.ID, Phase: PhaseOf(kind), State: quanyuan.TaskOpen, Assignee: assignee(c, community)}
			}
		}
	}
	var out []*quanyuan.Task
	for _, t := range byID {
		if after := refreshed(c, *t, facts[t.Community][t.Kind], today, office); t.Version == 0 || changed(&after, t) {
			out = append(out, &after)
		}
	}
	slices.SortFunc(out, func(a, b *quanyuan.Task) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func changed(a, b *quanyuan.Task) bool {
	return a.State != b.State || a.Other != b.Other || a.Due != b.Due || a.Found != b.Found || a.Left != b.Left
}

func refreshed(c *quanyuan.Campaign, t quanyuan.Task, left int, today quanyuan.Date, office func(string) string) quanyuan.Task {
	t.Left = left
	t.Found = max(t.Found, left)
	phase, _ := c.Phase(t.Phase)
	t.Due = phase.To
	t.State, t.Other = quanyuan.TaskOpen, ""
	switch {
	case left == 0:
		t.State = quanyuan.TaskDone
	case !t.Due.IsZero() && t.Due.String() < today.String():
		t.State, t.Other = quanyuan.TaskOverdue, office(t.Community)
	}
	return t
}

// Assign gives tasks to who is named for their communities now. It gives those
// that pass to somebody else, in their order.
func Assign(c *quanyuan.Campaign, tasks []*quanyuan.Task) []*quanyuan.Task {
	var out []*quanyuan.Task
	for _, t := range tasks {
		if name := assignee(c, t.Community); name != t.Assignee {
			passed := *t
			passed.Assignee = name
			out = append(out, &passed)
		}
	}
	return out
}

// assignee is who was named for the smallest division around a community.
func assignee(c *quanyuan.Campaign, community string) string {
	best, name := "", ""
	for _, n := range c.People {
		if (quanyuan.Scope{n.Division}).Holds(community) && len(significant(n.Division)) >= len(best) {
			best, name = significant(n.Division), n.Name
		}
	}
	return name
}

// significant is a division's code without the zeros of the levels below it.
func significant(code string) string {
	lo, hi := quanyuan.Subtree(code)
	i := 0
	for i < len(lo) && lo[i] == hi[i] {
		i++
	}
	return lo[:i]
}

// Progress is how far a division is.
type Progress struct {
	Division string
	Counts   []quanyuan.TaskCount // in the order of Kinds, those found
	Found    int
	Left     int
	Overdue  int // tasks
	Signed   int // communities whose signature stands and still fits
	Broken   int // communities whose state has changed since they signed
	All      int // communities
}

// Board rolls tasks up to divisions. divisionOf says under which line a
// community stands; lines come in the order of the divisions.
func Board(tasks []*quanyuan.Task, divisions []string, divisionOf func(community string) string) []Progress {
	at := map[string]int{}
	out := make([]Progress, len(divisions))
	for i, d := range divisions {
		at[d], out[i].Division = i, d
	}
	counts := make([]map[string]*quanyuan.TaskCount, len(divisions))
	for _, t := range tasks {
		i, ok := at[divisionOf(t.Community)]
		if !ok {
			continue
		}
		if counts[i] == nil {
			counts[i] = map[string]*quanyuan.TaskCount{}
		}
		if counts[i][t.Kind] == nil {
			counts[i][t.Kind] = &quanyuan.TaskCount{Phase: t.Phase, Kind: t.Kind}
		}
		counts[i][t.Kind].Found += t.Found
		counts[i][t.Kind].Left += t.Left
		out[i].Found += t.Found
		out[i].Left += t.Left
		if t.State == quanyuan.TaskOverdue {
			out[i].Overdue++
		}
	}
	for i := range out {
		for _, kind := range Kinds() {
			if c := counts[i][kind]; c != nil {
				out[i].Counts = append(out[i].Counts, *c)
			}
		}
	}
	return out
}
