package chinese

import (
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/hanzi"
	"quanyuan/refdata/idnumber"
)

// Detectors return which share of the values that say anything look like what
// the column is thought to hold, from 0 to 1; 0 for a column without values.

// LooksLikeName expects full names: two to four characters that begin with a
// known surname, or transliterated names of parts.
func LooksLikeName(values []string) float64 {
	return share(values, func(v string) (bool, bool) {
		t := readName(v)
		switch t.form {
		case formMissing:
			return false, strings.TrimSpace(v) != "" && !placeholderNames[strings.TrimSpace(v)]
		case formNameless:
			return true, true
		case formSegments:
			return strings.ContainsAny(v, "·•・.．") && len(t.parts) <= 4, true
		case formHan:
			n := len(t.slots)
			return n >= 2 && n <= 4+t.surname && len(v) <= 60 && hanzi.IsSurname(slotText(t.slots[:t.surname])), true
		}
		return false, true
	})
}

// LooksLikeCitizenID expects numbers of 15 or 18 places whose birth date can
// be one.
func LooksLikeCitizenID(values []string) float64 {
	return share(values, func(v string) (bool, bool) {
		n := idnumber.Parse(withoutNote(v))
		if n.Kind == idnumber.Missing || n.Kind == idnumber.Placeholder {
			return false, false
		}
		return n.DateOK && len(n.Text) == 18, true
	})
}

// LooksLikeDate expects dates to the day or the month.
func LooksLikeDate(values []string) float64 {
	return share(values, func(v string) (bool, bool) {
		v = strings.TrimSpace(v)
		d := readDate(v)
		if len(v) == 5 && allDigits(v) {
			// Any number of five digits could be a day's serial number.
			return false, true
		}
		return d.month != 0, v != "" && v != "不详" && v != "/" && v != "-"
	})
}

// LooksLikePhone expects mobile numbers or land lines.
func LooksLikePhone(values []string) float64 {
	return share(values, func(v string) (bool, bool) {
		for _, n := range readPhones(v) {
			mobile := len(n) == 11 && n[0] == '1' && n[1] >= '3'
			if mobile || n[0] == '0' && len(n) >= 10 && len(n) <= 12 {
				return true, true
			}
		}
		return false, strings.ContainsAny(v, "123456789") && len(readPhones(v)) > 0 || utf8.RuneCountInString(v) > 3
	})
}

// LooksLikeAddress expects texts with the words of Chinese addresses: an area,
// and a road, estate, village or number.
func LooksLikeAddress(values []string) float64 {
	return share(values, func(v string) (bool, bool) {
		n := utf8.RuneCountInString(v)
		if n == 0 || v == "不详" || v == "无" {
			return false, false
		}
		area := strings.ContainsAny(v, "省市区县州旗镇乡村街")
		const places = "路街巷道号栋幢楼室组社村园苑弄单"
		marks := strings.Count(strings.Map(func(r rune) rune {
			if strings.ContainsRune(places, r) {
				return '*'
			}
			return '-'
		}, v), "*")
		return n >= 5 && (area && marks > 0 || marks > 1), true
	})
}

// share counts; test tells whether a value fits and whether it counts at all.
func share(values []string, test func(string) (fits, counts bool)) float64 {
	fit, all := 0, 0
	for _, v := range values {
		if v == "" {
			continue
		}
		fits, counts := test(v)
		if fits {
			fit++
		}
		if counts || fits {
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(fit) / float64(all)
}
