package tracker

import (
	"slices"
	"time"

	"reelwatch/heygen"
)

// paging is a walk through the account's list, in search of what the entries lack.
type paging struct {
	token  string
	read   int             // pages of this walk
	page   time.Time       // when the last page was asked for
	single time.Time       // when a video was last asked about by itself
	sought map[string]bool // not on any page of a walk
	alone  map[string]bool // asked about by itself already
}

const (
	mostPages  = 10
	fewReasons = 3 // that are read one by one; more are looked for on a page
	titleGap   = time.Second
	walkGap    = 20 * time.Second // videos started one after another share a walk
	lengthsGap = 2 * time.Minute  // nobody waits for a length
)

// nextTitle gives the next question for the titles of videos that the service knows: list pages where several lack
// theirs, then one video at a time, visible rows first.
func (s *schedule) nextTitle(entries []*Entry, route heygen.Route, now time.Time) (question, time.Time) {
	lacking := lackTitle(entries)
	var unsought, single []string
	for _, id := range lacking {
		switch {
		case s.titles.alone[id]: // told nothing when it was asked
		case !s.titles.sought[id]:
			unsought = append(unsought, id)
		default:
			single = append(single, id)
		}
	}
	if len(unsought) > 1 || len(unsought) == 1 && route == heygen.RouteV1 || s.titles.read > 0 && len(unsought) > 0 {
		at := now
		if s.titles.read == 0 {
			at = later(now, s.titles.page.Add(walkGap))
		}
		return question{kind: askTitlePage, token: s.titles.token}, at
	}
	single = append(single, unsought...)
	if len(single) == 0 || route == heygen.RouteV1 {
		return question{}, time.Time{}
	}
	id := single[0]
	for _, v := range s.visible {
		if slices.Contains(single, v) {
			id = v
			break
		}
	}
	return question{kind: askTitle, ids: []string{id}}, later(now, s.titles.single.Add(titleGap))
}

// lackTitle gives the videos whose title HeyGen was never asked for, of those it knows.
func lackTitle(entries []*Entry) (ids []string) {
	for _, e := range entries {
		if !e.Described && e.Status != heygen.Unknown && e.Status != heygen.NotFound && !e.Local() {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// nextReason gives the next question for the reason of a video that failed, where the bulk route left it out: a command of
// the user's and wait hold their news back for that.
func (s *schedule) nextReason(entries []*Entry, route heygen.Route, now time.Time) (question, time.Time) {
	var lacking []string
	for _, e := range entries {
		if s.seeksReason(e, route, now) && !s.lengths.alone[e.ID] {
			lacking = append(lacking, e.ID)
		}
	}
	if len(lacking) == 0 || len(lacking) > fewReasons {
		return question{}, time.Time{}
	}
	return question{kind: askReason, ids: lacking[:1]}, later(now, s.titles.single.Add(titleGap))
}

// seeksReason says whether it is still to be looked for why a video failed.
func (s *schedule) seeksReason(e *Entry, route heygen.Route, now time.Time) bool {
	return lacksReason(e) && route == heygen.RouteBulk && !s.lengths.sought[e.ID] && now.Sub(e.ChangedAt) < time.Hour
}

// nextLength gives the next question for the lengths of videos that completed, and for the reasons of many that failed:
// at most a list page a minute.
func (s *schedule) nextLength(entries []*Entry, route heygen.Route, now time.Time) (question, time.Time) {
	for _, e := range entries {
		if lacksLength(e) && !s.lengths.sought[e.ID] || s.seeksReason(e, route, now) && !s.lengths.alone[e.ID] {
			at := later(now, later(s.lengths.page, s.titles.page).Add(lengthsGap))
			return question{kind: askLengthPage, token: s.lengths.token}, at
		}
	}
	return question{}, time.Time{}
}

func lacksLength(e *Entry) bool {
	return e.Status == heygen.Completed && e.Length == 0 && e.LinksReadAt.IsZero()
}

func lacksReason(e *Entry) bool { return e.Status == heygen.Failed && !e.Failure.Given() }

// asked takes note that a page goes out.
func (p *paging) asked(now time.Time) {
	p.page = now
	p.read++
}

// turned takes note of a page: ours says whether it named one of our videos, lacking which still lack what the walk
// is for. Where the walk ends, those are remembered as sought in vain.
func (p *paging) turned(page heygen.Page, ours bool, lacking []string) {
	more := ours && page.Next != "" && page.Next != p.token && p.read < mostPages
	unsought := slices.ContainsFunc(lacking, func(id string) bool { return !p.sought[id] })
	p.token = page.Next
	if !more || !unsought {
		p.end(lacking)
	}
}

// end ends the walk.
func (p *paging) end(lacking []string) {
	p.token, p.read = "", 0
	for _, id := range lacking {
		p.vain(id)
	}
}

// tried takes note that a video is asked about by itself.
func (p *paging) tried(id string) {
	if p.alone == nil {
		p.alone = map[string]bool{}
	}
	p.alone[id] = true
}

// vain takes note that there is nothing to be learnt of a video.
func (p *paging) vain(id string) {
	if p.sought == nil {
		p.sought = map[string]bool{}
	}
	p.sought[id] = true
}

func (p *paging) drop(id string) {
	delete(p.sought, id)
	delete(p.alone, id)
}
