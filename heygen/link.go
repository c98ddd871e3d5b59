package heygen

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// CheckLink says why a link of the service's must not be fetched: only http and https, and with a host. The error does
// not hold the link.
func CheckLink(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return errors.New("the link cannot be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("the link is neither http nor https")
	case u.Hostname() == "":
		return errors.New("the link names no host")
	}
	return nil
}

// LinkExpiry is when a signed link stops working: its Expires parameter, Unix seconds, where that is a plain integer.
// Zero means that the link does not say.
func LinkExpiry(raw string) time.Time {
	_, query, _ := strings.Cut(raw, "?")
	query, _, _ = strings.Cut(query, "#")
	for part := range strings.SplitSeq(query, "&") {
		if value, ok := strings.CutPrefix(part, "Expires="); ok {
			seconds, err := strconv.ParseUint(value, 10, 63)
			if err != nil {
				return time.Time{}
			}
			return unixTime(float64(seconds))
		}
	}
	return time.Time{}
}
