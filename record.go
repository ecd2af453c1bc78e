package quanyuan

// RecordID numbers the records of a register; it is assigned by the store and
// grows in the order of arrival.
type RecordID int64

// FieldValue is one value of a record.
type FieldValue struct {
	Field Field `json:"f"`
	Value
}

// Child is what a record says of one child: the six birth items.
type Child struct {
	Name   Value `json:"name"`
	Birth  Value `json:"birth"`
	ID     Value `json:"id"`
	Sex    Value `json:"sex"`
	Order  Value `json:"order"`
	Policy Value `json:"policy"`
}

// Role says which person of a row a record is about.
type Role string

// The roles of records; most rows have one person and the role Self.
const (
	Self    Role = ""
	Husband Role = "husband"
	Wife    Role = "wife"
	Newborn Role = "newborn"
	Pupil   Role = "pupil"
)

// Record is one person of a row, standardised. Neither the raw row nor the
// record is ever changed; corrections are further records. An erasure alone
// leaves of both no more than a place and codes.
type Record struct {
	ID    RecordID `json:"-"`
	Batch BatchID  `json:"-"`
	Where Where    `json:"where"`
	Part  int      `json:"part,omitempty"` // which person of the row, from 0
	Role  Role     `json:"role,omitempty"`
	// SetAside holds the reason when the row could not be understood as a
	// person; such a record has whatever values could be read.
	SetAside string       `json:"set_aside,omitempty"`
	Values   []FieldValue `json:"values,omitempty"` // sorted by field, at most one per field
	Children []Child      `json:"children,omitempty"`
	// ChildrenListed says that the list of children is meant to be complete,
	// so that a register with more children is worth a look.
	ChildrenListed bool      `json:"children_listed,omitempty"`
	Findings       []Finding `json:"findings,omitempty"`
	// Cells is the row exactly as read, in the order of its columns. It is
	// kept apart from the record in a store.
	Cells []string `json:"-"`
}

// Value gives a field's value; the zero Value when the record has none.
func (r *Record) Value(f Field) Value {
	if i, there := r.find(f); there {
		return r.Values[i].Value
	}
	return Value{}
}

// find gives the place of a field, or where it would stand.
func (r *Record) find(f Field) (at int, there bool) {
	low, high := 0, len(r.Values)
	for low < high {
		if mid := (low + high) / 2; r.Values[mid].Field < f {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < len(r.Values) && r.Values[low].Field == f
}

// Text gives a field's canonical text where it may be used as evidence, else "".
func (r *Record) Text(f Field) string {
	if i, there := r.find(f); there && r.Values[i].Known() {
		return r.Values[i].Text
	}
	return ""
}

// Set puts a value in its place; a Missing value removes the field.
func (r *Record) Set(f Field, v Value) {
	i, there := r.find(f)
	switch {
	case v.State == Missing && there:
		r.Values = append(r.Values[:i], r.Values[i+1:]...)
	case v.State == Missing:
	case there:
		r.Values[i].Value = v
	default:
		r.Values = append(r.Values, FieldValue{})
		copy(r.Values[i+1:], r.Values[i:])
		r.Values[i] = FieldValue{f, v}
	}
}
