//go:build unix

package cli

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// Connections that hang, however far they went, don't keep an honest request waiting: HeyGen's look at the address gives
// up after a second.
func TestHangingConnectionsShutNobodyOut(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	said, _ := c.start("webhook", "--listen", "127.0.0.1:0", "--interval", "1h")
	where := said.find(t, `listening at (http://\S+)`)
	at, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	for name, begun := range map[string]string{
		"silent":        "",
		"half a head":   "POST /heygen HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
		"half a body":   "POST /heygen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{",
		"answered once": "OPTIONS /heygen HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
	} {
		var hanging []net.Conn
		for range mostConnections {
			conn, err := net.Dial("tcp", at.Host)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Write([]byte(begun)); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(begun, "OPTIONS") {
				if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
					t.Fatalf("%s: %q, %v", name, line, err)
				}
			}
			hanging = append(hanging, conn)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		req, err := http.NewRequestWithContext(ctx, http.MethodOptions, where, nil)
		if err != nil {
			t.Fatal(err)
		}
		if code := answer(t, req); code != http.StatusOK {
			t.Errorf("%s: answered %d", name, code)
		}
		cancel()
		for _, conn := range hanging {
			_ = conn.Close() // the program may have closed it already
		}
	}
}

// Without a secret, what a tunnel passes on is refused, and the creator hears what is missing.
func TestUnsignedAndForwardedIsRefused(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	said, _ := c.start("webhook", "--listen", "127.0.0.1:0", "--interval", "1h")
	where := said.find(t, `listening at (http://\S+)`)
	req, err := heygentest.NewDelivery(where, "", "e1", "avatar_video.success", "vid_one", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "hooks.example.org" // as ssh -R leaves it
	if code := answer(t, req); code != http.StatusForbidden {
		t.Errorf("answered %d", code)
	}
	said.find(t, `1 delivery was refused so far, the last because .* set a secret`)
	if code := deliver(t, where, "", "e2", "vid_one"); code != http.StatusOK {
		t.Errorf("this machine's own is answered %d", code)
	}
}

// A port that is taken is no slip of the command line, and the first listener goes on.
func TestTwoListenersAtOnePort(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	said, _ := c.start("webhook", "--listen", "127.0.0.1:0", "--interval", "1h")
	where := said.find(t, `listening at (http://\S+)`)
	port := where[strings.LastIndexByte(where, ':'):strings.LastIndexByte(where, '/')]
	out, err := c.command("webhook", "--listen", "127.0.0.1"+port).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "another program listens at 127.0.0.1"+port+" already") {
		t.Errorf("%v: %s", err, out)
	}
	if code := deliver(t, where, "", "e1", "vid_one"); code != http.StatusOK {
		t.Errorf("the first answers %d", code)
	}
}

// A file that was named counts, not a variable that was left over; and one that others can read is told of.
func TestTheNamedSecretCounts(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	file := filepath.Join(c.home, "secret")
	if err := os.WriteFile(file, []byte("whsec_file\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Run("file and variable", func(t *testing.T) {
		t.Parallel()
		said, where := c.listens(t, []string{secretVariable + "=whsec_variable"}, "--secret-file", file)
		said.find(t, `of two secrets the one in \S+ counts, not that of REELWATCH_WEBHOOK_SECRET`)
		said.find(t, `\(mode 0644\) is open to other users.*: chmod 600 `)
		said.find(t, `must be signed with the secret of \S+/secret`)
		if code := deliver(t, where, "whsec_file", "e1", "vid_one"); code != http.StatusOK {
			t.Errorf("signed with the file's, it is answered %d", code)
		}
		if code := deliver(t, where, "whsec_variable", "e2", "vid_one"); code != http.StatusUnauthorized {
			t.Errorf("signed with the variable's, it is answered %d", code)
		}
	})
	t.Run("a variable names the file", func(t *testing.T) {
		t.Parallel()
		_, where := c.listens(t, []string{"REELWATCH_SECRET_FILE=" + file, "REELWATCH_PATH=/other"})
		if code := deliver(t, where, "whsec_file", "e1", "vid_one"); code != http.StatusOK || !strings.HasSuffix(where, "/other") {
			t.Errorf("%s answers %d", where, code)
		}
	})
	t.Run("variable", func(t *testing.T) {
		t.Parallel()
		said, where := c.listens(t, []string{secretVariable + "= whsec_variable "})
		said.find(t, `must be signed with the secret of REELWATCH_WEBHOOK_SECRET`)
		if code := deliver(t, where, "whsec_variable", "e1", "vid_one"); code != http.StatusOK {
			t.Errorf("answered %d", code)
		}
	})
}

// listens starts webhook with variables more, and gives what it says and its address.
func (c *creator) listens(t *testing.T, environ []string, args ...string) (said *lines, where string) {
	t.Helper()
	cmd := c.command(append([]string{"webhook", "--listen", "127.0.0.1:0", "--interval", "1h"}, args...)...)
	cmd.Env = append(cmd.Env, environ...)
	said = c.begin(cmd)
	return said, said.find(t, `listening at (http://\S+)`)
}

// Where HeyGen's own look at the address fails, the creator hears what is between; where a secret was to be kept, nothing
// is left behind, and a second try works.
func TestRegisteringWithoutATunnel(t *testing.T) {
	t.Parallel()
	nowhere := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no tunnel")
	}}}
	c := newCreator(t, heygentest.Options{Probe: nowhere})
	file := filepath.Join(c.home, "secret")
	for range 2 {
		out, err := c.command("webhook", "--listen", "127.0.0.1:0", "--secret-file", file, "--register", "https://hooks.example.org/heygen?key=hidden").CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
			t.Errorf("%v", err)
		}
		if said := string(out); strings.Contains(said, "hidden") || !strings.Contains(said, "HeyGen could not reach https://hooks.example.org/heygen: is the proxy or tunnel up?") {
			t.Errorf("it says %s", said)
		}
		if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file is there: %v", err)
		}
	}
	if len(c.server.Hooks()) != 0 {
		t.Errorf("registered %+v", c.server.Hooks())
	}
}
