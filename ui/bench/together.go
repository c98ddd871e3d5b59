package main

import (
	"errors"
	"sync"
)

// together runs tasks at the same time, which is right where each only waits for most of it, and gives their results in
// their order.
func together[T any](tasks ...func() (T, error)) ([]T, error) {
	var (
		wg      sync.WaitGroup
		results = make([]T, len(tasks))
		errs    = make([]error, len(tasks))
	)
	for i, task := range tasks {
		wg.Go(func() { results[i], errs[i] = task() })
	}
	wg.Wait()
	return results, errors.Join(errs...)
}
