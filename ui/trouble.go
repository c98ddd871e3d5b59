package ui

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// trouble is why the list is not kept up to date: what happened, and what to do about it. The zero value is none.
type trouble struct {
	tone tone
	tag  string // for the header, a word or two
	what string
	do   string
	next bool      // a try comes by itself, and when is known
	at   time.Time // of that try; zero where it is not known
}

func (t trouble) any() bool { return t.tag != "" }

// trouble is what stands in the way now: the list's own file before HeyGen.
func (m *Model) trouble() trouble {
	if m.storeErr != nil {
		return troubleOf(m.storeErr)
	}
	if t := troubleOf(m.snap.Service.Trouble); t.any() {
		t.at = m.snap.Service.Next
		return t
	}
	t := troubleOf(m.snap.Queue.Trouble)
	if t.any() {
		t.what, t.at = "nothing is sent: "+t.what, m.snap.Queue.Next
	}
	return t
}

// troubleOf puts an error into words.
func troubleOf(err error) trouble {
	var (
		auth    *heygen.AuthError
		limit   *heygen.LimitError
		server  *heygen.ServerError
		network *heygen.TransportError
		route   *heygen.RouteError
		body    *heygen.BodyError
		store   *tracker.StoreError
	)
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return trouble{}
	case errors.As(err, &auth):
		return refusal(auth)
	case errors.As(err, &limit) && limit.Quota:
		return trouble{tone: amber, tag: "limit reached", what: "HeyGen's daily limit is used up", do: "wait, nothing is lost", next: true}
	case errors.As(err, &limit):
		return trouble{tone: amber, tag: "slowed down", what: "HeyGen asks for fewer questions", do: "wait, nothing is lost", next: true}
	case errors.As(err, &server):
		return trouble{tone: amber, tag: "HeyGen is down", what: "HeyGen has a fault of its own", do: "wait, nothing is lost", next: true}
	case errors.As(err, &network):
		return silence(network)
	case errors.As(err, &route):
		return trouble{tone: red, tag: "no route", what: "this server has no route for statuses", do: "check HEYGEN_API_BASE", next: true}
	case errors.As(err, &body):
		return trouble{tone: amber, tag: "odd answer", what: "HeyGen's answer made no sense", do: "if it stays so, run reelwatch doctor", next: true}
	case errors.As(err, &store):
		return trouble{tone: red, tag: "list not saved", what: clean(store.Error()), do: "run reelwatch store check", next: false}
	}
	return trouble{tone: red, tag: "trouble", what: clean(err.Error()), do: "run reelwatch doctor", next: true}
}

func refusal(err *heygen.AuthError) trouble {
	t := trouble{tone: red, tag: "key refused", what: "HeyGen refuses the key", do: "fix ~/.heygen/credentials, then r", next: true}
	if err.Fixed {
		return fixedRefusal(err, t)
	}
	switch {
	case err.Missing:
		t.tag, t.what, t.do = "no key", "no API key", "fill ~/.heygen/credentials, then r"
		if err.Message != "" {
			t.what = clean(err.Message)
		}
	case err.HTTP == http.StatusForbidden:
		t.what, t.do = "this key may not ask for videos", "use another account's key, then r"
		return t
	}
	if err.Hint != "" {
		t.do = clean(err.Hint)
	}
	return t
}

// fixedRefusal is that of a key from the environment: no try follows that could find another one.
func fixedRefusal(err *heygen.AuthError, t trouble) trouble {
	t.next, t.do = false, "quit, export a new HEYGEN_API_KEY (and start again)"
	switch {
	case err.Missing:
		t.tag, t.what = "no key", clean(err.Message)
	case err.HTTP == http.StatusForbidden:
		t.what, t.do = "this key may not ask for videos", "quit, export another account's key (and start again)"
	}
	return t
}

func silence(err *heygen.TransportError) trouble {
	t := trouble{tone: amber, tag: "no answer", what: "HeyGen does not answer", do: "check the network", next: true}
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		t.tag, t.what = "no network", "HeyGen's address was not found"
	} else if err.Err != nil {
		t.what = "no answer from HeyGen (" + clean(err.Err.Error()) + ")"
	}
	return t
}

// troubleText is a trouble as long as there is room. Where there is little, it is what to do: the header says what there is.
func (m *Model) troubleText(t trouble, now *moment, room int) string {
	texts := m.troubleTexts(t, now)
	if text := longest(texts[1:], room); text != "" {
		return text
	}
	if t.do != "" && len(texts[0]) > room/2 {
		return t.briefText(now, room)
	}
	return texts[0]
}

// troubleTexts tells of a trouble ever more: what, what to do, when the next try comes, how old the statuses are, which comes before the details.
func (m *Model) troubleTexts(t trouble, now *moment) []string {
	texts := []string{t.what}
	if brief := t.brief(); brief != t.do {
		texts = append(texts, t.what+": "+brief)
	}
	if t.do != "" {
		texts = append(texts, t.what+": "+t.do)
	}
	if next := t.nextTry(now); next != "" {
		full := texts[len(texts)-1] + " (" + next + ")"
		if t.tone == amber {
			texts = append(texts, t.what+", "+next) // what passes by itself is waited for, as a rule
		}
		texts = append(texts, full)
	}
	if asOf := m.asOf(now); asOf != "" {
		full := texts[len(texts)-1]
		texts = append(texts, t.shortly(now)+asOf, full+asOf)
	}
	return texts
}

// shortly is a trouble in few words: what passes by itself with the next try, anything else with what to do.
func (t trouble) shortly(now *moment) string {
	next := t.nextTry(now)
	if t.tone != amber || next == "" {
		return strings.TrimSuffix(t.what+": "+t.brief(), ": ")
	}
	what, _, _ := strings.Cut(t.what, " (")
	return what + ", " + next
}

// asOf says how old the statuses are; empty while they are fresh or there are none. Those of an earlier session have
// their own times.
func (m *Model) asOf(now *moment) string {
	at := m.snap.Service.LastAnswer
	if at.IsZero() {
		for _, e := range m.snap.Entries {
			if e.CheckedAt.After(at) {
				at = e.CheckedAt
			}
		}
	}
	if age := now.age(at); age != "" && age != "now" {
		return "  statuses as of " + age + " ago"
	}
	return ""
}

// briefText is what to do, and when the next try comes where there is room for that.
func (t trouble) briefText(now *moment, room int) string {
	brief, next := t.brief(), t.nextTry(now)
	if next == "" {
		return brief
	}
	return cmp.Or(longest([]string{strings.TrimPrefix(brief, "wait, ") + " (" + next + ")"}, room), brief)
}

// nextTry says when the next try comes, where that is known.
func (t trouble) nextTry(now *moment) string {
	if !t.next || t.at.IsZero() {
		return ""
	}
	return "next try " + now.until(t.at)
}

// brief is what to do without what stands in brackets, which is how.
func (t trouble) brief() string {
	brief, _, _ := strings.Cut(t.do, " (")
	return brief
}

// longest is the last of the texts, which become longer, that there is room for; empty where there is for none.
func longest(texts []string, room int) string {
	for _, text := range slices.Backward(texts) {
		if term.Width(text) <= room {
			return text
		}
	}
	return ""
}
