package main

import (
	"fmt"
	"strconv"
	"strings"
)

// attributes reads numbers that tests gave by testing.T.Attr from what go test -v printed.
func attributes(said string, keys ...string) (map[string]float64, error) {
	found := map[string]float64{}
	for line := range strings.Lines(said) {
		fields := strings.Fields(line)
		if len(fields) != 5 || fields[0] != "===" || fields[1] != "ATTR" {
			continue
		}
		value, err := strconv.ParseFloat(fields[4], 64)
		if err != nil {
			return nil, fmt.Errorf("go test says %q: %w", strings.TrimSpace(line), err)
		}
		found[fields[3]] = value
	}
	for _, key := range keys {
		if _, there := found[key]; !there {
			return nil, fmt.Errorf("go test gives no figure %q", key)
		}
	}
	return found, nil
}
