package heygentest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestASessionLeadsToItsVideo(t *testing.T) {
	for end, word := range map[heygen.Status]string{heygen.Completed: "completed", heygen.Failed: "failed"} {
		o := heygentest.Options{SessionTakes: time.Minute, CreateSpec: func(int, string) heygentest.VideoSpec {
			return heygentest.VideoSpec{Renders: 2 * time.Minute, Ends: end}
		}}
		bubble(t, o, func(t *testing.T, w *world) {
			began := time.Now().Unix()
			w.mustPost(http.StatusOK, agents, "k", bodies()[agents])
			c := w.Created()[0]
			known := fmt.Sprintf("%q", c.VideoID)
			for _, step := range []struct {
				after         time.Duration
				status, video string
				videoStatus   int
			}{
				{0, "generating", "null", 404},
				{30 * time.Second, "thinking", "null", 404},
				{29 * time.Second, "thinking", "null", 404},
				{time.Second, "generating", known, 200},
				{time.Minute, "generating", known, 200},
				{time.Minute, word, known, 200},
			} {
				pass(step.after)
				got := w.must(http.StatusOK, agents+"/"+c.SessionID)
				wantJSON(t, got.body, fmt.Sprintf(`{"data":{"session_id":%q,"status":%q,"video_id":%s,"created_at":%d}}`,
					c.SessionID, step.status, step.video, began))
				w.must(step.videoStatus, "/v3/videos/"+c.VideoID)
			}
		})
	}
}

func TestAnUnknownSession(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		got := w.must(http.StatusNotFound, agents+"/sess_x")
		wantJSON(t, got.body, `{"error":{"code":"resource_not_found","message":"Session sess_x not found","doc_url":"*"}}`)
		if w.Count(heygentest.Session) != 1 || w.Count(heygentest.Creates) != 0 {
			t.Errorf("%d sessions asked for", w.Count(heygentest.Session))
		}
	})
}

func TestASessionMayVanishAlthoughItsVideoEndsWell(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.mustPost(http.StatusOK, agents, "k", bodies()[agents])
		c := w.Created()[0]
		w.Fail(heygentest.Fault{On: heygentest.Session, Do: heygentest.Refuse, Status: 404, Times: heygentest.Always})
		pass(time.Hour)
		w.must(http.StatusNotFound, agents+"/"+c.SessionID)
		if got := w.field(c.VideoID, "status"); got != "completed" {
			t.Errorf("the video is %v", got)
		}
	})
}
