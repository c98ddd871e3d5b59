package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// section is a group as it was measured.
type section struct {
	name, how string
	figures   []figure
}

// report is one run of the benchmark.
type report struct {
	command  string
	began    time.Time
	took     time.Duration
	machine  string
	version  string // of the program that was measured
	sections []section
}

// heads are the columns of the table.
func heads() []string { return []string{"what", "figure", "bar", "verdict", "beside it"} }

// rows are the lines of the table.
func (r report) rows() (rows [][]string) {
	for _, s := range r.sections {
		for _, f := range s.figures {
			bar := "none"
			if f.bar != nil {
				bar = "at most " + f.unit.text(*f.bar)
			}
			rows = append(rows, []string{f.what, f.unit.text(f.value), bar, f.verdict(), f.beside})
		}
	}
	return rows
}

// origin says what was measured where and when.
func (r report) origin() string {
	return fmt.Sprintf("reelwatch %s on %s, %s, in %s", r.version, r.machine, r.began.UTC().Format("2006-01-02 15:04 UTC"), r.took.Round(time.Second))
}

// text is the table for a terminal.
func (r report) text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{heads()}, r.rows()...) {
		fmt.Fprintln(w, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	// A strings.Builder takes everything.
	_ = w.Flush()
	return b.String() + "\n" + r.origin() + "\n"
}

// markdown is the table for the documentation, with how it came about.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Benchmarks\n\nMade by `%s`: %s.\n\n", r.command, r.origin())
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(heads(), " | "), strings.Repeat("---|", len(heads())))
	for _, row := range r.rows() {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	b.WriteString("\n## How it is measured\n\n")
	for _, s := range r.sections {
		fmt.Fprintf(&b, "- **%s**: %s\n", s.name, s.how)
	}
	return b.String()
}

// missed names the figures that are over their bars; nil where none is.
func (r report) missed() error {
	var all []error
	for _, s := range r.sections {
		for _, f := range s.figures {
			if f.verdict() == "over" {
				all = append(all, fmt.Errorf("over its bar: %s: %s, at most %s", f.what, f.unit.text(f.value), f.unit.text(*f.bar)))
			}
		}
	}
	return errors.Join(all...)
}
