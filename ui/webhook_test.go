package ui

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

// deliver sends an event to a receiver.
func deliver(r *heygen.Receiver, id string) {
	body := `{"event_type":"avatar_video.success","event_data":{"video_id":"vid"}}`
	req := httptest.NewRequest("POST", "http://127.0.0.1"+r.Path, strings.NewReader(body))
	req.Header.Set("Heygen-Event-Id", id)
	r.ServeHTTP(httptest.NewRecorder(), req)
}

func TestTheHeaderTellsOfWebhooks(t *testing.T) {
	hears := &heygen.Receiver{Path: "/heygen", Open: true, Hear: func(string) {}}
	play(t, Config{Hears: hears}, 120, 24, threeRows, func(d *driver) {
		d.Shows("webhook: listening")
		deliver(hears, "1")
		d.Changed()
		d.Shows("webhook: 1 event, last now")
		deliver(hears, "2")
		d.Advance(3*time.Minute + time.Second)
		d.Shows("webhook: 2 events, last 3m ago")
		hears.SetSecret("secret")
		deliver(hears, "3")
		d.Changed()
		d.Shows("webhook: 2 events, 1 refused")
		d.Shows("webhook: the delivery is not signed")
		d.Resize(80, 24)
		d.Shows("webhook: 1 refused")
		d.Hides("2 events")
		d.Resize(120, 24)
		d.Press("t") // says something else
		deliver(hears, "4")
		d.Changed()
		d.Shows("2 refused")
		d.Hides("the delivery is not signed")
		hears.Break(errors.New("closed"))
		d.Changed()
		d.Shows("webhook: stopped")
		d.Resize(64, 24)
		d.Shows("live")
		d.Hides("webhook: stopped")
	})
	play(t, Config{}, 120, 24, threeRows, func(d *driver) { d.Hides("webhook") })
}
