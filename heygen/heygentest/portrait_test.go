package heygentest

import (
	"bytes"
	"image/jpeg"
	"testing"
)

func TestPortraitsAreRealPicturesOfTheirOwn(t *testing.T) {
	first, again, other := portrait(ID(1)), portrait(ID(1)), portrait(ID(2))
	if !bytes.Equal(first, again) {
		t.Error("the same video has two pictures")
	}
	if bytes.Equal(first, other) {
		t.Error("two videos have the same picture")
	}
	for n := range 20 {
		data := portrait(ID(n))
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil || img.Bounds().Dx() != portraitWidth || img.Bounds().Dy() != portraitHeight {
			t.Fatalf("video %d: %v (%v)", n, img.Bounds(), err)
		}
		if len(data) > 64<<10 {
			t.Errorf("video %d has a picture of %d bytes", n, len(data))
		}
		if img.At(portraitWidth/2, 110) == img.At(10, 10) {
			t.Errorf("video %d shows nobody", n)
		}
	}
}
