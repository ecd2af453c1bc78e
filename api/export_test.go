package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Every answer of every test is written by the standard library as well: the
// bytes must be the same.
func init() {
	quick := jsonFormat.Marshal
	jsonFormat.Marshal = func(w io.Writer, v any) error {
		var got, want bytes.Buffer
		if err := quick(&got, v); err != nil {
			return err
		}
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			panic(fmt.Sprintf("%T is written as\n%s\nand by encoding/json as\n%s", v, got.Bytes(), want.Bytes()))
		}
		_, err := w.Write(got.Bytes())
		return err
	}
}
