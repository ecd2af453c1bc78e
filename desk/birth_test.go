package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// told is a report "date sex order name".
func told(mother quanyuan.Number, source, line string) desk.BirthReport {
	w := strings.Fields(line)
	r := desk.BirthReport{Mother: mother, Report: quanyuan.Report{Source: source, Sex: w[1], Policy: "1"}}
	r.Born, _ = quanyuan.ParseDate(w[0])
	fmt.Sscan(w[2], &r.Order)
	if len(w) > 3 {
		r.Name = w[3]
	}
	return r
}

// TestANamelessNewborn is reported by the health centre, again by the community,
// named by its parents and told once more by the school: it is one child with
// one number.
func TestANamelessNewborn(t *testing.T) {
	d, s := village(t, family...)
	ctx := context.Background()
	build(t, d)
	first, err := d.AddBirth(ctx, clerk, told("A4", "卫生院", "2024-06-15 2 2"))
	check(t, err)
	b := first.Birth
	if !first.New || !first.Entered || b.ID != "A4-2024-06-15-2-2" || b.Name != "" {
		t.Fatalf("%+v %+v", first, b)
	}
	child, err := d.Person(ctx, b.Child)
	check(t, err)
	if pr := child.Presences; len(pr) != 1 || pr[0].Community != comA || pr[0].Category != quanyuan.HukouPending || pr[0].Household != "H1" {
		t.Errorf("the newborn stands in %+v", pr)
	}
	if got, want := household(t, d, houseA), "A1 02, A2 12, A3 22, A4 38, A5 42, "+string(b.Child)+" 42"; got != want {
		t.Errorf("household %s, want %s", got, want)
	}
	for _, r := range []desk.BirthReport{told("A4", "社区", "2024-06-15 2 0"), told("A4", "社区", "2024-06-15 2 2 陈小雪"), told("A4", "小学", "2024-06-15 2 0 陈小雪")} {
		again, err := d.AddBirth(ctx, clerk, r)
		check(t, err)
		if again.New || again.Entered || again.Birth.ID != b.ID || again.Birth.Child != b.Child {
			t.Errorf("%+v gave %+v", r, again)
		}
	}
	if child, err = d.Person(ctx, b.Child); err != nil || child.Text(quanyuan.Name) != "陈小雪" {
		t.Errorf("the child is called %q", child.Text(quanyuan.Name))
	}
	named, err := d.Birth(ctx, clerk, b.ID)
	check(t, err)
	if named.Name != "陈小雪" || len(named.Reports) != 4 {
		t.Errorf("birth %+v", named)
	}
	mother, err := d.Person(ctx, "A4")
	check(t, err)
	if len(mother.Children) != 1 || mother.Children[0].Name.Text != "陈小雪" || mother.Children[0].Order.Text != "2" || mother.Children[0].Policy.Text != "1" {
		t.Errorf("the mother's items %+v", mother.Children)
	}
	if n, _ := s.Count(ctx); n != 7 {
		t.Errorf("%d persons, want 7", n)
	}
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("register verify: %v %v", broken, err)
	}
	// A later name is a correction; number and birth stay.
	again, err := d.NameBirth(ctx, clerk, b.ID, "陈雪", quanyuan.Value{})
	check(t, err)
	if p, _ := d.Person(ctx, b.Child); p.Text(quanyuan.Name) != "陈雪" || again.Birth.ID != b.ID {
		t.Errorf("renamed %q", p.Text(quanyuan.Name))
	}
	o, err := d.Offspring(ctx, clerk, "A4")
	check(t, err)
	if len(o.Children) != 1 {
		t.Errorf("after the second name %d children: %+v", len(o.Children), o.Children)
	}
}

// TestTwins are two children of one day; each report finds its own.
func TestTwins(t *testing.T) {
	d, s := village(t, family...)
	ctx := context.Background()
	add := func(line string) *desk.BirthAdded {
		t.Helper()
		b, err := d.AddBirth(ctx, clerk, told("A4", "卫生院", line))
		check(t, err)
		return b
	}
	one, two := add("2024-06-15 2 2"), add("2024-06-15 2 3")
	if one.Birth.ID == two.Birth.ID || one.Birth.Child == two.Birth.Child || !two.New || !two.Entered {
		t.Fatalf("%+v\n%+v", one.Birth, two.Birth)
	}
	if again := add("2024-06-15 2 3 陈小雪"); again.Birth.ID != two.Birth.ID {
		t.Errorf("the second again: %s", again.Birth.ID)
	}
	// Of the two the one without a name is meant.
	if again := add("2024-06-15 2 0 陈小霜"); again.Birth.ID != one.Birth.ID {
		t.Errorf("the first by her name: %s", again.Birth.ID)
	}
	_, err := d.AddBirth(ctx, clerk, told("A4", "小学", "2024-06-15 2 0"))
	var q *quanyuan.Error
	if !errors.As(err, &q) || q.Key != "birth.which" || fmt.Sprint(q.Args...) != one.Birth.ID+", "+two.Birth.ID {
		t.Errorf("which of the two: %v", err)
	}
	if n, _ := s.Count(ctx); n != 8 {
		t.Errorf("%d persons, want 8", n)
	}
	mother, err := d.Person(ctx, "A4")
	check(t, err)
	if len(mother.Children) != 2 {
		t.Errorf("the mother's children %+v", mother.Children)
	}
}

// TestAChildTheRegisterHas is tied to its mother and not entered again.
func TestAChildTheRegisterHas(t *testing.T) {
	d, s := village(t, append(family, "A7 H1 陈小雪 女 2020-06-15 1 1 春江路12号1栋2单元301 孙女 "+comA+" -", "A8 H1 - 女 2024-06-15 3 1 春江路12号1栋2单元301 孙女 "+comA+" -")...)
	ctx := context.Background()
	build(t, d)
	b, err := d.AddBirth(ctx, clerk, told("A4", "小学", "2020-06-15 2 2 陈小雪"))
	check(t, err)
	if b.Entered || b.Birth.Child != "A7" {
		t.Errorf("%+v", b.Birth)
	}
	// A nameless child of the household with that birthday: somebody must say.
	r := told("A4", "卫生院", "2024-06-15 2 3")
	_, err = d.AddBirth(ctx, clerk, r)
	var q *quanyuan.Error
	if !errors.As(err, &q) || q.Key != "birth.child_known" || fmt.Sprint(q.Args...) != "A8" {
		t.Fatalf("%v", err)
	}
	r.Child = "A8"
	if b, err = d.AddBirth(ctx, clerk, r); err != nil || b.Birth.Child != "A8" || b.Entered {
		t.Errorf("%+v, %v", b, err)
	}
	if n, _ := s.Count(ctx); n != 8 {
		t.Errorf("%d persons, want 8", n)
	}
}

func TestRefusedBirths(t *testing.T) {
	d, s := village(t, family...)
	ctx := context.Background()
	for name, r := range map[string]desk.BirthReport{
		"birth.parent":     told("", "x", "2024-06-15 2 1"),
		"birth.date":       told("A4", "x", "2024-07-15 2 1"),
		"birth.sex":        told("A4", "x", "2024-06-15 9 1"),
		"birth.parent_sex": told("A3", "x", "2024-06-15 2 1"),
		"birth.parent_age": told("A5", "x", "2024-06-15 2 1"),
		"person.unknown":   told("X9", "x", "2024-06-15 2 1"),
		"birth.unknown":    {Mother: "A4", Report: told("A4", "x", "2024-06-15 2 1").Report, Same: "nothing"},
		"birth.child":      {Mother: "A4", Report: told("A4", "x", "2024-06-15 2 1").Report, Child: "A1"},
	} {
		var q *quanyuan.Error
		if _, err := d.AddBirth(ctx, clerk, r); !errors.As(err, &q) || q.Key != name || !quanyuan.HasMessage(q.Key) {
			t.Errorf("%v, want %s", err, name)
		}
	}
	if n, _ := s.Count(ctx); n != 6 {
		t.Errorf("%d persons, want 6", n)
	}
}
