package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Suggestion is a specification the engine made by itself, and why.
type Suggestion struct {
	Spec     Spec
	Profiles []Profile
	Choices  []block.Choice
	order    []uint32 // of the rows by what they say
}

// treatment is how a kind of column is used.
type treatment struct {
	comparator func() (compare.Comparator, error)
	tf, shared bool
	family     bool
	// rank orders the comparisons when there are too many; lower is better,
	// 0 is not compared.
	rank int
	keys []blockKey
}

// blockKey is a key function with the chance that two records of one entity
// share the key. The chances only choose blocking rules; what they are in the
// data is found by the training.
type blockKey struct {
	name  string
	agree float64
	weak  bool
}

func plain(c compare.Comparator) func() (compare.Comparator, error) {
	return func() (compare.Comparator, error) { return c, nil }
}

func named(name string) func() (compare.Comparator, error) {
	return func() (compare.Comparator, error) { return compare.New(name, nil) }
}

// wordy compares free texts. Two of one thing may have only a name or a number
// in common and differ in all that is said besides, so that it grades far down.
func wordy() (compare.Comparator, error) {
	return NewComparator("tokens", map[string]any{"t1": 0.15, "t2": 0.3, "t3": 0.45, "t4": 0.6, "t5": 0.75, "t6": 0.9})
}

func treatments() map[Kind]treatment {
	return map[Kind]treatment{
		KindResidentID: {comparator: plain(chinese.CitizenID{}), tf: true, rank: 1, keys: []blockKey{{"citizen_id", .85, false}, {"citizen_id_tail", .88, false}, {"citizen_id_head", .88, false}}},
		KindNumber:     {comparator: named("damerau"), rank: 2, keys: []blockKey{{"exact", .85, false}, {"prefix3", .93, true}, {"suffix4", .92, true}}},
		KindDate:       {comparator: plain(compare.Date()), tf: true, rank: 3, keys: []blockKey{{"date", .75, false}, {"yearmonth", .82, false}, {"monthday", .83, false}, {"year", .9, true}}},
		KindHanziName:  {comparator: plain(chinese.Name{}), tf: true, rank: 4, keys: []blockKey{{"hanzi_name", .8, false}, {"hanzi_sound", .87, false}, {"hanzi_surname_sound", .96, true}, {"hanzi_given", .85, true}}},
		KindGivenName:  {comparator: plain(compare.Name()), tf: true, rank: 4, keys: []blockKey{{"exact", .7, false}, {"soundex", .77, false}, {"initial", .85, true}}},
		KindSurname:    {comparator: plain(compare.Name()), tf: true, shared: true, family: true, rank: 5, keys: []blockKey{{"exact", .75, false}, {"soundex", .82, false}, {"prefix3", .82, false}}},
		KindFullName:   {comparator: plain(compare.FullName()), tf: true, rank: 4, keys: []blockKey{{"exact", .65, false}, {"tokens", .68, false}, {"first", .72, false}, {"last", .72, false}}},
		KindEmail:      {comparator: plain(compare.Email()), tf: true, rank: 6, keys: []blockKey{{"exact", .6, false}, {"local", .63, false}}},
		KindPhone:      {comparator: plain(compare.Phone()), tf: true, shared: true, rank: 7, keys: []blockKey{{"digits", .6, false}, {"digits6", .63, false}}},
		KindPostcode:   {comparator: plain(compare.Postcode()), tf: true, shared: true, rank: 8, keys: []blockKey{{"exact", .7, false}, {"prefix3", .77, true}}},
		KindAddress:    {comparator: named("tokens"), tf: true, shared: true, rank: 9, keys: []blockKey{{"exact", .55, false}, {"skeleton", .6, false}, {"door", .65, false}}},
		KindHanziPlace: {comparator: plain(chinese.Address{}), tf: true, shared: true, rank: 9, keys: []blockKey{{"exact", .5, false}, {"suffix6", .55, true}, {"cn_door", .6, true}}},
		KindPlace:      {comparator: plain(compare.Name()), tf: true, shared: true, rank: 10, keys: []blockKey{{"exact", .7, true}}},
		KindHouse:      {comparator: plain(compare.StreetNumber()), tf: true, shared: true, rank: 11, keys: []blockKey{{"exact", .7, true}}},
		KindSex:        {comparator: plain(compare.Code()), tf: true, rank: 12, keys: []blockKey{{"exact", .95, true}}},
		KindCode:       {comparator: plain(compare.Code()), tf: true, shared: true, family: true, rank: 13, keys: []blockKey{{"exact", .8, true}}},
		KindAge:        {comparator: named("number"), tf: true, rank: 11, keys: []blockKey{{"exact", .7, true}}},
		KindQuantity:   {comparator: named("number"), tf: true, shared: true, family: true, rank: 13, keys: []blockKey{{"exact", .7, true}}},
		KindDatePart:   {comparator: plain(compare.Code()), tf: true, rank: 3, keys: []blockKey{{"exact", .9, true}}},
		KindWord:       {comparator: plain(compare.Name()), tf: true, rank: 10, keys: []blockKey{{"exact", .7, false}, {"soundex", .77, false}, {"initial", .85, true}}},
		KindText:       {comparator: wordy, tf: true, rank: 14, keys: []blockKey{{"exact", .5, false}, {"tokens", .55, false}}},
	}
}

// inChinese changes the treatment of columns that both languages have.
func inChinese(all map[Kind]treatment) {
	date, phone := all[KindDate], all[KindPhone]
	date.comparator = plain(chinese.Date{})
	date.keys = []blockKey{{"cn_date", .75, false}, {"cn_month", .82, false}, {"cn_lunar_date", .7, false}, {"year", .9, true}}
	phone.comparator = plain(chinese.Phone{})
	phone.keys = []blockKey{{"cn_phone", .6, false}}
	all[KindDate], all[KindPhone] = date, phone
}

// keyNamed finds a key function of the Chinese pack; block knows its own.
func keyNamed(name string) block.KeyFunc {
	if f, ok := chinese.Keys()[block.Key{Name: name}.Function()]; ok {
		return f
	}
	return nil
}

// pairBudget is the number of candidate pairs that automatic blocking may
// make: a constant number per row, and enough for small files to be searched
// thoroughly.
func pairBudget(rows int) block.Bounds {
	pairs := 700_000 + 10*float64(rows)
	return block.Bounds{Pairs: pairs, Block: pairs / 50}
}

// Suggest finds out what the columns hold and how to link by them. ignore names
// columns that must not be used.
func Suggest(t *table.Table, ignore ...string) (*Suggestion, error) {
	return Complete(t, Spec{Ignore: ignore}, nil)
}

// Complete finds what a specification leaves open: the comparisons, the
// blocking rules for given comparisons, or both. What is given is kept as it
// is. sources are those of [Options].
func Complete(t *table.Table, given Spec, sources *block.Sources) (*Suggestion, error) {
	return complete(t, given, sources, runtime.GOMAXPROCS(0))
}

func complete(t *table.Table, given Spec, sources *block.Sources, threads int) (*Suggestion, error) {
	s := &Suggestion{Spec: given}
	for _, name := range given.Ignore {
		if t.Column(name) == nil {
			return nil, fmt.Errorf("there is no column %q to leave out (columns: %q)", name, t.Names())
		}
	}
	var columns []*table.Column
	for _, c := range t.Columns {
		if !slices.Contains(given.Ignore, c.Name) {
			columns = append(columns, c)
		}
	}
	s.Profiles = make([]Profile, len(columns))
	_ = each(context.Background(), threads, len(columns), func(i int) error {
		s.Profiles[i] = profile(t, columns[i])
		return nil
	})
	s.settle(t)
	s.dateParts(t)
	s.atHome(t)
	all := treatments()
	if slices.ContainsFunc(s.Profiles, func(p Profile) bool {
		return p.Kind == KindHanziName || p.Kind == KindHanziPlace || p.Kind == KindResidentID
	}) {
		inChinese(all)
	}
	if len(given.Comparisons) == 0 {
		if err := s.findComparisons(t, all, sources); err != nil {
			return nil, err
		}
	}
	if len(given.Rules) == 0 {
		if err := s.findRules(t, all, sources, threads); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// findComparisons chooses a comparison for every column that is worth one.
func (s *Suggestion) findComparisons(t *table.Table, all map[Kind]treatment, sources *block.Sources) error {
	ranked := make([]int, 0, len(s.Profiles))
	for i, p := range s.Profiles {
		if tr, ok := all[p.Kind]; ok && tr.rank > 0 {
			ranked = append(ranked, i)
		}
	}
	s.codesAlone(all)
	ranked = s.leaveEvents(t, all, sources, withoutWeak(ranked, s.Profiles))
	slices.SortStableFunc(ranked, func(a, b int) int { return all[s.Profiles[a].Kind].rank - all[s.Profiles[b].Kind].rank })
	if len(ranked) > train.MaxComparisons {
		ranked = ranked[:train.MaxComparisons]
	}
	for _, i := range ranked {
		p := &s.Profiles[i]
		p.Used = true
		tr := all[p.Kind]
		c, err := tr.comparator()
		if err != nil {
			return fmt.Errorf("column %q: %w", p.Column, err)
		}
		if c, err = s.several(p, c); err != nil {
			return fmt.Errorf("column %q: %w", p.Column, err)
		}
		var derived []string
		switch p.Kind {
		case KindEmail:
			derived = s.madeFrom(t, p.Column)
		case KindResidentID:
			derived = s.ofKind(KindDate) // the birth date stands in the number
		}
		s.Spec.Comparisons = append(s.Spec.Comparisons, Comparison{Derived: derived, Column: p.Column, Comparator: c, TermFrequency: tr.tf, Shared: tr.shared || p.Relative || p.AtHome, Family: tr.family})
	}
	if len(s.Spec.Comparisons) == 0 {
		return errors.New("no column is fit for comparison: every one is empty, constant or a row number; write a specification")
	}
	return nil
}

// findRules chooses blocking rules over the columns that are compared.
func (s *Suggestion) findRules(t *table.Table, all map[Kind]treatment, sources *block.Sources, threads int) error {
	var keys []block.Candidate
	var fields []string
	for _, c := range s.Spec.Comparisons {
		col := t.Column(c.Column)
		if col == nil {
			return fmt.Errorf("comparison %q: there is no column %q (columns: %q)", c.name(), c.Column, t.Names())
		}
		field := slices.Index(fields, c.Column)
		if field >= 0 {
			continue // another comparison of the column has brought its keys
		}
		field, fields = len(fields), append(fields, c.Column)
		for i := range s.Profiles {
			if s.Profiles[i].Column == c.Column {
				s.Profiles[i].Used = true
			}
		}
		for _, k := range s.keysOf(c, all) {
			keys = append(keys, block.Candidate{Key: block.Key{Column: c.Column, Name: k.name, Func: keyNamed(k.name)}, Field: field, Agree: k.agree, Weak: k.weak, Place: c.Shared && !c.Family})
		}
	}
	if !slices.ContainsFunc(keys, func(k block.Candidate) bool { return !k.Weak }) {
		for i := range keys { // weak keys are all there is
			keys[i].Weak = false
		}
	}
	keys = append(keys, s.exchanged(keys)...)
	s.order = contentOrder(t, s.columns(t), threads)
	budget := pairBudget(t.Rows)
	var found float64
	var err error
	if s.Choices, found, err = block.Choose(t, keys, sources, s.order, budget, threads); err != nil {
		return err
	}
	var made float64
	for _, c := range s.Choices {
		made += c.Pairs
	}
	possible := pairsAmong(sizesOf(t.Rows, sources), sources)
	if possible <= budget.Pairs && (found < enoughFound || made < float64(t.Rows)) {
		s.everyPair(t, possible)
		budget.Block = budget.Pairs // all rows are one block
	} else {
		s.byWords(t, sources, budget.Pairs-made)
	}
	if s.Spec.MostBlockPairs == 0 {
		s.Spec.MostBlockPairs = int64(budget.Block)
	}
	for _, c := range s.Choices {
		s.Spec.Rules = append(s.Spec.Rules, c.Rule)
	}
	if len(s.Spec.Rules) == 0 {
		return errors.New("no blocking rule was found that keeps the number of pairs within bounds; write a specification")
	}
	return nil
}

// enoughFound is the share of matches that rules are expected to find, from which
// on it is not worth while to compare all pairs, even if these are few: training
// does better on pairs that agree in something. But fewer pairs than rows teach
// it nothing.
const enoughFound = 0.9

// keysOf gives the keys to block a comparison's column by: those of its kind
// when the comparison is the usual one of the kind, otherwise those of the kind
// that has this comparator, otherwise the value itself. Where cells hold several
// values they are keys of every part.
func (s *Suggestion) keysOf(c Comparison, all map[Kind]treatment) []blockKey {
	name, parts := innerName(c.Comparator)
	usual := func(k Kind) bool {
		tr, ok := all[k]
		if !ok {
			return false
		}
		made, err := tr.comparator()
		if err != nil {
			return false
		}
		of, _ := innerName(made)
		return of == name
	}
	kind := Kind("")
	for _, p := range s.Profiles {
		if p.Column == c.Column {
			kind = p.Kind
			parts = parts || p.Separator != ""
		}
	}
	if !usual(kind) {
		kinds := slices.Collect(maps.Keys(all))
		slices.SortFunc(kinds, func(a, b Kind) int { return cmp.Or(all[a].rank-all[b].rank, cmp.Compare(a, b)) })
		if i := slices.IndexFunc(kinds, usual); i >= 0 && name != "exact" && name != "code" && name != "tokens" {
			kind = kinds[i]
		}
	}
	keys := []blockKey{{"exact", .8, false}}
	if tr, ok := all[kind]; ok {
		keys = tr.keys
	}
	if parts {
		keys = slices.Clone(keys)
		for i := range keys {
			keys[i].name += "*"
		}
	}
	return keys
}

// exchanged gives the keys that bring together records whose given name stands
// in the column of the surname and the surname in that of the given name.
func (s *Suggestion) exchanged(keys []block.Candidate) (out []block.Candidate) {
	given, surnames := s.ofKind(KindGivenName), s.ofKind(KindSurname)
	for i, g := range keys {
		if g.Weak || len(given) == 0 || g.Key.Column != given[0] {
			continue
		}
		for j, n := range keys {
			if len(surnames) > 0 && n.Key.Column == surnames[0] && n.Key.Name == g.Key.Name {
				out = append(out, block.Candidate{Key: keys[i].Key, Field: g.Field, Agree: g.Agree, With: &keys[j]})
			}
		}
	}
	return out
}

// columns are those that are compared.
func (s *Suggestion) columns(t *table.Table) []*table.Column {
	var out []*table.Column
	for _, c := range s.Spec.Comparisons {
		out = append(out, t.Column(c.Column))
	}
	return out
}

func (s *Suggestion) ofKind(k Kind) (columns []string) {
	for _, p := range s.Profiles {
		if p.Kind == k {
			columns = append(columns, p.Column)
		}
	}
	return columns
}

// madeFrom returns the name columns whose values often stand in this one.
func (s *Suggestion) madeFrom(t *table.Table, column string) []string {
	var names []*table.Column
	for _, p := range s.Profiles {
		switch p.Kind {
		case KindGivenName, KindSurname, KindFullName:
			names = append(names, t.Column(p.Column))
		}
	}
	return contained(t, t.Column(column), names, false, madeFromShare)
}

// strongEnough is how many telling columns make codes of few values needless.
const strongEnough = 4

// rarelyGiven is the share of rows below which a column is not worth a
// comparison.
const rarelyGiven = 0.02

// withoutWeak leaves out columns that are nearly empty and, where enough tell
// people apart, codes of few values: a marital status or the code of a place
// says little by itself and mostly the same as its neighbour, so that several of
// them look like evidence that they are not.
func withoutWeak(order []int, profiles []Profile) []int {
	strong := 0
	for _, i := range order {
		switch k := profiles[i].Kind; {
		case profiles[i].Present < rarelyGiven:
		case !slices.Contains([]Kind{KindCode, KindSex, KindAge, KindText, KindQuantity, KindDatePart}, k):
			strong++
		}
	}
	if strong < strongEnough {
		return order
	}
	return slices.DeleteFunc(order, func(i int) bool {
		return profiles[i].Kind == KindCode || profiles[i].Present < rarelyGiven
	})
}

// codesAlone takes codes for the person's own where no column tells people
// apart: otherwise nothing would.
func (s *Suggestion) codesAlone(all map[Kind]treatment) {
	for _, p := range s.Profiles {
		if tr, ok := all[p.Kind]; ok && p.Kind != KindSex && p.Kind != KindAge && (!tr.shared || p.Kind == KindSurname) {
			return
		}
	}
	codes := all[KindCode]
	codes.shared, codes.family = false, false
	all[KindCode] = codes
}

// addressParts are words of headers for parts of a Chinese address, which the
// address itself says too.
var addressParts = []string{"街道", "乡镇", "社区", "村", "小区", "小组", "楼栋", "单元", "房号", "门牌"}

// settle leaves out columns that say again what others say.
func (s *Suggestion) settle(t *table.Table) {
	if slices.ContainsFunc(s.Profiles, func(p Profile) bool { return p.Kind == KindHanziPlace }) {
		for i := range s.Profiles {
			p := &s.Profiles[i]
			h := normalHeader(p.Column)
			if p.Kind != KindHanziPlace && p.Kind != KindEmpty && slices.ContainsFunc(addressParts, func(w string) bool { return hasWord(h, w) }) {
				p.Kind, p.Why = KindRepeat, "part of the address"
			}
		}
	}
	for i := range s.Profiles {
		p := &s.Profiles[i]
		if p.Kind != KindFullName && p.Kind != KindText && p.Kind != KindAddress {
			continue
		}
		var others []*table.Column
		for j, o := range s.Profiles {
			if j != i && o.Kind != KindEmpty && o.Kind != KindCode && o.Kind != KindRowID && o.Kind != KindHouse && o.Distinct < 2*p.Distinct {
				others = append(others, t.Column(o.Column))
			}
		}
		if in := repeated(t, t.Column(p.Column), others); len(in) >= 2 {
			p.Kind, p.Why = KindRepeat, fmt.Sprintf("says again what %s say", strings.Join(in, " and "))
		}
	}
}
