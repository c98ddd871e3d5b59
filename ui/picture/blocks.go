package picture

import (
	"fmt"
	"image"
	"strings"
)

// upperHalf leaves the lower half of its cell to the background.
const upperHalf = "▀"

// Blocks draws img in half blocks, two pixels a cell: rows lines of cols cells, in 24-bit colour. Where a terminal has 256
// the renderer takes the nearest: with so few pixels, spreading the error over the neighbours leaves nothing to see.
func Blocks(img image.Image, cols, rows int) []string {
	small := scaled(img, cols, 2*rows)
	lines := make([]string, rows)
	for y := range lines {
		var b strings.Builder
		var last string
		for x := range cols {
			top, bottom := small.RGBAAt(x, 2*y), small.RGBAAt(x, 2*y+1)
			paint := fmt.Sprintf("\x1b[38;2;%d;%d;%d;48;2;%d;%d;%dm", top.R, top.G, top.B, bottom.R, bottom.G, bottom.B)
			if paint != last {
				b.WriteString(paint)
				last = paint
			}
			b.WriteString(upperHalf)
		}
		b.WriteString("\x1b[m")
		lines[y] = b.String()
	}
	return lines
}
