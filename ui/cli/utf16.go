package cli

import (
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// asUTF8 gives a text without its byte order mark, and in UTF-8 where the mark says UTF-16: that is what a spreadsheet's "Unicode
// text" and PowerShell's > are.
func asUTF8(r io.Reader) io.Reader {
	return transform.NewReader(r, unicode.BOMOverride(transform.Nop))
}
