package link

import (
	"bytes"
	"encoding/json"
	"fmt"

	"quanyuan/link/train"
)

// Note says in plain words, in Chinese and in English, where a result should not
// be trusted blindly.
type Note struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// String is the English text.
func (n Note) String() string { return n.EN }

// Localized is the text in "zh" or "en".
func (n Note) Localized(lang string) string {
	if lang == "zh" {
		return n.ZH
	}
	return n.EN
}

// UnmarshalJSON also reads the notes of older models, which are English alone.
func (n *Note) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte(`"`)) {
		err := json.Unmarshal(text, &n.EN)
		n.ZH = n.EN
		return err
	}
	type plain Note
	return json.Unmarshal(text, (*plain)(n))
}

// notes collects notes.
type notes []Note

func (n *notes) add(zh, en string, args ...any) {
	*n = append(*n, Note{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)})
}

const (
	// fewMatches is the number of matches below which the weights rest on what is
	// expected of matches more than on these.
	fewMatches = 30
	// The probabilities between which a pair may as well be one as two, and the
	// share of the matches among them from which that is told.
	doubtLow, doubtHigh, manyDoubts = 0.05, 0.95, 0.2
)

// diagnose says where a fit should not be trusted blindly.
func diagnose(e *encoded, fields []train.Field, f *train.Fit, sampled float64) []Note {
	var out notes
	classes := f.Mixture.Classes
	match := classes[0]
	var matches float64
	for _, c := range classes {
		if c.Match {
			matches += c.Pairs
		}
	}
	e.diagnoseColumns(&out)
	if matches/sampled < fewMatches {
		out.add("训练中只看到约 %.0f 对匹配：权重主要靠一般的预期；采用结果前请看看配对",
			"only about %.0f matches were seen in training: the weights rest on expectations; look at the pairs before trusting the threshold", matches/sampled)
	}
	if !f.Converged {
		out.add("训练 %d 步后停下，尚未完全稳定：权重可能差零点几", "training stopped after %d steps before it had settled: weights may be off by fractions of a bit", f.Iterations)
	}
	for k, fl := range e.fields {
		p, field := match.P[k], fields[k]
		if field.MostElse > 0 && p[1] > 0.99*field.MostElse {
			out.add("匹配的记录在“%s”上不一致的比例到了上限（%.0f %%）：这一列也许区分不了谁是谁，或者找到的不是匹配",
				"matches disagree in %q as often as they are allowed to (%.0f %%): the column may not tell people apart, or the matches are others", fl.name(), 100*p[1])
		}
		var m, u float64
		for g := field.Exact; g < len(p); g++ {
			m, u = m+p[g], u+f.U[k][g]
		}
		if m < u {
			out.add("匹配的记录在“%s”上一致的比任意两条还少：请不要用这一列", "matches agree in %q less often than chance does: leave the column out", fl.name())
		}
	}
	for _, c := range classes {
		if c.AtMost == 0 || c.Pairs < 0.99*c.AtMost*classes[c.Parent].Pairs {
			continue
		}
		if c.Match {
			out.add("换了住处的匹配与没换的一样多，已到上限：共有的列在这里也许说明不了什么",
				"as many matches live elsewhere as in one place, the most that is allowed: shared columns may say little here")
		} else {
			out.add("%q 类已到 %q 类的上限：这样的配对可能更多，会被当成匹配",
				"class %q is as large as it may be beside %q: there may be more such pairs, and they would count as matches", c.Name, classes[c.Parent].Name)
		}
	}
	return out
}

// diagnoseColumns says where the columns are too few or too vague.
func (e *encoded) diagnoseColumns(out *notes) {
	texts, own := 0, 0
	for _, f := range e.fields {
		if f.Shared {
			continue
		}
		own++
		if name, _ := innerName(f.Comparator); name == "tokens" {
			texts++
		}
	}
	switch {
	case len(e.fields) == 1:
		out.add("只有“%s”一列可比：两条记录相同也可能只是同名；再有一列，结果会好得多",
			"only one column, %q, is compared: two things may well say the same there; another column would help much", e.fields[0].name())
	case own == 0:
		out.add("没有一列专属于记录所说的对象：可比的列都是多人共有的，许多人在其中全部一致",
			"no column is of one person or thing alone: all that are compared are shared by several, and many agree in all of them")
	case own == texts:
		out.add("能区分的只有文字列：只差一个词或一个数的两样东西（尺寸、型号、年份）可能被合到一起；采用结果前请看看配对",
			"only free text tells things apart: two that differ in a word or a figure (a size, a version, a year) may be put together; look at the pairs before trusting the result")
	}
}

// Doubts says in plain words where the result should not be trusted blindly: what
// the weights of the pairs say and, if the model was trained for this run, what
// training says of itself.
func (r *Result) Doubts(trained bool) []Note {
	out := notes(nil)
	if r.Model == nil {
		return nil
	}
	if trained {
		out = append(out, r.Model.Diagnosis...)
	}
	weights := r.Model.Mixture.Weights()
	var matches, doubtful, found float64
	threshold := WeightOf(r.Threshold)
	for _, n := range r.Patterns {
		w := weights.Weight(n.Pattern)
		p := Probability(w)
		matches += p * n.Pairs
		if p > doubtLow && p < doubtHigh {
			doubtful += p * n.Pairs
		}
		if w >= threshold {
			found += n.Pairs
		}
	}
	switch {
	case found == 0:
		out.add("没有一对够得上同一个：要么没有重复，要么可比的列太少、太不相同",
			"no pair was likely enough to be one: there are no duplicates, or the columns that can be compared are too few or too unlike")
	case doubtful > manyDoubts*matches:
		out.add("约 %.0f 对匹配里有 %.0f 对说不准（概率在 %.0f%% 与 %.0f%% 之间）：这些列分不清；请人看看这些配对，或添上一列",
			"of about %.0f matches %.0f are doubtful (between %.0f%% and %.0f%% likely): the columns do not tell them apart; let somebody look at these pairs, or add a column", matches, doubtful, 100*doubtLow, 100*doubtHigh)
	}
	return out
}
