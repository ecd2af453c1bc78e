package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// GBK reserved code points for characters that Unicode did not have yet; the
// systems of that time stored U+E766, U+E767 … for them, one after the other
// in the order of the two-byte codes. iconv-lite has the characters that got a
// code point since; these are the ones it (as GB 18030-2005) leaves private.
// The values are those of GB 18030-2022 and of its supplementary planes.
var later = map[uint16]rune{
	0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14,
	0xA6DE: 0xFE15, 0xA6DF: 0xFE16, 0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19,
	0xFE51: 0x20087, 0xFE52: 0x20089, 0xFE53: 0x200CC, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5,
	0xFE66: 0x9FB6, 0xFE67: 0x9FB7, 0xFE6C: 0x215D7, 0xFE6D: 0x9FB8, 0xFE76: 0x2298F,
	0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFE91: 0x241FE, 0xFEA0: 0x9FBB,
}

const firstPrivate, lastPrivate = 0xE766, 0xE864

// gbk writes one line for each of the 255 codes: the two bytes, the old
// private code point, and the Unicode code point or "-".
func gbk(p packages, _ string) ([]byte, error) {
	added, err := iconvTable(p, "gbk-added.json")
	if err != nil {
		return nil, err
	}
	private := rune(firstPrivate)
	var b bytes.Buffer
	for _, code := range slices.Sorted(maps.Keys(added)) {
		if userDefined(code) {
			continue
		}
		if private > lastPrivate {
			break
		}
		r := added[code]
		isPrivate := r >= 0xE000 && r <= 0xF8FF
		// The order of the codes is our claim about the old code points; where
		// iconv-lite still has the private one, it must be the same.
		if isPrivate && r != private {
			return nil, fmt.Errorf("code %04X is U+%04X in iconv-lite, U+%04X by order", code, r, private)
		}
		if l, ok := later[code]; ok {
			r, isPrivate = l, false
		}
		if isPrivate {
			fmt.Fprintf(&b, "%04X\t%04X\t-\n", code, private)
		} else {
			fmt.Fprintf(&b, "%04X\t%04X\t%04X\n", code, private, r)
		}
		private++
	}
	if private != lastPrivate+1 {
		return nil, fmt.Errorf("codes end at U+%04X, want U+%04X", private-1, lastPrivate)
	}
	return b.Bytes(), nil
}

// userDefined reports the three areas of GBK that were free for users
// (U+E000 to U+E765), which follow a formula and need no table.
func userDefined(code uint16) bool {
	lead, trail := code>>8, code&0xFF
	return trail >= 0xA1 && (lead >= 0xAA && lead <= 0xAF || lead >= 0xF8) || trail < 0xA1 && lead >= 0xA1 && lead <= 0xA7
}

// iconvTable expands iconv-lite's compressed table: a start code, then texts
// and counts of characters that follow the last one.
func iconvTable(p packages, name string) (map[uint16]rune, error) {
	data, err := p.file("iconv-lite", "encodings/tables/"+name)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, err
	}
	table := map[uint16]rune{}
	for _, row := range rows {
		start, _ := row[0].(string)
		code, err := strconv.ParseUint(start, 16, 32)
		if err != nil || len(row) < 2 {
			return nil, fmt.Errorf("row %v: no start code", row)
		}
		if code > 0xFFFF {
			continue // four-byte codes
		}
		var last rune
		put := func(r rune) {
			if code&0xFF == 0x7F {
				code++
			}
			table[uint16(code)], last = r, r
			code++
		}
		for _, item := range row[1:] {
			switch item := item.(type) {
			case string:
				for _, r := range item {
					put(r)
				}
			case float64:
				for range int(item) {
					put(last + 1)
				}
			}
		}
	}
	return table, nil
}
