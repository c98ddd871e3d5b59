package ui

import (
	"context"
	"errors"
	"image"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/picture"
)

// pictureRest is how long a video is looked at before its picture is fetched.
const pictureRest = 150 * time.Millisecond

// drawing is how this terminal shows pictures.
type drawing int

const (
	drawNothing drawing = iota
	drawBlocks          // as half blocks in colour
	drawKitty           // as pictures, by Kitty's graphics and their Unicode placeholders
)

// place is the room for a picture, in cells, and how it is drawn there.
type place struct {
	cols, rows int
	how        drawing
}

// picturedMsg says that a picture was fetched and drawn, or why not. img is there whatever became of the drawing.
type picturedMsg struct {
	id  string
	at  place
	img image.Image
	fit *fitted
	err error
}

// drawing is how pictures are shown now.
func (m *Model) drawing() drawing {
	switch {
	case m.cfg.Abilities.NoColor, m.cfg.ASCII, m.profile < colorprofile.ANSI256:
		return drawNothing
	case m.pictures.kitty:
		return drawKitty
	}
	return drawBlocks
}

// pictured is the video whose picture is wanted, and where; nil where none is.
func (m *Model) pictured() (*tracker.Entry, place) {
	how := m.drawing()
	if !m.details.open || how == drawNothing {
		return nil, place{}
	}
	e := m.detailed()
	if e == nil || e.Status != heygen.Completed {
		return nil, place{}
	}
	at := m.pictureRoom()
	at.how = how
	return e, at
}

// wantPicture starts the work on the picture that is wanted, unless it is done or under way, and ends any other.
func (m *Model) wantPicture() tea.Cmd {
	g := &m.pictures
	if !m.details.open {
		return m.dropPictures()
	}
	e, at := m.pictured()
	if e == nil {
		g.job.end()
		return nil
	}
	s := g.shots[e.ID]
	if s != nil && s.fit != nil && s.fit.place == at || g.job.id == e.ID && g.job.at == at {
		return m.askForKitty()
	}
	g.job.end()
	ctx, stop := context.WithCancel(m.ctx)
	g.job = pictureJob{id: e.ID, at: at, stop: stop}
	var img image.Image
	if s != nil {
		img = s.img
	}
	return tea.Batch(m.askForKitty(), m.makePicture(ctx, e.ID, img, at))
}

// makePicture fetches a picture, unless it is at hand, and draws it.
func (m *Model) makePicture(ctx context.Context, id string, img image.Image, at place) tea.Cmd {
	t, number := m.cfg.Tracker, m.pictures.sent
	return func() tea.Msg {
		msg := picturedMsg{id: id, at: at, img: img}
		if img == nil {
			msg.img, msg.err = fetchPicture(ctx, t, id)
		}
		if ctx.Err() != nil && msg.img == nil {
			return nil
		}
		if msg.err == nil {
			msg.fit, msg.err = fit(msg.img, at, picture.NewID(number))
		}
		return msg
	}
}

// fetchPicture waits until it is clear that the user stays, and fetches.
func fetchPicture(ctx context.Context, t Tracker, id string) (image.Image, error) {
	rest := time.NewTimer(pictureRest)
	defer rest.Stop()
	select {
	case <-rest.C:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := t.Thumbnail(ctx, id)
	if err != nil {
		return nil, err
	}
	return picture.Decode(data)
}

// fit draws a picture for a place.
func fit(img image.Image, at place, id picture.ID) (*fitted, error) {
	cols, rows := picture.Fit(img, at.cols, at.rows)
	f := &fitted{place: at, cells: cols}
	if at.how == drawBlocks {
		f.lines = picture.Blocks(img, cols, rows)
		return f, nil
	}
	var err error
	f.id, f.lines = id, picture.Cells(id, cols, rows)
	f.transmit, err = picture.Transmit(id, img, cols, rows)
	return f, err
}

// gotPicture takes a picture in. The command it gives has the terminal keep it, and forget what has gone.
func (m *Model) gotPicture(msg picturedMsg) tea.Cmd {
	g := &m.pictures
	mine := g.job.id == msg.id && g.job.at == msg.at
	if mine && msg.err != nil {
		g.job.flaw = flawOf(msg.err)
	}
	if msg.img == nil {
		return nil
	}
	forget := g.keep(msg.id, msg.img)
	if !mine || msg.fit == nil {
		return m.tellTerminal(forget, "")
	}
	g.job.end()
	s := g.shots[msg.id]
	forget += s.leave()
	s.fit, s.taken = msg.fit, msg.fit.transmit != ""
	if s.taken {
		g.sent++
	}
	transmit := msg.fit.transmit
	msg.fit.transmit = "" // large, and sent once
	return m.tellTerminal(forget, transmit)
}

// flawOf says why there is no picture, as the value of a field.
func flawOf(err error) string {
	var save *tracker.SaveError
	switch {
	case errors.Is(err, tracker.ErrNoThumbnail):
		return clean(err.Error())
	case errors.As(err, &save):
		return "not shown: " + clean(save.Row())
	}
	return "not shown: " + clean(err.Error())
}

// tellTerminal has the terminal forget pictures and keep another, and leaves word of what it has to forget in the end.
func (m *Model) tellTerminal(forget, keep string) tea.Cmd {
	if m.cfg.Parting != nil {
		m.cfg.Parting(m.pictures.parting())
	}
	if forget+keep == "" {
		return nil
	}
	return tea.Raw(forget + keep)
}

// dropPictures ends the work on pictures when the details have closed, and has the terminal forget those it keeps.
func (m *Model) dropPictures() tea.Cmd {
	g := &m.pictures
	g.job.end()
	var forget strings.Builder
	for _, s := range g.shots {
		forget.WriteString(s.leave())
	}
	if forget.Len() == 0 {
		return nil
	}
	return m.tellTerminal(forget.String(), "")
}

// askForKitty asks a terminal that knows placeholders whether it takes pictures, once.
func (m *Model) askForKitty() tea.Cmd {
	if m.pictures.asked || !m.cfg.Abilities.Placeholders {
		return nil
	}
	m.pictures.asked = true
	return tea.Raw(picture.Query())
}
