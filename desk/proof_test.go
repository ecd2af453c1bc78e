package desk

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"quanyuan"
)

// taken makes a picture with a red corner, top left, as JPEG with an Exif part
// that says how it lies and where it was taken.
func taken(t testing.TB, w, h int, orientation byte) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{20, 20, 200, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{220, 20, 20, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
	exif = append(exif, "GPS 30.6624 104.0633"...)
	part := append([]byte{0xff, 0xe1, byte((len(exif) + 2) >> 8), byte(len(exif) + 2)}, exif...)
	return append(append([]byte{0xff, 0xd8}, part...), b.Bytes()[2:]...)
}

// A picture comes out upright, small and without what hid in it.
func TestProofOfAPicture(t *testing.T) {
	for orientation, corner := range map[byte][2]float64{1: {.2, .2}, 2: {.8, .2}, 3: {.8, .8}, 4: {.2, .8}, 5: {.2, .2}, 6: {.8, .2}, 7: {.8, .8}, 8: {.2, .8}} {
		p, err := readProof(taken(t, 400, 200, orientation))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(p.Data, []byte("Exif")) || bytes.Contains(p.Data, []byte("GPS")) {
			t.Errorf("orientation %d: the place is still in it", orientation)
		}
		m, err := jpeg.Decode(bytes.NewReader(p.Data))
		if err != nil {
			t.Fatal(err)
		}
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		if (w > h) != (orientation < 5) {
			t.Errorf("orientation %d: %d × %d", orientation, w, h)
		}
		if r, _, b, _ := m.At(int(corner[0]*float64(w)), int(corner[1]*float64(h))).RGBA(); r < b {
			t.Errorf("orientation %d: the red corner is elsewhere", orientation)
		}
	}
	p, err := readProof(taken(t, 4000, 3000, 1))
	if err != nil {
		t.Fatal(err)
	}
	if m, err := jpeg.DecodeConfig(bytes.NewReader(p.Data)); err != nil || m.Width != sideMost || m.Height != sideMost*3/4 {
		t.Errorf("a large picture is kept as %d × %d: %v", m.Width, m.Height, err)
	}
}

func pdf(body string) string { return "%PDF-1.7\n" + body + "\ntrailer <</Root 1 0 R>>\n%%EOF\n" }

func packed(t testing.TB, text string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(text))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("5 0 obj <</Type /ObjStm /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream endobj", b.Len(), b.String())
}

// What a file is stands in its bytes; what acts or is no proof is refused.
func TestProofRefused(t *testing.T) {
	var drawing bytes.Buffer
	if err := png.Encode(&drawing, image.NewRGBA(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	huge := append([]byte{}, drawing.Bytes()...)
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65536 × 65536
	for _, c := range []struct {
		name string
		raw  string
		key  string
	}{
		{"a drawing", drawing.String(), ""},
		{"a plain PDF", pdf("1 0 obj <</Type /Catalog>> endobj"), ""},
		{"a PDF with packed objects", pdf(packed(t, "<</Type /Catalog /Pages 2 0 R>>")), ""},
		{"a page", "<html><script>alert(1)</script>", "proof.type"},
		{"a program named as a picture", "MZ\x90\x00", "proof.type"},
		{"an SVG", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "proof.type"},
		{"half a picture", drawing.String()[:40], "proof.unreadable"},
		{"a picture that unpacks to gigabytes", string(huge), "proof.unreadable"},
		{"a PDF cut short", "%PDF-1.7\n1 0 obj", "proof.unreadable"},
		{"a PDF with a script", pdf("1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert)>>>> endobj"), "proof.active"},
		{"a PDF with a hidden script", pdf(packed(t, "<</S /JavaScript>>")), "proof.active"},
		{"a PDF with an escaped name", pdf("1 0 obj <</S /#4aavaScript>> endobj"), "proof.active"},
		{"an encrypted PDF", pdf("trailer <</Encrypt 9 0 R>>"), "proof.active"},
		{"a PDF with packed objects that do not unpack", pdf("<</Type /ObjStm>> stream\nxyz\nendstream"), "proof.active"},
	} {
		_, err := readProof([]byte(c.raw))
		var e *quanyuan.Error
		if key := ""; errors.As(err, &e) {
			key = e.Key
			if c.name == "a picture that unpacks to gigabytes" && key == "proof.large" {
				continue // either is a refusal: the check sum of the header is off
			}
			if key != c.key {
				t.Errorf("%s: %s, want %q", c.name, key, c.key)
			}
		} else if c.key != "" {
			t.Errorf("%s is taken", c.name)
		}
	}
}

func FuzzProof(f *testing.F) {
	f.Add(taken(f, 8, 4, 6))
	f.Add([]byte(pdf(packed(f, "<</S /Catalog>>"))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := readProof(raw)
		if err != nil {
			return
		}
		if p.Type == "image/jpeg" {
			if _, err := jpeg.Decode(bytes.NewReader(p.Data)); err != nil {
				t.Fatalf("what was drawn anew cannot be opened: %v", err)
			}
			if bytes.Contains(p.Data, []byte("Exif")) {
				t.Fatal("metadata is kept")
			}
		}
	})
}
