package tracker

import (
	"testing"
	"time"

	"reelwatch/heygen"
)

// A link that is signed anew is news only where ours is missing or near its end.
func TestLinksAreTakenWhenTheyAreNeeded(t *testing.T) {
	now := time.Now()
	const fresh = "https://files.test/v.mp4?Expires=4102444800&Signature=B"
	for name, c := range map[string]struct {
		was   Entry
		taken bool
	}{
		"none yet":              {Entry{}, true},
		"a good one":            {Entry{VideoURL: "old", ExpiresAt: now.Add(time.Hour)}, false},
		"one that does not end": {Entry{VideoURL: "old"}, false},
		"one near its end":      {Entry{VideoURL: "old", ExpiresAt: now.Add(30 * time.Second)}, true},
		"one past its end":      {Entry{VideoURL: "old", ExpiresAt: now.Add(-time.Hour)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			e := c.was
			news := noteVideo(&e, heygen.Video{VideoURL: fresh})
			if news != c.taken || (e.VideoURL == fresh) != c.taken {
				t.Errorf("news is %v, the link %s", news, e.VideoURL)
			}
			if c.taken && (!e.ExpiresAt.Equal(time.Unix(4102444800, 0)) || e.LinksReadAt.Before(now)) {
				t.Errorf("it ends %v, read %v", e.ExpiresAt, e.LinksReadAt)
			}
			if noteVideo(&e, heygen.Video{VideoURL: fresh + "2"}) {
				t.Error("the same again is news")
			}
		})
	}
}

func TestDescriptions(t *testing.T) {
	at := time.Unix(1752700000, 0)
	e := Entry{VideoURL: "good"}
	v := heygen.Video{Described: true, Title: "Clip", CreatedAt: at, CompletedAt: at.Add(time.Minute), Duration: 34200 * time.Millisecond}
	if !noteVideo(&e, v) || e.Title != "Clip" || !e.Described || !e.CreatedAt.Equal(at) || e.Length != 34.2 {
		t.Errorf("noted %+v", e)
	}
	before := e
	for name, v := range map[string]heygen.Video{
		"the same":      v,
		"a status only": {Status: heygen.Completed},
		"no title":      {Described: true},
		"no link":       {},
	} {
		if noteVideo(&e, v) {
			t.Errorf("%s is news: %+v, was %+v", name, e, before)
		}
	}
	untitled := Entry{}
	if !noteVideo(&untitled, heygen.Video{Described: true}) || !untitled.Described || noteVideo(&untitled, heygen.Video{Described: true}) {
		t.Error("that a video has no title is told once")
	}
	sent := Entry{Title: "As it was sent"}
	if noteVideo(&sent, heygen.Video{Described: true}); sent.Title != "As it was sent" || !sent.Described {
		t.Errorf("a title that HeyGen does not show is lost: %+v", sent)
	}
}
