package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"quanyuan"
)

// printTimeout bounds what the browser takes for one document.
const printTimeout = 60 * time.Second

// browsers are the names under which a Chromium is found.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome"}

// pagePDF prints a page and gives the document.
func pagePDF(ctx context.Context, html []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "quanyuan-page-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	to := filepath.Join(dir, "page.pdf")
	if err := printPDF(ctx, html, to); err != nil {
		return nil, err
	}
	return os.ReadFile(to)
}

// printPDF lets the system's browser print a page as PDF. Chinese fonts are the
// system's; a page that needs nothing from outside is printed without network.
func printPDF(ctx context.Context, html []byte, to string) error {
	browser := os.Getenv("QUANYUAN_BROWSER")
	for _, name := range browsers {
		if browser == "" {
			browser, _ = exec.LookPath(name)
		}
	}
	if browser == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "print.no_browser"}
	}
	dir, err := os.MkdirTemp("", "quanyuan-print-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	page, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(page, html, 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printTimeout)
	defer cancel()
	args := []string{"--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-extensions", "--disable-background-networking",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(dir, "profile"), "--print-to-pdf=" + out}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses to run as root otherwise
	}
	message, err := exec.CommandContext(ctx, browser, append(args, "file://"+filepath.ToSlash(page))...).CombinedOutput()
	pdf, readErr := os.ReadFile(out)
	if err != nil || readErr != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "print.failed", Err: errors.Join(err, errors.New(string(message[:min(len(message), 300)])))}
	}
	if err := os.WriteFile(to, pdf, 0o600); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{to}, Err: err}
	}
	return nil
}
