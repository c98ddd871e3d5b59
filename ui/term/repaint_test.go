package term

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

const paintedWidth, paintedHeight = 60, 12

// painter draws frames as Bubble Tea does, by the same renderer.
type painter struct {
	renderer *uv.TerminalRenderer
	cells    uv.ScreenBuffer
	out      bytes.Buffer
}

func newPainter() *painter {
	p := &painter{cells: uv.NewScreenBuffer(paintedWidth, paintedHeight)}
	p.cells.Method = ansi.WcWidth
	p.renderer = uv.NewTerminalRenderer(&p.out, []string{"TERM=xterm-256color", "COLORTERM=truecolor"})
	p.renderer.SetColorProfile(colorprofile.TrueColor)
	p.renderer.SetFullscreen(true)
	p.renderer.SetRelativeCursor(false)
	p.renderer.SetScrollOptim(true)
	p.renderer.Erase()
	return p
}

// paint gives what goes to the terminal for a frame of these lines.
func (p *painter) paint(t *testing.T, lines []string) []byte {
	t.Helper()
	p.cells.Clear()
	uv.NewStyledString(strings.Join(lines, "\n")).Draw(p.cells, p.cells.Bounds())
	p.renderer.Render(p.cells.RenderBuffer)
	if err := p.renderer.Flush(); err != nil {
		t.Fatal(err)
	}
	defer p.out.Reset()
	return bytes.Clone(p.out.Bytes())
}

// both shows each frame on two terminals, on one of them thinned.
type both struct {
	painter  *painter
	repaints repaints
	full     *vt.Emulator
	thin     *vt.Emulator
}

func newBoth(t *testing.T) *both {
	b := &both{painter: newPainter(), repaints: repaints{height: paintedHeight}, full: vt.NewEmulator(paintedWidth, paintedHeight), thin: vt.NewEmulator(paintedWidth, paintedHeight)}
	t.Cleanup(func() {
		if err := b.full.Close(); err != nil {
			t.Error(err)
		}
		if err := b.thin.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// show draws lines on both terminals, which must not differ then, and gives how many bytes each got.
func (b *both) show(t *testing.T, lines []string) (full, thin int) {
	t.Helper()
	frame := b.painter.paint(t, lines)
	less := b.repaints.thin(frame)
	for screen, text := range map[*vt.Emulator][]byte{b.full: frame, b.thin: less} {
		if _, err := screen.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	for y := range paintedHeight {
		for x := range paintedWidth {
			if f, l := b.full.CellAt(x, y), b.thin.CellAt(x, y); !f.Equal(l) {
				t.Fatalf("at %d,%d %+v, thinned %+v\nframe   %q\nthinned %q", x, y, f, l, frame, less)
			}
		}
	}
	return len(frame), len(less)
}

// row is the n-th row of a table, with an amount that changes; every row but each fourth has wide characters.
func row(n, amount int) string {
	title := fmt.Sprintf("春の発表 %02d – ティーザー", n)
	if n%4 == 3 {
		title = fmt.Sprintf("Spring launch %02d", n)
	}
	title = ansi.SetHyperlink(fmt.Sprintf("https://x.example/%d", n)) + title + ansi.ResetHyperlink()
	return fmt.Sprintf(" \x1b[38;2;108;182;255m●\x1b[39m %s%s\x1b[38;2;139;147;163m%3d%%\x1b[m", title, strings.Repeat(" ", 40-ansi.StringWidth(title)), amount)
}

func rows(amounts []int) (lines []string) {
	for n, amount := range amounts {
		lines = append(lines, row(n, amount))
	}
	return lines
}

func TestUnchangedWideRowsAreNotPaintedAgain(t *testing.T) {
	b := newBoth(t)
	amounts := make([]int, paintedHeight)
	b.show(t, rows(amounts))
	b.show(t, rows(amounts)) // the first frame erased the screen, so nothing of it is taken for granted
	for step, changed := range []int{0, 3, 4, 11} {
		amounts[changed] = 10 + step
		full, thin := b.show(t, rows(amounts))
		t.Logf("row %d: %d bytes, thinned %d", changed, full, thin)
		if full < 1000 || thin > 400 {
			t.Errorf("row %d: %d bytes, thinned %d", changed, full, thin)
		}
	}
}

// Whatever the renderer does to get from one screen to the next, the user sees the same.
func TestThinnedFramesShowTheSame(t *testing.T) {
	for seed := range uint64(30) {
		wander(t, seed, 60)
	}
}

func FuzzThinnedFrames(f *testing.F) {
	f.Add(uint64(290)) // the whole screen moves up a row
	f.Add(uint64(99))  // a row with wide characters becomes plain, another plain one, and gets some again
	f.Fuzz(func(t *testing.T, seed uint64) { wander(t, seed, 40) })
}

// wander goes from screen to screen.
func wander(t *testing.T, seed uint64, steps int) {
	random := rand.New(rand.NewPCG(seed, 1))
	b := newBoth(t)
	lines := rows(make([]int, paintedHeight))
	for range steps {
		n, m := random.IntN(paintedHeight), random.IntN(paintedHeight)
		switch random.IntN(9) {
		case 0, 1, 2:
			lines[n] = row(random.IntN(20), random.IntN(100))
		case 3:
			lines[n], lines[m] = lines[m], lines[n]
		case 4: // scrolls between two lines
			top, bottom := min(n, m), max(n, m)
			lines = slices.Concat(lines[:top], lines[top+1:bottom+1], []string{row(random.IntN(20), 0)}, lines[bottom+1:])[:paintedHeight]
		case 5:
			lines[n] = ""
		case 6:
			lines[n] = "\x1b[48;2;35;40;51m" + row(random.IntN(20), 0) + strings.Repeat(" ", 15) + "\x1b[m"
		case 7:
			for y := n; y < paintedHeight; y++ {
				lines[y] = ""
			}
		case 8:
			b.painter.renderer.Erase()
			b.painter.cells.Touched = nil
		}
		b.show(t, lines)
	}
}

// Of a row that changed at its end only that is painted, where no terminal can take what stands before for wider or narrower.
func TestChangedRowsArePaintedFromWhereTheyChanged(t *testing.T) {
	const begin, end = "\x1b[2;1H\x1b[?7l\x1b[K", "\x1b[?7h\x1b[2;60H\x1b[m"
	for name, c := range map[string]struct{ last, next, want string }{
		"at the end":        {"日本\x1b[31mx\x1b[m \x1b[32m10%", "日本\x1b[31mx\x1b[m \x1b[32m11%", "\x1b[6G\x1b[K\x1b[m \x1b[32m11%"},
		"shorter":           {"日本\x1b[31mx\x1b[m 10%", "日本\x1b[31mx\x1b[m", "\x1b[6G\x1b[K\x1b[m"},
		"longer":            {"한글\x1b[31mx\x1b[m", "한글\x1b[31mx\x1b[m y", "\x1b[6G\x1b[K\x1b[m y"},
		"at the beginning":  {"日本\x1b[31mx\x1b[m", "月本\x1b[31mx\x1b[m", ""},
		"colours go on":     {"\x1b[31m日本 10%", "\x1b[31m日本 11%", ""},
		"within a link":     {"日\x1b]8;;u\x07本\x1b[31mx\x1b[m 1\x1b]8;;\x07", "日\x1b]8;;u\x07本\x1b[31mx\x1b[m 2\x1b]8;;\x07", ""},
		"after a link":      {"\x1b]8;;u\x07日本\x1b]8;;\x07\x1b[31mx\x1b[m 1", "\x1b]8;;u\x07日本\x1b]8;;\x07\x1b[31mx\x1b[m 2", "\x1b[6G\x1b[K\x1b[m 2"},
		"after an emoji":    {"🫆\x1b[31mx\x1b[m 1", "🫆\x1b[31mx\x1b[m 2", ""},
		"plain the time on": {"日本\x1b[31mx\x1b[m 1", "abcd\x1b[31mx\x1b[m 1", ""},
	} {
		r := repaints{height: paintedHeight}
		r.thin([]byte(begin + c.last + end))
		want := begin + c.next + end
		if c.want != "" {
			want = strings.TrimSuffix(begin, "\x1b[K") + c.want + end
		}
		if got := string(r.thin([]byte(begin + c.next + end))); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Counting by grapheme would have the renderer paint rows in a way that can't be told from others.
func TestGraphemeWidthsAreNotTurnedOn(t *testing.T) {
	s := NewSession(Options{})
	if got := s.filter(nil, tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset}); got != nil {
		t.Errorf("Bubble Tea learns %v", got)
	}
	report := tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset}
	if got := s.filter(nil, report); got != report {
		t.Errorf("of synchronized output Bubble Tea learns %v", got)
	}
}

func TestWhatLooksDifferentIsLetThrough(t *testing.T) {
	const (
		painted = "\x1b[3;1H\x1b[?7l\x1b[m\r\n\x1b[K\x1b[38;2;1;2;3m 日本\x1b[?7h\x1b[4;60H\x1b[m"
		same    = "\x1b[3;1H\x1b[?7l\x1b[m\r\n\x1b[?7h\x1b[4;60H\x1b[m"
	)
	for name, c := range map[string]struct{ between, frame, want string }{
		"again":                      {"", painted, same},
		"another row":                {"", strings.Replace(painted, "4;60", "5;60", 1), ""},
		"another text":               {"", strings.Replace(painted, "日本", "日木", 1), ""},
		"colours go on":              {"", strings.TrimSuffix(painted, "\x1b[m"), ""},
		"colours end with it":        {"", strings.TrimSuffix(painted, "\x1b[m") + "\x1b[?7l\x1b[m\r", strings.TrimSuffix(same, "\x1b[m") + "\x1b[?7l\x1b[m\r"},
		"after an erased screen":     {"\x1b[2J", painted, ""},
		"after an erased rest":       {"x\x1b[J", painted, ""},
		"after rows moved":           {"\x1b[2;9r\x1b[9;1H\n\x1b[r", painted, ""},
		"after a row was inserted":   {"\x1b[L", painted, ""},
		"after a scroll up":          {"\x1b[12;1H\n", painted, ""},
		"after a scroll down":        {"\x1b[2A\x1b[B\x1bM\x1bM\x1bM", painted, ""},
		"after a scroll perhaps":     {"\x1b8\n", painted, ""},
		"after moves":                {"\x1b[11d\n\x1bM\x1b[99A\x1b[99B\x1bM\n", painted, same},
		"after another screen":       {"\x1b[?1049h", painted, ""},
		"after a painting not known": {"\x1b[?7l\x1b[4;1H\x1b[Kx\x1b[2Cy\x1b[?7h", painted, ""},
		"after the corner":           {"\x1b[?7lx\x1b[?7h", painted, same},
		"after a mode":               {"\x1b[?2004h\x1b]2;title\x07", painted, same},
	} {
		r := repaints{height: paintedHeight}
		r.thin([]byte(painted))
		if got := string(r.thin([]byte(c.between))); got != c.between {
			t.Errorf("%s: %q became %q", name, c.between, got)
		}
		want := c.want
		if want == "" {
			want = c.frame
		}
		if got := string(r.thin([]byte(c.frame))); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
