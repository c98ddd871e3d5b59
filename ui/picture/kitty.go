package picture

import (
	"bytes"
	"fmt"
	"image"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"
)

// ID names a picture in a terminal that takes Kitty's graphics (https://sw.kovidgoyal.net/kitty/graphics-protocol/).
type ID struct{ n int }

const (
	// ours is the highest byte of every id, so that the pictures of other programs are left alone.
	ours = 0x52
	// The lowest byte is told by a colour of the palette, which no renderer converts. The first 16 colours have sequences
	// of their own, which not every terminal takes for a number.
	lowest, highest = 16, 255
)

// NewID gives the n-th id. There are 240; then they begin again.
func NewID(n int) ID { return ID{lowest + n%(highest-lowest+1)} }

func (id ID) whole() int { return ours<<24 | id.n }

// Query asks the terminal whether it takes pictures as Transmit sends them; see Takes. Only a terminal that is known not
// to print it should be asked.
func Query() string {
	return ansi.KittyGraphics([]byte("AAAA"), "a=q", "t=d", "f=24", "s=1", "v=1", fmt.Sprintf("i=%d", ours<<24))
}

// Takes says whether an answer to Query is a yes.
func Takes(answer uv.KittyGraphicsEvent) bool {
	return answer.Options.ID == ours<<24 && string(answer.Payload) == "OK"
}

// Transmit is what has the terminal keep img under an id, to be shown in cols x rows cells wherever Cells are.
func Transmit(id ID, img image.Image, cols, rows int) (string, error) {
	var b bytes.Buffer
	err := kitty.EncodeGraphics(&b, img, &kitty.Options{
		Action: kitty.TransmitAndPut, VirtualPlacement: true, ID: id.whole(), Columns: cols, Rows: rows,
		Format: kitty.PNG, Transmission: kitty.Direct, Chunk: true, Quiet: 2,
	})
	return b.String(), err
}

// Delete is what has the terminal forget a picture.
func Delete(id ID) string {
	return ansi.KittyGraphics(nil, "a=d", "d=I", fmt.Sprintf("i=%d", id.whole()), "q=2")
}

// Cells is the text that the terminal draws as the picture: rows lines of cols cells. Each cell says which it is, since a
// renderer writes those alone that changed.
func Cells(id ID, cols, rows int) []string {
	lines := make([]string, rows)
	for y := range lines {
		var b strings.Builder
		fmt.Fprintf(&b, "\x1b[38;5;%dm", id.n)
		for x := range cols {
			b.WriteRune(kitty.Placeholder)
			b.WriteRune(kitty.Diacritic(y))
			b.WriteRune(kitty.Diacritic(x))
			b.WriteRune(kitty.Diacritic(ours))
		}
		b.WriteString("\x1b[m")
		lines[y] = b.String()
	}
	return lines
}
