package quanyuan

// States of a dwelling paper.
const (
	DwellingUnseen = "not_visited" // nobody of the register lives there, nobody has been there
	DwellingLived  = "lived_in"    // persons of the register live there, or a visit found it lived in
	DwellingEmpty  = "empty"       // a visit found it empty
	DwellingGone   = "gone"        // a visit found no dwelling: demolished, a shop, a false address
)

// Dwelling is a house or flat of a community: the list that 不漏户 is checked
// against.
type Dwelling struct {
	ID        string `json:"id"` // community, then a hash of the parts of the address
	Community string `json:"community"`
	Group     string `json:"group,omitempty"`
	Estate    string `json:"estate,omitempty"`
	Road      string `json:"road,omitempty"` // with the number
	Building  string `json:"building,omitempty"`
	Unit      string `json:"unit,omitempty"`
	Room      string `json:"room,omitempty"`
	Address   string `json:"address"` // as most completely written
	State     string `json:"-"`
	// Listed are the sources whose lists name it: the register, a property
	// manager, gas, water and power.
	Listed []string `json:"listed,omitempty"`
	// Living is the number of persons of the register who live there, Loose that
	// of those among them who belong to no household.
	Living  int     `json:"living,omitempty"`
	Loose   int     `json:"loose,omitempty"`
	Visits  []Visit `json:"visits,omitempty"` // in the order of the days
	Version int64   `json:"-"`
}

// Visit is what a named person found at a dwelling.
type Visit struct {
	Day     Date   `json:"day"`
	Actor   string `json:"actor"`
	State   string `json:"state"`             // lived_in, empty or gone
	Persons int    `json:"persons,omitempty"` // how many were said to live there; 0: not asked
	Note    string `json:"note,omitempty"`
}

// LastVisit is the latest visit; ok is false when nobody has been there.
func (d *Dwelling) LastVisit() (v Visit, ok bool) {
	if len(d.Visits) == 0 {
		return Visit{}, false
	}
	return d.Visits[len(d.Visits)-1], true
}

// Accounted reports whether 不漏户 counts the dwelling: persons of the register
// live there, or a visit found that nobody does. A dwelling that was found lived
// in although the register knows nobody there is the household that is missing;
// one that was found empty although the register has people there is open too.
func (d *Dwelling) Accounted() bool {
	v, visited := d.LastVisit()
	if visited && v.State != DwellingLived {
		return d.Living == 0
	}
	return d.Living > 0
}

// Settle draws the state from visits and from who lives there.
func (d *Dwelling) Settle() {
	v, visited := d.LastVisit()
	switch {
	case visited:
		d.State = v.State
	case d.Living > 0:
		d.State = DwellingLived
	default:
		d.State = DwellingUnseen
	}
}

// Paper writes the dwelling as a paper; At and Actor are the caller's.
func (d *Dwelling) Paper() *Paper {
	d.Settle()
	return (&Paper{Kind: DwellingPaper, ID: d.ID, Version: d.Version, State: d.State, Desk: d.Community}).with(d)
}

// DwellingOf reads a dwelling's paper.
func DwellingOf(p *Paper) (*Dwelling, error) {
	d := &Dwelling{Version: p.Version, State: p.State}
	return d, p.read(DwellingPaper, d)
}
