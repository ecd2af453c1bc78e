package splink

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"
)

// sort is the type of an SQL value.
type sort uint8

const (
	sNull sort = iota
	sBool
	sInt
	sDecimal // a literal with a point, which takes the type it is compared with
	sFloat   // 32 bits
	sDouble
	sText
	sDate
	sStamp
	sList // of texts
)

var sortNames = [...]string{"NULL", "BOOLEAN", "INTEGER", "DECIMAL", "FLOAT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "VARCHAR[]"}

func (s sort) String() string { return sortNames[s] }

func (s sort) numeric() bool { return s >= sInt && s <= sDouble }

func (s sort) temporal() bool { return s == sDate || s == sStamp }

// value is an SQL value; sNull is NULL, whatever type it has.
type value struct {
	sort sort
	n    float64 // number, truth (0 or 1), or seconds since 1970
	s    string
	list []value
}

var null value

func truth(b bool) value {
	if b {
		return value{sort: sBool, n: 1}
	}
	return value{sort: sBool}
}

func text(s string) value { return value{sort: sText, s: s} }

func number(s sort, n float64) value {
	if s == sFloat {
		n = float64(float32(n))
	}
	return value{sort: s, n: n}
}

// order compares two values that are not NULL and of comparable types. NaN is
// equal to itself and greater than any number, as in DuckDB.
func order(a, b value) int {
	switch {
	case a.sort == sText && b.sort == sText:
		return strings.Compare(a.s, b.s)
	case a.sort == sList && b.sort == sList:
		for i := range min(len(a.list), len(b.list)) {
			if c := order(a.list[i], b.list[i]); c != 0 {
				return c
			}
		}
		return cmp.Compare(len(a.list), len(b.list))
	}
	x, y := a.n, b.n
	if (a.sort == sFloat || b.sort == sFloat) && a.sort != sDouble && b.sort != sDouble {
		x, y = float64(float32(x)), float64(float32(y))
	}
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return truthInt(math.IsNaN(x)) - truthInt(math.IsNaN(y))
}

func truthInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// same is the equality that joins and groups use.
func same(a, b value) bool {
	return a.sort == sNull && b.sort == sNull || a.sort != sNull && b.sort != sNull && order(a, b) == 0
}

// String writes a value as DuckDB casts it to text.
func (v value) String() string {
	switch v.sort {
	case sBool:
		return strconv.FormatBool(v.n != 0)
	case sInt:
		return strconv.FormatFloat(v.n, 'f', -1, 64)
	case sDecimal, sDouble:
		return floatText(v.n, 64)
	case sFloat:
		return floatText(v.n, 32)
	case sText:
		return v.s
	case sDate:
		return instant(v.n).Format("2006-01-02")
	case sStamp:
		return instant(v.n).Format("2006-01-02 15:04:05.999999")
	case sList:
		parts := make([]string, len(v.list))
		for i, x := range v.list {
			parts[i] = x.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return "NULL"
}

func floatText(n float64, bits int) string {
	switch {
	case math.IsNaN(n):
		return "nan"
	case math.IsInf(n, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(n, 'g', -1, bits)), "+")
	}
	if e := math.Abs(n); e != 0 && (e < 1e-4 || e >= 1e16) {
		return strconv.FormatFloat(n, 'e', -1, bits)
	}
	s := strconv.FormatFloat(n, 'f', -1, bits)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// instant is a moment given in seconds since 1970, to the microsecond.
func instant(seconds float64) time.Time {
	whole := math.Floor(seconds)
	return time.Unix(int64(whole), int64(math.Round((seconds-whole)*1e6))*1000).UTC()
}

// castText turns a text into another type; NULL when it is no such value.
func castText(s string, to sort) value {
	switch to {
	case sText:
		return text(s)
	case sInt:
		return textToInt(s)
	case sFloat, sDouble:
		if n, ok := textToNumber(s); ok {
			return number(to, n)
		}
	case sDate, sStamp:
		return textToTime(s, to)
	case sBool:
		switch strings.ToLower(s) {
		case "true", "t", "1", "yes", "y":
			return truth(true)
		case "false", "f", "0", "no", "n":
			return truth(false)
		}
	case sList:
		return textToList(s)
	}
	return null
}

// textToNumber reads what DuckDB reads: blanks around, underscores between
// digits, inf and nan, no hexadecimal.
func textToNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, "xXpP") {
		return 0, false
	}
	if strings.Contains(s, "_") {
		for i := range len(s) {
			if s[i] == '_' && (i == 0 || i == len(s)-1 || !digit(s[i-1]) || !digit(s[i+1])) {
				return 0, false
			}
		}
		s = strings.ReplaceAll(s, "_", "")
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(n, 0) {
		return 0, false
	}
	return n, true
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// textToInt rounds half away from zero, as DuckDB does for texts.
func textToInt(s string) value {
	s = strings.TrimSpace(s)
	if h, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		if n, err := strconv.ParseInt(h, 16, 64); err == nil {
			return value{sort: sInt, n: float64(n)}
		}
		return null
	}
	n, ok := textToNumber(s)
	n = math.Round(n)
	if !ok || math.IsNaN(n) || math.Abs(n) >= 1<<63 {
		return null
	}
	return value{sort: sInt, n: n}
}

// textToList reads [a, b], the way DuckDB and JSON write lists.
func textToList(s string) value {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return null
	}
	out := value{sort: sList}
	s = strings.TrimSpace(s[1 : len(s)-1])
	for s != "" {
		var item string
		if s[0] == '"' || s[0] == '\'' {
			t, n, ok := quoted(s, s[0], true)
			if !ok {
				return null
			}
			item, s = t, strings.TrimSpace(s[n:])
			if s != "" && s[0] != ',' {
				return null
			}
			_, s, _ = strings.Cut(s, ",")
			out.list = append(out.list, text(item))
		} else {
			item, s, _ = strings.Cut(s, ",")
			if item = strings.TrimSpace(item); strings.EqualFold(item, "null") {
				out.list = append(out.list, null)
			} else {
				out.list = append(out.list, text(item))
			}
		}
		s = strings.TrimSpace(s)
	}
	return out
}
