package main

import (
	"fmt"

	"quanyuan/link"
	"quanyuan/link/assess"
	"quanyuan/link/block"
	linkreport "quanyuan/link/report"
)

// quality is what the run says of itself. Intervals take about a fifth of the
// time of a run, so they are for --quality and reports; recall of blocking takes
// the whole table and is for reports. right is where the rows of the right
// table begin, 0 without one.
func (c *linkFlags) quality(e *env, t *linkTask, r *link.Result, right int) (*assess.Quality, error) {
	if !c.Quality && !c.reporting() {
		x := r.Model.Expected(r.Patterns, r.Threshold)
		return &assess.Quality{Precision: assess.Estimate{Value: x.Precision}, Recall: assess.Estimate{Value: x.Recall}}, nil
	}
	var blocking *block.Recall
	if c.reporting() {
		var err error
		if blocking, err = link.BlockingRecall(t.table, r.Model, t.spec, wholeRows(r.Pairs, right), c.Threads); err != nil {
			return nil, err
		}
	}
	return assess.Measure(e.ctx, r.Model, r.Patterns, r.Threshold, assess.Options{Threads: c.Threads, Blocking: blocking})
}

// wholeRows numbers the rows of pairs of a match through both tables.
func wholeRows(pairs []link.Pair, right int) []link.Pair {
	if right == 0 {
		return pairs
	}
	out := make([]link.Pair, len(pairs))
	for i, p := range pairs {
		p.B += uint32(right)
		out[i] = p
	}
	return out
}

// sayQuality tells it in a line or two.
func sayQuality(e *env, q *assess.Quality) {
	e.say("估计（无需标注，按模型）：准确率 %s，已比较对中的召回率 %s", "estimated by the model, without labels: precision %s, recall among the compared pairs %s", percents(q.Precision), percents(q.Recall))
	if q.Overall != nil {
		e.say("分块比较到全部匹配的 %s，故总召回率约 %s", "blocking compared %s of all matches, so overall recall is about %s", percents(*q.Blocking), percents(*q.Overall))
	}
}

// percents writes an estimate with its interval, if it has one.
func percents(s assess.Estimate) string {
	if s.High == 0 {
		return fmt.Sprintf("%.1f%%", 100*s.Value)
	}
	return fmt.Sprintf("%.1f%% (%.1f–%.1f)", 100*s.Value, 100*s.Low, 100*s.High)
}

// reportQuality is the estimate as a report shows it.
func reportQuality(q *assess.Quality) *linkreport.Quality {
	recall := q.Recall
	if q.Overall != nil {
		recall = *q.Overall
	}
	of := func(s assess.Estimate) linkreport.Estimate {
		return linkreport.Estimate{Value: s.Value, Low: s.Low, High: s.High, Level: 0.95}
	}
	return &linkreport.Quality{How: "model", Precision: of(q.Precision), Recall: of(recall)}
}
