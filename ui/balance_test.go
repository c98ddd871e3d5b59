package ui

import (
	"strings"
	"testing"
)

func TestTheBalanceStandsAtTheRight(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Hides("$")
		d.stage.do(func() { d.stage.purse = "$12.50" })
		d.Changed()
		if line := strings.SplitN(d.Screen(), "\n", 2)[0]; !strings.HasSuffix(line, "live   $12.50") {
			d.t.Errorf("the header is %q", line)
		}
		d.stage.do(func() { d.stage.purse = "310 credits" })
		d.Changed()
		d.Shows("live   310 credits")
		d.Resize(40, 10)
		d.Hides("credits")
		d.Shows("1 of 3 done")
	})
}
