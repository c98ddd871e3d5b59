package cli

import (
	"io"
	"log"
	"log/slog"
	"strings"

	"reelwatch/tracker"
)

// silenceLibraries keeps what the libraries log off standard error, where it would lie across the screen: net/http does so
// when a server sends more than it announced.
func silenceLibraries() {
	log.SetFlags(0) // slog has the time
	log.SetOutput(io.Discard)
}

// libraryLog writes what the libraries log into the log of --debug.
type libraryLog struct{ log *slog.Logger }

// Write takes one line. From the first quote or address on it holds what came over the network, which no log of ours does.
func (l libraryLog) Write(line []byte) (int, error) {
	text := tracker.CleanText(string(line))
	if i := strings.IndexAny(text, "\"'`"); i >= 0 {
		text = text[:i]
	}
	if i := strings.Index(text, "://"); i >= 0 {
		text = text[:i]
	}
	l.log.Warn("from a library: " + strings.TrimSpace(text))
	return len(line), nil
}
