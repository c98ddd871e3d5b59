package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	xterm "github.com/charmbracelet/x/term"

	"reelwatch/heygen"
)

// accountant says what the account can spend. *heygen.Client satisfies it.
type accountant interface {
	Account(ctx context.Context) (heygen.Account, error)
}

// question is what is asked before credits are spent.
type question struct {
	n     int  // videos to be started
	known int  // of these, requests that were submitted before
	again bool // they were all submitted before: asked also about one alone
	yes   bool // the user has answered already
}

// purseWait is how long a question before spending is held up for the balance, without which it can be asked.
const purseWait = 5 * time.Second

// errDeclined says that the user does not want to spend.
var errDeclined = errors.New("nothing was started")

// agree asks before credits are spent, where somebody is there to answer: on a terminal, about more than one video.
func (a *app) agree(ctx context.Context, account accountant, q question) error {
	asks := !q.yes && xterm.IsTerminal(a.Stdin.Fd()) && xterm.IsTerminal(a.Stderr.Fd()) && (q.n > 1 || q.again || q.known > 0)
	if !asks {
		if q.known > 0 {
			a.say("%s submitted before, word for word", count(q.known, "of these requests was", "of these requests were"))
		}
		return nil
	}
	purse := ""
	soon, cancel := context.WithTimeout(ctx, purseWait)
	defer cancel()
	if who, err := account.Account(soon); err == nil {
		purse = who.Purse()
	} else if isAuth(err) {
		return err
	}
	fmt.Fprint(a.Stderr, q.text(plain(purse)))
	var answer string
	err := leaving(ctx, func() (err error) {
		answer, err = bufio.NewReader(a.Stdin).ReadString('\n')
		return err
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	if err != nil {
		fmt.Fprintln(a.Stderr) // no line was ended
	}
	return errDeclined
}

// text is the question: Start 40 videos? balance $12.50 [y/N].
func (q question) text(purse string) string {
	text := "Start " + count(q.n, "video", "videos")
	switch {
	case q.again:
		text += " again"
	case q.known == q.n:
		text += " once more (the same were submitted before)"
	case q.known > 0:
		text += fmt.Sprintf(" (%d of them were submitted before)", q.known)
	}
	text += "?"
	if purse != "" {
		text += " balance " + purse
	}
	return text + " [y/N] "
}
