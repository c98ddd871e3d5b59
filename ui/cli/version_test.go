package cli

import (
	"strings"
	"testing"
)

func TestBuilt(t *testing.T) {
	t.Parallel()
	plain := (&app{}).built()
	stamped := (&app{Process: Process{Commit: "abc123", Date: "2026-11-24"}}).built()
	if !strings.HasPrefix(plain, "go") || stamped != "commit abc123 2026-11-24, "+plain {
		t.Errorf("built by %q, stamped %q", plain, stamped)
	}
}
