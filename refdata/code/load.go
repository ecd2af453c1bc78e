package code

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.csv
var data embed.FS

// unknownWords say "not known" in whatever column they stand.
var unknownWords = []string{"不详", "未知", "不明", "未说明", "不清楚", "不知道", "不祥", "unknown"}

// load reads one table. The data is part of the program: a fault in it is a
// fault of the build, so it panics with the place.
func load(key string) *Table {
	t := &Table{Key: key, parents: map[string][]string{}, codes: map[string]int{},
		words: map[string]int{}, unknowns: map[string]bool{}}
	for _, r := range lists() {
		if r[0] == key {
			t.Zh, t.En, t.Source = r[1], r[2], r[3]
			t.pad, _ = strconv.Atoi(r[4])
			t.prefixes, t.suffixes = split(r[5]), split(r[6])
		}
	}
	for _, r := range rows(key) {
		t.add(r)
	}
	if t.unknown != "" {
		for _, w := range unknownWords {
			if _, taken := t.words[fold(w)]; !taken {
				t.words[fold(w)] = t.codes[t.unknown]
			}
		}
	}
	for _, r := range variants() {
		if r[0] == key {
			t.variants = append(t.variants, newVariant(t, r[1], r[2], r[3], r[4]))
		}
	}
	return t
}

// add enters one line: code, zh, en, parent, sex, flag, synonyms, note.
func (t *Table) add(r []string) {
	i := len(t.Entries)
	e := Entry{Code: r[0], Zh: r[1], En: r[2], OutOfScope: r[5] == "out", Note: r[7]}
	if parents := split(r[3]); len(parents) > 0 {
		e.Parent, t.parents[e.Code] = parents[0], parents
	}
	if r[4] != "" {
		e.Sex = r[4][0]
	}
	if r[5] == "unknown" {
		t.unknown, t.unknowns[e.Code] = e.Code, true
	}
	if _, twice := t.codes[e.Code]; twice {
		panic(fmt.Sprintf("code: data/%s.csv: code %s twice", t.Key, e.Code))
	}
	t.Entries = append(t.Entries, e)
	t.codes[e.Code] = i
	t.synonyms = append(t.synonyms, split(r[6]))
	for _, w := range append([]string{e.Zh, e.En, e.Code}, t.synonyms[i]...) {
		t.addWord(w, i)
	}
}

func (t *Table) addWord(w string, i int) {
	w = fold(w)
	if w == "" {
		return
	}
	if j, taken := t.words[w]; taken && j != i {
		panic(fmt.Sprintf("code: data/%s.csv: %q stands for both %s and %s", t.Key, w, t.Entries[j].Code, t.Entries[i].Code))
	}
	t.words[w] = i
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// lists and variants are about all tables.
var (
	lists    = sync.OnceValue(func() [][]string { return rows("tables") })
	variants = sync.OnceValue(func() [][]string { return rows("variants") })
)

// rows reads an embedded file without its header.
func rows(name string) [][]string {
	f, err := data.Open("data/" + name + ".csv")
	if err != nil {
		panic("code: " + err.Error())
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("code: data/%s.csv: %v", name, err))
	}
	return all[1:]
}
