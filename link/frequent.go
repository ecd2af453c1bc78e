package link

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
)

// hashes is a set of 64-bit hashes of texts, in order. Models keep hashes
// instead of the texts, which may be personal data. In JSON it is one string:
// base64 of the hashes, eight bytes each, lowest byte first.
type hashes []uint64

// has reports whether h is in the set.
func (s hashes) has(h uint64) bool {
	_, ok := slices.BinarySearch(s, h)
	return ok
}

// MarshalJSON writes the set as one string.
func (s hashes) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 8*len(s))
	for _, h := range s {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	return json.Marshal(base64.StdEncoding.EncodeToString(b))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *hashes) UnmarshalJSON(text []byte) error {
	var encoded string
	if err := json.Unmarshal(text, &encoded); err != nil {
		return err
	}
	b, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(b)%8 != 0 {
		return fmt.Errorf("a set of hashes is not whole")
	}
	*s = make(hashes, 0, len(b)/8)
	for ; len(b) > 0; b = b[8:] {
		*s = append(*s, binary.LittleEndian.Uint64(b))
	}
	if !slices.IsSorted(*s) {
		return fmt.Errorf("a set of hashes is not in order")
	}
	return nil
}
