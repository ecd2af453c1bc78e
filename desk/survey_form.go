package desk

import (
	"strconv"

	"quanyuan"
	"quanyuan/publish"
	"quanyuan/survey"
)

// surveyNotice is what is read to whoever is asked.
var surveyNotice = [2]string{
	"告知：本次抽样调查只用于评价人口登记的质量，不作为对任何个人作出处理的依据；所答不进入登记库。请按户逐一登记小区域内全部住户和住户中的全部人员，不得对照任何名单。",
	"Notice: this survey serves to judge the quality of the register alone, never an act about a person; answers do not enter the register. List every dwelling of the segment and everybody who lives there, without any list at hand.",
}

// SurveyForm is the paper form of a sample: a segment a page, and nothing of the
// register on it but where to go.
func SurveyForm(s *survey.Sample, say Say) *publish.SurveyForm {
	f := &publish.SurveyForm{Title: s.Survey.Name, Notice: say(surveyNotice[0], surveyNotice[1]), Columns: FormColumns()[1:17], Lines: 18, Words: say}
	for _, p := range s.PSUs {
		if p.State != quanyuan.PSUReplaced {
			f.Segments = append(f.Segments, publish.SurveyPage{Segment: p.Segment, Label: p.Label})
		}
	}
	return f
}

// FormColumns are the columns of a form of answers.
func FormColumns() []string {
	head := []string{FormSegment, FormHouse, FormResult, FormLine}
	for _, f := range FormFields {
		head = append(head, f.Zh())
	}
	return head
}

// SegmentRows are the segments of a sample with their chances and weights.
func SegmentRows(psus []*quanyuan.PSU) [][]string {
	rows := [][]string{{"segment", "label", "spots", "community", "stratum", "layer", "psu", "chance", "weight", "state", "stands_for", "reason"}}
	for _, p := range psus {
		rows = append(rows, []string{p.Segment, p.Label, p.Spots, p.Community, p.Stratum, p.Layer, p.Unit, exactly(p.Chance), exactly(1 / p.Chance), p.State, p.StandsFor, p.Reason})
	}
	return rows
}

// exactly writes a number with all its digits.
func exactly(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
