package compare

import (
	"bytes"
	"strings"
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
	address, user *texts
	domain        []uint32 // value -> domain, 0 for one that is common
}

const (
	rareDomain  = 3
	rareShare   = 1000
	minUserTypo = 5
)

func prepareEmails(values []string) Prepared {
	users := make([]string, len(values))
	p := &emails{domain: make([]uint32, len(values))}
	known := map[string]uint32{"": 0}
	for i, v := range values {
		if isPlaceholder(v) {
			continue
		}
		at := strings.LastIndexByte(v, '@')
		if at < 0 {
			users[i] = v
			continue
		}
		users[i] = v[:at]
		p.domain[i] = intern(known, strings.ToLower(strings.TrimSpace(v[at+1:])))
	}
	counts, total := make([]int, len(known)), 0
	for _, d := range p.domain {
		if d != 0 {
			counts[d]++
			total++
		}
	}
	for i, d := range p.domain {
		if counts[d] > max(rareDomain, total/rareShare) {
			p.domain[i] = 0
		}
	}
	p.address = newTexts(values, foldEmail)
	p.user = newTexts(users, foldEmail)
	return p
}

// foldEmail drops blanks and, before an address, mailto: and what a copied
// address book puts around it.
func foldEmail(dst []byte, s string) []byte {
	start := len(dst)
	dst = appendFolded(dst, strings.TrimPrefix(strings.ToLower(s), "mailto:"), whole)
	kept := dst[:start]
	for _, c := range dst[start:] {
		if !bytes.ContainsRune([]byte(" <>\"'"), rune(c)) {
			kept = append(kept, c)
		}
	}
	return kept
}

func (p *emails) Missing(a uint32) bool { return p.address.Missing(a) }

func (p *emails) Level(a, b uint32) uint8 {
	x, y := p.address.number[a], p.address.number[b]
	if x == y {
		return 6
	}
	if p.address.within(x, y, 1, true) <= 1 {
		return 5
	}
	if u, v := p.user.number[a], p.user.number[b]; u != 0 && v != 0 {
		if u == v {
			return 4
		}
		if min(p.user.length(u), p.user.length(v)) >= minUserTypo && p.user.within(u, v, 1, true) <= 1 {
			return 3
		}
	}
	if p.domain[a] != 0 && p.domain[a] == p.domain[b] {
		return 2
	}
	return Else
}
