package picture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestBlocks(t *testing.T) {
	lines := Blocks(halves(320, 180), 8, 3)
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		if got := ansi.Strip(line); got != strings.Repeat("▀", 8) {
			t.Errorf("a line is %q", got)
		}
		if !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("the line leaves its colours behind: %q", line)
		}
	}
	const red, blue = "\x1b[38;2;200;20;20;48;2;200;20;20m", "\x1b[38;2;20;20;200;48;2;20;20;200m"
	if !strings.HasPrefix(lines[1], red) || !strings.Contains(lines[1], blue) {
		t.Errorf("colours: %q", lines[1])
	}
	if n := strings.Count(lines[0], "\x1b[38"); n > 6 {
		t.Errorf("equal cells are painted %d times", n)
	}
}

// TestBlocksHoldTwoPixelsACell draws a picture whose upper half is of another colour.
func TestBlocksHoldTwoPixelsACell(t *testing.T) {
	img := halves(4, 4)
	for x := range 4 {
		for y := range 2 {
			img.Pix[img.PixOffset(x, y)+1] = 255
		}
	}
	first := Blocks(img, 4, 1)[0]
	var top, bottom [3]int
	if _, err := fmt.Sscanf(first, "\x1b[38;2;%d;%d;%d;48;2;%d;%d;%dm", &top[0], &top[1], &top[2], &bottom[0], &bottom[1], &bottom[2]); err != nil {
		t.Fatal(err)
	}
	if top[1] < 200 || bottom[1] > 60 {
		t.Errorf("above %v, below %v", top, bottom)
	}
}

func TestTransmit(t *testing.T) {
	img := halves(320, 180)
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] += uint8(i * i / 7 % 90) // so that it does not compress into one chunk
		}
	}
	sent, err := Transmit(NewID(3), img, 32, 9)
	if err != nil {
		t.Fatal(err)
	}
	chunks := strings.SplitAfter(sent, "\x1b\\")
	chunks = chunks[:len(chunks)-1]
	if len(chunks) < 2 {
		t.Fatalf("%d chunks", len(chunks))
	}
	form := regexp.MustCompile("^\x1b_G([a-zA-Z0-9=,]+)(?:;([A-Za-z0-9+/=]*))?\x1b\\\\$")
	var all string
	for i, chunk := range chunks {
		parts := form.FindStringSubmatch(chunk)
		if parts == nil {
			t.Fatalf("chunk %d is %.80q", i, chunk)
		}
		options := "," + parts[1] + ","
		if i == 0 {
			for _, want := range []string{",a=T,", ",U=1,", ",q=2,", ",f=100,", ",c=32,", ",r=9,", fmt.Sprintf(",i=%d,", 0x52<<24|19), ",m=1,"} {
				if !strings.Contains(options, want) {
					t.Errorf("the first chunk's options %s lack %s", options, want)
				}
			}
		}
		if last := i == len(chunks)-1; strings.Contains(options, ",m=0,") != last {
			t.Errorf("chunk %d of %d: %s", i, len(chunks), options)
		}
		if len(parts[2]) > 4096 {
			t.Errorf("chunk %d has %d bytes", i, len(parts[2]))
		}
		all += parts[2]
	}
	data, err := base64.StdEncoding.DecodeString(all)
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil || got.Bounds() != img.Bounds() || got.At(5, 5) != img.At(5, 5) {
		t.Errorf("the terminal would get %v (%v)", got.Bounds(), err)
	}
}

func TestCellsSayWhichTheyAre(t *testing.T) {
	lines := Cells(NewID(0), 3, 2)
	if len(lines) != 2 || !strings.HasPrefix(lines[1], "\x1b[38;5;16m") || !strings.HasSuffix(lines[1], "\x1b[m") {
		t.Fatalf("%q", lines)
	}
	// Row, column and highest byte, from Kitty's table of diacritics.
	if got, want := ansi.Strip(lines[1]), "\U0010eeee\u030d\u0305\u06e8\U0010eeee\u030d\u030d\u06e8\U0010eeee\u030d\u030e\u06e8"; got != want {
		t.Errorf("%+q, want %+q", got, want)
	}
	for _, line := range Cells(NewID(300), 80, 60) {
		bare := ansi.Strip(line)
		if ansi.StringWidth(bare) != 80 || ansi.StringWidthWc(bare) != 80 {
			t.Errorf("a line of 80 cells is %d wide, by wcwidth %d", ansi.StringWidth(bare), ansi.StringWidthWc(bare))
		}
	}
}

func TestIDsAreOursAndNumbersOfThePalette(t *testing.T) {
	seen := map[int]bool{}
	for n := range 500 {
		id := NewID(n)
		if id.n < 16 || id.n > 255 || id.whole()>>24 != ours {
			t.Fatalf("%d: %d", n, id.whole())
		}
		seen[id.n] = true
	}
	if len(seen) != 240 {
		t.Errorf("%d ids", len(seen))
	}
	if got, want := Delete(NewID(0)), fmt.Sprintf("\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", ours<<24|16); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Query(); !strings.HasPrefix(got, "\x1b_Ga=q,") || !strings.HasSuffix(got, ";AAAA\x1b\\") {
		t.Errorf("%q", got)
	}
}
