// Package heygen speaks HeyGen's HTTP API: requests, answers, errors, links and credentials. It knows nothing of
// lists, schedules or screens. When to ask again is the caller's business: by itself it repeats a request only with a
// credential that changed after a 401, and asks another route only where the server lacks the one it knew.
package heygen
