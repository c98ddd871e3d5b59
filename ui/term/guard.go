package term

import (
	"reflect"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// guard runs f; a panic in it ends the program well instead of leaving a raw terminal.
func (s *Session) guard(f func()) {
	defer s.caught()
	f()
}

// Go runs f in a goroutine under guard.
func (s *Session) Go(f func()) { go s.guard(f) }

// caught is deferred wherever our code runs: Bubble Tea's own recovery prints before the terminal is restored.
func (s *Session) caught() {
	if value := recover(); value != nil {
		s.end(Panicked, &PanicError{Value: value, Stack: debug.Stack()})
	}
}

// guarded is the model as Bubble Tea sees it. Once the program is ending the model is left alone.
type guarded struct {
	model tea.Model
	s     *Session
}

func (g *guarded) Init() tea.Cmd {
	close(g.s.started)
	defer g.s.caught()
	g.s.pace.start(tickerOf(g.s.program))
	return g.s.guardCmd(g.model.Init())
}

func (g *guarded) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = g
	if g.s.isEnding() {
		return self, nil
	}
	defer g.s.caught()
	g.model, cmd = g.model.Update(msg)
	return self, g.s.guardCmd(cmd)
}

func (g *guarded) View() (view tea.View) {
	defer g.s.pace.wake() // also for what was written beside the view
	if last := g.s.drawn.Load(); last != nil {
		view = *last
		if g.s.out.holdsBack() {
			return view
		}
	}
	if g.s.isEnding() {
		return view
	}
	defer g.s.caught()
	next := g.model.View()
	if onMouse := next.OnMouse; onMouse != nil {
		next.OnMouse = func(msg tea.MouseMsg) (cmd tea.Cmd) {
			defer g.s.caught()
			return g.s.guardCmd(onMouse(msg))
		}
	}
	if next.ProgressBar != nil {
		g.s.bars.Store(true)
	}
	g.s.drawn.Store(&next)
	return next
}

func (s *Session) guardCmd(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer s.caught()
		return s.guardMsg(cmd())
	}
}

// guardMsg guards the commands inside a batch or a sequence. The type of a sequence is Bubble Tea's own: only its shape
// is known.
func (s *Session) guardMsg(msg tea.Msg) tea.Msg {
	list := reflect.ValueOf(msg)
	if list.Kind() != reflect.Slice || list.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return msg
	}
	out := reflect.MakeSlice(list.Type(), list.Len(), list.Len())
	for i := range list.Len() {
		cmd, _ := list.Index(i).Interface().(tea.Cmd) // the element type was checked
		out.Index(i).Set(reflect.ValueOf(s.guardCmd(cmd)))
	}
	return out.Interface()
}
