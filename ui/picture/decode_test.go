package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// halves is a picture of which the left half is red and the right blue.
func halves(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{200, 20, 20, 255}
			if x >= width/2 {
				c = color.RGBA{20, 20, 200, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// aWebP is one pixel, as nothing in the standard library can write it.
func aWebP(t *testing.T) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDecodeMakesSmall(t *testing.T) {
	for name, c := range map[string]struct {
		data          []byte
		width, height int
	}{
		"wide JPEG":   {asJPEG(t, halves(1280, 720)), 320, 180},
		"tall PNG":    {asPNG(t, halves(720, 1280)), 180, 320},
		"small":       {asPNG(t, halves(64, 36)), 64, 36},
		"a line":      {asPNG(t, halves(4000, 1)), 320, 1},
		"WebP":        {aWebP(t), 1, 1},
		"see-through": {asPNG(t, image.NewNRGBA(image.Rect(0, 0, 4, 4))), 4, 4},
	} {
		img, err := Decode(c.data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if b := img.Bounds(); b.Dx() != c.width || b.Dy() != c.height {
			t.Errorf("%s: %v, want %d x %d", name, b, c.width, c.height)
		}
		if _, _, _, a := img.At(0, 0).RGBA(); a != 0xffff {
			t.Errorf("%s lets something through", name)
		}
	}
	img, err := Decode(asPNG(t, halves(1280, 720)))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, b, _ := img.At(10, 90).RGBA(); r < b {
		t.Error("the left half is not red")
	}
	if r, _, b, _ := img.At(310, 90).RGBA(); b < r {
		t.Error("the right half is not blue")
	}
}

func TestDecodeRefuses(t *testing.T) {
	var animated bytes.Buffer
	if err := gif.Encode(&animated, halves(4, 4), nil); err != nil {
		t.Fatal(err)
	}
	for says, data := range map[string][]byte{
		"not a JPEG, PNG or WebP":             nil,
		"not a JPEG, PNG or WebP picture":     []byte("<html>denied</html>"),
		"not a JPEG, PNG or WebP picture, be": animated.Bytes(),
		"damaged":                             asPNG(t, halves(64, 64))[:60],
		"damaged, too":                        asJPEG(t, halves(64, 64))[:300],
		"50000 x 50000 pixels are too many":   claiming(asPNG(t, halves(1, 1)), 50_000, 50_000),
		"damaged, as 2000000000 x 2000000000": claiming(asPNG(t, halves(1, 1)), 2_000_000_000, 2_000_000_000),
	} {
		img, err := Decode(data)
		want, _, _ := strings.Cut(says, ", ")
		if strings.HasPrefix(says, "not a") {
			want = "not a JPEG, PNG or WebP"
		}
		if err == nil || img != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", says, img, err)
		}
	}
}

// claiming is a PNG whose header announces another size, its checksum put right.
func claiming(data []byte, width, height uint32) []byte {
	out := bytes.Clone(data)
	binary.BigEndian.PutUint32(out[16:], width)
	binary.BigEndian.PutUint32(out[20:], height)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("RIFF\x22\x00\x00\x00WEBPVP8 "))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := Decode(data)
		if err == nil && (img.Bounds().Dx() > keptWidth || img.Bounds().Dy() > keptHeight || img.Bounds().Empty()) {
			t.Errorf("a picture of %v", img.Bounds())
		}
	})
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ width, height, cols, rows, c, r int }{
		{320, 180, 32, 20, 32, 9},
		{320, 180, 80, 9, 32, 9},
		{180, 320, 40, 12, 14, 12},
		{100, 100, 10, 10, 10, 5},
		{320, 1, 30, 10, 30, 1},
		{1, 320, 30, 10, 1, 10},
		{10, 10, 1, 1, 1, 1},
	} {
		img := image.NewRGBA(image.Rect(0, 0, c.width, c.height))
		if cols, rows := Fit(img, c.cols, c.rows); cols != c.c || rows != c.r {
			t.Errorf("%d x %d in %d x %d: %d x %d, want %d x %d", c.width, c.height, c.cols, c.rows, cols, rows, c.c, c.r)
		}
	}
}
