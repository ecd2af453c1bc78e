package sheet

import (
	"archive/zip"
	"bytes"
	"path/filepath"
	"strings"
)

// opener reads one format.
type opener struct {
	open func(f *File, in input) error
}

// Label is an argument with a text in both languages.
type Label struct{ zh, en string }

func (l Label) in(lang string) string {
	if lang == "zh" {
		return l.zh
	}
	return l.en
}

func (l Label) String() string { return l.en }

// strangers are files that are no tables, by their first bytes.
var strangers = []struct {
	magic, key string
	label      Label
}{
	{"%PDF", "sheet.not_table", Label{" PDF 文档", "a PDF document"}},
	{"{\\rtf", "sheet.not_table", Label{" RTF 文档", "an RTF document"}},
	{"\x89PNG", "sheet.not_table", Label{"图片（PNG）", "an image (PNG)"}},
	{"\xFF\xD8\xFF", "sheet.not_table", Label{"图片（JPEG）", "an image (JPEG)"}},
	{"GIF8", "sheet.not_table", Label{"图片（GIF）", "an image (GIF)"}},
	{"BM", "sheet.not_table", Label{"图片（BMP）", "an image (BMP)"}},
	{"II*\x00", "sheet.not_table", Label{"图片（TIFF）", "an image (TIFF)"}},
	{"MM\x00*", "sheet.not_table", Label{"图片（TIFF）", "an image (TIFF)"}},
	{"RIFF", "sheet.not_table", Label{"图片或影音文件", "an image, a sound or a film"}},
	{"SQLite format 3\x00", "sheet.not_table", Label{"数据库文件（SQLite）", "a database (SQLite)"}},
	{"\x00\x01\x00\x00Standard ", "sheet.not_table", Label{"数据库文件（Access）", "a database (Access)"}},
	{"MZ", "sheet.not_table", Label{"程序文件", "a program"}},
	{"\x7FELF", "sheet.not_table", Label{"程序文件", "a program"}},
	{"Rar!", "sheet.archive", Label{" RAR 压缩包", "a RAR archive"}},
	{"7z\xBC\xAF\x27\x1C", "sheet.archive", Label{" 7z 压缩包", "a 7z archive"}},
	{"\x1F\x8B", "sheet.archive", Label{" gzip 压缩包", "a gzip archive"}},
	{"BZh", "sheet.archive", Label{" bzip2 压缩包", "a bzip2 archive"}},
	{"\xFD7zXZ", "sheet.archive", Label{" xz 压缩包", "an xz archive"}},
}

// sniff decides by content what a file is.
func sniff(in input) (opener, error) {
	head, err := in.head(4096)
	if err != nil {
		return opener{}, err
	}
	for _, s := range strangers {
		if bytes.HasPrefix(head, []byte(s.magic)) && (len(s.magic) > 2 || controls(head)) {
			return opener{}, &Error{Kind: ErrNotTable, Key: s.key, Args: []any{s.label}}
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")), bytes.HasPrefix(head, []byte("PK\x07\x08")):
		return opener{openZip}, nil
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return opener{openCFB}, nil
	case isBIFF(head):
		return opener{openBareBIFF}, nil
	}
	return sniffText(head)
}

// sniffText tells markup from delimited text.
func sniffText(head []byte) (opener, error) {
	text := head
	if g, ok := bomOf(head); ok && g.name != utf8Name {
		text = []byte(decodeUTF16(head[2:len(head)&^1], g.name == utf16BEName))
	}
	text = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")), " \t\r\n\x00"))
	has := func(s string) bool { return bytes.Contains(text, []byte(s)) }
	switch {
	case bytes.HasPrefix(text, []byte("mime-version:")):
		return opener{}, &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{"网页归档（MHTML）", "a web archive (MHTML)"}}}
	case !bytes.HasPrefix(text, []byte("<")):
		return opener{openDelimited}, nil
	case has("urn:schemas-microsoft-com:office:spreadsheet") && has("<?xml") && !has("<html") && !has("<table "):
		return opener{openXML2003}, nil
	case has("<workbook"):
		return opener{openXML2003}, nil
	case has("<html"), has("<table"), has("<tr"), has("<meta"), has("<body"), has("<style"), has("<head"), has("<div"), has("<!doctype html"):
		return opener{openHTML}, nil
	case has("<?xml"):
		return opener{}, &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{" XML 文档", "an XML document"}}}
	}
	return opener{openDelimited}, nil
}

// controls reports whether the bytes hold what no text holds; two letters of
// magic alone may begin a text.
func controls(head []byte) bool {
	return bytes.ContainsAny(head, "\x00\x01\x02\x03\x04\x05\x06")
}

// openZip opens what lies in a zip package.
func openZip(f *File, in input) error {
	z, err := zip.NewReader(in, in.size)
	if err != nil {
		return &Error{Kind: ErrCorrupt, Key: "sheet.truncated", Err: err}
	}
	p, err := newPackage(z, f.opts)
	if err != nil {
		return err
	}
	if book := p.workbookPath(); book != "" {
		return openXLSX(f, p, book)
	}
	if p.has("content.xml") && p.has("META-INF/manifest.xml") {
		return openODS(f, p)
	}
	switch {
	case p.has("xl/workbook.bin"):
		return &Error{Kind: ErrNotTable, Key: "sheet.xlsb"}
	case p.has("word/document.xml"):
		return openDOCX(f, p)
	case p.has("ppt/presentation.xml"):
		return &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{" PowerPoint 演示文稿", "a PowerPoint presentation"}}}
	}
	return &Error{Kind: ErrNotTable, Key: "sheet.archive", Args: []any{Label{" zip 压缩包", "a zip archive"}}}
}

// extensions are what senders call the formats; text has many names.
var extensions = map[string][]Format{
	".xlsx": {XLSX}, ".xlsm": {XLSX}, ".xltx": {XLSX}, ".xls": {XLS}, ".xlt": {XLS}, ".et": {XLS, XLSX},
	".csv": {CSV}, ".tsv": {TSV}, ".tab": {TSV}, ".htm": {HTML}, ".html": {HTML}, ".ods": {ODS}, ".docx": {DOCX}, ".xml": {XML2003},
}

// noteExtension tells when the extension promises another format.
func (f *File) noteExtension() {
	ext := strings.ToLower(filepath.Ext(f.Name))
	formats, ok := extensions[ext]
	if !ok {
		return
	}
	for _, x := range formats {
		if x == f.Format {
			return
		}
	}
	f.note("sheet.note.extension", "", 0, ext, string(f.Format))
}
