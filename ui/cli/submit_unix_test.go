//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// creator is a user with a home, a key and a HeyGen, who runs the real program.
type creator struct {
	t      *testing.T
	server *heygentest.Server
	home   string
	binary string
}

func newCreator(t *testing.T, o heygentest.Options) *creator {
	t.Helper()
	binary, err := exec.LookPath("reelwatch")
	if err != nil {
		t.Fatal(err)
	}
	server := heygentest.New(o)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return &creator{t: t, server: server, home: t.TempDir(), binary: binary}
}

func (c *creator) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.binary, args...)
	cmd.Env = append(os.Environ(), "HOME="+c.home, "XDG_DATA_HOME="+c.home, "XDG_DOWNLOAD_DIR="+c.home, "XDG_CONFIG_HOME="+c.home,
		"HEYGEN_API_BASE="+c.server.BaseURL(), "HEYGEN_API_KEY=key", "REELWATCH_INTERVAL=1s", "GORACE=atexit_sleep_ms=0")
	return cmd
}

// run runs a command to its end, and gives what it printed.
func (c *creator) run(args ...string) string {
	c.t.Helper()
	cmd := c.command(args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("%v: %v\n%s%s", args, err, out, said.String())
	}
	return string(out)
}

// killed runs a command and kills it after a while, unless it has ended by itself.
func (c *creator) killed(after time.Duration, args ...string) {
	c.t.Helper()
	cmd := c.command(args...)
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	death := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended already
	_ = cmd.Wait()                                                    // by the kill, as a rule
	death.Stop()
}

// Forty requests at a HeyGen that makes ten at once, by programs that are killed again and again: nothing is sent twice,
// nothing is lost, all are made in order and saved.
func TestFortySubmittedByProgramsThatAreKilled(t *testing.T) {
	t.Parallel()
	const all, room = 40, 10
	c := newCreator(t, heygentest.Options{
		Concurrent: room, CreateRetryAfter: "1", Latency: 15 * time.Millisecond,
		CreateSpec: func(n int, title string) heygentest.VideoSpec {
			return heygentest.VideoSpec{Title: title, Queued: 100 * time.Millisecond, Renders: time.Duration(700+n%7*100) * time.Millisecond, Size: 20_000}
		},
	})
	var bodies strings.Builder
	for i := range all {
		fmt.Fprintf(&bodies, `{"type":"avatar","title":"Clip %02d"}`+"\n", i)
	}
	file := filepath.Join(c.home, "bodies.jsonl")
	if err := os.WriteFile(file, []byte(bodies.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	kills := 0
	for c.killed(time.Duration(20+rand.IntN(300))*time.Millisecond, "submit", file); c.run("list") == ""; {
		c.killed(time.Duration(20+rand.IntN(300))*time.Millisecond, "submit", file) // it was killed before anything was written down
	}
	for kills = 1; kills < 5; kills++ {
		c.killed(time.Duration(100+rand.IntN(2000))*time.Millisecond, "wait", "--download")
	}
	c.run("wait", "--download")

	made := c.server.Created()
	for i, m := range made {
		if want := fmt.Sprintf(`"Clip %02d"`, i); !strings.Contains(string(m.Body), want) {
			t.Errorf("the %d. that was made is %s", i, m.Body)
		}
	}
	if len(made) != all || c.server.MaxRunning() > room {
		t.Errorf("%d were made, %d ran at once", len(made), c.server.MaxRunning())
	}
	if saved := strings.Count(c.run("list", "--status", "saved"), "\n"); saved != all {
		t.Errorf("%d are saved:\n%s", saved, c.run("list"))
	}
	// One for each place that became free, and one for each program that did not live to note it.
	if n := c.server.Refused()[http.StatusTooManyRequests]; n > all-room+kills {
		t.Errorf("%d requests were refused", n)
	}
}

// Told to stop while HeyGen is silent, submit ends at once and says where the rest is.
func TestSubmitThatIsInterrupted(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	c.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Stall, Times: heygentest.Always})
	cmd := c.command("submit", "-")
	cmd.Stdin = strings.NewReader(`{"type":"avatar","title":"one"}{"type":"avatar","title":"two"}`)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.After(20 * time.Second); c.server.Count(heygentest.Create) == 0; {
		select {
		case <-deadline:
			t.Fatal("nothing was sent")
		case <-time.After(5 * time.Millisecond):
		}
	}
	told := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code is looked at
	if took := time.Since(told); cmd.ProcessState.ExitCode() != exitInterrupted || took > 5*time.Second {
		t.Errorf("it ended with %v after %s", cmd.ProcessState, took)
	}
	if strings.Count(out.String(), "q-") != 2 || !strings.Contains(said.String(), "stopped: what was not sent waits in the queue") {
		t.Errorf("it printed %q and said %q", out.String(), said.String())
	}
	c.server.Heal()
	c.server.Release()
	if sent := c.run("submit"); strings.Count(sent, "\n") != 2 || strings.Contains(sent, "q-") || len(c.server.Created()) != 2 {
		t.Errorf("then it sent %q: %+v", sent, c.server.Created())
	}
}

// What can't be asked for again is unsure as soon as nobody waits for its answer any more, and not before.
func TestARequestWithoutAKeyWhoseSenderIsKilled(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{})
	c.server.Fail(heygentest.Fault{On: heygentest.CreateV2, Do: heygentest.Stall, Times: heygentest.Always})
	cmd := c.command("submit", "-")
	cmd.Stdin = strings.NewReader(`{"video_inputs":[{}],"title":"Old"}{"type":"avatar","title":"New"}`)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.After(20 * time.Second); c.server.Count(heygentest.CreateV2) == 0; {
		select {
		case <-deadline:
			t.Fatal("nothing was sent")
		case <-time.After(5 * time.Millisecond):
		}
	}
	if list := c.run("list"); strings.Count(list, "\tqueued\t") != 2 {
		t.Errorf("while it is sent:\n%s", list)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // by the kill
	if list := c.run("list"); strings.Count(list, "\tunsure\tOld") != 1 || strings.Count(list, "\tqueued\tNew") != 1 {
		t.Errorf("after the kill:\n%s", list)
	}
}

// Where nothing can be printed any more, what is being sent is waited for all the same: it costs credits.
func TestSubmitWaitsForAnswersThatItCannotPrint(t *testing.T) {
	t.Parallel()
	c := newCreator(t, heygentest.Options{Latency: 600 * time.Millisecond})
	cmd := c.command("submit", "-")
	cmd.Stdin = strings.NewReader(`{"type":"avatar","title":"New"}{"video_inputs":[{}],"title":"Old"}`)
	unwritable, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer unwritable.Close()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = unwritable, &said
	_ = cmd.Run() // its exit code is looked at
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(said.String(), "standard output: ") {
		t.Errorf("it ended with %d and said %q", code, said.String())
	}
	if list := c.run("list"); len(c.server.Created()) != 2 || strings.Contains(list, "unsure") || strings.Contains(list, "q-") {
		t.Errorf("%d were made:\n%s", len(c.server.Created()), list)
	}
}
