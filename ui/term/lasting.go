package term

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// lasting holds what dropped output changed for good: modes, title, clipboard, keyboard protocol, queries, pictures that
// the terminal is to keep, a bell. Of each kind the latest counts, so it stays small however much is dropped. What was
// drawn is not kept.
type lasting struct {
	order   []string
	bytes   map[string]string
	picture string // key of the one whose next piece is to come
}

// add takes the lasting sequences out of one piece of output.
func (l *lasting) add(p []byte) {
	parser := ansi.GetParser()
	defer ansi.PutParser(parser)
	var state byte
	for len(p) > 0 {
		seq, _, n, next := ansi.DecodeSequence(p, state, parser)
		if graphics, is := bytes.CutPrefix(seq, []byte(graphicsPrefix)); is {
			l.addPicture(string(seq), string(graphics))
		} else if key := lastingKey(seq, parser); key != "" {
			l.put(key, string(seq))
		}
		p, state = p[n:], next
	}
}

// graphicsPrefix begins a command of Kitty's graphics: options, then a semicolon and data where there are any.
const graphicsPrefix = "\x1b_G"

// addPicture keeps a picture's pieces together, of which the first alone names it; or that it is to be forgotten.
func (l *lasting) addPicture(seq, graphics string) {
	options, _, _ := strings.Cut(strings.TrimSuffix(graphics, "\x1b\\"), ";")
	options = "," + options + ","
	_, id, named := strings.Cut(options, ",i=")
	switch {
	case named:
		id, _, _ = strings.Cut(id, ",")
		l.picture = "picture " + id
		l.put(l.picture, seq)
	case l.picture != "":
		l.bytes[l.picture] += seq
	}
	if !strings.Contains(options, ",m=1,") {
		l.picture = ""
	}
}

func (l *lasting) put(key, seq string) {
	if l.bytes == nil {
		l.bytes = make(map[string]string)
	}
	if _, again := l.bytes[key]; again {
		for i, k := range l.order {
			if k == key {
				l.order = append(l.order[:i], l.order[i+1:]...)
				break
			}
		}
	}
	l.order = append(l.order, key)
	l.bytes[key] = seq
}

// take returns what was kept, in the order it was written, and forgets it.
func (l *lasting) take() []byte {
	var b strings.Builder
	for _, key := range l.order {
		b.WriteString(l.bytes[key])
	}
	l.order, l.bytes, l.picture = nil, nil, ""
	return []byte(b.String())
}

// lastingKey names what a sequence sets, so that a later one for the same thing replaces it; empty for what only draws.
func lastingKey(seq []byte, p *ansi.Parser) string {
	switch {
	case ansi.HasOscPrefix(seq):
		return oscKey(p)
	case ansi.HasCsiPrefix(seq):
		return csiKey(ansi.Cmd(p.Command()), p)
	case len(seq) == 1 && seq[0] == ansi.BEL:
		return "bell"
	default:
		return ""
	}
}

// oscKey leaves out hyperlinks, which belong to the text, and tells OSC 9;4 (progress) from OSC 9 (notification).
func oscKey(p *ansi.Parser) string {
	command := p.Command()
	if command == 8 {
		return ""
	}
	if command == 9 && strings.HasPrefix(string(p.Data()), "9;4;") {
		return "osc 9;4"
	}
	return fmt.Sprint("osc ", command)
}

// csiKey leaves out the cursor, erasing and colours: of the sequences without a prefix or intermediate only window
// operations last. Autowrap and synchronized output only bracket what is drawn.
func csiKey(c ansi.Cmd, p *ansi.Parser) string {
	final, first := c.Final(), 0
	if v, ok := p.Param(0, 0); ok {
		first = v
	}
	if c.Prefix() == 0 && c.Intermediate() == 0 && final != 't' {
		return ""
	}
	switch final {
	case 'h', 'l':
		if first == autoWrapMode || first == synchronizedMode {
			return ""
		}
		return fmt.Sprintf("csi %c mode %d", c.Prefix(), first)
	case 'm', 'p', 't', 'n':
		return fmt.Sprintf("csi %c%c%c %d", c.Prefix(), c.Intermediate(), final, first)
	default:
		return fmt.Sprintf("csi %c%c%c", c.Prefix(), c.Intermediate(), final)
	}
}

const (
	autoWrapMode     = 7
	synchronizedMode = 2026
)
