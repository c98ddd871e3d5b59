// Package store keeps the list of tracked videos on disk, in one bbolt file that several processes share. The file
// is opened only for as long as a read or a write takes, so any of them may come at any time, and be killed at any
// time. It knows how an entry is written, not what it means.
package store
