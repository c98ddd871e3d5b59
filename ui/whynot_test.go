package ui

import (
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// A key that can do nothing says why, and takes away what was said before.
func TestAKeyThatCanDoNothingSaysWhy(t *testing.T) {
	submitted := func(e *tracker.Entry) *tracker.Entry {
		e.Request = &tracker.Request{Name: "q-1"}
		return e
	}
	gone := saved(id(1), "A", "a.mp4", time.Hour, 60, 1e6)
	queued := video("q-1", "A", tracker.Queued, 0)
	for _, c := range []struct {
		entry *tracker.Entry
		keys  []string
		want  string
	}{
		{saved(id(2), "A", "a.mp4", time.Hour, 60, 1e6), []string{"d"}, "it is saved already"},
		{failed(id(1), "A", "no", time.Hour), []string{"d"}, "it failed: there is no video"},
		{failed(id(1), "A", "no", time.Hour), []string{"y"}, "it failed: there is no video"},
		{notFound(id(1), time.Minute, time.Minute), []string{"c"}, "nothing is saved here to copy the path of"},
		{notFound(id(1), time.Minute, time.Minute), []string{"y"}, "HeyGen does not know it: there is no video"},
		{rendering(id(1), "A", time.Minute), []string{"d"}, "not complete yet: there is nothing to save"},
		{rendering(id(1), "A", time.Minute), []string{"y"}, "not complete yet: there is no link"},
		{rendering(id(1), "A", time.Minute), []string{"enter", "y"}, "not complete yet: there is no link"},
		{completed(id(1), "A", time.Hour, 60), []string{"c"}, "nothing is saved here to copy the path of"},
		{gone, []string{"c"}, "its file was moved or deleted"},
		{failed(id(1), "A", "no", time.Hour), []string{"R"}, "no request is kept: R sends again what reelwatch submitted"},
		{submitted(completed(id(1), "A", time.Hour, 60)), []string{"R"}, "it has not failed: R makes failed ones again"},
		{submitted(video("q-1", "A", tracker.Unsure, time.Hour)), []string{"R"}, "its answer was lost: enter decides"},
		{queued, []string{"o"}, "HeyGen has no page for it yet"},
		{rendering(id(1), "A", time.Minute), []string{"D"}, "nothing is left to save"},
		{rendering(id(1), "A", time.Minute), []string{"u"}, "nothing was removed that could come back"},
		{rendering(id(1), "A", time.Minute), []string{"ctrl+z"}, "not suspended: no shell here could bring reelwatch back"},
		{rendering(id(1), "A", time.Minute), []string{"*", "R"}, "none of the 2 videos can be made again"},
		{rendering(id(1), "A", time.Minute), []string{"*", "y"}, "none of the 2 videos has a link to copy"},
		{nil, []string{"d"}, "no video is selected"},
		{nil, []string{"e"}, "no video is selected"},
	} {
		play(t, Config{}, 80, 24, func(s *stage) {
			if c.entry != nil {
				s.put(c.entry, video(id(9), "B", heygen.Pending, time.Minute))
			}
			s.gone[gone.ID] = c.entry == gone
			answered(s)
		}, func(d *driver) {
			d.Press("Y")
			d.Press(c.keys...)
			d.Shows(c.want)
			d.Hides("sent to the terminal")
		})
	}
}

// Another program's save of a video, and links that are still being read, are reasons too.
func TestAKeyThatHasToWaitSaysWhy(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		s.put(completed(id(1), "A", time.Hour, 60))
		answered(s)
		s.setLive(id(1), tracker.Live{Elsewhere: true})
		s.linkWait = make(chan struct{})
	}, func(d *driver) {
		d.Press("d")
		if got := d.statusText(); got != " "+tracker.ErrBusy.Error() {
			t.Errorf("%q", got)
		}
		d.Press("y", "y")
		d.Shows("the links asked for before are still being read")
		close(d.stage.linkWait)
		d.settle()
		d.Shows("link sent to the terminal")
	})
}
