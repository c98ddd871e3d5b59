package cli

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"reelwatch/tracker"
)

const (
	echo        = 200 * time.Millisecond // for the last words of a command to arrive after its end
	keptWords   = 4 << 10                // bytes
	longestLine = 300                    // of what is shown, in bytes
)

// lastWords reads what a command prints, all of it, so that printing never makes it wait, and keeps the end.
type lastWords struct {
	pipe *os.File
	over chan struct{} // closed when nothing is read any more
	tail []byte
	err  error // why not: io.EOF where nobody can print any more
}

func listen(pipe *os.File) *lastWords {
	w := &lastWords{pipe: pipe, over: make(chan struct{})}
	guarded(func(err error) {
		w.err = err
		close(w.over)
	}, w.read)
	return w
}

func (w *lastWords) read() error {
	buffer := make([]byte, keptWords)
	for {
		n, err := w.pipe.Read(buffer)
		w.tail = append(w.tail, buffer[:n]...)
		w.tail = slices.Clone(w.tail[max(len(w.tail)-keptWords, 0):])
		if err != nil {
			return err
		}
	}
}

// leave stops listening after so long at most, and gives the last line. Whoever still holds the other end, the command or
// what it left behind, can go on printing: a cat reads in our place, for without a reader the system would end them.
func (w *lastWords) leave(after time.Duration) string {
	if err := w.pipe.SetReadDeadline(time.Now().Add(after)); err != nil {
		after = echo // this system's pipes know no deadline: what is late is not heard
	}
	select {
	case <-w.over:
	case <-time.After(after + echo):
		return ""
	}
	if !errors.Is(w.err, io.EOF) {
		drain(w.pipe)
	}
	_ = w.pipe.Close() // all that was wanted has been read
	return lastLine(w.tail)
}

// drain lets another program read a pipe to its end. Where it can't be started, nobody does.
func drain(pipe *os.File) {
	cat := exec.Command("cat")
	cat.Env = []string{}
	cat.Stdin = pipe
	cat.SysProcAttr = apart()
	if cat.Start() == nil {
		guarded(func(error) {}, cat.Wait)
	}
}

// lastLine is the last line that says something.
func lastLine(text []byte) string {
	lines := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' || r == '\r' })
	for _, line := range slices.Backward(lines) {
		if line = tracker.CleanText(line); line != "" {
			return strings.ToValidUTF8(line[:min(len(line), longestLine)], "")
		}
	}
	return ""
}
