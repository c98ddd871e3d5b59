package heygen_test

import (
	"errors"
	"strings"
	"testing"

	"reelwatch/heygen"
)

// register has an address registered with a service that answers so.
func register(t *testing.T, address string, status int, body string) (heygen.Webhook, *recorder, error) {
	t.Helper()
	s := &recorder{answers: []transport{answered(status, body)}}
	hook, err := newClient(t, heygen.Config{Transport: s}).Register(t.Context(), address, heygen.VideoEvents())
	return hook, s, err
}

func TestRegister(t *testing.T) {
	t.Parallel()
	const address = "https://hooks.example.org/heygen"
	hook, s, err := register(t, address, 200, `{"data":{"endpoint_id":"ep_1","url":"`+address+`","secret":"whsec_k7x9m2"}}`)
	if err != nil || hook != (heygen.Webhook{ID: "ep_1", URL: address, Secret: "whsec_k7x9m2"}) {
		t.Errorf("%+v, %v", hook, err)
	}
	if len(s.seen) != 1 || s.seen[0].path != "/v3/webhooks/endpoints" || !strings.Contains(s.seen[0].body, `"url":"`+address+`"`) || s.seen[0].key == "" {
		t.Errorf("sent %+v", s.seen)
	}
	for _, secret := range []string{`null`, `""`, `"two words"`, `"esc\u001b[31m"`, `"line\n"`} {
		if _, _, err := register(t, address, 200, `{"data":{"endpoint_id":"ep_1","secret":`+secret+`}}`); !is[*heygen.BodyError](err) || strings.Contains(err.Error(), "words") {
			t.Errorf("a secret %s: %v", secret, err)
		}
	}
}

// An address that can't be registered is not sent, and what may be a password in it not told.
func TestAddressesThatAreNotSent(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://hunter2.example.org/", "hunter2", "https:///hunter2", "https://u:hunter2@h.example.org/", "https://u:hunter2@h example/", ""} {
		if _, s, err := register(t, address, 200, `{"data":{"secret":"s"}}`); !is[*heygen.RequestError](err) || len(s.seen) != 0 || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: sent %d, %v", address, len(s.seen), err)
		}
	}
}

// HeyGen looks whether somebody answers at the address before it registers that.
func TestAnAddressThatHeyGenDoesNotReach(t *testing.T) {
	t.Parallel()
	for body, probe := range map[string]bool{
		`{"error":{"code":"invalid_parameter","message":"did not answer within 1 s","param":"url"}}`: true,
		`{"error":{"code":"invalid_parameter","message":"Invalid webhook URL"}}`:                     true,
		`{"code":400,"message":"endpoint did not respond to OPTIONS"}`:                               true,
		`{"error":{"code":"invalid_parameter","message":"connection timed out"}}`:                    true,
		`{"error":{"code":"invalid_parameter","message":"unknown event","param":"events"}}`:          false,
		`{"error":{"code":"invalid_parameter","message":"this url is registered already"}}`:          false,
		`{"error":{"code":"resource_limit_reached","message":"the most endpoints: 10"}}`:             false,
	} {
		_, _, err := register(t, "https://hooks.example.org/heygen?key=hidden", 400, body)
		advice := heygen.Advice(err)
		if is[*heygen.ProbeError](err) != probe || (advice == "HeyGen could not reach https://hooks.example.org/heygen: is the proxy or tunnel up?") != probe {
			t.Errorf("%s: %T %v: %s", body, err, err, advice)
		}
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
