// Package term is the program's terminal: it runs a Bubble Tea model so that a terminal that stops reading, hangs up or
// sends signals never blocks or damages the program, and it measures and cuts text so that columns hold everywhere.
package term
