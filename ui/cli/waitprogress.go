package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui"
)

const (
	quietFor  = time.Minute // after which a line says that the wait goes on
	barCells  = 20          // of the bar of one batch
	barShared = 8           // of each, where there are several
)

// waitProgress tells on standard error how a wait goes: on a terminal by a line that is drawn again in place, elsewhere by
// a line for each change. For --json it prints the objects too.
type waitProgress struct {
	a     *app
	ids   map[string]bool
	save  bool
	json  bool
	bar   *liveLine
	begun time.Time // of the wait
	last  time.Time // when a line was written last
}

func newWaitProgress(a *app, ids []string, w waitOrder) *waitProgress {
	now := time.Now()
	p := &waitProgress{a: a, ids: make(map[string]bool, len(ids)), save: w.save, json: w.asJSON, bar: newLiveLine(a), begun: now, last: now}
	for _, id := range ids {
		p.ids[id] = true
	}
	return p
}

// tell hears what happens. Its error is that of standard output.
func (p *waitProgress) tell(n tracker.News) error {
	if text := newsText(n); text != "" && (!p.bar.live || !shownByBar(n)) {
		p.line(text)
	}
	if p.json && n.Entry != nil && (n.What == tracker.Turned || n.What == tracker.Stored) {
		return p.a.printJSON(n.Entry)
	}
	return nil
}

// newsText is news as a line.
func newsText(n tracker.News) string {
	switch n.What {
	case tracker.Turned:
		return n.ID + ": " + turnedText(n.Entry)
	case tracker.Stored:
		return n.ID + ": saved as " + n.Entry.File
	case tracker.Removed:
		return n.ID + ": no longer tracked, so it is not waited for"
	case tracker.Unanswered:
		return n.ID + ": HeyGen would not answer, it is asked again later: " + n.Err.Error()
	case tracker.Recovered:
		return "HeyGen answers again"
	case tracker.Troubled:
		return "trying on: " + n.Err.Error()
	}
	return n.Err.Error() // a save's error names its video
}

// turnedText is a video's status with what matters about it.
func turnedText(e *tracker.Entry) string {
	text := ui.StatusWord(e.Status)
	if reason := e.Failure.Text(); reason != "" {
		text += ": " + reason
	}
	if e.Status == tracker.Unsure {
		text += ": " + undecided(e)
	}
	if title := e.Shown(); title != "" {
		text += " (" + title + ")"
	}
	return text
}

// shownByBar says that the bar tells as much as a line would.
func shownByBar(n tracker.News) bool {
	return n.What == tracker.Turned && n.Entry.Status != heygen.Failed && n.Entry.Status != heygen.NotFound && n.Entry.Status != tracker.Unsure
}

// beat draws the bar again; where there is none, it says now and then that the wait goes on.
func (p *waitProgress) beat(s tracker.Snapshot) {
	now := time.Now()
	switch {
	case p.bar.live:
		p.bar.draw(p.gauges(p.waited(s), s, now))
	case now.Sub(p.last) >= quietFor:
		p.line(p.standing(p.waited(s), s, now))
	}
}

// end takes the bar away and says how things stand.
func (p *waitProgress) end(s tracker.Snapshot) {
	p.bar.draw("")
	p.line(p.standing(p.waited(s), s, time.Now()))
}

// waited gives the videos that are waited for, as they are now.
func (p *waitProgress) waited(s tracker.Snapshot) []*tracker.Entry {
	return slices.DeleteFunc(slices.Clone(s.Entries), func(e *tracker.Entry) bool {
		return !p.ids[e.ID] && (e.Request == nil || !p.ids[e.Request.Name])
	})
}

// standing is all in one line: 7/12 done, 1 failed, 4 rendering, 2 to save.
func (p *waitProgress) standing(entries []*tracker.Entry, of tracker.Snapshot, now time.Time) string {
	text := summary(entries, of, now)
	if p.save {
		text += savesText(entries, of.Live)
	}
	return text + queueText(entries, of.Queue, now)
}

// savesText is how many are to be saved, and what the first that waits there waits for; empty where none is.
func savesText(entries []*tracker.Entry, live map[string]*tracker.Live) string {
	unsaved, waits := 0, ""
	for _, e := range entries {
		if !e.Savable() || e.Saved() {
			continue
		}
		unsaved++
		if l := live[e.ID]; waits == "" && l != nil && l.Transfer != nil && l.Transfer.Note != "" {
			waits = fmt.Sprintf(" (%s: %s)", e.ID, l.Transfer.Note)
		}
	}
	if unsaved == 0 {
		return ""
	}
	return fmt.Sprintf(", %d to save", unsaved) + waits
}

// queueText is why what is queued waits, and until when; empty where nothing of it does.
func queueText(entries []*tracker.Entry, q tracker.Queue, now time.Time) string {
	if !slices.ContainsFunc(entries, func(e *tracker.Entry) bool { return q.Line[e.ID] > 0 }) || q.Hold == nil {
		return ""
	}
	text := "; the queue waits" + held(q.Hold)
	if !q.Next.IsZero() {
		text += ", next try at " + q.Next.Local().Format("15:04") + " at the latest"
		if asked := q.Hold.At.Add(q.Hold.For); !asked.After(now) { // a wait that HeyGen asked for is kept
			text += " (reelwatch submit tries at once)"
		}
	}
	return text
}

// gauges is the line that stands on the terminal: a bar for each batch, and the counts where there is one alone.
func (p *waitProgress) gauges(entries []*tracker.Entry, of tracker.Snapshot, now time.Time) string {
	var batches []string
	members := map[string][]*tracker.Entry{}
	for _, e := range entries {
		if members[e.Batch] == nil {
			batches = append(batches, e.Batch)
		}
		members[e.Batch] = append(members[e.Batch], e)
	}
	if len(batches) < 2 {
		return p.gauge(entries, barCells) + " " + p.standing(entries, of, now)
	}
	parts := make([]string, len(batches))
	for i, name := range batches {
		if parts[i] = p.gauge(members[name], barShared) + " " + doneText(members[name]); name != "" {
			parts[i] = name + " " + parts[i]
		}
	}
	return strings.Join(parts, " | ")
}

// doneText is how many of the videos are completed: 4/12.
func doneText(entries []*tracker.Entry) string {
	done := 0
	for _, e := range entries {
		if e.Status == heygen.Completed {
			done++
		}
	}
	return fmt.Sprintf("%d/%d", done, len(entries))
}

// gauge is a bar of so many cells. With --download a video counts when it is saved.
func (p *waitProgress) gauge(entries []*tracker.Entry, cells int) string {
	done := 0
	for _, e := range entries {
		if e.Status == heygen.Completed && (!p.save || e.Saved()) {
			done++
		}
	}
	full := done * cells / max(len(entries), 1)
	return "[" + strings.Repeat("#", full) + strings.Repeat("-", cells-full) + "]"
}

// line writes a line that stays, above the bar where there is one.
func (p *waitProgress) line(text string) {
	now, bar := time.Now(), p.bar.drawn
	p.bar.draw("")
	fmt.Fprintf(p.a.Stderr, "[%s] %s\n", elapsed(now.Sub(p.begun)), tracker.CleanText(text))
	p.last = now
	p.bar.draw(bar)
}

// elapsed is a length of time for people: 12s, 7m, 1h5m.
func elapsed(d time.Duration) string {
	if d < time.Minute {
		return d.Truncate(time.Second).String()
	}
	return strings.TrimSuffix(d.Truncate(time.Minute).String(), "0s")
}
