package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/simulate"
	"quanyuan/store/sqlite"
	"quanyuan/web"
)

type demoCmd struct {
	Persons int    `help:"镇上的人数。 Persons of the town." default:"50000"`
	Seed    uint64 `help:"随机种子。 Seed." default:"1"`
	Out     string `help:"放在哪个文件夹。 Folder for everything." default:"demo"`
	Serve   string `help:"最后在此地址打开虚拟镇的网页。 Serve the town's pages at this address in the end." placeholder:"ADDRESS"`
}

// Run goes the whole way on a virtual town and holds the results against the
// truth.
func (c *demoCmd) Run(e *env) error {
	if err := c.clear(); err != nil {
		return err
	}
	town, results := filepath.Join(c.Out, "town"), filepath.Join(c.Out, "results")
	clock := stopwatch{e: e, start: e.now(), last: e.now()}
	sim := simulate.New(simulate.Options{Persons: c.Persons, Seed: c.Seed})
	if _, err := sim.Write(town); err != nil {
		return err
	}
	clock.lap("生成虚拟镇", "simulated the town")
	db := filepath.Join(c.Out, "town.db")
	if err := (&initCmd{dbFlag: dbFlag{db}, Divisions: filepath.Join(town, "divisions.csv")}).Run(e); err != nil {
		return err
	}
	for _, im := range []importCmd{
		{Files: []string{filepath.Join(town, "register.csv")}, As: "register"},
		{Manifest: filepath.Join(town, "lists.csv")},
	} {
		im.dbFlag = dbFlag{db}
		if err := im.Run(e); err != nil {
			return err
		}
	}
	clock.lap("导入", "imported")
	if err := c.collate(e, db, results); err != nil {
		return err
	}
	clock.lap("比对、查重、出表", "collated, deduplicated, published")
	scores, err := simulate.Score(filepath.Join(town, "truth"), results)
	if err != nil {
		return err
	}
	fmt.Fprint(e.stdout, "\n", scores, "\n")
	clock.total()
	e.say("名单在 %s，工作单和报告在 %s", "lists are in %s, worklists and report in %s", town, results)
	if c.Serve == "" {
		return nil
	}
	return c.serve(e, db, sim.Accounts())
}

// serve makes the sample accounts and what an office does before people begin,
// and serves the town until it is stopped.
func (c *demoCmd) serve(e *env, db string, accounts []simulate.SampleAccount) error {
	serve := serveCmd{dbFlag: dbFlag{db}, Listen: c.Serve}
	if err := c.open(e, db, accounts, &serve); err != nil {
		return err
	}
	e.say("试用账号，密码都是 %s：", "sample accounts, all with the password %s:", simulate.SamplePassword)
	for _, h := range serve.hints {
		e.say("    %-10s %s %s", "    %-10s %s %s", h.Account, access.PostName(h.Post, e.lang), h.Place)
	}
	return serve.Run(e)
}

func (c *demoCmd) open(e *env, db string, accounts []simulate.SampleAccount, serve *serveCmd) error {
	d, s, err := serve.dbFlag.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	operator := quanyuan.Local("虚拟镇")
	if _, err := d.BuildHouseholds(e.ctx, operator, nil); err != nil {
		return err
	}
	if _, err := d.SetTasks(e.ctx, operator, nil); err != nil {
		return err
	}
	if _, err := d.PrepareRulings(e.ctx, operator, nil); err != nil {
		return err
	}
	for _, a := range accounts {
		if err := d.AddAccount(e.ctx, operator, a.Name, a.Display, simulate.SamplePassword); err != nil {
			return err
		}
		if err := d.Grant(e.ctx, operator, a.Name, a.Post, a.Division, a.Mandate); err != nil {
			return err
		}
		h := web.Hint{Account: a.Name, Password: simulate.SamplePassword, Post: a.Post}
		if a.Division != "" {
			h.Place = d.PlaceName(a.Division)
		}
		serve.hints = append(serve.hints, h)
	}
	return c.office(e, d, accounts)
}

func (c *demoCmd) collate(e *env, db, results string) error {
	s, err := sqlite.Open(e.ctx, db, e.now)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := desk.Open(e.ctx, s, e.now)
	if err != nil {
		return err
	}
	_, err = collateInto(e, d, results)
	return errors.Join(err, d.Close(context.WithoutCancel(e.ctx)))
}

// clear removes what an earlier demo left, and nothing else.
func (c *demoCmd) clear() error {
	for _, name := range []string{"town.db", "town.db-wal", "town.db-shm", "town.db-import", "town", "results"} {
		if err := os.RemoveAll(filepath.Join(c.Out, name)); err != nil {
			return err
		}
	}
	return makeFolder(c.Out)
}

// stopwatch tells how long each part took.
type stopwatch struct {
	e           *env
	start, last time.Time
}

func (s *stopwatch) lap(zh, en string) {
	now := s.e.now()
	s.e.say("—— %s：%.1f 秒", "-- %s: %.1f s", s.e.text(zh, en), now.Sub(s.last).Seconds())
	s.last = now
}

func (s *stopwatch) total() {
	s.e.say("全程 %.1f 秒", "%.1f s in all", s.e.now().Sub(s.start).Seconds())
}
