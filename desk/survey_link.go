package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/mask"
	"quanyuan/register"
	"quanyuan/review"
	"quanyuan/survey"
)

// checkedLinks is of how many certain links, and of how many persons for whom
// nobody was found, clerks are asked in order to measure the errors of linkage.
const checkedLinks = 200

// LinkSurvey links every answer to the register by the engine, as the register
// stood when the frame was frozen, and chooses what clerks are asked about.
// Nothing is written into the register.
func (d *Desk) LinkSurvey(ctx context.Context, by quanyuan.Principal, id string, progress func(done, total int64)) (survey.Linkage, error) {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return survey.Linkage{}, err
	}
	searcher, _, _, err := d.ready(ctx)
	if err != nil {
		return survey.Linkage{}, err
	}
	total, done := int64(0), int64(0)
	for _, p := range psus {
		total += int64(len(p.Responses))
	}
	for _, p := range psus {
		taken := map[quanyuan.Number]bool{}
		for i := range p.Responses {
			if err := d.linkResponse(ctx, searcher, s, p, &p.Responses[i]); err != nil {
				return survey.Linkage{}, err
			}
			r := &p.Responses[i]
			// Nobody lives twice in a segment.
			if r.Link != nil && r.Link.Certain && taken[r.Link.Person] {
				r.Link.Certain, r.Link.Reason = false, "twice"
			}
			if r.Link != nil && r.Link.Certain {
				taken[r.Link.Person] = true
			}
			if done++; progress != nil {
				progress(done, total)
			}
		}
	}
	askClerks(s, psus)
	if err := d.settleLinks(ctx, s, psus); err != nil {
		return survey.Linkage{}, err
	}
	linkage, _ := survey.LinkErrors(allResponses(psus))
	return linkage, d.writeSegments(ctx, by, psus)
}

func (d *Desk) writeSegments(ctx context.Context, by quanyuan.Principal, psus []*quanyuan.PSU) error {
	c := &quanyuan.Change{}
	for _, p := range psus {
		if p.State == quanyuan.PSULoaded {
			d.file(c, by, p.Paper())
		}
	}
	if len(c.Papers) == 0 {
		return refuse("survey.no_answers")
	}
	return d.apply(ctx, by, access.Survey, c)
}

func allResponses(psus []*quanyuan.PSU) (out []quanyuan.Response) {
	for _, p := range psus {
		out = append(out, p.Responses...)
	}
	return out
}

// linkResponse finds the likeliest person who stood in the register at the
// freeze.
func (d *Desk) linkResponse(ctx context.Context, searcher *collate.Searcher, s *quanyuan.Survey, p *quanyuan.PSU, r *quanyuan.Response) error {
	if r.Out != "" {
		r.Link = nil
		return nil
	}
	query := *r.Record
	query.Values = slices.Clone(r.Record.Values)
	if query.Text(quanyuan.CommunityCode) == "" {
		query.Set(quanyuan.CommunityCode, quanyuan.Value{Text: p.Community, State: quanyuan.Understood, Mark: "from_list"})
	}
	found, err := searcher.Search(ctx, d.store, &query, shownMatches)
	if err != nil {
		return err
	}
	r.Link = &quanyuan.Linked{}
	for i, m := range found.Matches {
		was, err := d.personAt(ctx, m.Person, s.Frozen)
		if err != nil {
			return err
		}
		if was == nil {
			continue
		}
		r.Link.Person, r.Link.Probability, r.Link.Reason = m.Person, m.Probability, m.Reason
		r.Link.Certain = i == 0 && found.Known() != nil
		break
	}
	return nil
}

// personAt is a person as he stood at a time, nil when the register did not have
// him then.
func (d *Desk) personAt(ctx context.Context, n quanyuan.Number, at time.Time) (*quanyuan.Person, error) {
	now, err := d.store.Person(ctx, n)
	if err != nil {
		if errors.Is(err, quanyuan.ErrNotFound) {
			return nil, nil
		}
		return nil, err
	}
	events, err := d.store.Events(ctx, n)
	if err != nil {
		return nil, err
	}
	seq := int64(0)
	for _, e := range events {
		if !e.At.After(at) {
			seq = e.Seq
		}
	}
	before := slices.DeleteFunc(slices.Clone(events), func(e quanyuan.Event) bool { return e.Seq > seq })
	switch {
	case len(before) == 0:
		return nil, nil
	case len(before) == len(events):
		return now, nil
	}
	ids := register.RecordsAt(n, now.Records, events, seq)
	if len(ids) == 0 {
		return nil, nil
	}
	return d.fold(ctx, n, before, ids)
}

// askClerks marks the links that are not certain, and draws a sample of those
// that are, and of those for whom nobody was found.
func askClerks(s *quanyuan.Survey, psus []*quanyuan.PSU) {
	var pools [2][]*quanyuan.Response
	var keys [2][]string
	for _, p := range psus {
		for i := range p.Responses {
			r := &p.Responses[i]
			switch {
			case r.Link == nil:
				continue
			case r.Link.Certain:
				pools[0], keys[0] = append(pools[0], r), append(keys[0], caseOf(p, r))
			case r.Link.Probability >= collate.PossibleFrom:
				r.Link.Asked = quanyuan.AskedUnsure
			default:
				pools[1], keys[1] = append(pools[1], r), append(keys[1], caseOf(p, r))
			}
		}
	}
	for k := range pools {
		for _, i := range review.Sample(s.Seed, keys[k], checkedLinks) {
			pools[k][i].Link.Asked = quanyuan.AskedCheck
		}
	}
}

// caseOf names a response among those that clerks are asked about.
func caseOf(p *quanyuan.PSU, r *quanyuan.Response) string {
	return p.Segment + "/" + r.House + "/" + r.Line
}

// LinkCase is a question to a clerk: a person found by the survey beside the one
// of the register whom he may be, without a word of what the engine thinks.
type LinkCase struct {
	ID    string
	Pairs [][2]string // survey and register, in the order of CaseFields; numbers masked but for where they differ
	Mine  string      // what the one who asks has answered; nobody else's answer is told
}

// CaseFields are what clerks see of both sides.
var CaseFields = []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Phone, quanyuan.ResidenceAddress, quanyuan.HukouAddress, quanyuan.Relation}

func casePairs(r *quanyuan.Record, p *quanyuan.Person) (out [][2]string) {
	for _, f := range CaseFields {
		here, there := r.Value(f).Written(), ""
		if p != nil {
			there = p.Value(f).Written()
		}
		if f == quanyuan.IDNumber || f == quanyuan.Phone {
			here, there = mask.Pair(f, here, there)
		}
		out = append(out, [2]string{here, there})
	}
	return out
}

// LinkCases gives the questions, in an order that tells nothing, to whoever may
// rule. It shows persons as the principal may see them.
func (d *Desk) LinkCases(ctx context.Context, by quanyuan.Principal, id string) ([]LinkCase, error) {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return nil, err
	}
	type drawn struct {
		LinkCase
		key float64
	}
	var out []drawn
	for _, p := range psus {
		for i := range p.Responses {
			r := &p.Responses[i]
			if r.Link == nil || r.Link.Asked == "" {
				continue
			}
			c := LinkCase{ID: caseOf(p, r)}
			for _, x := range r.Readings {
				if x.Reader == quanyuan.ReaderOf(by) {
					c.Mine = x.Answer
				}
			}
			var candidate *quanyuan.Person
			if r.Link.Person != "" {
				was, err := d.personAt(ctx, r.Link.Person, s.Frozen)
				if err != nil {
					return nil, err
				}
				if was != nil {
					candidate = d.show(by, was)
				}
			}
			c.Pairs = casePairs(r.Record, candidate)
			out = append(out, drawn{c, review.Draw("order "+s.Seed, c.ID)})
		}
	}
	slices.SortFunc(out, func(a, b drawn) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.ID, b.ID)) })
	cases := make([]LinkCase, len(out))
	for i := range out {
		cases[i] = out[i].LinkCase
	}
	return cases, d.note(by, access.Survey, string(quanyuan.SurveyPaper), s.ID, "cases", len(cases))
}

// RuleLinks takes a clerk's answers from a file: 题号, 答案 (相同, 不同,
// 无法判断) and, where the clerk found another person, 另一人编号. A later word of
// the same clerk replaces the earlier one.
func (d *Desk) RuleLinks(ctx context.Context, by quanyuan.Principal, id, path string) (survey.Linkage, error) {
	if strings.TrimSpace(by.Name) == "" {
		return survey.Linkage{}, refuse("event.actor")
	}
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return survey.Linkage{}, err
	}
	a, err := readAnswers(path, CaseColumn)
	if err != nil {
		return survey.Linkage{}, err
	}
	cases := casesOf(psus)
	name, answer, other := a.column(CaseColumn), a.column(AnswerColumn, "answer"), a.column(OtherColumn)
	for i := range a.rows {
		said := a.cell(i, answer)
		if said == "" {
			continue
		}
		r := cases[a.cell(i, name)]
		if r == nil {
			return survey.Linkage{}, a.fault(i, CaseColumn, "survey.no_case", a.cell(i, name))
		}
		word, ok := linkAnswers[strings.ToLower(said)]
		if !ok {
			return survey.Linkage{}, a.fault(i, AnswerColumn, "ruling.answer")
		}
		if err := d.readLink(ctx, by, s, r, word, quanyuan.Number(a.cell(i, other))); err != nil {
			if isKey(err, "person.unknown") {
				return survey.Linkage{}, a.fault(i, OtherColumn, "person.unknown", a.cell(i, other))
			}
			return survey.Linkage{}, err
		}
	}
	if err := d.settleLinks(ctx, s, psus); err != nil {
		return survey.Linkage{}, err
	}
	linkage, _ := survey.LinkErrors(allResponses(psus))
	return linkage, d.writeSegments(ctx, by, psus)
}

// casesOf are the responses that clerks are asked about.
func casesOf(psus []*quanyuan.PSU) map[string]*quanyuan.Response {
	cases := map[string]*quanyuan.Response{}
	for _, p := range psus {
		for i := range p.Responses {
			if r := &p.Responses[i]; r.Link != nil && r.Link.Asked != "" {
				cases[caseOf(p, r)] = r
			}
		}
	}
	return cases
}

// readLink notes a clerk's answer; a later one of the same clerk replaces it.
func (d *Desk) readLink(ctx context.Context, by quanyuan.Principal, s *quanyuan.Survey, r *quanyuan.Response, answer string, other quanyuan.Number) error {
	x := quanyuan.LinkReading{Reader: quanyuan.ReaderOf(by), Answer: answer, Person: other, At: d.now()}
	if x.Person != "" {
		was, err := d.personAt(ctx, x.Person, s.Frozen)
		if err != nil {
			return err
		}
		if was == nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.unknown", Args: []any{string(x.Person)}, Where: quanyuan.Where{Field: "other"}}
		}
	}
	r.Readings = slices.DeleteFunc(r.Readings, func(o quanyuan.LinkReading) bool { return o.Reader == x.Reader })
	r.Readings = append(r.Readings, x)
	return nil
}

// RuleLink takes a clerk's answer to one question: same, different or unclear,
// or the number of another person whom the clerk found.
func (d *Desk) RuleLink(ctx context.Context, by quanyuan.Principal, id, question, answer string, other quanyuan.Number) error {
	if strings.TrimSpace(by.Name) == "" {
		return refuse("event.actor")
	}
	s, err := d.Survey(ctx, by, id)
	if err != nil {
		return err
	}
	segment, _, _ := strings.Cut(question, "/")
	p, err := d.segment(ctx, by, id, segment)
	if err != nil {
		return err
	}
	r := casesOf([]*quanyuan.PSU{p})[question]
	if r == nil {
		return refuse("survey.no_case", question)
	}
	word, ok := linkAnswers[answer]
	if !ok {
		return refuse("ruling.answer")
	}
	if err := d.readLink(ctx, by, s, r, word, other); err != nil {
		return err
	}
	if err := d.settleLinks(ctx, s, []*quanyuan.PSU{p}); err != nil {
		return err
	}
	return d.writeSegments(ctx, by, []*quanyuan.PSU{p})
}

// The columns of the questions.
const (
	CaseColumn   = "题号"
	AnswerColumn = "答案"
	OtherColumn  = "另一人编号"
)

var linkAnswers = map[string]string{
	"相同": quanyuan.RuledSame, "same": quanyuan.RuledSame,
	"不同": quanyuan.RuledDifferent, "different": quanyuan.RuledDifferent,
	"无法判断": quanyuan.RuledUnclear, "unclear": quanyuan.RuledUnclear,
}

// settleLinks puts beside each answer the person of the register whom it was
// linked to, as he stood at the freeze.
func (d *Desk) settleLinks(ctx context.Context, s *quanyuan.Survey, psus []*quanyuan.PSU) error {
	l, scope := newLocator(d.parser()), quanyuan.Scope{s.Division}
	for _, p := range psus {
		for i := range p.Responses {
			r := &p.Responses[i]
			n, _ := r.Settled()
			r.Found = nil
			if n == "" || r.Out != "" {
				continue
			}
			was, err := d.personAt(ctx, n, s.Frozen)
			if err != nil {
				return err
			}
			if was != nil {
				r.Found = d.foundPerson(l, scope, p, r.Record, was)
			}
		}
	}
	return nil
}

func (d *Desk) foundPerson(l *locator, scope quanyuan.Scope, p *quanyuan.PSU, r *quanyuan.Record, was *quanyuan.Person) *quanyuan.FoundPerson {
	f := &quanyuan.FoundPerson{Number: was.Number}
	for i := range was.Presences {
		if pr := &was.Presences[i]; !pr.Ended() && was.Exited == "" && scope.Holds(pr.Community) {
			f.In = true
		}
	}
	if pr := livesAt(was); pr != nil {
		f.Here, f.Usable = pr.Community == p.Community, findable(was, l.spotOf(was, pr))
	}
	said := *r
	said.Values = slices.Clone(r.Values)
	said.Set(quanyuan.CommunityCode, quanyuan.Value{Text: p.Community, State: quanyuan.Understood})
	for _, x := range collate.Differences(&said, was, d.parser()) {
		if f.Fields[x.Field] != quanyuan.Contradict { // of several children the worst
			f.Fields[x.Field] = x.Verdict
		}
	}
	for _, field := range quanyuan.CollationFields() {
		f.Filled[field] = was.Value(field).State == quanyuan.Understood || was.Value(field).State == quanyuan.Doubtful
		if field >= quanyuan.ChildName && field <= quanyuan.ChildPolicy {
			f.Filled[field] = f.Fields[field] == quanyuan.Agree || f.Fields[field] == quanyuan.Contradict
		}
	}
	for _, field := range []quanyuan.Field{quanyuan.Sex, quanyuan.Marital, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.HukouNature, quanyuan.Ethnic, quanyuan.Relation} {
		if here, there := r.Text(field), codeIn(was, p.Community, field); here != "" && there != "" {
			if f.Codes == nil {
				f.Codes = map[string][2]string{}
			}
			f.Codes[field.Key()] = [2]string{there, here}
		}
	}
	return f
}

// codeIn is a coded value as the register has it in a community: hukou and
// residence status are said of each on its own.
func codeIn(p *quanyuan.Person, community string, f quanyuan.Field) string {
	if f != quanyuan.HukouStatus && f != quanyuan.ResidenceStatus {
		return p.Text(f)
	}
	for _, pr := range p.Presences {
		switch {
		case pr.Community != community || pr.Ended():
		case f == quanyuan.HukouStatus:
			return pr.Hukou
		default:
			return pr.Residence
		}
	}
	return ""
}

// FollowUp lists the persons of the register in listed segments whom the survey
// has not met, for a second visit: only where the first is over, since whoever
// lists a segment must not know whom the register has there.
func (d *Desk) FollowUp(ctx context.Context, by quanyuan.Principal, id string) ([]FollowPerson, error) {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return nil, err
	}
	var out []FollowPerson
	for _, p := range psus {
		if p.State != quanyuan.PSULoaded {
			continue
		}
		met := map[quanyuan.Number]bool{}
		for i := range p.Responses {
			if p.Responses[i].Link == nil && p.Responses[i].Out == "" {
				return nil, refuse("survey.not_linked")
			}
			if f := p.Responses[i].Found; f != nil {
				met[f.Number] = true
			}
		}
		for _, n := range p.Listed {
			if _, asked := p.Followed[n]; met[n] || asked {
				continue
			}
			person, err := d.store.Person(ctx, n)
			if err != nil {
				return nil, err
			}
			out = append(out, FollowPerson{p.Segment, p.Label, d.show(by, person)})
		}
	}
	return out, d.note(by, access.Survey, string(quanyuan.SurveyPaper), s.ID, "follow-up", len(out))
}

// FollowPerson is a person to be asked about at a second visit.
type FollowPerson struct {
	Segment, Label string
	Person         *quanyuan.Person
}

// CoverageReport is all that a survey says.
type CoverageReport struct {
	Survey     *quanyuan.Survey
	Sample     *survey.Sample
	Fieldwork  survey.Fieldwork
	Linkage    survey.Linkage
	Links      *survey.Links // nil: not measured
	Data       *survey.Survey
	Whole      *quanyuan.Coverage
	Parts      []PartCoverage // by town and by community
	Indicators []survey.Indicator
	Proof      quanyuan.Proof
}

// PartCoverage is the coverage of a part, with no more said of it than its own
// sample says.
type PartCoverage struct {
	Division, Name string
	Coverage       quanyuan.Estimate
	Proof          quanyuan.Proof
}

// CoverageOf estimates a survey.
func (d *Desk) CoverageOf(ctx context.Context, by quanyuan.Principal, id string) (*CoverageReport, error) {
	sample, err := d.Sample(ctx, by, id)
	if err != nil {
		return nil, err
	}
	c := &CoverageReport{Survey: sample.Survey, Sample: sample}
	for _, p := range sample.PSUs {
		if slices.ContainsFunc(p.Responses, func(r quanyuan.Response) bool { return r.Out == "" && r.Link == nil }) {
			return nil, refuse("survey.not_linked")
		}
	}
	c.Data, c.Fieldwork = sample.Gather()
	c.Linkage, c.Links = survey.LinkErrors(allResponses(sample.PSUs))
	c.Data.Links = c.Links
	if len(c.Data.Found) == 0 {
		return nil, refuse("survey.no_answers")
	}
	if c.Whole, err = c.Data.Coverage(); err != nil {
		return nil, err
	}
	c.Proof = c.Data.Judge(c.Whole.Corrected, c.Survey.Plan.Target)
	if c.Parts, err = d.partsOf(sample); err != nil {
		return nil, err
	}
	if c.Indicators, err = sample.Indicators(CoreIndicators); err != nil {
		return nil, err
	}
	return c, errors.Join(d.keepCoverage(ctx, c), d.note(by, access.Survey, string(quanyuan.SurveyPaper), c.Survey.ID, "report", len(c.Data.Found)))
}

// CoreIndicators are the 19 core indicators.
var CoreIndicators = quanyuan.CollationFields()[:quanyuan.DeathDate+1]

// partsOf estimates the measured coverage of every town and community from the
// segments drawn there alone.
func (d *Desk) partsOf(all *survey.Sample) ([]PartCoverage, error) {
	parts := map[string][]*quanyuan.PSU{}
	for _, p := range all.PSUs {
		parts[p.Stratum] = append(parts[p.Stratum], p)
		parts[p.Community] = append(parts[p.Community], p)
	}
	var out []PartCoverage
	for code, psus := range parts {
		part := survey.Sample{Survey: all.Survey, PSUs: psus}
		data, _ := part.Gather()
		if len(data.Found) == 0 {
			continue
		}
		c, err := data.Coverage()
		if err != nil {
			return nil, err
		}
		p := PartCoverage{Division: code, Name: d.PlaceName(code), Coverage: c.Measured, Proof: data.Judge(c.Measured, all.Survey.Plan.Target)}
		if c.Measured.PSUs < 2 {
			p.Proof = quanyuan.Unproved // one segment says nothing of the others
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b PartCoverage) int { return cmp.Compare(a.Division, b.Division) })
	return out, nil
}
