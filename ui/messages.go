package ui

import "reelwatch/tracker"

// polledMsg says that all questions that were due are answered. What the answers changed has come by changedMsg.
type polledMsg struct{}

// changedMsg says that the state has become that of rev.
type changedMsg struct{ rev uint64 }

// gatheredMsg says that ends which came together are to be told.
type gatheredMsg struct{}

// claimedMsg brings the videos whose end this dashboard is to tell.
type claimedMsg struct {
	entries []tracker.Entry
	err     error
}

// loadedMsg says that another process changed the list, or that the list's file can be read no longer (err) or again.
type loadedMsg struct{ err error }

// savedMsg says that a save has ended.
type savedMsg struct {
	id    string
	saved tracker.Saved
	err   error
}

// saveAgainMsg says that it is time to try again what could not be saved.
type saveAgainMsg struct{}

// boxReadMsg says what the box of new ids holds.
type boxReadMsg struct {
	box  *addMode
	list idList
}

// pasteReadMsg says what a paste outside an input holds.
type pasteReadMsg struct{ list idList }

// accountReadMsg says that a page of the account's videos was read, or why not.
type accountReadMsg struct {
	mode *importMode
	tag  int
	page tracker.AccountPage
	err  error
}

// partTakenMsg says that a part of an intake, up to the video before to, was tracked.
type partTakenMsg struct {
	intake *intake
	to     int
	result tracker.AddResult
	err    error
}

// removedMsg says that videos are tracked no longer.
type removedMsg struct {
	entries []tracker.Entry
	err     error
}

// restoredMsg says that a removal was undone.
type restoredMsg struct {
	entries []tracker.Entry
	err     error
}

// hookFailedMsg says that a command of the user's failed.
type hookFailedMsg struct{ err error }

// labelledMsg says that titles or batches were written on videos.
type labelledMsg struct {
	box     *editMode
	labels  tracker.Labels
	entries []tracker.Entry
	err     error
}

// rememberedMsg says that what the next session is to find was written down.
type rememberedMsg struct{ err error }

// filesCheckedMsg says that the files of the rows on the screen were looked for.
type filesCheckedMsg struct{}

// lookedAgainMsg says that the files of these videos were looked for, which d was pressed for, and what is
// to be said where all are there.
type lookedAgainMsg struct {
	ids []string
	why string
}

// bufferedMsg says whether tmux took a copy.
type bufferedMsg struct {
	copying
	err error
}

// unopenedMsg says why a file or a page did not open.
type unopenedMsg struct {
	target string
	err    error
}

// linksReadMsg brings the links that are to be copied, of wanted ones, and why some are missing.
type linksReadMsg struct {
	links  []string
	wanted int
	err    error
}

// sentMsg says that what was queued has been sent, as far as that could be; how it went stands in the snapshot.
type sentMsg struct{}

// queuedMsg says that requests are in the queue again.
type queuedMsg struct {
	entries []tracker.Entry
	err     error
}

// joinedMsg says that an unsure request is known to have become a video.
type joinedMsg struct {
	entry *tracker.Entry
	err   error
}
