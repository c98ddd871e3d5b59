package heygentest

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// archiveSize is more than a page of the list holds.
const archiveSize = 130

// Archive gives what the account of a demo made in the months before: completed videos that are not in the list of
// Demo's ids, for the list of the account to show. The same seed gives the same videos.
func Archive(now time.Time, seed uint64) []VideoSpec {
	d := demo{now: now, random: rand.New(rand.NewPCG(seed, 1))}
	series := []string{"Help centre", "Release notes", "Customer story", "Weekly update"}
	for n := range archiveSize {
		d.add(VideoSpec{
			Title:   fmt.Sprintf("%s %d", series[n%len(series)], (archiveSize-n-1)/len(series)+1),
			Created: now.Add(-time.Duration(n+7)*24*time.Hour - d.between(0, 12*time.Hour)),
			Renders: d.between(2*time.Minute, 9*time.Minute),
		})
	}
	return d.videos
}
