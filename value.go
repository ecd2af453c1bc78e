package quanyuan

// ValueState says how far a value was understood.
type ValueState uint8

const (
	// Missing: the cell was empty or the column absent.
	Missing ValueState = iota
	// Understood: Text holds the canonical value.
	Understood
	// Doubtful: Text holds the canonical value, a finding says what is odd.
	Doubtful
	// Invalid: the text could not be understood; only Raw is filled.
	Invalid
	// Placeholder: the text stands for "not known" (18 zeros, 不详, 13800000000).
	Placeholder
)

// Value is one field of a record: what was written and what was understood.
//
// Text is canonical and never depends on how the source wrote it:
//
//	dates       2008, 2008-03 or 2008-03-07: the length is the precision
//	codes       the code of the field's table (sex "1", marital "21")
//	ID numbers  18 digits, upper-case X; other documents their folded text
//	phones      digits, several joined by ";"
//	divisions   12 digits
//	names       folded: blanks between Han removed, one kind of middle dot
//	the rest    text with width and blanks folded
type Value struct {
	Raw   string     `json:"r,omitempty"` // as written; empty when equal to Text
	Text  string     `json:"t,omitempty"`
	State ValueState `json:"s,omitempty"`
	// Mark tells how the value came about when that matters: "filled" (from
	// the cell above), "upgraded" (15 to 18 digits), "lunar", "from_id" …
	Mark string `json:"m,omitempty"`
}

// Known reports whether Text may be used as evidence.
func (v Value) Known() bool { return v.State == Understood || v.State == Doubtful }

// Written is the value as the source wrote it.
func (v Value) Written() string {
	if v.Raw != "" {
		return v.Raw
	}
	return v.Text
}
