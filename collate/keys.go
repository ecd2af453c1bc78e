package collate

import (
	"hash/fnv"

	"quanyuan"
	"quanyuan/link/chinese"
	"quanyuan/refdata/address"
)

// KeysVersion changes whenever search keys do, so that a store knows when its
// keys must be built anew.
const KeysVersion = 1

// SearchKeys gives the keys under which a store finds a person: the blocking
// rules of bulk collation, hashed with the number of their rule.
func SearchKeys(p *quanyuan.Person, parser *address.Parser) []uint64 {
	v := personView(p)
	return v.keys(parser)
}

func (v *view) keys(parser *address.Parser) []uint64 {
	door := doorsOf(parser, v.residence)
	sound, day := chinese.SoundKey(v.name), fullDay(v.birth)
	var out []uint64
	for rule, parts := range [][]string{
		{v.id},
		{sound, day},
		{v.idHead},
		{v.name, mobile(v.phone)},
		{v.name, door.estate},
		{v.name, door.community},
		{sound, birthYear(v.birth), v.community},
		{day, door.estate},
		{day, door.community},
		{day, v.mother.name},
		{v.name, birthYear(v.birth)},
		{idBirthOrder(v.id)},
		{v.name, v.community},
	} {
		if k, ok := hashKey(rule, parts); ok {
			out = append(out, k)
		}
	}
	return out
}

// hashKey hashes the parts of a key; ok is false when one of them is missing.
func hashKey(rule int, parts []string) (key uint64, ok bool) {
	h := fnv.New64a()
	h.Write([]byte{byte(rule)})
	for _, p := range parts {
		if p == "" {
			return 0, false
		}
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64(), true
}
