package linktest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"quanyuan/link/table"
)

// Noise says how spoilt the records of a population are. Rates are per field
// and record, 0 to 1.
type Noise struct {
	Typo    float64 // a letter or figure wrong, missing, doubled or exchanged
	Missing float64
	Wrong   float64 // another value altogether: nickname, other number
	Swap    float64 // given name and surname exchanged
	Moved   float64 // records made at another address
	Married float64 // records of women under another surname
}

// Usual is the noise of ordinary registers.
var Usual = Noise{Typo: 0.05, Missing: 0.05, Wrong: 0.02, Swap: 0.01, Moved: 0.1, Married: 0.05}

// Heavy is the noise of lists typed from paper by many hands.
var Heavy = Noise{Typo: 0.12, Missing: 0.15, Wrong: 0.05, Swap: 0.03, Moved: 0.2, Married: 0.1}

// Population describes invented people.
type Population struct {
	Seed       uint64
	Households int
	Duplicates float64 // mean number of further records of a person
	Twins      float64 // share of births
	Namesakes  float64 // children named after a parent of the same sex
	Noise      Noise
}

// person is one of them; every field is the truth.
type person struct {
	given, surname, maiden, sex, birth, phone, email string
	home                                             home
}

type home struct{ street, city, postcode, phone string }

// PersonColumns are the columns of generated tables; cluster is the truth.
var PersonColumns = []string{"unique_id", "first_name", "surname", "sex", "dob", "street", "city", "postcode", "phone", "email", "cluster"}

type world struct {
	*rand.Rand
	p                         Population
	given, surnames, streets  []string
	cities                    []string
	postcodes                 [][]string
	rows                      [][]string
	persons                   int
	givenUrn, surnameUrn      *rand.Zipf
	cityUrn, streetUrn        *rand.Zipf
	consonants, vowels, tails []string
}

// People makes the records, shuffled; the same population gives the same rows.
func People(p Population) [][]string {
	w := &world{Rand: rand.New(rand.NewPCG(p.Seed, 77)), p: p}
	w.consonants = strings.Split("b c d f g h j k l m n p r s t v w br ch cl cr dr fr gr kr pr sh st th tr", " ")
	w.vowels = strings.Split("a e i o u a e i o ai ea ee ie oo ou", " ")
	w.tails = strings.Split("n r s t l m d th nd rt ck  y son man ton ley ", " ")
	w.given = w.words(1500, 2)
	w.surnames = w.words(12000, 2)
	w.streets = w.words(4000, 2)
	w.cities = w.words(300, 3)
	for range w.cities {
		area := fmt.Sprintf("%c%c%d", 'a'+w.IntN(26), 'a'+w.IntN(26), 1+w.IntN(90))
		var codes []string
		for range 60 + w.IntN(200) {
			codes = append(codes, fmt.Sprintf("%s %d%c%c", area, w.IntN(10), 'a'+w.IntN(26), 'a'+w.IntN(26)))
		}
		w.postcodes = append(w.postcodes, codes)
	}
	w.givenUrn = rand.NewZipf(w.Rand, 1.15, 12, uint64(len(w.given)-1))
	w.surnameUrn = rand.NewZipf(w.Rand, 1.1, 20, uint64(len(w.surnames)-1))
	w.cityUrn = rand.NewZipf(w.Rand, 1.1, 5, uint64(len(w.cities)-1))
	w.streetUrn = rand.NewZipf(w.Rand, 1.05, 30, uint64(len(w.streets)-1))
	for range p.Households {
		w.household()
	}
	w.Shuffle(len(w.rows), func(i, j int) { w.rows[i], w.rows[j] = w.rows[j], w.rows[i] })
	for i, r := range w.rows {
		r[0] = fmt.Sprint(i + 1)
	}
	return w.rows
}

// Table makes a table of rows with PersonColumns.
func Table(rows [][]string) (*table.Table, error) { return TableOf(PersonColumns, rows) }

// TableOf makes a table of rows with these columns.
func TableOf(columns []string, rows [][]string) (*table.Table, error) {
	var b strings.Builder
	b.WriteString(strings.Join(columns, ","))
	for _, r := range rows {
		b.WriteByte('\n')
		b.WriteString(strings.Join(r, ","))
	}
	return table.ReadCSV(context.Background(), strings.NewReader(b.String()+"\n"), table.Options{Name: "people.csv"})
}

func (w *world) words(n, syllables int) []string {
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		var b strings.Builder
		for range 1 + w.IntN(syllables) {
			b.WriteString(w.consonants[w.IntN(len(w.consonants))])
			b.WriteString(w.vowels[w.IntN(len(w.vowels))])
		}
		b.WriteString(w.tails[w.IntN(len(w.tails))])
		if s := b.String(); len(s) > 2 && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func (w *world) newHome() home {
	c := int(w.cityUrn.Uint64())
	codes := w.postcodes[c]
	return home{street: fmt.Sprintf("%d %s %s", 1+w.IntN(150), w.streets[w.streetUrn.Uint64()], []string{"street", "road", "lane"}[w.IntN(3)]),
		city: w.cities[c], postcode: codes[w.IntN(len(codes))], phone: w.number("01", 8)}
}

func (w *world) number(prefix string, n int) string {
	var b strings.Builder
	b.WriteString(prefix)
	for range n {
		b.WriteByte(byte('0' + w.IntN(10)))
	}
	return b.String()
}

// name draws a given name; a third of the names is of both sexes.
func (w *world) name(sex string) string {
	for {
		i := w.givenUrn.Uint64()
		if i%3 == 0 || (i%3 == 1) == (sex == "f") {
			return w.given[i]
		}
	}
}

func (w *world) birth(from, to int) string {
	d := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, w.IntN((to-from)*365+1))
	return d.Format("2006-01-02")
}

func (w *world) newPerson(sex, surname, birth string, h home) person {
	p := person{given: w.name(sex), surname: surname, sex: sex, birth: birth, home: h}
	p.maiden = w.surnames[w.surnameUrn.Uint64()]
	p.contact(w)
	return p
}

func (p *person) contact(w *world) {
	p.phone = p.home.phone
	if w.Float64() < 0.6 {
		p.phone = w.number("07", 9)
	}
	p.email = ""
	if w.Float64() < 0.6 {
		p.email = fmt.Sprintf("%s.%s%d@%s.com", p.given, p.surname, w.IntN(100), []string{"mail", "post", "web", "inbox"}[w.IntN(4)])
	}
}

func (w *world) household() {
	h := w.newHome()
	surname := w.surnames[w.surnameUrn.Uint64()]
	year := 1935 + w.IntN(60)
	var people []person
	first := w.newPerson([]string{"m", "f"}[w.IntN(2)], surname, w.birth(year, year+2), h)
	people = append(people, first)
	if w.Float64() < 0.6 {
		s := surname
		if w.Float64() < 0.3 {
			s = w.surnames[w.surnameUrn.Uint64()]
		}
		other := "f"
		if first.sex == "f" {
			other = "m"
		}
		people = append(people, w.newPerson(other, s, w.birth(year-3, year+5), h))
		for range w.IntN(4) {
			b := w.birth(year+22, year+38)
			births := 1
			if w.Float64() < w.p.Twins {
				births = 2
			}
			for range births {
				c := w.newPerson([]string{"m", "f"}[w.IntN(2)], surname, b, h)
				if w.Float64() < w.p.Namesakes {
					for _, parent := range people[:2] {
						if parent.sex == c.sex {
							c.given = parent.given
							c.contact(w)
						}
					}
				}
				people = append(people, c)
			}
		}
	}
	for _, p := range people {
		w.records(p)
	}
}

// records writes a person once or several times.
func (w *world) records(p person) {
	w.persons++
	n := 1
	for rest := w.p.Duplicates; rest > 0; rest-- {
		if w.Float64() < min(1, rest) {
			n += w.IntN(3) // 0, 1 or 2: one on average
		}
	}
	for i := range n {
		q := p
		if i > 0 && w.Float64() < w.p.Noise.Moved {
			q.home = w.newHome()
			if w.Float64() < 0.5 {
				q.contact(w)
				q.email = p.email
			}
		}
		if p.sex == "f" && i > 0 && w.Float64() < w.p.Noise.Married {
			q.surname = p.maiden
		}
		w.rows = append(w.rows, w.spoil(q))
	}
}

func (w *world) spoil(p person) []string {
	n := w.p.Noise
	if w.Float64() < n.Swap {
		p.given, p.surname = p.surname, p.given
	}
	// some hands are worse than others
	k := 0.5
	if w.Float64() < 0.25 {
		k = 2.5
	}
	cells := []string{p.given, p.surname, p.sex, p.birth, p.home.street, p.home.city, p.home.postcode, p.phone, p.email}
	others := []func() string{func() string { return w.name(p.sex) }, func() string { return w.surnames[w.surnameUrn.Uint64()] },
		func() string { return "" }, func() string { return w.birth(1935, 2015) }, func() string { return w.newHome().street },
		func() string { return w.newHome().city }, func() string { return w.newHome().postcode }, func() string { return w.number("07", 9) },
		func() string { return "" }}
	for i, s := range cells {
		switch u := w.Float64(); {
		case s == "":
		case u < k*n.Missing:
			cells[i] = ""
		case u < k*(n.Missing+n.Wrong):
			cells[i] = others[i]()
		case u < k*(n.Missing+n.Wrong+n.Typo) && i != 2:
			cells[i] = w.typo(s)
		}
	}
	return append(append([]string{""}, cells...), fmt.Sprint(w.persons))
}

// typo spoils one place of a text.
func (w *world) typo(s string) string {
	b := []byte(s)
	i := w.IntN(len(b))
	letter := byte('a' + w.IntN(26))
	if b[i] >= '0' && b[i] <= '9' {
		letter = byte('0' + w.IntN(10))
	}
	if b[i] == '-' {
		return s
	}
	switch w.IntN(4) {
	case 0:
		b[i] = letter
	case 1:
		b = append(b[:i], b[i+1:]...)
	case 2:
		b = append(b[:i], append([]byte{letter}, b[i:]...)...)
	default:
		if i+1 < len(b) && b[i+1] != '-' {
			b[i], b[i+1] = b[i+1], b[i]
		}
	}
	return string(b)
}
