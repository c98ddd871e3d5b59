package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// longReason is more than a row has room for.
const longReason = "The script holds words that the moderation does not let pass: “free money”, „無料のお金“ and 3 others. " +
	"Read https://help.heygen.com/en/articles/moderation-policy-for-all-the-words-that-are-not-allowed-in-any-script before " +
	"you send it again. The account is warned after 5 such scripts."

// told adds a history: what status, how long ago.
func told(e *tracker.Entry, changes ...any) *tracker.Entry {
	for i := 0; i < len(changes); i += 2 {
		e.History = append(e.History, tracker.Change{Status: changes[i].(heygen.Status), At: ago(changes[i+1].(time.Duration))})
	}
	return e
}

// detailed is videos whose details hold much, in the middle of a year.
func detailed(s *stage) {
	const day = 24 * time.Hour
	<-time.After(200*day + 20*time.Hour)
	done := completed(id(1), "Product tour 01 – welcome", 6*day, 70)
	done.Batch, done.LocalTitle, done.Title = "product-tour", "Product tour 01 – welcome", "Untitled video (final)"
	done.CreatedAt = ago(6*day + 12*time.Minute)
	done.AddedAt = ago(6*day + 11*time.Minute + 30*time.Second)
	done.VideoURL, done.ExpiresAt = "https://files2.heygen.ai/v.mp4?Signature=x", time.Now().Add(20*time.Hour)
	told(done, heygen.Pending, 6*day+11*time.Minute, heygen.Processing, 6*day+10*time.Minute, heygen.Completed, 6*day)
	long := told(rendering(id(2), "Spring launch – long cut", 3*time.Hour), heygen.Processing, 3*time.Hour)
	bad := told(failed(id(3), "Onboarding 08 – チーム", longReason, 21*time.Minute), heygen.Processing, 20*time.Minute, heygen.Failed, 8*time.Minute)
	bad.ChangedAt = ago(8 * time.Minute)
	bad.Failure.Code = "MODERATION_POLICY_VIOLATED"
	lost := told(notFound("c4e8b2a1f9d34c56b7a8000000000003", time.Minute, 13*time.Minute), heygen.NotFound, 50*time.Second)
	lost.Origin = tracker.Imported
	kept := saved(id(5), "Product tour 02 – import", "product-tour-02-import-and-export-of-everything-7f2c.mp4", 400*day, 62, 41_000_000)
	kept.VideoURL, kept.ExpiresAt = "https://files2.heygen.ai/v.mp4?Signature=x", ago(time.Hour)
	s.put(done, long, bad, lost, kept)
	answered(s)
	s.pictures = map[string]thumbnail{id(1): {data: somePicture(1280, 720)}}
}

func TestDetails(t *testing.T) {
	for _, size := range sizes() {
		for i, name := range []string{"completed", "rendering", "failed", "not-found", "saved"} {
			name := fmt.Sprintf("details-%s-%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], detailed, func(d *driver) {
					for range i {
						d.Press("j")
					}
					d.Press("enter")
					d.Advance(time.Second)
					d.Golden(name)
				})
			})
		}
	}
}

func TestDetailsColours(t *testing.T) {
	for name, theme := range map[string]Theme{"dark": ThemeDark, "light": ThemeLight} {
		t.Run(name, func(t *testing.T) {
			play(t, Config{Theme: theme}, 80, 24, detailed, func(d *driver) {
				d.Press("j", "j", "enter")
				d.Painted("details-failed-" + name)
			})
		})
	}
}

func TestDetailsOpenAndClose(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		for _, closing := range []string{"esc", "enter"} {
			d.Press("enter")
			d.Shows("HISTORY", id(1))
			d.Hides("TITLE", "Product tour 05")
			d.Press(closing)
			d.Shows("TITLE", "Product tour 05")
			d.Hides("HISTORY")
		}
	})
}

func TestEscClosesTheQuestionThenTheDetailsThenTheMarks(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("space", "enter", "x")
		d.Shows("Stop tracking", "HISTORY", "y yes")
		d.Press("esc")
		d.Hides("Stop tracking")
		d.Shows("HISTORY", "1 marked")
		d.Press("esc")
		d.Hides("HISTORY")
		d.Shows("1 marked")
		d.Press("esc")
		d.Hides("marked")
	})
}

func TestMovingInTheDetailsTurnsToTheNextVideo(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("enter", "j")
		d.Shows("HISTORY", "Product tour 05 – export", "j ↓ next")
		d.Press("j", "j")
		d.Shows("Onboarding 07 – billing")
		d.Press("k")
		d.Shows("Product tour 05 – export")
		d.Press("g")
		d.Shows("Spring launch – teaser DE")
		d.Press("esc")
		d.selected("teaser DE")
	})
}

func TestDetailsStayOnTheirVideo(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("2", "enter")
		d.Shows("Spring launch – teaser DE", "rendering")
		d.stage.put(rendering(id(500), "New one", time.Minute))
		d.Changed()
		d.Shows("Spring launch – teaser DE")
		d.stage.set(id(1), func(e *tracker.Entry) { e.Status, e.CompletedAt = heygen.Completed, time.Now() })
		d.Changed()
		d.Shows("Spring launch – teaser DE", "completed  just now")
		d.Press("j") // its row has left the view: the next one is what the selection went to
		d.Shows("New one", "HISTORY")
	})
}

func TestDetailsOfARemovedVideoClose(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("enter", "x", "y")
		d.Hides("HISTORY")
		d.Shows("TITLE")
		d.took("remove " + id(1))
		d.Resize(160, 40)
		d.Press("enter")
		d.Shows("HISTORY", "Product tour 05 – export")
		d.Press("x", "y")
		d.Shows("HISTORY", "id         "+id(3))
	})
}

func TestActionsInTheDetailsTakeTheirVideoAlone(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("*", "j", "enter", "d")
		d.took("save " + id(2))
		d.Press("space", "2", "*")
		d.Shows("HISTORY", "3 marked")
		d.Press("x", "y")
		d.took("remove " + id(2))
		d.Press("x")
		d.Shows("Stop tracking 2 videos?")
	})
}

func TestDetailsStandBesideTheTableOnAWideScreen(t *testing.T) {
	play(t, Config{}, 160, 40, threeRows, func(d *driver) {
		d.Press("enter")
		d.Shows("TITLE", "Product tour 05", "HISTORY", "id         "+id(1))
		d.Press("j")
		d.selected("completed  Product tour 05")
		d.Shows("id         " + id(2))
		d.Press("3", "j", "space", "4")
		d.Shows("id         "+id(3), "TITLE")
		d.Press("2")
		d.Shows("id         " + id(1))
		d.Press("5")
		d.Shows("Nothing is saved.", "id         "+id(1))
		d.Press("1", "/")
		d.Type("tour")
		d.Shows("id         " + id(2))
		d.Press("esc", "g")
		d.Resize(159, 40)
		d.Hides("TITLE")
		d.Shows("HISTORY")
		d.Resize(160, 40)
		d.Shows("TITLE", "HISTORY")
		d.Press("a")
		d.Shows("Track videos")
		d.Hides("HISTORY")
	})
}

// TestEveryLineOfTheDetailsCanBeSeen scrolls through details that are longer than the screen.
func TestEveryLineOfTheDetailsCanBeSeen(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 10}} {
		play(t, Config{}, size[0], size[1], detailed, func(d *driver) {
			d.Press("j", "j", "enter")
			want := d.model.detailsSheet(&moment{now: time.Now()}).lines
			for _, keys := range [][]string{{"J", "K"}, {"pgdown", "pgup"}} {
				if keys[0] == "pgdown" && size[0] >= besideFrom {
					continue // there it moves in the table
				}
				seen := d.Screen()
				for range want {
					d.Press(keys[0])
					seen += d.Screen()
				}
				for _, line := range want {
					if text := strings.TrimSpace(ansi.Strip(line)); !strings.Contains(seen, text) {
						t.Errorf("at %v %q is never seen with %s", size, text, keys[0])
					}
				}
				for range want {
					d.Press(keys[1])
				}
				d.Shows("Onboarding 08", "more lines")
			}
		})
	}
}

// TestDetailsHoldAnyText opens details of texts that break columns elsewhere; the driver measures each line by both methods.
func TestDetailsHoldAnyText(t *testing.T) {
	for _, size := range [][2]int{{160, 32}, {80, 24}, {40, 10}} {
		play(t, Config{}, size[0], size[1], func(s *stage) {
			var entries []*tracker.Entry
			for i, text := range awkwardTexts() {
				e := failed(id(i), text, text, time.Hour)
				e.Batch, e.LocalTitle, e.PageURL, e.Failure.Code, e.Origin = text, text+"!", text, text, tracker.Origin(text)
				entries = append(entries, told(e, heygen.Status(text), time.Minute))
				kept := saved(id(100+i), text, text, time.Hour, 5, 1000)
				kept.PageURL = text
				entries = append(entries, kept)
			}
			s.put(entries...)
			answered(s)
		}, func(d *driver) {
			d.Press("enter")
			for range entriesOf(d) {
				for range 3 {
					d.Press("J")
				}
				d.Press("j")
			}
			if strings.ContainsAny(d.Screen(), "\x07\t\u202e") {
				t.Error("a control character reached the screen")
			}
		})
	}
}

func TestDetailsSayWhatBecomesOfTheLinkAndTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		change func(e *tracker.Entry)
		want   string
	}{
		"no link yet":     {func(*tracker.Entry) {}, "link       read when it is needed"},
		"without an end":  {func(e *tracker.Entry) { e.VideoURL = "https://x/v" }, "link       nobody knows for how long"},
		"good for a week": {func(e *tracker.Entry) { e.VideoURL, e.ExpiresAt = "https://x/v", ago(-7*24*time.Hour) }, "link       until 8 Jan 00:00, then renewed"},
		"at its end":      {func(e *tracker.Entry) { e.VideoURL, e.ExpiresAt = "https://x/v", ago(0) }, "link       ended 1 Jan 00:00, renewed when"},
		"left unread":     {func(e *tracker.Entry) { e.ExpiresAt = ago(time.Hour) }, "link       ended 31 Dec 1999 23:00, renewed when"},
		"half saved":      {func(e *tracker.Entry) { e.Part = &tracker.Part{Name: "/v/a.mp4"} }, "half saved: d goes on with /v/a.mp4.part"},
		"a note":          {func(e *tracker.Entry) { e.Failure = &heygen.Failure{Message: "watermark added"} }, "HeyGen notes: watermark added"},
		"saved":           {func(e *tracker.Entry) { e.SavedAt, e.File, e.FileBytes = ago(0), "/v/a.mp4", 41e6 }, "saved      41 MB, 1 Jan 00:00, just now"},
	} {
		play(t, Config{}, 80, 24, func(s *stage) {
			e := completed(id(1), "One", time.Hour, 5)
			c.change(e)
			s.put(e)
			answered(s)
		}, func(d *driver) {
			d.Press("enter")
			d.Advance(time.Second)
			if !strings.Contains(d.Screen(), c.want) {
				t.Errorf("%s: the details lack %q:\n%s", name, c.want, d.Screen())
			}
		})
	}
}

func TestDetailsFollowTheTime(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		e := completed(id(1), "One", 0, 5)
		e.VideoURL, e.ExpiresAt = "https://x/v", ago(-90*time.Second)
		gone := rendering(id(2), "Two", 0)
		s.put(e, gone)
		answered(s)
	}, func(d *driver) {
		d.Press("enter")
		d.Shows("just now", "until 1 Jan 00:01, then renewed")
		d.Advance(2 * time.Minute)
		d.Shows("2m ago", "ended 1 Jan 00:01")
		d.Press("j")
		d.Advance(25 * time.Hour)
		d.Shows("overdue", "unchanged for 1d", "HeyGen's support can help")
	})
}

func TestDetailsOfWhatWasSubmitted(t *testing.T) {
	play(t, Config{}, 80, 40, func(s *stage) {
		e := failed(id(1), "One", "Script too long for selected avatar", time.Hour)
		e.Origin = tracker.Submitted
		e.Request = &tracker.Request{
			Endpoint: heygen.VideosEndpoint, RequestID: "req-77", Earlier: []string{id(7)},
			Body: `{"type":"avatar","avatar_id":"Wayne_20240716","voice_id":"075ab2b1","script":"Hello\n\u001b[31mdear viewers"}`,
		}
		s.put(e, failed(id(2), "Two", "", time.Hour))
		answered(s)
	}, func(d *driver) {
		d.Press("enter")
		d.Shows("R submits it again", "endpoint   /v3/videos", "avatar     Wayne_20240716", "voice      075ab2b1", "script     Hello dear viewers",
			"request id req-77", "earlier    "+id(7), "submitted  ")
		d.Press("j")
		d.Hides("R submits it again", "endpoint", "request id")
	})
}

func TestAnErrorIsToldWhole(t *testing.T) {
	play(t, Config{}, 60, 24, func(s *stage) {
		s.put(completed(id(1), "One", time.Hour, 5))
		answered(s)
		s.setLive(id(1), tracker.Live{Error: "disk full: /home/ann/Downloads/reelwatch needs 40 MB, 3 MB free (make room, then save again: it goes on where it stopped)"})
	}, func(d *driver) {
		d.Hides("stopped)")
		d.Press("enter")
		d.Shows("disk full: /home/ann", "stopped)")
	})
}

func TestLasted(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 8 * time.Second: "8s", 10 * time.Minute: "10m", 612 * time.Second: "10m 12s",
		125 * time.Minute: "2h 5m", 24 * time.Hour: "1d", 76 * time.Hour: "3d 4h",
	} {
		if got := lasted(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestDetailsTellOnceThatAVideoIsNotAnswered(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		play(t, Config{}, width, 60, mishaps, func(d *driver) {
			d.Press("j", "j", "j", "j", "enter")
			d.Advance(time.Second)
			_, details, _ := strings.Cut(d.Screen(), "Spring launch – teaser DE\n")
			if n := strings.Count(strings.ReplaceAll(details, "\n ", " "), "not in HeyGen's answer: asking again, check the id"); n != 1 {
				t.Errorf("at %d told %d times:\n%s", width, n, d.Screen())
			}
		})
	}
}

// How much of it is there stands in the row and in the details of a save that stopped, and is looked for when it stopped again.
func TestAStoppedSaveTellsHowMuchThereIs(t *testing.T) {
	half := completed(id(1), "Half", time.Hour, 9)
	half.Part = &tracker.Part{Name: "/v/half.mp4", Total: 40_000_000}
	play(t, Config{}, 120, 40, func(s *stage) {
		s.put(half)
		answered(s)
		s.begun[id(1)] = 6_000_000
	}, func(d *driver) {
		d.Shows("15% saved: d goes on")
		d.Press("enter")
		d.Shows("15% saved: d goes on with /v/half.mp4.part")
		d.Press("esc")
		d.stage.setLive(id(1), tracker.Live{Transfer: &tracker.Transfer{Done: 6_000_000, Total: 40_000_000}})
		d.Changed()
		d.stage.mu.Lock()
		d.stage.begun[id(1)] = 20_000_000
		d.stage.mu.Unlock()
		d.stage.setLive(id(1), tracker.Live{})
		d.Changed()
		d.Shows("50% saved: d goes on")
	})
}
