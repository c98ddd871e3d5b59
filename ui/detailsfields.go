package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// heading names the video and says how it stands.
func (d *sheet) heading(s subject, say saying, now *moment) {
	d.text(strong, s.words.title)
	st := s.standing(d.c.glyphs)
	line := d.begin()
	line.put(st.tone, st.glyph+" "+st.word)
	line.to(line.cells + gap)
	switch {
	case s.Ended(now.now) && !s.saving() && s.Status != heygen.NotFound:
		line.put(grey, now.ago(s.EndedAt()))
		d.put(line)
	case s.live.AskError != "" && !s.saving():
		d.put(line) // it is told in full under this
	default:
		d.saying(line, say)
	}
}

// saying puts what matters now beside the status, and its text on lines of its own where it would be cut.
func (d *sheet) saying(line *strip, say saying) {
	text := say.sentence()
	if say.bar {
		bar := say
		bar.text = nil
		bar.put(line, d.c.glyphs, min(16, d.room()/8), d.room())
		line.to(line.cells + gap)
	}
	if line.cells+term.Width(text) <= d.room()-margin {
		line.put(say.tone, text)
		text = ""
	}
	d.put(line)
	if text != "" {
		d.text(say.tone, text)
	}
}

// trouble tells the whole of what went wrong, and what to do about it.
func (d *sheet) trouble(s subject, now *moment) {
	for _, text := range []string{s.live.Error, s.live.AskError, s.live.HookError} {
		if text != "" {
			d.blank()
			d.text(red, clean(text))
		}
	}
	switch s.Status {
	case heygen.Failed:
		do, _ := s.Failure.Remedy()
		d.blank()
		d.text(red, cmp.Or(s.words.reason, "HeyGen gave no reason"))
		d.text(plain, cmp.Or(do, "Submit again"))
		if s.Request != nil {
			d.text(grey, "R submits it again")
		}
	case heygen.Completed:
		if s.words.reason != "" {
			d.blank()
			d.text(amber, "HeyGen notes: "+s.words.reason)
		}
	case heygen.NotFound:
		d.blank()
		d.text(plain, "HeyGen does not know this id: check it, and that the key belongs to the account that made the video")
	case heygen.Processing:
		if s.late && now.now.Sub(s.RenderingAt) >= supportAfter {
			d.blank()
			d.text(plain, "HeyGen's support can help after so long: send it the id and the times")
		}
	}
}

// supportAfter is for how long a video has to render before its maker should write to HeyGen (SEEN meshpilot).
const supportAfter = 24 * time.Hour

// about is what is known of the video, a field each.
func (d *sheet) about(s subject, est tracker.Estimates, now *moment) {
	d.field("id", clean(s.ID))
	if s.LocalTitle != "" && s.LocalTitle != s.Title {
		d.field("at HeyGen", clean(s.Title))
	}
	if s.Failure != nil && s.Failure.Message != "" {
		d.field("code", clean(s.Failure.Code))
	}
	d.field("batch", clean(s.Batch))
	if s.Length > 0 {
		d.field("length", filmLength(s.Length))
	}
	if s.Status == heygen.Completed {
		d.field("link", d.link(s, now))
		d.file(s, now)
	}
	d.linked("page", page(s.Entry), d.c.links.page(s.words))
	d.field(cameBy(s.Entry), d.when(s.AddedAt, now))
	d.field("created", d.when(s.CreatedAt, now))
	d.field("rendering", d.rendering(s, now))
	d.field("estimate", estimateText(s, est))
	if s.Status == heygen.Failed {
		d.field("failed", d.when(s.ChangedAt, now))
	}
	d.field("completed", d.when(s.CompletedAt, now))
}

// cameBy is how the video came into the list.
func cameBy(e *tracker.Entry) string { return clean(string(cmp.Or(e.Origin, tracker.Added))) }

// estimateText is what the guess at a video that has not ended rests on.
func estimateText(s subject, all tracker.Estimates) string {
	est := all.Of(s.Entry)
	if est.Typical <= 0 || s.Status != heygen.Processing && s.Status != heygen.Pending {
		return ""
	}
	others := fmt.Sprintf("the last %d", est.Count)
	if est.Count == 1 {
		others = "the last one"
	}
	if est.Count != all.Count {
		others += " of its kind"
	}
	return "~" + span(est.Typical) + ", as " + others + " took"
}

// page is where HeyGen shows the video to its owner.
func page(e *tracker.Entry) string {
	return strings.TrimPrefix(pageURL(e), "https://")
}

// link is what is left of the life of the video's link. Its end is no alarm: each reading of the status renews it.
func (d *sheet) link(s subject, now *moment) string {
	switch {
	case s.VideoURL == "" && s.ExpiresAt.IsZero():
		return "read when it is needed"
	case s.ExpiresAt.IsZero():
		return "nobody knows for how long"
	case s.ExpiresAt.After(now.now):
		now.changesAt(s.ExpiresAt)
		return "until " + d.stamp(s.ExpiresAt, now) + ", then renewed"
	}
	return "ended " + d.stamp(s.ExpiresAt, now) + ", renewed when it is needed"
}

// file says where the video is on this machine.
func (d *sheet) file(s subject, now *moment) {
	switch {
	case s.Saved():
		address := d.c.links.file(s.File)
		if s.live.FileGone {
			address = ""
		}
		d.linked("file", clean(s.File), address)
		if s.live.FileGone {
			d.field("", "moved or deleted: d saves it again")
		}
		d.field("saved", humanize.Bytes(uint64(max(s.FileBytes, 0)))+", "+d.when(s.SavedAt, now))
		d.field("beside it", savedBeside(s.Entry))
		_, lacking := s.lacks()
		d.field("", lacking)
	case s.live.Elsewhere:
		d.field("file", tracker.ErrBusy.Error())
	case s.Part != nil:
		d.field("file", s.begun()+": d goes on with "+clean(s.Part.Path()))
	default:
		d.field("file", "not saved: d saves it")
	}
}

// rendering is since when the video renders, and what is to be thought of it.
func (d *sheet) rendering(s subject, now *moment) string {
	if s.Status != heygen.Processing || s.RenderingAt.IsZero() {
		return ""
	}
	text := "since " + d.stamp(s.StartedAt(), now)
	if s.late {
		text += ", unchanged for " + now.age(s.RenderingAt)
	}
	return text
}

// history is when each change of the status was seen, and how long it took since the one before.
func (d *sheet) history(s subject, now *moment) {
	d.text(grey, "HISTORY")
	stamps, words := []string{d.stamp(s.AddedAt, now)}, []string{cameBy(s.Entry)}
	last, widest := s.AddedAt, len(stamps[0])
	for _, c := range s.History {
		word := StatusWord(c.Status)
		if after := c.At.Sub(last); after >= time.Second {
			word += ", after " + lasted(after)
		}
		stamps, words = append(stamps, d.stamp(c.At, now)), append(words, word)
		last, widest = c.At, max(widest, len(stamps[len(stamps)-1]))
	}
	for i, stamp := range stamps {
		line := d.begin()
		line.put(plain, stamp)
		line.to(margin + widest + gap)
		line.put(plain, d.c.glyphs.cut(words[i], d.room()-margin-line.cells))
		d.put(line)
	}
}

// when is a time as the reader's clock shows it, and how long ago it was; empty where there is none.
func (d *sheet) when(t time.Time, now *moment) string {
	if t.IsZero() {
		return ""
	}
	return d.stamp(t, now) + ", " + now.ago(t)
}

// stamp is a time as the reader's clock shows it; of another year with that.
func (d *sheet) stamp(t time.Time, now *moment) string {
	t = t.In(d.c.zone)
	if t.Year() == now.now.In(d.c.zone).Year() {
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

// lasted is a length of time in its two largest units: 8s, 10m 12s, 2h 5m, 3d 4h.
func lasted(d time.Duration) string {
	n := int(max(d, 0) / time.Second)
	switch {
	case n < 60:
		return fmt.Sprintf("%ds", n)
	case n < 3600:
		return units(n/60, "m", n%60, "s")
	case n < 86400:
		return units(n/3600, "h", n/60%60, "m")
	}
	return units(n/86400, "d", n/3600%24, "h")
}

func units(large int, of string, small int, and string) string {
	if small == 0 {
		return fmt.Sprintf("%d%s", large, of)
	}
	return fmt.Sprintf("%d%s %d%s", large, of, small, and)
}
