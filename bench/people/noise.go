package people

// rates are the chances of mistakes, a field and a record, for a hand of
// ordinary care. They are taken from nowhere but everyday experience with such
// lists, were written down before anything was measured and are never fitted to
// a result. README.md of bench shows them as a table.
var rates = struct {
	letters, sound, ocr       float64 // of a name, a street, a city, an e-mail
	figures                   float64 // of a telephone, a postcode, an identity number
	dayMonth, dateFigure      float64
	century, defaultDate      float64
	swapped                   float64 // given name and surname in each other's column
	other                     float64 // the value of another member of the household
	placeholder, nickname     float64
	abbreviated               float64 // of a street or city; a source may do so more often
	sex                       float64
	homophone, lookalike      float64 // of a Chinese name
	variant, character        float64 // another form of a character; one left out, added or exchanged
	lunar                     float64 // a birthday by the lunar calendar as if it were solar, of the old
	addressPart, addressWrong float64 // parts left out beyond the habit of the source; a number wrong
}{
	letters: 0.03, sound: 0.015, ocr: 0.02,
	figures:  0.015,
	dayMonth: 0.006, dateFigure: 0.012,
	century: 0.001, defaultDate: 0.004,
	swapped:     0.006,
	other:       0.003,
	placeholder: 0.004, nickname: 0.03,
	abbreviated: 0.2,
	sex:         0.004,
	homophone:   0.02, lookalike: 0.006,
	variant: 0.006, character: 0.004,
	lunar:       0.08,
	addressPart: 0.1, addressWrong: 0.012,
}

// source is where records come from: what it does not ask for, how it writes and
// who types. Factors multiply the rates.
type source struct {
	name    string
	share   float64
	missing []float64 // by column
	letters float64
	sound   float64
	ocr     float64
	nick    float64
	old     float64 // default dates, wrong centuries, placeholders
	style   style
	cut     int // longest text it keeps; 0: any
}

// style is how a source writes.
type style int

const (
	titleCase style = iota
	upperCase
	lowerCase
	asTyped // now this, now that
)

// hand types one record.
type hand struct {
	dice
	care float64 // multiplies the rates
}

// newHand is careful three times out of four, and now and then so careless that
// much of a record is wrong.
func newHand(r dice) hand {
	switch x := r.Float64(); {
	case x < 0.7:
		return hand{r, 0.25}
	case x < 0.93:
		return hand{r, 1}
	}
	return hand{r, 5}
}

// slips reports whether a mistake of this rate happens.
func (h hand) slips(rate float64) bool { return h.Float64() < rate*h.care }

// drawSource picks where a record comes from.
func drawSource(r dice, sources []source) *source {
	x := r.Float64()
	for i := range sources {
		if x -= sources[i].share; x < 0 {
			return &sources[i]
		}
	}
	return &sources[0]
}

// keypad are the neighbours of figures on a block of numbers.
var keypad = [10]string{"12", "0245", "1356", "256", "1578", "24689", "3589", "48", "5790", "68"}

// slipFigures types one of the figures from place `from` on wrongly.
func (h hand) slipFigures(s string, from int) string {
	var at []int
	for i := from; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return s
	}
	b := []byte(s)
	k := h.IntN(len(at) - 1)
	i, next := at[k], at[k+1]
	switch x := h.Float64(); {
	case x < 0.5:
		b[i] = pick(h.dice, []byte(keypad[b[i]-'0']))
	case x < 0.65:
		b[i] = byte('0' + h.IntN(10))
	case x < 0.88:
		b[i], b[next] = b[next], b[i]
	case x < 0.95:
		b = append(b[:i], b[i+1:]...)
	default:
		b = append(b[:i+1], b[i:]...)
	}
	return string(b)
}
