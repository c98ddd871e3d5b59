//go:build unix && !linux && !darwin

package tracker

// place gives a file its final name without replacing anything: fs.ErrExist where the name is taken.
func place(from, to string) error { return placeByLink(from, to) }
