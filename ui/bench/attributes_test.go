package main

import "testing"

func TestAttributes(t *testing.T) {
	const said = `=== RUN   TestX
=== ATTR  TestX lag 6.25
    x_test.go:9: === ATTR  no attribute
=== ATTR  TestX asked 93
--- PASS: TestX (0.01s)
ok  	reelwatch/ui/bench	0.02s
`
	got, err := attributes(said, "lag", "asked")
	if err != nil || got["lag"] != 6.25 || got["asked"] != 93 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := attributes(said, "lag", "speed"); err == nil {
		t.Error("a figure that is not there is given")
	}
	if _, err := attributes("=== ATTR  TestX lag much\n", "lag"); err == nil {
		t.Error("a figure that is no number is given")
	}
}
