package tracker

import (
	"context"
	"sync"
	"time"
)

// transfer is one save under way in this process.
type transfer struct {
	ctx   context.Context
	asked context.Context // of the one who began it; ctx ends with it, or by stop
	stop  context.CancelFunc
	done  chan struct{} // closed when saved, err and left are set

	askAgain bool // about what HeyGen had not made when it was last asked

	saved Saved
	err   error
	left  bool // it ended because asked did

	mu      sync.Mutex
	begun   time.Time
	waiting bool
	asset   Asset
	have    int64
	total   int64
	note    string
	marks   []mark // of the last speedSpan, oldest first
}

// mark is how far a transfer was at a time.
type mark struct {
	at   time.Time
	have int64
}

const (
	speedSpan = 5 * time.Second
	markGap   = 250 * time.Millisecond
)

func newTransfer(ctx context.Context, askAgain bool) *transfer {
	asked := ctx
	ctx, stop := context.WithCancel(asked)
	return &transfer{
		ctx: ctx, asked: asked, stop: stop, done: make(chan struct{}), askAgain: askAgain,
		begun: time.Now(), total: -1, waiting: true,
	}
}

// seen is the transfer as the screen shows it.
func (tr *transfer) seen() *Transfer {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return &Transfer{
		Asset: tr.asset, Waiting: tr.waiting, Done: tr.have, Total: tr.total, Speed: tr.speed(time.Now()), Note: tr.note, Since: tr.begun,
	}
}

// speed is bytes a second over the last marks. The caller holds mu.
func (tr *transfer) speed(now time.Time) float64 {
	tr.forget(now)
	if len(tr.marks) == 0 {
		return 0
	}
	span := now.Sub(tr.marks[0].at)
	if span < markGap || span > 2*speedSpan {
		return 0
	}
	return float64(tr.have-tr.marks[0].have) / span.Seconds()
}

// forget drops the marks that are too old. The caller holds mu.
func (tr *transfer) forget(now time.Time) {
	for len(tr.marks) > 1 && now.Sub(tr.marks[0].at) > speedSpan {
		tr.marks = tr.marks[1:]
	}
}

// reached notes that have bytes are in the part file.
func (tr *transfer) reached(have int64) {
	now := time.Now()
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.have = have
	if n := len(tr.marks); n == 0 || now.Sub(tr.marks[n-1].at) >= markGap {
		tr.forget(now)
		tr.marks = append(tr.marks, mark{now, have})
	}
}

// flows notes that an answer of so many bytes in all has begun, have of which are here.
func (tr *transfer) flows(have, total int64) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.waiting, tr.note, tr.have, tr.total, tr.marks = false, "", have, total, nil
}

// turns notes which file of the video is being saved from now on.
func (tr *transfer) turns(a Asset) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.asset, tr.have, tr.total, tr.note, tr.marks = a, 0, -1, "", nil
}

// says notes what the transfer waits for; the empty text means that it has its turn and works.
func (tr *transfer) says(note string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.waiting, tr.note, tr.marks = false, note, nil
}
