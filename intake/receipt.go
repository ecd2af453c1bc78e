package intake

import (
	"fmt"

	"quanyuan"
)

// sum adds the sheets up.
func (r *reading) sum() {
	for _, s := range r.sheets {
		r.receipt.Sheets = append(r.receipt.Sheets, *s)
		r.receipt.Rows += s.Rows
		r.receipt.Accepted += s.Accepted
		r.receipt.SetAside += s.SetAside
		r.receipt.NotPersons += s.NotPersons
	}
	if r.headed && r.receipt.Accepted == 0 {
		r.note(quanyuan.Remark{Key: "intake.no_persons"})
	}
}

// fileNotes adds what the sheet reader found odd, and the encoding it guessed.
func (r *reading) fileNotes() {
	for _, n := range r.file.Notes {
		r.note(quanyuan.Remark{Key: n.Key, Args: n.Args})
	}
}

func argTexts(args []any) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = fmt.Sprint(a)
	}
	return out
}
