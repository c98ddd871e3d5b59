package heygen_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"reelwatch/heygen"
)

const hookSecret = "whsec_reelwatch_test_0123456789abcdef"

// The vectors of the documentation, computed by openssl.
func TestVerifyDelivery(t *testing.T) {
	t.Parallel()
	const (
		body     = `{"event_type":"avatar_video.fail","event_data":{"video_id":"abc123","msg":"Insufficient credit","callback_id":null}}`
		sign     = "f86af4b9e8911f6d44faf0cc000e4c50a93f974c4e11a6fdd4d5cfbc25f0cc2b"
		withLine = "58be498e07f78278aa2622b16d0de9a6b1d45ddc239f804b8998b3e152f090ee"
	)
	now := time.Unix(1_764_000_000, 0)
	at := func(by time.Duration) string { return strconv.FormatInt(now.Add(by).Unix(), 10) }
	for name, test := range map[string]struct {
		header map[string]string
		body   string
		want   error
	}{
		"v3":                {map[string]string{"Heygen-Signature": sign, "Heygen-Timestamp": at(0)}, body, nil},
		"v3, capitals":      {map[string]string{"Heygen-Signature": "F86AF4B9E8911F6D44FAF0CC000E4C50A93F974C4E11A6FDD4D5CFBC25F0CC2B"}, body, nil},
		"v3 without a time": {map[string]string{"Heygen-Signature": sign}, body, nil},
		"v1":                {map[string]string{"Signature": sign}, body, nil},
		"one line more":     {map[string]string{"Heygen-Signature": withLine}, body + "\n", nil},
		"another body":      {map[string]string{"Heygen-Signature": sign}, body + "\n", heygen.ErrSignature},
		"another signature": {map[string]string{"Heygen-Signature": withLine}, body, heygen.ErrSignature},
		"half of it":        {map[string]string{"Heygen-Signature": sign[:32]}, body, heygen.ErrSignature},
		"no hex":            {map[string]string{"Heygen-Signature": "sha256=" + sign}, body, heygen.ErrSignature},
		"none":              {nil, body, heygen.ErrUnsigned},
		"another header":    {map[string]string{"X-Heygen-Signature": sign}, body, heygen.ErrUnsigned},
		"v3 before v1":      {map[string]string{"Heygen-Signature": withLine, "Signature": sign}, body, heygen.ErrSignature},
		"just in time":      {map[string]string{"Heygen-Signature": sign, "Heygen-Timestamp": at(-300 * time.Second)}, body, nil},
		"too old":           {map[string]string{"Heygen-Signature": sign, "Heygen-Timestamp": at(-301 * time.Second)}, body, heygen.ErrStale},
		"from the future":   {map[string]string{"Heygen-Signature": sign, "Heygen-Timestamp": at(301 * time.Second)}, body, heygen.ErrStale},
		"no time":           {map[string]string{"Heygen-Signature": sign, "Heygen-Timestamp": "soon"}, body, heygen.ErrStale},
	} {
		h := http.Header{}
		for k, v := range test.header {
			h.Set(k, v)
		}
		if err := heygen.VerifyDelivery(hookSecret, h, []byte(test.body), now); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func TestParseDelivery(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]heygen.Event{
		`{"event_type":"avatar_video.success","event_data":{"video_id":"2541","url":"https://evil.example/x.mp4"}}`: {Type: "avatar_video.success", VideoID: "2541"},
		`{"event":"avatar_video.fail","data":{"id":"abc"},"event_id":"e1"}`:                                         {ID: "e1", Type: "avatar_video.fail", VideoID: "abc"},
		`{"event_type":"batch.finished","event_data":{"batch_id":"b"}}`:                                             {Type: "batch.finished"},
		`{"event_type":"x","event_data":{"video_id":"../../etc"}}`:                                                  {Type: "x"},
		`{"event_type":"x","event_data":null,"video_id":"v"}`:                                                       {Type: "x", VideoID: "v"},
	} {
		if got, err := heygen.ParseDelivery(http.Header{}, []byte(body)); err != nil || got != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	for _, body := range []string{``, `[]`, `{}`, `"x"`, `{"event_type":`, `{"event_type":7e999}{`} {
		if got, err := heygen.ParseDelivery(http.Header{}, []byte(body)); !errors.Is(err, heygen.ErrNoEvent) {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	h := http.Header{"Heygen-Event-Id": {"from the header"}}
	if got, _ := heygen.ParseDelivery(h, []byte(`{"event_type":"x","event_id":"from the body"}`)); got.ID != "from the header" {
		t.Errorf("%+v", got)
	}
}

func FuzzParseDelivery(f *testing.F) {
	for _, seed := range []string{`{"event_type":"x","event_data":{"video_id":"2541"}}`, `{"event":1,"data":[]}`, `{`, "\x00", `{"event_data":{"id":{}}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		e, err := heygen.ParseDelivery(http.Header{}, []byte(body))
		if err != nil {
			return
		}
		if _, bad := heygen.ParseID(e.VideoID); e.VideoID != "" && bad != nil {
			t.Errorf("%q is taken for a video", e.VideoID)
		}
	})
}

// signed is the signature of a body.
func signed(body string) string {
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}
