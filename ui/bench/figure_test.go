package main

import "testing"

func TestVerdict(t *testing.T) {
	for want, f := range map[string]figure{
		"":     {value: 7},
		"ok":   {value: 7, bar: atMost(7)},
		"over": {value: 0.001, bar: atMost(0)},
	} {
		if got := f.verdict(); got != want {
			t.Errorf("%v of %v: %q, want %q", f.value, f.bar, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for want, value := range map[string]float64{
		"0": 0, "20": 20, "0.45": 0.4512, "1.50": 1.5, "9.88": 9.8765, "17.3": 17.26, "133": 133.4, "-0.25": -0.25, "200000": 200000.2,
	} {
		if got := number(value); got != want {
			t.Errorf("%v is written %q, want %q", value, got, want)
		}
	}
	if got := bytesPerSecond.text(79.04); got != "79.0 B/s" {
		t.Error(got)
	}
}

func TestQuantiles(t *testing.T) {
	var hundred samples
	for n := range 100 {
		hundred = append(hundred, float64(100-n))
	}
	for _, c := range []struct {
		s       samples
		q, want float64
	}{
		{nil, 0.5, 0}, {samples{3}, 0.99, 3}, {samples{3, 1, 2}, 0.5, 2}, {samples{4, 1, 3, 2}, 0.5, 2},
		{hundred, 0, 1}, {hundred, 0.5, 50}, {hundred, 0.99, 99}, {hundred, 1, 100},
	} {
		if got := c.s.quantile(c.q); got != c.want {
			t.Errorf("quantile %v of %v is %v, want %v", c.q, c.s, got, c.want)
		}
	}
	if got := hundred.median(); got != 50 {
		t.Error("median", got)
	}
}
