package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"quanyuan"
	"quanyuan/register"
)

// listWords keeps in memory what the rows of lists say of where people are, by
// list. It holds for one comparison of lists with the register: a list says
// nothing else until it is compared again.
type listWords struct {
	mu  sync.Mutex
	run string // the comparison, "" before the first
	of  map[quanyuan.BatchID]*listSaid
}

// mostWords is of how many rows words are kept; a city with more lists reads
// them again.
const mostWords = 4_000_000

// listSaid is what one list says.
type listSaid struct {
	persons []personSaid
	missing []missingSaid
}

// lifeWord is what a row says of where its person is.
type lifeWord struct {
	says, place string
	day         string // of the death or leaving
	chance      float64
}

type personSaid struct {
	lifeWord
	person quanyuan.Number
}

// missingSaid is a row about somebody whom the register does not have.
type missingSaid struct {
	lifeWord
	record quanyuan.RecordID
	who    string // his number, or else name and birthday
}

// toldBy gives what a list says, from memory where it is there.
func (d *Desk) toldBy(ctx context.Context, b *quanyuan.Batch) (*listSaid, error) {
	k := &d.words
	k.mu.Lock()
	defer k.mu.Unlock()
	run, err := d.setting(ctx, settingCollation)
	if err != nil {
		return nil, err
	}
	if k.of == nil || k.run != string(run) || k.run == "" {
		k.run, k.of = string(run), map[quanyuan.BatchID]*listSaid{}
	}
	if s := k.of[b.ID]; s != nil {
		return s, nil
	}
	s := &listSaid{}
	for it, err := range d.items(ctx, []quanyuan.Batch{*b}) {
		if err != nil {
			return nil, err
		}
		s.add(it.Proposal, it.Record)
	}
	kept := len(s.persons) + len(s.missing)
	for _, o := range k.of {
		kept += len(o.persons) + len(o.missing)
	}
	if kept <= mostWords {
		k.of[b.ID] = s
	}
	return s, nil
}

// add keeps the word of a row. Texts are copied: a row's memory need not stay.
func (s *listSaid) add(p *quanyuan.Proposal, r *quanyuan.Record) {
	w := wordOf(r)
	w.place, w.chance = strings.Clone(p.Placed), p.Probability
	switch p.Outcome {
	case quanyuan.New:
		who := cmp.Or(r.Text(quanyuan.IDNumber), r.Text(quanyuan.Name)+"|"+r.Text(quanyuan.BirthDate))
		if p.Placed != "" && w.says == saysLives && who != "|" {
			s.missing = append(s.missing, missingSaid{w, r.ID, strings.Clone(who)})
		}
	case quanyuan.Same, quanyuan.Differs, quanyuan.Elsewhere, quanyuan.Possible:
		if p.Person != "" {
			s.persons = append(s.persons, personSaid{w, quanyuan.Number(strings.Clone(string(p.Person)))})
		}
	}
}

// wordOf tells what a row says of where its person is.
func wordOf(r *quanyuan.Record) (w lifeWord) {
	switch residence := r.Text(quanyuan.ResidenceStatus); {
	case r.Text(quanyuan.DeathDate) != "":
		w.says, w.day = saysDead, strings.Clone(r.Text(quanyuan.DeathDate))
	case r.Text(quanyuan.LeaveDate) != "":
		w.says, w.day = saysLeft, strings.Clone(r.Text(quanyuan.LeaveDate))
	case residence != "" && residence != register.LivesHere:
		w.says = saysAway
	case residence == register.LivesHere, r.Value(quanyuan.ResidenceAddress).Written() != "":
		w.says = saysLives
	default:
		w.says = saysRegistered
	}
	return w
}

// dead is the stage of life of whom the register knows to have died: he is not
// asked for.
const dead = -1

// lifeStage is the stage of life of a person on a day, or dead.
func lifeStage(p *quanyuan.Person, day quanyuan.Date) int8 {
	if p.Text(quanyuan.DeathDate) != "" {
		return dead
	}
	born, ok := quanyuan.ParseDate(p.Text(quanyuan.BirthDate))
	age := 0
	if ok {
		age, ok = born.Age(day)
	}
	return int8(register.LifeStage(age, ok))
}

// residents gives everybody who is counted as living in the city and not known
// to have died, in the order of numbers, with the community and the stage of
// life: from the figures that the desk keeps where they are of today, otherwise
// from the register.
func (d *Desk) residents(ctx context.Context, do func(n quanyuan.Number, at string, stage int)) error {
	if day, ok := d.measuring.ready.Load().(quanyuan.Date); ok && day == d.today() {
		return d.measured(ctx, nil, func(m *measuring) error {
			var all []*entry
			for i := range m.entries {
				if e := &m.entries[i]; e.stands && e.lives >= 0 && e.stage != dead {
					all = append(all, e)
				}
			}
			slices.SortFunc(all, func(a, b *entry) int { return cmp.Compare(a.number, b.number) })
			for _, e := range all {
				do(e.number, m.people.communities[e.lives], int(e.stage))
			}
			return nil
		})
	}
	today := d.today()
	for p, err := range d.store.Persons(ctx) {
		if err != nil {
			return err
		}
		at := register.CountedIn(p, quanyuan.CountsResidence)
		if p.Exited != "" || p.Forward != "" || at == "" {
			continue
		}
		if stage := lifeStage(p, today); stage != dead {
			do(quanyuan.Number(strings.Clone(string(p.Number))), strings.Clone(at), int(stage))
		}
	}
	return nil
}
