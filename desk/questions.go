package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/mask"
	"quanyuan/register"
	"quanyuan/review"
)

const (
	settingClusters = "clusters" // duplicates that the last run found in the register
	settingReview   = "review"
)

// ReviewSettings govern the reading of questions.
type ReviewSettings struct {
	// Seed decides which questions are read twice and which are drawn into
	// samples; whoever reads should not know it.
	Seed string `json:"seed"`
	// Share is the share of questions that a second person reads too.
	Share float64 `json:"share"`
}

// ReviewSettings gives the settings; 5 % are read twice by default.
func (d *Desk) ReviewSettings(ctx context.Context) (ReviewSettings, error) {
	s := ReviewSettings{Share: .05}
	raw, err := d.store.Setting(ctx, settingReview)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	return s, err
}

// SetReviewSettings sets them for questions asked from now on.
func (d *Desk) SetReviewSettings(ctx context.Context, by quanyuan.Principal, s ReviewSettings) error {
	if err := d.may(by, access.Campaign, "setting", settingReview); err != nil {
		return err
	}
	if !(s.Share >= 0 && s.Share <= 1) {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "ruling.share"}
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := d.store.SetSetting(ctx, settingReview, raw); err != nil {
		return err
	}
	return d.note(by, access.Campaign, "setting", settingReview, "", 0)
}

// Prepared counts the questions that were made.
type Prepared struct {
	Persons int // whether two persons of the register are one
	Records int // whether a record speaks of a person
	Known   int // asked before, or settled
}

// keyFields are the fields that identify: a contradiction in one of them makes
// a certain match a question.
var keyFields = []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber}

// PrepareRulings makes questions of what the last collation left open: probable
// duplicates of the register, and records of lists that may speak of a person.
// A question asked before is not asked again, whatever was answered.
func (d *Desk) PrepareRulings(ctx context.Context, by quanyuan.Principal, progress func(done int64)) (Prepared, error) {
	if err := d.may(by, access.Collate, string(quanyuan.RulingPaper), ""); err != nil {
		return Prepared{}, err
	}
	settings, err := d.ReviewSettings(ctx)
	if err != nil {
		return Prepared{}, err
	}
	a := &asking{d: d, ctx: ctx, by: by, settings: settings, progress: progress}
	if err := a.clusters(); err != nil {
		return a.made, err
	}
	batches, err := d.lists(ctx)
	if err != nil {
		return a.made, err
	}
	for i := range batches {
		if err := a.proposals(&batches[i]); err != nil {
			return a.made, err
		}
	}
	if err := a.flush(); err != nil {
		return a.made, err
	}
	return a.made, d.note(by, access.Collate, string(quanyuan.RulingPaper), "", "prepare", a.made.Persons+a.made.Records)
}

// asking makes questions and writes them in chunks.
type asking struct {
	d        *Desk
	ctx      context.Context
	by       quanyuan.Principal
	settings ReviewSettings
	progress func(int64)
	waiting  quanyuan.Change
	made     Prepared
}

// clusters asks of every cluster whether each further member is the first.
func (a *asking) clusters() error {
	clusters, err := a.d.clusters(a.ctx)
	if err != nil {
		return err
	}
	for _, c := range clusters {
		first, err := a.d.Person(a.ctx, c.Members[0].Person)
		if err != nil {
			return err
		}
		for _, m := range c.Members[1:] {
			other, err := a.d.Person(a.ctx, m.Person)
			if err != nil {
				return err
			}
			if first.Number == other.Number || first.Exited != "" || other.Exited != "" {
				continue
			}
			q := &quanyuan.Ruling{Sides: [2][]quanyuan.RecordID{first.Records, other.Records}, Places: [2]string{a.d.placeOf(first), a.d.placeOf(other)},
				Origin: "dedupe", Probability: m.Probability, Figures: countedTwice(first, other)}
			if err := a.ask(q, &a.made.Persons, first.Number, other.Number); err != nil {
				return err
			}
		}
	}
	return nil
}

// countedTwice is the number of figures in which two persons are both counted.
func countedTwice(a, b *quanyuan.Person) (n int) {
	for _, note := range []quanyuan.PlaceNotes{quanyuan.CountsHukou, quanyuan.CountsResidence} {
		if register.CountedIn(a, note) != "" && register.CountedIn(b, note) != "" {
			n++
		}
	}
	return n
}

// proposals asks of the records of a batch what collation could not settle.
func (a *asking) proposals(b *quanyuan.Batch) error {
	var open []*quanyuan.Proposal
	for p, err := range a.d.store.Proposals(a.ctx, b.ID) {
		if err != nil {
			return err
		}
		if _, _, ok := asked(p); ok {
			open = append(open, p)
		}
	}
	for part := range slices.Chunk(open, chunk) {
		var ids []quanyuan.RecordID
		for _, p := range part {
			ids = append(ids, p.Record)
		}
		records, err := a.d.store.RecordsOf(a.ctx, ids)
		if err != nil {
			return err
		}
		byID := map[quanyuan.RecordID]*quanyuan.Record{}
		for _, r := range records {
			byID[r.ID] = r
		}
		for _, p := range part {
			if err := a.proposal(b, p, byID[p.Record]); err != nil {
				return err
			}
		}
	}
	return nil
}

// asked tells whom a proposal asks about, and how probable he is.
func asked(p *quanyuan.Proposal) (quanyuan.Number, float64, bool) {
	switch p.Outcome {
	case quanyuan.Possible, quanyuan.Elsewhere:
		return p.Person, p.Probability, p.Person != ""
	case quanyuan.Differs:
		return p.Person, p.Probability, contradictsKey(p)
	case quanyuan.New:
		if len(p.Candidates) > 0 {
			return p.Candidates[0].Person, p.Candidates[0].Probability, true
		}
	}
	return "", 0, false
}

func contradictsKey(p *quanyuan.Proposal) bool {
	return slices.ContainsFunc(p.Contradictions(), func(f quanyuan.Field) bool { return slices.Contains(keyFields, f) })
}

func (a *asking) proposal(b *quanyuan.Batch, p *quanyuan.Proposal, r *quanyuan.Record) error {
	n, probability, _ := asked(p)
	owner, err := a.d.store.PersonOf(a.ctx, p.Record)
	if err != nil || owner != "" || r == nil {
		return err
	}
	person, err := a.d.Person(a.ctx, n)
	if err != nil || person.Exited != "" {
		return err
	}
	q := &quanyuan.Ruling{Sides: [2][]quanyuan.RecordID{person.Records, {p.Record}}, Origin: string(p.Outcome), Probability: probability, Why: p.Reason}
	switch register.CategoryOf(r, b.AsOf) {
	case quanyuan.HukouAndLivesHere:
		q.Figures = 2
	case quanyuan.HukouLivesAway, quanyuan.LivesHere30Days, quanyuan.HukouPending:
		q.Figures = 1
	}
	if q.Places = [2]string{p.Placed, a.d.placeOf(person)}; p.Placed == "" {
		q.Places = [2]string{a.d.placeOf(person), ""}
	}
	return a.ask(q, &a.made.Records, person.Number)
}

// ask writes a question unless it was asked before.
func (a *asking) ask(q *quanyuan.Ruling, count *int, persons ...quanyuan.Number) error {
	if q.Places[1] == q.Places[0] {
		q.Places[1] = ""
	}
	if known, err := a.d.askedBefore(a.ctx, q); err != nil || known {
		a.made.Known++
		return err
	}
	q.Office = officeOf(q.Places)
	q.Double = review.Draw(a.settings.Seed, questionKey(q)) < a.settings.Share
	p, err := q.Paper(quanyuan.RulingOpen)
	if err != nil {
		return err
	}
	p.Persons, p.Rank, p.At, p.Actor = persons, review.Rank(q.Probability, q.Figures), a.d.now(), a.by.Name
	a.waiting.Papers = append(a.waiting.Papers, p)
	*count++
	if a.progress != nil {
		a.progress(int64(a.made.Persons + a.made.Records))
	}
	if len(a.waiting.Papers) >= chunk {
		return a.flush()
	}
	return nil
}

func (a *asking) flush() error {
	c := a.waiting
	a.waiting = quanyuan.Change{}
	if len(c.Papers) == 0 {
		return nil
	}
	return a.d.apply(a.ctx, a.by, access.Collate, &c)
}

// questionKey names a question by the first records of its sides.
func questionKey(q *quanyuan.Ruling) string {
	return fmt.Sprintf("%d-%d", slices.Min(q.Sides[0]), slices.Min(q.Sides[1]))
}

// askedBefore reports whether a question about any records of the two sides was
// asked, other than to measure readers.
func (d *Desk) askedBefore(ctx context.Context, q *quanyuan.Ruling) (bool, error) {
	for _, record := range q.Sides[1] {
		papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, Record: record, Scope: quanyuan.Everywhere})
		if err != nil {
			return false, err
		}
		for _, p := range papers {
			r, err := quanyuan.RulingOf(p)
			if err != nil {
				return false, err
			}
			if r.Known == "" && r.Separates([]quanyuan.RecordID{record}, q.Sides[0]) {
				return true, nil
			}
		}
	}
	return false, nil
}

// Question is what a reader sees of a ruling: nothing of what others answered,
// unless their difference is to be decided.
type Question struct {
	ID      string
	State   string // quanyuan.RulingOpen, RulingDisputed, or the answer
	Place   string // whose desk it lies on
	Other   string // the second desk, "" for none
	Why     string // key of a sentence
	Figures int
	// Answers are what the readers said: of a question that is disputed or
	// decided only.
	Answers []quanyuan.Reading
	// Decisions are empty until it is decided.
	Decisions []quanyuan.Decision
	// Differences are the fields of the two sides, There being the first, masked
	// but for the few characters in which they differ; Stands is where each stands.
	Differences []quanyuan.Difference
	Stands      [2][]string
}

// Questions lists what the principal has to read, what matters most first, at
// most limit (0: all).
func (d *Desk) Questions(ctx context.Context, by quanyuan.Principal, limit int) ([]*Question, error) {
	if err := d.may(by, access.Rule, string(quanyuan.RulingPaper), ""); err != nil {
		return nil, err
	}
	query := quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RulingOpen, quanyuan.RulingSecond, quanyuan.RulingDisputed}, Scope: by.Scope()}
	var out []*Question
	for p, err := range d.everyPaper(ctx, query) {
		if err != nil {
			return nil, err
		}
		r, err := quanyuan.RulingOf(p)
		if err != nil {
			return nil, err
		}
		if r.ReadBy(quanyuan.ReaderOf(by)) || p.State == quanyuan.RulingDisputed && !by.Scope().Holds(r.Office) {
			continue
		}
		if out = append(out, seen(p, r)); len(out) == limit {
			break
		}
	}
	return out, nil
}

// seen is what anybody may see of a question.
func seen(p *quanyuan.Paper, r *quanyuan.Ruling) *Question {
	q := &Question{ID: p.ID, State: p.State, Place: r.Places[0], Other: r.Places[1], Why: r.Why, Figures: r.Figures}
	switch {
	case p.State == quanyuan.RulingSecond:
		q.State = quanyuan.RulingOpen // read like any other
	case p.State != quanyuan.RulingOpen:
		q.Answers, q.Decisions = r.Readings, r.Decisions
	}
	return q
}

// Question shows one question with its two sides.
func (d *Desk) Question(ctx context.Context, by quanyuan.Principal, id string) (*Question, error) {
	p, r, err := d.ruling(ctx, by, id)
	if err != nil {
		return nil, err
	}
	q := seen(p, r)
	if err := d.compare(ctx, q, r.Sides[0], r.Sides[1]); err != nil {
		return nil, err
	}
	q.Differences = access.Differences(by, q.Differences)
	return q, d.note(by, access.View, string(quanyuan.RulingPaper), id, "", 2)
}

// compare puts what two sets of records say side by side.
func (d *Desk) compare(ctx context.Context, q *Question, one, other []quanyuan.RecordID) error {
	a, err := d.side(ctx, one)
	if err != nil {
		return err
	}
	b, err := d.side(ctx, other)
	if err != nil {
		return err
	}
	q.Differences = collate.Differences(recordOf(b), a, d.parser())
	for i := range q.Differences {
		x := &q.Differences[i]
		x.There, x.Here = mask.Pair(x.Field, x.There, x.Here)
	}
	for i, p := range []*quanyuan.Person{a, b} {
		for j := range p.Presences {
			q.Stands[i] = append(q.Stands[i], p.Presences[j].Community)
		}
	}
	return nil
}

// side is what the records of one side say by themselves, whoever has them now.
func (d *Desk) side(ctx context.Context, ids []quanyuan.RecordID) (*quanyuan.Person, error) {
	owner, err := d.store.PersonOf(ctx, slices.Min(ids))
	if err != nil {
		return nil, err
	}
	var events []quanyuan.Event
	if owner == "" {
		for _, id := range ids {
			events = append(events, quanyuan.Event{Kind: quanyuan.Entered, Record: id})
		}
	} else {
		all, err := d.store.Events(ctx, owner)
		if err != nil {
			return nil, err
		}
		events = slices.DeleteFunc(all, func(e quanyuan.Event) bool { return e.Kind.Structural() || !slices.Contains(ids, e.Record) })
	}
	return d.fold(ctx, "", events, ids)
}

// blind takes out of a paper what would tell a reader how others answered, or
// that a question measures him.
func blind(p *quanyuan.Paper) *quanyuan.Paper {
	if p == nil || p.Kind != quanyuan.RulingPaper || review.Decided(p.State) || p.State == quanyuan.RulingDisputed {
		return p
	}
	r, err := quanyuan.RulingOf(p)
	if err != nil {
		return p
	}
	shown := *p
	shown.Actor = ""
	if strings.HasPrefix(r.Origin, "known") {
		r.Origin = "dedupe"
	}
	r.Readings, r.Known, r.Double = nil, "", false
	if body, err := json.Marshal(r); err == nil {
		shown.Body = body
	}
	if shown.State == quanyuan.RulingSecond {
		shown.State = quanyuan.RulingOpen
	}
	return &shown
}

func blindAll(ps []*quanyuan.Paper) []*quanyuan.Paper {
	for i, p := range ps {
		ps[i] = blind(p)
	}
	return ps
}

// clusters are the duplicates that the last run found in the register.
func (d *Desk) clusters(ctx context.Context) (clusters []quanyuan.Cluster, err error) {
	raw, err := d.setting(ctx, settingClusters)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &clusters)
	}
	return clusters, err
}

// keepClusters keeps what a run found, for PrepareRulings.
func (d *Desk) keepClusters(ctx context.Context, clusters []quanyuan.Cluster) error {
	raw, err := json.Marshal(clusters)
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingClusters, raw)
}

// ruledDifferent gathers what was ruled to be different, by who has the records
// now: a ruling follows its records through merges and splits.
func (d *Desk) ruledDifferent(ctx context.Context) ([]collate.Different, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RuledDifferent}, Scope: quanyuan.Everywhere})
	if err != nil {
		return nil, err
	}
	var out []collate.Different
	for _, p := range papers {
		r, err := quanyuan.RulingOf(p)
		if err != nil {
			return nil, err
		}
		var sides [2][]collate.Side
		for i, records := range r.Sides {
			for _, record := range records {
				s := collate.Side{}
				if s.Person, err = d.store.PersonOf(ctx, record); err != nil {
					return nil, err
				}
				if s.Person == "" {
					s.Record = record
				}
				if !slices.Contains(sides[i], s) {
					sides[i] = append(sides[i], s)
				}
			}
		}
		for _, a := range sides[0] {
			for _, b := range sides[1] {
				if a != b {
					out = append(out, collate.Different{a, b})
				}
			}
		}
	}
	return out, nil
}
