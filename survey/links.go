package survey

import "quanyuan"

// Linkage counts what was linked, asked and found, and measures its errors.
type Linkage struct {
	Certain   int `json:"certain"`   // linked by the engine without doubt
	Unsure    int `json:"unsure"`    // all of them read by clerks
	Nobody    int `json:"nobody"`    // the engine found nobody
	Read      int `json:"read"`      // responses that somebody read
	Twice     int `json:"twice"`     // by two or more
	Agreed    int `json:"agreed"`    // of those, alike
	Open      int `json:"open"`      // not settled: counted as not in the register
	Linked    int `json:"linked"`    // in the end
	FalseSeen int `json:"false"`     // of the certain ones read, wrong
	CheckedY  int `json:"checked"`   // certain ones read
	MissSeen  int `json:"missed"`    // of those with nobody read, in the register after all
	CheckedN  int `json:"checked_n"` // of those with nobody, read
}

// LinkErrors counts and, where clerks have read some of the certain links and of
// those for whom nobody was found, estimates the errors that are left in what
// nobody read: recall α and false-link rate β of the final links. Without
// readings of both kinds (or when one of the kinds is empty) links is nil.
//
// Of k errors in n readings the share is k/n; for its variance (k+½)/(n+1)
// stands in, so that no error found is not taken for certainty.
func LinkErrors(responses []quanyuan.Response) (out Linkage, links *Links) {
	for i := range responses {
		r := &responses[i]
		if r.Out != "" || r.Link == nil {
			continue
		}
		out.count(r)
	}
	uncheckedY, uncheckedN := float64(out.Certain-out.CheckedY), float64(out.Nobody-out.CheckedN)
	if out.Certain > 0 && out.CheckedY == 0 || out.Nobody > 0 && out.CheckedN == 0 {
		return out, nil
	}
	wrong, wrongV := errorsLeft(out.FalseSeen, out.CheckedY, uncheckedY)
	missed, missedV := errorsLeft(out.MissSeen, out.CheckedN, uncheckedN)
	there := float64(out.Linked) - wrong + missed // in the register in truth
	if there <= 0 {
		return out, nil
	}
	gone := max(float64(out.Certain+out.Unsure+out.Nobody)-there, 1)
	return out, &Links{
		Recall: Share{1 - missed/there, missedV / square(there)},
		False:  Share{min(wrong/gone, .5), min(wrongV/square(gone), .25)},
	}
}

func (l *Linkage) count(r *quanyuan.Response) {
	n, open := r.Settled()
	read := len(r.Readings) > 0
	if open {
		l.Open++
	}
	if n != "" {
		l.Linked++
	}
	if read {
		l.Read++
	}
	if len(r.Readings) > 1 {
		l.Twice++
		if !open {
			l.Agreed++
		}
	}
	switch {
	case r.Link.Certain:
		l.Certain++
		if read && !open {
			l.CheckedY++
			if n != r.Link.Person {
				l.FalseSeen++
			}
		}
	case r.Link.Asked == quanyuan.AskedUnsure:
		l.Unsure++
	default:
		l.Nobody++
		if read && !open {
			l.CheckedN++
			if n != "" {
				l.MissSeen++
			}
		}
	}
}

// errorsLeft is how many errors are to be expected among those not read, with
// its variance.
func errorsLeft(found, read int, left float64) (n, variance float64) {
	if left <= 0 || read == 0 {
		return 0, 0
	}
	p, careful := float64(found)/float64(read), (float64(found)+.5)/(float64(read)+1)
	return left * p, left * left * careful * (1 - careful) / float64(read)
}
