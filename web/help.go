package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"image/png"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	markdown "github.com/yuin/goldmark/text"

	"quanyuan/docs"
)

func init() {
	area(func(s *site) {
		// Whoever cannot sign in may read, too: the handbook holds no data.
		s.handle("GET /help", page{open: true, do: showHelp})
		s.handle("GET /help/{page}", page{open: true, do: showHelp})
		s.handle("GET /help/method/{page}", page{open: true, do: showHelp})
		s.mux.HandleFunc("GET /help/pictures/{stamp}/{file}", serveHelpPicture)
	})
}

// helpFirst is the page that the handbook begins with, in the tree as well.
const helpFirst = "README"

// helpView is a page of the handbook. Foreign is the language it is written in
// when that is not the reader's.
type helpView struct {
	Text    template.HTML
	Foreign string
}

func showHelp(q *request) error {
	folder := "handbook"
	if strings.HasPrefix(q.URL.Path, "/help/method/") {
		folder = "method"
	}
	name := q.PathValue("page")
	if name == "" {
		name = helpFirst
	} else {
		q.crumb(q.t("help.title"), "/help")
	}
	h, ok := readHelp(folder, name, q.lang)
	if !ok {
		return notFound
	}
	v := helpView{Text: h.html}
	if h.lang != q.lang {
		v.Foreign = h.lang
	}
	return q.show(http.StatusOK, "help/page.html", h.title, v)
}

// help is a page of the handbook, ready to be shown.
type help struct {
	title, lang string
	html        template.HTML
}

// helpFile is where a page is kept in a language: survey.md, survey.zh.md.
func helpFile(folder, name, lang string) string {
	if lang == "zh" {
		name += ".zh"
	}
	return folder + "/" + name + ".md"
}

// readHelp renders a page in a language, or in the other where there is no such.
func readHelp(folder, name, lang string) (help, bool) {
	for _, l := range []string{lang, languages[0], languages[1]} {
		if source, err := docs.Files.ReadFile(helpFile(folder, name, l)); err == nil {
			return renderHelp(source, folder, name, l), true
		}
	}
	return help{}, false
}

// helpMarkdown reads pages as forges do. The policy of the pages allows no
// styles in elements, so cells are aligned by attribute.
var helpMarkdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

func renderHelp(source []byte, folder, name, lang string) help {
	doc := helpMarkdown.Parser().Parse(markdown.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(helpIDs{}))))
	h := help{lang: lang}
	var links []*ast.Link
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if h.title == "" {
				h.title = helpText(n, source)
			}
		case *ast.Link:
			links = append(links, n)
		case *ast.Image:
			showPicture(n)
		}
		return ast.WalkContinue, nil
	})
	for _, l := range links {
		if to, ok := helpLink(string(l.Destination), folder, name, lang); ok {
			l.Destination = []byte(to)
			continue
		}
		for l.HasChildren() { // to a file of the tree, which the program does not show
			l.Parent().InsertBefore(l.Parent(), l, l.FirstChild())
		}
		l.Parent().RemoveChild(l.Parent(), l)
	}
	var b bytes.Buffer
	if err := helpMarkdown.Renderer().Render(&b, source, doc); err != nil {
		panic(err) // into memory
	}
	h.html = template.HTML(b.String())
	return h
}

// helpText is what a node says, without its marks.
func helpText(n ast.Node, source []byte) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// helpLink is the address of what a page links to. A page that names itself in
// the other language leads to itself in that language.
func helpLink(to, folder, name, lang string) (string, bool) {
	file, anchor, _ := strings.Cut(to, "#")
	if anchor != "" {
		anchor = "#" + anchor
	}
	if file == "" {
		return anchor, true
	}
	file = path.Join(folder, file)
	if _, err := docs.Files.Open(file); err != nil {
		return "", false
	}
	toFolder, base := path.Split(file)
	toName, in := strings.TrimSuffix(base, ".md"), "en"
	if n, ok := strings.CutSuffix(toName, ".zh"); ok {
		toName, in = n, "zh"
	}
	out := "/help/" + toName
	switch {
	case toFolder == "method/":
		out = "/help/method/" + toName
	case toName == helpFirst:
		out = "/help"
	}
	if in != lang && toFolder == folder+"/" && toName == name {
		out += "?lang=" + in
	}
	return out + anchor, true
}

// helpIDs names headings as forges do, so that links into a page hold in both.
type helpIDs map[string]int

func (ids helpIDs) Generate(heading []byte, _ ast.NodeKind) []byte {
	id := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(string(heading)))
	n := ids[id]
	if ids[id]++; n > 0 {
		id += "-" + strconv.Itoa(n)
	}
	return []byte(id)
}

func (ids helpIDs) Put(id []byte) { ids[string(id)]++ }

// helpPicture is a picture of the handbook; its stamp lets browsers keep it.
type helpPicture struct {
	raw           []byte
	stamp         string
	width, height int
}

// helpPictures are all pictures by their file's name.
var helpPictures = sync.OnceValue(func() map[string]helpPicture {
	all := map[string]helpPicture{}
	entries, err := docs.Files.ReadDir("handbook/pictures")
	if err != nil {
		panic(err) // embedded
	}
	for _, e := range entries {
		raw, err := docs.Files.ReadFile("handbook/pictures/" + e.Name())
		if err != nil {
			panic(err)
		}
		size, err := png.DecodeConfig(bytes.NewReader(raw))
		if err != nil {
			panic(e.Name() + ": " + err.Error())
		}
		sum := sha256.Sum256(raw)
		all[e.Name()] = helpPicture{raw, hex.EncodeToString(sum[:6]), size.Width, size.Height}
	}
	return all
})

// showPicture gives an image its address and its size, so that nothing moves
// when it comes; it is fetched when somebody scrolls to it.
func showPicture(n *ast.Image) {
	file := path.Base(string(n.Destination))
	p := helpPictures()[file]
	n.Destination = []byte("/help/pictures/" + p.stamp + "/" + file)
	n.SetAttributeString("width", strconv.Itoa(p.width))
	n.SetAttributeString("height", strconv.Itoa(p.height))
	n.SetAttributeString("loading", "lazy")
}

func serveHelpPicture(w http.ResponseWriter, r *http.Request) {
	p, ok := helpPictures()[r.PathValue("file")]
	if !ok || p.stamp != r.PathValue("stamp") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(p.raw)
}
