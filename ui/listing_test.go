package ui

import (
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func silent(*tracker.Entry) aloud { return aloud{status: "idle"} }

func TestAListingIsMadeAnewOnlyForNews(t *testing.T) {
	var l listing
	s := tracker.Snapshot{Rev: 4, Entries: []*tracker.Entry{{ID: "a", Status: heygen.Failed}, {ID: "b", Status: heygen.Completed}}}
	if !l.follow(s, wants{}, time.Time{}, silent) || l.follow(s, wants{}, time.Time{}, silent) {
		t.Error("news at the first look and never after, please")
	}
	if !l.follow(s, wants{view: viewFailed}, time.Time{}, silent) || len(l.shown) != 1 || l.shown[0].ID != "a" {
		t.Errorf("the failed: %v", l.shown)
	}
	s.Rev, s.Entries = 5, s.Entries[1:]
	if !l.follow(s, wants{view: viewFailed}, time.Time{}, silent) || len(l.shown) != 0 || l.tally.in[viewAll] != 1 || l.tally.unsaved != 1 {
		t.Errorf("after a change: %d shown, %+v", len(l.shown), l.tally)
	}
}

// batches is a list of three batches, of which one begins like another.
func batches() []*tracker.Entry {
	return []*tracker.Entry{
		{ID: "a1", Title: "Teaser DE", Batch: "Spring", Status: heygen.Completed},
		{ID: "a2c0ffee", Title: "Teaser FR", Batch: "Spring", Status: heygen.Processing},
		{ID: "b1", Title: "Teaser IT", Batch: "spring two", Status: heygen.Failed, Failure: &heygen.Failure{Message: "no credit"}},
		{ID: "c1", Title: "Über alles", LocalTitle: "A\u0308rger", Status: heygen.Completed},
	}
}

func TestAFilterNarrowsTheListing(t *testing.T) {
	for filter, want := range map[string]string{
		"":                          "a1 a2 b1 c1",
		"teaser":                    "a1 a2 b1",
		"  TEASER   it ":            "b1",
		"teaser it nothing":         "",
		"credit":                    "b1",
		"B1":                        "b1",
		"är":                        "c1",       // composed here, decomposed there
		"über":                      "",         // a title that is not shown
		"spring":                    "a1 a2 b1", // as a word
		"batch:spring":              "a1 a2",
		"batch:spr":                 "a1 a2 b1", // still being typed
		"batch:spring fr":           "a2",
		`batch:"spring two"`:        "b1",
		`batch:"spring two" teaser`: "b1",
		`batch:"spring t`:           "b1",
		"batch:":                    "a1 a2 b1 c1",
		"batch:autumn":              "",
		"rendering":                 "a2",
		"real lost":                 "a2",
		"eally":                     "", // within a word of the status
		"de":                        "a1",
		"c0ffee":                    "a2",
		"c0":                        "",
		"a1c0":                      "",
		"a2":                        "a2",
	} {
		var l listing
		l.follow(tracker.Snapshot{Entries: batches()}, wants{filter: filter}, time.Time{}, func(e *tracker.Entry) aloud {
			if e.ID == "a2c0ffee" {
				return aloud{status: "not really rendering", trouble: "lost"}
			}
			return aloud{status: "idle"}
		})
		var got []string
		for _, e := range l.shown {
			got = append(got, e.ID[:2])
		}
		if !slices.Equal(got, fields(want)) {
			t.Errorf("%q lets through %q, want %q", filter, got, want)
		}
	}
}

func TestWhatIsCountedWithinAFilter(t *testing.T) {
	var l listing
	l.follow(tracker.Snapshot{Entries: batches()}, wants{filter: "batch:spring de", view: viewCompleted}, time.Time{}, silent)
	if l.tally.in[viewAll] != 4 || l.sum.in[viewAll] != 2 || l.found.in[viewAll] != 1 {
		t.Errorf("of 4 in the list 2 are of the batch and 1 matches: %d, %d, %d", l.tally.in[viewAll], l.sum.in[viewAll], l.found.in[viewAll])
	}
	if l.sum.rendering != 1 || l.found.rendering != 0 || len(l.summed) != 2 || len(l.shown) != 1 {
		t.Errorf("counts: %+v", l)
	}
	l.follow(tracker.Snapshot{Rev: 1, Entries: batches()}, wants{filter: "de"}, time.Time{}, silent)
	if l.sum.in[viewAll] != 4 || l.found.in[viewAll] != 1 {
		t.Errorf("words alone don't change what is summed up: %d, %d", l.sum.in[viewAll], l.found.in[viewAll])
	}
}

func TestOnlyWhatChangedIsSpelledAnew(t *testing.T) {
	var l listing
	s := tracker.Snapshot{Rev: 1, Entries: batches()}
	l.follow(s, wants{filter: "teaser"}, time.Time{}, silent)
	kept, gone := s.Entries[0], s.Entries[3]
	l.index[kept] = spelled{text: "marked"}
	s.Rev, s.Entries = 2, append(s.Entries[:3:3], &tracker.Entry{ID: "d1", Title: "New"})
	l.follow(s, wants{filter: "marked"}, time.Time{}, silent)
	if len(l.shown) != 1 || l.shown[0] != kept {
		t.Error("an entry that is as it was is spelled anew")
	}
	if _, there := l.index[gone]; there || len(l.index) != 4 {
		t.Error("what has gone from the list is kept")
	}
	l.follow(s, wants{}, time.Time{}, silent)
	if l.index != nil {
		t.Error("the index is kept without a filter")
	}
}

// The first letter of a filter comes as fast as those after it.
func TestWhatAFilterLooksThroughIsReadyBeforeItsFirstLetter(t *testing.T) {
	var l listing
	s := tracker.Snapshot{Rev: 1, Entries: batches()}
	l.follow(s, wants{typing: true}, time.Time{}, silent)
	if len(l.shown) != 4 || len(l.index) != 4 {
		t.Fatalf("%d rows are shown, %d can be looked through", len(l.shown), len(l.index))
	}
	l.index[s.Entries[2]] = spelled{text: "marked"}
	l.follow(s, wants{typing: true, filter: "marked"}, time.Time{}, silent)
	if len(l.shown) != 1 || l.shown[0] != s.Entries[2] {
		t.Error("the first letter made it anew")
	}
}
