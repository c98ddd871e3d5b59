package ui

import (
	"fmt"
	"time"
)

// moment is the time at which a frame is drawn, and collects when something on that frame will change by itself.
type moment struct {
	now  time.Time
	next time.Time // zero while nothing on the frame changes with time
}

// changesAt notes that something shown changes at t.
func (m *moment) changesAt(t time.Time) {
	if m.next.IsZero() || t.Before(m.next) {
		m.next = t
	}
}

// beat is the last multiple of d, and notes the next one: everything that steps by d does so together.
func (m *moment) beat(d time.Duration) time.Time {
	last := m.now.Truncate(d)
	m.changesAt(last.Add(d))
	return last
}

// age is how long ago since was, in one unit of at most four cells: now, 3m, 2h, 4d. Minutes step on the minute,
// everything longer on the hour, so that a list of old videos is a still picture. A zero time has no age.
func (m *moment) age(since time.Time) string {
	if since.IsZero() {
		return ""
	}
	if m.now.Truncate(time.Minute).Sub(since) < time.Hour {
		return m.minutes(since)
	}
	hours := max(int(m.beat(time.Hour).Sub(since)/time.Hour), 1)
	switch {
	case hours < 24:
		return fmt.Sprintf("%dh", hours)
	case hours < 1000*24:
		return fmt.Sprintf("%dd", hours/24)
	}
	return fmt.Sprintf("%dy", hours/24/365)
}

// ago is an age in a sentence; empty for a zero time.
func (m *moment) ago(since time.Time) string {
	switch age := m.age(since); age {
	case "":
		return ""
	case "now":
		return "just now"
	default:
		return age + " ago"
	}
}

// minutes is the whole minutes since then, stepping on the minute.
func (m *moment) minutes(since time.Time) string {
	n := int(m.beat(time.Minute).Sub(since) / time.Minute)
	if n < 1 {
		return "now"
	}
	return fmt.Sprintf("%dm", n)
}

// until is the time left to t as a countdown: seconds while they matter, else minutes.
func (m *moment) until(t time.Time) string {
	left := t.Sub(m.now)
	if left <= 0 {
		return "now"
	}
	if left > 90*time.Second {
		m.changesAt(m.now.Add((left-1)%time.Minute + 1))
		return fmt.Sprintf("in %dm", int((left+time.Minute-1)/time.Minute))
	}
	m.changesAt(m.now.Add((left-1)%time.Second + 1))
	return fmt.Sprintf("in %ds", int((left+time.Second-1)/time.Second))
}
