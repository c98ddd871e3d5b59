package term

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// repaints takes out of frames what paints a row that is on the screen already. The renderer (ultraviolet) paints every row
// with a wide character whole in each frame, whether it changed or not (charmbracelet/ultraviolet#163): a screen of Japanese
// titles would be erased and written anew at each step of one bar.
//
// Such a row stands between "autowrap off" and "autowrap on", and the renderer puts the cursor by row and column after it, so
// that nothing that follows hangs on the row having been written. It does so while it counts by wcwidth; see
// [Session.filter]. Whatever looks different is let through.
type repaints struct {
	rows   map[string][]byte // what each row was painted with last, by its number; only of rows that are painted in this way next time
	height int               // of the screen; 0 while it is not known
	at     int               // row of the cursor, from 1; 0 while it is not known
}

var (
	noWrap = []byte(ansi.ResetModeAutoWrap)
	wrap   = []byte(ansi.SetModeAutoWrap)
	erase  = []byte(ansi.EraseLineRight)
)

// repaint finds the parts of a painted row: how the cursor gets there, what is painted, and where the cursor is put then.
// What is painted is text, colours and hyperlinks.
var repaint = regexp.MustCompile(`^\x1b\[\?7l((?:[\r\n\x08]|\x1b\[[0-9;]*[ABCDHGdm])*)\x1b\[K` +
	`((?:[^\x00-\x1f\x7f]|\x1b\[[0-9;:]*m|\x1b\]8;[^\x07\x1b]*\x07)*)(\x1b\[\?7h\x1b\[([0-9]+);[0-9]+H)`)

// reset is how the renderer ends all colours, before it goes to another row.
const reset = ansi.ResetStyle

// thin gives a frame without what it paints once more.
func (r *repaints) thin(frame []byte) []byte {
	if r.disturbed(frame) {
		r.forget()
		return slices.Clone(frame)
	}
	out := make([]byte, 0, len(frame))
	for {
		at := bytes.Index(frame, noWrap)
		if at < 0 {
			return append(out, frame...)
		}
		out, frame = append(out, frame[:at]...), frame[at:]
		part := repaint.FindSubmatch(frame)
		if part == nil {
			r.unknown(frame)
			out, frame = append(out, noWrap...), frame[len(noWrap):]
			continue
		}
		whole, way, painted, after, row := part[0], part[1], part[2], part[3], string(part[4])
		frame = frame[len(whole):]
		out = append(append(out, noWrap...), way...)
		out = append(out, r.paint(row, painted, frame)...)
		out = append(out, after...)
	}
}

// paint gives what brings a row to what the renderer paints. rest is the frame after it.
func (r *repaints) paint(row string, painted, rest []byte) []byte {
	last, known := r.rows[row]
	r.note(row, painted)
	switch {
	case known && !bytes.Equal(last, painted):
		return from(last, painted)
	case known && (endsPlain(painted) || startsPlain(rest)):
		return nil
	}
	return slices.Concat(erase, painted)
}

// from paints a row from the column on which it may differ from what it was painted with last: the last one where colours end
// before that, and all before is text that takes as many cells on every terminal.
func from(last, painted []byte) []byte {
	same := 0
	for same < min(len(last), len(painted)) && last[same] == painted[same] {
		same++
	}
	at := max(bytes.LastIndex(painted[:same], []byte(reset)), 0)
	before := string(painted[:at])
	if linked(before) || !certain(ansi.Strip(before)) {
		at, before = 0, ""
	}
	if at == 0 {
		return slices.Concat(erase, painted)
	}
	return slices.Concat([]byte(ansi.CursorHorizontalAbsolute(ansi.StringWidthWc(before)+1)), erase, painted[at:])
}

// linked says that a hyperlink goes on after the text.
func linked(text string) bool {
	last := strings.LastIndex(text, "\x1b]8;")
	return last >= 0 && !strings.HasPrefix(text[last:], ansi.ResetHyperlink())
}

func wide(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return ansi.StringWidthWc(string(r)) > 1 })
}

// certain says that terminals agree on the width of a text, old ones too: that of younger emoji they may not know.
func certain(text string) bool {
	return !wide(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return -1
		}
		return r
	}, text))
}

// endsPlain says that no colours are left at the end of what was painted.
func endsPlain(painted []byte) bool {
	last := bytes.LastIndex(painted, []byte("\x1b["))
	return last < 0 || bytes.HasPrefix(painted[last:], []byte(reset))
}

// startsPlain says that what follows a row begins by ending all colours.
func startsPlain(frame []byte) bool {
	return bytes.HasPrefix(bytes.TrimPrefix(frame, noWrap), []byte(reset))
}

// note keeps what a row was painted with, unless it is plain now: then the renderer changes it in other ways.
func (r *repaints) note(row string, painted []byte) {
	if !wide(ansi.Strip(string(painted))) {
		delete(r.rows, row)
		return
	}
	if r.rows == nil {
		r.rows = map[string][]byte{}
	}
	r.rows[row] = bytes.Clone(painted)
}

// unknown meets something with autowrap off that is not understood. Without an erasure it is a single cell in the corner.
func (r *repaints) unknown(frame []byte) {
	inside, _, _ := bytes.Cut(frame, wrap)
	if bytes.Contains(inside, erase) {
		r.forget()
	}
}

// forget makes the next frame paint all its rows.
func (r *repaints) forget() { clear(r.rows) }
