//go:build unix

package store

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// claimVideos obeys lines: "claim ID", "release ID", with the answer ours, theirs or done.
func claimVideos(args []string, in *bufio.Scanner) error {
	claims, held := NewClaims(args[0]), map[string]func(){}
	for in.Scan() {
		word, id, _ := strings.Cut(in.Text(), " ")
		if word == "release" {
			held[id]()
			fmt.Println("done")
			continue
		}
		release, ok := claims.Claim(id)
		held[id] = release
		fmt.Println(map[bool]string{true: "ours", false: "theirs"}[ok])
	}
	return in.Err()
}

func TestClaims(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	one, other := start(t, "claims", path), start(t, "claims", path)
	steps := []struct {
		who         *child
		ask, answer string
	}{
		{one, "claim video_one", "ours"},
		{one, "claim video_two", "ours"},
		{other, "claim video_one", "theirs"},
		{other, "release video_one", "done"},
		{other, "claim video_one", "theirs"},
		{other, "claim video_three", "ours"},
		{one, "release video_one", "done"},
		{other, "claim video_one", "ours"},
		{one, "claim video_one", "theirs"},
		{other, "claim video_two", "theirs"},
	}
	for _, step := range steps {
		if got := step.who.ask(t, "%s", step.ask); got != step.answer {
			t.Fatalf("%s is answered %q, not %q", step.ask, got, step.answer)
		}
	}
	one.kill(t)
	if got := other.ask(t, "claim video_two"); got != "ours" {
		t.Errorf("what a dead process held is %s", got)
	}
	other.end(t)
}

// Where there can be no claims nobody is kept from saving.
func TestClaimsThatCannotBeMade(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(folder, nil, fileMode); err != nil {
		t.Fatal(err)
	}
	release, ok := NewClaims(filepath.Join(folder, "reelwatch.db")).Claim("video_one")
	if release(); !ok {
		t.Error("it is refused")
	}
}
