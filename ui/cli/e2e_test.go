//go:build e2e

package cli

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// patience is how long an end-to-end test waits for what a user would see at once; machines may be slow.
const patience = 30 * time.Second

// house is one user's machine: the program as it is shipped, a home, and a simulated HeyGen on loopback.
type house struct {
	t      *testing.T
	binary string
	home   string
	server *heygentest.Server
	socket string // of this test's own tmux
}

func newHouse(t *testing.T, options heygentest.Options) *house {
	t.Helper()
	h := &house{t: t, home: t.TempDir(), server: heygentest.New(options)}
	h.binary = filepath.Join(h.home, "reelwatch")
	h.socket = filepath.Join(h.home, "tmux")
	build := exec.Command("go", "build", "-o", h.binary, "reelwatch")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	if err := h.server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.server.Close)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", h.socket, "kill-server").Run() })
	return h
}

// environment is what the user has set; nothing of the machine that runs the test.
func (h *house) environment() []string {
	return []string{
		"HOME=" + h.home, "PATH=" + filepath.Dir(h.binary) + ":" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
		"XDG_DATA_HOME=" + filepath.Join(h.home, "data"), "XDG_DOWNLOAD_DIR=" + filepath.Join(h.home, "videos"),
		"TMPDIR=" + h.home, "HEYGEN_API_BASE=" + h.server.BaseURL(), "HEYGEN_API_KEY=key", "PS1=shell$ ", "ENV=",
	}
}

func (h *house) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = h.environment()
	return cmd
}

// run runs reelwatch to its end and gives what it printed.
func (h *house) run(args ...string) string {
	h.t.Helper()
	out, err := h.command(h.binary, args...).CombinedOutput()
	if err != nil {
		h.t.Fatalf("reelwatch %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// list is what the store holds.
func (h *house) list() string {
	out, err := h.command(h.binary, "list").Output()
	if err != nil {
		h.t.Errorf("reelwatch list: %v", err)
	}
	return string(out)
}

func (h *house) tmux(args ...string) string {
	h.t.Helper()
	out, err := h.command("tmux", append([]string{"-S", h.socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
	if err != nil {
		h.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// open starts a command in a shell in a tmux window of this size.
func (h *house) open(cols, rows int, command string) {
	h.t.Helper()
	h.tmux("new-session", "-d", "-x", fmt.Sprint(cols), "-y", fmt.Sprint(rows), "sh")
	h.types(command)
	h.press("Enter")
}

func (h *house) press(keys ...string) {
	h.t.Helper()
	h.tmux(append([]string{"send-keys"}, keys...)...)
}

func (h *house) types(text string) {
	h.t.Helper()
	h.tmux("send-keys", "-l", text)
}

// screen is what the user sees.
func (h *house) screen() string { return h.tmux("capture-pane", "-p") }

// eventually waits until a look says true.
func (h *house) eventually(what string, look func() bool) {
	h.t.Helper()
	if !waitFor(look) {
		h.t.Fatalf("%s did not happen within %v", what, patience)
	}
}

func waitFor(look func() bool) bool {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !look() {
		select {
		case <-deadline.C:
			return false
		case <-tick.C:
		}
	}
	return true
}

// shows waits until the screen shows each text.
func (h *house) shows(texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		if !waitFor(func() bool { return strings.Contains(h.screen(), text) }) {
			h.t.Fatalf("the screen never showed %q:\n%s", text, h.screen())
		}
	}
}

// hides waits until the screen no longer shows a text.
func (h *house) hides(text string) {
	h.t.Helper()
	if !waitFor(func() bool { return !strings.Contains(h.screen(), text) }) {
		h.t.Fatalf("the screen still shows %q:\n%s", text, h.screen())
	}
}

// running gives the processes of this house's reelwatch.
func (h *house) running() (pids []string) {
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, link := range links {
		if exe, err := os.Readlink(link); err == nil && exe == h.binary {
			pids = append(pids, filepath.Base(filepath.Dir(link)))
		}
	}
	return pids
}

func TestE2EDemo(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.open(100, 32, "reelwatch demo; echo left with $?")
	h.shows("reelwatch", "rendering", "pending", "live", "? all keys")
	h.press("?")
	h.shows("MOVE", "a screen down")
	h.press("Escape")
	h.hides("a screen down")
	h.shows("completed", "failed", "Insufficient credit")
	h.press("D")
	h.shows("saving", "%")
	h.eventually("a whole video on disk", func() bool {
		saved, _ := filepath.Glob(filepath.Join(h.home, "reelwatch-demo-*", "videos", "*.mp4"))
		return len(saved) > 0
	})
	h.press("q")
	h.eventually("a question while saves run, or the end", func() bool {
		screen := h.screen()
		return strings.Contains(screen, "Quit?") || strings.Contains(screen, "left with")
	})
	h.press("y")
	h.shows("left with 0", "the demo's files are in")
}

func TestE2EAWatchedListAndASecondTerminal(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.server.Add(
		heygentest.VideoSpec{ID: "video_one", Title: "First clip", Renders: 3 * time.Second, Size: 500_000},
		heygentest.VideoSpec{ID: "video_two", Title: "Second clip", Ends: heygen.Failed, FailMessage: "Script too long"},
		heygentest.VideoSpec{ID: "video_three", Title: "Third clip", Ends: heygen.Processing},
	)
	h.run("add", "video_one", "video_two")
	h.open(100, 20, "reelwatch; echo left with $?")
	h.shows("First clip", "Second clip", "Script too long", "completed")

	h.run("add", "video_three")
	h.shows("Third clip")
	h.run("remove", "video_two")
	h.hides("Second clip")

	h.press("g", "j", "d")
	h.shows("saved", "First clip-video_one.mp4")
	if !strings.Contains(h.list(), "First clip-video_one.mp4") {
		t.Errorf("the list does not know the file:\n%s", h.list())
	}

	h.press("g", "x")
	h.shows("y/n")
	h.press("Enter")
	if !strings.Contains(h.list(), "video_three") {
		t.Error("enter alone was taken for a yes")
	}
	h.press("y")
	h.shows("stopped tracking Third clip")
	if strings.Contains(h.list(), "video_three") {
		t.Error("it is still in the list")
	}
	h.press("u")
	h.shows("tracking Third clip again")

	h.press("a")
	h.types("video_four https://app.heygen.com/videos/video_five")
	h.press("C-s")
	h.shows("video_four", "video_five")

	for _, size := range [][2]string{{"40", "10"}, {"60", "20"}, {"120", "40"}} {
		h.tmux("resize-window", "-x", size[0], "-y", size[1])
		h.shows("done", "video_four")
	}
	h.press("q")
	h.shows("left with 0")
	for _, id := range []string{"video_one", "video_three", "video_four", "video_five"} {
		if !strings.Contains(h.list(), id) {
			t.Errorf("%s is lost:\n%s", id, h.list())
		}
	}
}

func TestE2ESignalsRestoreTheTerminal(t *testing.T) {
	for signal, code := range map[string]string{"TERM": "143", "INT": "130"} {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, heygentest.Options{})
			h.open(80, 20, "reelwatch; echo left with $?")
			h.shows("reelwatch", "quit")
			for _, pid := range h.running() {
				if out, err := exec.Command("kill", "-"+signal, pid).CombinedOutput(); err != nil {
					t.Fatalf("kill: %v %s", err, out)
				}
			}
			h.shows("left with " + code)
			if out := h.tmux("display-message", "-p", "#{alternate_on} #{pane_title}"); !strings.HasPrefix(out, "0 ") {
				t.Errorf("the alternate screen is still on: %s", out)
			}
		})
	}
}

// A download that is killed goes on at its byte when the program is started again.
func TestE2EKilledDownloadResumes(t *testing.T) {
	h := newHouse(t, heygentest.Options{BytesPerSecond: 2_000_000})
	h.server.Add(heygentest.VideoSpec{ID: "big_video", Size: 6_000_000})
	part := filepath.Join(h.home, "videos", "reelwatch", "big_video.mp4.part")
	first := h.command(h.binary, "download", "big_video")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	h.eventually("a megabyte on disk", func() bool {
		info, err := os.Stat(part)
		return err == nil && info.Size() > 1_000_000
	})
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	h.server.ResetCounts()
	path := strings.TrimSpace(h.run("download", "big_video"))
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, h.server.Content("big_video")) {
		t.Errorf("%s has %d bytes, %v", path, len(got), err)
	}
	for _, r := range h.server.Requests() {
		if r.Route == heygentest.File && !strings.HasPrefix(r.Range, "bytes=") {
			t.Errorf("it began anew: %+v", r)
		}
	}
}

// Over a real sshd: it works, and when the connection dies no process is left; connected again, the save goes on at its byte.
func TestE2EOverSSH(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	const size, reached = 5_000_000, 3_000_000
	h.server.Add(heygentest.VideoSpec{ID: "ssh_video", Title: "Over the wire", Size: size, Faults: []heygentest.Fault{
		{On: heygentest.File, Do: heygentest.Stall, AfterBytes: reached},
	}})
	h.run("add", "ssh_video")
	client := startSSHD(t, h)
	h.open(100, 20, client+" -tt 127.0.0.1 reelwatch; s=$?; stty sane; clear; echo gone with $s")
	h.shows("Over the wire", "completed", "run it in tmux")
	h.press("d")
	h.shows("saving", "60%")
	if err := syscall.Kill(h.job(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	h.shows("gone with 137")
	h.eventually("the end of every reelwatch", func() bool { return len(h.running()) == 0 })
	h.server.ResetCounts()
	h.types("clear; " + client + " -tt 127.0.0.1 reelwatch")
	h.press("Enter")
	h.shows("Over the wire", "% saved")
	h.press("d")
	h.shows("saved", "Over the wire-ssh_video.mp4")
	h.press("q")
	h.wantRanges(fmt.Sprintf("bytes=%d-", reached))
	h.wantSaved("ssh_video")
}

// job is the process that the shell in the tmux window runs.
func (h *house) job() int {
	h.t.Helper()
	shell := strings.TrimSpace(h.tmux("display-message", "-p", "#{pane_pid}"))
	children, err := os.ReadFile(filepath.Join("/proc", shell, "task", shell, "children"))
	if err != nil {
		h.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(children)))
	if err != nil {
		h.t.Fatalf("the shell does not run one job: %v", err)
	}
	return pid
}

// wantRanges holds with which ranges files were asked for since the last ResetCounts.
func (h *house) wantRanges(ranges ...string) {
	h.t.Helper()
	var got []string
	for _, r := range h.server.Requests() {
		if r.Route == heygentest.File {
			got = append(got, r.Range)
		}
	}
	if !slices.Equal(got, ranges) {
		h.t.Errorf("files were asked for with %q, want %q", got, ranges)
	}
}

// startSSHD starts an sshd of this test's own on loopback and gives the client's command line.
func startSSHD(t *testing.T, h *house) string {
	t.Helper()
	folder := filepath.Join(h.home, "ssh")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"host", "user"} {
		out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(folder, key)).CombinedOutput()
		if err != nil {
			t.Fatalf("ssh-keygen: %v\n%s", err, out)
		}
	}
	port := freePort(t)
	public, err := os.ReadFile(filepath.Join(folder, "user.pub"))
	if err != nil {
		t.Fatal(err)
	}
	var setenv []string
	for _, v := range h.environment() {
		if !strings.HasPrefix(v, "TERM=") && !strings.HasPrefix(v, "PS1=") && !strings.HasPrefix(v, "ENV=") {
			setenv = append(setenv, fmt.Sprintf("%q", v))
		}
	}
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	keys := write("authorized_keys", string(public))
	server := write("sshd_config", fmt.Sprintf("ListenAddress 127.0.0.1:%s\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPidFile none\nSetEnv %s\n",
		port, filepath.Join(folder, "host"), keys, strings.Join(setenv, " ")))
	config := write("config", fmt.Sprintf("Host 127.0.0.1\n Port %s\n IdentityFile %s\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n LogLevel ERROR\n",
		port, filepath.Join(folder, "user")))
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("/usr/sbin/sshd", "-D", "-e", "-f", server)
	var log bytes.Buffer
	daemon.Stderr = &log
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait() // it was killed
		if t.Failed() {
			t.Logf("sshd said:\n%s", log.String())
		}
	})
	client := "ssh -F " + config
	h.eventually("an answer of sshd", func() bool {
		return h.command("ssh", "-F", config, "127.0.0.1", "true").Run() == nil
	})
	return client
}

// freePort gives a loopback port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
