package ui

import (
	"os/exec"
	"strings"
	"testing"
)

func TestParseMachine(t *testing.T) {
	for _, c := range []struct {
		connection, user string
		want             Machine
	}{
		{"", "ann", Machine{}},
		{"10.1.2.3 50111 10.0.0.5", "ann", Machine{}},
		{"10.1.2.3 50111 10.0.0.5 22", "ann", Machine{User: "ann", Host: "10.0.0.5"}},
		{"10.1.2.3 50111 10.0.0.5 2222", `WORK\ann`, Machine{User: "ann", Host: "10.0.0.5", Port: "2222"}},
		{"127.0.0.1 50111 127.0.0.1 22", "ann", Machine{User: "ann", Host: "render-box"}},
		{"::1 50111 ::1 22", "", Machine{Host: "render-box"}},
		{"fe80::2%eth0 50111 fe80::1%eth0 22", "", Machine{Host: "render-box"}},
		{"2001:db8::2 50111 2001:db8::1 22", "ann", Machine{User: "ann", Host: "2001:db8::1"}},
	} {
		if got := ParseMachine(c.connection, c.user, "render-box"); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.connection, got, c.want)
		}
	}
}

func TestScpLines(t *testing.T) {
	box := Machine{User: "ann", Host: "10.0.0.5"}
	for _, c := range []struct {
		machine    Machine
		path, want string
	}{
		{box, "/videos/tour-01.mp4", "scp ann@10.0.0.5:/videos/tour-01.mp4 ."},
		{Machine{Host: "render-box", Port: "2222"}, "/v/a.mp4", "scp -P 2222 render-box:/v/a.mp4 ."},
		{Machine{User: "ann", Host: "2001:db8::1"}, "/v/a.mp4", "scp 'ann@[2001:db8::1]:/v/a.mp4' ."},
		{box, "/my videos/Tour 1.mp4", `scp 'ann@10.0.0.5:/my\ videos/Tour\ 1.mp4' .`},
		{Machine{}, "/my videos/Tour 1.mp4", "/my videos/Tour 1.mp4"},
	} {
		if got, err := c.machine.fetches(c.path); got != c.want || err != nil {
			t.Errorf("%s: %s, %v, want %s", c.path, got, err, c.want)
		}
	}
	for _, path := range []string{"/v/a\nb.mp4", "/v/a\x1b[2J.mp4", "/v/\u202egnp.mp4", "/v/\xff.mp4", "/v/a\tb.mp4"} {
		for _, m := range []Machine{{}, box} {
			if line, err := m.fetches(path); err == nil {
				t.Errorf("%q was copied as %q", path, line)
			}
		}
	}
}

// TestNoTitleGetsOutOfAnScpLine gives each line to a shell with an scp that hands its source's path to another shell, as
// the old protocol does: whatever the file is called, that is what arrives, and nothing else happens.
func TestNoTitleGetsOutOfAnScpLine(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"plain", "two  spaces", "it's", `"quoted"`, "`id`", "$(id)", "$HOME", "a;id", "a|id", "a&id", "a>b", `back\slash`, "*", "[ab]?", "{a,b}",
		"~", "#1", "!x", "100%", "a=b", "日本語 🎉", "'; rm -rf ~; '", `\'`, "(x)", "-rf", "^x", "end\\",
	} {
		line, err := Machine{User: "ann", Host: "box"}.fetches("/v/" + name + ".mp4")
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		script := `scp() { [ $# = 2 ] && [ "$2" = . ] && "$SHELL_AT" -c "printf %s ${1#ann@box:}"; }; ` + line
		cmd := exec.Command(shell, "-c", script)
		cmd.Env = []string{"SHELL_AT=" + shell, "HOME=/home/ann", "PATH=/nowhere"}
		out, err := cmd.CombinedOutput()
		if want := "/v/" + name + ".mp4"; err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("%s gave %q, %v, want %q", line, out, err, want)
		}
	}
}
