package main

import (
	"context"
	"crypto/tls"
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
	Listen  string           `help:"Address to listen on." default:"127.0.0.1:8080"`
	Uploads string           `help:"Folder for files being received; by default a temporary one." type:"path"`
	Backups string           `help:"备份文件夹，不对外提供。 Folder for backups that administrators make on the pages; nothing serves it." type:"path" placeholder:"FOLDER"`
	Nightly string           `help:"每天这个时刻比对新到的名单，如 02:00。 Time of day at which lists that came in are collated, such as 02:00." placeholder:"HH:MM"`
	TLSCert string           `name:"tls-cert" help:"TLS 证书（PEM）。 Certificate for TLS, as PEM; without it the service speaks plain HTTP." type:"existingfile" placeholder:"FILE"`
	TLSKey  string           `name:"tls-key" help:"TLS 私钥（PEM）。 Its key, as PEM." type:"existingfile" placeholder:"FILE"`
	hints   []web.Hint       // sample accounts, of a virtual town
	ready   func(url string) // called when it listens; may be nil
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
	serving.keep()
	at, err := parseClock(c.Nightly)
	if err != nil {
		return err
	}
	certificate, err := c.certificate()
	if err != nil {
		return err
	}
	d, s, err := c.open(e, keepBackups(e, c.Backups))
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
	pages, stop, err := web.Handler(d, web.Options{Version: programVersion(), Log: log, Now: e.now, Uploads: c.Uploads, Tries: tries, Hints: c.hints, PDF: pdfOf, CertificateEnds: endOf(certificate),
		Note: func(r *http.Request, account string) { api.NoteAccount(r.Context(), account) }})
	if err != nil {
		return err
	}
	defer stop()
	h := api.Handler(d, api.Options{Version: programVersion(), Identify: d.Identify, Log: log, Now: e.now, Uploads: c.Uploads, Tries: tries, Pages: pages})
	srv := &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	scheme := "http"
	if certificate != nil {
		scheme, l = "https", tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*certificate}, NextProtos: []string{"h2", "http/1.1"}})
	}
	e.say("已启动 %s://%s（按 Ctrl-C 停止）", "serving %s://%s (Ctrl-C stops)", scheme, l.Addr())
	if c.ready != nil {
		c.ready(scheme + "://" + l.Addr().String())
	}
	if c.Nightly != "" {
		go nightly(e.ctx, e.now, time.After, at, func() { collateArrived(e.ctx, d, log) })
	}
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

// certificate is the one to serve TLS with; nil: plain HTTP.
func (c *serveCmd) certificate() (*tls.Certificate, error) {
	if c.TLSCert == "" && c.TLSKey == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "serve.certificate", Err: err}
	}
	return &pair, nil
}

// endOf is when a certificate ends; zero without one.
func endOf(c *tls.Certificate) time.Time {
	if c == nil || c.Leaf == nil {
		return time.Time{}
	}
	return c.Leaf.NotAfter
}
