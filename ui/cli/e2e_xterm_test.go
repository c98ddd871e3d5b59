//go:build e2e

package cli

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/vt"
)

// xtermSeat is an xterm on an X server of its own. Keys and mouse are events of that server, so that they reach the program as
// xterm encodes them.
type xtermSeat struct {
	t       *testing.T
	display string
	folder  string
	tty     string // of the shell in it
	cell    [2]int // width and height of a cell, in pixels
	log     *os.File
	glass   *vt.Emulator // what xterm was told to draw
}

const xtermCols, xtermRows = 100, 20

// startXServer starts an X server without a screen and gives its display.
func startXServer(t *testing.T) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	err = server.Start()
	_ = write.Close() // the server has its own
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM) // it takes its socket away
		_ = server.Wait()                          // it was told to go
	})
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb names no display: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// xterm opens a shell in an xterm. By keys that no program sees it hands out what is in X's selections.
func (h *house) xterm() *xtermSeat {
	h.t.Helper()
	s := &xtermSeat{t: h.t, display: startXServer(h.t), folder: h.home, glass: vt.NewEmulator(xtermCols, xtermRows)}
	go func() { _, _ = io.Copy(io.Discard, s.glass) }() // xterm answers by itself
	h.t.Cleanup(func() { closeReplies(s.glass) })
	s.put("keep", "#!/bin/sh\nprintf %s \"$1\" >"+s.path("copied.new")+"\nmv "+s.path("copied.new")+" "+s.path("copied")+"\n")
	log := s.path("xterm.log")
	window := h.command("xterm", "-tn", "xterm-256color", "-geometry", fmt.Sprintf("%dx%d+0+0", xtermCols, xtermRows), "-b", "0", "-bw", "0", "+sb",
		"-l", "-lf", log, "-xrm", "XTerm*disallowedWindowOps: 20,21",
		"-xrm", "XTerm*VT100.translations: #override "+s.handsOut("F11", "PRIMARY")+`\n`+s.handsOut("F12", "CLIPBOARD"), "-e", "sh")
	window.Env = append(window.Env, "DISPLAY="+s.display)
	if err := window.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		_ = window.Process.Kill()
		_ = window.Wait() // it was killed
	})
	h.eventually("a shell in xterm", func() bool {
		pid := window.Process.Pid
		shell, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		if err != nil || len(shell) == 0 {
			return false
		}
		s.tty, err = os.Readlink("/proc/" + strings.Fields(string(shell))[0] + "/fd/0")
		return err == nil && strings.HasPrefix(s.tty, "/dev/pts/")
	})
	s.focus()
	var err error
	if s.log, err = os.Open(log); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = s.log.Close() })
	s.scribble(selecting("p", "nothing yet") + selecting("c", "nothing yet"))
	return s
}

// handsOut is what makes xterm hand out a selection.
func (s *xtermSeat) handsOut(key, selection string) string {
	return fmt.Sprintf(`Ctrl <Key>%s: exec-formatted("%s %%s", %s)`, key, s.path("keep"), selection)
}

// selecting gives the bytes by which a program sets one of X's selections.
func selecting(selection, text string) string {
	return "\x1b]52;" + selection + ";" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
}

// focus gives the window the keys, and learns how large its cells are.
func (s *xtermSeat) focus() {
	s.t.Helper()
	windows := strings.Fields(s.xdotool("search", "--sync", "--onlyvisible", "--class", "xterm"))
	window := windows[len(windows)-1]
	s.xdotool("windowfocus", "--sync", window)
	for line := range strings.Lines(s.xdotool("getwindowgeometry", "--shell", window)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		n, _ := strconv.Atoi(value) // the others are no sizes
		switch name {
		case "WIDTH":
			s.cell[0] = n / xtermCols
		case "HEIGHT":
			s.cell[1] = n / xtermRows
		}
	}
}

func (s *xtermSeat) xdotool(args ...string) string {
	s.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("xdotool %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

func (s *xtermSeat) path(name string) string { return filepath.Join(s.folder, name) }

func (s *xtermSeat) put(name, script string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(script), 0o700); err != nil {
		s.t.Fatal(err)
	}
}

func (s *xtermSeat) press(key string) {
	s.t.Helper()
	names := map[string]string{
		"↑": "Up", "↓": "Down", "PgUp": "Prior", "PgDn": "Next", "esc": "Escape", "enter": "Return", "tab": "Tab", "shift+tab": "shift+Tab",
		"*": "asterisk", "/": "slash", "?": "question",
	}
	if name, special := names[key]; special {
		key = name
	}
	s.xdotool("key", key)
}

func (s *xtermSeat) write(text string) {
	s.t.Helper()
	s.xdotool("type", "--delay", "4", text)
}

// paste copies a text to X's selection, as another program may, and pastes it by xterm's own key.
func (s *xtermSeat) paste(text string) {
	s.t.Helper()
	s.scribble(selecting("p", text))
	if !waitFor(func() bool { return s.selection("ctrl+F11") == text }) {
		s.t.Fatalf("xterm does not hold %q", text)
	}
	s.xdotool("key", "shift+Insert")
}

func (s *xtermSeat) wheel(down bool) {
	s.t.Helper()
	button := "4"
	if down {
		button = "5"
	}
	s.point(xtermRows / 2)
	s.xdotool("click", button)
}

func (s *xtermSeat) click(line int) {
	s.t.Helper()
	s.point(line)
	s.xdotool("click", "1")
}

// point moves the mouse to the middle of a cell of a line.
func (s *xtermSeat) point(line int) {
	s.t.Helper()
	s.xdotool("mousemove", fmt.Sprint(20*s.cell[0]+s.cell[0]/2), fmt.Sprint(line*s.cell[1]+s.cell[1]/2))
}

func (s *xtermSeat) copied() string {
	s.t.Helper()
	return s.selection("ctrl+F12")
}

// selection is what xterm hands out on a key.
func (s *xtermSeat) selection(key string) string {
	s.t.Helper()
	_ = os.Remove(s.path("copied")) // there may be none
	s.xdotool("key", key)
	var text []byte
	waitFor(func() (there bool) {
		var err error
		text, err = os.ReadFile(s.path("copied"))
		return err == nil
	})
	return string(text)
}

func (s *xtermSeat) scribble(text string) {
	s.t.Helper()
	scribble(s.t, s.tty, text)
}

func (s *xtermSeat) screen() string {
	s.t.Helper()
	news, err := io.ReadAll(s.log)
	if err != nil {
		s.t.Fatal(err)
	}
	_, _ = s.glass.Write(news) // an emulator takes everything
	return s.glass.String()
}
