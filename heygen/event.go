package heygen

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Event is what a webhook delivery names. It is a hint to ask the API: its links, if it has any, are not to be trusted, and
// so are not here. Its strings are hostile until cleaned.
type Event struct {
	ID      string // of the delivery, the same in each repetition; empty where there is none
	Type    string // such as avatar_video.success; empty where there is none
	VideoID string // empty where the event names no video
}

// The headers of a delivery (DOC dev/docs/webhooks; the last one DOC old). The names of v3's begin alike.
const (
	signatureHeader    = "Heygen-Signature"
	timestampHeader    = "Heygen-Timestamp"
	eventIDHeader      = "Heygen-Event-Id"
	oldSignatureHeader = "Signature"
)

// timestampSlack is how far a delivery's time may lie from ours (DOC dev/docs/webhooks).
const timestampSlack = 300 * time.Second

// The ways in which a delivery can be unfit.
var (
	ErrUnsigned  = errors.New("the delivery is not signed")
	ErrSignature = errors.New("the delivery's signature is wrong")
	ErrStale     = errors.New("the delivery's time is too far from now")
	ErrNoEvent   = errors.New("the delivery is no event")
	ErrForwarded = errors.New("the delivery was forwarded and can't be verified: set a secret")
)

// VerifyDelivery checks the signature of a webhook delivery over its body as it came, and its time where it names one. It
// gives ErrUnsigned, ErrSignature or ErrStale. The time is not part of what is signed: it keeps out old deliveries that
// come late, not those that somebody sends again on purpose.
func VerifyDelivery(secret string, h http.Header, body []byte, now time.Time) error {
	said := signature(h)
	if said == "" {
		return ErrUnsigned
	}
	got, err := hex.DecodeString(said)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body) // never fails
	if err != nil || !hmac.Equal(got, mac.Sum(nil)) {
		return ErrSignature
	}
	stamp := h.Get(timestampHeader)
	if stamp == "" {
		return nil
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > timestampSlack {
		return ErrStale
	}
	return nil
}

// signature is what a delivery is signed with; empty where it is not signed.
func signature(h http.Header) string {
	if said := h.Get(signatureHeader); said != "" {
		return said
	}
	return h.Get(oldSignatureHeader)
}

// ParseDelivery reads a webhook delivery of any generation. What it does not know is empty in the event; it gives
// ErrNoEvent where the body is not even a JSON object.
func ParseDelivery(h http.Header, body []byte) (Event, error) {
	o, ok := parseObject(body)
	if !ok {
		return Event{}, ErrNoEvent
	}
	data := o.child("event_data")
	if len(data) == 0 {
		data = o.child("data")
	}
	e := Event{ID: cut(h.Get(eventIDHeader), maxID), Type: cut(o.text("event_type", "event"), maxCode)}
	if e.ID == "" {
		e.ID = cut(o.text("event_id"), maxID)
	}
	for _, id := range []string{data.text("video_id"), data.text("id"), o.text("video_id")} {
		if validID(id) {
			e.VideoID = id
			break
		}
	}
	if e.Type == "" && e.VideoID == "" {
		return Event{}, fmt.Errorf("%w: it has neither a type nor a video", ErrNoEvent)
	}
	return e, nil
}
