package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/simulate"
)

// sheets of a community in which every worksheet has its cases.
const sheetRegister = `系统编号,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,户籍地址,居住地址,户口性质,民族,与户主关系,户编号,死亡日期,社区编码
P001,陈建国,男,1962-03-15,510104196203150112,初婚,1,1,春江路12号1栋2单元301,春江路12号1栋2单元301,居民家庭户口,汉族,户主,H1,,510198001001
P002,刘玉兰,女,1964-07-22,510104196407220223,初婚,1,2,春江路12号1栋2单元301,长宁街8号3栋501,居民家庭户口,汉族,配偶,H1,,510198001001
P002,刘玉兰,女,1964-07-22,510104196407220223,初婚,2,1,春江路12号1栋2单元301,长宁街8号3栋501,居民家庭户口,汉族,配偶,H9,,510198001002
P003,王德福,男,1940-01-09,510104194001090111,丧偶,1,1,春江路14号,春江路14号,居民家庭户口,汉族,户主,H2,2023-11-02,510198001001
P004,赵无踪,男,1988-05-04,510104198805040117,未婚,1,9,春江路16号,,居民家庭户口,汉族,户主,H3,,510198001001
P005,赵小踪,男,2012-02-04,510104201202040118,未婚,1,9,春江路16号,,居民家庭户口,汉族,子,H3,,510198001001
P006,李待定,女,2024-03-01,,,3,1,,春江路18号,,汉族,女,H4,,510198001001
P007,周来客,男,1991-08-18,510104199108180536,初婚,2,1,浙江省杭州市,春江路20号,居民家庭户口,汉族,户主,H5,,510198001001
P008,吴缺项,男,1980-06-06,510104198006060010,,1,1,春江路22号,春江路22号,居民家庭户口,,户主,H6,,510198001001
`

// importText imports a list.
func importText(t *testing.T, d *desk.Desk, name, text string, s quanyuan.Source) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Import(context.Background(), desk.Upload{Path: path, Source: s}); err != nil {
		t.Fatal(err)
	}
}

// openSheets opens a register with the cases above, without lists.
func openSheets(t *testing.T) *desk.Desk {
	t.Helper()
	d, _ := empty(t)
	importText(t, d, "register.csv", sheetRegister, quanyuan.Source{Kind: quanyuan.Register})
	return d
}

func linesOf(w *desk.Worksheet, lang string) string {
	var b strings.Builder
	for _, l := range w.Lines {
		who := string(l.Person)
		if who == "" {
			who = l.Shown.Text(quanyuan.Name)
		}
		why, _ := l.Why(lang)
		field := ""
		if l.Field < quanyuan.NumFields {
			field = " " + l.Field.Key()
		}
		fmt.Fprintf(&b, "%s %s%s: %s", l.Sheet, who, field, why)
		for _, s := range l.Said {
			fmt.Fprintf(&b, " [%s %d]", s.Source.Unit, s.Where.Row)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestWorksheets: every worksheet with its cases, from the register alone and
// then with what lists say.
func TestWorksheets(t *testing.T) {
	ctx := context.Background()
	d := openSheets(t)
	rows := func() string {
		t.Helper()
		w, err := d.WorksheetRows(ctx, clerk, "510198001001", "")
		if err != nil {
			t.Fatal(err)
		}
		return linesOf(w, "en")
	}
	const alone = `items P004 id_number: the check digit of the ID number is wrong
items P004 residence_status: asked for and missing
items P004 residence_address: asked for and missing
items P005 residence_status: asked for and missing
items P005 residence_address: asked for and missing
items P008 marital: asked for and missing
items P008 ethnic: asked for and missing
away P002: registered as living in 长宁社区
guest P007: registered elsewhere, living here
unregistered P006: hukou pending, living here
unstruck P003: the register has the date of death 2023-11-02 and has not struck him off
empty P004: registered here, gone, whereabouts not known; so is the whole household
empty P005: registered here, gone, whereabouts not known; so is the whole household
`
	if got := rows(); got != alone {
		t.Errorf("of the register alone:\n%s\nwant\n%s", got, alone)
	}
	importText(t, d, "police.csv", "姓名,性别,出生日期,身份证号码,户籍地址\n陈建国,男,1963-03-15,510104196203150112,春江街道春江社区春江路12号1栋2单元301\n何志远,男,1988-11-02,510104198811020317,春江街道春江社区春江路20号1栋1单元101\n", quanyuan.Source{Kind: quanyuan.Police, Unit: "春江派出所"})
	importText(t, d, "dead.csv", "姓名,性别,身份证号,死亡日期,生前住址\n吴缺项,男,510104198006060010,2024-04-02,春江街道春江社区春江路22号\n", quanyuan.Source{Kind: quanyuan.Civil, Unit: "殡仪馆"})
	importText(t, d, "floating.csv", "姓名,性别,出生日期,身份证号码,户籍地址,居住地址\n钱新来,男,1990-05-06,510104199005060517,浙江省杭州市上城区,春江街道春江社区春江路30号\n", quanyuan.Source{Kind: quanyuan.Floating, Unit: "流管办"})
	importText(t, d, "health.csv", "姓名,性别,出生日期,身份证号码,居住地址\n何志远,男,1988-11-02,510104198811020317,春江街道春江社区春江路20号1栋1单元101\n", quanyuan.Source{Kind: quanyuan.Health, Unit: "卫生院"})
	if _, err := d.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil }); err != nil {
		t.Fatal(err)
	}
	got := rows()
	for _, want := range []string{
		"items P001 birth_date: a list says “1963-03-15” [春江派出所 2]\n",
		"unregistered 何志远: on a list and not in the register [春江派出所 3] [卫生院 2]\n",
		"guest 钱新来: a list has him living here and registered elsewhere; the register has not [流管办 2]\n",
		"unstruck P008: a list says he died on 2024-04-02 [殡仪馆 2]\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("with the lists no line %q in:\n%s", want, got)
		}
	}
	parts, whole, err := d.WorksheetCounts(ctx, clerk, desk.WorksheetQuery{Level: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != 2 || parts[0].Persons[quanyuan.EmptySheet] != 2 || parts[0].Lines[quanyuan.ItemSheet] <= parts[0].Persons[quanyuan.ItemSheet] || whole.Lines[quanyuan.GuestSheet] != 3 {
		t.Errorf("counts %+v, all %+v", parts, whole)
	}
}

// TestWorksheetRights: a clerk sees her own community, masked; a leader sees
// counts and nobody.
func TestWorksheetRights(t *testing.T) {
	ctx := context.Background()
	d := openSheets(t)
	mine := quanyuan.Principal{Account: "lin", Name: "林专干", Post: quanyuan.Clerk, Division: "510198001002"}
	if _, err := d.WorksheetRows(ctx, mine, "510198001001", ""); err == nil {
		t.Error("a clerk read the worksheets of another community")
	}
	w, err := d.WorksheetRows(ctx, mine, "510198001002", quanyuan.GuestSheet)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Lines) != 1 || w.Lines[0].Shown.Text(quanyuan.IDNumber) != "510104********0223" {
		t.Errorf("lines %+v", w.Lines)
	}
	leader := quanyuan.Principal{Account: "zhao", Name: "赵", Post: quanyuan.Leader}
	if _, err := d.WorksheetRows(ctx, leader, "510198001002", ""); err == nil {
		t.Error("a leader read persons")
	}
	if _, whole, err := d.WorksheetCounts(ctx, leader, desk.WorksheetQuery{Level: 5}); err != nil || whole.Lines[quanyuan.AwaySheet] != 1 {
		t.Errorf("counts for a leader: %v, %v", whole, err)
	}
	if _, err := d.WorksheetRows(ctx, clerk, "510198001001", "all"); err == nil {
		t.Error("a worksheet that there is not was given")
	}
	lines, err := d.AuditLines(ctx, quanyuan.Principal{Account: "a", Name: "审计", Post: quanyuan.AuditAdmin}, quanyuan.AuditQuery{Kind: "worksheet"})
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, l := range lines {
		if l.Outcome == quanyuan.Refused {
			refused++
		}
	}
	if refused != 2 || len(lines) != 3 || lines[1].Action != string(access.List) || lines[1].Count != 1 {
		t.Errorf("audit lines %+v", lines)
	}
}

// TestWorksheetsOfATown holds the counts against what a virtual town's register
// was made to hold.
func TestWorksheetsOfATown(t *testing.T) {
	ctx := context.Background()
	town := simulate.New(simulate.Options{Persons: 1500, Seed: 11, RegisterOnly: true})
	d := townDesk(t, town)
	_, whole, err := d.WorksheetCounts(ctx, clerk, desk.WorksheetQuery{Level: 5})
	if err != nil {
		t.Fatal(err)
	}
	want := map[quanyuan.WorksheetKind]int{}
	for i := range town.Register {
		p := &town.Register[i]
		if p.Death != (simulate.Date{}) {
			want[quanyuan.UnstruckSheet] += len(p.Presences)
			continue
		}
		for _, q := range p.Presences {
			switch {
			case q.HukouStatus == 1 && q.ResidenceStatus != 1:
				want[quanyuan.AwaySheet]++
			case q.HukouStatus == 2 && q.ResidenceStatus == 1:
				want[quanyuan.GuestSheet]++
			}
		}
	}
	for _, k := range []quanyuan.WorksheetKind{quanyuan.AwaySheet, quanyuan.GuestSheet, quanyuan.UnstruckSheet, quanyuan.EmptySheet} {
		if whole.Persons[k] != want[k] {
			t.Errorf("%s: %d, the town's register was made with %d", k, whole.Persons[k], want[k])
		}
	}
	if want[quanyuan.AwaySheet] < 50 || want[quanyuan.UnstruckSheet] < 3 {
		t.Errorf("the town has too few cases to prove anything: %v", want)
	}
}

// TestWriteWorksheets: documents are named in a signed manifest, masked unless
// the right to unmask and a purpose are there, and noted.
func TestWriteWorksheets(t *testing.T) {
	ctx := context.Background()
	d := openSheets(t)
	write := func(by quanyuan.Principal, full bool) (map[string][]byte, error) {
		files := map[string][]byte{}
		m, err := d.WriteWorksheets(ctx, by, desk.WorksheetOrder{Parts: publish.Parts(), Formats: []string{desk.WorksheetXLSX, desk.WorksheetHTML}, Full: full, Save: func(name string, write func(io.Writer) error) error {
			var b bytes.Buffer
			err := write(&b)
			files[name] = b.Bytes()
			return err
		}})
		if err == nil && m.Lines["empty"] != 2 {
			t.Errorf("manifest %+v", m)
		}
		return files, err
	}
	head := quanyuan.Principal{Account: "wang", Name: "王主任", Post: quanyuan.CommunityHead, Division: "510198001001"}
	if _, err := write(head, false); err == nil {
		t.Error("documents without a purpose")
	}
	head.Purpose = "入户"
	if _, err := write(head, true); err == nil {
		t.Error("full numbers for a purpose of two characters")
	}
	head.Purpose = "入户核对名单"
	again, err := write(head, false)
	if err != nil {
		t.Fatal(err)
	}
	files, err := write(head, false)
	if err != nil {
		t.Fatal(err)
	}
	const page = "510198001001 春江社区/全社区.html"
	if len(files) != 4 || bytes.Contains(files[page], []byte("510104198805040117")) || !bytes.Contains(files[page], []byte("510104********0117")) {
		t.Errorf("%d files; masked: %v", len(files), bytes.Contains(files[page], []byte("510104********0117")))
	}
	for name, b := range files {
		if name != desk.ExportManifest && name != desk.ExportSignature && !bytes.Equal(b, again[name]) {
			t.Errorf("%s differs between two runs", name)
		}
	}
	key, err := d.ExportKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) ([]byte, error) { return files[name], nil }
	if m, err := desk.VerifyExport(key, read); err != nil || len(m.Files) != 2 {
		t.Errorf("the manifest does not fit: %v", err)
	}
	files[page] = append(files[page], ' ')
	if _, err := desk.VerifyExport(key, read); err == nil {
		t.Error("a changed document fits the manifest")
	}
	full, err := write(head, true)
	if err != nil || !bytes.Contains(full[page], []byte("510104198805040117")) {
		t.Errorf("full numbers: %v", err)
	}
	lines, err := d.AuditLines(ctx, quanyuan.Principal{Account: "a", Name: "审计", Post: quanyuan.AuditAdmin}, quanyuan.AuditQuery{Kind: "worksheet"})
	if err != nil {
		t.Fatal(err)
	}
	last := lines[len(lines)-1]
	if last.Action != string(access.Export) || last.ID != "510198001001" || !strings.HasSuffix(last.Detail, "unmasked") || last.Count == 0 {
		t.Errorf("the last line is %+v", last)
	}
}
