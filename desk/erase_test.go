package desk_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// erasureRegister is a family, of whom 欧阳靖宇 is to be erased, and neighbours.
const erasureRegister = `系统编号,户编号,姓名,性别,出生日期,身份证号码,电话号码,户主姓名,与户主关系,配偶姓名,配偶身份证号码,户籍状况,居住状况,居住地址,社区编码
P001,H1,欧阳靖宇,男,1962-03-15,510104196203150112,13980001234,欧阳靖宇,户主,刘玉兰,510104196407220223,户口在本社区,现住本社区,春江路12号1栋2单元301（欧阳宅）,510198001001
P002,H1,刘玉兰,女,1964-07-22,510104196407220223,13980005678,欧阳靖宇,配偶,欧阳靖宇,510104196203150112,户口在本社区,现住本社区,春江路12号1栋2单元301,510198001001
P003,H2,王秀英,女,1951-09-09,510104195109090045,13980009999,王秀英,户主,,,户口在本社区,现住本社区,春江路14号,510198001001
P004,H2,王建军,男,1980-01-02,510104198001020033,13980007777,王秀英,子,,,户口在本社区,现住本社区,春江路14号,510198001001
`

// secrets are what must stand nowhere afterwards, as it was written anywhere.
var secrets = []string{"欧阳靖宇", "510104196203150112", "510104620315011", "13980001234", "139 8000 1234", "１３９８０００１２３４", "欧阳宅", "春江路十二号一幢", "欧阳锋", "常住其女家"}

// town of an erasure: register, lists in three formats, words on papers.
type erasureTown struct {
	*desk.Desk
	t      *testing.T
	s      *sqlite.Store
	dir    string
	file   string
	copies string
	now    time.Time
}

func openErasure(t *testing.T) *erasureTown {
	t.Helper()
	ctx := context.Background()
	w := &erasureTown{t: t, dir: t.TempDir(), now: noon()}
	w.file, w.copies = filepath.Join(w.dir, "town.db"), filepath.Join(w.dir, "copies")
	var err error
	w.s, err = sqlite.Create(ctx, w.file, w.clock)
	check(t, err)
	t.Cleanup(func() { w.s.Close() })
	check(t, desk.Init(ctx, w.s, []byte(divisions), "divisions.csv"))
	w.Desk = w.open(w.s, w.file)
	importRegister(t, w.Desk, erasureRegister)
	return w
}

func (w *erasureTown) clock() time.Time { return w.now }

func (w *erasureTown) open(s quanyuan.Store, file string) *desk.Desk {
	w.t.Helper()
	d, err := desk.Open(context.Background(), s, w.clock, desk.KeepErased(file+"-erased.json"), desk.KeepBackups(w.copies, func(ctx context.Context, path string) (quanyuan.Store, error) {
		return sqlite.OpenCopy(ctx, path, w.clock)
	}))
	check(w.t, err)
	return d
}

// list imports a list of the police or of a school.
func (w *erasureTown) list(name string, raw []byte, kind quanyuan.SourceKind) quanyuan.Batch {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	check(w.t, os.WriteFile(path, raw, 0o600))
	b, err := w.Import(context.Background(), desk.Upload{Path: path, Source: quanyuan.Source{Kind: kind, Division: "510198001000"}})
	check(w.t, err)
	check(w.t, os.Remove(path))
	return b
}

// life lets the town live: lists, corrections, a merge, a question, a request.
func (w *erasureTown) life() {
	w.t.Helper()
	ctx := context.Background()
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("姓名,性别,出生日期,身份证号码,联系电话,居住地址,户籍状况,居住状况,社区编码,备注\n" +
		"欧阳靖宇,男,1962-03-15,510104620315011,１３９８０００１２３４,春江路十二号一幢,1,1,510198001001,常住其女家\n王秀英,女,1951-09-09,510104195109090045,13980009999,春江路14号,1,1,510198001001,\n"))
	check(w.t, err)
	police := w.list("police.csv", gbk, quanyuan.Police)
	f := excelize.NewFile()
	for i, row := range [][]any{{"姓名", "性别", "出生日期", "身份证号码", "联系电话"}, {"欧阳靖宇", "男", "1962-03-15", "510104196203150112", "139 8000 1234"}, {"王建军", "男", "1980-01-02", "510104198001020033", "13980007777"}} {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		check(w.t, f.SetSheetRow("Sheet1", at, &row))
	}
	book, err := f.WriteToBuffer()
	check(w.t, err)
	w.list("school.xlsx", book.Bytes(), quanyuan.School)
	_, err = w.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(w.t, err)
	for r, err := range w.s.Records(ctx, police.ID) {
		check(w.t, err)
		if r.Text(quanyuan.Name) == "欧阳靖宇" {
			_, err = w.Attach(ctx, clerk, "P001", r.ID)
			check(w.t, err)
		}
	}
	_, err = w.Correct(ctx, clerk, "P001", quanyuan.Name, quanyuan.Value{Text: "欧阳锋", State: quanyuan.Understood})
	check(w.t, err)
	_, err = w.Correct(ctx, clerk, "P001", quanyuan.Name, quanyuan.Value{Text: "欧阳靖宇", State: quanyuan.Understood})
	check(w.t, err)
	citizen := quanyuan.Principal{Name: "欧阳靖宇", Post: quanyuan.Citizen, Person: "P001"}
	_, err = w.AskAmendment(ctx, citizen, desk.Wish{Field: "marital", Says: "离婚", Why: "常住其女家", Proof: photo(w.t)})
	check(w.t, err)
	_, _, err = w.Split(ctx, clerk, desk.Split{Person: w.merge("P001", "P004", "欧阳靖宇与王建军是同一人"), Merge: w.lastMerge("P001"), Reason: "欧阳靖宇不是王建军"})
	check(w.t, err)
	check(w.t, w.Close(ctx))
}

func (w *erasureTown) merge(a, b quanyuan.Number, why string) quanyuan.Number {
	w.t.Helper()
	_, err := w.Merge(context.Background(), clerk, desk.Merge{A: a, B: b, Reason: why})
	check(w.t, err)
	return a
}

func (w *erasureTown) lastMerge(n quanyuan.Number) (seq int64) {
	events, err := w.s.Events(context.Background(), n)
	check(w.t, err)
	for _, e := range events {
		if e.Kind == quanyuan.Merged {
			seq = e.Seq
		}
	}
	return seq
}

// find looks for texts in the bytes of a register and of its log: as they are,
// in GBK, inside base64 at each of its three places, and inside what is
// compressed.
func find(t *testing.T, file string, texts []string) (found []string) {
	t.Helper()
	var all [][]byte
	for _, name := range []string{file, file + "-wal", file + "-import"} {
		raw, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	all = append(all, unpacked(t, file)...)
	for _, text := range texts {
		gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
		check(t, err)
		quoted, _ := json.Marshal(text)
		forms := [][]byte{[]byte(text), gbk, bytes.Trim(quoted, `"`)}
		for skip := range 3 { // what stands before it shifts base64
			b := base64.StdEncoding.EncodeToString(append(make([]byte, skip), text...))
			forms = append(forms, []byte(strings.TrimRight(b, "=")[(skip*8+5)/6:len(strings.TrimRight(b, "="))-1]))
		}
		for _, raw := range all {
			for i, f := range forms {
				if len(f) > 4 && bytes.Contains(raw, f) {
					found = append(found, text+" in form "+string(rune('0'+i)))
				}
			}
		}
	}
	return found
}

// unpacked gives the bytes of kept files, and of the entries of workbooks.
func unpacked(t *testing.T, file string) (all [][]byte) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	check(t, err)
	defer db.Close()
	rows, err := db.Query("SELECT bytes FROM file ORDER BY batch, part")
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var b []byte
		check(t, rows.Scan(&b))
		z, err := gzip.NewReader(bytes.NewReader(b))
		check(t, err)
		raw, err := io.ReadAll(z)
		check(t, err)
		all = append(all, raw)
		if f, err := excelize.OpenReader(bytes.NewReader(raw)); err == nil {
			for _, sheet := range f.GetSheetList() {
				cells, err := f.GetRows(sheet)
				check(t, err)
				for _, row := range cells {
					all = append(all, []byte(strings.Join(row, "\n")))
				}
			}
			f.Close()
		}
	}
	return all
}

var (
	cityHead = quanyuan.Principal{Account: "city", Name: "周局长", Post: quanyuan.CityOffice}
	security = quanyuan.Principal{Account: "sec", Name: "安管员", Post: quanyuan.SecurityAdmin}
)

func quiet(string, int64, int64) {}

// TestErasureLeavesNoByte: a person who stood in the register, in lists of
// three encodings, in his family's rows, in acts, papers and questions is gone
// from every byte of the file and its log; everybody else is as before, the
// days before count him, both chains verify.
func TestErasureLeavesNoByte(t *testing.T) {
	w := openErasure(t)
	w.life()
	ctx := context.Background()
	check(t, w.s.SetSetting(ctx, "register.known", []byte(strings.Join(secrets, " ")))) // as a large register keeps addresses
	w.now = w.now.AddDate(0, 0, 10)
	for _, s := range secrets {
		if s != "510104620315011" && len(find(t, w.file, []string{s})) == 0 {
			t.Errorf("%q is not kept at all, so that the search below shows nothing", s)
		}
	}
	counted := func(on quanyuan.Date) int {
		_, whole, err := w.Stats(ctx, clerk, desk.StatsQuery{Scope: quanyuan.Everywhere, On: on, Level: 5})
		check(t, err)
		return whole.Registered*100 + whole.Resident
	}
	day := quanyuan.DateOf(w.now.AddDate(0, 0, -2))
	past := counted(day)
	others := func() (out []string) {
		for _, n := range []quanyuan.Number{"P003", "P004"} {
			p, err := w.s.Person(ctx, n)
			check(t, err)
			j, _ := json.Marshal(p)
			out = append(out, string(j))
		}
		return out
	}
	before := others()
	_, err := w.Backup(ctx, quanyuan.Local("张运维"), quiet)
	check(t, err)
	w.now = w.now.Add(time.Hour)

	e, err := w.AskErasure(ctx, cityHead, "P001", quanyuan.GroundPurpose, "本人申请，已迁出境外")
	check(t, err)
	foreseen, err := w.ForeseeErasure(ctx, security, e.ID)
	check(t, err)
	e, err = w.ConfirmErasure(ctx, security, e.ID, "已核对申请", quiet)
	check(t, err)
	if len(foreseen.Records) == 0 || len(foreseen.Records) != len(e.Records) || foreseen.Count != e.Count || len(foreseen.Files) != len(e.Files) {
		t.Errorf("foreseen %+v\nerased %+v", foreseen, e)
	}
	if len(e.Files) != 3 || e.Count.Others != 1 || !e.Looked || len(e.Copies) != 1 || !e.Folder || e.State != quanyuan.ErasureDone {
		t.Errorf("certificate %+v", e)
	}
	for _, l := range e.Left {
		t.Errorf("left: %+v", l)
	}
	if got := find(t, w.file, secrets); len(got) > 0 {
		where, err := w.s.Mentions(ctx, secrets)
		t.Errorf("still in the bytes: %q\n%+v %v", got, where, err)
	}
	if st, err := os.Stat(w.file + "-wal"); err == nil && st.Size() > 1<<20 {
		t.Errorf("the log has %d bytes", st.Size())
	}
	for _, list := range []string{w.file + "-erased.json", filepath.Join(w.copies, desk.ErasedName)} {
		raw, err := os.ReadFile(list)
		check(t, err)
		for _, s := range secrets {
			if bytes.Contains(raw, []byte(s)) {
				t.Errorf("%s holds %q", filepath.Base(list), s)
			}
		}
	}

	verified(t, w.Desk)
	if _, broken, err := w.VerifyAudit(ctx, quanyuan.Local("纪审计")); err != nil || broken != nil {
		t.Errorf("audit: %v, %v", broken, err)
	}
	if after := others(); strings.Join(after, "") != strings.Join(before, "") {
		t.Errorf("others changed:\n%s\n%s", before, after)
	}
	wife, err := w.s.Person(ctx, "P002")
	check(t, err)
	if wife.Text(quanyuan.Name) != "刘玉兰" || wife.Text(quanyuan.SpouseName) != "" || wife.Text(quanyuan.IDNumber) == "" {
		t.Errorf("his wife %+v", wife)
	}
	if now := counted(day); now != past {
		t.Errorf("the day before counts %d, counted %d then", now, past)
	}
	if now := counted(quanyuan.Date{}); now != past-101 {
		t.Errorf("today counts %d, %d the day before", now, past)
	}
}

// TestErasedIsRefused: an erased number is nobody to act on, and what two others
// do is as possible as before.
func TestErasedIsRefused(t *testing.T) {
	w := openErasure(t)
	w.life()
	ctx := context.Background()
	merge := w.lastMerge("P001")
	check(t, w.s.Seal(ctx, []quanyuan.AuditLine{{At: w.now, Action: "list", Reason: "找欧阳靖宇", Outcome: quanyuan.Done}})) // by somebody who named him of his own
	e, err := w.AskErasure(ctx, security, "P001", quanyuan.GroundMistake, "误登记")
	check(t, err)
	e, err = w.ConfirmErasure(ctx, cityHead, e.ID, "", quiet)
	check(t, err)
	if len(e.Left) != 1 || e.Left[0].Of != "audit" || e.Left[0].Count != 1 {
		t.Errorf("the certificate does not tell of the name in the audit: %+v", e.Left)
	}
	p, err := w.s.Person(ctx, "P001")
	check(t, err)
	for name, do := range map[string]func() error{
		"restore": func() error { _, err := w.Restore(ctx, clerk, "P001"); return err },
		"correct": func() error {
			_, err := w.Correct(ctx, clerk, "P001", quanyuan.Name, quanyuan.Value{Text: "某", State: quanyuan.Understood})
			return err
		},
		"merge": func() error { _, err := w.Merge(ctx, clerk, desk.Merge{A: "P001", B: "P003"}); return err },
		"split": func() error {
			_, _, err := w.Split(ctx, clerk, desk.Split{Person: "P001", Records: p.Records[:1]})
			return err
		},
		"undo": func() error { _, _, err := w.Split(ctx, clerk, desk.Split{Person: "P001", Merge: merge}); return err },
		"again": func() error {
			_, err := w.AskErasure(ctx, cityHead, "P001", quanyuan.GroundMistake, "再来")
			return err
		},
	} {
		if err := do(); keyOf(err) != "person.erased" {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.merge("P003", "P004", "同一人")
	_, _, err = w.Split(ctx, clerk, desk.Split{Person: "P003", Merge: w.lastMerge("P003"), Reason: "不是同一人"})
	check(t, err)
	_, err = w.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	verified(t, w.Desk)
	if got := find(t, w.file, secrets[1:]); len(got) > 0 {
		t.Errorf("in the bytes after new work: %q", got)
	}
}

// TestErasureTakesTwo: who may ask, who may confirm, and what stands against it.
func TestErasureTakesTwo(t *testing.T) {
	w := openErasure(t)
	ctx := context.Background()
	district := quanyuan.Principal{Account: "qu", Name: "区长", Post: quanyuan.DistrictOffice, Division: "510198000000"}
	other := quanyuan.Principal{Account: "city2", Name: "吴局长", Post: quanyuan.CityOffice}
	for _, by := range []quanyuan.Principal{clerk1, district, leader, auditor} {
		if _, err := w.AskErasure(ctx, by, "P001", quanyuan.GroundPurpose, "本人申请"); !errors.Is(err, quanyuan.ErrForbidden) {
			t.Errorf("the %s asks: %v", by.Post, err)
		}
	}
	ask := func(by quanyuan.Principal, ground, reason string) (*quanyuan.Erasure, error) {
		return w.AskErasure(ctx, by, "P001", ground, reason)
	}
	for _, c := range []struct{ ground, reason, want string }{
		{"why not", "本人申请", "erase.ground"},
		{quanyuan.GroundPurpose, " ", "retention.reason"},
		{quanyuan.GroundPurpose, "欧阳靖宇申请", "erase.reason"},
		{quanyuan.GroundPurpose, "电话13980001234来申请", "erase.reason"},
	} {
		if _, err := ask(cityHead, c.ground, c.reason); keyOf(err) != c.want {
			t.Errorf("asked with %q: %v, want %s", c.reason, err, c.want)
		}
	}
	hold := quanyuan.Hold{Of: "person", Name: "P001", Reason: "诉讼"}
	for _, h := range []quanyuan.Hold{hold, {Of: "batch", Name: "1", Reason: "诉讼"}, {Of: "division", Name: "510198001000", Reason: "诉讼"}} {
		check(t, w.HoldBack(ctx, clerk, h, false))
		if _, err := ask(cityHead, quanyuan.GroundPurpose, "本人申请"); keyOf(err) != "erase.held" {
			t.Errorf("under the hold on a %s: %v", h.Of, err)
		}
		check(t, w.HoldBack(ctx, clerk, h, true))
	}
	e, err := ask(cityHead, quanyuan.GroundPurpose, "本人申请")
	check(t, err)
	if _, err := ask(security, quanyuan.GroundPurpose, "本人申请"); keyOf(err) != "erase.open" {
		t.Errorf("asked twice: %v", err)
	}
	for _, c := range []struct {
		by   quanyuan.Principal
		want string
	}{{cityHead, "erase.second"}, {other, "erase.posts"}, {quanyuan.Local("周局长"), "erase.second"}, {district, "access.post"}} {
		if _, err := w.ConfirmErasure(ctx, c.by, e.ID, "", quiet); keyOf(err) != c.want {
			t.Errorf("%s %s confirms: %v, want %s", c.by.Post, c.by.Name, err, c.want)
		}
	}
	check(t, w.HoldBack(ctx, clerk, hold, false))
	if _, err := w.ConfirmErasure(ctx, security, e.ID, "", quiet); keyOf(err) != "erase.held" {
		t.Errorf("confirmed under a hold: %v", err)
	}
	check(t, w.HoldBack(ctx, clerk, hold, true))
	if e, err = w.EndErasure(ctx, security, e.ID, "证明不足"); err != nil || e.State != quanyuan.ErasureDeclined {
		t.Errorf("declined: %+v, %v", e, err)
	}
	if _, err := w.ConfirmErasure(ctx, security, e.ID, "", quiet); keyOf(err) != "erase.not_open" {
		t.Errorf("confirmed what was declined: %v", err)
	}
	w.now = w.now.Add(time.Minute)
	e, err = ask(cityHead, quanyuan.GroundPurpose, "本人再次申请")
	check(t, err)
	if e, err = w.EndErasure(ctx, cityHead, e.ID, "本人撤回"); err != nil || e.State != quanyuan.ErasureWithdrawn {
		t.Errorf("withdrawn: %+v, %v", e, err)
	}
	if p, err := w.s.Person(ctx, "P001"); err != nil || p.Text(quanyuan.Name) != "欧阳靖宇" {
		t.Errorf("he is %+v, %v", p, err)
	}
}

// TestRestoreErasesAgain: a backup from before holds him; restored by the list
// beside it, the register does not.
func TestRestoreErasesAgain(t *testing.T) {
	w := openErasure(t)
	w.life()
	ctx := context.Background()
	b, err := w.Backup(ctx, quanyuan.Local("张运维"), quiet)
	check(t, err)
	w.now = w.now.Add(time.Hour)
	w.merge("P003", "P004", "同一人") // P003 has P004's records when she is erased
	for _, n := range []quanyuan.Number{"P001", "P003"} {
		e, err := w.AskErasure(ctx, cityHead, n, quanyuan.GroundPurpose, "本人申请")
		check(t, err)
		_, err = w.ConfirmErasure(ctx, security, e.ID, "", quiet)
		check(t, err)
		w.now = w.now.Add(time.Minute)
	}
	again := filepath.Join(w.dir, "again.db")
	b, err = desk.RestoreBackup(ctx, filepath.Join(w.copies, b.Name), again)
	check(t, err)
	if len(find(t, again, secrets[:1])) == 0 {
		t.Fatal("the backup does not hold him")
	}
	s, err := sqlite.Open(ctx, again, w.clock)
	check(t, err)
	defer s.Close()
	d := w.open(s, again)
	list, err := desk.ReadErased(filepath.Join(w.copies, desk.ErasedName))
	check(t, err)
	done, err := d.EraseAgain(ctx, quanyuan.Local("恢复"), list, b.At)
	check(t, err)
	if len(done) != 2 {
		t.Errorf("erased again: %+v", done)
	}
	if got := find(t, again, append([]string{"王秀英", "王建军", "13980007777"}, secrets...)); len(got) > 0 {
		t.Errorf("still in the bytes: %q", got)
	}
	verified(t, d)
	for _, n := range []quanyuan.Number{"P001", "P003", "P004"} {
		if p, err := s.Person(ctx, n); err != nil || p.Exited != quanyuan.ExitErased {
			t.Errorf("%s: %+v, %v", n, p, err)
		}
	}
	if p, err := s.Person(ctx, "P002"); err != nil || p.Text(quanyuan.Name) != "刘玉兰" {
		t.Errorf("his wife: %+v, %v", p, err)
	}
	if done, err = d.EraseAgain(ctx, quanyuan.Local("恢复"), list, b.At); err != nil || len(done) != 0 {
		t.Errorf("a second time: %+v, %v", done, err)
	}
	if sheet, err := d.ErasureSheet(ctx, security, list[0].ID, "zh"); err != nil || sheet.Erasure.Asked().Actor != "周局长" {
		t.Errorf("the certificate of the restored register: %+v, %v", sheet, err)
	}
	// A register that lived on lists the same erasures.
	if all, err := desk.ReadErased(again+"-erased.json", filepath.Join(w.copies, desk.ErasedName)); err != nil || len(all) != 2 {
		t.Errorf("lists %+v, %v", all, err)
	}
}

// cutShort is a store that cannot scrub the first time.
type cutShort struct {
	*sqlite.Store
	tries int
}

func (s *cutShort) Scrub(ctx context.Context) error {
	if s.tries++; s.tries == 1 {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "store.busy"}
	}
	return s.Store.Scrub(ctx)
}

// TestErasureCutShort: while bytes are left an erasure is not called done; it is
// finished by confirming again, and listed for restores from the first moment.
func TestErasureCutShort(t *testing.T) {
	w := openErasure(t)
	w.life()
	ctx := context.Background()
	d := w.open(&cutShort{Store: w.s}, w.file)
	e, err := d.AskErasure(ctx, cityHead, "P001", quanyuan.GroundUnlawful, "本人申请")
	check(t, err)
	if _, err := d.ConfirmErasure(ctx, security, e.ID, "", quiet); keyOf(err) != "store.busy" {
		t.Fatalf("cut short: %v", err)
	}
	if e, err = d.Erasure(ctx, security, e.ID); err != nil || e.State != quanyuan.ErasureBegun {
		t.Errorf("it stands as %+v, %v", e, err)
	}
	if _, err := d.ErasureSheet(ctx, security, e.ID, "zh"); keyOf(err) != "erase.not_done" {
		t.Errorf("a certificate of what is not done: %v", err)
	}
	if p, err := w.s.Person(ctx, "P001"); err != nil || p.Text(quanyuan.Name) != "" {
		t.Errorf("somebody still sees %+v, %v", p, err)
	}
	if list, err := desk.ReadErased(w.file + "-erased.json"); err != nil || len(list) != 1 || !list[0].At.IsZero() {
		t.Errorf("listed %+v, %v", list, err)
	}
	if e, err = d.ConfirmErasure(ctx, security, e.ID, "", quiet); err != nil || e.State != quanyuan.ErasureDone || e.Looked {
		t.Errorf("finished: %+v, %v", e, err)
	}
	if got := find(t, w.file, secrets); len(got) > 0 {
		t.Errorf("still in the bytes: %q", got)
	}
	if list, err := desk.ReadErased(w.file + "-erased.json"); err != nil || len(list) != 1 || list[0].At.IsZero() {
		t.Errorf("listed at last %+v, %v", list, err)
	}
}

// TestErasureOfAChild: its name goes from the report of its birth too, which
// stays the mother's: a child, on a day.
func TestErasureOfAChild(t *testing.T) {
	d, s := village(t, family...)
	ctx := context.Background()
	build(t, d)
	first, err := d.AddBirth(ctx, clerk, told("A4", "卫生院", "2024-06-15 2 2 陈小雪"))
	check(t, err)
	if found, err := s.Mentions(ctx, []string{"陈小雪"}); err != nil || len(found) < 3 {
		t.Fatalf("the name stands in %+v only, %v", found, err)
	}
	e, err := d.AskErasure(ctx, cityHead, first.Birth.Child, quanyuan.GroundMistake, "父母申请")
	check(t, err)
	_, err = d.ConfirmErasure(ctx, security, e.ID, "", quiet)
	check(t, err)
	if found, err := s.Mentions(ctx, []string{"陈小雪"}); err != nil || len(found) > 0 {
		t.Errorf("the name is left in %+v, %v", found, err)
	}
	b, err := d.Birth(ctx, clerk, first.Birth.ID)
	check(t, err)
	if b.Name != "" || b.Mother != "A4" || b.Order != 2 || b.Born.String() != "2024-06-15" {
		t.Errorf("the birth is %+v", b)
	}
	verified(t, d)
}
