package main

import (
	"testing"
	"time"
)

func TestStatus(t *testing.T) {
	const text = "Name:\tVmRSS: 1 kB\nVmPeak:\t 1240000 kB\nVmHWM:\t   51200 kB\nVmRSS:\t   40960 kB\nThreads:\t9\n"
	for name, want := range map[string]int64{"VmRSS": 40 << 20, "VmHWM": 50 << 20} {
		if got, err := statusField(text, name); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", name, got, err, want)
		}
	}
	for _, broken := range []string{"", "Name:\tzombie\n", "VmRSS:\tmany kB\n"} {
		if got, err := statusField(broken, "VmRSS"); err == nil {
			t.Errorf("%q: %d", broken, got)
		}
	}
}

func TestStat(t *testing.T) {
	const text = "4242 (odd) name (x)) S 1 4242 4242 0 -1 4194560 900 0 0 0 123 45 6 7 20 0 9 0 100 200 300 18446744073709551615 1\n"
	if got, err := parseStat(text); err != nil || got != 1680*time.Millisecond {
		t.Errorf("%v, %v", got, err)
	}
	for _, broken := range []string{"", "4242 (x) S 1", "4242 (x) S 1 2 3 4 5 6 7 8 9 10 x y 13\n"} {
		if got, err := parseStat(broken); err == nil {
			t.Errorf("%q: %v", broken, got)
		}
	}
}
