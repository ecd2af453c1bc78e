package collate

import (
	"strings"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/link/table"
	"quanyuan/refdata/address"
)

// The columns of the engine's tables.
const (
	colName      = "name"
	colID        = "id"
	colIDHead    = "id_head"
	colBirth     = "birth"
	colSex       = "sex"
	colPhone     = "phone"
	colResidence = "residence"
	colHukou     = "hukou"
	colRoad      = "road_door"
	colEstate    = "estate_door"
	colPlace     = "community_door"
	colHukouDoor = "hukou_door"
	colCommunity = "community"
	colMother    = "mother"
	colMotherID  = "mother_id"
	colFather    = "father"
	colKin       = "kin"
)

var columns = []string{colName, colID, colIDHead, colBirth, colSex, colPhone, colResidence, colHukou, colRoad, colEstate, colPlace, colHukouDoor, colCommunity, colMother, colMotherID, colFather, colKin}

// newTable lays views out in the engine's columns.
func newTable(views []view, read *addresses) (*table.Table, error) {
	b, err := table.NewBuilder(columns...)
	if err != nil {
		return nil, err
	}
	for i := range views {
		if err := b.Append(views[i].row(read.doors)...); err != nil {
			return nil, err
		}
	}
	return b.Table(), nil
}

// row is a view as a row of the engine's table, in the order of the columns.
func (v *view) row(doorOf func(address string) doors) []string {
	door := doorOf(v.residence)
	return []string{v.name, v.id, v.idHead, v.birth, v.sex, v.phone, v.residence, v.hukou, door.road, door.estate, door.community, doorOf(v.hukou).any(), v.community,
		v.mother.name, v.mother.id, v.father.name, joinKin(v.parents(), v.partner, v.kin)}
}

// newSpec is what the engine compares. Blocking rules are most specific first;
// together they find a record with any one of: its ID number (or its first 15
// digits), or two of name, birth date, phone, dwelling, parent.
func newSpec(parser *address.Parser) link.Spec {
	exact := compare.Exact()
	return link.Spec{
		Comparisons: []link.Comparison{
			{Column: colName, Comparator: chinese.Name{}, TermFrequency: true},
			{Column: colID, Comparator: chinese.CitizenID{}},
			{Column: colBirth, Comparator: chinese.Date{}},
			{Column: colSex, Comparator: exact},
			{Column: colPhone, Comparator: chinese.Phone{}, TermFrequency: true, Shared: true},
			{Column: colResidence, Comparator: chinese.NewAddress(parser), Shared: true},
			{Column: colHukou, Comparator: chinese.NewAddress(parser), Shared: true},
			{Column: colKin, Comparator: kinComparator{}, Shared: true},
		},
		Rules: rules(),
	}
}

// way is a way in which a record and a person meet: a blocking rule of bulk
// collation, and the kind of stored key under which a search finds its pairs.
// Both are said here alone, so that they cannot drift; a test holds them
// against each other.
type way struct {
	rule block.Rule
	key  keyKind
}

func ways() []way {
	by := func(key keyKind, parts ...block.Key) way { return way{block.Rule{Keys: parts}, key} }
	col := func(name string) block.Key { return block.Key{Column: name} }
	sound := block.Key{Column: colName, Name: "sound", Func: chinese.SoundKey}
	day := block.Key{Column: colBirth, Name: "day", Func: fullDay}
	phone := block.Key{Column: colPhone, Name: "mobile", Func: mobile}
	year := block.Key{Column: colBirth, Name: "year", Func: birthYear}
	return []way{
		by(keyNumber, col(colID)),
		by(keySoundDay, col(colName), day),
		by(keySoundDay, sound, day),
		by(keyNumber, col(colIDHead)),
		by(keyPhone, col(colName), phone),
		by(keyRoad, col(colName), col(colRoad)),
		by(keyEstate, col(colName), col(colEstate)),
		by(keyPlace, col(colName), col(colPlace)),
		by(keySoundYear, sound, year, col(colCommunity)),
		by(keyRoad, day, col(colRoad)),
		by(keyEstate, day, col(colEstate)),
		by(keyPlace, day, col(colPlace)),
		by(keyPhone, day, phone),
		by(keyDay, day, col(colMother)),
		by(keyDay, day, col(colMotherID)),
		by(keyDay, day, col(colFather)),
		by(keySoundYear, col(colName), year),
		by(keyOrder, block.Key{Column: colID, Name: "birth_order", Func: idBirthOrder}),
		by(keySound, col(colName), col(colMother)),
		by(keySound, col(colName), col(colFather)),
		by(keyHukouDoor, col(colName), col(colHukouDoor)),
		by(keyNameCommunity, col(colName), col(colCommunity)),
	}
}

func rules() []block.Rule {
	var out []block.Rule
	for _, w := range ways() {
		out = append(out, w.rule)
	}
	return out
}

// fullDay keeps a birth date only when the day is known.
func fullDay(date string) string {
	if len(date) == len("2006-01-02") {
		return date
	}
	return ""
}

// mobile is the first mobile of several numbers, else the first number: the one
// that lists have in common most often.
func mobile(phones string) string {
	all := strings.Split(phones, ";")
	for _, p := range all {
		if len(p) == 11 && p[0] == '1' {
			return p
		}
	}
	return all[0]
}

func birthYear(date string) string {
	if len(date) < 4 {
		return ""
	}
	return date[:4]
}

// idBirthOrder is an ID number without its county and check digit: numbers with
// an error in the county meet.
func idBirthOrder(id string) string {
	if !citizen(id) {
		return ""
	}
	return id[6:17]
}
