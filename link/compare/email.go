package compare

import (
	"bytes"
	"math"
)

// Email compares e-mail addresses. From the top:
//
//	exact      the same address without case
//	typo       one character wrong, missing, added, or two exchanged
//	user       the same name before the @, at another domain
//	user_typo  a name of five characters or more with one edit
//	domain     the same domain, when no more than one address in a thousand,
//	           or no more than three, are there: a family or a firm
func Email() Comparator {
	all := levels(Level{Name: "domain"}, Level{Name: "user_typo"}, Level{Name: "user", TermFrequency: true}, Level{Name: "typo"})
	return &simple{"email", all, prepareEmails}
}

type emails struct {
	*texts
	// By text: the length of the name before the @ in bytes, 0 for none or
	// one too long, and the number of the domain, 0 for none or a common one.
	user   []uint8
	domain []uint32
}

const (
	rareDomain  = 3
	rareShare   = 1000
	minUserTypo = 5
)

func prepareEmails(values []string) Prepared {
	p := &emails{texts: newTexts(values, foldEmail)}
	p.user, p.domain = make([]uint8, p.count()), make([]uint32, p.count())
	domains := startTexts(0)
	var s [16]byte
	for n := range p.user {
		address := p.bytes(&p.short[n], &s)
		at := bytes.LastIndexByte(address, '@')
		if at < 0 {
			at = len(address)
		} else {
			p.domain[n] = domains.intern(address[at+1:])
		}
		if at <= math.MaxUint8 {
			p.user[n] = uint8(at)
		}
	}
	p.dropCommon(domains.count())
	return p
}

// dropCommon forgets domains that too many addresses have.
func (p *emails) dropCommon(domains int) {
	counts, total := make([]int, domains), 0
	for _, d := range p.domain {
		if d != 0 {
			counts[d]++
			total++
		}
	}
	for n, d := range p.domain {
		if counts[d] > max(rareDomain, total/rareShare) {
			p.domain[n] = 0
		}
	}
}

// foldEmail drops blanks and, before an address, mailto: and what a copied
// address book puts around it.
func foldEmail(dst []byte, s string) []byte {
	start := len(dst)
	dst = appendFolded(dst, s, whole)
	kept := dst[:start]
	for _, c := range bytes.TrimPrefix(dst[start:], []byte("mailto:")) {
		if c != ' ' && c != '<' && c != '>' && c != '"' && c != '\'' {
			kept = append(kept, c)
		}
	}
	return kept
}

func (p *emails) Level(a, b uint32) uint8 {
	x, y := p.number[a], p.number[b]
	if x == y {
		return 6
	}
	if p.within(x, y, 1, true) <= 1 {
		return 5
	}
	if m, n := int(p.user[x]), int(p.user[y]); m != 0 && n != 0 && m-n <= 1 && n-m <= 1 {
		var s, u [16]byte
		v, w := p.bytes(&p.short[x], &s)[:m], p.bytes(&p.short[y], &u)[:n]
		if bytes.Equal(v, w) {
			return 4
		}
		if min(m, n) >= minUserTypo && editOnceBytes(v, w, true) == 1 {
			return 3
		}
	}
	if p.domain[x] != 0 && p.domain[x] == p.domain[y] {
		return 2
	}
	return Else
}
