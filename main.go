// Command reelwatch is a terminal dashboard for batches of HeyGen videos.
package main

import (
	"os"

	"reelwatch/ui/cli"
)

// What a release stamps by -ldflags "-X main.version=..."; empty in a plain go build.
var version, commit, date string

func main() {
	os.Exit(cli.Main(cli.Process{
		Args:    os.Args[1:],
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Getenv:  os.Getenv,
		Environ: os.Environ,
		Version: version,
		Commit:  commit,
		Date:    date,
	}))
}
