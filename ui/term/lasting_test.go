package term

import (
	"strings"
	"testing"
)

func TestLastingKeepsStateAndForgetsDrawing(t *testing.T) {
	for _, test := range []struct{ name, dropped, want string }{
		{"text and colours", "hello \x1b[31mred\x1b[0m 日本\r\n", ""},
		{"cursor and erasing", "\x1b[H\x1b[2J\x1b[3;4H\x1b[K\x1b[5X\x1bM\x1b[2;9r\x1b[3S", ""},
		{"hyperlinks", "\x1b]8;;https://example.org\x1b\\x\x1b]8;;\x1b\\", ""},
		{"brackets of drawing", "\x1b[?2026h\x1b[?7lx\x1b[?7h\x1b[?2026l", ""},
		{"modes", "\x1b[?1049h\x1b[?25lx\x1b[?2004h", "\x1b[?1049h\x1b[?25l\x1b[?2004h"},
		{"the last of a mode", "\x1b[?25l\x1b[?1002h\x1b[?25h", "\x1b[?1002h\x1b[?25h"},
		{"the last title", "\x1b]2;a\a\x1b]2;b\x1b\\", "\x1b]2;b\x1b\\"},
		{"progress beside a notification", "\x1b]9;done\a\x1b]9;4;1;5\a\x1b]9;4;1;6\a", "\x1b]9;done\a\x1b]9;4;1;6\a"},
		{"the clipboard", "\x1b]52;c;YQ==\a\x1b]52;c;Yg==\a", "\x1b]52;c;Yg==\a"},
		{"keyboard protocols", "\x1b[>4;2m\x1b[>1u\x1b[>4m\x1b[<1u", "\x1b[>1u\x1b[>4m\x1b[<1u"},
		{"queries", "\x1b[?2026$p\x1b[?2027$p\x1b[>q\x1b]11;?\a", "\x1b[?2026$p\x1b[?2027$p\x1b[>q\x1b]11;?\a"},
		{"the title's stack", "\x1b[22;2tx\x1b[23;2t", "\x1b[22;2t\x1b[23;2t"},
		{"a picture in pieces", "a\x1b_Ga=T,i=7,m=1;AAAA\x1b\\\x1b_Gq=2,m=1;BBBB\x1b\\\x1b_Gq=2,m=0;CC\x1b\\b",
			"\x1b_Ga=T,i=7,m=1;AAAA\x1b\\\x1b_Gq=2,m=1;BBBB\x1b\\\x1b_Gq=2,m=0;CC\x1b\\"},
		{"a picture that was forgotten", "\x1b_Ga=T,i=7,m=1;AAAA\x1b\\\x1b_Gm=0;BB\x1b\\\x1b_Ga=T,i=8;AA\x1b\\\x1b_Ga=d,d=I,i=7,q=2\x1b\\",
			"\x1b_Ga=T,i=8;AA\x1b\\\x1b_Ga=d,d=I,i=7,q=2\x1b\\"},
		{"the end of a picture alone", "\x1b_Gm=0;CC\x1b\\", ""},
		{"one bell", "a\ab\ac", "\a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var l lasting
			l.add([]byte(test.dropped))
			if got := string(l.take()); got != test.want {
				t.Errorf("kept %q, want %q", got, test.want)
			}
			if again := l.take(); len(again) != 0 {
				t.Errorf("kept %q after it was taken", again)
			}
		})
	}
}

func TestLastingStaysSmall(t *testing.T) {
	var l lasting
	frame := "\x1b[?2026h\x1b]2;title\a\x1b[?25l" + strings.Repeat("\x1b[1;1Htext", 1000) + "\x1b[?2026l"
	for range 200 {
		l.add([]byte(frame))
	}
	if got := string(l.take()); got != "\x1b]2;title\a\x1b[?25l" {
		t.Errorf("kept %q", got)
	}
}
