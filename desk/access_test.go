package desk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// The posts of the tests. P001 stands in 春江社区 alone, P002 in both.
var (
	clerk1   = quanyuan.Principal{Account: "li", Name: "李专干", Post: quanyuan.Clerk, Division: "510198001001"}
	clerk2   = quanyuan.Principal{Account: "wang", Name: "王专干", Post: quanyuan.Clerk, Division: "510198001002"}
	head1    = quanyuan.Principal{Account: "he", Name: "何主任", Post: quanyuan.CommunityHead, Division: "510198001001"}
	office   = quanyuan.Principal{Account: "zhou", Name: "周主任", Post: quanyuan.TownOffice, Division: "510198001000"}
	auditor  = quanyuan.Principal{Account: "shen", Name: "沈审计", Post: quanyuan.AuditAdmin}
	leader   = quanyuan.Principal{Account: "lin", Name: "林市长", Post: quanyuan.Leader}
	resident = quanyuan.Principal{Name: "陈建国", Post: quanyuan.Citizen, Person: "P001"}
)

// tale writes audit lines in short, and fails when one tells a person.
func tale(t *testing.T, s quanyuan.Store, q quanyuan.AuditQuery) []string {
	t.Helper()
	lines, err := s.AuditLines(context.Background(), q)
	check(t, err)
	var out []string
	for _, l := range lines {
		raw, err := l.Encode()
		check(t, err)
		for _, secret := range []string{"陈建国", "陈建华", "510104196203150112", "1962-03-15", "春江路"} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("audit line %d tells %s: %s", l.Seq, secret, raw)
			}
		}
		out = append(out, strings.Join(strings.Fields(fmt.Sprint(l.Account, " ", l.Action, " ", l.Kind, " ", l.ID, " ", l.Outcome, " ", l.Detail)), " "))
	}
	return out
}

func TestWhoMayActOnWhom(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	name := text("陈建华")
	seen := len(tale(t, s, quanyuan.AuditQuery{}))
	for _, c := range []struct {
		what string
		do   func() error
		want error // nil: allowed
		line string
	}{
		{"a clerk corrects her person", func() error { _, err := d.Correct(ctx, clerk1, "P001", quanyuan.Name, name); return err }, nil, "li correct person P001 done correct name"},
		{"another's clerk does", func() error { _, err := d.Correct(ctx, clerk2, "P001", quanyuan.Name, name); return err }, quanyuan.ErrNotFound, "wang correct person P001 refused person.elsewhere"},
		{"a number that nobody has", func() error { _, err := d.Confirm(ctx, clerk2, "P999", quanyuan.Name); return err }, quanyuan.ErrNotFound, "wang confirm person P999 refused person.elsewhere"},
		{"a clerk pins", func() error { _, err := d.Pin(ctx, clerk1, "P001", quanyuan.Name); return err }, quanyuan.ErrForbidden, "li pin person P001 refused access.post"},
		{"her head pins", func() error { _, err := d.Pin(ctx, head1, "P001", quanyuan.Name); return err }, nil, "he pin person P001 done pin name"},
		{"a clerk of one of two communities", func() error { _, err := d.Confirm(ctx, clerk2, "P002", quanyuan.Name); return err }, nil, "wang confirm person P002 done confirm name"},
		{"a clerk who moves her person into another community", func() error {
			_, err := d.Move(ctx, clerk1, "P001", record("510198001002", "1", "1"), quanyuan.Date{Year: 2024, Month: 6, Day: 1})
			return err
		}, quanyuan.ErrForbidden, "li move person P001 refused access.elsewhere"},
		{"the office, which is over both", func() error {
			_, err := d.Move(ctx, office, "P001", record("510198001002", "2", "1"), quanyuan.Date{Year: 2024, Month: 6, Day: 1})
			return err
		}, nil, "zhou move person P001 done move"},
		{"a clerk who enters elsewhere", func() error { _, err := d.Enter(ctx, clerk1, record("510198001002", "1", "1"), ""); return err }, quanyuan.ErrForbidden, "li enter person refused access.elsewhere"},
		{"a clerk merges with somebody else's", func() error { _, err := d.Merge(ctx, clerk2, desk.Merge{A: "P002", B: "P777"}); return err }, quanyuan.ErrNotFound, "wang merge person P777 refused person.elsewhere"},
		{"an auditor looks", func() error { _, err := d.View(ctx, auditor, "P001"); return err }, quanyuan.ErrForbidden, "shen view person P001 refused access.post"},
		{"a leader lists", func() error {
			_, err := d.List(ctx, leader, quanyuan.PersonQuery{Scope: quanyuan.Everywhere})
			return err
		}, quanyuan.ErrForbidden, "lin list person refused access.post"},
		{"a clerk reads the audit", func() error { _, err := d.AuditLines(ctx, clerk1, quanyuan.AuditQuery{}); return err }, quanyuan.ErrForbidden, "li audit refused access.post"},
		{"a clerk asks who looked", func() error { _, err := d.Lookers(ctx, clerk1, "P001"); return err }, quanyuan.ErrForbidden, "li trace person P001 refused access.post"},
	} {
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
		check(t, d.Close(ctx))
		// An act may bring tasks with it, which have lines of their own.
		lines := tale(t, s, quanyuan.AuditQuery{})
		if !slices.Contains(lines[seen:], c.line) {
			t.Errorf("%s: the audit says %q, want %q", c.what, lines[seen:], c.line)
		}
		seen = len(lines)
	}
	if events, _ := s.Events(ctx, "P001"); len(events) != 4 {
		t.Errorf("%d events, want entered, corrected, pinned and moved", len(events))
	}
	if _, broken, err := d.VerifyAudit(ctx, auditor); err != nil || broken != nil {
		t.Errorf("the chain: %+v %v", broken, err)
	}
}

func TestViewUnmaskAndWhoLooked(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	p, err := d.View(ctx, clerk1, "P001")
	check(t, err)
	if p.Text(quanyuan.IDNumber) != "510104********0112" || p.Text(quanyuan.Name) != "陈建国" {
		t.Errorf("a clerk sees %q of %q", p.Text(quanyuan.IDNumber), p.Text(quanyuan.Name))
	}
	_, err = d.Unmask(ctx, clerk1, "P001", []quanyuan.Field{quanyuan.IDNumber}, " ")
	if !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("unmasked without a reason: %v", err)
	}
	if _, err = d.Unmask(ctx, clerk1, "P001", []quanyuan.Field{quanyuan.IDNumber}, "看看"); !errors.Is(err, quanyuan.ErrInvalid) {
		t.Errorf("unmasked with half a reason: %v", err)
	}
	p, err = d.Unmask(ctx, clerk1, "P001", []quanyuan.Field{quanyuan.IDNumber}, "核对 510104196203150112 的证件")
	check(t, err)
	if p.Text(quanyuan.IDNumber) != "510104196203150112" || strings.Contains(p.Text(quanyuan.BirthDate), "03") {
		t.Errorf("unmasked the number: %q, birth date %q", p.Text(quanyuan.IDNumber), p.Text(quanyuan.BirthDate))
	}
	if p, err = d.View(ctx, resident, "P001"); err != nil || p.Text(quanyuan.IDNumber) != "510104196203150112" {
		t.Errorf("a resident of himself: %v", err)
	}
	if _, err = d.View(ctx, resident, "P002"); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a resident of another: %v", err)
	}
	lines, err := d.Lookers(ctx, resident, "P001")
	check(t, err)
	var who []string
	for _, l := range lines {
		who = append(who, strings.TrimSpace(l.Name+" "+l.Action+" "+string(l.Outcome)+" "+l.Reason))
	}
	want := []string{"李专干 view done", "李专干 unmask refused", "李专干 unmask done 核对 510104********0112 的证件", "P001 view done", "P001 trace done"}
	if !slices.Equal(who, want) {
		t.Errorf("who looked: %q, want %q", who, want)
	}
}

// TestLinesAreSealedWithinASecond turns the clock by hand.
func TestLinesAreSealedWithinASecond(t *testing.T) {
	_, s := open(t)
	ctx := context.Background()
	ring := make(chan time.Time)
	var asked []time.Duration
	d, err := desk.Open(ctx, s, noon, desk.Timer(func(after time.Duration) <-chan time.Time {
		asked = append(asked, after)
		return ring
	}))
	check(t, err)
	for range 3 {
		_, err := d.View(ctx, clerk1, "P001")
		check(t, err)
	}
	views := quanyuan.AuditQuery{Action: "view"}
	if n := len(tale(t, s, views)); n != 0 || len(asked) != 1 || asked[0] > time.Second {
		t.Fatalf("%d lines sealed one by one, timers %v", n, asked)
	}
	ring <- noon()
	check(t, d.Close(ctx)) // waits for the group that is being sealed
	if n := len(tale(t, s, views)); n != 3 {
		t.Errorf("%d lines sealed, want 3", n)
	}
}

// locked is a store whose audit cannot be written for a while.
type locked struct {
	quanyuan.Store
	locked bool
}

func (s *locked) Seal(ctx context.Context, lines []quanyuan.AuditLine) error {
	if s.locked {
		return errors.New("disk full")
	}
	return s.Store.Seal(ctx, lines)
}

// TestWhatCannotBeNotedIsNotShown: once lines cannot be sealed, nobody sees
// anybody, and no line is lost.
func TestWhatCannotBeNotedIsNotShown(t *testing.T) {
	_, inner := open(t)
	ctx := context.Background()
	s := &locked{inner, true}
	d, err := desk.Open(ctx, s, noon, desk.Timer(func(time.Duration) <-chan time.Time { return nil }))
	check(t, err)
	_, err = d.View(ctx, clerk1, "P001")
	check(t, err) // its line waits
	if err := d.Close(ctx); err == nil {
		t.Fatal("sealed on a full disk")
	}
	if p, err := d.View(ctx, clerk1, "P001"); err == nil || p != nil {
		t.Error("shown although it could not be noted")
	}
	s.locked = false
	if _, err := d.View(ctx, clerk1, "P001"); err != nil {
		t.Errorf("after the disk was cleared: %v", err)
	}
	check(t, d.Close(ctx))
	if n := len(tale(t, inner, quanyuan.AuditQuery{Action: "view"})); n != 2 {
		t.Errorf("%d lines, want one for each time he was shown", n)
	}
}

// TestSearchesAreNotedWithoutTheirWords: whoever reads the audit sees that two
// searches were for the same, and who was shown, not what was looked for.
func TestSearchesAreNotedWithoutTheirWords(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	for _, name := range []string{"陈建国", "陈建国", "陈建华"} {
		query := record("510198001001", "1", "1")
		query.Set(quanyuan.Name, text(name))
		query.Set(quanyuan.BirthDate, text("1962-03-15"))
		a, err := d.Search(ctx, clerk2, query)
		check(t, err)
		for _, p := range a.Persons {
			if p.Number == "P001" && (p.Text(quanyuan.Name) != "陈建国" || p.Text(quanyuan.IDNumber) != "510104********0112" || p.Text(quanyuan.ResidenceAddress) != "") {
				t.Errorf("a clerk of elsewhere is shown %+v", p)
			}
		}
	}
	if _, err := d.Search(ctx, leader, record("510198001001", "1", "1")); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a leader searches: %v", err)
	}
	check(t, d.Close(ctx))
	var hashes []string
	for _, l := range tale(t, s, quanyuan.AuditQuery{Kind: "receipt", Outcome: quanyuan.Done}) {
		words := strings.Fields(l)
		if words[5] != "name,birth_date,hukou_status,residence_status,community_code" {
			t.Errorf("fields of a search: %q", words[5])
		}
		hashes = append(hashes, words[6])
	}
	if len(hashes) != 3 || hashes[0] != hashes[1] || hashes[1] == hashes[2] {
		t.Errorf("searches %q", hashes)
	}
	if n := len(tale(t, s, quanyuan.AuditQuery{Kind: "person", ID: "P001", Action: "search"})); n < 2 {
		t.Errorf("P001 was shown %d times", n)
	}
}

// record is a form about a community with the two statuses.
func record(community, hukou, residence string) *quanyuan.Record {
	r := &quanyuan.Record{}
	r.Set(quanyuan.CommunityCode, text(community))
	r.Set(quanyuan.HukouStatus, text(hukou))
	r.Set(quanyuan.ResidenceStatus, text(residence))
	return r
}

// TestADepartmentSpeaksForItself: values win by who says them, so nobody sends a
// list in another's name, nor sees another's.
func TestADepartmentSpeaksForItself(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "list.csv")
	check(t, os.WriteFile(path, []byte("姓名,性别,身份证号码\n赵新来,男,510104199005060517\n"), 0o600))
	school := quanyuan.Principal{Account: "school", Name: "某校", Post: quanyuan.Submitter, Division: "510198001000", Mandate: "school"}
	health := quanyuan.Principal{Account: "health", Name: "某院", Post: quanyuan.Submitter, Division: "510198001000", Mandate: "health"}
	for _, c := range []struct {
		kind quanyuan.SourceKind
		key  string
	}{{quanyuan.Police, "access.source"}, {quanyuan.Register, "access.post"}, {quanyuan.School, ""}} {
		_, err := d.Submit(ctx, school, desk.Upload{Path: path, Source: quanyuan.Source{Kind: c.kind}})
		if key(err) != c.key || c.key == "" && err != nil {
			t.Errorf("a school sends a list as %s: %v", c.kind, err)
		}
	}
	for by, want := range map[*quanyuan.Principal]int{&school: 1, &health: 0, &clerk1: 0, &office: 1} {
		if bs, err := d.BatchesFor(ctx, *by); err != nil || len(bs) != want {
			t.Errorf("%s sees %d batches, want %d: %v", by.Account, len(bs), want, err)
		}
	}
}

// TestNothingGoesWithoutAPost calls every use case that takes a principal with
// one who has no post: each refuses before it looks at what is asked, so that a
// new use case that forgets to ask is found here.
func TestNothingGoesWithoutAPost(t *testing.T) {
	d, _ := open(t)
	ctx := context.Background()
	nobody := quanyuan.Principal{Account: "new", Name: "某人"}
	// These ask for no right, but for the own password or token, or for names of
	// divisions, which are no secret.
	own := []string{"ChangePassword", "RevokeToken", "PlacesFor", "OwnCommunities"}
	v := reflect.ValueOf(d)
	asked := 0
	for i := range v.NumMethod() {
		m, name := v.Method(i), v.Type().Method(i).Name
		args := []reflect.Value{}
		takes := false
		for j := range m.Type().NumIn() {
			switch in := m.Type().In(j); {
			case in == reflect.TypeFor[context.Context]():
				args = append(args, reflect.ValueOf(ctx))
			case in == reflect.TypeFor[quanyuan.Principal]():
				takes = true
				args = append(args, reflect.ValueOf(nobody))
			case in.Kind() == reflect.Pointer:
				args = append(args, reflect.New(in.Elem()))
			default:
				args = append(args, reflect.Zero(in))
			}
		}
		if !takes || slices.Contains(own, name) {
			continue
		}
		asked++
		if m.Type().IsVariadic() {
			args = args[:len(args)-1]
		}
		out := m.Call(args)
		if err, _ := out[len(out)-1].Interface().(error); !errors.Is(err, quanyuan.ErrForbidden) {
			t.Errorf("%s does not refuse who has no post: %v", name, err)
		}
	}
	if asked < 30 {
		t.Errorf("only %d use cases take a principal", asked)
	}
}
