package hanzi_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"quanyuan/refdata/hanzi"
)

// shared returns a file of the study data, or skips the test.
func shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("QUANYUAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: the study data is not here (%s); set QUANYUAN_SHARED", name)
	}
	return path
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Every two-byte code either decodes by itself or is given by GB18030Fix.
func TestGB18030FixCoversWhatDecoderLoses(t *testing.T) {
	lost := 0
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			if trail == 0x7F {
				continue
			}
			text, err := simplifiedchinese.GB18030.NewDecoder().Bytes([]byte{byte(lead), byte(trail)})
			decoded, _ := utf8.DecodeRune(text)
			fix, ok := hanzi.GB18030Fix(byte(lead), byte(trail))
			if err != nil || decoded == utf8.RuneError {
				lost++
				if !ok {
					t.Errorf("%02X%02X: neither decoder nor fix knows it", lead, trail)
				}
			} else if ok && fix != decoded {
				// The decoder may know it under the private code point or as GB 18030-2005 had it.
				if hanzi.RepairPUA(string(decoded)) != string(fix) {
					t.Errorf("%02X%02X: decoder says U+%04X, fix says U+%04X", lead, trail, decoded, fix)
				}
			}
		}
	}
	// The count reported in golang/go#81126.
	if lost != 2067 {
		t.Errorf("the decoder loses %d codes, want 2067: has x/text been mended?", lost)
	}
}

func TestPrivateCodesAgreeWithStudyTable(t *testing.T) {
	for _, row := range readCSV(t, shared(t, "names/gbk_pua_to_unicode.csv")) {
		code, _ := strconv.ParseUint(row[0], 16, 16)
		old, _ := strconv.ParseUint(strings.TrimPrefix(row[1], "U+"), 16, 32)
		want, _ := strconv.ParseUint(strings.TrimPrefix(row[2], "U+"), 16, 32)
		if got := hanzi.RepairPUA(string(rune(old))); got != string(rune(want)) {
			t.Errorf("RepairPUA(%s) = %q, want U+%04X", row[1], got, want)
		}
		got, ok := hanzi.GB18030Fix(byte(code>>8), byte(code))
		if !ok || got != rune(want) {
			t.Errorf("GB18030Fix(%s) = U+%04X %v, want U+%04X", row[0], got, ok, want)
		}
	}
}

func TestRepairPUA(t *testing.T) {
	for in, want := range map[string]string{
		"\uE863":   "䶮",
		"李\uE863":  "李䶮",
		"\uE81E":   "龴",
		"张伟":       "张伟",
		"\uE000":   "\uE000", // a user's own character: nobody knows which
		"":         "",
		"王\uF8FF小": "王\uF8FF小",
	} {
		if got := hanzi.RepairPUA(in); got != want && utf8.ValidString(in) {
			t.Errorf("RepairPUA(%q) = %q, want %q", in, got, want)
		}
	}
}
