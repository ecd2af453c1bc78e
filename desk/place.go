package desk

import (
	"strings"

	"quanyuan"
	"quanyuan/refdata/division"
)

// community checks a community that somebody names as a place to be from now
// on: one that is there and in use. Whoever names a code that was retired is
// told what follows it. Where people stand already, and what lists of earlier
// days say, is not asked for here.
func (d *Desk) community(code string) error {
	if c := division.Code(code); d.tree().Name(c) != "" && c.Level() != division.Community {
		return unknownDivision(code)
	}
	return d.inUse(code)
}

// inUse is community for divisions of any level.
func (d *Desk) inUse(code string) error {
	now := d.tree().Current(division.Code(code))
	switch {
	case len(now) == 1 && string(now[0]) == code:
		return nil
	case len(now) > 0:
		next := make([]string, len(now))
		for i, c := range now {
			next[i] = strings.TrimSpace(string(c) + " " + d.tree().Name(c))
		}
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.retired", Args: []any{d.named(code), strings.Join(next, "、")}}
	case d.tree().Name(division.Code(code)) != "":
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.ended", Args: []any{d.named(code)}}
	}
	return unknownDivision(code)
}

// named writes a code with its name, where it has one.
func (d *Desk) named(code string) string {
	return strings.TrimSpace(code + " " + d.tree().Name(division.Code(code)))
}

func unknownDivision(code string) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{code}}
}
