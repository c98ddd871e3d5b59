package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui"
	"reelwatch/ui/term"
)

const (
	tableGap = 2  // cells between two columns
	idMost   = 32 // HeyGen's ids are this long; a longer one is cut
	idLeast  = 8  // of an id are still worth a column
	noteMost = 60 // of a reason or a file name; more is for --json

	restLeast = 32 // cells that title and note get before the id is shown whole
)

// writeTable writes the entries in columns that fit width cells, without colour: a pipe and a terminal without colours
// show the same.
func (a *app) writeTable(w io.Writer, entries []*tracker.Entry, width int) error {
	mark := term.Ellipsis
	if a.asciiOnly() {
		mark = term.EllipsisASCII
	}
	rows := make([][columnCount]string, len(entries))
	for i, e := range entries {
		rows[i] = [columnCount]string{e.ID, ui.StatusWord(statusOf(e)), e.Shown(), note(e)}
		for column, text := range rows[i] {
			rows[i][column] = a.readable(text)
		}
	}
	widths := tableWidths(rows, width)
	for _, row := range rows {
		var cells []string
		for i, text := range row {
			if widths[i] == 0 {
				continue
			}
			if i == columnID || i == columnTitle {
				text = term.CutMiddle(text, widths[i], mark)
			} else {
				text = term.Cut(text, widths[i], mark)
			}
			cells = append(cells, term.Pad(text, widths[i]))
		}
		line := strings.TrimRight(strings.Join(cells, strings.Repeat(" ", tableGap)), " ")
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// The columns of the table.
const (
	columnID = iota
	columnStatus
	columnTitle
	columnNote
	columnCount
)

// tableWidths shares width cells out. Each column gets what its longest text needs while there is room; then the id
// gives way, since its beginning will do for a command, and title and note share the rest. A column of 0 is left out.
func tableWidths(rows [][columnCount]string, width int) (widths [columnCount]int) {
	var need [columnCount]int
	for _, row := range rows {
		for i, text := range row {
			need[i] = max(need[i], term.Width(text))
		}
	}
	need[columnID] = min(need[columnID], idMost)
	need[columnNote] = min(need[columnNote], noteMost)
	room := width
	grant := func(column, cells int) {
		cells = min(cells, need[column], room)
		if cells <= 0 {
			return
		}
		widths[column] = cells
		room = max(room-cells-tableGap, 0)
	}
	grant(columnStatus, width/3)
	rest := need[columnTitle] + need[columnNote] + 2*tableGap
	grant(columnID, max(room-min(rest, restLeast), idLeast))
	grant(columnTitle, max(room-tableGap-need[columnNote], (room-tableGap)/2))
	grant(columnNote, room)
	return widths
}

// statusOf is the status that the table shows of an entry.
func statusOf(e *tracker.Entry) heygen.Status {
	if e.Saved() {
		return savedWord
	}
	return e.Status
}

// note is the one thing that matters about an entry beside its status.
func note(e *tracker.Entry) string {
	switch {
	case e.Saved():
		return filepath.Base(e.File)
	case e.Status == heygen.Failed:
		return e.Failure.Text()
	case e.Status == heygen.Completed:
		return "not saved yet"
	}
	return ""
}
