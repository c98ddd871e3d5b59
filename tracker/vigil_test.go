package tracker

import (
	"net/http"
	"testing"
	"time"
)

// A process that is left open for weeks remembers nothing of what was removed.
func TestNothingIsRememberedOfWhatWasRemoved(t *testing.T) {
	t.Parallel()
	v := vigil{
		seen: map[string]*Entry{"a": {}, "b": {}}, refused: map[string]string{"a": "", "b": "blocked"},
		unsaved: map[string]bool{"a": true, "b": true}, again: map[string]time.Time{"a": {}, "b": {}},
	}
	v.forget([]string{"b", "new"}) // the next look meets what is new
	if len(v.seen)+len(v.refused)+len(v.unsaved)+len(v.again) != 8 {
		t.Errorf("forgotten too early; left of them: %v", v.seen)
	}
	v.forget([]string{"b"})
	if len(v.seen)+len(v.refused)+len(v.unsaved)+len(v.again) != 4 || v.refused["b"] != "blocked" || !v.unsaved["b"] {
		t.Errorf("remembers %v, %v, %v, %v", v.seen, v.refused, v.unsaved, v.again)
	}
}

func TestASaveThatWasGivenUpIsForgottenWithItsVideo(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.files = trip(says(http.StatusOK, []byte("this is no film")))
		h.video("a", time.Minute)
		mine := h.process(false)
		h.add(mine, "", "a")
		if _, missed, err := h.wait(t.Context(), mine, true); err != nil || len(missed) != 1 {
			t.Fatalf("missed %q, %v", missed, err)
		}
		_, err := mine.Remove(t.Context(), []string{"a"})
		mine.mu.Lock()
		defer mine.mu.Unlock()
		if err != nil || len(mine.hooks.gaveUp) > 0 {
			t.Errorf("%v, %v", err, mine.hooks.gaveUp)
		}
	})
}
