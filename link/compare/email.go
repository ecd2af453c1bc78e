package compare

import "bytes"

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
	p := &emails{address: startTexts(len(values)), user: startTexts(len(values)), domain: make([]uint32, len(values))}
	domains := startTexts(0)
	var buf []byte
	for i, v := range values {
		if v == "" || isPlaceholder(v) {
			continue
		}
		buf = foldEmail(buf[:0], v)
		p.address.number[i] = p.address.intern(buf)
		user := buf
		if at := bytes.LastIndexByte(buf, '@'); at >= 0 {
			user = buf[:at]
			p.domain[i] = domains.intern(buf[at+1:])
		}
		p.user.number[i] = p.user.intern(user)
	}
	p.address.done()
	p.user.done()
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
	for i, d := range p.domain {
		if counts[d] > max(rareDomain, total/rareShare) {
			p.domain[i] = 0
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
