package code

// The tables. The field of the register each belongs to has the same key.
var (
	Sex             = load("sex")
	Marital         = load("marital")
	Ethnic          = load("ethnic")
	Relation        = load("relation")
	HukouNature     = load("hukou_nature")
	HouseholdType   = load("household_type")
	HukouStatus     = load("hukou_status")
	ResidenceStatus = load("residence_status")
	BirthOrder      = load("birth_order")
	BirthPolicy     = load("birth_policy")
	ExitReason      = load("exit_reason")
	StayReason      = load("stay_reason")
	LeaveReason     = load("leave_reason")
	DocumentKind    = load("document_kind")
	Education       = load("education")
	DeathEvidence   = load("death_evidence")
	ExclusionReason = load("exclusion_reason")
	PersonCategory  = load("person_category")
)

// Tables lists all tables in a fixed order.
func Tables() []*Table {
	return []*Table{
		Sex, Marital, Ethnic, Relation, HukouNature, HouseholdType, HukouStatus,
		ResidenceStatus, BirthOrder, BirthPolicy, ExitReason, StayReason, LeaveReason,
		DocumentKind, Education, DeathEvidence, ExclusionReason, PersonCategory,
	}
}

// ByKey finds a table by its key; ok is false for an unknown key.
func ByKey(key string) (*Table, bool) {
	t, ok := byKey[key]
	return t, ok
}

var byKey = func() map[string]*Table {
	all := map[string]*Table{}
	for _, t := range Tables() {
		all[t.Key] = t
	}
	return all
}()

// ExclusionOf returns why a reason of stay keeps a person out of the register;
// ok is false for reasons that do not.
func ExclusionOf(stayReason string) (Entry, bool) {
	if e, ok := StayReason.Get(stayReason); !ok || !e.OutOfScope {
		return Entry{}, false
	}
	v, _ := ExclusionReason.Variant("stay_reason")
	return v.Get(stayReason)
}
