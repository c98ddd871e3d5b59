package main

import (
	"strings"
	"testing"
	"time"
)

func sample() report {
	return report{
		command: "go run ./ui/bench -o FILE", machine: "2 cores of a CPU", version: "v1.2.3", took: 61_400 * time.Millisecond,
		began: time.Date(2026, 11, 25, 13, 4, 0, 0, time.FixedZone("CET", 3600)),
		sections: []section{
			{"bytes", "by counting", []figure{{what: "bytes", value: 79.2, unit: bytesPerSecond, bar: atMost(100), beside: "peer: 210 B/s"}}},
			{"keys", "by pressing", []figure{
				{what: "keys, median", value: 21.5, unit: milliseconds, bar: atMost(20)},
				{what: "sorting", value: 30, unit: milliseconds},
			}},
		},
	}
}

func TestReportForATerminal(t *testing.T) {
	want := strings.TrimLeft(`
what          figure    bar              verdict  beside it
bytes         79.2 B/s  at most 100 B/s  ok       peer: 210 B/s
keys, median  21.5 ms   at most 20 ms    over
sorting       30 ms     none

reelwatch v1.2.3 on 2 cores of a CPU, 2026-11-25 12:04 UTC, in 1m1s
`, "\n")
	if got := sample().text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReportAsMarkdown(t *testing.T) {
	want := strings.TrimLeft(`
# Benchmarks

Made by ¬go run ./ui/bench -o FILE¬: reelwatch v1.2.3 on 2 cores of a CPU, 2026-11-25 12:04 UTC, in 1m1s.

| what | figure | bar | verdict | beside it |
|---|---|---|---|---|
| bytes | 79.2 B/s | at most 100 B/s | ok | peer: 210 B/s |
| keys, median | 21.5 ms | at most 20 ms | over |  |
| sorting | 30 ms | none |  |  |

## How it is measured

- **bytes**: by counting
- **keys**: by pressing
`, "\n")
	if got := sample().markdown(); got != strings.ReplaceAll(want, "¬", "`") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMissedBarsAreNamed(t *testing.T) {
	r := sample()
	if err := r.missed(); err == nil || err.Error() != "over its bar: keys, median: 21.5 ms, at most 20 ms" {
		t.Error(err)
	}
	r.sections = r.sections[:1]
	if err := r.missed(); err != nil {
		t.Error(err)
	}
}
