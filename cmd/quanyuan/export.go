package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/desk"
)

type exportCmd struct {
	Make   exportMakeCmd   `cmd:"" default:"withargs" hidden:"" help:"导出变更，或显示公钥。 Export changes, or show the public key."`
	Verify exportVerifyCmd `cmd:"" help:"核对一次导出的签名和文件。 Check the signature and files of an export."`
}

type exportMakeCmd struct {
	dbFlag
	To       string `help:"pic：按起始台账的格式导出变更，供老系统录入。 pic: changes in the layout of the starting register." enum:"pic" default:"pic"`
	Out      string `help:"导出文件夹。 Folder of the export." type:"path" placeholder:"DIR"`
	Actor    string `help:"经办人姓名。 Name of the person who exports." placeholder:"NAME"`
	Since    string `help:"从哪个登记事件之后；last 为上次导出之后。 Behind which event; last: behind the last export." default:"last"`
	Division string `help:"只导出这个区划的行。 Rows of this division only." placeholder:"CODE"`
	Key      bool   `help:"只显示核对签名用的公钥。 Only print the public key."`
}

// Run writes the changes with their signed manifest.
func (c *exportMakeCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.Key {
		key, err := d.ExportKey(e.ctx)
		if err == nil {
			e.say("%s", "%s", key)
		}
		return err
	}
	if c.Out == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{"--out"}}
	}
	o := desk.ExportOrder{Since: desk.SinceLast, Save: saveIn(c.Out)}
	if c.Since != "last" {
		if o.Since, err = strconv.ParseInt(c.Since, 10, 64); err != nil || o.Since < 0 {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "export.since", Args: []any{c.Since}}
		}
	}
	if c.Division != "" {
		if o.Division, err = desk.DivisionCode(c.Division); err != nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{c.Division}, Err: err}
		}
	}
	m, err := d.Export(e.ctx, quanyuan.Local(c.Actor), o)
	if err != nil {
		return err
	}
	e.say("已导出登记事件 %d 之后至 %d 的变更：%d 人 %d 行，已签名", "exported the changes behind event %d up to %d: %d persons, %d rows, signed", m.From, m.To, m.Persons, m.Rows)
	for _, act := range slices.Sorted(maps.Keys(m.Acts)) {
		e.say("    %s  %d", "    %s  %d", act, m.Acts[act])
	}
	return nil
}

// saveIn writes files into a folder, which is made for them with those below it.
func saveIn(dir string) func(string, func(io.Writer) error) error {
	return func(name string, write func(io.Writer) error) error {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return err
		}
		return writeFile(path, func(f *os.File) error { return write(f) })
	}
}

type exportVerifyCmd struct {
	Dir string `arg:"" help:"导出文件夹。 Folder of the export." type:"path"`
	Key string `help:"公钥（quanyuan export --key 所显示）。 The public key that quanyuan export --key prints." required:""`
}

// Run checks an export as whoever receives it does, without the register.
func (c *exportVerifyCmd) Run(e *env) error {
	m, err := desk.VerifyExport(c.Key, func(name string) ([]byte, error) {
		raw, err := os.ReadFile(filepath.Join(c.Dir, filepath.FromSlash(name)))
		if !filepath.IsLocal(filepath.FromSlash(name)) || err != nil {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{name}}
		}
		return raw, nil
	})
	if err != nil {
		return err
	}
	e.say("签名和文件相符：%s 由%s导出，登记事件 %d 之后至 %d，%d 人 %d 行，审计链 %s", "signature and files hold: %s by %s, behind event %d up to %d, %d persons, %d rows, audit chain %s",
		m.Made.Format("2006-01-02 15:04"), m.By, m.From, m.To, m.Persons, m.Rows, m.Audit)
	return nil
}
