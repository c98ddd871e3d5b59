package heygentest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

func TestFileBreaksWhereItIsAsked(t *testing.T) {
	for _, do := range []heygentest.Trouble{heygentest.Cut, heygentest.Reset} {
		for _, tc := range []struct {
			name   string
			fault  heygentest.Fault
			spec   heygentest.VideoSpec
			ranged string
			from   int
			bytes  int
			status int
		}{
			{"before the head", heygentest.Fault{}, heygentest.VideoSpec{}, "", 0, 0, 0},
			{"at 30 %", heygentest.Fault{After: 0.3}, heygentest.VideoSpec{}, "", 0, 90_000, 200},
			{"after some bytes", heygentest.Fault{AfterBytes: 12}, heygentest.VideoSpec{}, "", 0, 12, 200},
			{"at 70 % of a whole that is resumed", heygentest.Fault{After: 0.7}, heygentest.VideoSpec{}, "bytes=90000-", 90_000, 120_000, 206},
			{"before what a range asks for", heygentest.Fault{After: 0.1}, heygentest.VideoSpec{}, "bytes=90000-", 90_000, 0, 206},
			{"some bytes after a resume", heygentest.Fault{AfterBytes: 7}, heygentest.VideoSpec{}, "bytes=90000-", 90_000, 7, 206},
			{"without a length", heygentest.Fault{After: 0.3}, heygentest.VideoSpec{Chunked: true}, "", 0, 90_000, 200},
			{"after all, before the end is marked", heygentest.Fault{After: 1}, heygentest.VideoSpec{Chunked: true}, "", 0, 300_000, 200},
		} {
			t.Run(string(do)+" "+tc.name, func(t *testing.T) {
				tc.fault.Do, tc.fault.On = do, heygentest.File
				tc.spec.Faults = []heygentest.Fault{tc.fault}
				oneFile(t, tc.spec, func(t *testing.T, w *world, link string, content []byte) {
					var headers []string
					if tc.ranged != "" {
						headers = []string{"Range", tc.ranged}
					}
					got := w.fetch(link, headers...)
					if got.err == nil || got.status != tc.status {
						t.Errorf("status %d, error %v", got.status, got.err)
					}
					if !bytes.Equal(got.body, content[tc.from:tc.from+tc.bytes]) {
						t.Errorf("%d bytes, want %d", len(got.body), tc.bytes)
					}
					if again := w.fetch(link); !bytes.Equal(again.body, content) {
						t.Errorf("again: status %d, %d bytes", again.status, len(again.body))
					}
				})
			})
		}
	}
}

func TestFileStalls(t *testing.T) {
	fault := heygentest.Fault{On: heygentest.File, Do: heygentest.Stall, AfterBytes: 70_000}
	oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, content []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got := w.do(w.request(link).WithContext(ctx))
		if !errors.Is(got.err, context.DeadlineExceeded) || !bytes.Equal(got.body, content[:70_000]) {
			t.Errorf("error %v with %d bytes", got.err, len(got.body))
		}
	})
	oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, content []byte) {
		ended := make(chan reply, 1)
		go func() { ended <- w.fetch(link) }()
		synctest.Wait()
		w.Release()
		if got := <-ended; got.err != nil || !bytes.Equal(got.body, content) {
			t.Errorf("released: error %v with %d bytes", got.err, len(got.body))
		}
	})
}

func TestBytesPerSecond(t *testing.T) {
	for _, tc := range []struct {
		name        string
		server      int64
		video       int64
		wantSeconds int64
	}{
		{"the video's", 0, 30_000, 10},
		{"the server's", 60_000, 0, 5},
		{"the video's before the server's", 60_000, 100_000, 3},
		{"no limit", 0, 0, 0},
		{"very slow", 0, 100, 3_000},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{BytesPerSecond: tc.server}, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1", Size: 300_000, BytesPerSecond: tc.video})
				link := w.link("v1")
				began := time.Now()
				if got := w.fetch(link); !bytes.Equal(got.body, w.Content("v1")) {
					t.Errorf("%d bytes, error %v", len(got.body), got.err)
				}
				if took := time.Since(began); took != time.Duration(tc.wantSeconds)*time.Second {
					t.Errorf("it took %v, want %d s", took, tc.wantSeconds)
				}
			})
		})
	}
}

func TestAPacedFileComesEvenly(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Size: 400_000, BytesPerSecond: 100_000})
		answer, err := w.client.Do(w.request(w.link("v1")))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		began := time.Now()
		read := 0
		for piece := make([]byte, 4096); ; {
			n, err := answer.Body.Read(piece)
			read += n
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			due := int(time.Since(began).Seconds() * 100_000)
			if read < due-5_000 || read > due+10_000 {
				t.Fatalf("%d bytes after %v", read, time.Since(began))
			}
		}
	})
}

func TestAPacedFileEndsWithItsClientAndItsServer(t *testing.T) {
	for name, end := range map[string]func(w *world, cancel func()){
		"client": func(_ *world, cancel func()) { cancel() },
		"server": func(w *world, _ func()) { w.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1", Size: 300_000, BytesPerSecond: 1_000})
				request := w.request(w.link("v1"))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := make(chan reply, 1)
				began := time.Now()
				go func() { ended <- w.do(request.WithContext(ctx)) }()
				pass(10*time.Second + time.Millisecond)
				end(w, cancel)
				got := <-ended
				synctest.Wait()
				if got.err == nil || len(got.body) != 10_000 || time.Since(began) > 11*time.Second {
					t.Errorf("%d bytes after %v, error %v", len(got.body), time.Since(began), got.err)
				}
			})
		})
	}
}

// A large file must not be held in memory, neither at once nor piece by piece anew.
func TestLargeFileStreams(t *testing.T) {
	const size = 64 << 20
	w := sockets(t, heygentest.Options{})
	w.Add(heygentest.VideoSpec{ID: "v1", Size: size})
	link := w.link("v1")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	answer, err := w.client.Do(w.request(link))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	runtime.ReadMemStats(&after)
	if err != nil || n != size {
		t.Errorf("%d bytes, error %v", n, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were allocated for %d", used, size)
	}
}

func BenchmarkFile200MB(b *testing.B) {
	const size = 200 << 20
	s := heygentest.New(heygentest.Options{})
	if err := s.Start(); err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.Add(heygentest.VideoSpec{ID: "v1", Size: size, Unsigned: true})
	link := s.FilesURL() + "/aws_pacific/avatar_tmp/v1/video.mp4"
	b.SetBytes(size)
	buffer := make([]byte, 1<<20)
	for b.Loop() {
		answer, err := http.Get(link)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, answer.Body, buffer)
		if err != nil || n != size {
			b.Fatalf("%d bytes, error %v", n, err)
		}
		if err := answer.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
