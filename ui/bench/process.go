package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// process is a running program as /proc shows it, by its number.
type process int

// memory gives what is resident now and the most that ever was, in bytes.
func (p process) memory() (resident, peak int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p))
	if err != nil {
		return 0, 0, err
	}
	if resident, err = statusField(string(text), "VmRSS"); err != nil {
		return 0, 0, err
	}
	peak, err = statusField(string(text), "VmHWM")
	return resident, peak, err
}

// processorTime gives the time that the process took of all processors so far.
func (p process) processorTime() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
	if err != nil {
		return 0, err
	}
	return parseStat(string(text))
}

// statusField reads a size from the text of /proc/PID/status, in bytes.
func statusField(text, name string) (int64, error) {
	for line := range strings.Lines(text) {
		value, found := strings.CutPrefix(line, name+":")
		if !found {
			continue
		}
		kibibytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s in /proc: %w", name, err)
		}
		return kibibytes << 10, nil
	}
	return 0, fmt.Errorf("no %s in /proc: the process has ended", name)
}

// A tick of /proc/PID/stat is a hundredth of a second on every Linux (man 5 proc, USER_HZ).
const statTick = 10 * time.Millisecond

// parseStat reads utime and stime from the text of /proc/PID/stat. The program's name before them may hold anything.
func parseStat(text string) (time.Duration, error) {
	const utime, stime = 11, 12 // of the fields after the name
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) <= stime {
		return 0, fmt.Errorf("/proc/PID/stat has %d fields after the name, too few", len(fields))
	}
	var ticks time.Duration
	for _, field := range fields[utime : stime+1] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/PID/stat: %w", err)
		}
		ticks += time.Duration(n)
	}
	return ticks * statTick, nil
}
