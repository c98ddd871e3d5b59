package tracker

import (
	"testing"
	"time"

	"reelwatch/heygen"
)

func TestAnswer(t *testing.T) {
	reason := &heygen.Failure{Code: "X", Message: "Script too long"}
	for name, c := range map[string]struct {
		was    Entry
		says   heygen.Video
		alive  time.Time
		want   heygen.Status
		stored bool
		check  func(t *testing.T, e *Entry)
	}{
		"first answer": {
			was: Entry{Status: heygen.Unknown}, says: heygen.Video{Status: heygen.Pending}, want: heygen.Pending, stored: true,
			check: func(t *testing.T, e *Entry) {
				if !e.SeenAlive || len(e.History) != 1 {
					t.Errorf("%+v", e)
				}
			},
		},
		"same again":             {was: Entry{Status: heygen.Pending}, says: heygen.Video{Status: heygen.Pending}, want: heygen.Pending},
		"no status is no news":   {was: Entry{Status: heygen.Processing}, says: heygen.Video{Status: heygen.Unknown}, want: heygen.Processing},
		"an invented word stays": {was: Entry{Status: heygen.Pending}, says: heygen.Video{Status: "reviewing"}, want: "reviewing", stored: true},
		"failed with its reason": {
			was: Entry{Status: heygen.Processing}, says: heygen.Video{Status: heygen.Failed, Failure: reason}, want: heygen.Failed, stored: true,
			check: func(t *testing.T, e *Entry) {
				if e.Failure.Text() != "Script too long" || e.Failure == reason {
					t.Errorf("failure %+v", e.Failure)
				}
			},
		},
		"a reason outlives an answer without one": {
			was:  Entry{Status: heygen.Failed, Failure: reason},
			says: heygen.Video{Status: heygen.Failed, Failure: &heygen.Failure{Message: "HeyGen gave no reason"}}, want: heygen.Failed,
			check: func(t *testing.T, e *Entry) {
				if e.Failure.Text() != "Script too long" {
					t.Errorf("failure %+v", e.Failure)
				}
			},
		},
		"a reason comes after an answer without one": {
			was:  Entry{Status: heygen.Failed, Failure: &heygen.Failure{Message: "HeyGen gave no reason"}},
			says: heygen.Video{Status: heygen.Failed, Failure: reason}, want: heygen.Failed, stored: true,
			check: func(t *testing.T, e *Entry) {
				if e.Failure.Text() != "Script too long" {
					t.Errorf("failure %+v", e.Failure)
				}
			},
		},
		"an error beside another status ends nothing": {
			was: Entry{Status: heygen.Processing}, says: heygen.Video{Status: heygen.Processing, Failure: reason}, want: heygen.Processing, stored: true,
		},
		"completed with a note": {
			was: Entry{Status: heygen.Processing}, says: heygen.Video{Status: heygen.Completed, Failure: reason}, want: heygen.Completed, stored: true,
			check: func(t *testing.T, e *Entry) {
				if e.Failure.Text() == "" || e.CompletedAt != noon {
					t.Errorf("%+v", e)
				}
			},
		},
		"gone after it was alive": {
			was: Entry{Status: heygen.Processing, AddedAt: noon.Add(-time.Hour)}, says: heygen.Video{Status: heygen.NotFound},
			alive: noon.Add(-time.Minute), want: heygen.NotFound, stored: true,
			check: func(t *testing.T, e *Entry) {
				if e.GraceUntil != noon.Add(14*time.Minute) {
					t.Errorf("grace until %v", e.GraceUntil)
				}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := c.was
			stored := answer(&e, c.says, c.alive, noon)
			if e.Status != c.want || stored != c.stored {
				t.Errorf("became %s, stored %v; want %s, %v", e.Status, stored, c.want, c.stored)
			}
			if c.check != nil {
				c.check(t, &e)
			}
		})
	}
}

// A page of the account's list may be older than what we know, but a video on it is there.
func TestTheListTakesNoEndBackButNotFound(t *testing.T) {
	for was, want := range map[heygen.Status]heygen.Status{
		heygen.NotFound: heygen.Processing, heygen.Failed: heygen.Failed, heygen.Completed: heygen.Completed,
	} {
		atDesk(t, []string{"a"}, func(d *desk) {
			_, err := d.apply(t.Context(), []string{"a"}, func(e *Entry) bool {
				e.Status, e.ChangedAt, e.CheckedAt, e.GraceUntil = was, time.Now(), time.Now(), time.Now()
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			pass(time.Second)
			if err := d.describe(t.Context(), []heygen.Video{{ID: "a", Status: heygen.Processing}}, time.Now()); err != nil {
				t.Fatal(err)
			}
			d.wantStatus("a", want)
		})
	}
}

func TestAnOlderFailureLeavesNoReasonOnACompletedVideo(t *testing.T) {
	failure := &heygen.Failure{Message: "from before it was made again"}
	for says, want := range map[heygen.Status]bool{heygen.Failed: false, heygen.Processing: false, heygen.Completed: true} {
		atDesk(t, []string{"a"}, func(d *desk) {
			_, err := d.apply(t.Context(), []string{"a"}, func(e *Entry) bool {
				e.Status, e.ChangedAt = heygen.Completed, time.Now()
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			pass(time.Second)
			if err := d.describe(t.Context(), []heygen.Video{{ID: "a", Status: says, Failure: failure}}, time.Now()); err != nil {
				t.Fatal(err)
			}
			if e := d.Entry("a"); (e.Failure != nil) != want || e.Status != heygen.Completed {
				t.Errorf("a list that says %s makes it %s with the reason %+v", says, e.Status, e.Failure)
			}
		})
	}
}

func TestHistoryIsBounded(t *testing.T) {
	e := Entry{Status: heygen.Unknown}
	for i := range 200 {
		status := heygen.Pending
		if i%2 == 0 {
			status = heygen.Processing
		}
		answer(&e, heygen.Video{Status: status}, time.Time{}, noon.Add(time.Duration(i)*time.Minute))
	}
	if len(e.History) != maxHistory || e.History[0].At != noon || e.History[maxHistory-1].At != noon.Add(199*time.Minute) {
		t.Errorf("%d changes, from %v to %v", len(e.History), e.History[0].At, e.History[len(e.History)-1].At)
	}
}

func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                             "plain",
		"  two\n\tlines  ":                  "two lines",
		"\x1b[31mred\x1b[0m":                "red",
		"\x1b]0;title\x07after":             "after",
		"a\u202egnp.exe":                    "agnp.exe",
		"zero\u200bwidth":                   "zerowidth",
		"bad\xffutf8":                       "bad\uFFFDutf8",
		"nul\x00bell\x07":                   "nulbell",
		"c1\u009b31m":                       "c131m",
		"family \U0001F468\u200d\U0001F469": "family \U0001F468\u200d\U0001F469",
		"\x1bP1;2|payload\x1b\\rest":        "rest",
		"日本語 Spring":                        "日本語 Spring",
	} {
		if got := CleanText(in); got != want {
			t.Errorf("CleanText(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzCleanText holds that a text which passes as it is would also be cleaned to itself, and that cleaning once is enough.
func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"plain", " lead", "trail ", "two  blanks", "tab\t", "日本語 – ok", "\u00a0", "\u00ad", "\u2028", "\ue000", "\u200d", "\x7f", "\xff", "e\u0301", "\u009b31m", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isClean(s) && cleaned(s) != s {
			t.Errorf("%q passes, and is cleaned to %q", s, cleaned(s))
		}
		if once := CleanText(s); CleanText(once) != once {
			t.Errorf("%q is cleaned to %q, and that to %q", s, once, CleanText(once))
		}
	})
}
