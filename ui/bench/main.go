// Command bench measures reelwatch against its bars and prints a line for each: by the program as it is shipped, on a
// terminal, wherever a user would feel the difference, and in simulated time where a figure is about requests.
//
//	go run ./ui/bench -o docs/benchmarks.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// order is what the command line asks for.
type order struct {
	groups []group
	size   size
	file   string // to write the table to, as Markdown; empty for none
}

// parse reads the command line.
func parse(args []string, stderr io.Writer) (o order, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "measure these groups only, by comma: "+strings.Join(names(groups()), ", "))
	quick := flags.Bool("quick", false, "measure for a shorter time and less often, on the same lists")
	flags.StringVar(&o.file, "o", "", "write the table to this `FILE` too, as Markdown")
	if err := flags.Parse(args); err != nil {
		return order{}, err
	}
	if flags.NArg() > 0 {
		return order{}, fmt.Errorf("%q is more than flags", flags.Args())
	}
	o.size = full()
	if *quick {
		o.size = short()
	}
	o.groups, err = choose(groups(), *only)
	return o, err
}

// run measures what the arguments name. It fails where something can't be measured, and where a bar is missed.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	if runtime.GOOS != "linux" {
		return errors.New("the figures come from /proc, so they need Linux")
	}
	r := report{command: strings.Join(append([]string{"go run ./ui/bench"}, args...), " "), began: time.Now(), machine: machine()}
	err = r.measure(ctx, o, stderr)
	r.took = time.Since(r.began)
	fmt.Fprint(stdout, r.text())
	if o.file != "" {
		err = errors.Join(err, os.WriteFile(o.file, []byte(r.markdown()), 0o644))
	}
	return errors.Join(err, r.missed())
}

// measure measures one group after another. What can't be measured does not keep the others from it.
func (r *report) measure(ctx context.Context, o order, progress io.Writer) error {
	l, err := newLab(ctx, o.size)
	if err != nil {
		return err
	}
	r.version = l.version
	for _, g := range o.groups {
		if ctx.Err() != nil {
			break
		}
		fmt.Fprintf(progress, "measuring %s...\n", g.name)
		figures, failed := g.measure(ctx, l)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", g.name, failed))
			continue
		}
		r.sections = append(r.sections, section{g.name, g.how, figures})
	}
	return errors.Join(err, l.close())
}

// group is figures that are measured together.
type group struct {
	name    string // as -only takes it
	how     string // they are measured
	measure func(ctx context.Context, l *lab) ([]figure, error)
}

// groups are all there are, in the order in which they are measured.
func groups() []group {
	return []group{
		bytesGroup(), keysGroup(), startGroup(), memoryGroup(), processorGroup(), savingGroup(), addingGroup(), requestsGroup(), largeGroup(),
	}
}

func names(all []group) (out []string) {
	for _, g := range all {
		out = append(out, g.name)
	}
	return out
}

// choose gives the groups that are named, by comma; all where none is.
func choose(all []group, only string) (chosen []group, err error) {
	if only == "" {
		return all, nil
	}
	wanted := strings.Split(only, ",")
	for _, name := range wanted {
		if !slices.Contains(names(all), name) {
			return nil, fmt.Errorf("-only %s: there is no group %q; there are %s", only, name, strings.Join(names(all), ", "))
		}
	}
	return slices.DeleteFunc(all, func(g group) bool { return !slices.Contains(wanted, g.name) }), nil
}
