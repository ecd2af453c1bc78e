package main

import (
	"fmt"
)

type registerCmd struct {
	Verify verifyCmd `cmd:"" help:"重新折算全部登记事件并核对。 Fold all events again and compare."`
}

type verifyCmd struct {
	dbFlag
	Limit int `help:"Report at most so many faults." default:"100"`
}

// Run reports the persons whose stored state is not the fold of their events.
func (c *verifyCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	p := newProgress(e, e.text("核对", "verify"))
	broken, persons, err := d.Verify(e.ctx, c.Limit, func(n int64) { p.update(n, 0) })
	p.close()
	if err != nil {
		return err
	}
	for _, b := range broken {
		fmt.Fprintf(e.stdout, "%s\t%s\n", b.Person, b.Rule)
	}
	if len(broken) > 0 {
		return fmt.Errorf(e.text("%d 处不符", "%d faults"), len(broken))
	}
	e.say("已核对 %d 人，全部相符", "%d persons verified, all agree", persons)
	return nil
}
