package splink

import (
	"math"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// function is an SQL function whose result is NULL when an argument is. Its
// arguments are letters: t text, n number, d date or timestamp, l list, a
// anything; those after ? may be left out.
type function struct {
	args   string
	result sort // sNull: that of the first argument
	f      func(a []value) value
}

// aliases are the names of other dialects, and second names.
var aliases = map[string]string{
	"jaro_sim": "jaro_similarity", "jaro_winkler": "jaro_winkler_similarity",
	"lcase": "lower", "ucase": "upper", "substr": "substring", "ifnull": "coalesce",
	"len": "length", "char_length": "length", "character_length": "length",
	"size": "array_length", "cardinality": "array_length", "array_size": "array_length",
	"array_intersect": "list_intersect", "array_contains": "list_contains", "list_has": "list_contains",
	"unix_timestamp": "epoch", "pow": "power", "ceiling": "ceil",
	"to_date": "date", "prefix": "starts_with",
}

// numeric1 are functions of one number; true says that an integer stays one.
var numeric1 = map[string]struct {
	f    func(float64) float64
	keep bool
}{
	"abs": {math.Abs, true}, "floor": {math.Floor, true}, "ceil": {math.Ceil, true}, "unary -": {func(x float64) float64 { return -x }, true},
	"sqrt": {math.Sqrt, false}, "exp": {math.Exp, false}, "ln": {math.Log, false}, "log2": {math.Log2, false}, "log10": {math.Log10, false},
	"sin": {math.Sin, false}, "cos": {math.Cos, false}, "tan": {math.Tan, false}, "asin": {math.Asin, false}, "acos": {math.Acos, false}, "atan": {math.Atan, false},
	"radians": {func(x float64) float64 { return x * (math.Pi / 180) }, false}, "degrees": {func(x float64) float64 { return x * (180 / math.Pi) }, false},
}

// functions holds what is not an operator, a similarity or of one number.
var functions = map[string]function{
	"lower":          {"t", sText, func(a []value) value { return text(strings.Map(unicode.ToLower, a[0].s)) }},
	"upper":          {"t", sText, func(a []value) value { return text(strings.Map(upper, a[0].s)) }},
	"trim":           {"t?t", sText, trimming(strings.Trim)},
	"ltrim":          {"t?t", sText, trimming(strings.TrimLeft)},
	"rtrim":          {"t?t", sText, trimming(strings.TrimRight)},
	"reverse":        {"t", sText, func(a []value) value { return text(reverse(a[0].s)) }},
	"replace":        {"ttt", sText, func(a []value) value { return replace(a[0].s, a[1].s, a[2].s) }},
	"starts_with":    {"tt", sBool, func(a []value) value { return truth(strings.HasPrefix(a[0].s, a[1].s)) }},
	"contains":       {"tt", sBool, func(a []value) value { return truth(strings.Contains(a[0].s, a[1].s)) }},
	"split_part":     {"ttn", sText, func(a []value) value { return text(splitPart(a[0].s, a[1].s, int(a[2].n))) }},
	"left":           {"tn", sText, func(a []value) value { return text(left([]rune(a[0].s), int(a[1].n))) }},
	"right":          {"tn", sText, func(a []value) value { return text(reverse(left([]rune(reverse(a[0].s)), int(a[1].n)))) }},
	"substring":      {"tn?n", sText, func(a []value) value { return text(substring(a)) }},
	"length":         {"a", sInt, func(a []value) value { return size(a[0]) }},
	"array_length":   {"l?n", sInt, func(a []value) value { return size(a[0]) }},
	"list_intersect": {"ll", sList, func(a []value) value { return intersect(a[0], a[1]) }},
	"list_contains":  {"lt", sBool, func(a []value) value { return truth(contains(a[0].list, a[1])) }},
	"list_has_any":   {"ll", sBool, func(a []value) value { return truth(len(intersect(a[0], a[1]).list) > 0) }},
	"element_at":     {"ln", sText, func(a []value) value { return index(a[0], int(a[1].n)) }},
	"epoch":          {"d", sDouble, func(a []value) value { return number(sDouble, a[0].n) }},
	"year":           {"d", sInt, func(a []value) value { return number(sInt, float64(instant(a[0].n).Year())) }},
	"month":          {"d", sInt, func(a []value) value { return number(sInt, float64(instant(a[0].n).Month())) }},
	"day":            {"d", sInt, func(a []value) value { return number(sInt, float64(instant(a[0].n).Day())) }},
	"date_diff":      {"tdd", sInt, func(a []value) value { return dateDiff(a[0].s, a[1], a[2]) }},
	"round":          {"n?n", sNull, round},
	"power":          {"nn", sDouble, func(a []value) value { return number(sDouble, math.Pow(a[0].n, a[1].n)) }},
}

// special are the signatures of what compiles itself, for [infer].
var special = map[string]string{
	"levenshtein": "tt", "damerau_levenshtein": "tt", "jaro_similarity": "tt", "jaro_winkler_similarity": "tt", "jaccard": "tt",
	"like": "tt", "ilike": "tt", "regexp_extract": "tt?n", "regexp_replace": "ttt?t", "regexp_matches": "tt", "substring from": "tt",
	"try_strptime": "tt", "strptime": "tt", "try_to_timestamp": "tt", "to_timestamp": "tt", "try_cast_date": "tt", "try_cast_timestamp": "tt",
	"datediff": "dd", "item of": "ln", "log": "n",
}

func trimming(trim func(s, cut string) string) func(a []value) value {
	return func(a []value) value {
		if len(a) == 2 {
			return text(trim(a[0].s, a[1].s))
		}
		return text(trim(a[0].s, blanks))
	}
}

// blanks are the characters of Unicode's class Zs, which DuckDB trims.
const blanks = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

// upper maps ß to ẞ, as DuckDB does.
func upper(r rune) rune {
	if r == 'ß' {
		return 'ẞ'
	}
	return unicode.ToUpper(r)
}

func reverse(s string) string {
	var b strings.Builder
	for s != "" {
		_, w := utf8.DecodeLastRuneInString(s)
		b.WriteString(s[len(s)-w:])
		s = s[:len(s)-w]
	}
	return b.String()
}

// maxText bounds what a condition may make of a text, so that no model can
// exhaust the memory.
const maxText = 1 << 24

// tooLong is NULL with a fault.
var tooLong = value{s: "a text longer than 16 MiB, made by the condition itself"}

func replace(s, old, new string) value {
	if strings.Count(s, old)*len(new)+len(s) > maxText {
		return tooLong
	}
	return text(strings.ReplaceAll(s, old, new))
}

// left is the first n characters, or all but the last -n.
func left(r []rune, n int) string {
	if n < 0 {
		n = max(0, len(r)+n)
	}
	return string(r[:min(n, len(r))])
}

func splitPart(s, separator string, n int) string {
	if separator == "" {
		return ""
	}
	parts := strings.Split(s, separator)
	if n < 0 {
		n = len(parts) + n + 1
	}
	if n < 1 || n > len(parts) {
		return ""
	}
	return parts[n-1]
}

// substring takes characters from a place on, counted from 1, or from the end
// if negative; a negative length takes those before the place.
func substring(a []value) string {
	r := []rune(a[0].s)
	from := int(max(-1e9, min(1e9, a[1].n)))
	switch {
	case from > 0:
		from--
	case from < 0:
		from += len(r)
	default:
		from = -1
	}
	to := len(r)
	if len(a) == 3 {
		length := int(max(-1e9, min(1e9, a[2].n)))
		if to = from + length; length < 0 {
			from, to = to, from
		}
	}
	from, to = max(0, min(from, len(r))), max(0, min(to, len(r)))
	return string(r[from:max(from, to)])
}

func size(v value) value {
	if v.sort == sList {
		return number(sInt, float64(len(v.list)))
	}
	return number(sInt, float64(utf8.RuneCountInString(v.s)))
}

func contains(list []value, v value) bool {
	for _, x := range list {
		if x.sort != sNull && same(x, v) {
			return true
		}
	}
	return false
}

// intersect is the distinct values both lists have; NULL is none.
func intersect(a, b value) value {
	out := value{sort: sList}
	for _, x := range a.list {
		if x.sort != sNull && contains(b.list, x) && !contains(out.list, x) {
			out.list = append(out.list, x)
		}
	}
	return out
}

// index takes an item of a list, or a character of a text, counted from 1, or
// from the end if negative.
func index(v value, n int) value {
	if v.sort == sText {
		r := []rune(v.s)
		if n < 0 {
			n += len(r) + 1
		}
		if n < 1 || n > len(r) {
			return text("")
		}
		return text(string(r[n-1]))
	}
	if n < 0 {
		n += len(v.list) + 1
	}
	if n < 1 || n > len(v.list) {
		return null
	}
	return v.list[n-1]
}

// dateDiff counts the borders between two moments, as date_diff does.
func dateDiff(part string, from, to value) value {
	a, b := instant(from.n), instant(to.n)
	months := func(t time.Time) int { return t.Year()*12 + int(t.Month()) - 1 }
	steps := map[string]float64{"day": 86400, "hour": 3600, "minute": 60, "second": 1}
	part = strings.TrimSuffix(strings.ToLower(part), "s")
	switch part {
	case "year":
		return number(sInt, float64(b.Year()-a.Year()))
	case "quarter":
		return number(sInt, float64(months(b)/3-months(a)/3))
	case "month":
		return number(sInt, float64(months(b)-months(a)))
	}
	return number(sInt, math.Floor(to.n/steps[part])-math.Floor(from.n/steps[part]))
}

func datePart(s string) bool {
	switch strings.TrimSuffix(strings.ToLower(s), "s") {
	case "year", "quarter", "month", "day", "hour", "minute", "second":
		return true
	}
	return false
}

// round goes away from zero at halves.
func round(a []value) value {
	scale := 1.0
	if len(a) == 2 {
		scale = math.Pow(10, math.Round(a[1].n))
	}
	n := math.Round(a[0].n*scale) / scale
	if math.IsNaN(n) || math.IsInf(n, 0) {
		n = a[0].n
	}
	return number(a[0].sort, n)
}

// likePattern makes a regular expression of a LIKE pattern.
func likePattern(pattern string, fold bool) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?s")
	if fold {
		b.WriteString("i")
	}
	b.WriteString(")^")
	for _, r := range pattern {
		switch r {
		case '%':
			b.WriteString(".*")
		case '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.MustCompile(b.String() + "$")
}
