package term

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	// soon is the time from a change to its frame where nothing was drawn just before, and soonFor how long that goes on: some
	// frames' time, for a machine that is busy.
	soon    = 4 * time.Millisecond
	soonFor = 20 * time.Millisecond
	// steady is the time between two frames while changes follow on each other, and steadyFor how long it goes on after the last.
	steady    = time.Second / steadyFrames
	steadyFor = 4 * steady
	// asleep is the time between two looks at whether there is something to draw while nothing changes.
	asleep = time.Second / asleepLooks

	steadyFrames = 36 // a second
	asleepLooks  = 4  // a second
)

// pace lets the renderer sleep while nothing changes, and has it draw at once when something does. Left alone, Bubble Tea looks
// for a new frame at one rate for ever: a fast one takes half a percent of a processor for nothing, a slow one makes keys late.
// The zero value leaves the rate as it is.
type pace struct {
	mu     sync.Mutex
	ticker *time.Ticker
	every  time.Duration // the ticker's period
	began  time.Time     // when it last left its sleep
	until  time.Time     // when it goes to sleep
	rest   *time.Timer   // runs off then
}

// start takes over the ticker of a program whose renderer runs.
func (p *pace) start(ticker *time.Ticker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ticker = ticker; ticker != nil {
		p.every = asleep
		p.rest = time.AfterFunc(asleep, p.doze)
	}
}

// wake has what was just given to the renderer drawn.
func (p *pace) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ticker == nil {
		return
	}
	now := time.Now()
	switch {
	case p.every == asleep:
		p.began = now
		p.set(soon)
	case p.every == soon && now.Sub(p.began) > soonFor:
		p.set(steady)
	}
	lasts := soonFor
	if p.every == steady {
		lasts = steadyFor
	}
	p.until = now.Add(lasts)
	p.rest.Reset(lasts)
}

// doze lets the renderer sleep, unless it was woken in this moment.
func (p *pace) doze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ticker != nil && !time.Now().Before(p.until) {
		p.set(asleep)
	}
}

// afresh is told that the renderer begins again, as after fg: Bubble Tea then sets its ticker back to the rate of sleep.
func (p *pace) afresh() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ticker != nil {
		p.every = asleep
	}
}

// stop lets go of the ticker.
func (p *pace) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ticker != nil {
		p.rest.Stop()
	}
	p.ticker = nil
}

func (p *pace) set(every time.Duration) {
	p.every = every
	p.ticker.Reset(every)
}

// frames is the rate at which Bubble Tea is to begin, a second: that of sleep, where its ticker can be reached.
func frames() int {
	if field, ok := reflect.TypeFor[tea.Program]().FieldByName(tickerField); ok && field.Type == reflect.TypeFor[*time.Ticker]() {
		return asleepLooks
	}
	return steadyFrames
}

// tickerField is where Bubble Tea keeps the ticker of its renderer. It has no public way to change its rate.
const tickerField = "ticker"

// tickerOf gives the ticker of a program whose renderer runs; nil where it can't be reached.
func tickerOf(program *tea.Program) *time.Ticker {
	if frames() != asleepLooks {
		return nil
	}
	return (*time.Ticker)(reflect.ValueOf(program).Elem().FieldByName(tickerField).UnsafePointer())
}
