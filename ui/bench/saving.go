package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func savingGroup() group {
	return group{
		name: "saving",
		how: "`reelwatch download ID` of a video on a loopback server, and `curl -o F LINK && sync F` of the same, in turns; the median of the times' " +
			"ratios, and the most memory that each ever had (VmHWM)",
		measure: measureSaving,
	}
}

// expense is what one save took.
type expense struct {
	seconds float64
	peak    int64 // of memory, in bytes
}

func measureSaving(ctx context.Context, l *lab) ([]figure, error) {
	if _, err := exec.LookPath("curl"); err != nil {
		return nil, err
	}
	var ratios, ours, theirs samples
	var peak, theirPeak int64
	for range l.repeats {
		save, copied, err := l.saveBoth(ctx)
		if err != nil {
			return nil, err
		}
		ratios, ours, theirs = append(ratios, save.seconds/copied.seconds), append(ours, save.seconds), append(theirs, copied.seconds)
		peak, theirPeak = max(peak, save.peak), max(theirPeak, copied.peak)
	}
	what := "saving " + humanize.Bytes(uint64(l.file))
	beside := fmt.Sprintf("%s against curl's %s; ratios of %d pairs from %s to %s", seconds.text(ours.median()), seconds.text(theirs.median()),
		len(ratios), number(ratios.quantile(0)), number(ratios.quantile(1)))
	more := max(0, inMebibytes(peak-theirPeak))
	return []figure{
		{what: what + " from loopback, time as a multiple of curl's with sync, median", value: ratios.median(), unit: times, bar: atMost(1), beside: beside},
		{what: what + ", memory above curl's", value: more, unit: mebibytes, bar: atMost(32),
			beside: fmt.Sprintf("%s against %s", mebibytes.text(inMebibytes(peak)), mebibytes.text(inMebibytes(theirPeak)))},
	}, nil
}

// saveBoth saves one video in either way, each into a folder of its own.
func (l *lab) saveBoth(ctx context.Context) (ours, theirs expense, err error) {
	id := heygentest.ID(1)
	h, err := l.newHome(ctx, []heygentest.VideoSpec{{ID: id, Title: title(1), Size: l.file, Created: time.Now().Add(-time.Hour)}}, nil)
	if err != nil {
		return ours, theirs, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	link, err := h.link(ctx, id)
	if err != nil {
		return ours, theirs, err
	}
	copied := filepath.Join(h.folder, "copied.mp4")
	theirs, err = spend(exec.CommandContext(ctx, "curl", "-s", "-S", "-f", "-o", copied, link), exec.CommandContext(ctx, "sync", copied))
	if err != nil {
		return ours, theirs, err
	}
	ours, err = spend(h.command(ctx, "download", id))
	return ours, theirs, err
}

// link is where HeyGen says that the video's file is.
func (h *home) link(ctx context.Context, id string) (string, error) {
	client, err := heygen.New(heygen.Config{
		Base: h.server.BaseURL(), Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "key"}, nil },
	})
	if err != nil {
		return "", err
	}
	video, err := client.Video(ctx, id)
	return video.VideoURL, err
}

// spend runs commands one after another, and says what they took together.
func spend(cmds ...*exec.Cmd) (total expense, err error) {
	began := time.Now()
	for _, cmd := range cmds {
		peak, err := runWatched(cmd)
		if err != nil {
			return total, err
		}
		total.peak = max(total.peak, peak)
	}
	total.seconds = time.Since(began).Seconds()
	return total, nil
}

// glance is the time between two looks at a running command.
const glance = 5 * time.Millisecond

// runWatched runs a command to its end and gives the most memory that it was seen to have had. What the system tells at
// the end of a child would not do: it counts what the child was before it became the command.
func runWatched(cmd *exec.Cmd) (peak int64, err error) {
	done := make(chan error, 1)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	go func() { done <- cmd.Wait() }()
	beat := time.NewTicker(glance)
	defer beat.Stop()
	for {
		select {
		case err := <-done:
			if err != nil {
				err = fmt.Errorf("%s: %w", cmd, err)
			}
			return peak, err
		case <-beat.C:
			if _, most, err := process(cmd.Process.Pid).memory(); err == nil { // else it has just ended
				peak = max(peak, most)
			}
		}
	}
}
