package people

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strconv"
	"strings"
)

//go:embed data/*.gz
var lists embed.FS

// frequencies reads a list "name count". Counts below the resolution of the list
// are written 0: they fall with the rank from there on.
func frequencies(name string) (names []string, weight func(int) float64) {
	raw, err := lists.ReadFile("data/" + name + ".txt.gz")
	if err != nil {
		panic(err) // embedded
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	var counts []float64
	for line := range strings.Lines(string(text)) {
		word, count, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, _ := strconv.ParseFloat(count, 64)
		if n < 1 {
			n = 18000 / float64(len(names)+1) * 0.5
		}
		names, counts = append(names, word), append(counts, n)
	}
	return names, func(i int) float64 { return counts[i] }
}

var (
	placeHeads = strings.Fields(`ash beck black brad brook burn carl castle chester clay cold corn crow dal dun east edge elm fair farn fern frost glen gold gran green
hamp harl hart hazel hen hill holl horn kings knox lake lang laur leigh lin lock long mal mar mel mill mont moor new nor north oak old ox pem pine port
queens rad raven red rich ridge river rock rose rush saint salt sand shel sher silver south spring stan stock stone sun swan thorn tor tre wake wal war
water wel west whit wick wild win wolf wood wych yar york`)
	placeTails   = strings.Fields(`ford ton ham bury field ville wood dale ley port mouth burgh stead worth brook hurst bridge combe cliffe view haven minster gate shire wick`)
	placeFirsts  = strings.Fields(`north south east west upper lower little great new old saint mount lake fort`)
	streetCommon = strings.Fields(`main park oak church high maple washington second third first elm hill cedar pine lake sunset spring river mill school station green walnut chestnut
forest willow highland victoria queens kings grove manor meadow bridge north south west east market york london george albert alexander jackson lincoln franklin jefferson madison
cherry spruce birch ridge valley garden ashley chapel orchard canal college union center prospect railway cottage woodland springfield windsor`)
	streetKinds = []string{"street", "street", "street", "road", "road", "avenue", "avenue", "lane", "drive", "drive", "court", "way", "place", "close", "boulevard", "terrace"}
)

// abbreviations of streets and places, as people write them.
var abbreviations = map[string][]string{"street": {"st", "st.", "str"}, "road": {"rd", "rd."}, "avenue": {"ave", "av", "ave."}, "lane": {"ln", "la"}, "drive": {"dr", "drv"}, "court": {"ct", "crt"},
	"place": {"pl"}, "close": {"cl"}, "boulevard": {"blvd", "bvd"}, "terrace": {"ter", "terr"}, "north": {"n", "n."}, "south": {"s", "s."}, "east": {"e"}, "west": {"w"},
	"saint": {"st", "st."}, "mount": {"mt", "mt."}, "fort": {"ft"}, "apartment": {"apt", "apt.", "#"}, "flat": {"fl", "apt"}, "great": {"gt"}, "little": {"lt"}}

// latinPlaces are a country of towns of very different sizes.
type latinPlaces struct {
	cities   []string
	size     urn
	codes    []int // postcodes of a city: first figure runs on from the one before
	firstZip []int
	streets  []int // streets of a city
	surnames []string
}

const latinCities = 3000

func newLatinPlaces(seed uint64, surnames []string) *latinPlaces {
	p := &latinPlaces{surnames: surnames}
	r := newDice(seed, "latin places", 0)
	used := map[string]bool{}
	for len(p.cities) < latinCities {
		name := pick(r, placeHeads) + pick(r, placeTails)
		if r.chance(0.2) {
			name = pick(r, placeFirsts) + " " + name
		}
		if !used[name] {
			used[name] = true
			p.cities = append(p.cities, name)
		}
	}
	p.size = newUrn(latinCities, func(i int) float64 { return 1 / float64(i+6) })
	zip := 10000
	for i := range p.cities {
		w := p.size.weight(i)
		p.firstZip = append(p.firstZip, zip)
		p.codes = append(p.codes, 1+int(w*9000))
		zip += p.codes[i] + 1 + r.IntN(18)
		p.streets = append(p.streets, 25+int(w*90000))
	}
	return p
}

// dwelling is where a household lives at a time.
type dwelling struct {
	city, street, number int
	flat                 int // 0: a house
	landline             string
}

func (p *latinPlaces) newDwelling(r dice, near int) dwelling {
	d := dwelling{city: near}
	if near < 0 || r.chance(0.35) {
		d.city = p.size.draw(r)
	}
	d.street = r.IntN(p.streets[d.city])
	d.number = 1 + int(float64(r.IntN(240))*r.Float64())
	if r.chance(0.22) {
		d.flat = 1 + r.IntN(40)
	}
	d.landline = fmt.Sprintf("0%d%s", 200+d.city%700, r.digits(6))
	return d
}

// streetName is the same for a street of a city whenever it is asked for. Small
// numbers are the names that every town has.
func (p *latinPlaces) streetName(d dwelling) string {
	h := mix(uint64(d.city)<<32 | uint64(d.street))
	kind := streetKinds[h%uint64(len(streetKinds))]
	if d.street < 40 {
		return streetCommon[h>>8%uint64(len(streetCommon))] + " " + kind
	}
	// names of people, commoner ones more often
	x := float64(h>>12&0xffffff) / (1 << 24)
	return p.surnames[int(x*x*12000)] + " " + kind
}

func (p *latinPlaces) postcode(d dwelling) string {
	return fmt.Sprintf("%05d", p.firstZip[d.city]+int(mix(uint64(d.city)<<32|uint64(d.street)|1<<60)%uint64(p.codes[d.city])))
}
