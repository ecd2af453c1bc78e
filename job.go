package quanyuan

import "time"

// JobPaper is a long work: what it was, how far it came, how it ended.
const JobPaper PaperKind = "job"

// States of a job's paper.
const (
	JobRunning = "running" // under way, or its process ended before it did
	JobDone    = "done"
	JobStopped = "stopped"
	JobFailed  = "failed"
)

// Job is one long work: an import, a collation, a backup. What it was about is
// not kept, since names of files may name people.
type Job struct {
	ID string `json:"id"`
	// Title and the steps' Stage are keys of texts of whoever shows them.
	Title   string    `json:"title"`
	Account string    `json:"account,omitempty"` // who began it; "": the program by itself
	Name    string    `json:"name,omitempty"`
	Began   time.Time `json:"began"`
	Ended   time.Time `json:"ended,omitzero"`
	Steps   []JobStep `json:"steps,omitempty"`
	// Fault is the key of why it failed, without its arguments; "internal" for
	// what is no fault of the register.
	Fault   string `json:"fault,omitempty"`
	Version int64  `json:"-"`
	State   string `json:"-"`
}

// JobStep is a stage of a job with how far it came; Total 0: not known.
type JobStep struct {
	Stage string    `json:"stage"`
	Began time.Time `json:"began"`
	Done  int64     `json:"done,omitempty"`
	Total int64     `json:"total,omitempty"`
}

// Paper writes the job as a paper; it lies on the desk of the city.
func (j *Job) Paper() *Paper {
	return (&Paper{Kind: JobPaper, ID: j.ID, Version: j.Version, State: j.State, At: j.Began, Actor: j.Name}).with(j)
}

// JobOf reads a job's paper.
func JobOf(p *Paper) (*Job, error) {
	j := &Job{Version: p.Version, State: p.State}
	return j, p.read(JobPaper, j)
}
