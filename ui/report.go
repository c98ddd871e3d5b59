package ui

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// copyReports copies what HeyGen's support would ask for, of what is marked or selected.
func (m *Model) copyReports() tea.Cmd {
	var reports []string
	for _, e := range m.sel.targets() {
		reports = append(reports, report(e))
	}
	head := fmt.Sprintf("%s, API route %s, %s\n\n", strings.TrimSpace("reelwatch "+clean(m.cfg.Version)), m.snap.Service.Route, utc(m.now))
	return m.copy(plural("report", len(reports)), head+strings.Join(reports, "\n"))
}

// report is what HeyGen's support would ask for about a video, a line each: times in UTC, and nothing that gives access
// to it.
func report(e *tracker.Entry) string {
	var b strings.Builder
	line := func(name, value string) {
		if value = unsigned(tracker.CleanText(value)); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	line("video", e.ID)
	line("title", e.Title)
	line("status", string(e.Status))
	if e.Failure != nil {
		line("code", e.Failure.Code)
		line("message", e.Failure.Message)
	}
	if r := e.Request; r != nil {
		line("request id", r.RequestID)
		line("endpoint", string(r.Endpoint))
		line("session", r.Session)
	}
	line(cameBy(e), utc(e.AddedAt))
	line("created", utc(e.CreatedAt))
	if e.Status == heygen.Completed {
		line("completed", utc(e.CompletedAt))
	}
	for _, c := range e.History {
		line("seen", utc(c.At)+" "+string(c.Status))
	}
	line("page", pageURL(e))
	return b.String()
}

// utc is a time as another machine reads it; empty where there is none.
func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// signedLink is a link with a query, which is apart from what may be shown.
var signedLink = regexp.MustCompile(`(https?://[^\s?]+)\?\S*`)

// unsigned is a text without the queries of the links in it: a link's query is the permission to fetch it.
func unsigned(text string) string {
	return signedLink.ReplaceAllString(text, "$1?...")
}
