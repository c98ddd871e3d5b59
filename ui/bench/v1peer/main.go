// Command v1peer draws the benchmark's table with Bubble Tea v1, to compare what reaches the terminal: 40 rows, every
// second one rendering, without colours. It is a module of its own, so that nothing else depends on that version.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/table"
	tea "github.com/charmbracelet/bubbletea"
)

const (
	rows    = 40
	typical = 8 * time.Minute // a video takes
	spread  = 5 * time.Minute // between the first to begin and the last
)

func main() {
	step := flag.Duration("step", 30*time.Second, "how often percents change; bars and ages change each minute, or as often where this is a second")
	flag.Parse()
	if _, err := tea.NewProgram(newModel(*step, time.Now()), tea.WithAltScreen()).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "v1peer:", err)
		os.Exit(1)
	}
}

// model is the table over videos that began before the program did.
type model struct {
	step  time.Duration
	began time.Time
	table table.Model
}

type tickMsg time.Time

func newModel(step time.Duration, began time.Time) model {
	columns := []table.Column{
		{Title: "STATUS", Width: 11}, {Title: "TITLE", Width: 40}, {Title: "AGE", Width: 5}, {Title: "NOW", Width: 44}, {Title: "LENGTH", Width: 6},
	}
	m := model{step: step, began: began, table: table.New(table.WithColumns(columns), table.WithHeight(rows+1))}
	m.table.SetRows(m.rows(began))
	return m
}

func tick() tea.Cmd { return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tickMsg(t) }) }

// Init starts the tick.
func (m model) Init() tea.Cmd { return tick() }

// Update makes the rows anew each second.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if at, ok := msg.(tickMsg); ok {
		m.table.SetRows(m.rows(time.Time(at)))
		return m, tick()
	}
	return m, nil
}

// View is the table with a line before and after it.
func (m model) View() string {
	return " reelwatch  20 of 40 done  20 rendering\n\n" + m.table.View() + "\n\n j k move   d save   q quit"
}

// rows are the rows at a time.
func (m model) rows(now time.Time) (out []table.Row) {
	slow := max(m.step, time.Second)
	if m.step > time.Second {
		slow = time.Minute
	}
	for n := range rows {
		title := title(n)
		if n%2 == 1 {
			out = append(out, table.Row{"✓ saved", title, fmt.Sprintf("%dh", 2+n/8), fmt.Sprintf("%s.mp4  38 MB", title), "1:10"})
			continue
		}
		created := m.began.Add(-spread * time.Duration(n) / rows)
		part := float64(now.Truncate(m.step).Sub(created)) / float64(typical)
		barred := now.Truncate(slow).Sub(created)
		out = append(out, table.Row{"● rendering", title, minutes(barred), rendering(part, barred), ""})
	}
	return out
}

// title is the title of the n-th video, as in the benchmark's list.
func title(n int) string {
	kinds := []string{"welcome", "import", "timeline", "teaser", "long cut", "billing", "export", "roles"}
	languages := []string{"EN", "DE", "FR", "日本語", "ES"}
	return fmt.Sprintf("Tour-%05d – %s %s", n, kinds[n%len(kinds)], languages[n%len(languages)])
}

// rendering is a bar, a percentage and what is left.
func rendering(part float64, spent time.Duration) string {
	const width = 12
	full := min(max(int(width*float64(spent)/float64(typical)), 0), width)
	bar := strings.Repeat("━", full) + strings.Repeat("─", width-full)
	return fmt.Sprintf("%s ~%d%%  about %s", bar, int(100*part), minutes(typical-spent))
}

func minutes(d time.Duration) string { return fmt.Sprintf("%dm", int(d/time.Minute)) }
