package ui

import "time"

// answerFor is how long an answer to the user stays at least, unless he presses a key: news waits so long.
const answerFor = 3 * time.Second

// news is the latest thing that happened by itself, while it waits behind an answer to the user.
type news struct {
	notice notice
	waits  bool
	ends   ends // that the notice tells of
}

// tell says what happened by itself, as soon as no answer to the user is in the way. How the save went that the answer
// announced is a better one.
func (m *Model) tell(n notice) {
	if m.answered(m.now) && (n.of == "" || n.of != m.notice.of) {
		m.news = news{notice: n, waits: true}
		return
	}
	m.news = news{}
	m.put(n)
}

// answered says whether the notice is an answer that the user may not have read.
func (m *Model) answered(now time.Time) bool {
	return m.notice.stays || m.notice.holds && now.Before(m.notice.at.Add(answerFor))
}

// tellNews lets the news that waits take the place of an answer that was there for long enough.
func (m *Model) tellNews() {
	if m.news.waits && !m.answered(m.now) {
		m.put(m.news.notice)
		m.news = news{}
	}
}

// awaitNews notes when the news that waits will be told.
func (m *Model) awaitNews(now *moment) {
	if m.news.waits && !m.notice.stays {
		now.changesAt(m.notice.at.Add(answerFor))
	}
}
