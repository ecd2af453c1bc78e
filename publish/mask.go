package publish

import (
	"quanyuan"
	"quanyuan/mask"
)

// masker masks what is published, unless it is off.
type masker struct{ off bool }

func (m masker) field(f quanyuan.Field, s string) string {
	if m.off {
		return s
	}
	return mask.Field(f, s)
}

func (m masker) pair(f quanyuan.Field, a, b string) (string, string) {
	if m.off {
		return a, b
	}
	return mask.Pair(f, a, b)
}

func (m masker) text(s string) string {
	if m.off {
		return s
	}
	return mask.Text(s)
}

func (m masker) remark(s string) string {
	if m.off {
		return s
	}
	return mask.Remark(s)
}

// Masked is a value of a field as it may be shown to anybody who works with the
// register: numbers, phones and dates of birth are hidden in part.
func Masked(f quanyuan.Field, s string) string { return masker{}.field(f, s) }

// MaskedRemark is a sentence about values as it may be shown to anybody who
// works with the register.
func MaskedRemark(s string) string { return masker{}.remark(s) }
