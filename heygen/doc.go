// Package heygen speaks HeyGen's HTTP API: requests, answers, errors, links and credentials. It knows nothing of
// lists, schedules or screens, and it never tries anything twice by itself: when to ask again is the caller's business.
package heygen
