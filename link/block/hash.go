package block

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"quanyuan/link/table"
)

// Hash hashes a text; it never gives 0. It is the same in every run: models
// keep hashes.
func Hash(s string) uint64 { return hashString(s) }

// Refine makes a key that only rows share that also share the text.
func Refine(key uint64, text string) uint64 {
	return max(1, mix(key*hashPrime^hashString(text)))
}

const (
	hashPrime = 0x100000001B3
	hashSeed  = 0x9E3779B97F4A7C15
	hashStep  = 0xA0761D6478BD642F
)

// hashString folds eight bytes at a time with a multiplication to 128 bits
// (the step of wyhash). It never gives 0.
func hashString(s string) uint64 {
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	h := uint64(len(b)) ^ hashSeed
	for len(b) >= 8 {
		h = fold(h^binary.LittleEndian.Uint64(b), hashStep)
		b = b[8:]
	}
	var last uint64
	for i, c := range b {
		last |= uint64(c) << (8 * i)
	}
	return max(1, mix(fold(h^last, hashStep)))
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// mix is the finalizer of MurmurHash3.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return h
}

// stretch is how many values or rows one thread takes at a time.
const stretch = 1 << 14

// ranges calls work for stretches of 0 … n-1 on some threads.
func ranges(threads, n int, work func(from, to int)) {
	each(threads, (n+stretch-1)/stretch, func(i int) { work(i*stretch, min((i+1)*stretch, n)) })
}

// ContentKeys hashes the values of some columns together, a key for each row
// that depends on nothing but what the row says.
func ContentKeys(columns []*table.Column, rows, threads int) []uint64 {
	keys := make([]uint64, rows)
	for i := range keys {
		keys[i] = hashSeed
	}
	for _, c := range columns {
		h := make([]uint64, c.Values.Len())
		ranges(threads, len(h), func(from, to int) {
			for v := from; v < to; v++ {
				h[v] = hashString(c.Values.At(uint32(v)))
			}
		})
		ranges(threads, rows, func(from, to int) {
			for r, v := range c.IDs[from:to] {
				k := &keys[from+r]
				*k = *k*hashPrime ^ h[v]
			}
		})
	}
	ranges(threads, rows, func(from, to int) {
		for r := from; r < to; r++ {
			keys[r] = max(1, mix(keys[r]))
		}
	})
	return keys
}
