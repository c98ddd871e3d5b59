// Package heygentest is a simulated HeyGen: its status routes, lists and account and the routes that start generations
// on one host, the files behind signed links on another. The demo, the tests and the benchmarks run on it.
//
// Nothing in it ticks. What a video is at a moment follows from its VideoSpec and Options.Now alone, what goes wrong
// is asked for by Fault and counted down, and every answer is the same again for the same questions. The handlers are
// reached over two loopback sockets (Start) or over pipes in memory (Pipes); the latter also inside a testing/synctest
// bubble, where the server must be made, and closed, inside the bubble.
//
//	s := heygentest.New(heygentest.Options{Key: "k"})
//	s.Add(heygentest.VideoSpec{ID: heygentest.ID(1), Renders: 5 * time.Minute, Faults: []heygentest.Fault{
//		{On: heygentest.File, Do: heygentest.Cut, After: 0.3},
//	}})
//	client := http.Client{Transport: s.Pipes()}
//	defer s.Close()
package heygentest
