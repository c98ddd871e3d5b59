//go:build e2e

package cli

import (
	"net/http"
	"slices"
	"syscall"
	"time"

	"reelwatch/heygen/heygentest"
)

// trouble is something that goes wrong for a while. Where it may be long, it may last for longer than what is tried again at
// once.
type trouble func(l *life, mayBeLong bool)

// shuffled gives all troubles, in some order.
func (l *life) shuffled() []trouble {
	all := []trouble{
		(*life).answersFail, (*life).answersStall, (*life).goesAway, (*life).revokesLinks, (*life).stops, (*life).kills,
		(*life).resizes, (*life).fillsDisk, (*life).readsNothing,
	}
	l.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// lasts lets trouble last for a second or two, or at times, where that may be, for so long.
func (l *life) lasts(mayBeLong bool, long time.Duration) {
	some := time.Duration(500+l.rng.IntN(1500)) * time.Millisecond
	if mayBeLong && l.rng.IntN(4) == 0 {
		some = long
	}
	<-time.After(some)
}

// answersFail makes the next few answers of the API all kinds of bad.
func (l *life) answersFail(bool) {
	faults := []heygentest.Fault{
		{Do: heygentest.Refuse, Status: http.StatusTooManyRequests, RetryAfter: "1"},
		{Do: heygentest.Refuse, Status: http.StatusTooManyRequests},
		{Do: heygentest.Refuse, Status: http.StatusInternalServerError},
		{Do: heygentest.Page, Status: http.StatusBadGateway},
		{Do: heygentest.Page, Status: http.StatusForbidden},
		{Do: heygentest.Cut, After: 0.5},
		{Do: heygentest.Reset},
		{Do: heygentest.Say, Body: `{"data":null,"error":null}`},
		{Do: heygentest.Huge},
	}
	l.rng.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
	for i := range faults {
		faults[i].On = heygentest.API
	}
	l.server.Heal() // what strikes routes that are seldom asked would heap up
	l.server.Fail(faults[:4]...)
	l.lasts(false, 0)
}

// answersStall has answers, and files, stop half-way, until their connections are reset.
func (l *life) answersStall(mayBeLong bool) {
	l.server.Fail(slices.Repeat([]heygentest.Fault{{Do: heygentest.Stall, After: 0.5}}, 3)...)
	l.lasts(mayBeLong, 40*time.Second)
	l.server.Release()
	l.server.Heal()
}

// goesAway takes the network away.
func (l *life) goesAway(mayBeLong bool) {
	l.struck++
	l.server.Down()
	l.lasts(mayBeLong, time.Minute)
	if err := l.server.Up(); err != nil {
		l.t.Fatal(err)
	}
}

// revokesLinks ends all links before their time.
func (l *life) revokesLinks(bool) {
	l.struck++
	l.server.RevokeLinks()
}

// stops suspends a dashboard, be it the one that asks; for long, another takes over.
func (l *life) stops(mayBeLong bool) {
	for _, c := range []*console{l.open, l.other} {
		l.struck++
		c.signal(syscall.SIGSTOP)
		l.lasts(mayBeLong, 20*time.Second)
		c.signal(syscall.SIGCONT)
	}
}

// kills ends a dashboard without a word, and opens another.
func (l *life) kills(bool) {
	l.struck++
	l.other.signal(syscall.SIGKILL)
	l.other.ends()
	l.begin()
	l.other = l.dashboard("other")
	l.other.shows("reelwatch")
}

// resizes is a storm of sizes and keys.
func (l *life) resizes(bool) {
	sizes := [][2]int{{40, 10}, {100, 30}, {60, 20}, {200, 50}, {30, 8}, {100, 30}}
	l.struck++
	for range 6 {
		for _, size := range sizes {
			l.open.resize(size[0], size[1])
			l.other.resize(size[0], size[1])
			l.open.press("Gg35kj1\x1a") // no shell could bring it back: nothing stops
			<-time.After(10 * time.Millisecond)
		}
	}
}

// fillsDisk leaves no room for videos for a while.
func (l *life) fillsDisk(mayBeLong bool) {
	if l.disk == nil || !l.disk.fill() {
		return
	}
	l.struck++
	l.begin()
	l.lasts(mayBeLong, 10*time.Second)
	l.disk.clear()
}

// readsNothing leaves a terminal unread, as a half-dead connection does, while there is much to draw.
func (l *life) readsNothing(mayBeLong bool) {
	l.struck++
	l.open.reads(reading{never: true})
	for range 20 {
		l.open.press("Gg1")
	}
	l.lasts(mayBeLong, 20*time.Second)
	l.open.reads(reading{})
}
