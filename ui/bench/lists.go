package main

import (
	"fmt"
	"strings"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

// firstTitle begins the title of the first row: once it is on the screen, so are the rows.
const firstTitle = "Tour-00000"

// title is the title of the n-th video: one word that names it, then words as creators use them.
func title(n int) string {
	kinds := []string{"welcome", "import", "timeline", "teaser", "long cut", "billing", "export", "roles"}
	languages := []string{"EN", "DE", "FR", "日本語", "ES"}
	return fmt.Sprintf("Tour-%05d – %s %s", n, kinds[n%len(kinds)], languages[n%len(languages)])
}

// signature is as long as that of a link of HeyGen's: 256 bytes in base64.
func signature() string { return strings.Repeat("Qm9yZ2Vz", 43) }

// ended gives n videos that ended more than an hour before now: of ten, seven are saved, two completed, and one failed.
func ended(n int, now time.Time) []tracker.Entry {
	entries := make([]tracker.Entry, n)
	for i := range entries {
		end := now.Add(-90*time.Minute - time.Duration(i)*7*time.Minute)
		e := &entries[i]
		*e = entry(i, end.Add(-8*time.Minute))
		e.Status, e.ChangedAt, e.CheckedAt = heygen.Completed, end, end
		if i%10 == 9 {
			e.Status, e.Failure = heygen.Failed, &heygen.Failure{Code: "video_failed", Message: "Script too long for selected avatar"}
			e.Length = 0
			continue
		}
		e.CompletedAt = end
		link := "https://files2.heygen.ai/aws_pacific/avatar_tmp/" + e.ID + "/%s?Expires=%d&Signature=" + signature() + "&Key-Pair-Id=K38HBHX5LX3X2H"
		e.ExpiresAt = end.Add(7 * 24 * time.Hour)
		e.VideoURL = fmt.Sprintf(link, "video.mp4", e.ExpiresAt.Unix())
		e.ThumbnailURL = fmt.Sprintf(link, "thumbnail.jpeg", e.ExpiresAt.Unix())
		e.LinksReadAt = end
		if i%10 < 7 {
			e.SavedAt, e.FileBytes = end.Add(time.Minute), 38_000_000
		}
	}
	return entries
}

// entry is the n-th video of the list, rendering since it was created.
func entry(n int, created time.Time) tracker.Entry {
	return tracker.Entry{
		ID: heygentest.ID(n), Place: tracker.Place{Index: n}, Origin: tracker.Added, Status: heygen.Processing, SeenAlive: true,
		Title: title(n), Described: true, Length: float64(30 + n%200), AddedAt: created, CreatedAt: created, ToldAt: created,
		CheckedAt: created, ChangedAt: created, RenderingAt: created,
		History: []tracker.Change{{At: created, Status: heygen.Processing}},
	}
}

// rendering gives n videos that have rendered for up to five minutes and go on for hours: as the account has them, and
// as the list does.
func rendering(n int, now time.Time) (videos []heygentest.VideoSpec, entries []tracker.Entry) {
	for i := range n {
		created := now.Add(-5 * time.Minute * time.Duration(i) / time.Duration(n))
		e := entry(i, created)
		entries = append(entries, e)
		videos = append(videos, heygentest.VideoSpec{ID: e.ID, Title: e.Title, Created: created, Renders: 12 * time.Hour})
	}
	return videos, entries
}
