package cli

import (
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// overlong is a file host that sends more bytes than it announced, which net/http logs. It gives a link to it.
func overlong(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	film := "\x00\x00\x00\x20ftypisom" + strings.Repeat("SECRETBYTES", 500)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = conn.Read(make([]byte, 4096))
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n\r\n%s", film)
				_, _ = conn.Read(make([]byte, 1)) // until the other side has enough
			}()
		}
	}()
	return "http://" + listener.Addr().String() + "/long.mp4?Signature=SECRETSIGNATURE"
}

func TestWhatLibrariesLogReachesNoTerminal(t *testing.T) {
	t.Parallel()
	server := heygentest.New(heygentest.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	link := overlong(t)
	args := []string{"--concurrency", "1", "--debug", "debug.log", "--store", "list.db", "--output", "videos", "download"}
	for n := range 4 { // the log comes a moment after the file: the next ones give it the time
		server.Add(heygentest.VideoSpec{ID: heygentest.ID(n), Created: time.Now().Add(-time.Hour), Link: link})
		args = append(args, heygentest.ID(n))
	}
	folder := t.TempDir()
	cmd := exec.Command("reelwatch", args...)
	cmd.Dir = folder
	cmd.Env = []string{"HOME=" + folder, "HEYGEN_API_KEY=key", "HEYGEN_API_BASE=" + server.BaseURL()}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if stderr.Len() > 0 {
		t.Errorf("on standard error: %s", &stderr)
	}
	noted, err := os.ReadFile(filepath.Join(folder, "debug.log"))
	if err != nil {
		t.Fatal(err)
	}
	logged := string(noted)
	if strings.Contains(logged, "SECRET") || !strings.Contains(logged, "Unsolicited response") {
		t.Errorf("the log: %s", logged)
	}
}

func TestTheLogOfLibrariesHoldsNothingFromTheNetwork(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Unsolicited response received on idle HTTP channel starting with \"\\x00secret\"; err=<nil>\n": "Unsolicited response received on idle HTTP channel starting with",
		"Get https://host/x?Signature=secret: broken":                                                   "Get https",
		"http2: odd\x1b[2J frame\n":                                                                     "http2: odd frame",
	} {
		var b bytes.Buffer
		to := libraryLog{slog.New(slog.NewTextHandler(&b, nil))}
		if n, err := to.Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("%q: %d, %v", line, n, err)
		}
		if got := b.String(); !strings.HasSuffix(got, "from a library: "+want+"\"\n") {
			t.Errorf("%q: %s", line, got)
		}
	}
}
