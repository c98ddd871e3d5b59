package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// saying is the one thing about an entry that matters now.
type saying struct {
	tone    tone
	bar     bool // text has a bar before it, filled to part in barTone
	barTone tone
	part    float64
	percent string   // beside the bar, four cells
	text    []string // the later ones go first where there is no room
	between string   // the pieces of text; two blanks where empty
	short   string   // stands for the whole of text where that has no room; empty where its first pieces do
	named   bool     // the first text is the name of the saved file
	address string   // of that file; empty where nothing can open it
}

func said(t tone, text ...string) saying { return saying{tone: t, text: text} }

// subject is an entry with all that is known about it while a frame is drawn.
type subject struct {
	*tracker.Entry
	words  words
	live   tracker.Live
	line   tracker.Queue   // of the requests that are not sent yet
	wanted []tracker.Asset // beside each saved video
	queued bool            // to be saved, not yet begun
	late   bool            // rendering for longer than it should
}

// saving says whether the video is being saved, here or by another process, or waits for it.
func (s subject) saving() bool { return s.queued || s.live.Transfer != nil || s.live.Elsewhere }

// now says what matters most: a save under way, else what is wrong, else how the video stands.
func (s subject) now(est tracker.Estimates, m *moment, zone *time.Location) saying {
	switch {
	case s.live.Transfer != nil:
		return transfer(s.live.Transfer, m)
	case s.queued:
		return said(grey, "waiting for its turn")
	case s.live.Elsewhere:
		return said(grey, tracker.ErrBusy.Error())
	case s.live.Error != "":
		return s.withHook(said(red, clean(s.live.Error)))
	case s.live.AskError != "":
		return said(red, clean(s.live.AskError))
	}
	switch s.Status {
	case heygen.Processing:
		return s.rendering(est, m)
	case heygen.Pending:
		return s.pending(m)
	case heygen.Completed:
		return s.withHook(s.completed())
	case heygen.Failed:
		return s.withHook(s.failed())
	case heygen.NotFound:
		return s.withHook(s.notFound(m, zone))
	case heygen.Unknown, "":
		if s.CheckedAt.IsZero() {
			return said(grey, "not asked yet")
		}
		return said(grey, "HeyGen names no status")
	case tracker.Queued:
		return s.inLine(s.line, m)
	case tracker.Unsure:
		return said(amber, "sent, answer lost: enter decides")
	}
	return said(grey, "HeyGen says "+clean(string(s.Status)))
}

// transfer shows a running save: these numbers are real.
func transfer(t *tracker.Transfer, m *moment) saying {
	switch {
	case t.Waiting:
		return said(grey, "waiting for its turn")
	case t.Note != "":
		note := clean(t.Note)
		if name := asset(t); name != "" {
			note = name + ": " + note
		}
		return said(amber, note)
	}
	m.changesAt(m.now.Add(savingBeat))
	bytes := humanize.Bytes(uint64(max(t.Done, 0)))
	var speed string
	if t.Speed > 0 {
		speed = humanize.Bytes(uint64(t.Speed)) + "/s"
	}
	if t.Total <= 0 {
		return said(grey, asset(t), bytes, speed)
	}
	part := min(float64(t.Done)/float64(t.Total), 1)
	s := saying{tone: grey, bar: true, barTone: blue, part: part, percent: fmt.Sprintf("%3d%%", int(part*100)), text: []string{asset(t), speed}}
	if t.Speed > 0 {
		left := time.Duration(float64(t.Total-t.Done) / t.Speed * float64(time.Second))
		s.text = append(s.text, span(left)+" left")
	}
	return s
}

// rendering shows a guess, marked as one, that steps seldom.
func (s subject) rendering(est tracker.Estimates, m *moment) saying {
	if s.RenderingAt.IsZero() {
		return said(grey, "nothing known yet")
	}
	percentBeat, barBeat := guessBeats(est.Typical)
	part, _, ok := est.Progress(s.Entry, m.beat(percentBeat))
	if !ok {
		return said(grey, s.soFar(m))
	}
	say := saying{tone: grey, bar: true, barTone: blue, percent: fmt.Sprintf("~%d%%", int(part*100))}
	say.part, _, _ = est.Progress(s.Entry, m.beat(barBeat))
	if s.late {
		say.barTone = amber
	}
	_, left, _ := est.Progress(s.Entry, m.beat(barBeat))
	if left > 0 {
		say.text = []string{aboutLeft(left)}
		return say
	}
	others := span(est.Of(s.Entry).Typical)
	spent := s.spent(m)
	say.text, say.between = []string{spent, "others took " + others}, ", "
	switch {
	case spent == "now":
		say.text = []string{"over " + others}
	case spent == m.age(s.StartedAt()):
		say.short = "over " + spent // a time alone beside a percent would be the time left
	}
	return say
}

// longWait is from when on it is said plainly that nothing happens.
const longWait = time.Hour

// spent is how long the video has been rendering, plainly where that is long.
func (s subject) spent(m *moment) string {
	if s.late && m.now.Sub(s.RenderingAt) >= longWait {
		return "unchanged for " + m.age(s.RenderingAt)
	}
	return m.age(s.StartedAt())
}

// soFar is spent where nobody knows how long others took.
func (s subject) soFar(m *moment) string {
	if s.late {
		return "unchanged for " + m.age(s.RenderingAt)
	}
	age := m.age(s.StartedAt())
	if age == "now" {
		return "just begun"
	}
	return age + " so far"
}

// pending says that the video waits at HeyGen, and for how long where that is long.
func (s subject) pending(m *moment) saying {
	say := said(grey, "at HeyGen, not started")
	since := s.ChangedAt
	if since.IsZero() {
		since = s.AddedAt
	}
	if long := since.Add(longWait); m.now.Before(long) {
		m.changesAt(long)
		return say
	}
	say.text = append(say.text, "unchanged for "+m.age(since))
	return say
}

// aboutLeft is a guessed time in words that step seldom.
func aboutLeft(left time.Duration) string {
	if left < time.Minute {
		return "under 1m"
	}
	return "about " + span(left.Round(time.Minute))
}

func (s subject) completed() saying {
	switch {
	case s.Saved() && s.live.FileGone:
		return said(grey, "moved or deleted: d saves it again")
	case s.Saved():
		size := humanize.Bytes(uint64(max(s.FileBytes, 0)))
		if t, lacking := s.lacks(); lacking != "" {
			return said(t, lacking, s.words.file, size)
		}
		say := said(grey, s.words.file, size)
		say.named = true
		return say
	case s.Part != nil:
		return said(grey, s.begun()+": d goes on", s.words.reason)
	}
	return said(grey, "not saved yet", s.words.reason)
}

// begun says how much of a save that stopped there is.
func (s subject) begun() string {
	if s.Part.Total <= 0 || s.live.Begun <= 0 {
		return "half saved"
	}
	return fmt.Sprintf("%d%% saved", min(int(float64(s.live.Begun)/float64(s.Part.Total)*100), 100))
}

// failed says why, and what to do where that is known and there is room.
func (s subject) failed() saying {
	if s.words.reason == "" || s.words.remedy == "" {
		return said(red, cmp.Or(s.words.reason, "HeyGen gave no reason"))
	}
	why, _, _ := strings.Cut(s.words.reason, ". ")
	say := said(red, strings.TrimSuffix(why, "."), s.words.remedy)
	say.between = ". "
	return say
}

func (s subject) notFound(m *moment, zone *time.Location) saying {
	if s.Ended(m.now) {
		return said(grey, "unknown to HeyGen: x removes it")
	}
	m.changesAt(s.GraceUntil)
	until := "asking until " + s.GraceUntil.In(zone).Format("15:04")
	say := said(grey, "unknown to HeyGen, "+until)
	say.short = until
	return say
}

// sentence is all its text.
func (say saying) sentence() string {
	parts := slices.DeleteFunc(slices.Clone(say.text), func(part string) bool { return part == "" })
	return strings.Join(parts, cmp.Or(say.between, "  "))
}

// fitting is as many pieces of its text as have room in width cells, one at least.
func (say saying) fitting(width int) string {
	if say.short != "" && term.Width(say.sentence()) > width {
		return say.short
	}
	text, between := "", cmp.Or(say.between, "  ")
	for _, part := range say.text {
		if part == "" {
			continue
		}
		if text == "" {
			text = part
			continue
		}
		longer := text + between + part
		if term.Width(longer) > width {
			break
		}
		text = longer
	}
	return text
}

// put draws the saying into width cells.
func (say saying) put(s *strip, g glyphs, barWidth, width int) {
	used := 0
	if say.bar {
		if barWidth > 0 {
			putBar(s, g, say.barTone, say.part, barWidth)
			s.put(say.tone, " ")
			used = barWidth + 1
		}
		percent := fmt.Sprintf("%4s", say.percent)
		s.put(say.tone, percent)
		used += len(percent) + gap
	}
	text := say.fitting(width - used)
	if used > 0 && text != "" {
		s.put(say.tone, "  ")
	}
	text = g.cut(text, max(width-used, 0))
	rest := ""
	if say.address != "" && strings.HasPrefix(text, say.text[0]) {
		text, rest = say.text[0], text[len(say.text[0]):]
	}
	s.link(say.tone, text, say.address)
	s.put(say.tone, rest)
}

// span is a length of time in its largest unit, for people: 8s, 3m, 2h.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d/time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d/time.Minute))
	}
	return fmt.Sprintf("%dh", int(d/time.Hour))
}
