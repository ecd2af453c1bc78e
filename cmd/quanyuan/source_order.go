package main

import (
	"fmt"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type sourceOrderCmd struct {
	actorFlags
	tableFlags
	Set   map[string]string `help:"设定一项，如 phone=公安,社区（前者优先）；phone= 为不设。 Set one field, such as phone=police,community, the first strongest; phone= for none." placeholder:"FIELD=KINDS"`
	Usual bool              `help:"恢复原来的次序。 Set the usual order."`
}

// Run prints the order, after setting what was said.
func (c *sourceOrderCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		o, err := d.SourceOrder(e.ctx)
		if err != nil {
			return err
		}
		var notes []string
		if c.Usual || len(c.Set) > 0 {
			order, err := c.order(o.Order)
			if err != nil {
				return err
			}
			p := newProgress(e, e.text("重新取值", "values anew"))
			n, err := d.SetSourceOrder(e.ctx, by, order, p.update)
			p.close()
			if err != nil {
				return err
			}
			notes = append(notes, fmt.Sprintf(e.text("来源次序已设定，%d 人的取值或依据有变化。", "The order of sources is set; values or reasons of %d persons changed."), n))
			if o, err = d.SourceOrder(e.ctx); err != nil {
				return err
			}
		}
		t := publish.Table{Name: e.text("来源次序", "order of sources"), Head: []string{e.text("项目", "field"), e.text("键", "key"), e.text("依次以谁为准", "whose word goes first")}, Notes: notes}
		for f, kinds := range o.Order {
			if len(kinds) == 0 {
				continue
			}
			var names []string
			for _, k := range kinds {
				names = append(names, sourceName(e, quanyuan.Source{Kind: k}))
			}
			field := quanyuan.Field(f)
			t.Rows = append(t.Rows, []any{e.text(field.Zh(), field.En()), field.Key(), strings.Join(names, ", ")})
		}
		return c.write(e, []publish.Table{t}, o)
	})
}

// order is the order with what was said of single fields.
func (c *sourceOrderCmd) order(now *quanyuan.Authorities) (*quanyuan.Authorities, error) {
	order := *now
	if c.Usual {
		order = *quanyuan.UsualAuthorities()
	}
	for key, kinds := range c.Set {
		if err := order.Set(key, strings.FieldsFunc(kinds, func(r rune) bool { return r == ',' || r == '，' || r == '、' })); err != nil {
			return nil, err
		}
	}
	return &order, nil
}
