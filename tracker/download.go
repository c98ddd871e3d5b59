package tracker

import "net/http"

type transfer struct{}

func (tr *transfer) seen() *Transfer { return nil }
func (tr *transfer) stop()           {}

func newFileTransport() http.RoundTripper { return nil }
