// Package api is the register over HTTP: REST under /api/v1, with an OpenAPI
// 3.1 description made from this code.
//
// Reads answer with an ETag. Writes that change a person or paper ask for it in
// If-Match, so that nobody overwrites silently, and take an Idempotency-Key, so
// that a request sent twice acts once. Lists are read page by page with opaque
// cursors. Errors are application/problem+json (RFC 9457) with a stable key and
// the sentence in both languages.
//
// Nothing here decides: every route calls one use case of package desk, which
// checks the rights of whoever asks and notes the act.
package api
