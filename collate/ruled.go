package collate

import (
	"slices"

	"quanyuan"
)

// Side is one side of what was ruled: a person of the register, or a record
// that belongs to nobody.
type Side struct {
	Person quanyuan.Number
	Record quanyuan.RecordID
}

// Different are two sides that named persons ruled to be two people. They are
// never proposed as one again, neither directly nor through a third.
type Different [2]Side

// ruled is what was ruled to be different, by rows of the register.
type ruled struct {
	persons map[[2]uint32]bool
	records map[quanyuan.RecordID][]uint32 // persons whom a free record is not
	free    map[[2]quanyuan.RecordID]bool
}

func (reg *Register) rule(all []Different) {
	r := ruled{map[[2]uint32]bool{}, map[quanyuan.RecordID][]uint32{}, map[[2]quanyuan.RecordID]bool{}}
	for _, d := range all {
		a, okA := slices.BinarySearch(reg.numbers, d[0].Person)
		b, okB := slices.BinarySearch(reg.numbers, d[1].Person)
		switch x, y := uint32(a), uint32(b); {
		case !okA && d[0].Person != "" || !okB && d[1].Person != "":
			continue // of a register that is not all here, nobody in question
		case okA && okB:
			r.persons[[2]uint32{min(x, y), max(x, y)}] = true
		case okA:
			r.records[d[1].Record] = append(r.records[d[1].Record], x)
		case okB:
			r.records[d[0].Record] = append(r.records[d[0].Record], y)
		default:
			r.free[[2]quanyuan.RecordID{min(d[0].Record, d[1].Record), max(d[0].Record, d[1].Record)}] = true
		}
	}
	reg.ruled = r
}

// twoPersons reports whether two persons were ruled to be different.
func (r *ruled) twoPersons(a, b uint32) bool {
	return len(r.persons) > 0 && r.persons[[2]uint32{min(a, b), max(a, b)}]
}

// twoRecords reports whether two free records were.
func (r *ruled) twoRecords(a, b quanyuan.RecordID) bool {
	return len(r.free) > 0 && r.free[[2]quanyuan.RecordID{min(a, b), max(a, b)}]
}

// notOf reports whether a record was ruled not to be of a person.
func (r *ruled) notOf(record quanyuan.RecordID, person uint32) bool {
	return slices.Contains(r.records[record], person)
}

// notOfFamily reports whether a record was ruled not to be of one of those who
// are probably one human being.
func (reg *Register) notOfFamily(record quanyuan.RecordID, family uint32) bool {
	return slices.ContainsFunc(reg.ruled.records[record], func(p uint32) bool { return reg.family[p] == family })
}
