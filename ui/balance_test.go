package ui

import (
	"strings"
	"testing"
	"time"
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
		d.stage.do(func() { d.stage.loads = true }) // another process changed something
		d.Advance(1100 * time.Millisecond)
		d.Shows("live   310 credits")
		d.Resize(40, 10)
		d.Hides("credits")
		d.Shows("1 of 3 done")
	})
}

func TestABalanceWithoutNewsDrawsNothing(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		updates := d.updates
		d.run(d.model.askBalance())
		d.settle()
		if d.updates != updates {
			d.t.Errorf("%d updates for no news", d.updates-updates)
		}
	})
}
