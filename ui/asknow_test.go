package ui

import (
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

func TestAskingIsSaidUntilTheAnswerComes(t *testing.T) {
	videos := []heygentest.VideoSpec{{ID: id(1), Title: "Product tour 01", Renders: time.Hour}}
	playWhole(t, Config{}, goodKey, videos, func(d *driver, server *heygentest.Server, _ string) {
		d.Paste(id(1))
		d.Press("y")
		d.Advance(time.Minute)
		before := server.Count(heygentest.Bulk)
		d.Press("r")
		d.Advance(2 * time.Second)
		if server.Count(heygentest.Bulk) == before {
			d.t.Error("HeyGen was not asked")
		}
		d.Hides("asking HeyGen")
		server.Fail(heygentest.Fault{On: heygentest.Bulk, Do: heygentest.Refuse, Status: 503, Times: heygentest.Always})
		d.Press("r")
		d.Advance(2 * time.Second)
		d.Shows("HeyGen has a fault of its own")
	})
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("r")
		d.Advance(20 * time.Second)
		d.Shows("asking HeyGen")
		d.Changed()
		d.Hides("asking HeyGen")
	})
}

func TestAskingSaysWhatHolds(t *testing.T) {
	videos := []heygentest.VideoSpec{{ID: id(1), Title: "Product tour 01", Renders: time.Hour}}
	playWhole(t, Config{}, goodKey, videos, func(d *driver, server *heygentest.Server, _ string) {
		d.Paste(id(1))
		d.Press("y")
		d.Advance(3 * time.Second)
		slow := heygentest.Fault{On: heygentest.Bulk, Do: heygentest.Refuse, Status: 429, RetryAfter: "540"}
		server.Fail(slow)
		d.Advance(17 * time.Second)
		d.Shows("HeyGen asks for fewer questions")
		before := server.Count(heygentest.Bulk)
		d.Press("r")
		until := d.model.snap.Service.Held
		d.Hides("wants no question") // the trouble says the same
		d.Shows("HeyGen asks for fewer questions: wait, nothing is lost (next try in 9m)")
		d.Advance(10 * time.Second)
		d.Shows("HeyGen asks for fewer questions")
		if server.Count(heygentest.Bulk) != before {
			d.t.Error("HeyGen was asked all the same")
		}
		d.Advance(time.Until(until) + time.Minute)
		d.Press("r")
		d.Hides("wants no question")
	})
}

func TestAWaitWithoutTroubleIsToldWhenAskedFor(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		threeRows(s)
		s.snap.Service.Held = time.Now().Add(9 * time.Minute)
	}, func(d *driver) {
		held := d.stage.snap.Service.Held
		d.Press("r")
		d.Shows("HeyGen wants no question before " + held.Add(time.Minute-1).UTC().Format("15:04"))
		d.Advance(8 * time.Minute)
		d.Press("r")
		d.Shows("HeyGen wants no question before " + held.UTC().Format("15:04:05"))
	})
}

func TestAskingWithoutAKeyKeepsTheTrouble(t *testing.T) {
	playWhole(t, Config{}, "", nil, func(d *driver, _ *heygentest.Server, _ string) {
		d.Paste(id(1))
		d.Press("y")
		d.Advance(10 * time.Second)
		d.Press("r")
		d.Advance(time.Second)
		d.Shows("no API key: ")
		d.Hides("asking HeyGen", "looking for a key")
	})
}

// Where nothing can be asked about, a key that was missing is looked for all the same.
func TestAskingLooksForAKeyInAnEmptyList(t *testing.T) {
	playWhole(t, Config{}, "", nil, func(d *driver, _ *heygentest.Server, _ string) {
		d.model.cfg.Tracker.(*tracker.Tracker).CheckCredential()
		d.Advance(time.Second)
		d.Shows("no API key: ")
		d.Press("r")
		d.Advance(2 * time.Second)
		d.Shows("no API key: ")
		d.Hides("looking for a key")
	})
}

func TestAskingWhereAllHasEndedSaysSo(t *testing.T) {
	play(t, Config{}, 100, 24, func(s *stage) {
		gone := notFound(id(1), time.Hour, -30*time.Minute)
		gone.Status = heygen.NotFound
		s.put(gone)
		answered(s)
	}, func(d *driver) {
		d.Press("r")
		d.Shows("nothing to ask: every video has ended")
	})
}
