package desk

import (
	"context"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/code"
	"quanyuan/register"
)

// Offspring is what the register knows of a person's children, with how that
// stands to the number of children stated and to the orders.
type Offspring struct {
	Stated   string
	Children []register.KnownChild
	Notes    []quanyuan.Remark
}

// Offspring compares the number of children a person states with those known.
func (d *Desk) Offspring(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (*Offspring, error) {
	p, err := d.follow(ctx, by, access.View, n)
	if err != nil {
		return nil, err
	}
	if err := d.note(by, access.View, personKind, string(p.Number), "children", 1); err != nil {
		return nil, err
	}
	births, err := d.birthsOf(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	dead := map[quanyuan.Number]bool{}
	for _, b := range births {
		child, err := d.Person(ctx, b.Child)
		if err != nil {
			return nil, err
		}
		dead[b.Child] = child.Exited == register.ReasonDeath
	}
	count := p.Value(quanyuan.ChildCount)
	o := &Offspring{Stated: p.Text(quanyuan.ChildCount), Children: register.Children(p, births, func(n quanyuan.Number) bool { return dead[n] })}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	_, stated := sources.Of(count.Record)
	o.Notes = append(register.CheckCount(o.Stated, stated, o.Children), register.CheckOrders(births, o.Stated)...)
	return o, nil
}

// Words writes a remark of the register's rules in "zh" or "en".
func Words(r quanyuan.Remark, lang string) string { return register.Text(r, lang) }

// PolicyCode understands 政策 as people write it; "" for an empty text.
func PolicyCode(words string) (string, error) {
	if words == "" {
		return "", nil
	}
	e, ok := code.BirthPolicy.Lookup(words)
	if !ok {
		return "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.value", Args: []any{quanyuan.ChildPolicy.Zh()}}
	}
	return e.Code, nil
}

// RelationCode understands 与户主关系 as people write it.
func RelationCode(words string) (string, error) { return relationCode(words) }
