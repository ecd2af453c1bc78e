package desk

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // pictures that residents send
	"io"
	"sync"

	"quanyuan"
)

// What is taken as proof.
const (
	ProofMost   = 10 << 20 // bytes of a picture
	pdfMost     = 3 << 20  // bytes of a PDF
	pixelsMost  = 40_000_000
	sideMost    = 1800 // pixels of the longer side that are kept
	jpegQuality = 82
)

func badProof(key string) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Where: quanyuan.Where{Field: "proof"}}
}

// oneProof lets one picture be drawn at a time: a large one takes memory.
var oneProof sync.Mutex

// readProof tells by the bytes what was sent, whatever its name says. A
// picture is turned upright, made smaller and drawn anew as JPEG: where it was
// taken, and whatever else hides in the file, is gone. A PDF is kept as it is
// if it holds nothing that acts.
func readProof(raw []byte) (*quanyuan.Attachment, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return readPDF(raw)
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")), bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
	default:
		return nil, badProof("proof.type")
	}
	if len(raw) > ProofMost {
		return nil, badProof("proof.large")
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || size.Width < 1 || size.Height < 1 {
		return nil, badProof("proof.unreadable")
	}
	if size.Width > pixelsMost/size.Height {
		return nil, badProof("proof.large")
	}
	oneProof.Lock()
	defer oneProof.Unlock()
	picture, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, badProof("proof.unreadable")
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(smaller(picture), orientation(raw)), &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, err
	}
	return &quanyuan.Attachment{Type: "image/jpeg", Data: out.Bytes()}, nil
}

// smaller draws a picture on white with its longer side at most sideMost: every
// pixel is the mean of those it stands for.
func smaller(src image.Image) *image.RGBA {
	b := src.Bounds()
	whole := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(whole, whole.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(whole, whole.Bounds(), src, b.Min, draw.Over)
	w, h := b.Dx(), b.Dy()
	long := max(w, h)
	if long <= sideMost {
		return whole
	}
	nw, nh := max(1, w*sideMost/long), max(1, h*sideMost/long)
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	for y := range nh {
		y0, y1 := y*h/nh, max(y*h/nh+1, (y+1)*h/nh)
		for x := range nw {
			x0, x1 := x*w/nw, max(x*w/nw+1, (x+1)*w/nw)
			var sum [3]int
			for sy := y0; sy < y1; sy++ {
				row := whole.Pix[whole.PixOffset(x0, sy) : whole.PixOffset(x1-1, sy)+4]
				for i := 0; i < len(row); i += 4 {
					sum[0], sum[1], sum[2] = sum[0]+int(row[i]), sum[1]+int(row[i+1]), sum[2]+int(row[i+2])
				}
			}
			n := (y1 - y0) * (x1 - x0)
			out.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
	return out
}

// upright turns a picture as its Exif orientation (1 to 8) says.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			out.SetRGBA(tx, ty, src.RGBAAt(x, y))
		}
	}
	return out
}

// orientation finds the Exif orientation of a JPEG (tag 0x0112 of its first
// directory); 1, which is upright, where there is none.
func orientation(raw []byte) int {
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff && raw[at+1] != 0xda; {
		n := int(binary.BigEndian.Uint16(raw[at+2:]))
		if n < 2 || at+2+n > len(raw) {
			break
		}
		if part, ok := bytes.CutPrefix(raw[at+4:at+2+n], []byte("Exif\x00\x00")); ok && raw[at+1] == 0xe1 {
			return orientationTag(part)
		}
		at += 2 + n
	}
	return 1
}

func orientationTag(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		e := at + 2 + int64(12*i)
		if e+12 > int64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			return int(order.Uint16(tiff[e+8:]))
		}
	}
	return 1
}

// acting are names in a PDF that let it act, carry files or hide what it holds.
var acting = [][]byte{[]byte("/JavaScript"), []byte("/JS"), []byte("/Launch"), []byte("/EmbeddedFile"), []byte("/OpenAction"), []byte("/AA"), []byte("/RichMedia"), []byte("/XFA"), []byte("/SubmitForm"), []byte("/Encrypt")}

func readPDF(raw []byte) (*quanyuan.Attachment, error) {
	switch {
	case len(raw) > pdfMost:
		return nil, badProof("proof.large")
	case !bytes.Contains(raw[max(0, len(raw)-1024):], []byte("%%EOF")):
		return nil, badProof("proof.unreadable")
	case acts(raw):
		return nil, badProof("proof.active")
	}
	return &quanyuan.Attachment{Type: "application/pdf", Data: bytes.Clone(raw)}, nil
}

// acts looks for the names in the file and in its packed objects. Names may be
// written with # escapes, which nobody needs in one of these: such a file is
// refused, too.
func acts(raw []byte) bool {
	left := int64(32 << 20) // unpacked in all, against bombs
	for rest := raw; ; {
		head, body, ok := bytes.Cut(rest, []byte("stream"))
		if named(head) {
			return true
		}
		if !ok {
			return false
		}
		body = bytes.TrimLeft(body, "\r\n")
		packed, after, _ := bytes.Cut(body, []byte("endstream"))
		if bytes.Contains(head[max(0, len(head)-400):], []byte("/ObjStm")) {
			z, err := zlib.NewReader(bytes.NewReader(packed))
			if err != nil {
				return true // an object packed in another way
			}
			plain, _ := io.ReadAll(io.LimitReader(z, left))
			if left -= int64(len(plain)); left <= 0 || named(plain) {
				return true
			}
		}
		rest = after
	}
}

func named(b []byte) bool {
	for _, name := range acting {
		for rest := b; ; {
			_, after, ok := bytes.Cut(rest, name)
			if !ok {
				break
			}
			if len(after) == 0 || !('a' <= after[0] && after[0] <= 'z' || 'A' <= after[0] && after[0] <= 'Z') {
				return true
			}
			rest = after
		}
	}
	return bytes.Contains(b, []byte("/#")) || bytes.Contains(b, []byte("/J#")) || bytes.Contains(b, []byte("/Java#"))
}
