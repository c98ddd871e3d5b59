package heygen_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

// here is an address as this machine itself calls it.
const here = "http://127.0.0.1:8787/"

// delivery is a request as HeyGen sends one.
func delivery(method, path, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func success(id string) string {
	return fmt.Sprintf(`{"event_type":"avatar_video.success","event_data":{"video_id":%q}}`, id)
}

func TestReceiverAnswers(t *testing.T) {
	t.Parallel()
	body := success("vid")
	old := fmt.Sprint(time.Now().Add(-time.Hour).Unix())
	huge := `{"event_type":"x","pad":"` + strings.Repeat("x", 1<<20) + `"}`
	for name, test := range map[string]struct {
		request *http.Request
		status  int
		heard   string
	}{
		"a video's end":       {delivery("POST", "/heygen", body, "Heygen-Signature", signed(body)), 200, "vid"},
		"v1's":                {delivery("POST", "/heygen", body, "Signature", signed(body)), 200, "vid"},
		"an unknown event":    {delivery("POST", "/heygen", `{"event_type":"moon.full"}`, "Signature", signed(`{"event_type":"moon.full"}`)), 200, ""},
		"a probe":             {delivery("OPTIONS", "/heygen", ""), 200, ""},
		"unsigned":            {delivery("POST", "/heygen", body), 401, ""},
		"wrongly signed":      {delivery("POST", "/heygen", body, "Heygen-Signature", signed(body+" ")), 401, ""},
		"old":                 {delivery("POST", "/heygen", body, "Heygen-Signature", signed(body), "Heygen-Timestamp", old), 400, ""},
		"junk, signed":        {delivery("POST", "/heygen", "{", "Heygen-Signature", signed("{")), 400, ""},
		"junk, not signed":    {delivery("POST", "/heygen", "{"), 401, ""},
		"huge":                {delivery("POST", "/heygen", huge, "Heygen-Signature", signed(huge)), 413, ""},
		"another path":        {delivery("POST", "/", body, "Heygen-Signature", signed(body)), 404, ""},
		"another path, below": {delivery("POST", "/heygen/x", body, "Heygen-Signature", signed(body)), 404, ""},
		"another method":      {delivery("GET", "/heygen", ""), 405, ""},
		"a probe elsewhere":   {delivery("OPTIONS", "/x", ""), 404, ""},
	} {
		heard := ""
		r := heygen.Receiver{Path: "/heygen", Hear: func(id string) { heard += id }}
		r.SetSecret(hookSecret)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, test.request)
		if w.Code != test.status || heard != test.heard {
			t.Errorf("%s: %d, heard %q", name, w.Code, heard)
		}
		refused := test.status == 400 || test.status == 401 || test.status == 413
		if d := r.Deliveries(); (d.Refused == 1) != refused || (d.Why != nil) != refused || (d.Heard == 1) != (heard != "") {
			t.Errorf("%s is counted as %+v", name, d)
		}
	}
}

func TestReceiverWithoutASecret(t *testing.T) {
	t.Parallel()
	heard := 0
	r := heygen.Receiver{Path: "/", Hear: func(string) { heard++ }}
	send := func(header ...string) int {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, delivery("POST", here, success("vid"), header...))
		return w.Code
	}
	if code := send(); code != 503 || heard != 0 {
		t.Errorf("closed: %d, heard %d", code, heard)
	}
	r.Open = true
	if code := send(); code != 200 || heard != 1 {
		t.Errorf("open: %d, heard %d", code, heard)
	}
	r.SetSecret(hookSecret) // from now on it is needed
	if code := send(); code != 401 || heard != 1 {
		t.Errorf("with a secret: %d, heard %d", code, heard)
	}
}

// Without a secret, only this machine is heard: not what a proxy, a tunnel or a web page sends to it.
func TestReceiverWithoutASecretRefusesWhatWasForwarded(t *testing.T) {
	t.Parallel()
	heard := 0
	r := heygen.Receiver{Path: "/", Open: true, Hear: func(string) { heard++ }}
	send := func(where string, header ...string) int {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, delivery("POST", where, success("vid"), header...))
		return w.Code
	}
	for _, own := range []string{here, "http://localhost/", "http://[::1]:1/", "http://127.9.9.9/", "http://LOCALHOST:80/"} {
		if code := send(own); code != 200 {
			t.Errorf("%s: %d", own, code)
		}
	}
	if heard != 5 {
		t.Errorf("heard %d", heard)
	}
	foreign := []string{"http://hooks.example.org/", "http://192.0.2.1:8787/", "http://localhost.example.org/", "http://[2001:db8::1]/"}
	for _, host := range foreign {
		if code := send(host); code != 403 {
			t.Errorf("%s: %d", host, code)
		}
	}
	added := []string{"Forwarded", "Via", "Origin", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "CF-Connecting-IP"}
	for _, name := range added {
		if code := send(here, name, "x"); code != 403 {
			t.Errorf("%s: %d", name, code)
		}
	}
	nginx := delivery("POST", here, success("vid"))
	nginx.Proto, nginx.ProtoMinor = "HTTP/1.0", 0
	w := httptest.NewRecorder()
	if r.ServeHTTP(w, nginx); w.Code != 403 {
		t.Errorf("HTTP/1.0: %d", w.Code)
	}
	d := r.Deliveries()
	if heard != 5 || d.Refused != len(foreign)+len(added)+1 || !errors.Is(d.Why, heygen.ErrForwarded) || !strings.HasSuffix(d.Why.Error(), "set a secret") {
		t.Errorf("heard %d, counted %+v", heard, d)
	}
	r.SetSecret(hookSecret)
	body := success("vid")
	if code := send("http://hooks.example.org/", "Via", "1.1 proxy", "Heygen-Signature", signed(body)); code != 200 {
		t.Errorf("signed and forwarded: %d", code)
	}
}

// What its head shows to be unfit is refused before a byte of its body is read.
func TestUnfitHeadsCostNoBody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header []string
		length int64
		status int
	}{
		"unsigned": {nil, -1, 401},
		"too long": {[]string{"Signature", "00"}, 1<<20 + 1, 413},
	} {
		r := heygen.Receiver{Path: "/", Hear: func(string) {}}
		r.SetSecret(hookSecret)
		req := delivery("POST", "/", "", test.header...)
		body := &unread{}
		req.Body, req.ContentLength = body, test.length
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		if w.Code != test.status || body.asked {
			t.Errorf("%s: %d, its body was read: %v", name, w.Code, body.asked)
		}
	}
}

// Large bodies that strangers send slowly are held but a few at a time, and keep no delivery of the usual size out.
func TestFewLargeBodiesAreHeldAtOnce(t *testing.T) {
	t.Parallel()
	r := heygen.Receiver{Path: "/", Hear: func(string) {}}
	r.SetSecret(hookSecret)
	send := func(body io.Reader, signature string) int {
		req := httptest.NewRequest("POST", "/", body)
		req.Header.Set("Heygen-Signature", signature)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		return w.Code
	}
	large := `{"event_type":"x","pad":"` + strings.Repeat("x", 500_000) + `"}`
	ends := make(chan int)
	var slow []*io.PipeWriter
	for range 4 {
		read, write := io.Pipe()
		go func() { ends <- send(read, "00") }()
		if _, err := write.Write([]byte(strings.Repeat("x", 100_000))); err != nil { // ends when that is read
			t.Fatal(err)
		}
		slow = append(slow, write)
	}
	if code := send(strings.NewReader(large), signed(large)); code != 503 {
		t.Errorf("a fifth large one: %d", code)
	}
	if code := send(strings.NewReader(success("vid")), signed(success("vid"))); code != 200 {
		t.Errorf("one of the usual size: %d", code)
	}
	for _, write := range slow {
		_ = write.Close() // never fails
		if code := <-ends; code != 401 {
			t.Errorf("a slow one: %d", code)
		}
	}
	if code := send(strings.NewReader(large), signed(large)); code != 200 {
		t.Errorf("a large one afterwards: %d", code)
	}
}

// unread is a body that notes whether anybody asked for it.
type unread struct{ asked bool }

func (u *unread) Read([]byte) (int, error) {
	u.asked = true
	return 0, io.EOF
}

func (u *unread) Close() error { return nil }

func TestRepeatedEventsAreHeardOnce(t *testing.T) {
	t.Parallel()
	var heard []string
	r := heygen.Receiver{Path: "/", Open: true, Hear: func(id string) { heard = append(heard, id) }}
	for range 3 {
		for n := range 5000 { // more than are remembered
			r.ServeHTTP(httptest.NewRecorder(), delivery("POST", here, success("vid"), "Heygen-Event-Id", fmt.Sprint(n/2)))
		}
	}
	if d := r.Deliveries(); d.Heard != len(heard) || d.Heard != 2500 || d.Ignored != 12500 || d.Refused != 0 {
		t.Errorf("%+v, heard %d", d, len(heard))
	}
	for n := range 10_000 {
		r.ServeHTTP(httptest.NewRecorder(), delivery("POST", here, success("vid"), "Heygen-Event-Id", fmt.Sprint("more", n)))
	}
	before := len(heard)
	r.ServeHTTP(httptest.NewRecorder(), delivery("POST", here, success("vid"), "Heygen-Event-Id", "0"))
	if len(heard) != before+1 {
		t.Error("the memory for event ids has no end")
	}
}
