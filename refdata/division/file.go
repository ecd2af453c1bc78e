package division

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxFile is the largest list read; the country's 620,573 communities take
// less than 40 MB.
const maxFile = 256 << 20

// columns are the header names understood, by what they mean.
var columns = map[string]string{
	"code": "code", "代码": "code", "编码": "code", "区划代码": "code", "行政区划代码": "code", "统计用区划代码": "code",
	"level": "level", "级别": "level", "层级": "level",
	"parent": "parent", "上级代码": "parent", "上级": "parent",
	"name": "name", "名称": "name", "区划名称": "name",
	"from": "from", "启用时间": "from", "启用年份": "from",
	"until": "until", "停用时间": "until", "停用年份": "until", "变更/弃用时间": "until",
	"successor": "successor", "successors": "successor", "新代码": "successor", "后继代码": "successor",
	"alias": "alias", "old_names": "alias", "曾用名": "alias", "旧名": "alias", "别名": "alias",
	"status": "status", "状态": "status",
}

// sheet is a CSV file with a header, read row by row.
type sheet struct {
	name   string
	csv    *csv.Reader
	column map[string]int
	row    []string
	line   int
}

func openSheet(r io.Reader, name string) (*sheet, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s: larger than %d MB; split the list by city", name, maxFile>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return nil, fmt.Errorf("%s: neither UTF-8 nor GB18030: %w", name, err)
		}
	}
	s := &sheet{name: name, csv: csv.NewReader(bytes.NewReader(data)), column: map[string]int{}}
	s.csv.FieldsPerRecord = -1
	s.csv.ReuseRecord = true
	if err := s.next(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: empty; the first line must name the columns code,level,parent,name", name)
		}
		return nil, err
	}
	for i, h := range s.row {
		if c, ok := columns[strings.ToLower(strings.TrimSpace(h))]; ok {
			if _, twice := s.column[c]; twice {
				return nil, s.errorf("two columns mean %s; keep one", c)
			}
			s.column[c] = i
		}
	}
	for _, c := range []string{"code", "name"} {
		if _, ok := s.column[c]; !ok {
			return nil, s.errorf("no column %s; the first line must name the columns code,level,parent,name (代码,级别,上级代码,名称)", c)
		}
	}
	return s, nil
}

// next reads a row; io.EOF ends the file.
func (s *sheet) next() error {
	row, err := s.csv.Read()
	if errors.Is(err, io.EOF) {
		return err
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	s.row = row
	s.line, _ = s.csv.FieldPos(0)
	return nil
}

func (s *sheet) get(column string) string {
	if i, ok := s.column[column]; ok && i < len(s.row) {
		return strings.TrimSpace(s.row[i])
	}
	return ""
}

func (s *sheet) blank() bool {
	return !slices.ContainsFunc(s.row, func(f string) bool { return strings.TrimSpace(f) != "" })
}

func (s *sheet) errorf(format string, args ...any) error {
	return fmt.Errorf("%s, line %d: %w", s.name, s.line, fmt.Errorf(format, args...))
}

// year reads the year at the beginning of a date; empty is 0.
func (s *sheet) year(column string) (int, error) {
	text := s.get(column)
	if text == "" {
		return 0, nil
	}
	if len(text) >= 4 {
		if y, err := strconv.Atoi(text[:4]); err == nil && y >= 1900 && y < 2200 {
			return y, nil
		}
	}
	return 0, s.errorf("%s %q is no year; write it as 2016", column, text)
}

func (s *sheet) codes(column string) ([]Code, error) {
	var list []Code
	for _, text := range strings.FieldsFunc(s.get(column), func(r rune) bool { return strings.ContainsRune(";；、| ", r) }) {
		text, _, _ = strings.Cut(text, "[") // 320401[1982]: the year of that change
		c, err := Parse(text)
		if err != nil {
			return nil, s.errorf("%s: %w", column, err)
		}
		list = append(list, c)
	}
	return list, nil
}

// WithFile returns the tree with the divisions of a CSV file added; what the
// tree had under the same code is replaced. name stands in errors. The header
// names the columns code and name, and if wanted level, parent, from, until
// (years), successor (codes, divided by ;) and alias or old_names (divided by
// ;), or the Chinese words for them (代码,级别,上级代码,名称). Other columns are
// left alone.
func (t *Tree) WithFile(r io.Reader, name string) (*Tree, error) {
	s, err := openSheet(r, name)
	if err != nil {
		return nil, err
	}
	added := &Tree{more: map[Code]detail{}}
	lines := map[Code]int{}
	for {
		if err := s.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if s.blank() {
			continue
		}
		c, d, err := s.division()
		if err != nil {
			return nil, err
		}
		if first, twice := lines[c]; twice {
			return nil, s.errorf("code %s stands in line %d already; keep one of them", c, first)
		}
		lines[c] = s.line
		added.codes = append(added.codes, c)
		added.names = append(added.names, strings.Clone(fold(s.get("name"))))
		if d.from != 0 || d.until != 0 || d.successors != nil || d.aliases != nil {
			added.more[c] = d
		}
	}
	return t.merge(added), nil
}

func (s *sheet) division() (Code, detail, error) {
	var d detail
	c, err := Parse(s.get("code"))
	if err != nil {
		return "", d, s.errorf("%w", err)
	}
	if s.get("name") == "" {
		return "", d, s.errorf("%s has no name", c)
	}
	if text := s.get("level"); text != "" && text != strconv.Itoa(c.Level()) {
		return "", d, s.errorf("%s is of level %d by its code, the file says %.20q; correct one of them", c, c.Level(), text)
	}
	if text := s.get("parent"); text != "" {
		p, err := Parse(text)
		if err != nil {
			return "", d, s.errorf("parent: %w", err)
		}
		if p == c || !p.Contains(c) {
			return "", d, s.errorf("%s does not lie in its parent %s by its code; correct one of them", c, p)
		}
	}
	if d.from, err = s.year("from"); err != nil {
		return "", d, err
	}
	if d.until, err = s.year("until"); err != nil {
		return "", d, err
	}
	if d.successors, err = s.codes("successor"); err != nil {
		return "", d, err
	}
	for _, a := range strings.FieldsFunc(s.get("alias"), func(r rune) bool { return strings.ContainsRune(";；、|", r) }) {
		if a = fold(a); a != "" {
			d.aliases = append(d.aliases, strings.Clone(a))
		}
	}
	return c, d, nil
}

// merge puts other over t.
func (t *Tree) merge(other *Tree) *Tree {
	order := make([]int, len(other.codes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(string(other.codes[a]), string(other.codes[b])) })
	n := len(t.codes) + len(order)
	m := &Tree{codes: make([]Code, 0, n), names: make([]string, 0, n), past: t.past, more: map[Code]detail{}}
	maps.Copy(m.more, t.more)
	i := 0
	for _, o := range order {
		c := other.codes[o]
		for ; i < len(t.codes) && t.codes[i] <= c; i++ {
			if t.codes[i] < c {
				m.codes, m.names = append(m.codes, t.codes[i]), append(m.names, t.names[i])
			}
		}
		m.codes, m.names = append(m.codes, c), append(m.names, other.names[o])
		delete(m.more, c)
		if d, ok := other.more[c]; ok {
			m.more[c] = d
		}
	}
	m.codes, m.names = append(m.codes, t.codes[i:]...), append(m.names, t.names[i:]...)
	return m
}
