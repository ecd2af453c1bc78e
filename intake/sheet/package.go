package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	maxParts = 10_000
	// maxSmallPart bounds the parts that are read whole: workbook, styles.
	maxSmallPart = 64 << 20
	// A part that unpacks to more than bombSize and bombRatio times its packed
	// size is no worksheet: rows of empty formatted cells reach about 100.
	bombSize  = 256 << 20
	bombRatio = 500
)

// parts is a zip package (OPC, ODF) with limits on what comes out of it.
type parts struct {
	byName map[string]*zip.File // by lower-case path with forward slashes
	limit  int64
}

func newPackage(z *zip.Reader, opts Options) (*parts, error) {
	if len(z.File) > maxParts {
		return nil, &Error{Kind: ErrLimit, Key: "sheet.too_many_parts", Args: []any{len(z.File)}}
	}
	p := &parts{byName: make(map[string]*zip.File, len(z.File)), limit: opts.MaxUnpacked}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, &Error{Kind: ErrEncrypted, Key: "sheet.encrypted"}
		}
		p.byName[partName(f.Name)] = f
	}
	return p, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (p *parts) has(name string) bool { return p.byName[partName(name)] != nil }

// packed is the size of a part in the package.
func (p *parts) packed(name string) int64 {
	if z := p.byName[partName(name)]; z != nil {
		return int64(z.CompressedSize64)
	}
	return 0
}

// open reads a part as a stream of UTF-8 under the limits.
func (p *parts) open(name string) (io.ReadCloser, error) {
	z := p.byName[partName(name)]
	if z == nil {
		return nil, &Error{Kind: ErrCorrupt, Key: "sheet.corrupt", Err: errMissingPart(name)}
	}
	r, err := z.Open()
	if err != nil {
		return nil, err
	}
	limit := p.limit
	if byRatio := max(bombSize, int64(z.CompressedSize64)*bombRatio); byRatio < limit {
		limit = byRatio
	}
	bounded := &boundedReader{r: r, left: limit, limit: limit}
	// Parts may be UTF-16 with a mark, which hardly any writer makes use of.
	text := transform.NewReader(bounded, unicode.BOMOverride(transform.Nop))
	return struct {
		io.Reader
		io.Closer
	}{text, r}, nil
}

type errMissingPart string

func (e errMissingPart) Error() string { return "no part " + string(e) }

// boundedReader fails, other than io.LimitReader, when there is too much.
type boundedReader struct {
	r           io.Reader
	left, limit int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, &Error{Kind: ErrLimit, Key: "sheet.bomb", Args: []any{b.limit >> 20}}
	}
	return n, err
}

// decode reads a small part into a struct.
func (p *parts) decode(name string, into any) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := io.ReadAll(&boundedReader{r: r, left: maxSmallPart, limit: maxSmallPart})
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d.Decode(into)
}

type relationship struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations reads the targets that a part refers to, as paths of the package.
func (p *parts) relations(part string) ([]relationship, error) {
	dir, base := path.Split(part)
	name := dir + "_rels/" + base + ".rels"
	if !p.has(name) {
		return nil, nil
	}
	var rels struct {
		Relationship []relationship
	}
	if err := p.decode(name, &rels); err != nil {
		return nil, err
	}
	for i := range rels.Relationship {
		target := strings.ReplaceAll(rels.Relationship[i].Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		rels.Relationship[i].Target = strings.TrimPrefix(target, "/")
	}
	return rels.Relationship, nil
}

// workbookPath is the main part of an XLSX; empty in other packages.
func (p *parts) workbookPath() string {
	rels, _ := p.relations("")
	for _, r := range rels {
		if strings.HasSuffix(r.Type, "/officeDocument") && strings.HasSuffix(r.Target, ".xml") && p.has(r.Target) &&
			!p.has("word/document.xml") && !p.has("ppt/presentation.xml") {
			return r.Target
		}
	}
	if p.has("xl/workbook.xml") {
		return "xl/workbook.xml"
	}
	return ""
}
