package tracker

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"reelwatch/heygen"
)

// Request is what an entry asked HeyGen to make, and how far that is. The entry bears Name as its id until HeyGen has
// given the video one.
type Request struct {
	Name     string          `json:"name"` // q- and 8 hex digits
	Endpoint heygen.Endpoint `json:"endpoint"`
	Body     string          `json:"body"` // posted byte for byte; the user's own: hostile until cleaned

	// Key is the Idempotency-Key, fresh for each intended video; empty where the endpoint takes none. While SentAt is not
	// zero, the body may have arrived at HeyGen under Key, and no answer is known.
	Key    string    `json:"key,omitempty"`
	SentAt time.Time `json:"sent_at,omitzero"`
	SentBy string    `json:"sent_by,omitempty"` // which API key that was with, as API.KeyMark has it

	Hold      *Hold    `json:"hold,omitempty"`       // HeyGen's last word on whether more may be sent
	Session   string   `json:"session,omitempty"`    // of the Video Agent that is to make the video
	RequestID string   `json:"request_id,omitempty"` // X-Request-Id of HeyGen's answer, for its support
	Earlier   []string `json:"earlier,omitempty"`    // ids of videos that the same body failed to become
}

// Hold says how many videos HeyGen was willing to make when it was last asked for one more.
type Hold struct {
	At      time.Time     `json:"at"`
	Why     HoldReason    `json:"why,omitempty"`     // empty: it took the video, so nothing holds the queue
	For     time.Duration `json:"for,omitempty"`     // the wait that it asked for; 0 where it named none
	Running int           `json:"running,omitempty"` // our videos that were being made at that time
	Probes  int           `json:"probes,omitempty"`  // refusals in a row although no place had become free
}

// HoldReason is why the queue waits.
type HoldReason string

// The reasons.
const (
	HeldByLimit  HoldReason = "limit"  // too many videos at once, or too many requests: HeyGen does not tell which
	HeldByCredit HoldReason = "credit" // the purse of this credential is empty
	HeldByQuota  HoldReason = "quota"  // the day's quota is used up
)

// keyLife is for how long a body is sent again under the same key. HeyGen forgets keys after 24 h (DOC changelog May 2026).
const keyLife = 23 * time.Hour

// clockSlack is how far in the future a time that was written down may lie before the clock is taken to have been put back.
const clockSlack = 5 * time.Minute

// repeatable says whether the request may be sent, with the API key of this mark, although it may have arrived already: another
// account's HeyGen would not know it again.
func (r *Request) repeatable(mark string, now time.Time) bool {
	age := now.Sub(r.SentAt)
	return r.SentAt.IsZero() || r.Key != "" && age < keyLife && age > -clockSlack && r.SentBy == mark
}

// renew gives the request a fresh key, after HeyGen's answer has ended the one before.
func (r *Request) renew() {
	r.SentAt, r.Key = time.Time{}, ""
	if r.Endpoint.TakesKey() {
		r.Key = "rw-" + rand.Text()
	}
}

// Summary is what the body says of the video.
func (r *Request) Summary() heygen.RequestSummary { return heygen.Describe([]byte(r.Body)) }

func (r *Request) clone() *Request {
	if r == nil {
		return nil
	}
	c := *r
	if r.Hold != nil {
		h := *r.Hold
		c.Hold = &h
	}
	c.Earlier = slices.Clone(r.Earlier)
	return &c
}

const namePrefix = "q-"

// newName makes a name for an entry without a video.
func newName() string {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return namePrefix + hex.EncodeToString(b[:])
}

// IsName says whether word has the form of the name that an entry bears until HeyGen has given its video an id.
func IsName(word string) bool {
	digits, found := strings.CutPrefix(word, namePrefix)
	_, err := hex.DecodeString(digits)
	return found && err == nil && len(digits) == 8 && digits == strings.ToLower(digits)
}
