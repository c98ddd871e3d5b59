package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine says what the figures are measured on, and how busy it was before.
func machine() string {
	// Where a file can't be read, its part is left out: the figures are none the worse.
	cpus, _ := os.ReadFile("/proc/cpuinfo")
	load, _ := os.ReadFile("/proc/loadavg")
	return describe(runtime.NumCPU(), string(cpus), string(load))
}

// describe puts a machine into words, from what /proc/cpuinfo and /proc/loadavg say.
func describe(cores int, cpus, load string) string {
	text := fmt.Sprintf("%d cores", cores)
	if cores == 1 {
		text = "1 core"
	}
	if model := cpuModel(cpus); model != "" {
		text += " of " + model
	}
	if before, _, found := strings.Cut(load, " "); found {
		text += ", load before " + before
	}
	return text
}

func cpuModel(cpus string) string {
	for line := range strings.Lines(cpus) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
