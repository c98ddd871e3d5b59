package heygentest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"reelwatch/heygen"
)

// VideoSpec is one video of the account: what it is like, and what becomes of it when. Times count from Created.
type VideoSpec struct {
	ID      string
	Title   string    // empty answers null
	Created time.Time // zero means the moment of Add

	Queued      time.Duration            // how long it is pending
	Renders     time.Duration            // how long it is processing after that
	Ends        heygen.Status            // what it is then, for ever: Failed, or Processing for one that never ends, or any word; empty means Completed
	FailCode    string                   // the reason of a failed video, or a note on a completed one
	FailMessage string                   //
	NotFoundFor time.Duration            // how long the service does not know it yet
	Words       map[heygen.Status]string // what the service says instead of its usual word for a status
	Odd         Shape                    // how its answers differ from the usual

	Length       time.Duration // of the film; 0 means 30 s
	Size         int64         // of the file, in bytes; 0 means 256 KiB
	WebM         bool          // the file is a WebM, not an MP4
	Captioned    bool          // there is a second file with captions in the picture
	Subtitled    bool          // there is a file of subtitles
	Animated     bool          // there is a GIF
	Link         string        // answered as the video's link instead of a signed one of ours
	Unsigned     bool          // its links are of the kind without a signature and without an end
	NoLinkFor    time.Duration // how long after its end the answers hold no links yet
	LinkNotReady []int         // HTTP statuses that the first requests for the file get, one each

	NoRanges       bool  // the file host does not offer ranges, and ignores them
	NoETag         bool  // ... sends no ETag
	WeakETag       bool  // ... sends a weak ETag
	NoLastModified bool  // ... sends no Last-Modified
	Chunked        bool  // ... announces no length
	BytesPerSecond int64 // how fast a transfer goes; 0 means as the server's Options have it

	Faults []Fault
}

const (
	defaultLength = 30 * time.Second
	defaultSize   = 256 << 10
)

// video is a VideoSpec in the account. The spec is replaced, never changed.
type video struct {
	spec   *VideoSpec
	number int // as added, counting from 1
	faults []*pending
}

// ID makes an id as HeyGen's are, 32 lower-case hex digits, different for each n and always the same.
func ID(n int) string {
	high := mix(uint64(n))
	return fmt.Sprintf("%016x%016x", high, mix(high^uint64(n)<<1))
}

// Batch gives n videos, ID(1) to ID(n) with titles "Clip 1" to "Clip n", which are completed as soon as they are added.
func Batch(n int) []VideoSpec {
	specs := make([]VideoSpec, n)
	for i := range specs {
		specs[i] = VideoSpec{ID: ID(i + 1), Title: fmt.Sprintf("Clip %d", i+1)}
	}
	return specs
}

// Add puts videos into the account. One whose id is there already takes its place.
func (s *Server) Add(specs ...VideoSpec) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, spec := range specs {
		s.added++
		s.put(spec, s.added, now)
	}
}

// put files a video under a number of its own, with its faults from the start. The caller holds mu.
func (s *Server) put(spec VideoSpec, number int, now time.Time) {
	if spec.Created.IsZero() {
		spec.Created = now
	}
	spec.Length = cmp.Or(spec.Length, defaultLength)
	spec.Size = cmp.Or(spec.Size, defaultSize)
	faults := make([]Fault, 0, len(spec.LinkNotReady)+len(spec.Faults))
	for _, status := range spec.LinkNotReady {
		faults = append(faults, Fault{On: File, Do: Refuse, Status: status})
	}
	faults = append(faults, spec.Faults...)
	s.videos[spec.ID] = &video{spec: &spec, number: number, faults: newPending(faults)}
}

// Change changes a video, and says whether there is one with this id. Its faults begin anew.
func (s *Server) Change(id string, change func(spec *VideoSpec)) bool {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.videos[id]
	if v == nil {
		return false
	}
	spec := *v.spec
	change(&spec)
	spec.ID = id
	s.put(spec, v.number, now)
	return true
}

// Remove deletes a video, as its owner may at HeyGen.
func (s *Server) Remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.videos, id)
}

// known gives a video, nil where the service does not know it, or not yet.
func (s *Server) known(id string, now time.Time) *VideoSpec {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.videos[id]
	if v == nil || v.spec.status(now) == heygen.NotFound {
		return nil
	}
	return v.spec
}

// newest gives the videos that the service knows, newest first, of one moment the last added first.
func (s *Server) newest(now time.Time) []*VideoSpec {
	s.mu.Lock()
	all := make([]*video, 0, len(s.videos))
	for _, v := range s.videos {
		all = append(all, v)
	}
	s.mu.Unlock()
	slices.SortFunc(all, func(a, b *video) int {
		return cmp.Or(b.spec.Created.Compare(a.spec.Created), cmp.Compare(b.number, a.number))
	})
	specs := make([]*VideoSpec, 0, len(all))
	for _, v := range all {
		if v.spec.status(now) != heygen.NotFound {
			specs = append(specs, v.spec)
		}
	}
	return specs
}

// status is what the video is at a moment.
func (v *VideoSpec) status(now time.Time) heygen.Status {
	age := now.Sub(v.Created)
	switch {
	case age < v.NotFoundFor:
		return heygen.NotFound
	case age < v.Queued:
		return heygen.Pending
	case age < v.Queued+v.Renders:
		return heygen.Processing
	}
	return cmp.Or(v.Ends, heygen.Completed)
}

// ended is when the video came, or will come, to its end.
func (v *VideoSpec) ended() time.Time { return v.Created.Add(v.Queued + v.Renders) }

// linked says that the answers about the video hold links.
func (v *VideoSpec) linked(now time.Time) bool {
	return v.status(now) == heygen.Completed && !now.Before(v.ended().Add(v.NoLinkFor))
}

// word is what the service says for a status, where usual is what this route usually says for Pending.
func (v *VideoSpec) word(status heygen.Status, usual string) string {
	if word := v.Words[status]; word != "" {
		return word
	}
	if status == heygen.Pending {
		return usual
	}
	return string(status)
}
