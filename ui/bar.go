package ui

import "strings"

// putBar draws a line bar of width cells, filled to part (0 to 1) in steps of half a cell.
func putBar(s *strip, g glyphs, t tone, part float64, width int) {
	halves := min(max(int(part*float64(2*width)+0.5), 0), 2*width)
	filled := strings.Repeat(g.full, halves/2)
	used := halves / 2
	if halves%2 == 1 {
		filled += g.half
		used++
	}
	s.put(t, filled)
	s.put(faint, strings.Repeat(g.rest, width-used))
}

// putBatchBar draws the whole list as one bar: done, failed and the rest, each at least a cell where it is not none.
func putBatchBar(s *strip, g glyphs, done, failed, all, width int) {
	counts := [3]int{done, failed, max(all-done-failed, 0)}
	cells := shares(counts, width)
	s.put(green, strings.Repeat(g.full, cells[0]))
	s.put(red, strings.Repeat(g.lost, cells[1]))
	s.put(faint, strings.Repeat(g.rest, cells[2]))
}

// shares splits width cells in proportion to the counts; what is there keeps at least one cell, and the largest
// part gives it.
func shares(counts [3]int, width int) [3]int {
	var cells [3]int
	total := counts[0] + counts[1] + counts[2]
	if total == 0 {
		return [3]int{2: width}
	}
	left, largest := width, 0
	for i, n := range counts {
		cells[i] = n * width / total
		if n > 0 {
			cells[i] = max(cells[i], 1)
		}
		left -= cells[i]
		if n > counts[largest] {
			largest = i
		}
	}
	cells[largest] = max(cells[largest]+left, 0)
	return cells
}
