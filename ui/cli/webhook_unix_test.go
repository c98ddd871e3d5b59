//go:build unix

package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// lines is what a program says, as it says it.
type lines struct {
	mu   sync.Mutex
	said []string
	more chan struct{}
}

func read(r io.Reader) *lines {
	l := &lines{more: make(chan struct{}, 1)}
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			l.mu.Lock()
			l.said = append(l.said, s.Text())
			l.mu.Unlock()
			select {
			case l.more <- struct{}{}:
			default:
			}
		}
	}()
	return l
}

// find waits for a line that matches, and gives what its first group holds.
func (l *lines) find(t *testing.T, pattern string) string {
	t.Helper()
	want := regexp.MustCompile(pattern)
	for deadline := time.After(20 * time.Second); ; {
		l.mu.Lock()
		all := strings.Join(l.said, "\n")
		l.mu.Unlock()
		if found := want.FindStringSubmatch(all); found != nil {
			return found[len(found)-1]
		}
		select {
		case <-l.more:
		case <-deadline:
			t.Fatalf("no line matches %q in:\n%s", pattern, all)
		}
	}
}

// start runs a command in the background until the test ends, and gives what it says on standard error.
func (c *creator) start(args ...string) (said *lines, cmd *exec.Cmd) {
	c.t.Helper()
	cmd = c.command(args...)
	return c.begin(cmd), cmd
}

// begin is start for a command that was made already.
func (c *creator) begin(cmd *exec.Cmd) (said *lines) {
	c.t.Helper()
	pipe, err := cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	})
	return read(pipe)
}

// deliver sends an event and gives the answer's status.
func deliver(t *testing.T, where, secret, id, video string) int {
	t.Helper()
	req, err := heygentest.NewDelivery(where, secret, id, "avatar_video.success", video, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return answer(t, req)
}

func answer(t *testing.T, req *http.Request) int {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// An event makes its video known at once, long before the next round; and when the program is told to stop, it does.
func TestWebhookHearsOfAnEnd(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	c.server.Add(heygentest.VideoSpec{ID: "vid_one", Renders: time.Hour}, heygentest.VideoSpec{ID: "vid_two", Renders: time.Hour})
	c.run("add", "vid_one", "vid_two")
	said, cmd := c.start("webhook", "--listen", "127.0.0.1:0", "--interval", "1h")
	said.find(t, `deliveries from this machine alone`)
	where := said.find(t, `listening at (http://\S+)`)
	said.find(t, `vid_two: rendering`)
	c.server.Change("vid_one", func(v *heygentest.VideoSpec) { v.Renders = 0 })
	if code := deliver(t, where, "", "e1", "vid_one"); code != http.StatusOK {
		t.Errorf("answered %d", code)
	}
	said.find(t, `vid_one: completed`)
	if code := deliver(t, where, "", "e1", "vid_one"); code != http.StatusOK {
		t.Errorf("a repetition is answered %d", code)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	told := time.Now()
	_ = cmd.Wait() // its exit code is looked at
	if code, took := cmd.ProcessState.ExitCode(), time.Since(told); code != exitInterrupted || took > 5*time.Second {
		t.Errorf("it ended with %d after %s", code, took)
	}
}

// Registered behind a public address, its secret in a file that later runs read.
func TestWebhookIsRegistered(t *testing.T) {
	t.Parallel()
	socket, err := net.Listen("tcp", "127.0.0.1:0") // a free port for the program to listen at
	if err != nil {
		t.Fatal(err)
	}
	inner := socket.Addr().String()
	if err := socket.Close(); err != nil {
		t.Fatal(err)
	}
	public := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: inner}))
	defer public.Close()
	const address = "https://hooks.example.com/heygen" // public.Client() finds the proxy there
	c := newCreator(t, heygentest.Options{Probe: public.Client()})
	c.server.Add(heygentest.VideoSpec{ID: "vid_one", Renders: time.Hour})
	c.run("add", "vid_one")
	file := filepath.Join(c.home, "secret")
	said, cmd := c.start("webhook", "--listen", inner, "--register", address, "--secret-file", file, "--interval", "1h")
	said.find(t, `registered https://\S+/heygen; its secret is in `)
	hooks := c.server.Hooks()
	if len(hooks) != 1 || hooks[0].URL != address || len(hooks[0].Events) == 0 {
		t.Fatalf("registered %+v", hooks)
	}
	info, err := os.Stat(file)
	kept, readErr := os.ReadFile(file)
	if errors.Join(err, readErr) != nil || info.Mode().Perm() != 0o600 || strings.TrimSpace(string(kept)) != hooks[0].Secret {
		t.Errorf("the file is %v, %v", info.Mode(), errors.Join(err, readErr))
	}
	said.find(t, `vid_one: rendering`)
	c.server.Change("vid_one", func(v *heygentest.VideoSpec) { v.Renders = 0 })
	where := "http://" + inner + "/heygen"
	if code := deliver(t, where, "wrong", "e0", "vid_one"); code != http.StatusUnauthorized {
		t.Errorf("wrongly signed, it is answered %d", code)
	}
	if code := deliver(t, where, hooks[0].Secret, "e0", "vid_one"); code != http.StatusOK {
		t.Errorf("answered %d", code)
	}
	said.find(t, `vid_one: completed`)
	said.find(t, `1 delivery was refused so far, the last because the delivery's signature is wrong`)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	said, _ = c.start("webhook", "--listen", "127.0.0.1:0", "--secret-file", file)
	where = said.find(t, `listening at (http://\S+)`)
	if code := deliver(t, where, hooks[0].Secret, "e1", "vid_one"); code != http.StatusOK {
		t.Errorf("the next run answers %d", code)
	}
}

// A thousand hostile requests change nothing, and hold neither memory nor a connection.
func TestWebhookUnderAttack(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	c.server.Add(heygentest.VideoSpec{ID: "vid_one", Renders: time.Hour})
	c.run("add", "vid_one")
	const secret = "whsec_test"
	file := filepath.Join(c.home, "secret")
	if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	said, cmd := c.start("webhook", "--listen", "127.0.0.1:0", "--secret-file", file, "--interval", "1h")
	where := said.find(t, `listening at (http://\S+)`)
	said.find(t, `vid_one: rendering`)
	c.server.ResetCounts()
	before := descriptors(t, cmd.Process.Pid)

	var slow []net.Conn // heads that never end
	for range 2 * mostConnections {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", strings.Split(strings.TrimPrefix(where, "http://"), "/")[0])
		cancel()
		if err != nil {
			break // the system's queue is full: that is as well
		}
		slow = append(slow, conn)
		fmt.Fprintf(conn, "POST /heygen HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	}
	wrong := 0
	for n := range 1000 {
		var req *http.Request
		var err error
		body := `{"event_type":"avatar_video.success","event_data":{"video_id":"vid_one"}}`
		switch n % 8 {
		case 0: // wrong signature
			req, err = heygentest.NewDelivery(where, "another", fmt.Sprint(n), "avatar_video.success", "vid_one", time.Now())
		case 1: // old
			req, err = heygentest.NewDelivery(where, secret, fmt.Sprint(n), "avatar_video.success", "vid_one", time.Now().Add(-time.Hour))
		case 2: // huge
			req, err = http.NewRequest("POST", where, strings.NewReader(strings.Repeat("x", 1<<20+1)))
		case 3: // junk, well signed
			req, err = http.NewRequest("POST", where, strings.NewReader("{]"))
			req.Header.Set("Heygen-Signature", heygentest.Sign(secret, []byte("{]")))
		case 4: // unsigned
			req, err = http.NewRequest("POST", where, strings.NewReader(body))
		case 5: // another path
			req, err = http.NewRequest("POST", where+"/../x", strings.NewReader(body))
		case 6: // another method
			req, err = http.NewRequest("PUT", where, strings.NewReader(body))
		case 7: // a stranger
			req, err = heygentest.NewDelivery(where, secret, fmt.Sprint(n), "avatar_video.success", fmt.Sprint("stranger", n), time.Now())
		}
		if err != nil {
			t.Fatal(err)
		}
		if code := answer(t, req); (code == http.StatusOK) != (n%8 == 7) {
			wrong++
			t.Errorf("kind %d is answered %d", n%8, code)
		}
	}
	for _, conn := range slow {
		_ = conn.Close() // the program has closed it already
	}
	if n := c.server.Count(heygentest.Bulk); n != 0 { // of titles it may still be asking
		t.Errorf("it asked %d times about strangers", n)
	}
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.After(20 * time.Second); descriptors(t, cmd.Process.Pid) > before+4; {
		select {
		case <-deadline:
			t.Fatalf("it holds %d descriptors, %d before", descriptors(t, cmd.Process.Pid), before)
		case <-time.After(50 * time.Millisecond):
		}
	}
	c.server.Change("vid_one", func(v *heygentest.VideoSpec) { v.Renders = 0 })
	if code := deliver(t, where, secret, "good", "vid_one"); code != http.StatusOK {
		t.Errorf("then a good one is answered %d", code)
	}
	said.find(t, `vid_one: completed`)
}

// descriptors counts the open files of a process; always 0 where the system does not tell.
func descriptors(t *testing.T, pid int) int {
	t.Helper()
	names, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}
