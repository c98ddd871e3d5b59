package tracker

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

// pictured lets HeyGen make a thumbnail of every video, served as pictures says.
func (q *queue) pictured(pictures func(*http.Request) (*http.Response, error)) {
	q.cfg.Assets = []Asset{AssetThumbnail, AssetGIF}
	plain := q.api.onVideo
	q.api.onVideo = func(ctx context.Context, id string) (heygen.Video, error) {
		v, err := plain(ctx, id)
		v.ThumbnailURL = "https://files.example/" + id + ".jpg"
		return v, err
	}
	q.files = trip(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, ".jpg") {
			return pictures(r)
		}
		return says(http.StatusOK, someFilm())(r)
	})
}

const picture = "\xff\xd8\xff\xe0 a picture of somebody who talks"

// A wait lasts until what is wanted beside the videos is there, too; what HeyGen did not make is told, and is no failure.
func TestWaitSavesWhatIsBesideTheVideo(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.pictured(func(r *http.Request) (*http.Response, error) {
			resp, err := says(http.StatusOK, []byte(picture))(r)
			resp.Body = &pausing{first: []byte(picture[:9]), rest: []byte(picture[9:]), pause: 20 * time.Second}
			return resp, err
		})
		q.video("a", time.Minute)
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err)
		q.heard("a processing", "a completed", "a saved", "a lacks")
		wantFile(t, q.Entry("a").Assets[AssetThumbnail].File, picture)
	})
}

// What is told to be saved and what it lacks come in this order, however fast it goes.
func TestLackIsToldAfterTheSave(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		q.pictured(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/a.jpg" {
				return says(http.StatusOK, []byte("this is no picture"))(r)
			}
			return says(http.StatusOK, []byte(picture))(r)
		})
		q.video("a", time.Minute)
		q.video("b", 5*time.Minute)
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err, "a")
		if i := slices.Index(q.news, "a saved"); i < 0 || slices.Index(q.news, "a lacks") < i {
			t.Errorf("heard %q", q.news)
		}
		if again := q.Unfinished(true); len(again) > 0 {
			t.Errorf("a second wait would be for %q, which are saved", again)
		}
	})
}

// A key that is refused while the links are read ends the wait, as it does elsewhere.
func TestARefusedKeyBesideTheVideoEndsAWait(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.pictured(says(http.StatusForbidden, nil))
		plain := q.api.onVideo
		q.api.onVideo = func(ctx context.Context, id string) (heygen.Video, error) {
			if e := q.Entry("a"); e.Saved() {
				return heygen.Video{}, &heygen.AuthError{Reply: heygen.Reply{Op: "video", HTTP: http.StatusUnauthorized}}
			}
			return plain(ctx, id)
		}
		q.video("a", time.Minute)
		_, err := q.wait(t.Context(), true)
		if auth := (*heygen.AuthError)(nil); !errors.As(err, &auth) {
			t.Errorf("ended with %v", err)
		}
		if !q.Entry("a").Saved() {
			t.Error("the video was not saved")
		}
	})
}

// What another process saves beside a video is waited for, and what HeyGen did not make is asked about once.
func TestAWaitLeavesWhatIsBesideTheVideoToWhoHasIt(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.pictured(func(r *http.Request) (*http.Response, error) {
			t.Error("it fetched what the other process does")
			return says(http.StatusOK, []byte(picture))(r)
		})
		q.video("a", 0)
		q.turn("a", heygen.Completed)
		other := New(Config{
			API: q.api, Store: q.store.other(), Output: q.cfg.Output, Assets: []Asset{AssetThumbnail},
			Files: trip(func(r *http.Request) (*http.Response, error) {
				if !strings.HasSuffix(r.URL.Path, ".jpg") {
					return q.files.RoundTrip(r)
				}
				resp, err := says(http.StatusOK, []byte(picture))(r)
				resp.Body = &pausing{first: []byte(picture[:20]), rest: []byte(picture[20:]), pause: 20 * time.Second}
				return resp, err
			}),
		})
		if _, err := other.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() {
			if _, err := other.Download(t.Context(), "a"); err != nil {
				t.Error(err)
			}
		}()
		pass(time.Second)
		missed, err := q.WaitFor(t.Context(), Waiting{IDs: []string{"a"}, Save: true, Tell: q.tell})
		q.all(missed, err)
		q.heard("a completed", "a saved", "a lacks")
		wantFile(t, q.Entry("a").Assets[AssetThumbnail].File, picture)
		asked := slices.DeleteFunc(q.api.asked(), func(call string) bool { return call != "video a" })
		if len(asked) > 3 { // for the links once by each, and perhaps for the title
			t.Errorf("HeyGen was asked about the video %d times", len(asked))
		}
	})
}

// A saved video that lacks something gets it; one whose file has gone is not saved again for that.
func TestWaitForWhatSavedVideosLack(t *testing.T) {
	inQueue(t, []string{"there", "gone"}, func(t *testing.T, q *queue) {
		q.video("there", 0)
		q.video("gone", 0)
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err)
		if err := os.Remove(q.Entry("gone").File); err != nil {
			t.Fatal(err)
		}
		q.pictured(says(http.StatusOK, []byte(picture)))
		missed, err = q.WaitFor(t.Context(), Waiting{IDs: []string{"there", "gone"}, Save: true, Tell: q.tell})
		q.all(missed, err)
		wantFile(t, q.Entry("there").Assets[AssetThumbnail].File, picture)
		wantNone(t, q.Entry("gone").File)
	})
}
