package quanyuan

// States of a task paper.
const (
	TaskOpen    = "open"
	TaskOverdue = "overdue" // not done on its day: the office above sees it too
	TaskDone    = "done"
)

// The kinds of tasks that the register sets itself.
const (
	TaskRecheck = "recheck" // a short stay has reached its thirtieth day
	TaskDispute = "dispute" // two places claim the same of a person
	// TaskRedistrict: a split of the community does not say to which part the
	// person's address belongs.
	TaskRedistrict = "redistrict"
)

// The kinds of tasks that a campaign sets, one for each community and kind.
const (
	TaskPossible   = "possible"   // rows that may be about somebody in the register
	TaskDiffers    = "differs"    // rows that differ from the register
	TaskElsewhere  = "elsewhere"  // rows about somebody who stands in another community
	TaskNew        = "new"        // rows about somebody who stands nowhere
	TaskDuplicates = "duplicates" // persons who may stand in the register twice
	TaskTransfers  = "transfers"  // transfers that wait for an answer
	TaskChecks     = "checks"     // short stays and disputes that are open
)

// Task is something that a community has to find out.
type Task struct {
	ID        string `json:"id"` // kind, community, person and what it is about
	Kind      string `json:"kind"`
	Community string `json:"community"`
	Other     string `json:"other,omitempty"` // community of the other side
	Person    Number `json:"person,omitempty"`
	Field     string `json:"field,omitempty"` // key of the field in dispute
	Due       Date   `json:"due,omitzero"`
	State     string `json:"-"`
	Why       Remark `json:"why"`
	// Campaign and Phase name what the task belongs to; Found and Left count
	// what it is about. All are empty for tasks about one person.
	Campaign string   `json:"campaign,omitempty"`
	Phase    PhaseKey `json:"phase,omitempty"`
	Found    int      `json:"found,omitempty"`
	Left     int      `json:"left,omitempty"`
	Assignee string   `json:"assignee,omitempty"` // who was named to do it
	// Reminded is the day on which the office reminded of it last.
	Reminded   Date   `json:"reminded,omitzero"`
	RemindedBy string `json:"reminded_by,omitempty"`
	Answer     string `json:"answer,omitempty"` // what ended it
	Answered   Date   `json:"answered,omitzero"`
	Version    int64  `json:"-"`
}

// Paper writes the task as a paper; At and Actor are the caller's.
func (t *Task) Paper() *Paper {
	p := &Paper{Kind: TaskPaper, ID: t.ID, Version: t.Version, State: t.State, Desk: t.Community, Other: t.Other, Due: t.Due}
	if t.Person != "" {
		p.Persons = []Number{t.Person}
	}
	return p.with(t)
}

// TaskOf reads a task's paper.
func TaskOf(p *Paper) (*Task, error) {
	t := &Task{Version: p.Version, State: p.State}
	return t, p.read(TaskPaper, t)
}
