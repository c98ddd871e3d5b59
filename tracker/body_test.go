package tracker

import (
	"net/http"
	"testing"
)

func TestValidators(t *testing.T) {
	const (
		old  = "Wed, 22 Jul 2026 10:00:00 GMT"
		date = "Wed, 22 Jul 2026 10:00:30 GMT"
	)
	for name, c := range map[string]struct {
		tag, modified, date string
		wantTag, wantDate   string
	}{
		"strong ETag":            {`"abc"`, old, date, `"abc"`, ""},
		"weak ETag":              {`W/"abc"`, "", date, "", ""},
		"weak ETag, strong date": {`W/"abc"`, old, date, "", old},
		"ETag without quotes":    {"abc", "", date, "", ""},
		"empty ETag":             {`""`, "", date, "", ""},
		"date just now":          {"", date, date, "", ""},
		"no date to compare":     {"", old, "", "", ""},
		"not a date":             {"", "yesterday", date, "", ""},
		"nothing":                {"", "", date, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			h.Set("ETag", c.tag)
			h.Set("Last-Modified", c.modified)
			h.Set("Date", c.date)
			if tag, modified := validators(h); tag != c.wantTag || modified != c.wantDate {
				t.Errorf("got %q and %q, want %q and %q", tag, modified, c.wantTag, c.wantDate)
			}
		})
	}
}

func TestParseContentRange(t *testing.T) {
	for header, want := range map[string]contentRange{
		"bytes 5-9/10":                     {5, 9, 10},
		"bytes 0-0/*":                      {0, 0, -1},
		"bytes */10":                       {-1, -1, 10},
		"bytes 9223372036854775806-9/10":   {9223372036854775806, 9, 10},
		"bytes 5-9/9223372036854775807":    {5, 9, 9223372036854775807},
		"bytes 5-9/9223372036854775807000": {-1, -1, -1},
	} {
		got, ok := parseContentRange(header)
		if got != want || ok != (want != contentRange{-1, -1, -1}) {
			t.Errorf("%q: got %+v, %v; want %+v", header, got, ok, want)
		}
	}
	for _, header := range []string{"", "5-9/10", "bytes 5-9", "bytes -9/10", "bytes 5/10", "bytes -5-9/10", "bytes 5-9/-1", "bytes=5-9/10"} {
		if got, ok := parseContentRange(header); ok {
			t.Errorf("%q was read as %+v", header, got)
		}
	}
}

// A piece is appended only where it begins at the part's end, in a file of the same length.
func TestGoesOn(t *testing.T) {
	known, unknown := &Part{Total: 100}, &Part{Total: -1}
	for name, c := range map[string]struct {
		part *Part
		r    contentRange
		want bool
	}{
		"the rest":             {known, contentRange{40, 99, 100}, true},
		"a piece of the rest":  {known, contentRange{40, 59, 100}, true},
		"a byte early":         {known, contentRange{39, 99, 100}, false},
		"a byte late":          {known, contentRange{41, 99, 100}, false},
		"from the beginning":   {known, contentRange{0, 99, 100}, false},
		"a longer file":        {known, contentRange{40, 100, 101}, false},
		"beyond its end":       {known, contentRange{40, 100, 100}, false},
		"backwards":            {known, contentRange{40, 39, 100}, false},
		"no length":            {known, contentRange{40, 99, -1}, false},
		"a length at last":     {unknown, contentRange{40, 99, 100}, true},
		"no length, never one": {unknown, contentRange{40, 99, -1}, false},
	} {
		if got := c.part.goesOn(c.r, 40); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
