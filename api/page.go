package api

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"quanyuan"
)

// Page is what every list takes.
type Page struct {
	Cursor string `query:"cursor" doc:"where the last page ended; empty: from the start"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

// cursorOf writes a place in a list so that callers give it back as it is.
func cursorOf(place any) string {
	b, _ := json.Marshal(place)
	return base64.RawURLEncoding.EncodeToString(b)
}

// place reads a cursor; the empty cursor leaves the place as it is.
func place(cursor string, into any) error {
	if cursor == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "api.cursor"}
	}
	return nil
}

// etag writes a version.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Match is the version a caller saw, which a write must name.
type Match struct {
	IfMatch string `header:"If-Match" doc:"ETag of what was read; a write is refused when it has changed since"`
}

// check refuses a write that names no version, or not the one that stands.
func (m Match) check(lang string, version int64) error {
	switch tag := strings.TrimSpace(m.IfMatch); tag {
	case "":
		return problem(lang, http.StatusPreconditionRequired, "api.if_match", "")
	case "*", etag(version):
		return nil
	}
	return problem(lang, http.StatusPreconditionFailed, "api.changed", "")
}
