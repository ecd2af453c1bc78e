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
func newTable(views []view, parser *address.Parser) (*table.Table, error) {
	b, err := table.NewBuilder(columns...)
	if err != nil {
		return nil, err
	}
	known := map[string]doors{"": {}}
	doorOf := func(text string) doors {
		door, ok := known[text]
		if !ok {
			door = doorsOf(parser, text)
			known[text] = door
		}
		return door
	}
	for i := range views {
		v := &views[i]
		door := doorOf(v.residence)
		err := b.Append(v.name, v.id, v.idHead, v.birth, v.sex, v.phone, v.residence, v.hukou, door.road, door.estate, door.community, doorOf(v.hukou).any(), v.community,
			v.mother.name, v.mother.id, v.father.name, joinKin(v.parents(), v.partner, v.kin))
		if err != nil {
			return nil, err
		}
	}
	return b.Table(), nil
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

func rules() []block.Rule {
	by := func(keys ...block.Key) block.Rule { return block.Rule{Keys: keys} }
	col := func(name string) block.Key { return block.Key{Column: name} }
	sound := block.Key{Column: colName, Name: "sound", Func: chinese.SoundKey}
	day := block.Key{Column: colBirth, Name: "day", Func: fullDay}
	phone := block.Key{Column: colPhone, Name: "mobile", Func: mobile}
	year := block.Key{Column: colBirth, Name: "year", Func: birthYear}
	return []block.Rule{
		by(col(colID)),
		by(col(colName), day),
		by(sound, day),
		by(col(colIDHead)),
		by(col(colName), phone),
		by(col(colName), col(colRoad)),
		by(col(colName), col(colEstate)),
		by(col(colName), col(colPlace)),
		by(sound, year, col(colCommunity)),
		by(day, col(colRoad)),
		by(day, col(colEstate)),
		by(day, col(colPlace)),
		by(day, phone),
		by(day, col(colMother)),
		by(day, col(colMotherID)),
		by(day, col(colFather)),
		by(col(colName), year),
		by(block.Key{Column: colID, Name: "birth_order", Func: idBirthOrder}),
		by(col(colName), col(colMother)),
		by(col(colName), col(colFather)),
		by(col(colName), col(colHukouDoor)),
		by(col(colName), col(colCommunity)),
	}
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
