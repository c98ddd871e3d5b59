package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// API is what the tracker asks of HeyGen. *heygen.Client satisfies it. Its methods send one request each (the
// first ones of a run may send one or two more to find out which route the server has), and never wait or try again.
type API interface {
	// Route is the way statuses are asked now; it can only get worse during a run.
	Route() heygen.Route
	// Statuses asks one question about at most Route().PerQuestion() ids. An id that the answer leaves out is
	// "unknown, ask again". When the route turns out to be missing, the client steps down to one that is there and
	// answers for as many of the ids as it then could: perhaps the first alone.
	Statuses(ctx context.Context, ids []string) ([]heygen.Video, error)
	// Video reads one video with its title and links (on RouteV1 without title).
	Video(ctx context.Context, id string) (heygen.Video, error)
	// Videos reads one page of the account's videos, newest first.
	Videos(ctx context.Context, page heygen.PageRequest) (heygen.Page, error)
	// Account asks who the credential belongs to and what it can spend.
	Account(ctx context.Context) (heygen.Account, error)
	// Create asks for a video, once: it costs credits. key is the Idempotency-Key, empty where the endpoint takes none.
	// heygen.Lost tells whether a video may have been made all the same where it fails.
	Create(ctx context.Context, e heygen.Endpoint, body []byte, key string) (heygen.Generation, error)
	// Session asks what became of a Video Agent's session.
	Session(ctx context.Context, id string) (heygen.Session, error)
	// KeyMark tells API keys apart without telling them; empty for other credentials.
	KeyMark() string
	// ReloadCredential reads the credentials again and says whether they differ from those that were refused.
	ReloadCredential() (changed bool, err error)
}

// Store is where the list outlives the process. *store.Store satisfies it. Each method is one transaction; what it
// returns without error is on disk. Several processes may use one store: the methods that change read the stored
// record, not ours, so nothing is overwritten and nothing removed comes back.
type Store interface {
	// Load gives what changed since the last Load of this value, the whole list at first. It is cheap when nothing changed.
	Load(ctx context.Context) (Delta, error)
	// Insert adds the entries whose ids are not there yet, and gives those it added, as stored. Entries whose
	// Place.Add is 0 get a new one, all of one call the same.
	Insert(ctx context.Context, entries []Entry) ([]Entry, error)
	// Apply calls change with the stored record of each id that is there; where change says true the record is
	// written. It gives the records as they stand now, in the order of ids, without those that are not there.
	// Nothing is written where no change says true.
	Apply(ctx context.Context, ids []string, change func(e *Entry) bool) ([]Entry, error)
	// Delete removes, and gives what it removed.
	Delete(ctx context.Context, ids []string) ([]Entry, error)
	// Rename gives the record of from the id to. change gets the old record and the one that to has already (nil where it
	// has none), and gives the one to be stored; its error ends the transaction. there is false where from is not there.
	Rename(ctx context.Context, from, to string, change func(old, known *Entry) (Entry, error)) (renamed Entry, there bool, err error)
	// ReserveName makes name (an absolute path) belong to the entry id unless it belongs to another entry already,
	// and says to which entry it belongs now. A name is given up when its entry reserves another or is removed.
	// Names that differ in case alone are the same name.
	ReserveName(ctx context.Context, id, name string) (owner string, err error)
	// Preferences gives what SetPreferences wrote last; the zero value where there is nothing to be read.
	Preferences(ctx context.Context) (Preferences, error)
	// SetPreferences writes the preferences where they differ from those that are there.
	SetPreferences(ctx context.Context, p Preferences) error
}

// Delta is how a store's list differs from what was last loaded.
type Delta struct {
	Put  []*Entry // new or changed, in no order
	Gone []string // removed
}

// Empty says that nothing changed.
func (d Delta) Empty() bool { return len(d.Put) == 0 && len(d.Gone) == 0 }

// Lease decides which of several processes over one store does what one alone is to do. *store.Lease satisfies it.
type Lease interface {
	// Try takes the lease if it is free, or if its holder has given no beat for 15 s.
	Try(now time.Time) (held bool, err error)
	// Beat shows that the holder is alive, and says whether it still is the holder.
	Beat(now time.Time) (held bool, err error)
	// Release gives the lease up; it does nothing where it is not held.
	Release() error
}

// AskerLease is the lease of the one who asks. *store.Lease satisfies it.
type AskerLease interface {
	Lease
	// Tell leaves word for those who follow: what Told gives them from the holder's next beat on. It is a line of at most
	// 100 bytes.
	Tell(word string)
	// Told is what the holder has told; empty where that is nothing.
	Told() string
}

// Claims decides which of several processes over one store saves a video. *store.Claims satisfies it.
type Claims interface {
	// Claim takes hold of the video id for this process until release is called; ok is false where another process has it,
	// and release does nothing then.
	Claim(id string) (release func(), ok bool)
}
