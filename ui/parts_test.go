package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

func TestAges(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		ago  time.Duration
		at   time.Duration // past now
		want string
		next time.Duration // past now
	}{
		{-5 * time.Second, 0, "now", time.Minute},
		{20 * time.Second, 0, "now", time.Minute},
		{20 * time.Second, 45 * time.Second, "now", time.Minute},
		{3*time.Minute + 59*time.Second, 0, "3m", time.Minute},
		{59*time.Minute + 59*time.Second, 30 * time.Second, "59m", time.Minute},
		{time.Hour, 0, "1h", time.Hour},
		{61 * time.Minute, 20 * time.Minute, "1h", time.Hour},
		{23*time.Hour + 59*time.Minute, 0, "23h", time.Hour},
		{24 * time.Hour, 0, "1d", time.Hour},
		{999 * 24 * time.Hour, 0, "999d", time.Hour},
		{1000 * 24 * time.Hour, 0, "2y", time.Hour},
	} {
		m := &moment{now: now.Add(c.at)}
		if got := m.age(now.Add(-c.ago)); got != c.want {
			t.Errorf("%v ago: %q, want %q", c.ago, got, c.want)
		}
		if !slices.Contains([]time.Time{now.Add(c.next), now.Add(time.Minute)}, m.next) || c.next == time.Minute && m.next != now.Add(time.Minute) {
			t.Errorf("%v ago: changes at %v, want %v", c.ago, m.next, now.Add(c.next))
		}
	}
	m := &moment{now: now}
	if m.age(time.Time{}) != "" || !m.next.IsZero() {
		t.Error("a zero time has an age")
	}
}

func TestAnAgeOverAnHourWaitsForTheHour(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 20, 0, 0, time.UTC)
	m := &moment{now: now}
	m.age(now.Add(-2 * time.Hour))
	if want := now.Add(40 * time.Minute); !m.next.Equal(want) {
		t.Errorf("the next change is at %v, want %v", m.next, want)
	}
}

func TestCountdown(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]string{
		-time.Second: "now", 0: "now", 200 * time.Millisecond: "in 1s", 32 * time.Second: "in 32s", 10 * time.Minute: "in 10m", 91 * time.Second: "in 2m",
	} {
		m := &moment{now: now}
		if got := m.until(now.Add(left)); got != want {
			t.Errorf("%v: %q, want %q", left, got, want)
		}
		if left > 0 && !m.next.After(now) {
			t.Errorf("%v: the countdown changes at %v, which is not later", left, m.next)
		}
	}
}

func TestBars(t *testing.T) {
	st := newStyles(backdrop{dark: true}, colorprofile.TrueColor)
	for part, want := range map[float64]string{-1: "----", 0: "----", 0.125: "~---", 0.5: "==--", 0.63: "==~-", 1: "====", 7: "===="} {
		s := newStrip(&st.row)
		putBar(s, glyphs{full: "=", half: "~", rest: "-"}, blue, part, 4)
		if got := ansi.Strip(s.line(4)); got != want {
			t.Errorf("%v: %q, want %q", part, got, want)
		}
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		counts [3]int
		width  int
		want   [3]int
	}{
		{[3]int{}, 10, [3]int{0, 0, 10}},
		{[3]int{1, 0, 0}, 10, [3]int{10, 0, 0}},
		{[3]int{5, 0, 5}, 10, [3]int{5, 0, 5}},
		{[3]int{9999, 1, 0}, 10, [3]int{9, 1, 0}},
		{[3]int{9998, 1, 1}, 10, [3]int{8, 1, 1}},
		{[3]int{1, 1, 9998}, 10, [3]int{1, 1, 8}},
	} {
		if got := shares(c.counts, c.width); got != c.want {
			t.Errorf("%v in %d: %v, want %v", c.counts, c.width, got, c.want)
		}
	}
}

func TestColumnsFillEveryWidth(t *testing.T) {
	for width := LeastWidth; width <= 300; width++ {
		c := newColumns(width)
		end := c.nowAt + c.now + margin
		if c.length > 0 {
			end += gap + c.length
		}
		if end != width {
			t.Errorf("at %d the columns end at %d", width, end)
		}
		if c.title < 14 || c.now < 14 {
			t.Errorf("at %d title has %d and now %d cells", width, c.title, c.now)
		}
		if (c.length > 0) != (width >= 70) || (c.word > 0) != (width >= 60) || (c.age > 0) != (width >= 50) {
			t.Errorf("at %d the wrong columns are left: %+v", width, c)
		}
	}
}

func TestFilmLength(t *testing.T) {
	for seconds, want := range map[float64]string{0.4: "0:00", 58: "0:58", 84.4: "1:24", 3599.6: "1:00:00", 3725: "1:02:05"} {
		if got := filmLength(seconds); got != want {
			t.Errorf("%v: %q, want %q", seconds, got, want)
		}
	}
}

// awkwardTexts are texts that break columns elsewhere.
func awkwardTexts() []string {
	return []string{
		"👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "🇩🇪🇫🇷🇯🇵 flags", "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語",
		"e\u0301\u0302\u0303 combining", "हिन्दी शीर्षक", "ᄒ\u1161ᆫ 한국어", "☎\ufe0f ☎\ufe0e signs", "\x1b[31mred\x1b]0;title\x07", "a\u202eb\tc\nd", "\xff\xfe broken", strings.Repeat("x", 10_000),
	}
}

// TestRowsHoldAnyText draws rows with awkward texts; the driver measures each line by both methods.
func TestRowsHoldAnyText(t *testing.T) {
	titles := awkwardTexts()
	for _, size := range [][2]int{{120, 32}, {80, 24}, {60, 20}, {47, 14}, {40, 10}} {
		play(t, Config{}, size[0], size[1], func(s *stage) {
			var entries []*tracker.Entry
			for i, title := range titles {
				entries = append(entries, completed(id(i), title, time.Hour, 5), failed(id(100+i), title, title, time.Hour))
			}
			s.put(entries...)
			answered(s)
		}, func(d *driver) {
			for range entriesOf(d) {
				d.Press("x", "n", "j")
			}
			if strings.ContainsAny(d.Screen(), "\x07\t\u202e") {
				t.Error("a control character reached the screen")
			}
			for _, line := range d.model.table(&moment{now: time.Now()}) {
				if w := term.Width(ansi.Strip(line)); w != size[0] {
					t.Errorf("a row of %d cells on a screen of %d: %q", w, size[0], ansi.Strip(line))
				}
			}
		})
	}
}

func entriesOf(d *driver) []*tracker.Entry { return d.model.snap.Entries }

func TestWordbookStaysSmall(t *testing.T) {
	book := wordbook{}
	for i := range 5 * maxWords {
		book.of(&tracker.Entry{ID: id(i)})
	}
	if len(book) > maxWords {
		t.Errorf("%d words are kept", len(book))
	}
}

func TestAStaleTickIsDropped(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		updates := d.model.timer.tag
		_, cmd := d.model.Update(tickMsg{tag: updates - 1})
		if cmd != nil {
			t.Error("a stale tick started something")
		}
	})
}
