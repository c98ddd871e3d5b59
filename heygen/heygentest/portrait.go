package heygentest

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

const (
	portraitWidth, portraitHeight = 480, 270
	portraitQuality               = 80
)

// portrait is the picture of a video: somebody before a wall of two colours, different for each id and always the same.
func portrait(id string) []byte {
	h := fnv.New64a()
	h.Write([]byte(id)) // A hash never fails.
	seed := mix(h.Sum64())
	hue := float64(seed%360) / 360
	scene := scene{
		wall: hsv(hue, 0.45, 0.85), floor: hsv(hue+0.12, 0.6, 0.35),
		coat: hsv(hue+0.5, 0.55, 0.5), face: hsv(0.07, 0.35+0.2*float64(seed>>16%3)/2, 0.55+0.2*float64(seed>>20%3)),
		lean: float64(seed>>24%41) - 20,
	}
	img := image.NewRGBA(image.Rect(0, 0, portraitWidth, portraitHeight))
	for y := range portraitHeight {
		for x := range portraitWidth {
			img.SetRGBA(x, y, scene.at(float64(x), float64(y)))
		}
	}
	var b bytes.Buffer
	// Writing to memory has no error, and a picture of this size no fault.
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: portraitQuality})
	return b.Bytes()
}

// scene is what a portrait shows.
type scene struct {
	wall, floor, coat, face color.RGBA
	lean                    float64 // pixels that the person stands aside
}

// at is the colour of a pixel: head before shoulders before wall.
func (s scene) at(x, y float64) color.RGBA {
	dx := x - portraitWidth/2 - s.lean
	inside := func(dy, rx, ry float64) bool { return dx*dx/(rx*rx)+dy*dy/(ry*ry) < 1 }
	switch {
	case inside(y-110, 42, 54):
		return shade(s.face, 1-0.25*math.Max(dx, 0)/42)
	case inside(y-portraitHeight-20, 120, 120):
		return shade(s.coat, 1-0.3*math.Max(dx, 0)/120)
	}
	part := y / portraitHeight
	return color.RGBA{blend(s.wall.R, s.floor.R, part), blend(s.wall.G, s.floor.G, part), blend(s.wall.B, s.floor.B, part), 255}
}

func blend(a, b uint8, part float64) uint8 { return uint8(float64(a)*(1-part) + float64(b)*part) }

func shade(c color.RGBA, light float64) color.RGBA {
	return color.RGBA{blend(0, c.R, light), blend(0, c.G, light), blend(0, c.B, light), 255}
}

// hsv is a colour by hue (whole turns do nothing), saturation and value, 0 to 1 each.
func hsv(h, s, v float64) color.RGBA {
	part := func(n float64) uint8 {
		k := math.Mod(n+h*6, 6)
		return uint8(255 * v * (1 - s*math.Max(0, math.Min(math.Min(k, 4-k), 1))))
	}
	return color.RGBA{part(5), part(3), part(1), 255}
}
