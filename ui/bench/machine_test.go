package main

import "testing"

func TestMachineInWords(t *testing.T) {
	const cpus = "processor\t: 0\nvendor_id\t: X\nmodel\t\t: 1\nmodel name\t: AMD EPYC\n\nprocessor\t: 1\nmodel name\t: AMD EPYC\n"
	for _, c := range []struct {
		cores            int
		cpus, load, want string
	}{
		{2, cpus, "0.31 0.20 0.10 1/99 4242\n", "2 cores of AMD EPYC, load before 0.31"},
		{1, "", "", "1 core"},
		{4, "Features: none\n", "", "4 cores"},
	} {
		if got := describe(c.cores, c.cpus, c.load); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
