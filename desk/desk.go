package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
)

// Desk is a register opened for work.
type Desk struct {
	store  quanyuan.Store
	places places
	now    func() time.Time
	search searching
	random io.Reader
	trail  *trail

	senders   senders
	receipts  receipts
	measuring measuring
	twice     keptDoubles
	judged    judgedLists
	words     listWords

	placeCounts keptCounts[quanyuan.PlaceCount]
	rowCounts   keptCounts[quanyuan.ProposalCount]
	ordering    sync.Mutex // one order of sources is made after the other
	releasing   sync.Mutex // one table is published after the other
	cost        access.Cost
	jobs        jobs
	storage     quanyuan.Storage // nil: the store is no file
	backups     backups
	erased      string // file beside the register that lists who was erased; "": none
}

// Option sets what a desk has of the world outside beside the clock.
type Option func(*Desk)

// Random sets where secrets come from; crypto/rand when it is not given.
func Random(r io.Reader) Option { return func(d *Desk) { d.random = r } }

// PasswordCost sets what hashing a password takes; access.Usual when it is not
// given.
func PasswordCost(c access.Cost) Option { return func(d *Desk) { d.cost = c } }

// Timer sets what tells that time has passed; time.After when it is not given.
func Timer(after func(time.Duration) <-chan time.Time) Option {
	return func(d *Desk) { d.trail.after = after }
}

// Init puts the city's divisions (code, level, parent, name as CSV) into a new
// register.
func Init(ctx context.Context, store quanyuan.Store, divisions []byte, file string) error {
	tree, err := division.Embedded().WithFile(bytes.NewReader(divisions), file)
	if err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "init.divisions", Where: quanyuan.Where{File: file}, Err: err}
	}
	if homeOf(tree) == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.no_places", Where: quanyuan.Where{File: file}}
	}
	return errors.Join(store.SetSetting(ctx, settingDivisions, divisions), markKeys(ctx, store))
}

// Open opens a register for work. now is the clock: today decides what is in
// the future and how old a person is. Close seals what was noted and not
// written yet.
func Open(ctx context.Context, store quanyuan.Store, now func() time.Time, options ...Option) (*Desk, error) {
	d := &Desk{store: onceStore{store}, now: now, random: rand.Reader, trail: &trail{write: writeGroup(store), after: time.After}, cost: access.Usual}
	d.storage, _ = store.(quanyuan.Storage)
	for _, o := range options {
		o(d)
	}
	if err := d.followDivisions(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// Tree is the divisions the register works with.
func (d *Desk) Tree() *division.Tree { return d.tree() }

// Home is the code of the division that the register is of.
func (d *Desk) Home() string { return string(d.home()) }

// PlaceName names a division by its code; the code where it has no name.
func (d *Desk) PlaceName(code string) string {
	if n := d.tree().Name(division.Code(code)); n != "" {
		return n
	}
	return code
}

// Batches lists what was imported.
func (d *Desk) Batches(ctx context.Context) ([]quanyuan.Batch, error) { return d.store.Batches(ctx) }

// today is the day on which a command runs.
func (d *Desk) today() quanyuan.Date { return quanyuan.DateOf(d.now()) }

// Place is a division with its name.
type Place struct {
	Code, Name string
	Level      int
}

// PlacesFor lists the divisions below that of the principal, each before those
// inside it, as lists are narrowed to them.
func (d *Desk) PlacesFor(by quanyuan.Principal) []Place {
	var out []Place
	root := division.Code(by.Division)
	if by.Division == "" {
		root = d.home()
	}
	var add func(division.Code)
	add = func(c division.Code) {
		for _, child := range d.tree().Children(c) {
			out = append(out, Place{string(child.Code), child.Name, child.Code.Level()})
			add(child.Code)
		}
	}
	add(root)
	return out
}
