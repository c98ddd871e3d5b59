package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // the kinds of pictures that HeyGen sends
	_ "image/png"
	"math"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

const (
	// mostPixels bounds what is decoded: a few bytes can announce a picture that fills the memory.
	mostPixels = 20_000_000
	// The largest size that is kept. It is about what the cells of the details have in pixels.
	keptWidth, keptHeight = 320, 320
)

var errKind = errors.New("not a JPEG, PNG or WebP picture")

// Decode reads a JPEG, PNG or WebP picture of at most 20 megapixels and makes it small. Whatever the bytes are, it gives a
// picture or an error.
func Decode(data []byte) (img image.Image, err error) {
	defer func() {
		if fault := recover(); fault != nil { // the bytes are a stranger's: a decoder's fault must not end the program
			img, err = nil, fmt.Errorf("not decoded: %v", fault)
		}
	}()
	config, kind, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case errors.Is(err, image.ErrFormat), err == nil && kind != "jpeg" && kind != "png" && kind != "webp":
		return nil, errKind
	case err != nil:
		return nil, fmt.Errorf("damaged: %w", err)
	case config.Width <= 0 || config.Height <= 0:
		return nil, errors.New("it has no size")
	case config.Width > mostPixels/config.Height:
		return nil, fmt.Errorf("%d x %d pixels are too many", config.Width, config.Height)
	}
	whole, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("damaged: %w", err)
	}
	b := whole.Bounds()
	shrink := min(keptWidth/float64(b.Dx()), keptHeight/float64(b.Dy()), 1)
	return scaled(whole, atLeastOne(float64(b.Dx())*shrink), atLeastOne(float64(b.Dy())*shrink)), nil
}

func atLeastOne(n float64) int { return max(int(math.Round(n)), 1) }

// scaled is img in another size, on black where it lets something through.
func scaled(img image.Image, width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Bounds(), image.Black, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), img, img.Bounds(), draw.Over, nil)
	return out
}

// Fit is the largest size in cells, within cols and rows, that has the shape of the picture, where a cell is twice as
// high as wide.
func Fit(img image.Image, cols, rows int) (c, r int) {
	b := img.Bounds()
	high := 2 * float64(b.Dx()) / float64(b.Dy()) // cells in a row for each row
	c = min(cols, atLeastOne(float64(rows)*high))
	r = min(rows, atLeastOne(float64(c)/high))
	return max(c, 1), max(r, 1)
}
