package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
)

func requestsGroup() group {
	return group{
		name: "requests",
		how: "the tracker, its list on disk and its client over the simulated HeyGen, in simulated time (`go test ./ui/bench -run InSimulatedTime`), asking as " +
			"the dashboard does. Beside it the schedule of HeyGen's own tool: each video by itself, at once, then after 2 s, doubling to 30 s",
		measure: measureRequests,
	}
}

func measureRequests(ctx context.Context, l *lab) ([]figure, error) {
	var said string
	if err := output(exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "-run", "InSimulatedTime", "-short="+strconv.FormatBool(l.short), "reelwatch/ui/bench"), &said); err != nil {
		return nil, err
	}
	got, err := attributes(said, "first", "round", "lag", "worstLag", "asked", "mostAsked", "peerLag", "peerAsked")
	if err != nil {
		return nil, err
	}
	const official = "HeyGen's own tool: "
	return []figure{
		{what: "500 new videos, until every status and title is known", value: got["first"], unit: requests, bar: atMost(20), beside: official + "500"},
		{what: "500 videos, each later round", value: got["round"], unit: requests, bar: atMost(5), beside: official + "500"},
		{what: "a batch of 50, from complete to known, mean of the worst batch", value: got["worstLag"], unit: seconds, bar: atMost(10),
			beside: fmt.Sprintf("all batches %s; %s%s", seconds.text(got["lag"]), official, seconds.text(got["peerLag"]))},
		{what: "a batch of 50, until all are known to be complete, worst batch", value: got["mostAsked"], unit: requests, bar: atMost(100),
			beside: fmt.Sprintf("all batches %s; %s%s", number(got["asked"]), official, number(got["peerAsked"]))},
	}, nil
}
