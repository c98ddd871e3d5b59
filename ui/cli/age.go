package cli

import (
	"errors"
	"strconv"
	"time"
)

// age is a flag's value: a length of time as people say it, one whole number and a unit.
type age time.Duration

const (
	day  = 24 * time.Hour
	week = 7 * day

	// oldest keeps an age within what a time.Duration can hold.
	oldest = 100 * 365 * day
)

var errAge = errors.New("give a whole number and m, h, d or w (minutes, hours, days, weeks), as 7d")

// String is the age in the largest unit that leaves no rest; empty for none.
func (a *age) String() string {
	left := time.Duration(*a)
	switch {
	case left == 0:
		return ""
	case left%week == 0:
		return strconv.Itoa(int(left/week)) + "w"
	case left%day == 0:
		return strconv.Itoa(int(left/day)) + "d"
	case left%time.Hour == 0:
		return strconv.Itoa(int(left/time.Hour)) + "h"
	}
	return strconv.Itoa(int(left/time.Minute)) + "m"
}

// Type is what help calls the value.
func (a *age) Type() string { return "age" }

// Set reads 30m, 12h, 7d or 2w.
func (a *age) Set(value string) error {
	if value == "" {
		return errAge
	}
	unit, ok := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': day, 'w': week}[value[len(value)-1]]
	count, err := strconv.ParseUint(value[:len(value)-1], 10, 32)
	if !ok || err != nil || count == 0 || count > uint64(oldest/unit) {
		return errAge
	}
	*a = age(time.Duration(count) * unit)
	return nil
}
