package main

import (
	"context"
	"errors"

	"quanyuan"
	"quanyuan/desk"
)

// actorFlag names who acts.
type actorFlag struct {
	Actor string `help:"经办人。 Who acts." required:"" env:"QUANYUAN_ACTOR"`
}

// actorFlags say on whose behalf a command acts.
type actorFlags struct {
	dbFlag
	actorFlag
	AsDivision string `name:"as-division" help:"以哪个区划的名义办理，12 位编码；不写为全市。 Division on whose behalf; the whole city by default." placeholder:"CODE"`
}

func (f actorFlags) principal() (quanyuan.Principal, error) {
	p := quanyuan.Local(f.Actor)
	if f.AsDivision == "" {
		return p, nil
	}
	code, err := desk.DivisionCode(f.AsDivision)
	if err != nil {
		return p, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{f.AsDivision}, Err: err}
	}
	p.Division = code
	return p, nil
}

// act opens the register for somebody who acts in it.
func (f actorFlags) act(e *env, do func(*desk.Desk, quanyuan.Principal) error) error {
	return f.actWith(e, do)
}

// actWith is act with more options of the desk.
func (f actorFlags) actWith(e *env, do func(*desk.Desk, quanyuan.Principal) error, options ...desk.Option) error {
	by, err := f.principal()
	if err != nil {
		return err
	}
	d, s, err := f.open(e, options...)
	if err != nil {
		return err
	}
	defer s.Close()
	// Audit lines are sealed whatever happens.
	return errors.Join(do(d, by), d.Close(context.WithoutCancel(e.ctx)))
}
