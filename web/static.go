package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
)

//go:embed static
var staticFiles embed.FS

// stamps name each file's content, so that a browser may keep it for ever.
var stamps = func() map[string]string {
	all := map[string]string{}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		raw, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(raw)
		all[e.Name()] = hex.EncodeToString(sum[:6])
	}
	return all
}()

// static is the path of a file.
func static(name string) string { return "/static/" + stamps[name] + "/" + name }

func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	raw, err := staticFiles.ReadFile("static/" + name)
	if err != nil || stamps[name] != r.PathValue("stamp") {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) { // a machine's own table of types may be wrong
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".svg":
		kind = "image/svg+xml"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(raw)
}
