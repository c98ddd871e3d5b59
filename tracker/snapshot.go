package tracker

import (
	"errors"
	"time"

	"reelwatch/heygen"
)

// Snapshot is the state at one moment, for drawing. It is cheap to take and must not be changed.
type Snapshot struct {
	Rev       uint64           // grows whenever anything below but Transfers' progress changes
	Entries   []*Entry         // in list order: newest add first
	Live      map[string]*Live // what is going on with an entry in this process; absent where nothing is
	Service   Service
	Estimates Estimates // how long this account's videos take to render
	Assets    []Asset   // wanted beside each saved video
	Queue     Queue
}

// Queue is what was submitted and is not sent yet.
type Queue struct {
	Line    map[string]int // the place of each such entry, from 1
	Hold    *Hold          // why the queue waits; nil where HeyGen does not hold it
	Running int            // videos of the list that are being made
	Sending string         // the entry whose request is under way; empty while none is
	Next    time.Time      // when the next one goes out; zero while none can
	Trouble error          // why the last request got no clear answer; nil when it got one
}

// Live is what this process is doing with one entry, or what went wrong with it. It is not stored.
type Live struct {
	Transfer *Transfer // a save that runs or waits for its turn
	Error    string    // why saving failed last; what to do is part of it. Not cleaned
	AskError string    // why HeyGen would not answer about this video. Not cleaned
	FileGone bool      // the saved file was looked for and is not there
	Begun    int64     // bytes in the part file of a save that stopped, as last looked for; 0 where nobody has

	// Elsewhere says that another process is saving the video now.
	Elsewhere bool

	// AssetError says what could not be saved beside the video last, and why. Not cleaned
	AssetError string
	// HookError says which of the user's commands failed, and why. Not cleaned
	HookError string
}

// Transfer is a running save as seen at one moment.
type Transfer struct {
	Asset   Asset     // the file that is being saved
	Waiting bool      // for one of the places (Config.Concurrency)
	Done    int64     // bytes in the part file
	Total   int64     // announced length, -1 while unknown
	Speed   float64   // bytes a second over the last seconds; 0 while unknown
	Note    string    // what it waits for ("link not ready, again in 4s"); empty while bytes flow
	Since   time.Time // start of this transfer in this process
}

// Service is how the asking goes.
type Service struct {
	Route      heygen.Route
	Following  bool      // another process over the same store asks; this one follows
	Asking     bool      // a question is under way
	LastAnswer time.Time // the last good answer; zero before the first
	Next       time.Time // when the next question is due; zero when none is
	Held       time.Time // HeyGen wants no question before then; zero, or past, while it does not say so
	Purse      string    // what the account can spend, as HeyGen last said it; empty while unknown
	Trouble    error     // why the last question failed; nil when it did not. A *heygen.AuthError stops the asking
}

// Refused says that asking has stopped because of the credential.
func (s Service) Refused() bool {
	var auth *heygen.AuthError
	return errors.As(s.Trouble, &auth)
}
