package term

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// metronome is a pace over a ticker that a test listens to.
type metronome struct {
	pace
	began time.Time
	ticks <-chan time.Time
}

// paced runs a test in simulated time, on a renderer that sleeps.
func paced(t *testing.T, test func(m *metronome)) {
	synctest.Test(t, func(t *testing.T) {
		ticker := time.NewTicker(asleep)
		defer ticker.Stop()
		m := &metronome{began: time.Now(), ticks: ticker.C}
		m.start(ticker)
		defer m.stop()
		test(m)
	})
}

// pass lets so much time go by, and gives when it ticked meanwhile, counted from the beginning.
func (m *metronome) pass(d time.Duration) (heard []time.Duration) {
	for end := time.After(d); ; {
		select {
		case at := <-m.ticks:
			heard = append(heard, at.Sub(m.began))
		case <-end:
			return heard
		}
	}
}

func TestTheRendererSleepsWhileNothingChanges(t *testing.T) {
	paced(t, func(m *metronome) {
		m.pass(time.Millisecond) // off the beat
		if n := len(m.pass(10 * time.Second)); n != 10*asleepLooks {
			t.Errorf("%d looks in ten seconds in which nothing changed, want %d", n, 10*asleepLooks)
		}
		m.wake()
		m.pass(time.Second)
		if n := len(m.pass(10 * time.Second)); n != 10*asleepLooks {
			t.Errorf("%d looks in ten seconds after a change, want %d", n, 10*asleepLooks)
		}
	})
}

func TestAChangeIsDrawnAtOnce(t *testing.T) {
	paced(t, func(m *metronome) {
		for range 5 { // the presses of a key that is held down
			m.pass(steady + 5*time.Millisecond)
			at := time.Since(m.began)
			m.wake()
			if ticks := m.pass(soonFor - time.Millisecond); len(ticks) < 2 || ticks[0] != at+soon {
				t.Errorf("drawn %v, want first at %s, and again for what came meanwhile", ticks, at+soon)
			}
		}
	})
}

func TestChangesWithoutEndAreDrawnAtASteadyRate(t *testing.T) {
	paced(t, func(m *metronome) {
		m.pass(time.Second)
		var ticks []time.Duration
		for range 400 {
			m.wake()
			ticks = append(ticks, m.pass(5*time.Millisecond)...)
		}
		if most := 2*steadyFrames + int(soonFor/soon) + 2; len(ticks) > most {
			t.Errorf("%d frames in two seconds, want at most %d", len(ticks), most)
		}
		for i := 1; i < len(ticks); i++ {
			if gap := ticks[i] - ticks[i-1]; gap > steady+soon {
				t.Errorf("%s between two frames", gap)
			}
		}
		m.wake()
		if ticks := m.pass(steady + time.Millisecond); len(ticks) == 0 {
			t.Error("the last change was not drawn")
		}
	})
}

// A key was held down, then ctrl+z and at once fg.
func TestTheFirstFrameAfterFgIsDrawnAtOnce(t *testing.T) {
	paced(t, func(m *metronome) {
		for range 10 {
			m.wake()
			m.pass(5 * time.Millisecond)
		}
		m.afresh()
		m.ticker.Reset(asleep) // as Bubble Tea does
		m.pass(time.Millisecond)
		at := time.Since(m.began)
		m.wake()
		if ticks := m.pass(soonFor); len(ticks) == 0 || ticks[0] != at+soon {
			t.Errorf("drawn %v, want first at %s", ticks, at+soon)
		}
	})
}

// prying is a model that looks for the ticker of its program, and ends.
type prying struct {
	program *tea.Program
	ticker  *time.Ticker
}

func (r *prying) Init() tea.Cmd {
	r.ticker = tickerOf(r.program)
	return tea.Quit
}
func (r *prying) Update(tea.Msg) (tea.Model, tea.Cmd) { return r, nil }
func (r *prying) View() tea.View                      { return tea.NewView("") }

// A version of Bubble Tea that keeps its ticker elsewhere would draw as before, at one rate: slower keys, a busier processor.
func TestBubbleTeasTickerIsReached(t *testing.T) {
	r := &prying{}
	r.program = tea.NewProgram(r, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithFPS(frames()))
	if _, err := r.program.Run(); err != nil {
		t.Fatal(err)
	}
	if frames() != asleepLooks || r.ticker == nil {
		t.Errorf("it begins with %d frames a second, and its ticker is %v", frames(), r.ticker)
	}
}

func TestAPaceWithoutATickerLeavesTheRateAlone(t *testing.T) {
	var p pace
	p.start(nil)
	p.wake()
	p.doze()
	p.stop()
	p.wake() // after the end
}
