package access

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

var now = time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC)

// known source of randomness for tests.
func dice() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

func keyOf(err error) string {
	var e *quanyuan.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Key
}

func TestPasswords(t *testing.T) {
	random := dice()
	a, err := Usual.Hash("清早起来 去散步 7", random)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := Usual.Hash("清早起来 去散步 7", random); a == b {
		t.Error("the same password twice has the same hash: no salt")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(a, "散步") {
		t.Errorf("hash %s", a)
	}
	weak := Cost{Memory: 64, Passes: 1, Threads: 1}.hash("清早起来 去散步 7", []byte("0123456789abcdef"))
	for _, c := range []struct {
		name, hash, password string
		ok, stale            bool
	}{
		{"the password", a, "清早起来 去散步 7", true, false},
		{"another", a, "清早起来 去散步 8", false, false},
		{"of an older cost", weak, "清早起来 去散步 7", true, true},
		{"no hash", "", "", false, false},
		{"a hash that asks for a terabyte", "$argon2id$v=19$m=1073741824,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + a[len(a)-43:], "清早起来 去散步 7", false, false},
		{"a plain text", "清早起来 去散步 7", "清早起来 去散步 7", false, false},
	} {
		if ok, stale := Usual.Check(c.hash, c.password); ok != c.ok || ok && stale != c.stale {
			t.Errorf("%s: %v, stale %v", c.name, ok, stale)
		}
	}
}

func TestCheckNewPassword(t *testing.T) {
	for password, key := range map[string]string{
		"short":                 "password.short",
		"九个汉字不够长啊":              "password.short",
		"1234567890":            "password.guessed",
		"0987654321":            "password.guessed",
		"abcdefghijklm":         "password.guessed",
		"aaaaaaaaaaaa":          "password.guessed",
		"Q1W2E3R4T5":            "password.guessed",
		"5201314520":            "password.guessed",
		"lizhuanganLOVE":        "password.guessed",
		"清早起来去散步吧朋友":            "",
		"correct horse batt":    "",
		strings.Repeat("长", 99): "password.long",
	} {
		if got := keyOf(CheckNewPassword("lizhuangan", password)); got != key {
			t.Errorf("%q: %q, want %q", password, got, key)
		}
	}
	for w := range worst {
		if keyOf(CheckNewPassword("", w)) != "password.guessed" {
			t.Errorf("%q of the list is taken", w)
		}
	}
}

func TestCheckGrant(t *testing.T) {
	security := quanyuan.Principal{Account: "an", Name: "安全", Post: quanyuan.SecurityAdmin}
	others := []*quanyuan.Account{
		{Name: "an", Display: "安全", Post: quanyuan.SecurityAdmin}, {Name: "xi", Display: "系统", Post: quanyuan.SystemAdmin}, {Name: "gone", Display: "旧人", Post: quanyuan.AuditAdmin, Disabled: true},
	}
	for _, c := range []struct {
		name string
		by   quanyuan.Principal
		a    quanyuan.Account
		key  string
	}{
		{"a clerk", security, quanyuan.Account{Post: quanyuan.Clerk, Division: here}, ""},
		{"a clerk without a division", security, quanyuan.Account{Post: quanyuan.Clerk}, "account.division"},
		{"a city office", security, quanyuan.Account{Post: quanyuan.CityOffice}, ""},
		{"an auditor of a community", security, quanyuan.Account{Post: quanyuan.AuditAdmin, Division: here}, "account.division"},
		{"a school", security, quanyuan.Account{Post: quanyuan.Submitter, Division: town, Mandate: "school"}, ""},
		{"a department for nothing", security, quanyuan.Account{Post: quanyuan.Submitter, Division: town}, "access.mandate"},
		{"a clerk with a mandate", security, quanyuan.Account{Post: quanyuan.Clerk, Division: here, Mandate: "school"}, "access.mandate"},
		{"an operator", security, quanyuan.Account{Post: quanyuan.Operator}, "account.post"},
		{"a resident", security, quanyuan.Account{Post: quanyuan.Citizen}, "account.post"},
		{"no post", security, quanyuan.Account{}, "account.post"},
		{"himself", security, quanyuan.Account{Name: "an", Display: "安全", Post: quanyuan.CityOffice}, "account.self"},
		{"a second post of one person", security, quanyuan.Account{Name: "xi2", Display: "系统", Post: quanyuan.AuditAdmin}, "account.same_person"},
		{"a second account of one person in one post", security, quanyuan.Account{Name: "xi2", Display: "系统", Post: quanyuan.SystemAdmin}, ""},
		{"who is not there any more", security, quanyuan.Account{Name: "xi2", Display: "旧人", Post: quanyuan.SystemAdmin}, ""},
		{"by the system administrator", quanyuan.Principal{Account: "xi", Post: quanyuan.SystemAdmin}, quanyuan.Account{Post: quanyuan.Clerk, Division: here}, "access.post"},
	} {
		if got := keyOf(CheckGrant(c.by, &c.a, others)); got != c.key {
			t.Errorf("%s: %q, want %q", c.name, got, c.key)
		}
	}
}

func TestLockOut(t *testing.T) {
	a := &quanyuan.Account{}
	for i := range MostFailures {
		if Locked(a, now) {
			t.Fatalf("locked after %d failures", i)
		}
		Failed(a, now)
	}
	for after, locked := range map[time.Duration]bool{0: true, LockedFor - time.Second: true, LockedFor: false} {
		if Locked(a, now.Add(after)) != locked {
			t.Errorf("after %v: locked %v", after, !locked)
		}
	}
}

func TestTickets(t *testing.T) {
	session, shown, err := NewTicket(quanyuan.SessionTicket, now, SessionLasts, dice())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(session.Hash+session.ID, strings.Split(shown, ".")[1]) || len(shown) < 50 {
		t.Errorf("secret %s, kept %+v", shown, session)
	}
	token := *session
	token.Kind, token.Expires = quanyuan.TokenTicket, now.Add(48*time.Hour)
	ended := *session
	ended.Ended = now
	used := *session
	used.Seen = now.Add(SessionLasts - time.Minute)
	for _, c := range []struct {
		name   string
		ticket *quanyuan.Ticket
		shown  string
		at     time.Duration
		want   bool
	}{
		{"at once", session, shown, 0, true},
		{"another's secret", session, session.ID + ".abc", 0, false},
		{"another's ID", session, "x" + shown, 0, false},
		{"nothing", session, "", 0, false},
		{"just before it is idle", session, shown, SessionIdle - time.Second, true},
		{"idle", session, shown, SessionIdle, false},
		{"used until the end", &used, shown, SessionLasts - time.Second, true},
		{"used, at the end", &used, shown, SessionLasts, false},
		{"a token does not idle", &token, shown, 47 * time.Hour, true},
		{"a token ends", &token, shown, 48 * time.Hour, false},
		{"logged out", &ended, shown, 0, false},
	} {
		if got := Opens(c.ticket, c.shown, now.Add(c.at)); got != c.want {
			t.Errorf("%s: opens %v", c.name, got)
		}
	}
}

func TestCodes(t *testing.T) {
	ticket, code, err := Usual.NewCode("P001", now, dice())
	if err != nil || len(code) != 10 {
		t.Fatal(code, err)
	}
	for typed, want := range map[string]bool{code: true, strings.ToLower(code[:5]) + "-" + code[5:]: true, code[:9]: false, "": false} {
		if Usual.CheckCode(ticket, typed, now) != want {
			t.Errorf("%q opens: %v", typed, !want)
		}
	}
	if Usual.CheckCode(ticket, code, now.Add(CodeLasts)) {
		t.Error("a code opens after its time")
	}
	if Opens(ticket, ticket.ID+"."+code, now) {
		t.Error("a code is taken for a session")
	}
}

func TestCheckToken(t *testing.T) {
	department := &quanyuan.Account{Post: quanyuan.Submitter}
	for _, c := range []struct {
		name string
		a    *quanyuan.Account
		t    quanyuan.Ticket
		key  string
	}{
		{"a month of sending lists", department, quanyuan.Ticket{Name: "报送", Actions: []string{"import", "view"}, Expires: now.Add(720 * time.Hour)}, ""},
		{"no name", department, quanyuan.Ticket{Actions: []string{"import"}, Expires: now.Add(time.Hour)}, "token.name"},
		{"ten years", department, quanyuan.Ticket{Name: "报送", Actions: []string{"import"}, Expires: now.Add(87600 * time.Hour)}, "token.expires"},
		{"ended before it began", department, quanyuan.Ticket{Name: "报送", Actions: []string{"import"}, Expires: now}, "token.expires"},
		{"for nothing", department, quanyuan.Ticket{Name: "报送", Expires: now.Add(time.Hour)}, "token.actions"},
		{"for what a department may not", department, quanyuan.Ticket{Name: "报送", Actions: []string{"merge"}, Expires: now.Add(time.Hour)}, "token.action"},
		{"of a clerk", &quanyuan.Account{Post: quanyuan.Clerk}, quanyuan.Ticket{Name: "报送", Actions: []string{"view"}, Expires: now.Add(time.Hour)}, "token.post"},
	} {
		if got := keyOf(CheckToken(c.a, &c.t, now)); got != c.key {
			t.Errorf("%s: %q, want %q", c.name, got, c.key)
		}
	}
}

func TestCheckName(t *testing.T) {
	for name, ok := range map[string]bool{"li": true, "春江社区-1": true, "edu.bureau": true, "l": false, "Li": false, "a b": false, "a\u202eb": false, strings.Repeat("a", 41): false} {
		if (CheckName(name) == nil) != ok {
			t.Errorf("%q taken: %v", name, !ok)
		}
	}
}

// Whatever stands behind the parameters of a hash, or in their place, it opens
// with one password at most.
func FuzzCheck(f *testing.F) {
	cheap := Cost{Memory: 8, Passes: 1, Threads: 1}
	const head = "$argon2id$v=19$m=8,t=1,p=1$"
	f.Add(strings.TrimPrefix(cheap.hash("correct horse", []byte("0123456789abcdef")), head), "correct horse")
	f.Add("$", "")
	f.Add("MDEy$x$y", "x")
	f.Fuzz(func(t *testing.T, tail, password string) {
		for _, hash := range []string{head + tail, strings.ReplaceAll(tail, "m=", "n=")} {
			if ok, _ := cheap.Check(hash, password); ok {
				if again, _ := cheap.Check(hash, password+"x"); again {
					t.Errorf("%q opens with anything", hash)
				}
			}
		}
	})
}
