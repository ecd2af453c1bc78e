package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/api"
	"quanyuan/web"
)

type serveCmd struct {
	dbFlag
	Listen  string     `help:"Address to listen on." default:"127.0.0.1:8080"`
	Uploads string     `help:"Folder for files being received; by default a temporary one." type:"path"`
	hints   []web.Hint // sample accounts, of a virtual town
}

// The limits of a connection. Bodies have none of their own, since a list may
// take long over a slow line; headers must come at once.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 20 * time.Second
	maxHeader     = 32 << 10
)

// Run serves until it is stopped, then lets requests under way end.
func (c *serveCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	defer d.Close(context.WithoutCancel(e.ctx))
	if c.Uploads == "" {
		if c.Uploads, err = os.MkdirTemp("", "quanyuan-uploads-"); err != nil {
			return err
		}
		defer os.RemoveAll(c.Uploads)
	}
	l, err := new(net.ListenConfig).Listen(e.ctx, "tcp", c.Listen)
	if err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "serve.listen", Args: []any{c.Listen}, Err: err}
	}
	log := slog.New(slog.NewJSONHandler(e.stderr, nil))
	tries := access.NewTries(e.now)
	pages, stop, err := web.Handler(d, web.Options{Version: programVersion(), Log: log, Now: e.now, Uploads: c.Uploads, Tries: tries, Hints: c.hints, PDF: pagePDF,
		Note: func(r *http.Request, account string) { api.NoteAccount(r.Context(), account) }})
	if err != nil {
		return err
	}
	defer stop()
	h := api.Handler(d, api.Options{Version: programVersion(), Identify: d.Identify, Log: log, Now: e.now, Uploads: c.Uploads, Tries: tries, Pages: pages})
	srv := &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	e.say("已启动 http://%s（按 Ctrl-C 停止）", "serving http://%s (Ctrl-C stops)", l.Addr())
	stopped := make(chan error, 1)
	go func() {
		<-e.ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), stopTimeout)
		defer cancel()
		stopped <- srv.Shutdown(ctx)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
