package access

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"
)

// An address may fail so often at once to come in, and once more each while:
// an office behind one address may slip, a machine that guesses comes nowhere.
const (
	failuresAtOnce = 30
	failureEvery   = 10 * time.Second
)

// Tries counts what addresses have left. They share a fixed number of places,
// so that nobody fills the memory with addresses.
type Tries struct {
	now    func() time.Time
	seed   maphash.Seed
	mu     sync.Mutex
	places [4096]struct {
		used int // tries taken
		at   time.Time
	}
}

// NewTries gives every address its tries. All doors of a register share one.
func NewTries(now func() time.Time) *Tries { return &Tries{now: now, seed: maphash.MakeSeed()} }

// place is where an address counts, after the time since has given back its
// tries. An IPv6 address counts by its network.
func (t *Tries) place(address string) (used *int, at *time.Time) {
	if ap, err := netip.ParseAddrPort(address); err == nil {
		ip := ap.Addr().Unmap().WithZone("")
		address = ip.String()
		if ip.Is6() {
			network, _ := ip.Prefix(64)
			address = network.String()
		}
	}
	p := &t.places[maphash.String(t.seed, address)%uint64(len(t.places))]
	back := int(t.now().Sub(p.at) / failureEvery)
	if p.used <= back {
		p.used, p.at = 0, t.now()
	} else if back > 0 {
		p.used, p.at = p.used-back, p.at.Add(time.Duration(back)*failureEvery)
	}
	return &p.used, &p.at
}

// Take takes a try of an address (host:port), or tells how long to wait for the next.
func (t *Tries) Take(address string) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	used, at := t.place(address)
	if *used >= failuresAtOnce {
		return max(1, failureEvery-t.now().Sub(*at))
	}
	*used++
	return 0
}

// GiveBack gives back the try of who came in.
func (t *Tries) GiveBack(address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if used, _ := t.place(address); *used > 0 {
		*used--
	}
}
