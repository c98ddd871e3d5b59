package main

import (
	"math"
	"slices"
	"strconv"
)

// figure is one thing that was measured.
type figure struct {
	what   string
	value  float64
	unit   unit
	bar    *float64 // the most that value may be; nil where there is no bar
	beside string   // a peer's figure, or what else is worth knowing
}

// unit is what a figure is counted in.
type unit string

// The units.
const (
	bytesPerSecond unit = "B/s"
	milliseconds   unit = "ms"
	seconds        unit = "s"
	mebibytes      unit = "MiB"
	percentOfCore  unit = "% of a core"
	times          unit = "x"
	requests       unit = "requests"
)

func atMost(bar float64) *float64 { return &bar }

// verdict says whether the bar is held; empty where there is none.
func (f figure) verdict() string {
	switch {
	case f.bar == nil:
		return ""
	case f.value <= *f.bar:
		return "ok"
	}
	return "over"
}

// text is a value with its unit.
func (u unit) text(value float64) string { return number(value) + " " + string(u) }

// number is a value with as many digits as it deserves: three or so.
func number(value float64) string {
	digits := 0
	switch size := math.Abs(value); {
	case value == math.Trunc(value), size >= 100:
	case size >= 10:
		digits = 1
	default:
		digits = 2
	}
	return strconv.FormatFloat(value, 'f', digits, 64)
}

// samples are several measurements of one thing.
type samples []float64

func (s samples) median() float64 { return s.quantile(0.5) }

// quantile is the smallest sample that is not below the part q of all, 0 where there is none.
func (s samples) quantile(q float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
