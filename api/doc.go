// Package api is the register over HTTP: REST under /api/v1, with an OpenAPI
// 3.1 description made from this code.
//
// Reads answer with an ETag. Writes that change a person or paper ask for it in
// If-Match, so that nobody overwrites silently, and take an Idempotency-Key, so
// that a request sent twice acts once. Lists are read page by page with opaque
// cursors. Errors are application/problem+json (RFC 9457) with a stable key and
// the sentence in both languages.
//
// Two routes need no token: logging in, and redeeming a resident's code. An
// address that fails there again and again must wait; behind a proxy all callers
// have its address.
//
// Nothing here decides: every route calls one use case of package desk, which
// checks the rights of whoever asks and notes the act.
package api
