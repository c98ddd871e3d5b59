// Package ui is the dashboard: a Bubble Tea model that draws the tracker's snapshots and turns keys into commands.
// It decides nothing about videos: what is due, what ended and what is on disk are the tracker's word.
//
// A message comes in, Update routes it to one method, and the frame is drawn at once from a fresh snapshot. While
// it is drawn, everything on it that changes with time notes when it next does; one timer is set for the earliest
// of these moments, so a screen on which nothing moves costs nothing.
package ui
