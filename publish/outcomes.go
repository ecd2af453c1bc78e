// Package publish writes results for people and other programs: outcomes and
// clusters as CSV, worklists as Excel workbooks, and the report of a run.
package publish

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"quanyuan"
)

// bom makes Excel read a CSV file as UTF-8.
const bom = "\ufeff"

// outcomeColumns is the output contract: the first seven are stable.
var outcomeColumns = []string{"file", "sheet", "row", "outcome", "person", "probability", "differs",
	"part", "reason", "placed", "known", "duplicate_of", "other_candidates", "model"}

// Outcomes writes results/outcomes.csv, one line for each person row.
type Outcomes struct {
	buf *bufio.Writer
	csv *csv.Writer
}

// NewOutcomes writes the header.
func NewOutcomes(w io.Writer) (*Outcomes, error) {
	buf := bufio.NewWriterSize(w, 1<<16)
	buf.WriteString(bom)
	o := &Outcomes{buf, csv.NewWriter(buf)}
	return o, o.csv.Write(outcomeColumns)
}

// Write adds the line of a proposal.
func (o *Outcomes) Write(p *quanyuan.Proposal) error {
	differs := make([]string, 0, 4)
	for _, f := range p.Contradictions() {
		differs = append(differs, f.Zh())
	}
	double := ""
	if p.DuplicateOf != nil {
		double = strings.TrimSpace(p.DuplicateOf.Sheet + " " + strconv.Itoa(p.DuplicateOf.Row))
	}
	var others []string
	for _, c := range p.Candidates {
		if c.Person != p.Person {
			others = append(others, string(c.Person))
		}
	}
	probability := ""
	if p.Person != "" {
		probability = formatProbability(p.Probability)
	}
	return o.csv.Write([]string{p.Where.File, p.Where.Sheet, strconv.Itoa(p.Where.Row), string(p.Outcome), string(p.Person), probability,
		strings.Join(differs, ";"), strconv.Itoa(p.Part + 1), p.Reason, p.Placed, strings.Join(p.Known, ";"), double, strings.Join(others, ";"), p.Model})
}

// Close writes what is buffered.
func (o *Outcomes) Close() error {
	o.csv.Flush()
	if err := o.csv.Error(); err != nil {
		return err
	}
	return o.buf.Flush()
}

// formatProbability keeps four decimals, so that small changes of the model do
// not change a file that is compared from run to run.
func formatProbability(p float64) string { return strconv.FormatFloat(p, 'f', 4, 64) }

// Clusters writes results/clusters.csv: person, cluster, probability, and the
// model under which they were found.
func Clusters(w io.Writer, clusters []quanyuan.Cluster, model string) error {
	buf := bufio.NewWriter(w)
	buf.WriteString(bom)
	c := csv.NewWriter(buf)
	if err := c.Write([]string{"person", "cluster", "probability", "model"}); err != nil {
		return err
	}
	for _, cl := range clusters {
		for _, m := range cl.Members {
			if err := c.Write([]string{string(m.Person), cl.Name, formatProbability(m.Probability), model}); err != nil {
				return err
			}
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return buf.Flush()
}
