package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func ago(d time.Duration) time.Time { return time.Now().Add(-d) }

func video(id, title string, status heygen.Status, age time.Duration) *tracker.Entry {
	return &tracker.Entry{
		ID: id, Title: title, Status: status, SeenAlive: true,
		AddedAt: ago(age), CreatedAt: ago(age), CheckedAt: ago(0),
	}
}

func rendering(id, title string, spent time.Duration) *tracker.Entry {
	e := video(id, title, heygen.Processing, spent)
	e.RenderingAt = ago(spent)
	return e
}

func completed(id, title string, age time.Duration, length float64) *tracker.Entry {
	e := video(id, title, heygen.Completed, age)
	e.CompletedAt, e.Length = ago(age), length
	return e
}

func saved(id, title, file string, age time.Duration, length float64, bytes int64) *tracker.Entry {
	e := completed(id, title, age, length)
	e.SavedAt, e.File, e.FileBytes = ago(age-time.Minute), "/home/ann/Downloads/reelwatch/"+file, bytes
	return e
}

func failed(id, title, reason string, age time.Duration) *tracker.Entry {
	e := video(id, title, heygen.Failed, age)
	e.ChangedAt = ago(age)
	if reason != "" {
		e.Failure = &heygen.Failure{Message: reason}
	}
	return e
}

func notFound(id string, age, grace time.Duration) *tracker.Entry {
	e := video(id, "", heygen.NotFound, age)
	e.CreatedAt = time.Time{}
	e.GraceUntil = time.Now().Add(grace)
	return e
}

func id(n int) string { return fmt.Sprintf("%032x", n) }

// answered makes the service of a stage one that works.
func answered(s *stage) {
	s.snap.Rev++
	s.snap.Service.LastAnswer = time.Now()
	s.snap.Estimates = tracker.Estimates{Typical: 9 * time.Minute, Count: 12}
}

func threeRows(s *stage) {
	s.put(
		rendering(id(1), "Spring launch – teaser DE", 5*time.Minute),
		completed(id(2), "Product tour 05 – export", 9*time.Minute, 58),
		failed(id(3), "Onboarding 07 – billing", "Insufficient credit. Top up, then submit again", 8*time.Minute),
	)
	answered(s)
}

// mixed is every state that a row can have, and enough rows to scroll.
func mixed(s *stage) {
	unsure := video(id(12), "Onboarding 09 – roles", tracker.Unsure, 2*time.Hour)
	half := completed(id(16), "Product tour 06 – sharing", 3*time.Hour, 75)
	half.Part = &tracker.Part{Name: "/videos/half.mp4", Total: 1000}
	noted := completed(id(17), "Product tour 07 – teams", 4*time.Hour, 3725)
	noted.Failure = &heygen.Failure{Message: "watermark added"}
	entries := []*tracker.Entry{
		rendering(id(1), "Spring launch – teaser DE", 5*time.Minute),
		rendering(id(2), "Spring launch – teaser FR", 6*time.Minute+30*time.Second),
		rendering(id(3), "Spring launch – teaser 日本語", 6*time.Minute),
		rendering(id(4), "Spring launch – long cut", 26*time.Minute),
		video(id(5), "Spring launch – teaser IT", heygen.Pending, 20*time.Second),
		video("q-1234abcd", "Spring launch – teaser ES", tracker.Queued, 0),
		completed(id(6), "Product tour 04 – editing", 12*time.Minute, 84),
		completed(id(7), "Product tour 05 – export", 9*time.Minute, 58),
		saved(id(8), "Product tour 03 – timeline", "product-tour-03-timeline-91ab.mp4", 20*time.Minute, 58, 38_000_000),
		saved(id(9), "Product tour 02 – import", "product-tour-02-import-7f2c.mp4", 23*time.Minute, 62, 41_000_000),
		saved(id(10), "Product tour 01 – welcome", "product-tour-01-welcome-0a1b.mp4", 6*24*time.Hour, 70, 40_000_000),
		failed(id(11), "Onboarding 07 – billing", "Insufficient credit. Top up, then submit again", 8*time.Minute),
		unsure,
		failed(id(13), "Onboarding 08 – team", "", 8*time.Minute),
		notFound("c4e8b2a1f9d34c56b7a8000000000003", time.Minute, 13*time.Minute),
		notFound("c4e8b2a1f9d34c56b7a8000000000004", time.Hour, -45*time.Minute),
		video(id(15), "A draft", "draft", 5*time.Hour),
		half,
		noted,
		completed(id(18), "Family 👨‍👩‍👧‍👦 greetings 🎉 in a title that is much longer than its column", 30*time.Hour, 9),
		completed(id(19), "Waiting to be saved", time.Hour, 9),
		video(id(20), "", heygen.Unknown, 0),
		completed(id(21), "Save went wrong", time.Hour, 9),
	}
	for n := range 17 {
		entries = append(entries, saved(id(100+n), fmt.Sprintf("Archive %02d", n), fmt.Sprintf("archive-%02d.mp4", n), 400*24*time.Hour, 61, 5_200_000))
	}
	s.put(entries...)
	answered(s)
	s.setLive(id(6), tracker.Live{Transfer: &tracker.Transfer{Done: 61_000_000, Total: 100_000_000, Speed: 4_200_000}})
	s.setLive(id(19), tracker.Live{Transfer: &tracker.Transfer{Waiting: true, Total: -1}})
	s.setLive(id(21), tracker.Live{Error: "disk full: /videos needs 40 MB, 3 MB free"})
	s.gone[id(10)] = true
	s.purse = "$12.50"
}

// keyless is how it begins for somebody who has neither a key nor videos.
func keyless(s *stage) {
	s.snap.Rev++
	s.snap.Service.Trouble = &heygen.AuthError{Missing: true, Hint: "set HEYGEN_API_KEY, or run heygen auth login"}
}

// mishaps is what goes wrong with one video while the rest goes well.
func mishaps(s *stage) {
	hour := time.Hour
	expired := completed(id(4), "Product tour 05 – export", 9*24*hour, 58)
	expired.VideoURL, expired.ExpiresAt = "https://files2.heygen.ai/v.mp4?Signature=x", ago(2*24*hour)
	expired.Part = &tracker.Part{Name: "/videos/export.mp4", Total: 38_000_000}
	s.put(
		completed(id(1), "Product tour 02 – import", hour, 62),
		completed(id(2), "Product tour 03 – timeline", hour, 58),
		completed(id(3), "Product tour 04 – editing", hour, 84),
		expired,
		rendering(id(5), "Spring launch – teaser DE", 5*time.Minute),
		failed(id(6), "Onboarding 07 – billing", "Insufficient credit. Top up, then submit again", 8*time.Minute),
		failed(id(7), "Onboarding 08 – team", "", 8*time.Minute),
		saved(id(8), "Product tour 01 – welcome", "product-tour-01-welcome-0a1b.mp4", 6*24*hour, 70, 40_000_000),
		notFound("c4e8b2a1f9d34c56b7a8000000000003", time.Minute, 13*time.Minute),
	)
	answered(s)
	for n, err := range []*tracker.SaveError{
		{What: "disk full: /videos needs 40 MB, 3 MB free", Hint: "make room, then save again: it goes on where it stopped"},
		{What: "can't write to /videos", Err: fs.ErrPermission, Hint: "choose another folder with --output"},
		{What: "can't write to /videos", Err: fs.ErrNotExist, Hint: "the folder has gone: make it again, or choose another with --output"},
		{What: "not saved", Err: errors.New("the link does not work (HTTP 403)"), Hint: "save it again to try once more"},
	} {
		s.setLive(id(n+1), tracker.Live{Error: err.Row()})
	}
	s.setLive(id(5), tracker.Live{AskError: "not in HeyGen's answer: asking again, check the id"})
	s.gone[id(8)] = true
}
