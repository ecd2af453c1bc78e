package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/link/chinese"
	"quanyuan/store/sqlite"
)

var li = quanyuan.Local("李专干")

// clock is a clock that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// families is a register of some families in two communities.
const families = `系统编号,姓名,性别,出生日期,身份证号码,居住地址,电话号码,社区编码,户籍状况,居住状况,户编号,与户主关系
P001,陈建国,男,1962-03-15,510104196203150112,春江路12号1栋2单元301,13900000011,510198001001,户口在本社区,现住本社区,H1,户主
P002,刘玉兰,女,1964-07-22,510104196407220223,春江路12号1栋2单元301,13900000012,510198001001,户口在本社区,现住本社区,H1,配偶
P003,陈晓雨,女,1990-01-09,51010419900109024X,春江路12号1栋2单元301,,510198001001,户口在本社区,现住本社区,H1,女
P004,王志强,男,1971-11-30,51010419711130035X,长宁街8号3栋501,13900000014,510198001002,户口在本社区,现住本社区,H2,户主
P005,赵敏,女,1975-05-05,510104197505050402,长宁街8号3栋501,13900000015,510198001002,户口在本社区,现住本社区,H2,配偶
P006,周文博,男,1988-08-18,510104198808180575,长宁街9号,13900000016,510198001002,户口在本社区,现住本社区,H3,户主
P007,吴秀英,女,1950-02-03,510104195002030646,长宁街10号,13900000017,510198001002,户口在本社区,现住本社区,H4,户主
P008,孙浩然,男,2001-12-12,510104200112120777,春江路30号,13900000018,510198001001,户口在本社区,现住本社区,H5,户主
`

// city opens a register of families, with a clock that moves.
func city(t *testing.T) (*desk.Desk, *clock) {
	t.Helper()
	d, _, c := cityStored(t)
	return d, c
}

// cityStored is city with its store.
func cityStored(t *testing.T) (*desk.Desk, *sqlite.Store, *clock) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	c := &clock{noon()}
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := desk.Init(ctx, s, []byte(divisions), "divisions.csv"); err != nil {
		t.Fatal(err)
	}
	d, err := desk.Open(ctx, s, c.now)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "register.csv")
	if err := os.WriteFile(path, []byte(families), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}}); err != nil {
		t.Fatal(err)
	}
	return d, s, c
}

func read(t *testing.T, d *desk.Desk, pairs ...string) *quanyuan.Record {
	t.Helper()
	form := map[quanyuan.Field]string{}
	for i := 0; i < len(pairs); i += 2 {
		for f := range quanyuan.NumFields {
			if f.Zh() == pairs[i] {
				form[f] = pairs[i+1]
			}
		}
	}
	r, err := d.Form(context.Background(), form)
	if err != nil {
		t.Fatalf("%v: %v", pairs, err)
	}
	return r
}

// TestSearchFindsInSpiteOfMistakes: whatever the clerk knows, written as people
// write, brings the person to the top.
func TestSearchFindsInSpiteOfMistakes(t *testing.T) {
	d, _ := city(t)
	for _, c := range []struct {
		name  string
		query []string
		want  quanyuan.Number
	}{
		{"the number alone", []string{"身份证号码", "51010419711130035X"}, "P004"},
		{"the number with a digit wrong in the birth date", []string{"身份证号码", "51010419741130035X"}, "P004"},
		{"the number with two digits exchanged", []string{"身份证号码", "51010419711310035X"}, "P004"},
		{"the number with a digit missing", []string{"身份证号码", "5101049711130035X"}, "P004"},
		{"name and date of birth", []string{"姓名", "王志强", "出生日期", "1971年11月30日"}, "P004"},
		{"a homophone", []string{"姓名", "王志墙", "出生日期", "1971.11.30"}, "P004"},
		{"a homophone and a look-alike", []string{"姓名", "王至弦", "出生日期", "1971-11-30"}, "P004"},
		{"pinyin", []string{"姓名", "WANG ZHIQIANG", "出生日期", "1971-11-30"}, "P004"},
		{"the given name alone", []string{"姓名", "志强", "出生日期", "1971-11-30"}, "P004"},
		{"a look-alike in a name of two characters", []string{"姓名", "赵铭", "出生日期", "1975-05-05", "性别", "女"}, "P005"},
		{"the name alone", []string{"姓名", "周文博"}, "P006"},
		{"the phone alone", []string{"电话号码", "139 0000 0017"}, "P007"},
		{"the dwelling and the year", []string{"居住地址", "长宁街10号", "出生日期", "1950"}, "P007"},
		{"the mother and the birthday", []string{"母亲姓名", "刘玉兰", "出生日期", "1990-01-09"}, "P003"},
		{"a placeholder for the number", []string{"姓名", "孙浩然", "出生日期", "2001-12-12", "身份证号码", "000000000000000000"}, "P008"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := d.Search(context.Background(), li, read(t, d, c.query...))
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Matches) == 0 || a.Matches[0].Person != c.want {
				t.Errorf("found %+v, want %s", a.Matches, c.want)
			}
		})
	}
}

// TestAddingNeedsAFreshReceipt goes through the refusals one by one.
func TestAddingNeedsAFreshReceipt(t *testing.T) {
	ctx := context.Background()
	newcomer := []string{"姓名", "马晓梅", "性别", "女", "出生日期", "1995-08-20", "身份证号码", "510104199508200882", "社区编码", "510198001001"}
	search := func(t *testing.T, d *desk.Desk, query ...string) string {
		t.Helper()
		a, err := d.Search(ctx, li, read(t, d, query...))
		if err != nil {
			t.Fatal(err)
		}
		return a.Paper.ID
	}
	refused := func(t *testing.T, err error, key string) {
		t.Helper()
		var q *quanyuan.Error
		if !errors.As(err, &q) || q.Key != key || !quanyuan.HasMessage(key) {
			t.Errorf("error %v, want %s with a text", err, key)
		}
	}
	t.Run("a receipt for the same values allows it, once", func(t *testing.T) {
		d, _ := city(t)
		receipt := search(t, d, newcomer...)
		p, err := d.Enter(ctx, li, read(t, d, newcomer...), receipt)
		if err != nil {
			t.Fatal(err)
		}
		if p.Text(quanyuan.Name) != "马晓梅" || p.Value(quanyuan.Name).Record == 0 || p.Number == "" || !p.In("510198001001") {
			t.Errorf("entered %+v", p)
		}
		_, err = d.Enter(ctx, li, read(t, d, newcomer...), receipt)
		refused(t, err, "search.used")
		// Just entered, and found at once.
		_, err = d.Enter(ctx, li, read(t, d, newcomer...), search(t, d, newcomer...))
		refused(t, err, "search.known")
	})
	t.Run("none", func(t *testing.T) {
		d, _ := city(t)
		_, err := d.Enter(ctx, li, read(t, d, newcomer...), " ")
		refused(t, err, "search.needed")
		_, err = d.Enter(ctx, li, read(t, d, newcomer...), "77")
		refused(t, err, "search.no_receipt")
		_, err = d.Enter(ctx, quanyuan.Local(" "), read(t, d, newcomer...), search(t, d, newcomer...))
		refused(t, err, "event.actor")
	})
	t.Run("too old", func(t *testing.T) {
		d, c := city(t)
		receipt := search(t, d, newcomer...)
		c.at = c.at.Add(desk.ReceiptLasts + time.Second)
		_, err := d.Enter(ctx, li, read(t, d, newcomer...), receipt)
		refused(t, err, "search.stale")
		c.at = noon().Add(-time.Second)
		_, err = d.Enter(ctx, li, read(t, d, newcomer...), receipt)
		refused(t, err, "search.stale")
	})
	t.Run("somebody else's", func(t *testing.T) {
		d, _ := city(t)
		_, err := d.Enter(ctx, quanyuan.Local("王专干"), read(t, d, newcomer...), search(t, d, newcomer...))
		refused(t, err, "search.actor")
	})
	t.Run("for another name", func(t *testing.T) {
		d, _ := city(t)
		receipt := search(t, d, "姓名", "马小梅", "出生日期", "1995-08-20", "身份证号码", "510104199508200882")
		_, err := d.Enter(ctx, li, read(t, d, newcomer...), receipt)
		refused(t, err, "search.not_covered")
	})
	t.Run("without the number", func(t *testing.T) {
		d, _ := city(t)
		receipt := search(t, d, "姓名", "马晓梅", "出生日期", "1995-08-20")
		_, err := d.Enter(ctx, li, read(t, d, newcomer...), receipt)
		refused(t, err, "search.not_covered")
	})
	t.Run("the person lives in another community", func(t *testing.T) {
		d, _ := city(t)
		mover := []string{"姓名", "王志强", "出生日期", "1971-11-30", "身份证号码", "51010419711130035X", "社区编码", "510198001001"}
		_, err := d.Enter(ctx, li, read(t, d, mover...), search(t, d, mover...))
		refused(t, err, "search.elsewhere")
		if !strings.Contains(err.Error(), "P004") {
			t.Errorf("%v does not say whom to transfer", err)
		}
	})
	t.Run("the person has exited", func(t *testing.T) {
		d, _ := city(t)
		if _, err := d.Exit(ctx, li, "P004", "2", quanyuan.Date{}); err != nil {
			t.Fatal(err)
		}
		back := []string{"姓名", "王志强", "出生日期", "1971-11-30", "身份证号码", "51010419711130035X", "社区编码", "510198001001"}
		_, err := d.Enter(ctx, li, read(t, d, back...), search(t, d, back...))
		refused(t, err, "search.exited")
	})
	t.Run("somebody alike came in between", func(t *testing.T) {
		d, _ := city(t)
		first := search(t, d, newcomer...)
		sister := []string{"姓名", "马晓妹", "性别", "女", "出生日期", "1995-08-20", "社区编码", "510198001001"}
		if _, err := d.Enter(ctx, li, read(t, d, sister...), search(t, d, sister...)); err != nil {
			t.Fatal(err)
		}
		_, err := d.Enter(ctx, li, read(t, d, newcomer...), first)
		var q *quanyuan.Error
		if !errors.As(err, &q) || q.Key != "search.changed" && q.Key != "search.known" {
			t.Errorf("error %v", err)
		}
	})
}

// TestReceiptHoldsNothingOfThePerson: a receipt names who came near, and nothing
// that was asked.
func TestReceiptHoldsNothingOfThePerson(t *testing.T) {
	d, _ := city(t)
	query := []string{"姓名", "陈建国", "出生日期", "1962-03-15"}
	one, err := d.Search(context.Background(), li, read(t, d, query...))
	if err != nil {
		t.Fatal(err)
	}
	two, err := d.Search(context.Background(), li, read(t, d, query...))
	if err != nil {
		t.Fatal(err)
	}
	if !one.Known() || one.Receipt.Nearest[0].Person != "P001" || one.Receipt.Model == "" {
		t.Errorf("receipt %+v", one.Receipt)
	}
	if one.Receipt.Query == two.Receipt.Query {
		t.Error("the same question is seen to be the same: the hash has no salt")
	}
}

// TestModelIsTrainedUsedAndSigned: the first model is used at once, the next
// waits for a signature, and every receipt names the model.
func TestModelIsTrainedUsedAndSigned(t *testing.T) {
	d, c := city(t)
	ctx := context.Background()
	ask := func() *desk.Answer {
		t.Helper()
		a, err := d.Search(ctx, li, read(t, d, "姓名", "陈建国", "出生日期", "1962-03-15"))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	clerk := quanyuan.Principal{Account: "li", Name: "李专干", Post: quanyuan.Clerk, Division: "510198001001"}
	if _, err := d.TrainModel(ctx, clerk, nil); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a clerk trains a model: %v", err)
	}
	if _, err := d.UseModel(ctx, clerk, ""); !errors.Is(err, quanyuan.ErrForbidden) {
		t.Errorf("a clerk signs a model: %v", err)
	}
	a := ask()
	if len(a.Said) != 1 || a.Said[0].Key != "search.trained" || !strings.HasPrefix(a.Receipt.Model, "1-") {
		t.Errorf("the first search says %v, model %q", a.Said, a.Receipt.Model)
	}
	if again, err := d.TrainModel(ctx, quanyuan.Local("张主任"), nil); err != nil || !again.Unchanged() {
		t.Errorf("trained on the same register: %+v, %v", again, err)
	}
	if _, err := d.UseModel(ctx, quanyuan.Local("张主任"), ""); err != nil {
		t.Errorf("signing the first model: %v", err)
	}
	if _, err := d.UseModel(ctx, quanyuan.Local("张主任"), ""); err == nil {
		t.Error("signed twice")
	}
	newcomer := []string{"姓名", "马晓梅", "性别", "女", "出生日期", "1995-08-20", "社区编码", "510198001001"}
	s, err := d.Search(ctx, li, read(t, d, newcomer...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Enter(ctx, li, read(t, d, newcomer...), s.Paper.ID); err != nil {
		t.Fatal(err)
	}
	c.at = c.at.Add(time.Hour)
	next, err := d.TrainModel(ctx, quanyuan.Local("张主任"), nil)
	if err != nil || next.Changes == nil || next.Unchanged() || next.After.Version != 2 {
		t.Fatalf("trained anew: %+v, %v", next, err)
	}
	if a := ask(); a.Receipt.Model != next.Before.Name {
		t.Errorf("model %q is used before it is signed", a.Receipt.Model)
	}
	if m, err := d.UseModel(ctx, quanyuan.Local("张主任"), ""); err != nil || m.Name != next.After.Name || m.Signer != "张主任" {
		t.Errorf("signed %+v, %v", m, err)
	}
	if a := ask(); a.Receipt.Model != next.After.Name {
		t.Errorf("model %q after signing %q", a.Receipt.Model, next.After.Name)
	}
	if _, err := d.UseModel(ctx, quanyuan.Local("张主任"), next.Before.Name); err != nil {
		t.Errorf("going back: %v", err)
	}
	if a := ask(); a.Receipt.Model != next.Before.Name {
		t.Errorf("model %q after going back to %q", a.Receipt.Model, next.Before.Name)
	}
	if used, err := d.UsedModels(ctx); err != nil || !slices.Equal(used, []string{next.Before.Name, next.After.Name}) {
		t.Errorf("used %v, %v", used, err)
	}
	for key, by := range map[string]quanyuan.Principal{"model.unknown": quanyuan.Local("张主任"), "event.actor": quanyuan.Local(" ")} {
		var fault *quanyuan.Error
		if _, err := d.UseModel(ctx, by, "9-00000000"); !errors.As(err, &fault) || fault.Key != key {
			t.Errorf("error %v, want %s", err, key)
		}
	}
}

// TestEvidenceHasWords: every level of every comparison is said in both
// languages.
func TestEvidenceHasWords(t *testing.T) {
	for _, c := range chinese.Comparators() {
		for _, l := range c.Levels()[1:] {
			for _, lang := range []string{"zh", "en"} {
				if s := desk.EvidenceText(quanyuan.Evidence{Item: "name", Level: l.Name}, lang); strings.Contains(s, "level.") {
					t.Errorf("%s, level %s: no words in %s", c.Name(), l.Name, lang)
				}
			}
		}
	}
}
