package survey

import (
	"cmp"
	"math"
	"slices"
)

// Content says how well two sources agree on one category of an indicator,
// among persons whom both have.
type Content struct {
	// NetDifference is 100·(register − survey)/m: the register has too many of
	// the category (above 0) or too few.
	NetDifference float64 `json:"ndr"`
	// Inconsistency is the index of inconsistency I, 0 … 100 and more: disagreement
	// beyond what the category's share explains. Below 20 it is low, above 50 high
	// (UN, Handbook on population census evaluation). NaN of a category that
	// everybody or nobody has.
	Inconsistency float64 `json:"index_of_inconsistency"`
}

// Agreement compares the register's categories (rows) with the survey's
// (columns): counts of matched persons, possibly weighted. gross is the gross
// difference rate, the share off the diagonal; 1 less it is the agreement.
func Agreement(table [][]float64) (categories []Content, gross float64, err error) {
	k, m, same := len(table), 0.0, 0.0
	register, survey := make([]float64, k), make([]float64, k)
	for i, row := range table {
		if len(row) != k {
			return nil, 0, invalid("survey.table")
		}
		for j, n := range row {
			if !(n >= 0) || math.IsInf(n, 0) {
				return nil, 0, invalid("survey.table")
			}
			m += n
			register[i] += n
			survey[j] += n
		}
		same += row[i]
	}
	if m == 0 {
		return nil, 0, invalid("survey.table")
	}
	for i := range k {
		categories = append(categories, OneCategory(m, register[i], survey[i], table[i][i]))
	}
	return categories, 1 - same/m, nil
}

// OneCategory compares one category: of m matched persons, register and survey
// have it in their own words, both in the words of both.
func OneCategory(m, register, survey, both float64) Content {
	expected := (register*(m-survey) + survey*(m-register)) / m
	return Content{100 * (register - survey) / m, 100 * (register + survey - 2*both) / expected}
}

// Holm adjusts the p-values of a family of tests so that those at or below α
// may be called proved together with a risk of α (S. Holm, Scand. J. Statist. 6
// (1979), 65–70). The order is kept.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range p {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out, floor := make([]float64, len(p)), 0.0
	for rank, i := range order {
		floor = max(floor, min(1, float64(len(p)-rank)*p[i]))
		out[i] = floor
	}
	return out
}
