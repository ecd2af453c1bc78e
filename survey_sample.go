package quanyuan

import (
	"slices"
	"time"
)

// States of a survey paper and of the papers of its segments.
const (
	SurveyFrozen = "frozen" // the frame is fixed, nothing is drawn yet
	SurveyDrawn  = "drawn"
	PSUOpen      = "open"   // to be listed
	PSULoaded    = "loaded" // answers have come in
	PSUReplaced  = "replaced"
)

// Survey is a sample survey of the register: what it is to show, the frame as it
// was frozen, and the seed by which the sample was drawn from it. Its answers
// are kept in the papers of its segments and never become records: nobody's
// entry changes because of what he told a survey.
type Survey struct {
	Name     string     `json:"name"`
	Division string     `json:"division"` // the part of the city surveyed
	Plan     SurveyPlan `json:"plan"`
	Frozen   time.Time  `json:"frozen"` // the register is judged as it stood then
	Frame    Frame      `json:"frame"`
	Seed     string     `json:"seed,omitempty"` // as it was published
	Drawn    time.Time  `json:"drawn,omitzero"`
	// Reserves are the segments that may stand in for others, stratum by stratum,
	// in their order.
	Reserves map[string][]string `json:"reserves,omitempty"`
	// Signatures are those under its figures.
	Signatures []SurveySignature `json:"signatures,omitempty"`
	ID         string            `json:"-"`
	State      string            `json:"-"`
	Version    int64             `json:"-"`
}

// SurveySignature is a name under the figures of a survey, which Hash names.
type SurveySignature struct {
	Name string    `json:"name"`
	Post Post      `json:"post,omitempty"`
	At   time.Time `json:"at"`
	Hash string    `json:"hash"`
}

// SurveyPlan says what a survey is to show and what it takes.
type SurveyPlan struct {
	Target  float64 `json:"target"`            // the share that is to be proved
	Truth   float64 `json:"truth"`             // the share that is supposed to be true
	Level   float64 `json:"level"`             // confidence
	Power   float64 `json:"power"`             // chance of proving it if Truth is true
	Deff    float64 `json:"deff"`              // design effect
	Missed  float64 `json:"missed"`            // share of links that linkage will miss
	Cost    float64 `json:"cost,omitempty"`    // of one person asked
	Persons int     `json:"persons"`           // to be asked
	Defects int     `json:"defects"`           // of a simple sample of Persons/Deff, that may be missing at most
	Units   int     `json:"units"`             // segments to be drawn
	PerTown int     `json:"per_cluster"`       // segments in each community drawn; 0: one stage
	Most    int     `json:"largest_segment"`   // persons above which a segment is split by buildings
	Least   int     `json:"smallest_segment"`  // persons below which neighbours are joined
	Each    float64 `json:"persons_a_segment"` // expected
}

// Frame is the list of segments that the sample is drawn from.
type Frame struct {
	Hash     string `json:"hash"` // SHA-256 of the table
	Segments int    `json:"segments"`
	Persons  int    `json:"persons"` // counted as living in the surveyed part
	// Unusable are those of them whom no survey can find: no place to look for
	// them, or too little to know them by.
	Unusable int `json:"unusable"`
	// Table is the frame as CSV, compressed with gzip: segment, community,
	// stratum, label, keys, persons.
	Table []byte `json:"table"`
}

// PSU is a drawn segment: an area that is listed whole, by people who do not
// know whom the register has there.
type PSU struct {
	Survey    string  `json:"survey"`
	Segment   string  `json:"segment"`
	Community string  `json:"community"`
	Label     string  `json:"label"`   // as the survey team finds it
	Spots     string  `json:"spots"`   // the same as the frame writes it
	Stratum   string  `json:"stratum"` // of the frame
	Layer     string  `json:"layer"`   // stratum of the estimate
	Unit      string  `json:"unit"`    // PSU of the estimate
	Chance    float64 `json:"chance"`
	FPC       float64 `json:"fpc,omitempty"`
	// Listed are the persons whom the register has there, fixed at the draw: the
	// E sample.
	Listed    []Number   `json:"listed"`
	StandsFor string     `json:"stands_for,omitempty"` // segment that this one replaces
	Reason    string     `json:"reason,omitempty"`     // why it was replaced
	Houses    []House    `json:"houses,omitempty"`
	Responses []Response `json:"responses,omitempty"`
	// Followed is what a second visit found of persons of the register whom the
	// first did not meet.
	Followed map[Number]string `json:"followed,omitempty"`
	State    string            `json:"-"`
	Version  int64             `json:"-"`
}

// Results of a house.
const (
	HouseDone    = "done"
	HouseEmpty   = "empty"
	HouseRefused = "refused"
	HouseAbsent  = "absent" // nobody met after all visits
)

// House is a dwelling of a segment as the survey team found it.
type House struct {
	Number string `json:"house"`
	Result string `json:"result"`
	Reason string `json:"reason,omitempty"` // why nobody answered
	// Form is the phone's form that said so; empty: a file.
	Form string `json:"form,omitempty"`
}

// What a second visit may find of a person of the register.
const (
	FollowLives     = "lives"     // lives there: the survey missed him
	FollowMoved     = "moved"     // lives elsewhere
	FollowDied      = "died"      //
	FollowUnknown   = "unknown"   // nobody there knows him
	FollowDuplicate = "duplicate" // stands there twice
	FollowUnsettled = "unsettled" // could not be found out
)

// Response is one person as the survey found him.
type Response struct {
	House  string  `json:"house"`
	Line   string  `json:"line"`
	Record *Record `json:"record"`
	// Out says why he does not belong to the population; empty: he does.
	Out  string  `json:"out,omitempty"`
	Link *Linked `json:"link,omitempty"` // nil: not linked yet
	// Readings are what clerks said of the link, each without knowing the others'.
	Readings []LinkReading `json:"readings,omitempty"`
	// Found is the person of the register whom Link and Readings name, as he stood
	// when the frame was frozen; nil: nobody.
	Found *FoundPerson `json:"found,omitempty"`
}

// Linked is what the engine found for a response.
type Linked struct {
	Person      Number  `json:"person,omitempty"` // the likeliest; empty: nobody
	Probability float64 `json:"probability"`
	Reason      string  `json:"reason,omitempty"` // why a person must look
	Certain     bool    `json:"certain"`
	Asked       string  `json:"asked,omitempty"` // why clerks are asked: unsure, or check
}

// Reasons why clerks are asked about a link.
const (
	AskedUnsure = "unsure"
	AskedCheck  = "check" // one of a sample, to measure the errors of linkage
)

// LinkReading is a clerk's word about a link.
type LinkReading struct {
	Reader string    `json:"reader"`
	Answer string    `json:"answer"`           // as in a ruling
	Person Number    `json:"person,omitempty"` // another one, whom the clerk found
	At     time.Time `json:"at"`
}

// FoundPerson is what of a person of the register a coverage survey needs.
type FoundPerson struct {
	Number Number `json:"number"`
	In     bool   `json:"in"`     // stood in the surveyed part of the register
	Here   bool   `json:"here"`   // counted as living in the community of the segment
	Usable bool   `json:"usable"` // not among the frame's unusable
	// Fields says of each collation field how the survey's word stands beside the
	// register's; Filled which of them the register had.
	Fields [NumCollation]Verdict `json:"fields"`
	Filled [NumCollation]bool    `json:"filled"`
	Codes  map[string][2]string  `json:"codes,omitempty"` // coded fields by key: register, survey
}

// Settled gives the person whom a response was linked to after all readings, ""
// for nobody. open reports that readers differ or could not tell.
func (r *Response) Settled() (n Number, open bool) {
	if r.Link == nil {
		return "", true
	}
	if len(r.Readings) == 0 {
		if r.Link.Certain {
			return r.Link.Person, false
		}
		return "", r.Link.Asked == AskedUnsure
	}
	first := r.Readings[0].names(r.Link.Person)
	for _, x := range r.Readings {
		if x.Answer == RuledUnclear || x.names(r.Link.Person) != first {
			return "", true
		}
	}
	return first, false
}

// names is the person a reading names, asked about somebody.
func (x LinkReading) names(asked Number) Number {
	switch {
	case x.Person != "":
		return x.Person
	case x.Answer == RuledSame:
		return asked
	}
	return ""
}

// Response finds a response by house and line; nil when there is none.
func (p *PSU) Response(house, line string) *Response {
	i := slices.IndexFunc(p.Responses, func(r Response) bool { return r.House == house && r.Line == line })
	if i < 0 {
		return nil
	}
	return &p.Responses[i]
}

// Paper writes the survey as a paper; At and Actor are the caller's.
func (s *Survey) Paper() *Paper {
	return (&Paper{Kind: SurveyPaper, ID: s.ID, Version: s.Version, State: s.State, Desk: s.Division}).with(s)
}

// SurveyOf reads a survey's paper.
func SurveyOf(p *Paper) (*Survey, error) {
	s := &Survey{ID: p.ID, Version: p.Version, State: p.State}
	return s, p.read(SurveyPaper, s)
}

// Paper writes the segment as a paper; At and Actor are the caller's. Persons
// are not named by it, so that nobody sees from a person who was drawn.
func (p *PSU) Paper() *Paper {
	return (&Paper{Kind: PSUPaper, ID: PSUID(p.Survey, p.Segment), Version: p.Version, State: p.State, Desk: p.Community}).with(p)
}

// PSUID is the ID of a segment's paper.
func PSUID(survey, segment string) string { return survey + "/" + segment }

// PSUOf reads a segment's paper.
func PSUOf(p *Paper) (*PSU, error) {
	s := &PSU{Version: p.Version, State: p.State}
	return s, p.read(PSUPaper, s)
}
