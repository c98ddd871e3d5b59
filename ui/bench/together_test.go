package main

import (
	"errors"
	"slices"
	"testing"
)

func TestTogether(t *testing.T) {
	bell := make(chan bool)
	got, err := together(
		func() (int, error) { return 1, errors.New("first") },
		func() (int, error) { return 2, closed(bell) },
		func() (int, error) { <-bell; return 3, errors.New("last") },
	)
	if !slices.Equal(got, []int{1, 2, 3}) || err == nil || err.Error() != "first\nlast" {
		t.Errorf("%v, %v", got, err)
	}
}

func closed(bell chan bool) error {
	close(bell)
	return nil
}
