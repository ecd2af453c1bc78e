package access

import (
	"bytes"
	"encoding/json"
	"iter"

	"quanyuan"
)

// Broken is the first place where a chain of audit lines does not hold.
type Broken struct {
	Seq int64
	Key string // of the sentence that says what is wrong there
}

// Verify computes a chain of audit lines again. end is where the store says
// that it ends; anchors are heads that were printed or kept elsewhere: a chain
// that holds and goes through them has every line that was there when they were
// taken, unchanged. It gives the head it came to and the first broken line, nil
// when all holds.
//
// Whoever can write the file and knows the chain can make a new one from any
// line on: only an anchor kept out of his reach shows it.
func Verify(lines iter.Seq2[quanyuan.SealedLine, error], end quanyuan.AuditHead, anchors ...quanyuan.AuditHead) (head quanyuan.AuditHead, broken *Broken, err error) {
	open := map[int64][32]byte{}
	for _, a := range anchors {
		if a.Seq > 0 {
			open[a.Seq] = a.Hash
		}
	}
	for l, err := range lines {
		if err != nil {
			return head, nil, err
		}
		next := head.Next(l.Line)
		switch {
		case l.Seq != next.Seq:
			return head, &Broken{next.Seq, "audit.missing"}, nil
		case !bytes.Equal(l.Hash, next.Hash[:]), !numbered(l):
			return head, &Broken{l.Seq, "audit.changed"}, nil
		}
		if hash, ok := open[l.Seq]; ok {
			if hash != next.Hash {
				return head, &Broken{l.Seq, "audit.not_anchored"}, nil
			}
			delete(open, l.Seq)
		}
		head = next
	}
	for seq := range open {
		if broken == nil || seq < broken.Seq {
			broken = &Broken{seq, "audit.cut"}
		}
	}
	if broken == nil && head != end {
		broken = &Broken{head.Seq + 1, "audit.cut"}
	}
	if broken != nil {
		broken.Seq = min(broken.Seq, head.Seq+1)
	}
	return head, broken, nil
}

// numbered reports whether a line says its own number.
func numbered(l quanyuan.SealedLine) bool {
	var line quanyuan.AuditLine
	return json.Unmarshal(l.Line, &line) == nil && line.Seq == l.Seq
}
