package tracker

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"reelwatch/heygen"
)

// memDisk is what the processes over one store share: the records, and the names that belong to them.
type memDisk struct {
	mu      sync.Mutex
	records map[string]*Entry
	revs    map[string]uint64 // of each record, from rev
	names   map[string]string // folded name to id
	rev     uint64
	add     uint64
	writes  int // transactions that wrote something

	preferences Preferences
}

// memStore is a Store in memory. Each value stands for one process; other gives another over the same records.
type memStore struct {
	disk *memDisk

	mu   sync.Mutex
	seen map[string]uint64
	fail error // answered to every call while it is set
}

func newMemStore() *memStore {
	return (&memStore{disk: &memDisk{
		records: map[string]*Entry{},
		revs:    map[string]uint64{},
		names:   map[string]string{},
	}}).other()
}

// other is the same store as another process opens it.
func (s *memStore) other() *memStore { return &memStore{disk: s.disk, seen: map[string]uint64{}} }

// failWith makes every later call answer err; nil ends it.
func (s *memStore) failWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// record gives the stored record, failing the test where there is none.
func (s *memStore) record(t *testing.T, id string) *Entry {
	t.Helper()
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	e := s.disk.records[id]
	if e == nil {
		t.Fatalf("%s is not stored", id)
	}
	return e.Clone()
}

// writes is the number of transactions that wrote something.
func (s *memStore) writes() int {
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	return s.disk.writes
}

// open takes both locks, in their order, unless the call is to fail.
func (s *memStore) open(ctx context.Context) (done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if s.fail != nil {
		defer s.mu.Unlock()
		return nil, s.fail
	}
	s.disk.mu.Lock()
	return func() { s.disk.mu.Unlock(); s.mu.Unlock() }, nil
}

func (s *memStore) put(e *Entry) {
	s.disk.rev++
	s.disk.records[e.ID] = e
	s.disk.revs[e.ID] = s.disk.rev
	s.seen[e.ID] = s.disk.rev
}

func (s *memStore) Load(ctx context.Context) (Delta, error) {
	done, err := s.open(ctx)
	if err != nil {
		return Delta{}, err
	}
	defer done()
	var d Delta
	for id, e := range s.disk.records {
		if s.seen[id] != s.disk.revs[id] {
			d.Put = append(d.Put, e.Clone())
			s.seen[id] = s.disk.revs[id]
		}
	}
	for id := range s.seen {
		if s.disk.records[id] == nil {
			d.Gone = append(d.Gone, id)
			delete(s.seen, id)
		}
	}
	return d, nil
}

func (s *memStore) Insert(ctx context.Context, entries []Entry) ([]Entry, error) {
	done, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var added []Entry
	for _, e := range entries {
		if s.disk.records[e.ID] != nil {
			continue
		}
		c := e.Clone()
		if c.Place.Add == 0 {
			c.Place.Add = s.disk.add + 1
		}
		s.put(c)
		added = append(added, *c.Clone())
	}
	for _, e := range added {
		s.disk.add = max(s.disk.add, e.Place.Add)
	}
	if len(added) > 0 {
		s.disk.writes++
	}
	return added, nil
}

func (s *memStore) Apply(ctx context.Context, ids []string, change func(e *Entry) bool) ([]Entry, error) {
	done, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var now []Entry
	wrote := false
	for _, id := range ids {
		e := s.disk.records[id]
		if e == nil {
			delete(s.seen, id)
			continue
		}
		if c := e.Clone(); change(c) {
			s.put(c)
			wrote = true
		}
		s.seen[id] = s.disk.revs[id]
		now = append(now, *s.disk.records[id].Clone())
	}
	if wrote {
		s.disk.writes++
	}
	return now, nil
}

func (s *memStore) Delete(ctx context.Context, ids []string) ([]Entry, error) {
	done, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var gone []Entry
	for _, id := range ids {
		if e := s.disk.records[id]; e != nil {
			gone = append(gone, *e)
			delete(s.disk.records, id)
			delete(s.seen, id)
			s.release(id)
		}
	}
	if len(gone) > 0 {
		s.disk.writes++
	}
	return gone, nil
}

func (s *memStore) Rename(
	ctx context.Context, from, to string, change func(old, known *Entry) (Entry, error),
) (Entry, bool, error) {
	done, err := s.open(ctx)
	if err != nil {
		return Entry{}, false, err
	}
	defer done()
	old := s.disk.records[from]
	if old == nil {
		return Entry{}, false, nil
	}
	var known *Entry
	if there := s.disk.records[to]; there != nil {
		known = there.Clone()
	}
	e, err := change(old.Clone(), known)
	if err != nil {
		return Entry{}, true, err
	}
	e.ID = to
	delete(s.disk.records, from)
	delete(s.seen, from)
	s.release(from)
	s.put(e.Clone())
	s.disk.writes++
	return *e.Clone(), true, nil
}

func (s *memStore) ReserveName(ctx context.Context, id, name string) (string, error) {
	done, err := s.open(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	folded := foldName(name)
	if owner, taken := s.disk.names[folded]; taken {
		return owner, nil
	}
	s.release(id)
	s.disk.names[folded] = id
	s.disk.writes++
	return id, nil
}

func (s *memStore) Preferences(ctx context.Context) (Preferences, error) {
	done, err := s.open(ctx)
	if err != nil {
		return Preferences{}, err
	}
	defer done()
	return s.disk.preferences, nil
}

func (s *memStore) SetPreferences(ctx context.Context, p Preferences) error {
	done, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	if s.disk.preferences != p {
		s.disk.preferences = p
		s.disk.writes++
	}
	return nil
}

// foldName maps names that differ in case alone, or in how their accents are composed, to the same.
func foldName(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(name)))
}

// release gives up the names of id. The caller holds the locks.
func (s *memStore) release(id string) {
	for name, owner := range s.disk.names {
		if owner == id {
			delete(s.disk.names, name)
		}
	}
}

// fakeAPI answers from its videos unless a function says otherwise, and notes what it was asked.
type fakeAPI struct {
	mu     sync.Mutex
	route  heygen.Route
	videos map[string]heygen.Video
	calls  []string // "statuses A,B", "video A", "page TOKEN", "reload"

	onStatuses func(ctx context.Context, ids []string) ([]heygen.Video, error)
	onVideo    func(ctx context.Context, id string) (heygen.Video, error)
	onPage     func(ctx context.Context, page heygen.PageRequest) (heygen.Page, error)
	onAccount  func(ctx context.Context) (heygen.Account, error)
	onReload   func() (bool, error)
	onCreate   func(ctx context.Context, body, key string) (heygen.Generation, error)
	onSession  func(ctx context.Context, id string) (heygen.Session, error)
}

func newFakeAPI(videos ...heygen.Video) *fakeAPI {
	f := &fakeAPI{videos: map[string]heygen.Video{}}
	for _, v := range videos {
		f.videos[v.ID] = v
	}
	return f
}

// asked gives the calls so far.
func (f *fakeAPI) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func (f *fakeAPI) note(call string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, call)
}

func (f *fakeAPI) find(id string) (heygen.Video, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, ok := f.videos[id]
	return v, ok
}

func (f *fakeAPI) Route() heygen.Route {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.route
}

func (f *fakeAPI) Statuses(ctx context.Context, ids []string) ([]heygen.Video, error) {
	f.note("statuses " + strings.Join(ids, ","))
	if f.onStatuses != nil {
		return f.onStatuses(ctx, ids)
	}
	var out []heygen.Video
	for _, id := range ids {
		v, ok := f.find(id)
		if !ok {
			v = heygen.Video{ID: id, Status: heygen.NotFound}
		}
		out = append(out, heygen.Video{ID: id, Status: v.Status, Failure: v.Failure})
	}
	return out, nil
}

func (f *fakeAPI) Video(ctx context.Context, id string) (heygen.Video, error) {
	f.note("video " + id)
	if f.onVideo != nil {
		return f.onVideo(ctx, id)
	}
	if v, ok := f.find(id); ok {
		return v, nil
	}
	return heygen.Video{}, &heygen.NotFoundError{Reply: heygen.Reply{Op: "video " + id, HTTP: 404, Code: "video_not_found"}}
}

func (f *fakeAPI) Videos(ctx context.Context, page heygen.PageRequest) (heygen.Page, error) {
	f.note("page " + page.Token)
	if f.onPage != nil {
		return f.onPage(ctx, page)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var p heygen.Page
	for _, v := range f.videos {
		p.Videos = append(p.Videos, v)
	}
	slices.SortFunc(p.Videos, func(a, b heygen.Video) int {
		if c := b.CreatedAt.Compare(a.CreatedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return p, nil
}

func (f *fakeAPI) Account(ctx context.Context) (heygen.Account, error) {
	f.note("account")
	if f.onAccount != nil {
		return f.onAccount(ctx)
	}
	return heygen.Account{}, nil
}

func (f *fakeAPI) Create(ctx context.Context, _ heygen.Endpoint, body []byte, key string) (heygen.Generation, error) {
	f.note("create " + string(body))
	if f.onCreate != nil {
		return f.onCreate(ctx, string(body), key)
	}
	return heygen.Generation{}, &heygen.CreditError{Reply: heygen.Reply{Op: "new video", HTTP: 402}}
}

func (f *fakeAPI) Session(ctx context.Context, id string) (heygen.Session, error) {
	f.note("session " + id)
	if f.onSession != nil {
		return f.onSession(ctx, id)
	}
	return heygen.Session{}, &heygen.NotFoundError{Reply: heygen.Reply{Op: "session " + id, HTTP: 404}}
}

func (f *fakeAPI) KeyMark() string { return "key" }

func (f *fakeAPI) ReloadCredential() (bool, error) {
	f.note("reload")
	if f.onReload != nil {
		return f.onReload()
	}
	return false, nil
}

var (
	_ Store = (*memStore)(nil)
	_ API   = (*fakeAPI)(nil)
)
