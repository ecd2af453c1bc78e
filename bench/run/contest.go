package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quanyuan/bench/score"
)

// job is one thing to link, which ours and peers do in turn.
type job struct {
	title  string
	files  []string
	id     string
	ignore string // column that nobody may see
	truth  *score.Truth
	panel  string // pairs that are two persons, or ""
	ratio  float64
	// required is the F1 that was promised, whatever peers reach; 0: none.
	required float64
	peers    []peer
}

// peer is another tool: a script, and what it needs.
type peer struct {
	name, requirements, script string
	args                       []string // before the files
	after                      []string // after them
}

// outcome is what one tool took and how right it was.
type outcome struct {
	name  string
	usage             // of the middle run
	runs  int         // how many there were
	pairs int64       // compared; 0 unknown
	own   score.Score // clusters as the tool gives them when nothing is chosen
	kinds []score.Merged
	all   score.Merged
	// weight is the threshold that only the truth knows, best what it gives.
	// A tool that shows no pairs has none.
	weight float32
	best   score.Score
	shown  bool
	bands  []score.Band
	err    error
}

// briefly is the wall time under which a run is done three times.
const briefly, rounds = 20 * time.Second, 3

// meet lets ours and the peers link the files in turn, and scores them. What a
// peer fails in is kept in its outcome; an error is ours.
func (b *bench) meet(j job) ([]outcome, error) {
	all := []outcome{{name: "`quanyuan link`"}}
	runs := [][]usage{nil}
	for _, p := range j.peers {
		all, runs = append(all, outcome{name: p.name}), append(runs, nil)
	}
	for round := range rounds {
		for i := range all {
			if all[i].err != nil || round > 0 && runs[i][0].wall > briefly {
				continue
			}
			u, err := b.enter(j, i)
			runs[i] = append(runs[i], u)
			if all[i].err = err; err != nil && i == 0 {
				return nil, err
			}
		}
	}
	for i := range all {
		o := &all[i]
		if o.err != nil {
			continue
		}
		slices.SortFunc(runs[i], func(x, y usage) int { return int(x.wall - y.wall) })
		o.usage, o.runs = runs[i][len(runs[i])/2], len(runs[i])
		if m := compared.FindStringSubmatch(o.output); m != nil {
			o.pairs, _ = strconv.ParseInt(m[1], 10, 64)
		}
		o.err = b.judge(j, i, o)
	}
	return all, all[0].err
}

var compared = regexp.MustCompile(`(\d+) pairs compared`)

func (b *bench) clusters(i int) string {
	return filepath.Join(b.dir, fmt.Sprintf("clusters-%d.csv", i))
}
func (b *bench) pairs(i int) string { return filepath.Join(b.dir, fmt.Sprintf("pairs-%d.csv", i)) }

// enter runs ours (0) or a peer once.
func (b *bench) enter(j job, i int) (usage, error) {
	if i == 0 {
		return b.quanyuan(b.linkArgs(j)...)
	}
	p := j.peers[i-1]
	python, err := b.environment(p.requirements)
	if err != nil {
		return usage{}, err
	}
	args := append([]string{filepath.Join(b.peers, p.script)}, p.args...)
	args = append(append(args, j.files...), b.clusters(i), "--pairs", b.pairs(i))
	return b.measure(python, append(args, p.after...)...)
}

// linkArgs are those of ours: no settings at all.
func (b *bench) linkArgs(j job) []string {
	args := []string{"link", "dedupe"}
	if len(j.files) == 2 {
		args[1] = "match"
	}
	args = append(append(args, j.files...), "--id", j.id, "-o", b.clusters(0), "--quiet")
	if len(j.files) == 1 {
		args = append(args, "--pairs", b.pairs(0))
	}
	if j.ignore != "" {
		args = append(args, "--ignore", j.ignore)
	}
	return args
}

// judge scores what a tool wrote.
func (b *bench) judge(j job, i int, o *outcome) error {
	read := j.truth.ReadClusters
	if i == 0 && len(j.files) == 2 {
		read = j.truth.ReadMatches
	}
	labels, err := read(b.clusters(i))
	if err != nil {
		return err
	}
	o.own = j.truth.Of(labels)
	if j.panel != "" {
		if o.kinds, o.all, err = j.truth.ReadPanel(j.panel, labels); err != nil {
			return err
		}
	}
	if i == 0 && len(j.files) == 2 || slices.ContainsFunc(j.peers, func(p peer) bool { return p.name == o.name && p.requirements == "dedupe" }) {
		return nil
	}
	pairs, err := j.truth.ReadPairs(b.pairs(i))
	if err != nil {
		return err
	}
	o.weight, o.best = pairs.Best()
	o.bands = pairs.Calibration()
	o.shown = true
	return nil
}

const contestHead = `
| | wall | processor time | peak memory | own clusters: F1 (P, R), B³ | best threshold: F1 (P, R), B³ | ours ahead of its best by |
|---|---|---|---|---|---|---|
`

// contest runs a job and writes its table and figures.
func (b *bench) contest(s *section, j job) error {
	all, err := b.meet(j)
	if err != nil {
		s.printf("\n### %s\n\n**Not measured:** %v\n", j.title, err)
		return b.ctx.Err()
	}
	ours := all[0]
	s.printf("\n### %s: %d records, %d true pairs\n%s", j.title, j.truth.Records(), j.truth.Pairs(), contestHead)
	for i, o := range all {
		if o.err != nil {
			s.printf("| %s | not measured: %s | | | | | |\n", o.name, oneLine(o.err))
			continue
		}
		ahead := ""
		if i > 0 {
			ahead = "within " + score.Ahead(ours.own, o.top(), b.seed).String()
		}
		s.printf("| %s | %s%s | %.1f s | %s | %s | %s | %s |\n", o.name, o.seconds(), times(o.runs), o.cpu.Seconds(), o.gib(), f1(o.own), o.bestText(), ahead)
	}
	if ours.pairs > 0 {
		s.printf("\nOurs compared %d pairs: %.0f thousand a second of processor time, reading and writing included.\n", ours.pairs, float64(ours.pairs)/ours.cpu.Seconds()/1000)
	}
	calibration(s, ours.bands)
	b.figures(s, j, all)
	return b.ctx.Err()
}

// calibration shows what our weights promise beside what is true.
func calibration(s *section, bands []score.Band) {
	if len(bands) == 0 {
		return
	}
	var head, promised, truly strings.Builder
	for _, b := range bands {
		fmt.Fprintf(&head, " %.0f |", b.From)
		fmt.Fprintf(&promised, " %.3f |", b.Promised)
		fmt.Fprintf(&truly, " %.3f |", b.Truly)
	}
	s.printf("\n| our pairs by weight from |%s\n|---|%s\n| promised |%s\n| true |%s\n", head.String(), strings.Repeat("---|", len(bands)), promised.String(), truly.String())
}

func times(runs int) string {
	if runs > 1 {
		return fmt.Sprintf(" (median of %d)", runs)
	}
	return ""
}

// top is the best a tool could have done with the truth at hand.
func (o outcome) top() score.Score {
	if o.shown && o.best.F1 > o.own.F1 {
		return o.best
	}
	return o.own
}

func (o outcome) bestText() string {
	if !o.shown {
		return "shows no pairs"
	}
	return fmt.Sprintf("%s, weight %.1f", f1(o.best), o.weight)
}

// figures are what the job was required to reach.
func (b *bench) figures(s *section, j job, all []outcome) {
	ours := all[0]
	if j.required > 0 {
		s.figures = append(s.figures, atLeast(j.title+": F1", ours.own.F1, j.required, ""))
	}
	var rival *outcome
	for i := range all[1:] {
		if o := &all[i+1]; o.err == nil && (rival == nil || o.top().F1 > rival.top().F1) {
			rival = o
		}
	}
	if rival != nil {
		s.figures = append(s.figures, figure{j.title + ": F1 beside the best peer at its best threshold",
			fmt.Sprintf("≥ %s (%s)", precise(rival.top().F1), rival.name), precise(ours.own.F1), ours.own.F1 >= rival.top().F1})
	}
	if ours.shown {
		s.figures = append(s.figures, atMost(j.title+": F1 lost for not knowing the best threshold", max(0, ours.best.F1-ours.own.F1), 0.003, ""))
	}
	if j.ratio > 0 && len(all) > 1 && all[1].err == nil {
		s.figures = append(s.figures, atLeast(j.title+": "+all[1].name+" takes our wall time", all[1].wall.Seconds()/ours.wall.Seconds(), j.ratio, " times"))
	}
	for _, k := range ours.kinds {
		s.figures = append(s.figures, atMost(j.title+": "+k.Kind+", pairs in one cluster", 100*k.Share(), 0.1, " %"))
	}
}

func f1(s score.Score) string {
	return fmt.Sprintf("%s (%.3f, %.3f), %.4f", precise(s.F1), s.Precision, s.Recall, s.B3)
}

// oneLine is an error as the cell of a table.
func oneLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return strings.ReplaceAll(line, "|", "/")
}
