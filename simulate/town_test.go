package simulate

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"quanyuan/refdata/idnumber"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func hashOf(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		data, err := os.ReadFile(path)
		fmt.Fprintln(h, filepath.ToSlash(rel), len(data))
		h.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x\n", h.Sum(nil))
}

// The same seed gives the same bytes, in this run and in every other.
func TestSameSeedSameBytes(t *testing.T) {
	var hashes [3]string
	for i, seed := range []uint64{7, 7, 8} {
		dir := t.TempDir()
		if _, err := New(Options{Persons: 3000, Seed: seed}).Write(dir); err != nil {
			t.Fatal(err)
		}
		hashes[i] = hashOf(t, dir)
	}
	if hashes[0] != hashes[1] {
		t.Error("one seed gave two towns")
	}
	if hashes[0] == hashes[2] {
		t.Error("two seeds gave one town")
	}
	golden := filepath.Join("testdata", "town.sha256")
	if *update {
		if err := os.WriteFile(golden, []byte(hashes[0]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != hashes[0] {
		t.Errorf("the town of seed 7 changed; if on purpose: go test ./simulate -update (%v)", err)
	}
}

func TestTownIsPossible(t *testing.T) {
	town := New(Options{Persons: 20000, Seed: 3})
	byID := map[string]int{}
	twins, shared, homonyms := 0, 0, map[string]int{}
	for i := range town.Humans {
		h := &town.Humans[i]
		if n := idnumber.Parse(h.IDNumber); h.SharedID == 0 && (n.Birth.Year != int(h.Birth.Year) || n.Birth.Day != int(h.Birth.Day) || idnumber.CheckDigit(h.IDNumber[:17]) != h.IDNumber[17]) {
			t.Fatalf("human %d: number does not fit the birth date", i)
		}
		if h.SharedID > 0 {
			shared++
		} else {
			byID[h.IDNumber]++
		}
		for _, p := range []int32{h.Mother, h.Father} {
			if p >= 0 && town.Humans[p].Birth.age(h.Birth) < 15 {
				t.Errorf("human %d is %d years younger than a parent", i, town.Humans[p].Birth.age(h.Birth))
			}
		}
		if s := h.Spouse; s >= 0 && town.Humans[s].Spouse != h.ID {
			t.Errorf("human %d: the spouse is married to another", i)
		}
		if h.TwinOf >= 0 && town.Humans[h.TwinOf].Birth == h.Birth {
			twins++
		}
		if h.Now.Death.known() && h.Now.Death.before(h.Birth) {
			t.Errorf("human %d died before birth", i)
		}
		homonyms[h.Now.Name+h.Birth.String()]++
	}
	for id, n := range byID {
		if n > 1 {
			t.Errorf("a number was given %d times by chance: %d digits", n, len(id))
		}
	}
	same := 0
	for _, n := range homonyms {
		if n > 1 {
			same++
		}
	}
	if twins < 10 || shared == 0 || same == 0 {
		t.Errorf("the town is too easy: %d twins, %d shared numbers, %d of one name and birthday", twins, shared, same)
	}
	numbers := map[string]bool{}
	for i := range town.Register {
		p := &town.Register[i]
		if numbers[p.Number] || len(p.Presences) == 0 || len(p.Presences) > 2 {
			t.Errorf("register person %d: number twice or no presence", i)
		}
		numbers[p.Number] = true
	}
}

// Every file opens, and every row of the truth stands where the truth says.
func TestFilesOpenAndTruthPointsAtRows(t *testing.T) {
	dir := t.TempDir()
	if _, err := New(Options{Persons: 12000, Seed: 5}).Write(dir); err != nil {
		t.Fatal(err)
	}
	rows := readRows(t, filepath.Join(dir, "truth", "rows.csv"))
	perFile := map[string][][]string{}
	for _, r := range rows {
		perFile[r[0]] = append(perFile[r[0]], r)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "lists"))
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]int{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, "lists", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		filled := filledRows(t, e.Name(), data)
		for _, r := range perFile[e.Name()] {
			outcomes[r[5]]++
			if !filled[r[1]+"|"+r[2]] {
				t.Errorf("%s: the truth speaks of sheet %q row %s, where nothing stands", e.Name(), r[1], r[2])
			}
		}
	}
	for _, o := range []string{same, differs, elsewhere, newcomer, duplicate, outOfScope, setAside} {
		if outcomes[o] == 0 {
			t.Errorf("no row of outcome %s", o)
		}
	}
}

func readRows(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// filledRows opens a file of any kind and says which rows hold something.
func filledRows(t *testing.T, name string, data []byte) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	switch {
	case strings.HasSuffix(name, ".xlsx"):
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer f.Close()
		for _, s := range f.GetSheetList() {
			rows, err := f.GetRows(s)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for i, r := range rows {
				out[fmt.Sprintf("%s|%d", s, i+1)] = strings.Join(r, "") != ""
			}
		}
	case bytes.HasPrefix(data, []byte("<html>")):
		for i, r := range strings.Split(string(data), "<tr>") {
			out[fmt.Sprintf("|%d", i)] = i > 0 && strings.Contains(r, "<td>")
		}
	default:
		text := data
		var err error
		switch {
		case bytes.HasPrefix(data, []byte("\xFF\xFE")):
			text, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")), strings.Contains(string(data), "姓名"), strings.Contains(string(data), "地址"):
		default:
			text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		}
		if err != nil || !strings.Contains(string(text), "姓") {
			t.Fatalf("%s cannot be read: %v", name, err)
		}
		for i, l := range strings.Split(string(text), "\n") {
			out[fmt.Sprintf("|%d", i+1)] = strings.Trim(l, ",\t\r\"") != ""
		}
	}
	return out
}
