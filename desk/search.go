package desk

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
	"quanyuan/review"
)

// ReceiptLasts is how long a person may be added on a receipt.
const ReceiptLasts = 10 * time.Minute

// shownMatches is how many persons a search names.
const shownMatches = 10

// Answer is what a search found.
type Answer struct {
	Paper   *quanyuan.Paper // the receipt
	Receipt *quanyuan.SearchReceipt
	Matches []quanyuan.Match
	Persons []*quanyuan.Person // of the matches
	// Compared is how many persons were looked at.
	Compared int
	// Said tells what had to be done first: a model trained, keys renewed.
	Said []quanyuan.Remark
}

// Known reports that the city has the person in all likelihood.
func (a *Answer) Known() bool { return a.Paper.State == quanyuan.ReceiptKnown }

// Search looks in the whole city, whatever the principal is for, for the person
// a record may be about, and keeps a receipt of it. The values of the record
// are kept nowhere. The receipt is written within a second, together with those
// of others and the audit; this desk knows it at once.
func (d *Desk) Search(ctx context.Context, by quanyuan.Principal, query *quanyuan.Record) (*Answer, error) {
	if strings.TrimSpace(by.Name) == "" {
		return nil, refuse("event.actor")
	}
	if err := d.may(by, access.Search, string(quanyuan.ReceiptPaper), ""); err != nil {
		return nil, err
	}
	if len(query.Values) == 0 {
		return nil, refuse("person.empty")
	}
	s, name, said, err := d.ready(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.Search(ctx, d.store, query, shownMatches)
	if err != nil {
		return nil, err
	}
	a := &Answer{Matches: found.Matches, Persons: found.Persons, Compared: found.Compared, Said: said}
	a.Receipt = &quanyuan.SearchReceipt{Model: name, Nearest: found.Matches, Cut: found.Cut}
	if err := seal(a.Receipt, query); err != nil {
		return nil, err
	}
	a.Paper = &quanyuan.Paper{Kind: quanyuan.ReceiptPaper, State: quanyuan.ReceiptNew, Desk: by.Division, At: d.now(), Actor: by.Name}
	if found.Known() != nil {
		a.Paper.State = quanyuan.ReceiptKnown
	}
	for _, m := range found.Matches {
		a.Paper.Persons = append(a.Paper.Persons, m.Person)
	}
	if a.Paper.Body, err = json.Marshal(a.Receipt); err != nil {
		return nil, err
	}
	if a.Paper.ID, err = d.receipts.next(ctx, d.store); err != nil {
		return nil, err
	}
	lines, err := d.searchLines(ctx, a.Paper.ID, by, query, a.Persons)
	if err != nil {
		return nil, err
	}
	if err := d.trail.addAll(lines, *a.Paper); err != nil {
		return nil, err
	}
	for i, p := range a.Persons {
		a.Persons[i] = access.Candidate(by, p)
	}
	return a, nil
}

// receiptsAtOnce is how many numbers of receipts are taken from the store at
// once at most; those that are left when the program ends are skipped.
const receiptsAtOnce = 100

// receipts has numbers for receipts that are yet to be written.
type receipts struct {
	mu    sync.Mutex
	ids   []string
	taken int // at the last time: twice as many are taken at the next
}

func (r *receipts) next(ctx context.Context, store quanyuan.Papers) (id string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ids) == 0 {
		r.taken = min(max(1, 2*r.taken), receiptsAtOnce) // a command that searches once leaves no gap
		if r.ids, err = store.NewPaperIDs(ctx, quanyuan.ReceiptPaper, r.taken); err != nil {
			return "", err
		}
	}
	id, r.ids = r.ids[0], r.ids[1:]
	return id, nil
}

// coveredFields are what a receipt must have asked for, where the record to be
// added says it.
var coveredFields = []quanyuan.Field{quanyuan.Name, quanyuan.BirthDate, quanyuan.IDNumber}

// seal writes into a receipt what its query was, as salted hashes.
func seal(r *quanyuan.SearchReceipt, query *quanyuan.Record) error {
	r.Salt = make([]byte, 16)
	if _, err := rand.Read(r.Salt); err != nil {
		return err
	}
	var all []string
	for _, v := range query.Values {
		all = append(all, v.Field.Key(), v.Text)
	}
	r.Query = sealed(r.Salt, all...)
	r.Covers = map[string]string{}
	for _, f := range coveredFields {
		if text := query.Text(f); text != "" {
			r.Covers[f.Key()] = sealed(r.Salt, f.Key(), text)
		}
	}
	return nil
}

func sealed(salt []byte, texts ...string) string {
	h := hmac.New(sha256.New, salt)
	for _, t := range texts {
		h.Write([]byte(t))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Enter adds a person who is new, under a number that nobody has had. It needs
// the receipt of a search of the whole city that the same clerk made just now,
// for the same name, date of birth and number, and searches once more: whom the
// register has, here or in another community, is not added again.
func (d *Desk) Enter(ctx context.Context, by quanyuan.Principal, record *quanyuan.Record, receipt string) (*quanyuan.Person, error) {
	return d.enter(ctx, by, record, "", receipt, nil)
}

// enter adds a person by a new record or by one of a list; place is where the
// list places him, should the record name no community; also makes a paper to
// be written with him.
func (d *Desk) enter(ctx context.Context, by quanyuan.Principal, record *quanyuan.Record, place, receipt string, also func(quanyuan.Number) *quanyuan.Paper) (*quanyuan.Person, error) {
	e := quanyuan.Event{Kind: quanyuan.Entered, Actor: by.Name, Record: record.ID}
	if err := register.Check(nil, e, record); err != nil {
		return nil, err
	}
	named := record.Text(quanyuan.CommunityCode)
	if c := cmp.Or(named, place); c != "" {
		if err := d.community(c); err != nil {
			return nil, err
		}
	}
	if err := d.checked(by, access.Enter, personKind, "", access.MayAt(by, access.Enter, []string{cmp.Or(named, place)})); err != nil {
		return nil, err
	}
	paper, r, err := d.receipt(ctx, by, receipt, record)
	if err != nil {
		return nil, err
	}
	if err := d.stillNew(ctx, r, record); err != nil {
		return nil, err
	}
	if e.Person, err = d.store.NewNumber(ctx); err != nil {
		return nil, err
	}
	paper.State, paper.At, paper.Persons = quanyuan.ReceiptUsed, d.now(), append(paper.Persons, e.Person)
	papers := []*quanyuan.Paper{paper}
	if also != nil {
		papers = append(papers, also(e.Person))
	}
	c := &quanyuan.Change{Papers: papers}
	if err := d.add(ctx, c, by, act{Event: e, record: record, as: access.Enter}); err != nil {
		return nil, err
	}
	if named == "" && place != "" {
		if err := d.placeNew(ctx, c, by, record, place); err != nil {
			return nil, err
		}
	}
	if err := d.apply(ctx, by, access.Enter, c); err != nil {
		return nil, err
	}
	p, err := d.store.Person(ctx, e.Person)
	if err != nil {
		return nil, err
	}
	return d.show(by, p), nil
}

// placeNew adds to the change that enters somebody how he stands in the
// community in which his list places him: the record does not say it.
func (d *Desk) placeNew(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, record *quanyuan.Record, place string) error {
	sources, err := d.sources(ctx)
	if err != nil {
		return err
	}
	_, day := sources.Of(record.ID)
	if day.IsZero() {
		day = d.today()
	}
	state := &c.Persons[0]
	word := review.Stands(record, place)
	e := quanyuan.Event{Kind: quanyuan.Moved, Person: state.After.Number, Date: day, Actor: by.Name, At: d.now()}
	if err := register.Check(state.After, e, word); err != nil {
		return err
	}
	e.Record = c.Add(word)
	word.ID = e.Record
	c.Events = append(c.Events, &e)
	if state.After, err = register.Fold(e.Person, []quanyuan.Event{*c.Events[0], e}, []*quanyuan.Record{record, word}, sources); err != nil {
		return err
	}
	state.Keys = collate.SearchKeys(state.After, d.parser())
	return nil
}

// receipt gives the receipt if it allows the record to be added.
func (d *Desk) receipt(ctx context.Context, by quanyuan.Principal, id string, record *quanyuan.Record) (*quanyuan.Paper, *quanyuan.SearchReceipt, error) {
	if id = strings.TrimSpace(id); id == "" {
		return nil, nil, refuse("search.needed")
	}
	if err := d.trail.flush(ctx); err != nil { // it may wait to be written
		return nil, nil, err
	}
	p, err := d.store.Paper(ctx, quanyuan.ReceiptPaper, id)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "search.no_receipt", Args: []any{id}}
	}
	if err != nil {
		return nil, nil, err
	}
	age := d.now().Sub(p.At)
	switch {
	case p.Actor != by.Name:
		return nil, nil, refuse("search.actor", id)
	case p.State == quanyuan.ReceiptUsed:
		return nil, nil, refuse("search.used", id)
	case age < 0 || age > ReceiptLasts:
		return nil, nil, refuse("search.stale", id, int(ReceiptLasts.Minutes()))
	}
	r := &quanyuan.SearchReceipt{}
	if err := json.Unmarshal(p.Body, r); err != nil {
		return nil, nil, err
	}
	for _, f := range coveredFields {
		if text := record.Text(f); text != "" && r.Covers[f.Key()] != sealed(r.Salt, f.Key(), text) {
			return nil, nil, refuse("search.not_covered", id, f.Zh())
		}
	}
	return p, r, nil
}

// stillNew searches once more: the register may have changed since the receipt,
// and the record may say more than the question did.
func (d *Desk) stillNew(ctx context.Context, r *quanyuan.SearchReceipt, record *quanyuan.Record) error {
	s, _, _, err := d.ready(ctx)
	if err != nil {
		return err
	}
	found, err := s.Search(ctx, d.store, record, shownMatches)
	if err != nil {
		return err
	}
	if m := found.Known(); m != nil {
		return knownAlready(m, s.Placed(record))
	}
	for _, m := range found.Matches {
		turnedDown := slices.ContainsFunc(r.Nearest, func(n quanyuan.Match) bool { return n.Person == m.Person })
		if !turnedDown && m.Probability >= collate.PossibleFrom {
			return refuse("search.changed", m.Person)
		}
	}
	return nil
}

// knownAlready says what is to be done in the place of adding.
func knownAlready(m *quanyuan.Match, placed string) error {
	switch {
	case m.Exited != "":
		return refuse("search.exited", m.Person)
	case placed != "" && len(m.Communities) > 0 && !slices.Contains(m.Communities, placed):
		return refuse("search.elsewhere", m.Person)
	}
	return refuse("search.known", m.Person)
}

// refuse is a refusal with the sentence that says what to do.
func refuse(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}
