package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"reelwatch": func() {
			os.Exit(Main(Process{
				Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Environ: os.Environ,
				Version: "test",
			}))
		},
	})
}

// TestScripts runs the commands as a user would, each script with a home and a simulated HeyGen of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup:               surroundings,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"video":       addVideo,
			"service":     breakService,
			"requests":    countRequests,
			"keyless":     neverSawKey,
			"exits":       exits,
			"interrupted": interrupted,
			"account":     changeAccount,
			"started":     countStarted,
			"keep":        keep,
		},
	})
}

type serverKey struct{}

// quickly is what becomes of a video that a script submits.
func quickly(_ int, title string) heygentest.VideoSpec {
	spec := heygentest.VideoSpec{Title: title, Queued: 300 * time.Millisecond, Renders: time.Second, Size: 50_000}
	if strings.Contains(title, "bad") {
		spec.Ends, spec.FailCode, spec.FailMessage = heygen.Failed, "BLOCKED_WORDS_DETECTED", "Blocked words"
	}
	return spec
}

// surroundings gives a script its home, its key and its service.
func surroundings(env *testscript.Env) error {
	server := heygentest.New(heygentest.Options{Key: "secret-key", Balance: 12.5, CreateSpec: quickly})
	if err := server.Start(); err != nil {
		return err
	}
	env.Defer(server.Close)
	env.Values[serverKey{}] = server
	for _, folder := range []string{"HOME", "XDG_DATA_HOME", "XDG_DOWNLOAD_DIR"} {
		env.Setenv(folder, env.Cd+"/"+strings.ToLower(folder))
	}
	env.Setenv("XDG_CONFIG_HOME", env.Cd+"/config")
	env.Setenv("TMPDIR", env.Cd)
	env.Setenv("HEYGEN_API_BASE", server.BaseURL())
	env.Setenv("HEYGEN_API_KEY", "secret-key")
	env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command takes a second more under the race detector
	return nil
}

func serverOf(ts *testscript.TestScript) *heygentest.Server {
	return ts.Value(serverKey{}).(*heygentest.Server)
}

// addVideo makes HeyGen know a video: video ID [title=T] [status=S] [size=N] [reason=R] [renders=D] [with=ASSETS]. Without a
// status it is completed, an hour old unless it renders for a while from now on.
func addVideo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: video ID [title=T] [status=S] [size=N] [reason=R] [renders=D] [with=ASSETS]")
	}
	spec := heygentest.VideoSpec{ID: args[0], Created: time.Now().Add(-time.Hour), Size: 100_000, Length: 62 * time.Second}
	for _, arg := range args[1:] {
		name, value, _ := strings.Cut(arg, "=")
		switch name {
		case "title":
			text, err := strconv.Unquote(`"` + value + `"`)
			ts.Check(err)
			spec.Title = text
		case "status":
			spec.Ends = heygen.Status(value)
			if value == "pending" {
				spec.Queued = 1000 * time.Hour
			}
		case "size":
			size, err := strconv.ParseInt(value, 10, 64)
			ts.Check(err)
			spec.Size = size
		case "reason":
			spec.FailMessage = value
		case "renders":
			long, err := time.ParseDuration(value)
			ts.Check(err)
			spec.Created, spec.Renders = time.Now(), long
		case "with":
			assets, err := tracker.ParseAssets(value)
			ts.Check(err)
			spec.Captioned = slices.Contains(assets, tracker.AssetCaptioned)
			spec.Subtitled = slices.Contains(assets, tracker.AssetSubtitles)
			spec.Animated = slices.Contains(assets, tracker.AssetGIF)
		default:
			ts.Fatalf("video: unknown %s", name)
		}
	}
	serverOf(ts).Add(spec)
}

// breakService asks for trouble: service ROUTE TROUBLE [STATUS [RETRY-AFTER]] [made] [once], or service heal.
func breakService(ts *testscript.TestScript, neg bool, args []string) {
	server := serverOf(ts)
	switch {
	case neg || len(args) == 0:
		ts.Fatalf("usage: service ROUTE TROUBLE [STATUS [RETRY-AFTER]] [made] [once], or service heal")
	case args[0] == "heal":
		server.Heal()
		return
	}
	fault := heygentest.Fault{On: heygentest.Route(args[0]), Do: heygentest.Trouble(args[1]), Times: heygentest.Always}
	if last := len(args) - 1; args[last] == "once" {
		fault.Times, args = 1, args[:last]
	}
	if last := len(args) - 1; args[last] == "made" { // the video is made all the same
		fault.Processed, args = true, args[:last]
	}
	if len(args) > 2 {
		status, err := strconv.Atoi(args[2])
		ts.Check(err)
		fault.Status = status
	}
	if len(args) > 3 {
		fault.RetryAfter = args[3]
	}
	server.Fail(fault)
}

// changeAccount changes what the account may do: account concurrent=N credits=N; 0 takes a limit away.
func changeAccount(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: account concurrent=N credits=N")
	}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		n, err := strconv.Atoi(value)
		ts.Check(err)
		switch name {
		case "concurrent":
			serverOf(ts).SetConcurrent(n)
		case "credits":
			serverOf(ts).SetCredits(n)
		default:
			ts.Fatalf("account: unknown %s", name)
		}
	}
}

// countStarted holds how many videos were really started so far: started N.
func countStarted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: started N")
	}
	if made := serverOf(ts).Created(); fmt.Sprint(len(made)) != args[0] {
		ts.Fatalf("%d videos were started, want %s", len(made), args[0])
	}
}

// keep keeps the one word that the last command printed in a variable: keep NAME.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	words := strings.Fields(ts.ReadFile("stdout"))
	if neg || len(args) != 1 || len(words) != 1 {
		ts.Fatalf("usage: keep NAME, after a command that printed one word")
	}
	ts.Setenv(args[0], words[0])
}

// countRequests holds the number of requests on a route since the last look: requests ROUTE N.
func countRequests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: requests ROUTE N")
	}
	server := serverOf(ts)
	if got := fmt.Sprint(server.Count(heygentest.Route(args[0]))); got != args[1] {
		ts.Fatalf("%s requests on %s, want %s: %v", got, args[0], args[1], server.Requests())
	}
	server.ResetCounts()
}

// neverSawKey holds that the file host was asked, and never with a credential.
func neverSawKey(ts *testscript.TestScript, neg bool, args []string) {
	asked := false
	for _, r := range serverOf(ts).Requests() {
		if r.Host != heygentest.FileHost {
			continue
		}
		asked = true
		if r.Credential {
			ts.Fatalf("the file host saw the key: %+v", r)
		}
	}
	if !asked {
		ts.Fatalf("the file host was never asked")
	}
}

// exits holds the exit code of a command: exits CODE COMMAND [ARG...].
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// interrupted holds that a command which waits for standard input ends with 130 on an interrupt.
func interrupted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: interrupted COMMAND [ARG...]")
	}
	read, write, err := os.Pipe()
	ts.Check(err)
	defer write.Close()
	path, err := exec.LookPath("reelwatch")
	ts.Check(err)
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = ts.MkAbs("."), append(os.Environ(), "HEYGEN_API_KEY=key", "HOME="+ts.Getenv("HOME"),
		"XDG_DATA_HOME="+ts.Getenv("XDG_DATA_HOME")), read
	ts.Check(cmd.Start())
	read.Close()
	_, err = write.WriteString(strings.Repeat("word ", 40_000)) // more than a pipe holds: it is being read
	ts.Check(err)
	ts.Check(cmd.Process.Signal(os.Interrupt))
	err = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		ts.Fatalf("exit code %d (%v), want %d", code, err, exitInterrupted)
	}
}
