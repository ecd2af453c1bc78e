package report

// Data is all that a report shows. Weights are log2 odds (bits), rounded to
// hundredths; shares and probabilities lie between 0 and 1.
type Data struct {
	Version int      `json:"version"`
	Title   string   `json:"title"`
	Lang    string   `json:"lang"` // language the page opens in, "zh" or "en"
	Made    string   `json:"made,omitempty"`
	Files   []string `json:"files,omitempty"`
	// Masked reports hold no value of any record.
	Masked bool `json:"masked,omitempty"`
	// Matching tells a run over two tables from one inside a table.
	Matching bool `json:"matching,omitempty"`
	// OneToOne is set when two tables were matched and no record has two pairs.
	OneToOne bool `json:"one_to_one,omitempty"`

	Summary     Summary       `json:"summary"`
	Model       Model         `json:"model"`
	Histogram   []Bin         `json:"histogram"`
	Thresholds  []Point       `json:"thresholds"`
	Reliability []Calibration `json:"reliability"`
	Columns     []Column      `json:"columns"`
	Rules       []Rule        `json:"rules"`
	Patterns    []Pattern     `json:"patterns"`
	Rest        Rest          `json:"rest"`
	Records     Records       `json:"records"`
	Pairs       Pairs         `json:"pairs"`
	Clusters    *Clusters     `json:"clusters,omitempty"`
	Splits      []SplitShown  `json:"splits,omitempty"`
	Unlinkable  *Unlinkable   `json:"unlinkable,omitempty"`
}

// Summary is the run in figures.
type Summary struct {
	Rows      int     `json:"rows"`
	RightRows int     `json:"right_rows,omitempty"`
	AllPairs  float64 `json:"all_pairs"` // pairs there are
	Compared  int64   `json:"compared"`
	Matches   int     `json:"matches"`            // pairs at or above the threshold
	Entities  int     `json:"entities,omitempty"` // Dedupe: clusters, those of one row too
	Groups    int     `json:"groups,omitempty"`   // Dedupe: clusters of several rows
	Threshold float64 `json:"threshold"`          // as a probability
	Cut       float64 `json:"cut"`                // as a weight
	Floor     float64 `json:"floor"`              // lowest weight of a pair that the run returned
	// Expected is the number of matches the model expects among the compared
	// pairs.
	Expected float64 `json:"expected"`
	Quality  Quality `json:"quality"`
	// Observed is measured with labels, when there are.
	Observed *Quality `json:"observed,omitempty"`
	// TruePairs is the number of pairs that the labels say are one, of matching
	// one to one as many as there can be.
	TruePairs int `json:"true_pairs,omitempty"`
}

// Quality is how good the matches are.
type Quality struct {
	Precision Estimate `json:"precision"`
	Recall    Estimate `json:"recall"`
	// How says where the figures come from: "model", "labels", or a sentence.
	How string `json:"how"`
}

// Estimate is a share with its interval; Low and High are 0 when there is none.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low,omitempty"`
	High  float64 `json:"high,omitempty"`
	Level float64 `json:"level,omitempty"` // of confidence, such as 0.95
}

// Model is what the training found.
type Model struct {
	Comparisons []Comparison `json:"comparisons"`
	Classes     []Class      `json:"classes"`
	Prior       float64      `json:"prior"` // weight of a pair before any evidence
	Iterations  int          `json:"iterations"`
	Converged   bool         `json:"converged"`
}

// Comparison is one comparison with its levels, best first.
type Comparison struct {
	Name       string  `json:"name"`
	Column     string  `json:"column"`
	Comparator string  `json:"comparator"`
	Shared     bool    `json:"shared,omitempty"`
	Family     bool    `json:"family,omitempty"`
	Levels     []Level `json:"levels"`
	// Grades gives for every grade of a pattern its place in Levels and, in
	// levels with bands, its place in Bands; grade 0 is a missing value.
	Grades []GradeAt `json:"grades"`
}

// GradeAt is where a grade stands among the levels of a comparison; Level is
// -1 for a missing value.
type GradeAt struct {
	Level int `json:"level"`
	Band  int `json:"band"`
}

// Level is one level of a comparison: its probability among matches (M) and
// among random pairs (U), and the weight of reaching it.
type Level struct {
	Name   string  `json:"name,omitempty"`
	M      float64 `json:"m"`
	U      float64 `json:"u"`
	Weight float64 `json:"weight"`
	// Bands divide the level by the frequency of the value, common ones first.
	Bands []Band `json:"bands,omitempty"`
}

// Band is the part of a level whose values have at least a relative frequency.
type Band struct {
	Above  float64 `json:"above"`
	M      float64 `json:"m"`
	U      float64 `json:"u"`
	Weight float64 `json:"weight"`
}

// Class is a kind of pair in the mixture.
type Class struct {
	Name  string  `json:"name"`
	Match bool    `json:"match,omitempty"`
	Pairs float64 `json:"pairs"` // expected
	// Exact gives for every comparison the share of pairs that agree exactly.
	Exact []float64 `json:"exact"`
}

// Bin counts the pairs of a range of weights one bit wide.
type Bin struct {
	From  float64 `json:"from"`
	Pairs float64 `json:"pairs"`
	// Matches is how many of them the model expects to be matches.
	Matches float64 `json:"matches"`
}

// Point tells what a threshold would give.
type Point struct {
	Weight    float64 `json:"weight"`
	Pairs     int     `json:"pairs"`
	Groups    int     `json:"groups,omitempty"`   // components of several rows (Dedupe)
	Entities  int     `json:"entities,omitempty"` // components (Dedupe)
	Largest   int     `json:"largest,omitempty"`  // rows of the largest component (Dedupe)
	Precision float64 `json:"precision"`          // expected by the model
	Recall    float64 `json:"recall"`             // expected, of the matches among compared pairs
	// Right is the number of pairs that the labels confirm.
	Right int `json:"right,omitempty"`
}

// Calibration compares expected with observed shares of matches in a range of
// probabilities.
type Calibration struct {
	From     float64 `json:"from"`
	To       float64 `json:"to"`
	Pairs    int     `json:"pairs"`
	Expected float64 `json:"expected"` // mean probability
	Right    int     `json:"right,omitempty"`
}

// Column is a column of the table with what the engine made of it.
type Column struct {
	Name string `json:"name"`
	Kind string `json:"kind,omitempty"`
	Why  string `json:"why,omitempty"`
	Used bool   `json:"used,omitempty"`
	// Present is the share of rows with a value, by table.
	Present  []float64 `json:"present"`
	Distinct int       `json:"distinct"`
	Common   []Common  `json:"common,omitempty"`
	// Repeats counts the values that stand once, twice, up to 4, 8 … times.
	Repeats []int `json:"repeats"`
}

// Common is a value with the number of rows that have it.
type Common struct {
	Value string `json:"value"`
	Rows  int    `json:"rows"`
}

// Rule is a blocking rule and what it made.
type Rule struct {
	Rule  string  `json:"rule"`
	Pairs int64   `json:"pairs"`
	Lost  int64   `json:"lost,omitempty"`
	Found float64 `json:"found,omitempty"` // estimated share of matches it finds
	// Blocks counts blocks by size: Blocks[i] have 2^i to 2^(i+1)-1 rows.
	Blocks []int64 `json:"blocks,omitempty"`
}

// Pattern is a combination of grades with the weight it has.
type Pattern struct {
	// Grades has one hexadecimal figure for each comparison.
	Grades string `json:"grades"`
	// Pairs is the number of compared pairs with this pattern, or of returned
	// ones where the run did not count all.
	Pairs  float64 `json:"pairs"`
	Weight float64 `json:"weight"`
	// Steps are what each comparison adds; prior and what fields say together
	// come on top ([link.Model.Explain]).
	Steps []float64 `json:"steps"`
}

// Rest counts what is not listed.
type Rest struct {
	Patterns int     `json:"patterns"`
	Pairs    float64 `json:"pairs"`
}

// Records are the records that pairs and clusters of the report need. Columns
// are dictionary-encoded: IDs points into Values, and Values[0] is "".
type Records struct {
	Names   []string `json:"names"`          // id or row number
	Side    []int    `json:"side,omitempty"` // table, when two were matched
	Columns []Values `json:"columns"`
}

// Values are the values of the records in one column.
type Values struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
	IDs    []int    `json:"ids"`
}

// Pairs are pairs of records, column by column, best first.
type Pairs struct {
	A       []int     `json:"a"`
	B       []int     `json:"b"`
	Weight  []float64 `json:"weight"`
	Pattern []int     `json:"pattern"`
	// Right is 1 where the labels say that the two are one, 0 where not.
	Right []int `json:"right,omitempty"`
	// Total is the number of pairs there were, of which these are a sample.
	Total int `json:"total"`
}

// Clusters are clusters of several rows.
type Clusters struct {
	Total int `json:"total"` // clusters of several rows in the run
	// Sizes counts all clusters by size: Sizes[i] have i+1 rows, the last entry
	// and more.
	Sizes []int     `json:"sizes"`
	Shown []Cluster `json:"shown"`
}

// Cluster is one cluster. Edges hold three numbers each: two members, by their
// place among the members, and a pattern.
type Cluster struct {
	Members []int     `json:"members"`
	Edges   []int     `json:"edges"`
	Weights []float64 `json:"weights"`
	// Weakest is the threshold from which the cluster falls apart.
	Weakest float64 `json:"weakest"`
	// Size is the number of rows, of which a very large cluster shows some.
	Size int `json:"size"`
	// Mixed is set where the labels say that the members are several entities.
	Mixed bool `json:"mixed,omitempty"`
}

// SplitShown is a link above the threshold that the clusters gave up.
type SplitShown struct {
	A       int     `json:"a"`
	B       int     `json:"b"`
	Weight  float64 `json:"weight"`
	Pattern int     `json:"pattern"` // -1 when it is not known
	// Reason is the key of a [cluster.Reason].
	Reason string `json:"reason"`
	// AgainstA and AgainstB are the pair that speaks most against it, -1 when
	// there is none.
	AgainstA int     `json:"against_a"`
	AgainstB int     `json:"against_b"`
	Against  float64 `json:"against,omitempty"`
}

// Unlinkable tells which records could not even be linked to a copy of
// themselves.
type Unlinkable struct {
	Rows   int         `json:"rows"`
	Curve  []ShareAt   `json:"curve"`
	Combos []GivenOnly `json:"combos,omitempty"`
}

// ShareAt is the share of records that cannot reach a threshold.
type ShareAt struct {
	Weight float64 `json:"weight"`
	Share  float64 `json:"share"`
}

// GivenOnly counts records below the threshold by what they give.
type GivenOnly struct {
	Given []int `json:"given"` // comparisons with a value
	Rows  int   `json:"rows"`
}
