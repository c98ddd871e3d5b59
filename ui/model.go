package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// Config is what the dashboard works with. Tracker and Context are needed.
type Config struct {
	Tracker   Tracker
	Context   context.Context // ends the commands that run when the program does
	Abilities term.Abilities
	Desktop   Desktop          // nil where there is none, which a terminal that is in tmux has to have
	Host      string           // this machine's name, where the user's own is the same; empty where it is not
	Hears     *heygen.Receiver // of HeyGen's webhooks; nil where nobody listens
	Machine   Machine          // this one, where the user sits at another

	Theme        Theme       // empty means ThemeAuto
	ASCII        bool        // no symbols but ASCII
	NoUnicode    bool        // nor texts: the terminal's encoding is not UTF-8
	Notify       term.Notify // how ends are told outside the screen; empty means NotifyOff
	Mouse        bool        // the wheel scrolls and a click selects, in place of the terminal's own selection
	AutoDownload bool        // save each video as it completes, whatever is remembered
	Remembered   tracker.Preferences
	Version      string
	Notice       string         // one line to begin with; may be empty
	Warns        bool           // the notice is a warning
	OutputDir    string         // where saved videos go, to be shown
	CanSuspend   bool           // a shell could bring the program back
	Parting      func(string)   // sets what is written before the screen is let go of; nil where nothing can be
	Zone         *time.Location // of the times shown; nil means the reader's own
}

// Model is the dashboard. It draws into a frame after each message; View gives the last one.
type Model struct {
	cfg  Config
	ctx  context.Context
	now  time.Time // of the message at hand
	snap tracker.Snapshot

	width, height int
	backdrop      backdrop
	profile       colorprofile.Profile
	canvas        canvas
	words         wordbook
	frame         tea.View
	tabled        bool // the table is on the screen
	tableTop      int  // line of the first row on the screen; 0 where there is no table
	timer         redraw

	keys     keyMap
	view     view
	filter   filterMode
	order    order
	list     listing
	sel      selection
	saves    saves
	auto     bool // auto-download is on
	memory   memory
	ended    ended
	untold   untold
	left     remaining
	unsaved  unsaved
	undo     [][]tracker.Entry // what was removed, latest last
	notice   notice
	news     news
	refusals refusals
	storeErr error // why the list's file can't be read; nil when it can

	question *question
	help     *helpMode
	details  details
	pictures gallery
	editing  *editMode
	picking  *importMode
	intake   *intake // nil while none runs
	adding   *addMode
	draft    *addMode // the box as it was closed
	deciding *decideMode

	visible  []string        // ids that the tracker knows to be on the screen
	checked  map[string]bool // ids whose files were looked for
	checking bool
	linking  bool // links are being read, to be copied
}

// New makes the dashboard.
func New(cfg Config) *Model {
	if cfg.Zone == nil {
		cfg.Zone = time.Local
	}
	m := &Model{
		cfg: cfg, ctx: cfg.Context, now: time.Now(),
		backdrop: backdrop{dark: cfg.Theme != ThemeLight, guessed: cfg.Theme != ThemeLight && cfg.Theme != ThemeDark},
		profile:  colorprofile.TrueColor,
		words:    wordbook{}, keys: newKeyMap(), saves: newSaves(),
	}
	if cfg.Abilities.NoColor {
		m.profile = colorprofile.Ascii
	}
	if cfg.ASCII {
		m.keys.withoutSymbols()
	}
	m.setAuto(cfg.AutoDownload)
	m.recall(cfg.Remembered)
	m.restyle()
	if cfg.Notice != "" {
		n := notice{tone: grey, before: clean(cfg.Notice), stays: true}
		if cfg.Warns {
			n.tone = amber
		}
		m.say(n)
	}
	return m
}

// Init starts the loops that run for the whole life of the program.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.poll(), m.watch(m.snap.Rev), m.sendQueued(), m.follow(), m.look(), m.askBalance(), m.heed()}
	if m.cfg.Theme != ThemeDark && m.cfg.Theme != ThemeLight {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	if m.cfg.Abilities.TellsVersion() {
		cmds = append(cmds, tea.RequestTerminalVersion)
	}
	return tea.Batch(cmds...)
}

// View gives the frame that Update drew.
func (m *Model) View() tea.View { return m.frame }

// restyle makes everything that depends on colours and symbols anew.
func (m *Model) restyle() {
	st := newStyles(m.backdrop, m.profile)
	m.canvas.styles = &st
	m.canvas.glyphs = newGlyphs(m.cfg.ASCII, m.profile >= colorprofile.ANSI)
	m.canvas.zone = m.cfg.Zone
	m.canvas.links = links{off: m.cfg.Abilities.NoLinks, host: m.cfg.Host}
	for _, box := range []*addMode{m.adding, m.draft} {
		if box != nil {
			box.restyle(m.canvas.styles)
		}
	}
}

// refresh takes the present state, lets everything that follows it follow, and draws. The command it gives does what
// the new state asks for.
func (m *Model) refresh() tea.Cmd {
	m.snap = m.cfg.Tracker.Snapshot()
	m.heard()
	m.tellRefusal()
	m.relist()
	m.tellNews()
	m.followDetails()
	m.followImport()
	m.followDecision()
	m.canvas.cols = newColumns(m.tableWidth())
	m.sel.resize(m.tableRows())
	m.tellVisible()
	start := m.startSaves()
	m.keys.forSelection(m.reach())
	frame, next := m.draw()
	if m.cfg.NoUnicode {
		frame.Content = term.ASCII(frame.Content)
	}
	m.frame = frame
	return tea.Batch(start, m.remember(), m.gatherEnds(), m.checkFiles(), m.wantPicture(), m.timer.want(m.ctx, m.now, next))
}

// relist brings the rows up to the state and to what the user wants to see of it.
func (m *Model) relist() {
	before := m.list.wants
	if !m.list.follow(m.snap, m.wants(), m.now, m.aloud) {
		return
	}
	if m.list.view != before.view || m.list.filter != before.filter {
		m.sel.reshow(m.list.shown, m.snap.Entries)
		m.turnDetails()
	} else {
		m.sel.follow(m.list.shown, m.snap.Entries)
	}
	news := m.ended.follow(m.snap, m.now)
	m.tellEnded(news)
	m.noteUntold(news)
	m.saveByItself()
}

// tellVisible lets the tracker know whose titles are wanted first.
func (m *Model) tellVisible() {
	visible := m.sel.visible()
	same := func(id string, e *tracker.Entry) bool { return id == e.ID }
	if slices.EqualFunc(m.visible, visible, same) {
		return
	}
	m.visible = idsOf(visible)
	m.cfg.Tracker.SetVisible(m.visible)
}

// reach looks at what the keys could act on.
func (m *Model) reach() reach {
	targets := m.sel.targets()
	r := reach{
		any: len(m.sel.shown) > 0, help: m.help != nil, marks: len(m.sel.marks) > 0, targets: len(targets),
		filter: m.filter.on(), intake: m.intake.long(), picking: m.picking, auto: m.auto, videos: len(m.snap.Entries) > 0,
		unsaved: m.countUnsaved(), undo: len(m.undo) > 0, suspend: m.cfg.CanSuspend, path: m.pathWord(), open: m.openWord(),
		details: m.details.open, over: m.over(), scrolls: m.scrolls(), decides: m.undecided() != nil,
		asking: m.list.tally.in[viewActive]+m.list.tally.notFound > 0 || m.trouble().any(),
	}
	for _, e := range targets {
		live := m.snap.Live[e.ID]
		if e.Savable() && !m.linking {
			r.linked++
		}
		if hasFile(e, live) {
			r.filed++
		}
		if !e.Local() {
			r.opens++
		}
		if e.MayTryAgain() {
			r.failed++
		}
		switch {
		case m.saving(e.ID):
			r.saving++
		case canSave(e, live, m.snap.Assets):
			r.savable++
		}
	}
	return r
}

// unsaved is how many videos D would save, for one state of the list and of the saves.
type unsaved struct {
	rev     uint64
	changes int
	n       int
}

func (m *Model) countUnsaved() int {
	if m.list.tally.unsaved == 0 {
		return 0
	}
	if m.unsaved.rev != m.snap.Rev || m.unsaved.changes != m.saves.changes || m.unsaved.n == 0 {
		m.unsaved = unsaved{rev: m.snap.Rev, changes: m.saves.changes}
		for _, e := range m.snap.Entries {
			if m.leftToSave(e) {
				m.unsaved.n++
			}
		}
	}
	return m.unsaved.n
}

// leftToSave says whether D takes the video.
func (m *Model) leftToSave(e *tracker.Entry) bool {
	return !e.Saved() && canSave(e, m.snap.Live[e.ID], nil) && !m.saving(e.ID)
}

// saving says whether a save of the video runs or waits, whoever asked for it.
func (m *Model) saving(id string) bool {
	live := m.snap.Live[id]
	return m.saves.has(id) || live != nil && live.Transfer != nil
}
