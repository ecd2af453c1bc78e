package main

import (
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link"
	"quanyuan/link/assess"
	"quanyuan/link/file"
	"quanyuan/link/table"
)

// linkSampleCmd draws pairs for people to judge.
type linkSampleCmd struct {
	linkLook
	Pairs int    `help:"抽多少对。 How many pairs to draw." default:"200"`
	Out   string `short:"o" required:"" help:"抽样表：CSV，填好 answer 列后用 link dedupe --labels 读回。 The sample, a CSV file: fill in the column answer and give it back with link dedupe --labels." placeholder:"FILE.csv"`
}

// Run draws and writes the sample.
func (c *linkSampleCmd) Run(e *env) error {
	if c.Pairs < 1 {
		return fault("--pairs %d：至少抽一对", "--pairs %d: draw at least one", c.Pairs)
	}
	l, err := c.run(e)
	if err != nil {
		return err
	}
	drawn, err := assess.Draw(l.pairs, c.Pairs, l.run.Threshold, c.Seed)
	if err != nil {
		return err
	}
	if len(drawn) == 0 {
		return fault("没有一对的概率达到 %v，无从抽样", "no pair has a probability of %v or more: there is nothing to draw from", lookFloor)
	}
	out := &results{ctx: e.ctx}
	defer out.discard()
	if err := out.table(l.sampleColumns(), func(w file.Rows) { l.writeSample(w, drawn) }, c.Out); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	e.say("抽出 %d 对 → %s（含个人信息，请妥善保管）", "%d pairs drawn → %s (it holds personal data: keep it safe)", len(drawn), c.Out)
	e.say("请在 answer 列填 相同、不同 或 无法判断，再运行 link dedupe … --labels %s", "fill in the column answer with same, different or cannot tell, then run link dedupe … --labels %s", c.Out)
	return nil
}

// shown are the columns that a clerk sees: what was compared or blocked by. The
// truth, where a list has it, is not among them.
func (l *looked) shown() (out []string) {
	for _, c := range l.spec.Comparisons {
		out = append(out, c.Column)
	}
	for _, r := range l.spec.Rules {
		for _, k := range r.Keys {
			out = append(out, k.Column)
		}
	}
	var unique []string
	for _, name := range l.table.Names() { // in the order of the list
		if slices.Contains(out, name) {
			unique = append(unique, name)
		}
	}
	return unique
}

func (l *looked) sampleColumns() []file.Column {
	out := []file.Column{{Name: "answer"}}
	for _, name := range l.shown() {
		out = append(out, file.Column{Name: name + " 1"}, file.Column{Name: name + " 2"})
	}
	return append(out, file.Column{Name: "id 1"}, file.Column{Name: "id 2"}, file.Column{Name: "draw"})
}

func (l *looked) writeSample(w file.Rows, drawn []assess.Drawn) {
	shown := l.shown()
	for _, d := range drawn {
		w.Text("")
		for _, name := range shown {
			c := l.table.Column(name)
			w.Text(c.Value(int(d.A)))
			w.Text(c.Value(int(d.B)))
		}
		w.Text(l.naming.at(d.A))
		w.Text(l.naming.at(d.B))
		w.Text(drawCode(d, valuesSum(l.table, shown, d.A, d.B)))
		w.End()
	}
}

// drawCode keeps how a pair was drawn, written so that who judges the pair is not
// told what the model thinks of it, and a sum of the values of the two records.
func drawCode(d assess.Drawn, sum uint32) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %d %d %d", d.Stratum, d.Pairs, d.Of, int(math.Round(d.Prior*1e6)), sum))
}

// valuesSum tells two records from others that bear their names: another list, or
// row numbers taken for ids. Who judges may have changed the shown values, as
// spreadsheets do.
func valuesSum(t *table.Table, shown []string, a, b uint32) uint32 {
	h := fnv.New32a()
	for _, row := range []uint32{a, b} {
		for _, name := range shown {
			fmt.Fprintf(h, "%q", t.Column(name).Value(int(row)))
		}
	}
	return h.Sum32()
}

func readDrawCode(s string) (d assess.Drawn, sum uint32, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return d, 0, err
	}
	var n [5]int
	fields := strings.Fields(string(raw))
	if len(fields) != len(n) {
		return d, 0, errors.New("not as it was written")
	}
	for i, f := range fields {
		if n[i], err = strconv.Atoi(f); err != nil {
			return d, 0, err
		}
	}
	d.Stratum, d.Pairs, d.Of, d.Prior = n[0], n[1], n[2], float64(n[3])/1e6
	if d.Stratum < 0 || d.Of < 1 || d.Pairs < d.Of || d.Prior < 0 || d.Prior > 1 {
		return d, 0, errors.New("not as it was written")
	}
	return d, uint32(n[4]), nil
}

// answerWords are what may stand in the column answer; nothing is no answer.
var answerWords = map[string][2]bool{ // known, same
	"same": {true, true}, "yes": {true, true}, "相同": {true, true}, "同一人": {true, true}, "是": {true, true},
	"different": {true, false}, "no": {true, false}, "不同": {true, false}, "不是": {true, false}, "否": {true, false},
	"cannot tell": {}, "无法判断": {}, "不清楚": {}, "": {},
}

// readAnswers reads a sample that was filled in.
func readAnswers(path string, t *table.Table, n recordNames) ([]assess.Answer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return nil, fault("%s 不是抽样表：%v", "%s is no sample: %v", filepath.Base(path), err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff") // as spreadsheets write it
	var at [4]int
	for i, name := range []string{"answer", "id 1", "id 2", "draw"} {
		if at[i] = slices.Index(header, name); at[i] < 0 {
			return nil, fault("%s：没有 %q 列；请用 link sample 写出的表", "%s: there is no column %q; give a file that link sample wrote", filepath.Base(path), name)
		}
	}
	shown, err := shownIn(path, header, t)
	if err != nil {
		return nil, err
	}
	var out []assess.Answer
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fault("%s：%v", "%s: %v", filepath.Base(path), err)
		}
		line, _ := r.FieldPos(0)
		d, sum, err := readDrawCode(row[at[3]])
		if err != nil {
			return nil, fault("%s 第 %d 行：draw 列被改动，不知这对是怎样抽出的", "%s, line %d: the column draw was changed, and how the pair was drawn is not known", filepath.Base(path), line)
		}
		word, ok := answerWords[strings.ToLower(strings.TrimSpace(row[at[0]]))]
		if !ok {
			return nil, fault("%s 第 %d 行：answer 应为 相同、不同、无法判断 或空", "%s, line %d: answer must be same, different, cannot tell or nothing", filepath.Base(path), line)
		}
		a := assess.Answer{Drawn: d, Known: word[0], Same: word[1]}
		var okA, okB bool
		a.A, okA = n.find(row[at[1]], false)
		a.B, okB = n.find(row[at[2]], true)
		if !okA || !okB || a.A == a.B || valuesSum(t, shown, a.A, a.B) != sum {
			return nil, fault("%s 第 %d 行：名单里没有这两条记录；请用抽样时的名单和 --id", "%s, line %d: the files do not have these two records; give the files and the --id that the sample was drawn with", filepath.Base(path), line)
		}
		out = append(out, a)
	}
}

// shownIn are the columns that a sample shows.
func shownIn(path string, header []string, t *table.Table) (out []string, err error) {
	for _, h := range header {
		name, ok := strings.CutSuffix(h, " 1")
		if !ok || h == "id 1" {
			continue
		}
		if t.Column(name) == nil {
			return nil, fault("%s：名单里没有 %q 列，抽样时有", "%s: the files have no column %q, which the sample was drawn with", filepath.Base(path), name)
		}
		out = append(out, name)
	}
	return out, nil
}

// labelsOf are the answers as training takes them.
func labelsOf(answers []assess.Answer) (out []link.Label) {
	for _, a := range answers {
		if a.Known {
			out = append(out, link.Label{A: a.A, B: a.B, Match: a.Same})
		}
	}
	return out
}

// sayAnswers tells what the answers say of the run.
func sayAnswers(e *env, answers []assess.Answer, r *link.Result, right int) {
	linked := map[[2]uint32]bool{}
	matches := r.Matches
	if r.Clusters != nil {
		matches = slices.DeleteFunc(slices.Clone(r.Pairs), func(p link.Pair) bool { return p.Probability() < r.Threshold })
	}
	for _, p := range wholeRows(matches, right) {
		linked[[2]uint32{p.A, p.B}] = true
	}
	for i, a := range answers {
		answers[i].Linked = linked[[2]uint32{min(a.A, a.B), max(a.A, a.B)}]
	}
	j := assess.Answers(answers, 1)
	if j.Answers == 0 {
		e.say("抽样表里没有一对有答案", "no pair of the sample has an answer")
		return
	}
	e.say("按 %d 对人工判断（抽出 %d 对）：准确率 %s，可抽对中的召回率 %s", "by %d judged pairs (of %d drawn): precision %s, recall among the pairs that could be drawn %s",
		j.Answers, j.Pairs, percents(j.Precision), percents(j.Recall))
}

// answers reads the judged pairs that were given, if any, and lets them train.
func (c *linkFlags) answers(t *linkTask, n recordNames) ([]assess.Answer, error) {
	if c.Labels == "" {
		return nil, nil
	}
	answers, err := readAnswers(c.Labels, t.table, n)
	t.opts.Labels = labelsOf(answers)
	return answers, err
}
