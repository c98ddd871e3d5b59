package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"reelwatch/heygen/heygentest"
	"reelwatch/store"
	"reelwatch/tracker"
)

// home is one user's machine: a folder, a list in it, and a simulated HeyGen on loopback.
type home struct {
	folder string
	binary string
	server *heygentest.Server
}

// newHome gives a user whose account holds videos and whose list holds entries. It is closed by close.
func (l *lab) newHome(ctx context.Context, videos []heygentest.VideoSpec, entries []tracker.Entry) (*home, error) {
	folder, err := os.MkdirTemp(l.folder, "home-")
	if err != nil {
		return nil, err
	}
	h := &home{folder: folder, binary: l.binary, server: heygentest.New(heygentest.Options{})}
	h.server.Add(videos...)
	err = h.server.Start()
	if err == nil && len(entries) > 0 {
		err = h.fill(ctx, entries)
	}
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// close ends the server and removes everything.
func (h *home) close() error {
	h.server.Close()
	return os.RemoveAll(h.folder)
}

// list is the user's list, as another process opens it.
func (h *home) list() (*store.Store, error) {
	return store.Open(filepath.Join(h.folder, "data", "reelwatch", "reelwatch.db"), store.Options{})
}

// fill puts entries into the list.
func (h *home) fill(ctx context.Context, entries []tracker.Entry) error {
	list, err := h.list()
	if err != nil {
		return err
	}
	saved := filepath.Join(h.folder, "saved.mp4") // what is drawn hangs on whether the file is there, not on what it holds
	if err := os.WriteFile(saved, nil, 0o600); err != nil {
		return err
	}
	for i := range entries {
		if entries[i].Saved() {
			entries[i].File = saved
		}
	}
	_, err = list.Insert(ctx, entries)
	return err
}

// command is reelwatch with these arguments, with this user's settings and nothing of the machine's.
func (h *home) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, h.binary, args...)
	cmd.Env = []string{
		"HOME=" + h.folder, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TMPDIR=" + h.folder,
		"XDG_DATA_HOME=" + filepath.Join(h.folder, "data"), "XDG_DOWNLOAD_DIR=" + filepath.Join(h.folder, "videos"),
		"HEYGEN_API_BASE=" + h.server.BaseURL(), "HEYGEN_API_KEY=key",
	}
	return cmd
}

// dashboard opens the dashboard on a terminal, which is closed by screen.close, and waits for its rows. shown is when they
// came.
func (h *home) dashboard(ctx context.Context) (s *screen, shown time.Time, err error) {
	s, err = openScreen(h.command(ctx))
	if err != nil {
		return nil, time.Time{}, err
	}
	shown, err = s.shows(firstTitle)
	if err != nil {
		return nil, time.Time{}, errors.Join(err, s.close())
	}
	return s, shown, nil
}

// visit has something done at the dashboard of a user of its own.
func (l *lab) visit(ctx context.Context, videos []heygentest.VideoSpec, entries []tracker.Entry, do func(h *home, s *screen) error) error {
	h, err := l.newHome(ctx, videos, entries)
	if err != nil {
		return err
	}
	s, _, err := h.dashboard(ctx)
	if err != nil {
		return errors.Join(err, h.close())
	}
	return errors.Join(do(h, s), s.close(), h.close())
}
