package heygentest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Hook is an endpoint that was registered for events.
type Hook struct {
	URL    string
	Secret string
	Events []string
}

// probeTime is how long the service waits for an endpoint's answer to its OPTIONS (DOC old/reference/add-a-webhook-endpoint).
const probeTime = time.Second

// Hooks gives what was registered, oldest first.
func (s *Server) Hooks() []Hook {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hooks)
}

// register answers POST /v3/webhooks/endpoints: it looks whether anybody answers there, and tells the secret.
func (s *Server) register(q question) answer {
	var asked struct {
		URL    string   `json:"url"`
		Events []string `json:"events"`
	}
	switch {
	case json.NewDecoder(q.Body).Decode(&asked) != nil || !strings.HasPrefix(asked.URL, "https://"):
		return refusal(http.StatusBadRequest, "invalid_parameter", "url must be public HTTPS", "url")
	case !s.answersProbe(q.Context(), asked.URL):
		return refusal(http.StatusBadRequest, "invalid_parameter", "the url did not answer OPTIONS within 1 s", "url")
	}
	hook := Hook{URL: asked.URL, Secret: "whsec_" + rand.Text(), Events: asked.Events}
	s.mu.Lock()
	s.hooks = append(s.hooks, hook)
	n := len(s.hooks)
	s.mu.Unlock()
	return ok(object{"data": object{
		"endpoint_id": fmt.Sprintf("ep_%d", n), "url": hook.URL, "events": hook.Events, "status": "enabled", "secret": hook.Secret,
		"created_at": s.now().UTC().Format(time.RFC3339),
	}})
}

// answersProbe says whether an endpoint answers, where Options.Probe can look.
func (s *Server) answersProbe(ctx context.Context, url string) bool {
	if s.options.Probe == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodOptions, url, nil)
	if err != nil {
		return false
	}
	res, err := s.options.Probe.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// NewDelivery makes a request that tells an endpoint of an event, as v3 sends it. An empty secret leaves it unsigned.
func NewDelivery(url, secret, id, event, video string, at time.Time) (*http.Request, error) {
	body, err := json.Marshal(object{"event_type": event, "event_data": object{
		"video_id": video, "url": "https://files.invalid/" + video + ".mp4", "callback_id": nil, "folder_id": "",
	}})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Heygen-Event-Id", id)
	req.Header.Set("Heygen-Timestamp", fmt.Sprint(at.Unix()))
	if secret != "" {
		req.Header.Set("Heygen-Signature", Sign(secret, body))
	}
	return req, nil
}

// Sign is the signature of a delivery's body: HMAC-SHA256 in lower-case hex (DOC dev/docs/webhooks).
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}
