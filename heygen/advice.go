package heygen

import (
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Advised is an error's text with what the user can do about it, where that is known.
func Advised(err error) string {
	if do := Advice(err); do != "" {
		return err.Error() + ": " + do
	}
	return err.Error()
}

// AdvisedBeside is Advised for a place that shows what was asked about anyway, such as the row of a video: it begins with
// what the answer said.
func AdvisedBeside(err error) string {
	reply, _ := ReplyOf(err)
	return strings.TrimPrefix(Advised(err), reply.Op+": ")
}

// BesideVideo is an error's text for a place that names the video id anyway, such as its row: it begins with what went wrong.
func BesideVideo(err error, id string) string {
	return strings.TrimPrefix(err.Error(), aboutVideo(id)+": ")
}

// Advice is what the user can do about an error of this package, one sentence without a capital and without a full stop. It
// is empty for any other error, and for one whose text says it.
func Advice(err error) string {
	if auth, ok := errors.AsType[*AuthError](err); ok {
		return auth.advice()
	}
	if server, ok := errors.AsType[*ServerError](err); ok {
		return server.advice()
	}
	if limit, ok := errors.AsType[*LimitError](err); ok {
		return limit.advice()
	}
	if request, ok := errors.AsType[*RequestError](err); ok {
		return request.advice()
	}
	if probe, ok := errors.AsType[*ProbeError](err); ok {
		return "HeyGen could not reach " + probe.URL + ": is the proxy or tunnel up?"
	}
	if _, ok := errors.AsType[*TransportError](err); ok {
		return "check the network, the proxy (HTTPS_PROXY) and HEYGEN_API_BASE, then try again"
	}
	if _, ok := errors.AsType[*BodyError](err); ok {
		return "check HEYGEN_API_BASE and what stands between, or try again later"
	}
	if _, ok := errors.AsType[*RouteError](err); ok {
		return "check HEYGEN_API_BASE"
	}
	if _, ok := errors.AsType[*NotFoundError](err); ok {
		return "check the id, and that the key belongs to the account that made the video"
	}
	if _, ok := errors.AsType[*CreditError](err); ok {
		return "top up, then try again"
	}
	if _, ok := errors.AsType[*InProgressError](err); ok {
		return "it is being worked on: try again in a moment"
	}
	return ""
}

func (e *AuthError) advice() string {
	switch {
	case e.Hint != "":
		return "" // it is part of the text
	case e.HTTP == http.StatusForbidden:
		return "use another account's key"
	}
	return makeKey
}

// advice tells the edge's refusals, which pass or come from the address that was asked, from HeyGen's own faults.
func (e *ServerError) advice() string {
	switch {
	case e.HTTP != 0 && e.HTTP < http.StatusBadRequest, e.HTTP == http.StatusNotFound:
		return "check HEYGEN_API_BASE"
	case e.HTTP == http.StatusForbidden:
		return "try again later, or from another network: it is not the key that was refused"
	}
	return "the fault is not yours: try again later"
}

func (e *LimitError) advice() string {
	switch {
	case e.Quota:
		return "wait a day, or upgrade the plan"
	case e.RetryAfter > 0:
		return "try again then"
	}
	return "wait a minute, then try again"
}

// advice is what helps with a failed video of the same code, where that is known. What asks about videos and nothing more was
// never submitted, and can't be corrected: there the ids are wrong.
func (e *RequestError) advice() string {
	do, known := (&Failure{Code: e.Code, Message: e.Message}).Remedy()
	switch {
	case known && (do != doCorrect || e.Op == creating):
		first, size := utf8.DecodeRuneInString(do)
		return string(unicode.ToLower(first)) + do[size:]
	case e.HTTP == http.StatusForbidden:
		return "use a key of the account that made the video"
	}
	return "check the ids and what is asked for"
}
