package ui

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"reelwatch/tracker"
)

// countedTerminal counts what a real Bubble Tea program writes.
type countedTerminal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (c *countedTerminal) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.b.Write(p)
}

func (c *countedTerminal) take() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.b.String()
	c.b.Reset()
	return s
}

// written runs the dashboard in a real program for a while after it has drawn its first frame, and gives what it wrote
// in that while.
func written(t *testing.T, width, height int, scene func(*stage), after func(*stage), for_ time.Duration) string {
	t.Helper()
	var got string
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := newStage()
		scene(s)
		out := &countedTerminal{}
		model := New(Config{Tracker: s, Context: ctx, Theme: ThemeDark, Zone: time.UTC})
		p := tea.NewProgram(model, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(width, height),
			tea.WithoutSignalHandler(), tea.WithFPS(30), tea.WithColorProfile(colorprofile.TrueColor), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = p.Run() // ends by its context
		}()
		<-time.After(5 * time.Second)
		if first := out.take(); len(first) < 1000 {
			t.Errorf("no first frame: %q", first)
		}
		if after != nil {
			after(s)
		}
		<-time.After(for_)
		got = out.take()
		cancel()
		<-done
	})
	return got
}

// renderingRows is 40 visible rows, half of them rendering, over a while in which none of them ends.
func renderingRows(typical time.Duration) func(*stage) {
	return func(s *stage) {
		var entries []*tracker.Entry
		for n := range 20 {
			entries = append(entries, rendering(id(n), fmt.Sprintf("Spring launch %02d", n), typical*time.Duration(n)/40),
				completed(id(100+n), fmt.Sprintf("Product tour %02d", n), time.Duration(n)*time.Minute, 60))
		}
		s.put(entries...)
		answered(s)
		s.snap.Estimates.Typical = typical
	}
}

func TestRenderingCostsAtMost100BytesASecond(t *testing.T) {
	for _, typical := range []time.Duration{0, 2 * time.Minute, 4 * time.Minute, 9 * time.Minute, 15 * time.Minute} {
		const while = 3 * time.Minute
		got := written(t, 120, 48, renderingRows(typical), nil, while)
		rate := float64(len(got)) / while.Seconds()
		t.Logf("typical %v: %.0f bytes a second", typical, rate)
		if rate > 100 {
			t.Errorf("typical %v: %.0f bytes a second", typical, rate)
		}
	}
}

func TestAStillScreenCostsNothing(t *testing.T) {
	quiet := func(s *stage) {
		var entries []*tracker.Entry
		for n := range 60 {
			entries = append(entries, saved(id(n), fmt.Sprintf("Old %02d", n), "old.mp4", time.Hour+time.Duration(n)*17*time.Minute, 60, 1e6))
		}
		s.put(entries...)
		answered(s)
	}
	if got := written(t, 120, 48, quiet, nil, 30*time.Minute); got != "" {
		t.Errorf("%d bytes for nothing: %q", len(got), got)
	}
	again := func(s *stage) { s.changed() } // an answer that brought nothing new
	if got := written(t, 120, 48, quiet, again, 10*time.Minute); got != "" {
		t.Errorf("%d bytes for an answer without news: %q", len(got), got)
	}
}

func TestNoTimerWhereNothingMoves(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		updates := d.updates
		d.Advance(24 * time.Hour)
		if d.updates != updates {
			t.Errorf("%d updates of an empty list in a day", d.updates-updates)
		}
	})
	play(t, Config{}, 80, 24, completeRows(40), func(d *driver) {
		updates := d.updates
		d.Advance(24 * time.Hour)
		if n := d.updates - updates; n > 24 {
			t.Errorf("%d updates of a finished list in a day, want one an hour", n)
		}
	})
}

func TestARunningSaveIsDrawnAtMostTenTimesASecond(t *testing.T) {
	play(t, Config{}, 80, 24, mixed, func(d *driver) {
		updates := d.updates
		d.Advance(10 * time.Second)
		if n := d.updates - updates; n < 20 || n > 100 {
			t.Errorf("%d updates in 10 s of a running save", n)
		}
	})
}

// BenchmarkKey measures a key press in a long list.
func BenchmarkKey(b *testing.B) {
	s := newStage()
	completeRows(10_000)(s)
	m := New(Config{Tracker: s, Context: b.Context(), Zone: time.UTC})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 48})
	keys := []tea.KeyPressMsg{keyPress("j"), keyPress("pgdown"), keyPress("G"), keyPress("g")}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		m.Update(keys[n%len(keys)])
		m.View()
		n++
	}
}
