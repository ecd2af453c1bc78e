package collate

import (
	"slices"

	"quanyuan"
	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/refdata/address"
	"quanyuan/refdata/idnumber"
)

// KeysVersion changes whenever search keys do, so that a store knows when its
// keys must be built anew. It is part of every key: those of another version
// meet nobody.
const KeysVersion = 3

// keyKind is a kind of search key. A person has keys of his own values alone,
// which are written with him; what a household or a parent's row says of him
// is looked up when it is asked for.
type keyKind uint8

// The kinds; the numbers are hashed into the keys.
const (
	keyNumber        keyKind = 1 + iota // the first 15 digits, or another document
	keyOrder                            // the ID number without county and check digit
	keySoundDay                         // the name by ear, also with a character taken out, and the birthday
	keySoundYear                        // the name by ear and the year of birth
	keyNameCommunity                    // the name and the community
	keyPhone                            // the first mobile
	keyRoad                             // the dwelling by its road
	keyEstate                           // the dwelling by its estate
	keyPlace                            // the dwelling by its community
	keyHukouDoor                        // the dwelling of the hukou
	keyDay                              // the birthday alone
	keySound                            // the name by ear alone
	keyHousehold                        // the number of the household: for its members
	keyChild                            // the ID number of a child: for the parents
	numKeyKinds
)

// broad reports a kind that many persons share: a search asks for it only where
// nothing finer may find the same.
func (k keyKind) broad() bool { return k == keyDay || k == keySound }

// SearchKeys gives the keys under which a store finds a person.
func SearchKeys(p *quanyuan.Person, parser *address.Parser) []uint64 {
	v := personView(p)
	located := v.locate(func(text string) doors { return doorsOf(parser, text) })
	var out []uint64
	for kind := keyNumber; kind < numKeyKinds; kind++ {
		out = located.keys(out, kind)
	}
	return out
}

// located is a view with its dwellings and its name read.
type located struct {
	*view
	home, hukou doors
	sound       string // wholeSound
}

func (v *view) locate(doorOf func(address string) doors) located {
	l := located{view: v, home: doorOf(v.residence), sound: wholeSound(v.name)}
	if l.hukou = l.home; v.hukou != v.residence {
		l.hukou = doorOf(v.hukou)
	}
	return l
}

// keys appends the keys of a kind.
func (v located) keys(out []uint64, kind keyKind) []uint64 {
	add := func(parts ...string) {
		if k, ok := hashKey(kind, parts); ok && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	switch kind {
	case keyNumber:
		add(numberHead(v.view))
		for _, id := range withoutSlip(v.id) {
			add(id[:15])
		}
	case keyOrder:
		add(idBirthOrder(v.id))
	case keySoundDay:
		day := fullDay(v.birth)
		if day == "" {
			return out
		}
		for _, sound := range sounds(v.name) {
			add(sound, day)
		}
	case keySoundYear:
		add(v.sound, birthYear(v.birth))
	case keyNameCommunity:
		add(block.Exact(v.name), v.community)
	case keyPhone:
		add(mobile(v.phone))
	case keyRoad:
		add(v.home.road)
	case keyEstate:
		add(v.home.estate)
	case keyPlace:
		add(v.home.community)
	case keyHukouDoor:
		add(v.hukou.any())
	case keyDay:
		add(fullDay(v.birth))
	case keySound:
		add(v.sound)
	case keyHousehold:
		add(v.household)
	case keyChild:
		for _, c := range v.children {
			add(c.id)
		}
	}
	return out
}

// numberHead is what keyNumber finds a number by.
func numberHead(v *view) string {
	if v.idHead != "" {
		return v.idHead
	}
	return v.id
}

// wholeSound is the name by ear; a name that cannot be read aloud, as with an
// unwritten character, is itself.
func wholeSound(name string) string {
	if sound := chinese.SoundKey(name); sound != "" {
		return sound
	}
	return block.Exact(name)
}

// sounds are the name by ear, and what is left without one of its characters.
func sounds(name string) []string {
	if all := chinese.SoundDropKeys(name); len(all) > 0 {
		return all
	}
	return []string{block.Exact(name)}
}

// withoutSlip gives the valid ID numbers that a number which is not valid may
// have been meant for: one digit replaced, two neighbours exchanged, one too
// few or too many. A valid number is never one of these slips from another.
func withoutSlip(id string) []string {
	n := len(id)
	if n < 17 || n > 19 || leadingDigits(id, n-1) == "" || validNumber(id) {
		return nil
	}
	const digits = "0123456789X"
	var out []string
	var b [20]byte
	try := func(head, middle, tail string) {
		s := append(append(append(b[:0], head...), middle...), tail...)
		if len(s) != 18 || !checks(s) || !validNumber(string(s)) || slices.Contains(out, string(s)) {
			return
		}
		out = append(out, string(s))
	}
	for i := range n + 1 {
		for d := range digits {
			if n == 17 {
				try(id[:i], digits[d:d+1], id[i:])
			} else if n == 18 && i < n {
				try(id[:i], digits[d:d+1], id[i+1:])
			}
		}
		if n == 18 && i+1 < n {
			try(id[:i], id[i+1:i+2]+id[i:i+1], id[i+2:])
		}
		if n == 19 && i < n {
			try(id[:i], "", id[i+1:])
		}
	}
	return out
}

// checks reports whether 18 characters pass the check digit.
func checks(s []byte) bool {
	var first [17]byte
	copy(first[:], s)
	return idnumber.CheckDigit(string(first[:])) == s[17]
}

// hashKey hashes the parts of a key; ok is false when one of them is missing.
func hashKey(kind keyKind, parts []string) (key uint64, ok bool) {
	key = KeysVersion<<8 | uint64(kind)
	for _, p := range parts {
		if p == "" {
			return 0, false
		}
		key = block.Refine(key, p)
	}
	return key, true
}
