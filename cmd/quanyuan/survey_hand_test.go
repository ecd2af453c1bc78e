package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// byHand reads the workbook of a report as a statistician would who has nothing
// else, computes the figures again with sums alone, and holds them against
// report.json: byhand report.xlsx report.json
// It prints the whole numbers on which all rests.
func byHand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: byhand report.xlsx report.json")
	}
	h := &handReader{ts: ts}
	h.read(args[0])
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &h.json))

	var p, m, placed, n, right, listed, lives, settled float64
	var n1, n2, both, in int
	z := map[string]map[string]float64{} // by stratum and PSU
	for _, s := range h.segments {
		p, m, placed = p+s.w*s.found, m+s.w*s.in, placed+s.w*s.here
		n += s.found
		n1, n2, both, in = n1+int(s.met+s.lives), n2+int(s.found), both+int(s.met), in+int(s.in)
		lives, settled, listed = lives+s.lives/s.chance, settled+(s.lives+s.gone)/s.chance, listed+s.listed/s.chance
	}
	ratio, df := m/p, 0
	for _, s := range h.segments {
		if z[s.stratum] == nil {
			z[s.stratum] = map[string]float64{}
			df--
		}
		if _, ok := z[s.stratum][s.psu]; !ok {
			df++
		}
		z[s.stratum][s.psu] += s.w * (s.in - ratio*s.found) / p
		right += (s.met + s.lives) / s.chance
		if settled > 0 {
			right += s.open * lives / settled / s.chance
		}
	}
	v := 0.0
	for stratum, units := range z {
		k, mean, sum := float64(len(units)), 0.0, 0.0
		for _, x := range units {
			mean += x / k
		}
		for _, x := range units {
			sum += (x - mean) * (x - mean)
		}
		switch {
		case strings.HasSuffix(stratum, "必"): // taken for sure
		case k == 1:
			for _, x := range units {
				v += x * x
			}
		default:
			v += k / (k - 1) * sum
		}
	}
	c := h.json.Coverage
	h.near("M/P", ratio, c.Measured.Ratio)
	h.near("M'/P", placed/p, c.Placed.Ratio)
	h.near("V", v, c.Measured.Variance)
	h.near("n", n, float64(c.Measured.N))
	h.near("df", float64(df), c.Measured.DF)
	h.near("deff", v*(n-1)/(ratio*(1-ratio)), c.Measured.Deff)
	missing := map[string]bool{} // PSUs that miss anybody
	for _, x := range h.segments {
		if x.in < x.found {
			missing[x.psu] = true
		}
	}
	k, d := float64(len(missing)), n*v/(ratio*(1-ratio))
	h.near("n*", n/max(d, (k*d+4*h.json.Plan.Deff)/(k+4)), c.Measured.NEff)
	h.near("CE/E", right/listed, c.Correct.Ratio)

	l := h.json.Linkage
	wrong := part(l.False, l.Checked) * float64(l.Certain-l.Checked)
	missed := part(l.Missed, l.CheckedN) * float64(l.Nobody-l.CheckedN)
	there := float64(l.Linked) - wrong + missed
	alpha, beta := 1-missed/there, wrong/(float64(l.Certain+l.Unsure+l.Nobody)-there)
	h.near("α", alpha, h.json.Links.Recall.Value)
	h.near("β", beta, h.json.Links.False.Value)
	h.near("p", (ratio-beta)/(alpha-beta), c.Corrected.Ratio)
	covered := min(1, (placed/p-beta)/(alpha-beta))
	h.near("N", (h.register-h.unusable)*right/listed/covered, c.Total.Estimate)
	chapman := float64(n1+1)*float64(n2+1)/float64(both+1) - 1
	h.near("N of the segments", chapman, h.chapman)
	fmt.Fprintf(ts.Stdout(), "P %d M %d\nn1 %d n2 %d m %d\n", n2, in, n1, n2, both)
}

func part(k, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(k) / float64(n)
}

type handReader struct {
	ts       *testscript.TestScript
	segments []handSegment
	register float64 // C
	unusable float64 // II
	chapman  float64
	json     struct {
		Coverage struct {
			Measured, Placed, Corrected, Correct struct {
				Ratio, Variance, Deff, DF float64
				N                         int
				NEff                      float64 `json:"n_eff"`
			}
			Total struct{ Estimate float64 }
		}
		Linkage struct {
			Certain, Unsure, Nobody, Linked, False, Checked, Missed int
			CheckedN                                                int `json:"checked_n"`
		}
		Links struct{ Recall, False struct{ Value float64 } }
		Plan  struct{ Deff float64 }
	}
}

// handSegment is a row of the sheet of segments.
type handSegment struct {
	stratum, psu                                      string
	chance, w, found, in, here                        float64
	listed, met, lives, gone, open, answered, visited float64
}

func (h *handReader) read(file string) {
	f, err := excelize.OpenFile(h.ts.MkAbs(file))
	h.ts.Check(err)
	defer f.Close()
	rows, err := f.GetRows("小区域", excelize.Options{RawCellValue: true})
	h.ts.Check(err)
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		if strings.HasPrefix(row[0], "合计") {
			break
		}
		number := func(name string) float64 {
			x, err := strconv.ParseFloat(row[at[name]], 64)
			h.ts.Check(err)
			return x
		}
		s := handSegment{stratum: row[at["层"]], psu: row[at["小区域"]], chance: number("入样概率 π"), found: number("P"), in: number("M"), here: number("M′"),
			listed: number("E"), met: number("遇到"), lives: number("住"), gone: number("不住"), open: number("未清")}
		_, err := fmt.Sscanf(row[at["户：答/住"]], "%f/%f", &s.answered, &s.visited)
		h.ts.Check(err)
		s.w = s.visited / s.answered / s.chance
		h.segments = append(h.segments, s)
	}
	h.register, h.unusable, h.chapman = h.fact(f, "说明", "C", 1), h.fact(f, "说明", "II", 1), h.fact(f, "演算", "Chapman", 3)
}

// fact is the number in a row of a sheet whose name has a word in it.
func (h *handReader) fact(f *excelize.File, sheet, word string, column int) float64 {
	rows, err := f.GetRows(sheet)
	h.ts.Check(err)
	for _, row := range rows {
		name := strings.FieldsFunc(row[0], func(r rune) bool { return r < 'A' || r > 'z' })
		if slices.Contains(name, word) && len(row) > column {
			x, err := strconv.ParseFloat(row[column], 64)
			h.ts.Check(err)
			return x
		}
	}
	h.ts.Fatalf("sheet %s has no %s", sheet, word)
	return 0
}

// near compares with as many digits as the workbook prints.
func (h *handReader) near(what string, got, want float64) {
	if math.Abs(got-want) > 1e-4*math.Abs(want) || want == 0 && got != 0 {
		h.ts.Fatalf("%s: by hand %v, in the report %v", what, got, want)
	}
}
