package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"

	"reelwatch/tracker"
)

// keyMap holds every key. Matching, the footer and the help all read it, and a binding that can do nothing now is
// disabled, so none of them can promise what another does not hold.
type keyMap struct {
	Up, Down, PageUp, PageDown, Top, Bottom key.Binding

	Mark, MarkShown, Clear key.Binding

	Save, SaveAll, Remove, Undo, Ask, Add, Import, Again, Edit, Auto key.Binding

	CopyLink, CopyID, CopyPath, CopyReport, Open key.Binding

	Details, ScrollDown, ScrollUp key.Binding

	All, Active, Completed, Failed, Saved key.Binding

	Filter, Sort, Reverse key.Binding

	Help, Redraw, Suspend, Quit, Interrupt key.Binding

	Yes, No                key.Binding // answers to a question
	FilterKeep, FilterDrop key.Binding // while the filter is typed
	EditSave, EditNext     key.Binding // in the box of a title and a batch
	Track, TrackEmpty      key.Binding // in the box of new ids
	Resend, Found, GiveUp  key.Binding // about a request whose answer was lost
	Join                   key.Binding // while the video that it became is typed
	Pick, Retry            key.Binding // among the account's videos
	Stop                   key.Binding // a long intake
	Close                  key.Binding // of a question, the box or the help
}

// bind names a key and says what it does, in the fewest words before a comma: the footer shows those, the help all.
func bind(help, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
}

func newKeyMap() keyMap {
	return keyMap{
		Up:         bind("k ↑", "up", "k", "up"),
		Down:       bind("j ↓", "down", "j", "down"),
		PageUp:     bind("PgUp", "a screen up", "pgup"),
		PageDown:   bind("PgDn", "a screen down", "pgdown"),
		Top:        bind("g", "first", "g", "home"),
		Bottom:     bind("G", "last", "G", "end"),
		Mark:       bind("space", "mark, and go down", "space"),
		MarkShown:  bind("*", "mark all shown", "*"),
		Clear:      bind("esc", "drop marks", "esc"),
		Save:       bind("d", "save", "d"),
		SaveAll:    bind("D", "save all", "D"),
		Remove:     bind("x", "remove", "x"),
		Undo:       bind("u", "undo", "u"),
		Ask:        bind("r", "ask HeyGen now", "r"),
		Add:        bind("a", "add", "a"),
		Import:     bind("i", "import", "i"),
		Again:      bind("R", "make again", "R"),
		Edit:       bind("e", "edit, title and batch", "e"),
		Auto:       bind("t", "turn auto-download on", "t"),
		CopyLink:   bind("y", "copy link", "y"),
		CopyID:     bind("Y", "copy id", "Y"),
		CopyReport: bind("C", "copy for support", "C"),
		Open:       bind("o", "open", "o"),
		CopyPath:   bind("c", "copy path", "c"),
		Details:    bind("enter", "details", "enter"),
		ScrollDown: bind("J", "scroll the details down", "J"),
		ScrollUp:   bind("K", "scroll them up", "K"),
		All:        bind("1", "all", "1"),
		Active:     bind("2", "active", "2"),
		Completed:  bind("3", "completed", "3"),
		Failed:     bind("4", "failed, not found", "4"),
		Saved:      bind("5", "saved", "5"),
		Filter:     bind("/", "filter", "/"),
		Sort:       bind("s", "sort, by the next column", "s"),
		Reverse:    bind("S", "the other end up", "S"),
		Help:       bind("?", "all keys", "?"),
		Redraw:     bind("ctrl+l", "draw the screen anew", "ctrl+l"),
		Suspend:    bind("ctrl+z", "suspend", "ctrl+z"),
		Quit:       bind("q", "quit", "q"),
		Interrupt:  bind("ctrl+c", "quit at once", "ctrl+c"),
		Yes:        bind("y", "yes", "y", "Y"),
		No:         bind("n", "no", "n", "N", "esc"),
		FilterKeep: bind("enter", "keep filter", "enter"),
		FilterDrop: bind("esc", "drop filter", "esc"),
		EditSave:   bind("enter", "save", "enter"),
		EditNext:   bind("tab", "other line", "tab", "shift+tab", "up", "down"),
		Track:      bind("ctrl+s", "track them", "ctrl+s"),
		Resend:     bind("s", "send again", "s"),
		Found:      bind("f", "found it", "f"),
		GiveUp:     bind("x", "give up", "x"),
		Join:       bind("enter", "that is it", "enter"),
		TrackEmpty: bind("enter", "on an empty line too", "enter"),
		Pick:       bind("enter", "track", "enter"),
		Retry:      bind("r", "try again", "r"),
		Stop:       bind("esc", "stop adding", "esc"),
		Close:      bind("esc", "close", "esc"),
	}
}

// withoutSymbols names no arrows, for a terminal that shows nothing but ASCII.
func (k *keyMap) withoutSymbols() {
	k.Up.SetHelp("k", k.Up.Help().Desc)
	k.Down.SetHelp("j", k.Down.Help().Desc)
}

// group is a part of the help.
type group struct {
	name string
	keys []key.Binding
}

// in is the binding of a box, with the box's name before what it does, which its footer needs not say.
func in(box string, b key.Binding) key.Binding {
	b.SetHelp(b.Help().Key, box+": "+strings.TrimSuffix(b.Help().Desc, " "+box))
	return b
}

// groups is every key, as the help shows them.
func (k *keyMap) groups() []group {
	return []group{
		{"MOVE", []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom}},
		{"MARK", []key.Binding{k.Mark, k.MarkShown, k.Clear}},
		{"VIDEOS", []key.Binding{k.Save, k.SaveAll, k.Remove, k.Undo, k.Ask, k.Add, k.Import, k.Again, k.Edit, k.Auto}},
		{"COPY AND OPEN", []key.Binding{k.CopyLink, k.CopyID, k.CopyPath, k.CopyReport, k.Open}},
		{"DETAILS", []key.Binding{k.Details, k.ScrollDown, k.ScrollUp}},
		{"SHOW", []key.Binding{k.All, k.Active, k.Completed, k.Failed, k.Saved, k.Filter, k.Sort, k.Reverse}},
		{"PROGRAM", []key.Binding{k.Help, k.Redraw, k.Suspend, k.Quit, k.Interrupt}},
		{"QUESTIONS AND BOXES", []key.Binding{
			k.Yes, k.No, in("filter", k.FilterKeep), in("filter", k.FilterDrop), in("edit", k.EditSave), in("edit", k.EditNext),
			in("add", k.Track), in("add", k.TrackEmpty), in("import", k.Pick), in("import", k.Retry), in("add, import", k.Stop), in("any box", k.Close),
		}},
		{"AN ANSWER WAS LOST", []key.Binding{k.Resend, k.Found, k.GiveUp, k.Join}},
	}
}

// reach is what the keys of the list could act on now.
type reach struct {
	any     bool // a row is selected
	help    bool // the help is open, which scrolls
	details bool // details are open
	decides bool // the selected one waits for a decision
	over    bool // in the place of the table
	scrolls bool // and are longer than the screen
	marks   bool
	filter  bool // is on
	intake  bool // a long one runs
	picking *importMode
	auto    bool   // auto-download is on
	videos  bool   // there are some, shown or not
	targets int    // rows that an action would take
	savable int    // of these
	failed  int    // of these, can be made again
	saving  int    // of these
	linked  int    // of these, have a link to copy
	filed   int    // of these, have a file on disk
	path    string // what is copied of a file
	opens   int    // of these, can be opened
	open    string // what o does
	unsaved int    // completed, never saved and not on the way, in the whole list
	undo    bool
	asking  bool // there is somebody to ask about, or trouble to try again
	suspend bool
}

// forSelection enables what can be done now, and says so in its words.
func (k *keyMap) forSelection(r reach) {
	k.forDetails(r)
	k.forArranging(r)
	for _, b := range []*key.Binding{&k.Up, &k.Down} {
		b.SetEnabled(r.any || r.help)
	}
	for _, b := range []*key.Binding{&k.PageUp, &k.PageDown} {
		b.SetEnabled(r.help || r.over && r.scrolls || r.any && !r.over)
	}
	for _, b := range []*key.Binding{&k.Top, &k.Bottom} {
		b.SetEnabled(r.any || r.help)
	}
	k.Remove.SetEnabled(r.any)
	for _, b := range []*key.Binding{&k.Mark, &k.MarkShown} {
		b.SetEnabled(r.any && !r.over)
	}
	for _, b := range []*key.Binding{&k.All, &k.Active, &k.Completed, &k.Failed, &k.Saved} {
		b.SetEnabled(!r.over)
	}
	k.Clear.SetEnabled(r.marks || r.filter)
	k.Clear.SetHelp("esc", "drop marks")
	if r.filter {
		k.Clear.SetHelp("esc", "drop filter")
	}
	k.Stop.SetEnabled(r.intake)
	k.Undo.SetEnabled(r.undo)
	k.Again.SetEnabled(r.failed > 0)
	k.Again.SetHelp("R", numbered("make again", r.failed))
	k.Edit.SetEnabled(r.targets > 0)
	k.Edit.SetHelp("e", "edit, title and batch")
	if r.targets > 1 {
		k.Edit.SetHelp("e", numbered("edit batch of", r.targets))
	}
	k.Auto.SetHelp("t", "turn auto-download on")
	if r.auto {
		k.Auto.SetHelp("t", "turn auto-download off")
	}
	k.Ask.SetEnabled(r.asking)
	k.SaveAll.SetEnabled(r.unsaved > 0)
	k.SaveAll.SetHelp("D", fmt.Sprintf("save all %d", r.unsaved))
	k.Suspend.SetEnabled(r.suspend)
	k.Remove.SetHelp("x", numbered("remove", r.targets))
	k.forCopies(r)
	k.Save.SetEnabled(r.savable+r.saving > 0)
	k.Save.SetHelp("d", numbered("save", r.savable))
	if r.savable == 0 && r.saving > 0 {
		k.Save.SetHelp("d", numbered("stop", r.saving))
	}
	k.forImport(r)
}

// forCopies says what can be copied now.
func (k *keyMap) forCopies(r reach) {
	k.CopyLink.SetEnabled(r.linked > 0)
	k.CopyLink.SetHelp("y", "copy "+plural("link", max(r.linked, 1)))
	k.CopyID.SetEnabled(r.targets > 0)
	k.CopyID.SetHelp("Y", "copy "+plural("id", max(r.targets, 1)))
	k.CopyReport.SetEnabled(r.targets > 0)
	k.CopyPath.SetEnabled(r.filed > 0)
	k.Open.SetEnabled(r.opens > 0)
	k.Open.SetHelp("o", numbered(r.open, r.opens))
	k.CopyPath.SetHelp("c", "copy "+plural(r.path, max(r.filed, 1)))
}

// forArranging enables the keys that filter and sort.
func (k *keyMap) forArranging(r reach) {
	k.Filter.SetEnabled((r.videos || r.filter) && !r.over)
	k.Sort.SetEnabled(r.any && !r.over)
	k.Reverse.SetEnabled(r.any && !r.over)
}

// forDetails enables the keys of the details, and names what moving does while they take the place of the table.
func (k *keyMap) forDetails(r reach) {
	k.Details.SetEnabled(r.any || r.details)
	k.ScrollDown.SetEnabled(r.scrolls)
	k.ScrollUp.SetEnabled(r.scrolls)
	up, down, details := "up", "down", "details"
	if r.over && !r.help {
		up, down = "previous", "next"
	}
	if r.decides {
		details = "decide"
	}
	if r.details {
		details = "close"
	}
	k.Up.SetHelp(k.Up.Help().Key, up)
	k.Down.SetHelp(k.Down.Help().Key, down)
	k.Details.SetHelp(k.Details.Help().Key, details)
}

// forImport enables the keys of the picker, which are those of the list over other rows.
func (k *keyMap) forImport(r reach) {
	p := r.picking
	k.Close.SetHelp("esc", "close")
	k.Retry.SetEnabled(p != nil && p.more && p.stop == nil)
	k.Retry.SetHelp("r", "read more")
	k.Pick.SetEnabled(p != nil)
	k.Pick.SetHelp("enter", "track")
	if p == nil {
		return
	}
	for _, b := range []*key.Binding{&k.Up, &k.Down, &k.PageUp, &k.PageDown, &k.Top, &k.Bottom, &k.Mark, &k.MarkShown} {
		b.SetEnabled(len(p.sel.shown) > 0 || r.help)
	}
	n := len(p.targets())
	k.Filter.SetEnabled(len(p.found) > 0)
	k.Pick.SetEnabled(n > 0)
	k.Pick.SetHelp("enter", numbered("track", n))
	if p.err != nil {
		k.Retry.SetHelp("r", "try again")
	}
	switch {
	case p.stop != nil:
		k.Close.SetHelp("esc", "stop reading")
	case p.filter.on():
		k.Close.SetHelp("esc", "drop filter")
	case len(p.sel.marks) > 0:
		k.Close.SetHelp("esc", "drop marks")
	}
}

func numbered(word string, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s %d", word, n)
	}
	return word
}

// canSave says whether d would save the video, or what is wanted beside it: it is complete, and not saved or no longer
// there or without that, and no other process is at it.
func canSave(e *tracker.Entry, live *tracker.Live, wanted []tracker.Asset) bool {
	if live == nil {
		live = &tracker.Live{}
	}
	open, _ := e.Lacks(wanted)
	return e.Savable() && !live.Elsewhere && (!e.Saved() || live.FileGone || len(open) > 0)
}
