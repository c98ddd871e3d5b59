package ui

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "write the golden screens anew")

// driver plays Bubble Tea for a model inside a synctest bubble: it feeds messages, runs the commands that come back
// until none has more to say, and looks at the screen.
type driver struct {
	t     *testing.T
	model *Model
	stage *stage
	msgs  chan tea.Msg
	ctx   context.Context

	width, height int

	quit, interrupted, suspended bool
	cleared                      bool // the terminal was to draw everything anew
	updates                      int

	desk *desk
	raw  string // what was written past the screen

	cpu     func() time.Duration // of this thread; nil where nothing is measured
	longest time.Duration        // what one message cost at most
}

// clock is the processor time so far, where it is measured. It does not depend on what else the machine does.
func (d *driver) clock() time.Duration {
	if d.cpu == nil {
		return 0
	}
	return d.cpu()
}

// desk is the programs around the terminal, as a test has them.
type desk struct {
	mu      sync.Mutex
	buffers []string // of tmux
	err     error    // tmux's answer
	opened  []string
	unable  error // why nothing opens
}

func (k *desk) Open(target string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.opened = append(k.opened, target)
	return k.unable
}

func (k *desk) LoadBuffer(_ context.Context, text string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.buffers = append(k.buffers, text)
	return k.err
}

// play runs a test of the dashboard over a staged tracker, in a bubble with its own time.
func play(t *testing.T, cfg Config, width, height int, scene func(s *stage), test func(d *driver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		if scene != nil {
			scene(s)
		}
		cfg.Tracker = s
		d := newDriver(t, cfg, width, height)
		d.stage = s
		test(d)
	})
}

func newDriver(t *testing.T, cfg Config, width, height int) *driver {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cfg.Context = ctx
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	desk := &desk{}
	cfg.Desktop = desk
	d := &driver{t: t, desk: desk, model: New(cfg), msgs: make(chan tea.Msg, 64), ctx: ctx}
	t.Cleanup(func() {
		cancel()
		synctest.Wait()
	})
	d.run(d.model.Init())
	d.Resize(width, height)
	return d
}

// run runs a command as Bubble Tea does: beside the rest, its message coming back when it is done.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				d.run(c)
			}
		default:
			select {
			case d.msgs <- msg:
			case <-d.ctx.Done():
			}
		}
	}()
}

func (d *driver) update(msg tea.Msg) {
	d.t.Helper()
	switch msg := msg.(type) {
	case tea.RawMsg:
		d.raw += fmt.Sprint(msg.Msg)
	case tea.QuitMsg:
		d.quit = true
		return
	case tea.InterruptMsg:
		d.interrupted = true
		return
	case tea.SuspendMsg:
		d.suspended = true
		return
	}
	if fmt.Sprintf("%T", msg) == fmt.Sprintf("%T", tea.ClearScreen()) {
		d.cleared = true
	}
	d.updates++
	began := d.clock()
	_, cmd := d.model.Update(msg)
	d.longest = max(d.longest, d.clock()-began)
	d.run(cmd)
	d.check()
}

// settle lets every command that can end now end, and takes in what they say.
func (d *driver) settle() {
	d.t.Helper()
	for {
		synctest.Wait()
		select {
		case msg := <-d.msgs:
			d.update(msg)
		default:
			return
		}
	}
}

// Send feeds messages.
func (d *driver) Send(msgs ...tea.Msg) {
	d.t.Helper()
	for _, msg := range msgs {
		d.update(msg)
		d.settle()
	}
}

// Press presses keys, named as Bubble Tea names them.
func (d *driver) Press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		d.Send(keyPress(k))
	}
}

// Type presses one key for each character.
func (d *driver) Type(text string) {
	d.t.Helper()
	for _, r := range text {
		d.Press(string(r))
	}
}

func (d *driver) Paste(text string) {
	d.t.Helper()
	d.Send(tea.PasteMsg{Content: text})
}

func (d *driver) Resize(width, height int) {
	d.t.Helper()
	d.width, d.height = width, height
	d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Changed says that the stage was changed by the test as if an answer had come.
func (d *driver) Changed() {
	d.t.Helper()
	d.stage.changed()
	d.settle()
}

// Advance lets time pass, while messages are taken in as they come.
func (d *driver) Advance(by time.Duration) {
	d.t.Helper()
	end := time.NewTimer(by)
	for {
		select {
		case msg := <-d.msgs:
			d.update(msg)
		case <-end.C:
			d.settle()
			return
		}
	}
}

// Screen is the screen as text.
func (d *driver) Screen() string {
	lines := strings.Split(ansi.Strip(d.model.View().Content), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// Line gives the first line of the screen that holds text.
func (d *driver) Line(text string) string {
	d.t.Helper()
	for line := range strings.SplitSeq(d.Screen(), "\n") {
		if strings.Contains(line, text) {
			return line
		}
	}
	d.t.Fatalf("no line of the screen holds %q:\n%s", text, d.Screen())
	return ""
}

// Shows asks for a screen that holds all texts.
func (d *driver) Shows(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.Screen(), text) {
			d.t.Fatalf("the screen does not show %q:\n%s", text, d.Screen())
		}
	}
}

// Hides asks for a screen that holds none of the texts.
func (d *driver) Hides(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if strings.Contains(d.Screen(), text) {
			d.t.Fatalf("the screen shows %q:\n%s", text, d.Screen())
		}
	}
}

// check asks of every frame that it fits the screen by both ways of measuring.
func (d *driver) check() {
	d.t.Helper()
	content := d.model.View().Content
	if content == "" {
		return
	}
	lines := strings.Split(content, "\n")
	if len(lines) > d.height {
		d.t.Fatalf("%d lines on a screen of %d:\n%s", len(lines), d.height, ansi.Strip(content))
	}
	for i, line := range lines {
		bare := ansi.Strip(line)
		if w, wc := ansi.StringWidth(bare), ansi.StringWidthWc(bare); w > d.width || wc > d.width {
			d.t.Fatalf("line %d is %d (by wcwidth %d) cells on a screen of %d: %q", i, w, wc, d.width, bare)
		}
	}
}

// Golden compares the screen with the one in testdata.
func (d *driver) Golden(name string) {
	d.t.Helper()
	compare(d.t, name+".txt", d.Screen())
}

// Painted compares the screen with its colours named.
func (d *driver) Painted(name string) {
	d.t.Helper()
	compare(d.t, name+".paint", named(d.model.View().Content, d.model.canvas.styles))
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew)\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

// named replaces the escape sequences of the styles by their tones' names.
func named(content string, st *styles) string {
	var pairs []string
	names := [toneCount]string{"plain", "strong", "grey", "faint", "violet", "brand", "blue", "green", "red", "amber", "chosen", "blank"}
	for prefix, inks := range map[string]*inks{"": &st.row, "selected ": &st.selected, "bright ": &st.bright} {
		for t, ink := range inks {
			if ink.open != "" {
				pairs = append(pairs, ink.open, "<"+prefix+names[t]+">")
			}
		}
	}
	content = regexp.MustCompile("\x1b]8;;[^\a]*\a").ReplaceAllString(content, "")
	out := strings.NewReplacer(append(longestFirst(pairs), "\x1b[m", "</>")...).Replace(content)
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// keyPress makes the message of a key from its name.
func keyPress(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "tab": tea.KeyTab,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// bare is painted text without its paint.
func bare(text string) string { return ansi.Strip(text) }
