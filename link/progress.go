package link

import "sync/atomic"

// Stage names a part of the work in a progress report.
type Stage string

// The stages in their order.
const (
	StagePrepare Stage = "prepare"
	StageBlock   Stage = "block"
	StageCompare Stage = "compare"
	StageTrain   Stage = "train"
	StageScore   Stage = "score"
	StageCluster Stage = "cluster"
)

// Progress tells how far the work has come. Done and Total count pairs in the
// stages compare and score, and are 0 elsewhere.
type Progress struct {
	Stage       Stage
	Done, Total int64
}

// reporter passes progress on; calls may come from several threads.
type reporter struct {
	to    func(Progress)
	stage Stage
	done  atomic.Int64
	total int64
}

func (r *reporter) start(s Stage, total int64) {
	r.stage, r.total = s, total
	r.done.Store(0)
	if r.to != nil {
		r.to(Progress{s, 0, total})
	}
}

func (r *reporter) add(n int64) {
	done := r.done.Add(n)
	if r.to != nil {
		r.to(Progress{r.stage, done, r.total})
	}
}
