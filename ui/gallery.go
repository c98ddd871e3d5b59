package ui

import (
	"context"
	"image"
	"slices"
	"strings"

	"reelwatch/ui/picture"
)

// mostPictures is how many are kept in memory, and in a terminal that keeps them.
const mostPictures = 8

// gallery is the pictures of the videos whose details were open last.
type gallery struct {
	shots map[string]*shot // by the id of the video
	used  []string         // their ids, the latest used last
	job   pictureJob
	sent  int  // how many pictures the terminal was ever given to keep
	asked bool // whether the terminal takes Kitty's graphics
	kitty bool // it does
}

// shot is the picture of one video.
type shot struct {
	img   image.Image
	fit   *fitted // as it was last drawn; nil before
	taken bool    // the terminal keeps it
}

// fitted is a picture drawn for a place.
type fitted struct {
	place
	cells    int // of each line
	lines    []string
	id       picture.ID // in a terminal that keeps it
	transmit string     // what gives it to the terminal; empty for half blocks
}

// pictureJob is the one picture that is being fetched or drawn, or the last one that could not be.
type pictureJob struct {
	id   string
	at   place
	stop context.CancelFunc
	flaw string // why there is none; empty while it is under way
}

// lostPictures knows that the terminal has forgotten what it kept, as it does while the program is suspended.
func (g *gallery) lostPictures() {
	for _, s := range g.shots {
		s.leave()
	}
}

// keep adds the picture of a video as the latest used, and gives up the one that was not used for longest where there are
// too many. What it gives has the terminal forget that.
func (g *gallery) keep(id string, img image.Image) (forget string) {
	if g.shots == nil {
		g.shots = map[string]*shot{}
	}
	if g.shots[id] == nil {
		g.shots[id] = &shot{img: img}
	}
	g.used = append(slices.DeleteFunc(g.used, func(other string) bool { return other == id }), id)
	if len(g.used) > mostPictures {
		oldest := g.used[0]
		forget = g.shots[oldest].leave()
		delete(g.shots, oldest)
		g.used = g.used[1:]
	}
	return forget
}

// leave gives what has the terminal forget the picture; it has to be drawn again after that.
func (s *shot) leave() (forget string) {
	if s.taken {
		forget = picture.Delete(s.fit.id)
		s.fit, s.taken = nil, false
	}
	return forget
}

// parting is what has the terminal forget every picture that it keeps.
func (g *gallery) parting() string {
	var b strings.Builder
	for _, id := range g.used {
		if s := g.shots[id]; s.taken {
			b.WriteString(picture.Delete(s.fit.id))
		}
	}
	return b.String()
}

// end stops the work, and forgets why it failed.
func (j *pictureJob) end() {
	if j.stop != nil {
		j.stop()
	}
	*j = pictureJob{}
}
