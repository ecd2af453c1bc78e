package code

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPublishedLists compares the tables with lists collected elsewhere: every
// code must be there, and its name must lead back to it.
func TestPublishedLists(t *testing.T) {
	dir := os.Getenv("QUANYUAN_SHARED")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the collected lists are not here: set QUANYUAN_SHARED to their folder")
	}
	tests := []struct {
		table         *Table
		file, variant string
	}{
		{Sex, "sex_gbt2261_1", ""}, {Marital, "marital_gbt2261_2", ""}, {Ethnic, "ethnic_gbt3304", "health"},
		{Relation, "relation_gbt4761_2digit", ""}, {Relation, "relation_gbt4761_1digit", "one_digit"}, {Relation, "relation_census2020", "census2020"},
		{HukouNature, "hukou_nature_jisheng", ""}, {HukouNature, "hukou_nature_ga324_1", "ga324_1"}, {HouseholdType, "household_type", ""},
		{HukouStatus, "hukou_status_PROPOSED", ""}, {HukouStatus, "census2020_d8_hukou_place", "census2020"},
		{ResidenceStatus, "residence_status_PROPOSED", ""}, {BirthPolicy, "birth_policy", ""}, {BirthOrder, "birth_order", ""},
		{ExitReason, "exit_reason_PROPOSED", ""}, {StayReason, "come_reason_shenzhen", ""}, {LeaveReason, "leave_reason_census", ""},
		{DocumentKind, "id_document_gat517", ""}, {Education, "education_gbt4658", ""}, {DeathEvidence, "death_fields", ""},
		{ExclusionReason, "exclusion_reason_mission", ""}, {PersonCategory, "person_category_mission", ""},
	}
	for _, test := range tests {
		f, err := os.Open(filepath.Join(dir, "codes", test.file+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		v, ok := test.table.Variant(test.variant)
		if !ok {
			t.Fatalf("%s: no variant %s", test.table.Key, test.variant)
		}
		for _, r := range rows[1:] {
			code, zh := strings.TrimPrefix(r[0], "\ufeff"), r[1]
			e, ok := v.Get(code)
			if !ok {
				if test.table != HouseholdType { // that list mixes two
					t.Errorf("%s: no code %s %s", test.file, code, zh)
				}
				continue
			}
			if w, ok := test.table.Lookup(zh); !ok || !test.table.Compatible(w.Code, e.Code) {
				t.Errorf("%s: %s %s is %s %s here, its name %q", test.file, code, zh, e.Code, e.Zh, w.Code)
			}
		}
	}
}
