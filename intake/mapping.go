package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"quanyuan"
)

// MappingVersion is written into every mapping; a newer one is refused.
const MappingVersion = 1

// Mapping says how a file is read: which rows are headers, and what each column
// holds. It is printed by "quanyuan import --plan", may be corrected by hand and
// is taken back with --map. What it does not say is guessed.
type Mapping struct {
	Version  int                 `json:"version"`
	File     string              `json:"file,omitempty"`
	Format   string              `json:"format,omitempty"`   // told, not taken back
	Encoding string              `json:"encoding,omitempty"` // of text files
	Source   quanyuan.SourceKind `json:"source,omitempty"`
	Sheets   []SheetMapping      `json:"sheets"`
	// Fixes are cells that a person wrote anew.
	Fixes []Fix `json:"fixes,omitempty"`
}

// SheetMapping is the mapping of one sheet. The name "*" stands for every sheet
// without a mapping of its own.
type SheetMapping struct {
	Sheet string `json:"sheet"`
	Skip  bool   `json:"skip,omitempty"` // the sheet holds no persons
	// Header lists the rows of the header as the sheet shows them; empty: the
	// sheet has none and columns were told by their content.
	Header []int `json:"header,omitempty"`
	// Shape is "cards" for a form for each person, "columns" where each column
	// is a person, "lines" where a person has two lines, empty for a table. The columns A, B … are then the labels in
	// the order in which they were met first.
	Shape string `json:"shape,omitempty"`
	// Kind is what the list reports, where that changes what a row means:
	// birth, death, marriage or divorce.
	Kind string `json:"kind,omitempty"`
	// Person says who a row is about: newborn, pupil, couple or empty.
	Person string `json:"person,omitempty"`
	// Community, Estate, Building and Group hold for all rows that do not say
	// their own.
	Community string          `json:"community,omitempty"` // 12 digits
	Estate    string          `json:"estate,omitempty"`
	Building  string          `json:"building,omitempty"`
	Group     string          `json:"group,omitempty"`
	AsOf      string          `json:"as_of,omitempty"`
	Total     int             `json:"total,omitempty"` // number of persons the sheet claims
	Columns   []ColumnMapping `json:"columns"`
}

// ColumnMapping is what one column holds.
type ColumnMapping struct {
	Column string `json:"column"` // A, B … AA
	Header string `json:"header,omitempty"`
	// Field is the key of a field; "" leaves the column alone. Beside the
	// register's fields there are serial, other_number, weak_address,
	// weak_death, person_category, marriage_kind and members: a cell that lists
	// further persons of the row.
	Field string `json:"field"`
	// Role tells husband and wife of a row apart; "kin" is the phone of a parent
	// or guardian.
	Role string `json:"role,omitempty"`
	// Child numbers the children of wide lists from 1.
	Child int `json:"child,omitempty"`
	// Member numbers the further persons of a row from 1: the members of a
	// household, the beds of a room, the right half of a list in two halves.
	Member int `json:"member,omitempty"`
	// Part names the part of an address that the column gives; the piece of a value
	// that stands in several columns: surname and given, year, month and day, digits;
	// or, behind "=", the code that a tick in the column means. "apart" is the name of
	// a person of another list beside the first, with whom he shares nothing, and
	// "person" that of a head of household who has no row of his own.
	Part string `json:"part,omitempty"`
	// Variant names the list of codes the column uses (see refdata/code).
	Variant string `json:"variant,omitempty"`
	// Dates is "mdy" or "dmy" where the year stands last, or "lunar".
	Dates string `json:"dates,omitempty"`
	// By is what the guess rests on: header, content or both; Sure is how
	// strongly, from 0 to 1.
	By   string  `json:"by,omitempty"`
	Sure float64 `json:"sure,omitempty"`
	// Samples are cells of the column, " | " between them, told in a plan where no
	// header says what it holds; not taken back, and never kept.
	Samples string `json:"samples,omitempty"`

	at int
}

// JSON writes the mapping as a person edits it.
func (m *Mapping) JSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(m) // a Mapping holds nothing that JSON cannot write
	return b.Bytes()
}

// ParseMapping reads a mapping and checks that it can be used.
func ParseMapping(data []byte) (*Mapping, error) {
	fault := func(err error) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.format", Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	var m Mapping
	if err := d.Decode(&m); err != nil {
		return nil, fault(err)
	}
	if m.Version > MappingVersion {
		return nil, fault(fmt.Errorf("version %d, this program reads up to %d", m.Version, MappingVersion))
	}
	for i := range m.Sheets {
		if err := m.Sheets[i].check(); err != nil {
			return nil, err
		}
	}
	return &m, nil
}

func (s *SheetMapping) check() error {
	if s.Shape != "" && s.Shape != shapeCards && s.Shape != shapeColumns && s.Shape != shapeLines {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.format", Err: fmt.Errorf("shape %q", s.Shape)}
	}
	for i := range s.Columns {
		c := &s.Columns[i]
		at, ok := columnIndex(c.Column)
		if !ok {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.format",
				Err: fmt.Errorf("column %q", c.Column)}
		}
		c.at, c.Samples = at, ""
		if c.Field == "" || pseudoAttributes[attribute(c.Field)] {
			continue
		}
		if _, ok := quanyuan.FieldByKey(c.Field); !ok {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.field", Args: []any{c.Field}}
		}
		if c.Member < 0 || c.Member > maxMembers {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.format",
				Err: fmt.Errorf("member %d of column %s", c.Member, c.Column)}
		}
		if c.Child < 0 || c.Child > maxChildren {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "mapping.format",
				Err: fmt.Errorf("child %d of column %s", c.Child, c.Column)}
		}
	}
	return nil
}

// sheet finds the mapping of a sheet by its name, else the one for all sheets.
func (m *Mapping) sheet(name string) (*SheetMapping, bool) {
	if m == nil {
		return nil, false
	}
	for i := range m.Sheets {
		if m.Sheets[i].Sheet == name && name != "*" {
			return &m.Sheets[i], true
		}
	}
	for i := range m.Sheets {
		if m.Sheets[i].Sheet == "*" {
			s := m.Sheets[i]
			s.Sheet = name
			return &s, true
		}
	}
	return nil, false
}

// columnName writes a column as Excel does: A for 0, AA for 26.
func columnName(at int) string {
	var b []byte
	for at++; at > 0; at = (at - 1) / 26 {
		b = append([]byte{byte('A' + (at-1)%26)}, b...)
	}
	return string(b)
}

func columnIndex(name string) (at int, ok bool) {
	name = strings.ToUpper(strings.TrimSpace(name))
	if name == "" || len(name) > 4 {
		return 0, false
	}
	for i := range len(name) {
		if name[i] < 'A' || name[i] > 'Z' {
			return 0, false
		}
		at = at*26 + int(name[i]-'A') + 1
	}
	return at - 1, true
}
