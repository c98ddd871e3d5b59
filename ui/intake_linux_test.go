package ui

import (
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"reelwatch/heygen/heygentest"
)

// threadTime is the processor time that this thread has used.
func threadTime() time.Duration {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_THREAD, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// TestNoMessageOfALongAddTakesLong holds what stands between a key and its answer while thousands of ids come in.
func TestNoMessageOfALongAddTakesLong(t *testing.T) {
	const most = 100 * time.Millisecond
	play(t, Config{}, 120, 40, completeRows(5000), func(d *driver) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		d.cpu = threadTime
		d.Press("a")
		d.Paste(manyIDs(5000, 16, 3000))
		d.Press("ctrl+s")
		d.Shows("tracking 5,002 more videos")
		d.Press("down", "end", "x", "esc")
		d.Paste(manyIDs(5000) + "\n" + id(7_000_000))
		d.Press("y")
		d.Shows("tracking 1 more video, 5,000 were there")
		if d.longest == 0 || d.longest > most {
			t.Errorf("a message took %v of the processor", d.longest)
		}
		t.Logf("at most %v a message", d.longest)
	})
}

func TestNoMessageOfALongAddTakesLongWithAllBehindIt(t *testing.T) {
	playWhole(t, Config{}, goodKey, nil, func(d *driver, _ *heygentest.Server, _ string) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		d.cpu = threadTime
		d.Press("a")
		d.Paste(manyIDs(5000, 16))
		d.Press("ctrl+s")
		d.Shows("tracking 5,001 videos", `line 18: "bad!16"`)
		if d.longest == 0 || d.longest > 100*time.Millisecond {
			t.Errorf("a message took %v of the processor", d.longest)
		}
		t.Logf("at most %v a message", d.longest)
	})
}
