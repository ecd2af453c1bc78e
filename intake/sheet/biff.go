package sheet

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/richardlehane/mscfb"
)

// The records of BIFF that matter here ([MS-XLS] 2.3, OpenOffice's
// documentation of the older versions).
const (
	recFormulaOld  = 0x0006
	recEOF         = 0x000A
	recDate1904    = 0x0022
	recFilePass    = 0x002F
	recFont        = 0x0031
	recContinue    = 0x003C
	recCodepage    = 0x0042
	recColInfo     = 0x007D
	recBoundSheet  = 0x0085
	recMulRK       = 0x00BD
	recRString     = 0x00D6
	recXF          = 0x00E0
	recMerged      = 0x00E5
	recSST         = 0x00FC
	recLabelSST    = 0x00FD
	recNumber      = 0x0203
	recLabel       = 0x0204
	recBoolErr     = 0x0205
	recString      = 0x0207
	recRow         = 0x0208
	recFont3       = 0x0231
	recRK          = 0x027E
	recFormat      = 0x041E
	recInteger2    = 0x0002
	recNumber2     = 0x0003
	recLabel2      = 0x0004
	recBoolErr2    = 0x0005
	recFormula3    = 0x0206
	recFormula4    = 0x0406
	recBOF8        = 0x0809
	maxBIFFStrings = 1 << 24
)

var errBIFF = errors.New("malformed BIFF record")

// isBIFF recognises a workbook stream without its container, as programs of
// the 1990s wrote it: a BOF record of any version.
func isBIFF(head []byte) bool {
	if len(head) < 8 || head[0] != 0x09 || head[3] != 0 {
		return false
	}
	switch u16(head, 6) { // globals, module, sheet, chart, macros, workspace
	case 0x05, 0x06, 0x10, 0x20, 0x40, 0x100:
	default:
		return false
	}
	size := head[2]
	switch head[1] {
	case 0:
		return size == 4
	case 2, 4:
		return size == 6
	case 8:
		return size == 8 || size == 16
	}
	return false
}

func openBareBIFF(f *File, in input) error {
	data, err := in.head(in.size)
	if err != nil {
		return err
	}
	return openBIFF(f, data)
}

// openCFB opens the container of the Office files before 2007.
func openCFB(f *File, in input) error {
	c, err := mscfb.New(in)
	if err != nil {
		return err
	}
	for entry, err := c.Next(); err == nil; entry, err = c.Next() {
		switch entry.Name {
		case "Workbook", "Book", "WORKBOOK", "BOOK":
			data, err := io.ReadAll(io.LimitReader(entry, in.size))
			if err != nil && len(data) == 0 {
				return err
			}
			return openBIFF(f, data)
		case "EncryptedPackage", "EncryptionInfo":
			return &Error{Kind: ErrEncrypted, Key: "sheet.encrypted"}
		case "WordDocument":
			return &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{" Word 文档", "a Word document"}}}
		case "PowerPoint Document":
			return &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{" PowerPoint 演示文稿", "a PowerPoint presentation"}}}
		}
	}
	return &Error{Kind: ErrNotTable, Key: "sheet.binary"}
}

// biff is a workbook of Excel 2 to 2003.
type biff struct {
	file     *File
	data     []byte
	version  int // 2, 3, 4, 5 (5.0 and 7.0), 8
	encoding string
	date04   bool
	fonts    []Flags
	forms    map[int]numberForm
	styles   []cellStyle
	shared   []sharedString
}

// record reads the record at pos; ok is false at the end of the data.
func (b *biff) record(pos int) (id int, body []byte, next int, ok bool) {
	if pos < 0 || pos+4 > len(b.data) {
		return 0, nil, 0, false
	}
	id = int(binary.LittleEndian.Uint16(b.data[pos:]))
	next = pos + 4 + int(binary.LittleEndian.Uint16(b.data[pos+2:]))
	if next > len(b.data) {
		return 0, nil, 0, false
	}
	return id, b.data[pos+4 : next], next, true
}

func u16(b []byte, at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }

func openBIFF(f *File, data []byte) error {
	b := &biff{file: f, data: data, encoding: gb18030Name, forms: map[int]numberForm{}}
	id, body, next, ok := b.record(0)
	if !ok || id&0xFF != 0x09 || len(body) < 4 {
		return errBIFF
	}
	b.version = map[int]int{0: 2, 2: 3, 4: 4, 8: 8}[id>>8]
	if id == recBOF8 && u16(body, 0) != 0x0600 {
		b.version = 5
	}
	f.Format = XLS
	const globals, workspace = 0x0005, 0x0100
	kind := u16(body, 2)
	if err := b.readGlobals(next); err != nil {
		return err
	}
	if kind != globals && kind != workspace { // one sheet and nothing around it
		b.addSheet("", false, 0)
	}
	if b.version < 8 {
		f.Encoding = b.encoding
	}
	if len(f.Sheets) == 0 {
		return &Error{Kind: ErrEmpty, Key: "sheet.no_sheet"}
	}
	return nil
}

func (b *biff) addSheet(name string, hidden bool, pos int) {
	s := &Sheet{Name: name, Hidden: hidden, Date1904: b.date04, file: b.file}
	s.read = func(emit func(*Row) bool) error { return b.readSheet(s, pos, emit) }
	b.file.Sheets = append(b.file.Sheets, s)
}

// readGlobals reads what all sheets share, up to its EOF.
func (b *biff) readGlobals(pos int) error {
	for {
		id, body, next, ok := b.record(pos)
		if !ok || id == recEOF {
			break
		}
		switch id {
		case recFilePass:
			return &Error{Kind: ErrEncrypted, Key: "sheet.encrypted"}
		case recCodepage:
			b.setCodepage(u16(body, 0))
		case recDate1904:
			b.date04 = u16(body, 0) == 1
		case recFont, recFont3:
			b.fonts = append(b.fonts, b.fontFlags(body))
		case recFormat:
			b.readFormat(body)
		case recXF:
			b.styles = append(b.styles, b.style(body))
		case recBoundSheet:
			const worksheet = 0
			if body[5] == worksheet {
				b.addSheet(b.shortString(body[6:]), body[4]&3 != 0, int(binary.LittleEndian.Uint32(body)))
			}
		case recSST:
			segments := [][]byte{body}
			for {
				id, more, after, ok := b.record(next)
				if !ok || id != recContinue {
					break
				}
				segments, next = append(segments, more), after
			}
			b.shared = b.readSST(segments)
		}
		pos = next
	}
	for _, s := range b.file.Sheets { // DATEMODE may follow BOUNDSHEET
		s.Date1904 = b.date04
	}
	return nil
}

// setCodepage sets the encoding of byte strings. Chinese programs write
// Chinese under the labels of Western pages too; only 950 says otherwise.
func (b *biff) setCodepage(page int) {
	b.encoding = gb18030Name
	if page == 950 || page == 10002 {
		b.encoding = big5Name
	}
	if given := canonicalEncoding(b.file.opts.Encoding); given != "" {
		b.encoding = given
	}
}

func (b *biff) fontFlags(body []byte) Flags {
	const strikeOut = 0x0008
	var flags Flags
	if u16(body, 2)&strikeOut != 0 {
		flags |= Struck
	}
	switch u16(body, 4) {
	case 0, 8, 0x40, 0x4D, 0x7FFF: // black, window text, automatic
	default:
		flags |= Coloured
	}
	return flags
}

func (b *biff) readFormat(body []byte) {
	if b.version == 8 {
		r := stringReader{segments: [][]byte{body[2:]}}
		b.forms[u16(body, 0)] = parseForm(r.read(r.u16(), b.fonts).text)
	} else if b.version == 5 {
		b.forms[u16(body, 0)] = parseForm(b.shortString(body[2:]))
	}
}

// style reads an XF record. Font 4 does not exist in the numbering.
func (b *biff) style(body []byte) cellStyle {
	font, format := u16(body, 0), u16(body, 2)
	if font > 4 {
		font--
	}
	form, ok := b.forms[format]
	if !ok {
		form = builtinForm(format)
	}
	s := cellStyle{form: form}
	if font < len(b.fonts) {
		s.flags = b.fonts[font]
	}
	var lines [4]uint32
	var pattern, colour uint32
	if b.version == 8 && len(body) >= 20 {
		border := binary.LittleEndian.Uint32(body[10:])
		lines = [4]uint32{border & 15, border >> 4 & 15, border >> 8 & 15, border >> 12 & 15}
		pattern = binary.LittleEndian.Uint32(body[14:]) >> 26
		colour = uint32(u16(body, 18)) & 0x7F
	} else if len(body) >= 16 {
		area, border := binary.LittleEndian.Uint32(body[8:]), binary.LittleEndian.Uint32(body[12:])
		lines = [4]uint32{area >> 22 & 7, border & 7, border >> 3 & 7, border >> 6 & 7}
		pattern, colour = area>>16&0x3F, area&0x7F
	}
	framed := true
	for _, l := range lines {
		framed = framed && (l == 2 || l == 5 || l == 6) // medium, thick, double
	}
	if framed {
		s.flags |= Framed
	}
	const white1, white2 = 1, 9
	if pattern != 0 && colour != white1 && colour != white2 {
		s.flags |= Filled
	}
	return s
}
