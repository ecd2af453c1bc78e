package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quanyuan"
)

// doubleClick is the program started from its icon: with no arguments, in a
// window of its own. It serves the register in the user's folder to this machine
// and opens the browser.
type doubleClick struct {
	folder string
	listen string
	open   func(url string) error
}

// startAlone is what a double click does. The window stays until somebody has
// read what went wrong.
func startAlone(e *env) int {
	folder, err := os.UserConfigDir()
	if err == nil {
		err = doubleClick{folder: filepath.Join(folder, "Quanyuan"), listen: "127.0.0.1:8080", open: openBrowser}.run(e)
	}
	code := report(e, err)
	if code != 0 {
		e.say("按回车键关闭。", "Press Enter to close.")
		bufio.NewReader(e.stdin).ReadString('\n')
	}
	return code
}

func (c doubleClick) run(e *env) error {
	if err := makeFolder(c.folder); err != nil {
		return err
	}
	serve := serveCmd{dbFlag: dbFlag{filepath.Join(c.folder, "register.db")}, Listen: c.listen, Backups: filepath.Join(c.folder, "backups")}
	if err := c.register(e, serve.DB); err != nil {
		return err
	}
	if url := "http://" + c.listen; alreadyServing(e.ctx, url) {
		return c.open(url) // clicked twice
	}
	if err := c.accounts(e, serve.dbFlag); err != nil {
		return err
	}
	serve.ready = func(url string) {
		if err := c.open(url); err != nil {
			e.say("请在浏览器打开 %s", "open %s in a browser", url)
		}
	}
	return serve.Run(e)
}

// register sees to it that there is one: made of the list of divisions beside it
// the first time.
func (c doubleClick) register(e *env, db string) error {
	if _, err := os.Stat(db); err == nil {
		return nil
	}
	divisions := filepath.Join(c.folder, "divisions.csv")
	if _, err := os.Stat(divisions); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "start.divisions", Args: []any{divisions}}
	}
	return (&initCmd{dbFlag: dbFlag{db}, Divisions: divisions}).Run(e)
}

// accounts tells how the first is made.
func (c doubleClick) accounts(e *env, f dbFlag) error {
	d, s, err := f.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := d.Accounts(e.ctx, quanyuan.Local("operator"))
	if err == nil && len(all) == 0 {
		e.say("还没有账号，请另开命令行窗口建立：", "there is no account yet; make the first ones in a command window:")
		e.say("    quanyuan account add --db \"%[1]s\" --actor 姓名 登录名 使用人", "    quanyuan account add --db \"%[1]s\" --actor NAME ACCOUNT PERSON", f.DB)
		e.say("    quanyuan account grant --db \"%[1]s\" --actor 姓名 --post city 登录名", "    quanyuan account grant --db \"%[1]s\" --actor NAME --post city ACCOUNT", f.DB)
	}
	return err
}

// probeTimeout is how long is waited for one that serves already.
const probeTimeout = 2 * time.Second

// alreadyServing reports whether this program answers at an address.
func alreadyServing(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/healthz", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 16))
	return (err == nil || errors.Is(err, io.EOF)) && strings.TrimSpace(string(said)) == "ok"
}
