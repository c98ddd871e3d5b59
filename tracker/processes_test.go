package tracker

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// endless answers with the first 400 bytes and then with silence.
func endless(r *http.Request) (*http.Response, error) {
	resp, err := cutAt(400)(r)
	resp.Body = &silent{first: someFilm()[:400], ctx: r.Context()}
	return resp, err
}

// silent is a body that ends with its request alone.
type silent struct {
	first []byte
	ctx   context.Context
}

func (s *silent) Read(p []byte) (int, error) {
	if n := copy(p, s.first); n > 0 {
		s.first = s.first[n:]
		return n, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

func (s *silent) Close() error { return nil }

// download saves in the background, under ctx.
func (r *reel) download(ctx context.Context, t *Tracker) (ended <-chan error) {
	done := make(chan error, 1)
	go func() {
		_, err := t.Download(ctx, someID)
		done <- err
	}()
	synctest.Wait()
	return done
}

// The one who joined a save goes on with it when the one who began it goes away.
func TestWhoJoinedIsNotStoppedByWhoBegan(t *testing.T) {
	inReel(t, func(r *reel) {
		ctx, leave := context.WithCancel(r.t.Context())
		began := r.download(ctx, r.Tracker)
		joined := r.download(r.t.Context(), r.Tracker)
		leave()
		if err := <-began; !errors.Is(err, context.Canceled) {
			t.Errorf("the one who left got %v", err)
		}
		if err := <-joined; err != nil {
			t.Errorf("the one who stayed got %v", err)
		}
		r.wantRanges("", "bytes=400-")
		wantFile(t, r.final(), string(r.film))
	}, endless, piece(400, "bytes 400-999/1000"))
}

// A fault of the program in a save is no success for the one who joined it.
func TestWhoJoinedASaveHearsOfItsFault(t *testing.T) {
	inReel(t, func(r *reel) {
		fault := make(chan struct{})
		r.api.onVideo = func(context.Context, string) (heygen.Video, error) {
			<-fault
			panic("a fault")
		}
		go func() {
			defer func() { _ = recover() }()
			_, _ = r.Download(r.t.Context(), someID)
		}()
		synctest.Wait()
		joined := r.download(r.t.Context(), r.Tracker)
		close(fault)
		if err := <-joined; !errors.Is(err, errFault) {
			t.Errorf("the one who stayed got %v", err)
		}
	}, cutAt(1000))
}

func TestWhoJoinedMayLeave(t *testing.T) {
	inReel(t, func(r *reel) {
		began := r.download(r.t.Context(), r.Tracker)
		ctx, leave := context.WithCancel(r.t.Context())
		joined := r.download(ctx, r.Tracker)
		leave()
		if err := <-joined; !errors.Is(err, context.Canceled) {
			t.Errorf("the one who left got %v", err)
		}
		if err := <-began; err != nil {
			t.Errorf("the one who stayed got %v", err)
		}
	}, endless, piece(400, "bytes 400-999/1000"))
}

func TestSettleStopsEverySave(t *testing.T) {
	inReel(t, func(r *reel) {
		ended := r.download(r.t.Context(), r.Tracker)
		r.Settle(r.t.Context())
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("stopped with %v", err)
			}
		case <-time.After(time.Second):
			t.Error("still running")
		}
		part, err := openPart(r.final())
		if err != nil || part.size != 400 {
			t.Fatalf("the part is %+v, %v", part, err)
		}
		part.drop()
	}, endless)
}

// Two processes with different folders begin at the same moment: the one that notes its part first saves the video.
func TestTwoFoldersOneVideo(t *testing.T) {
	inReel(t, func(r *reel) {
		elsewhere := t.TempDir()
		other := r.process(elsewhere)
		if _, err := other.Load(r.t.Context()); err != nil {
			t.Fatal(err)
		}
		r.answers[0] = func(req *http.Request) (*http.Response, error) { // asked by other, which knows of no part
			r.left(Part{Total: 1000, ETag: tag}, r.film[:400])
			return cutAt(1000)(req)
		}
		_, err := other.Download(r.t.Context(), someID)
		if !errors.Is(err, ErrBusy) {
			t.Errorf("the second process got %v, want ErrBusy", err)
		}
		if left, _ := os.ReadDir(elsewhere); len(left) > 0 {
			t.Errorf("it left %v", left)
		}
		if e := r.store.record(t, someID); e.Part == nil || e.Part.Name != r.final() {
			t.Errorf("it took over the note: %+v", e.Part)
		}
		r.seen = nil
		r.answers[0] = piece(400, "bytes 400-999/1000")
		r.wantSaved("bytes=400-")
	}, nil)
}

// dyingStore is the store of a process that is killed before it can note that a video is saved.
type dyingStore struct{ *memStore }

var errKilled = errors.New("killed")

func (s dyingStore) Apply(ctx context.Context, ids []string, change func(e *Entry) bool) ([]Entry, error) {
	killed := false
	entries, err := s.memStore.Apply(ctx, ids, func(e *Entry) bool {
		changed := change(e)
		killed = killed || e.Saved()
		return changed && !killed
	})
	if killed {
		return nil, errKilled
	}
	return entries, err
}

// Killed between the final name and its note: the file counts, and is not transferred again.
func TestKilledBeforeTheNote(t *testing.T) {
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"announced length":    cutAt(1000),
		"no announced length": says(200, someFilm(), "Content-Length", noLength),
	} {
		for _, template := range []string{"", "film"} { // a name without the id proves nothing by itself
			t.Run(name+" "+template, func(t *testing.T) {
				inReel(t, func(r *reel) {
					r.Tracker = New(Config{API: r.api, Store: dyingStore{r.store.other()}, Output: r.folder, Files: r, NameTemplate: template})
					if _, err := r.Download(r.t.Context(), someID); !errors.Is(err, errKilled) {
						t.Fatalf("not killed: %v", err)
					}
					next := r.process(r.folder)
					saved, err := next.Download(r.t.Context(), someID)
					if err != nil || !saved.Already || len(r.seen) != 1 {
						t.Fatalf("%+v, %v after %d requests", saved, err, len(r.seen))
					}
					wantFile(t, saved.Path, string(r.film))
					if e := r.store.record(t, someID); e.File != saved.Path || e.Part != nil {
						t.Errorf("the note is %+v", e)
					}
				}, answer)
			})
		}
	}
}

// A part in a folder that the user has turned away from is gone on with where it can be, and given up where it can't.
func TestPartInAnotherFolder(t *testing.T) {
	inReel(t, func(r *reel) {
		r.left(Part{Total: 1000, ETag: tag}, r.film[:400])
		r.Tracker = r.process(t.TempDir())
		r.wantSaved("bytes=400-")
		wantFile(t, r.final(), string(r.film))
	}, piece(400, "bytes 400-999/1000"))
	inReel(t, func(r *reel) {
		r.left(Part{Total: 1000, ETag: tag}, r.film[:400])
		if err := os.Remove(r.final() + partSuffix); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		r.Tracker = r.process(folder)
		r.wantSaved("")
		wantFile(t, filepath.Join(folder, someID+".mp4"), string(r.film))
	}, cutAt(1000))
}

// The title may have changed since the transfer began: its name stays.
func TestPartKeepsItsName(t *testing.T) {
	inReel(t, func(r *reel) {
		name := filepath.Join(r.folder, "old title.mp4")
		r.left(Part{Name: name, Total: 1000, ETag: tag}, r.film[:400])
		r.wantSaved("bytes=400-")
		wantFile(t, name, string(r.film))
	}, piece(400, "bytes 400-999/1000"))
}

// Whoever took the final name while the bytes came keeps it.
func TestNameTakenMeanwhile(t *testing.T) {
	inReel(t, func(r *reel) {
		r.left(Part{Total: 1000, ETag: tag}, r.film[:400])
		write(t, r.final(), "mine")
		r.wantSaved("bytes=400-")
		wantFile(t, r.final(), "mine")
		wantFile(t, filepath.Join(r.folder, someID+" (2).mp4"), string(r.film))
	}, piece(400, "bytes 400-999/1000"))
}

func TestForeignPartsAreLeftAlone(t *testing.T) {
	inReel(t, func(r *reel) {
		r.cfg.NameTemplate = "film"
		foreign := filepath.Join(r.folder, "film.mp4"+partSuffix)
		write(t, foreign, "a browser's")
		r.wantSaved("")
		wantFile(t, foreign, "a browser's")
		wantFile(t, filepath.Join(r.folder, "film (2).mp4"), string(r.film))
	}, cutAt(1000))
}

// One name belongs to one video, whatever case it is written in.
func TestNameOfAnotherVideo(t *testing.T) {
	inReel(t, func(r *reel) {
		r.cfg.NameTemplate = "film"
		if _, err := r.store.ReserveName(r.t.Context(), "another", filepath.Join(r.folder, "FILM.mp4")); err != nil {
			t.Fatal(err)
		}
		r.wantSaved("")
		wantFile(t, filepath.Join(r.folder, "film (2).mp4"), string(r.film))
	}, cutAt(1000))
}

// What HeyGen says when it is asked for the link decides whether another try makes sense.
func TestTheLinkCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		says  string
		asked int
		took  time.Duration
	}{
		"refused key": {&heygen.AuthError{Reply: heygen.Reply{Op: "video", HTTP: 401}, Hint: "make a new key"}, "make a new key", 1, 0},
		"gone":        {&heygen.NotFoundError{Reply: heygen.Reply{Op: "video", HTTP: 404}}, "gives no link", 1, 0},
		"trouble":     {&heygen.ServerError{Reply: heygen.Reply{Op: "video", HTTP: 502}}, "HTTP 502", 5, 30 * time.Second},
		"told to wait": {
			&heygen.LimitError{Reply: heygen.Reply{Op: "video", HTTP: 429}, RetryAfter: time.Minute}, "HTTP 429", 5, 4 * time.Minute,
		},
		"told to wait for a day": {
			&heygen.LimitError{Reply: heygen.Reply{Op: "video", HTTP: 429}, RetryAfter: 24 * time.Hour}, "HTTP 429", 5, 40 * time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) {
				r.api.onVideo = func(context.Context, string) (heygen.Video, error) { return heygen.Video{}, c.err }
				begun := time.Now()
				r.wantFailure(c.says)
				if took := time.Since(begun); took != c.took || len(r.api.asked()) != c.asked {
					t.Errorf("asked %d times in %v, want %d in %v", len(r.api.asked()), took, c.asked, c.took)
				}
				if l := r.Snapshot().Live[someID]; l == nil || l.Error == "" || l.Transfer != nil {
					t.Errorf("the row shows %+v", l)
				}
			}, cutAt(1000))
		})
	}
}

// A row has little room, and names its video already.
func TestTheRowOfAnUnreadLinkBeginsWithWhatWentWrong(t *testing.T) {
	op := "video " + someID
	for name, c := range map[string]struct {
		err         error
		note, error string
	}{
		"told to wait": {
			&heygen.LimitError{Reply: heygen.Reply{Op: op, HTTP: 429, Message: "slow down"}, RetryAfter: time.Minute},
			"HTTP 429: slow down (HeyGen asks to wait 1m), again in 1m0s", "not saved: HTTP 429: slow down",
		},
		"no answer": {
			&heygen.TransportError{Op: op, Err: errors.New("no route to host")}, "no route to host, again in 2s", "not saved: no route to host",
		},
		"gone":    {&heygen.NotFoundError{Reply: heygen.Reply{Op: op, HTTP: 404, Message: "gone"}}, "", "HeyGen gives no link for it: HTTP 404: gone"},
		"refused": {&heygen.AuthError{Reply: heygen.Reply{Op: op, HTTP: 401, Message: "no"}}, "", "HTTP 401: no"},
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) {
				r.api.onVideo = func(context.Context, string) (heygen.Video, error) { return heygen.Video{}, c.err }
				ended := r.download(r.t.Context(), r.Tracker)
				if l := r.Snapshot().Live[someID]; c.note != "" && (l == nil || l.Transfer == nil || l.Transfer.Note != c.note) {
					t.Errorf("while it waits the row shows %+v", l)
				}
				if err := <-ended; err == nil {
					t.Error("saved without a link")
				}
				if l := r.Snapshot().Live[someID]; l == nil || !strings.HasPrefix(l.Error, c.error) {
					t.Errorf("in the end the row shows %+v", l)
				}
			}, cutAt(1000))
		})
	}
}

// While it waits, the row says for what; speed is that of the bytes.
func TestTheRowWhileSaving(t *testing.T) {
	slow := func(req *http.Request) (*http.Response, error) {
		resp, err := cutAt(1000)(req)
		resp.Body = &dripping{film: someFilm()}
		return resp, err
	}
	inReel(t, func(r *reel) {
		ended := r.download(r.t.Context(), r.Tracker)
		row := r.Snapshot().Live[someID].Transfer
		if row.Waiting || row.Note != "the link does not work (HTTP 403), again in 2s" || row.Speed != 0 {
			t.Errorf("after a refusal the row shows %+v", row)
		}
		pass(8*time.Second + time.Millisecond) // two of the pause, one of the 12 that tell a video, five of 100 each
		row = r.Snapshot().Live[someID].Transfer
		if row.Note != "" || row.Done != 512 || row.Total != 1000 || row.Speed < 90 || row.Speed > 125 {
			t.Errorf("under way the row shows %+v", row)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}, says(403, nil), slow)
}

// dripping is a body of 100 bytes a second.
type dripping struct{ film []byte }

func (d *dripping) Read(p []byte) (int, error) {
	if len(d.film) == 0 {
		return 0, io.EOF
	}
	pass(time.Second)
	n := copy(p[:min(len(p), 100)], d.film)
	d.film = d.film[n:]
	return n, nil
}

func (d *dripping) Close() error { return nil }
