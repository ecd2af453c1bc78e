package main

import (
	"quanyuan/simulate"
)

// simulateCmd makes the virtual town with its truth.
type simulateCmd struct {
	Persons      int    `help:"大约多少人。 About how many people." default:"50000"`
	Seed         uint64 `help:"种子：同一种子同一结果。 Same seed, same bytes." default:"1"`
	Out          string `help:"输出文件夹。 Folder to write to." required:"" type:"path"`
	RegisterOnly bool   `help:"只要台账及其真值。 Only the register and its truth."`
}

func (c *simulateCmd) Run(e *env) error {
	t := simulate.New(simulate.Options{Persons: c.Persons, Seed: c.Seed, RegisterOnly: c.RegisterOnly})
	sum, err := t.Write(c.Out)
	if err != nil {
		return err
	}
	e.say("虚拟城区：%d 人，台账 %d 个人员编号，%d 份名单共 %d 行，写在 %s", "Virtual town: %d people, %d persons in the register, %d lists with %d rows, in %s",
		sum.Humans, sum.Register, sum.Files, sum.Rows, c.Out)
	return nil
}
