// Package access decides who may do what in the register, and who sees what of
// a person. What it decides stands in tables (table.go); stores enforce the
// divisions in their queries, the desk asks here before every act and writes
// down what was done and what was refused.
package access

import (
	"slices"
	"strings"

	"quanyuan"
)

// May says whether a principal may do something where one of the divisions
// lies in his. Without divisions it says whether he may do so at all. The error
// is of kind quanyuan.ErrForbidden.
func May(by quanyuan.Principal, action Action, divisions ...string) error {
	if len(divisions) == 0 {
		return may(by, action)
	}
	return MayAt(by, action, divisions)
}

// MayAt is May for something that stands in divisions, perhaps in none: then
// only who acts for the whole city may.
func MayAt(by quanyuan.Principal, action Action, divisions []string) error {
	if err := may(by, action); err != nil {
		return err
	}
	if RightOf(by.Post, action) == Own {
		return forbidden("access.own")
	}
	if by.Post != quanyuan.Operator && !by.Scope().Reaches(divisions) {
		return forbidden("access.elsewhere", Zh(action), En(action))
	}
	return nil
}

// MayPerson says whether a principal may do something about a person.
func MayPerson(by quanyuan.Principal, action Action, p *quanyuan.Person) error {
	if RightOf(by.Post, action) == Own {
		if by.Person == "" || by.Person != p.Number {
			return forbidden("access.own")
		}
		return nil
	}
	return MayAt(by, action, p.Divisions())
}

// may leaves divisions aside.
func may(by quanyuan.Principal, action Action) error {
	if by.Post == quanyuan.Operator {
		return nil
	}
	if by.Only != nil && !slices.Contains(by.Only, string(action)) {
		return forbidden("access.token_scope", Zh(action), En(action))
	}
	switch RightOf(by.Post, action) {
	case Inside, Own:
		return nil
	case ForPurpose:
		switch {
		case Limited(by.Post) && !slices.Contains(Mandates(), by.Mandate):
			return forbidden("access.mandate", strings.Join(Mandates(), ", "))
		case !Limited(by.Post) && strings.TrimSpace(by.Purpose) == "":
			return forbidden("access.purpose", Zh(action), En(action))
		}
		return nil
	}
	return forbidden("access.post", Zh(action), En(action))
}

// Limited reports whether a post sees only what its mandate needs.
func Limited(post quanyuan.Post) bool {
	return post == quanyuan.Submitter || post == quanyuan.Surveyor
}

// Mandates lists what a department or a survey may see persons for.
func Mandates() []string { return mandates.columns }

func forbidden(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: key, Args: args}
}
