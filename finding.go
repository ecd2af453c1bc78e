package quanyuan

// Severity orders findings by what they call for.
type Severity uint8

const (
	// Info: worth knowing, nothing to do.
	Info Severity = iota
	// Warning: look at it; the value is used.
	Warning
	// Fault: the value is wrong and is not used as evidence.
	Fault
)

// Finding is a quality problem of a value or between values. A finding never
// blocks a row; a named person may confirm the value as it is.
type Finding struct {
	Rule     string   `json:"rule"`            // stable key, e.g. "id.check_digit"
	Field    Field    `json:"field"`           // where it shows
	Other    []Field  `json:"other,omitempty"` // the fields it contradicts
	Severity Severity `json:"severity"`
	Args     []string `json:"args,omitempty"` // for the translated sentence
}
