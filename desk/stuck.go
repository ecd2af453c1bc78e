package desk

import (
	"context"
	"errors"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
)

// Stuck is what waits longer than it should in one division.
type Stuck struct {
	Code, Name string
	Tasks      int // overdue
	Transfers  int // whose answer is overdue
	// Communities are those of the division; Unsigned of them have not answered
	// for their state in the open campaign. Without a campaign none must.
	Communities, Unsigned int
	// Oldest is the earliest day that was missed.
	Oldest quanyuan.Date
}

// Any reports whether anything is stuck.
func (s *Stuck) Any() bool { return s.Tasks+s.Transfers+s.Unsigned > 0 }

func (s *Stuck) missed(day quanyuan.Date) {
	if s.Oldest.IsZero() || day.String() < s.Oldest.String() {
		s.Oldest = day
	}
}

// Stuck counts what is overdue in the divisions directly below one, and in all
// of it. What lies on the desk of an office above them counts in the whole
// alone. It names nobody: campaign is the name of the open one, "" for none.
func (d *Desk) Stuck(ctx context.Context, by quanyuan.Principal, under string) (parts []Stuck, whole Stuck, campaign string, err error) {
	if err := d.may(by, access.Figures, figuresKind, "stuck"); err != nil {
		return nil, whole, "", err
	}
	scope := within(quanyuan.Scope{under}, by.Scope())
	code := division.Code(under)
	level := min(code.Level()+1, division.Community)
	at := map[string]int{}
	for _, c := range d.communities(scope) {
		part := string(division.Code(c).At(level))
		i, ok := at[part]
		if !ok {
			i = len(parts)
			at[part] = i
			parts = append(parts, Stuck{Code: part, Name: d.tree().Name(division.Code(part))})
		}
		parts[i].Communities++
		whole.Communities++
	}
	both := func(desk string) []*Stuck {
		out := []*Stuck{&whole}
		if i, ok := at[string(division.Code(desk).At(level))]; ok && division.Code(desk).Level() >= level {
			out = append(out, &parts[i])
		}
		return out
	}
	for _, q := range []quanyuan.PaperQuery{
		{Kind: quanyuan.TaskPaper, States: []string{quanyuan.TaskOpen, quanyuan.TaskOverdue}},
		{Kind: quanyuan.TransferPaper, States: quanyuan.TransferPending()},
	} {
		q.Scope, q.DueBefore = scope, d.today()
		for p, err := range d.everyPaper(ctx, q) {
			if err != nil {
				return nil, whole, "", err
			}
			if len(p.Desk) != 12 || !scope.Holds(p.Desk) { // for the other side to do
				continue
			}
			for _, s := range both(p.Desk) {
				if q.Kind == quanyuan.TaskPaper {
					s.Tasks++
				} else {
					s.Transfers++
				}
				s.missed(p.Due)
			}
		}
	}
	campaign, err = d.unsigned(ctx, scope, both)
	return parts, whole, campaign, err
}

// unsigned counts the communities that have not signed in the open campaign.
func (d *Desk) unsigned(ctx context.Context, scope quanyuan.Scope, both func(string) []*Stuck) (campaign string, err error) {
	c, err := d.Campaign(ctx)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	signed, err := d.signatures(ctx, c.ID, scope)
	if err != nil {
		return "", err
	}
	done := map[string]bool{}
	for _, s := range signed {
		done[s.Division] = true
	}
	for _, community := range d.communities(scope) {
		if !done[community] {
			for _, s := range both(community) {
				s.Unsigned++
			}
		}
	}
	return c.Name, nil
}
