package web

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
)

// keeper seals what somebody typed while his session ended, so that the page
// for signing in can carry it without anybody reading it there. The key lives
// as long as the program.
type keeper struct {
	aead   cipher.AEAD
	random io.Reader
}

// kept is a form that waits for its owner.
type kept struct {
	Path   string     `json:"p"`
	Ticket string     `json:"t"` // of the session that ended: its account may go on
	Form   url.Values `json:"f"`
}

func newKeeper(random io.Reader) (keeper, error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return keeper{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return keeper{}, err
	}
	aead, err := cipher.NewGCM(block)
	return keeper{aead, random}, err
}

// seal gives "" when there is nothing to keep.
func (k keeper) seal(path, ticket string, form url.Values) string {
	if len(form) == 0 || ticket == "" {
		return ""
	}
	raw, err := json.Marshal(kept{path, ticket, form})
	nonce := make([]byte, k.aead.NonceSize())
	if err != nil {
		return ""
	}
	if _, err := io.ReadFull(k.random, nonce); err != nil {
		return ""
	}
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed) // the level is a valid one
	w.Write(raw)
	w.Close()
	return base64.RawURLEncoding.EncodeToString(k.aead.Seal(nonce, nonce, b.Bytes(), nil))
}

// open reads what seal made; ok is false for anything else.
func (k keeper) open(sealed string) (f kept, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	n := k.aead.NonceSize()
	if err != nil || len(raw) < n {
		return f, false
	}
	packed, err := k.aead.Open(nil, raw[:n], raw[n:], nil)
	if err != nil {
		return f, false
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), 4*mostForm))
	return f, err == nil && json.Unmarshal(plain, &f) == nil
}
