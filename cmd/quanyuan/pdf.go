package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"quanyuan"
)

// printTimeout bounds what the browser takes for one document.
const printTimeout = 60 * time.Second

// browsers are the names under which a Chromium is found.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome"}

// printPDF prints a page as PDF into a file; see pdfOf.
func printPDF(ctx context.Context, html []byte, to string) error {
	pdf, err := pdfOf(ctx, html)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, pdf, 0o600); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{to}, Err: err}
	}
	return nil
}

// pdfDate is the time of printing inside a PDF.
var pdfDate = regexp.MustCompile(`/(CreationDate|ModDate) \(D:[0-9]{14}`)

// undated takes the time of printing out of a PDF, which says its own: the same
// page is the same bytes. What is put in its place is as long, since a PDF knows
// its parts by where they begin.
func undated(pdf []byte) []byte {
	return pdfDate.ReplaceAllFunc(pdf, func(m []byte) []byte { return append(m[:len(m)-14:len(m)-14], "20000101000000"...) })
}

// pdfOf lets the system's browser print a page as PDF. Chinese fonts are the
// system's; a page that needs nothing from outside is printed without network.
func pdfOf(ctx context.Context, html []byte) ([]byte, error) {
	browser := os.Getenv("QUANYUAN_BROWSER")
	for _, name := range browsers {
		if browser == "" {
			browser, _ = exec.LookPath(name)
		}
	}
	if browser == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "print.no_browser"}
	}
	dir, err := os.MkdirTemp("", "quanyuan-print-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	page, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(page, html, 0o600); err != nil {
		return nil, err
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
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "print.failed", Err: errors.Join(err, errors.New(string(message[:min(len(message), 300)])))}
	}
	return undated(pdf), nil
}
