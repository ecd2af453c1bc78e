package main

import (
	"os"
	"path/filepath"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/link"
	"quanyuan/publish"
)

type collateCmd struct {
	dbFlag
	Out string `help:"Folder for the results." default:"results"`
}

// Run compares every row of every batch with the register.
func (c *collateCmd) Run(e *env) error {
	gathering.keep()
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = collateInto(e, d, c.Out)
	return err
}

// collateInto collates and writes outcomes, clusters, workbooks and report.
func collateInto(e *env, d *desk.Desk, dir string) (*desk.Collation, error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	var done *desk.Collation
	p := newProgress(e, e.text("比对", "collate"))
	err := writeFile(filepath.Join(dir, "outcomes.csv"), func(f *os.File) error {
		o, err := publish.NewOutcomes(f)
		if err != nil {
			return err
		}
		if done, err = d.Collate(e.ctx, engineProgress(e, p), o.Write); err != nil {
			return err
		}
		return o.Close()
	})
	p.close()
	if err != nil {
		return nil, err
	}
	if err := writeClusters(dir, done); err != nil {
		return nil, err
	}
	if err := publishWorklists(e, d, done, dir); err != nil {
		return nil, err
	}
	printCollation(e, done, dir)
	return done, nil
}

func writeClusters(dir string, c *desk.Collation) error {
	return writeFile(filepath.Join(dir, "clusters.csv"), func(f *os.File) error { return publish.Clusters(f, c.Clusters, c.Model) })
}

func printCollation(e *env, c *desk.Collation, dir string) {
	sayModel(e, c)
	e.say("登记库 %d 人，名单 %d 批；疑似重复 %d 组", "%d persons in the register, %d batches; %d clusters of probable duplicates", c.Persons, len(c.Batches), len(c.Clusters))
	for _, o := range quanyuan.Outcomes() {
		if n := c.Outcomes[o]; n > 0 {
			e.say("    %-8s %d", "    %-20s %d", e.text(publish.OutcomeZh(o), string(o)), n)
		}
	}
	e.say("结果在 %s", "results are in %s", dir)
}

type dedupeCmd struct {
	dbFlag
	Out string `help:"Folder for the results." default:"results"`
}

// Run finds duplicates inside the register.
func (c *dedupeCmd) Run(e *env) error {
	gathering.keep()
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := makeFolder(c.Out); err != nil {
		return err
	}
	p := newProgress(e, e.text("查重", "dedupe"))
	done, err := d.Dedupe(e.ctx, engineProgress(e, p))
	p.close()
	if err != nil {
		return err
	}
	if err := writeClusters(c.Out, done); err != nil {
		return err
	}
	sayModel(e, done)
	e.say("登记库 %d 人，疑似重复 %d 组，见 %s", "%d persons in the register, %d clusters of probable duplicates, see %s", done.Persons, len(done.Clusters), filepath.Join(c.Out, "clusters.csv"))
	return nil
}

// engineProgress shows the engine's stages that count pairs.
func engineProgress(e *env, p *progress) func(link.Progress) {
	var mu lockedProgress
	return func(s link.Progress) { mu.update(p, s) }
}
