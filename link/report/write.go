package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
)

//go:embed page
var page embed.FS

// scripts are the parts of the page's program in the order they run.
var scripts = []string{"words.js", "draw.js", "table.js", "pair.js", "model.js", "curves.js", "compare.js", "columns.js", "clusters.js", "page.js"}

// Write makes the page. The data are compressed and in base64, so that no value
// can be taken for markup, and every script and style is named by its hash in
// the content security policy: nothing else runs, and nothing is fetched.
func Write(w io.Writer, d *Data) error {
	data, err := pack(d)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	style, err := page.ReadFile("page/style.css")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var program bytes.Buffer
	program.WriteString("'use strict';\n")
	for _, name := range scripts {
		part, err := page.ReadFile("page/" + name)
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		program.Write(part)
	}
	lang := "zh-CN"
	if d.Lang == "en" {
		lang = "en"
	}
	const form = `<!doctype html>
<html lang="%s">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>%s</style>
<body>
<noscript>此报告需要 JavaScript。 This report needs JavaScript.</noscript>
<main id="page"></main>
<script type="text/plain" id="data">%s</script>
<script>%s</script>
</html>
`
	_, err = fmt.Fprintf(w, form, lang, hashOf(style), hashOf(program.Bytes()), html.EscapeString(d.Title), style, data, program.Bytes())
	return err
}

// hashOf names a style or script in a content security policy.
func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return "sha256-" + base64.StdEncoding.EncodeToString(h[:])
}

// pack writes the data as JSON, compressed, in base64.
func pack(d *Data) (string, error) {
	var out strings.Builder
	text := base64.NewEncoder(base64.StdEncoding, &out)
	zip := gzip.NewWriter(text)
	if err := json.NewEncoder(zip).Encode(d); err != nil {
		return "", err
	}
	if err := zip.Close(); err != nil {
		return "", err
	}
	if err := text.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}
