//go:build unix

package cli

import (
	"bufio"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

// purse is an account for questions.
type purse struct{ err error }

func (p purse) Account(context.Context) (heygen.Account, error) {
	return heygen.Account{Balance: 12.5, HasBalance: true}, p.err
}

// mute is an account that says nothing: it is left as long as the question bears with it.
type mute struct{ left time.Duration }

func (m *mute) Account(ctx context.Context) (heygen.Account, error) {
	if end, ok := ctx.Deadline(); ok {
		m.left = time.Until(end)
	}
	return heygen.Account{}, context.DeadlineExceeded
}

// asked asks on a terminal, types the answer, and gives the question and what came of it.
func asked(t *testing.T, q question, account accountant, answer string) (text string, err error) {
	t.Helper()
	screen, tty := terminal(t, 80, 24)
	a := &app{Process: Process{Stdin: tty, Stderr: tty, Getenv: func(string) string { return "" }}}
	if _, err := screen.WriteString(answer); err != nil {
		t.Fatal(err)
	}
	err = a.agree(t.Context(), account, q)
	if _, end := tty.WriteString("\n"); end != nil {
		t.Fatal(end)
	}
	lines := bufio.NewReader(screen)
	for !strings.Contains(text, "[y/N]") {
		line, end := lines.ReadString('\n')
		if end != nil {
			t.Fatal(end)
		}
		text = line
	}
	return text, err
}

func TestTheQuestionBeforeSpending(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		q            question
		answer, text string
		err          error
	}{
		{question{n: 40}, "y\n", "Start 40 videos? balance $12.50 [y/N]", nil},
		{question{n: 2}, "\n", "Start 2 videos? balance $12.50 [y/N]", errDeclined},
		{question{n: 2}, "yes please\n", "Start 2 videos?", errDeclined},
		{question{n: 1, again: true}, "YES\n", "Start 1 video again?", nil},
		{question{n: 3, known: 2}, "n\n", "Start 3 videos (2 of them were submitted before)?", errDeclined},
		{question{n: 1, known: 1}, "\x04", "Start 1 video once more (the same were submitted before)?", errDeclined},
	} {
		text, err := asked(t, test.q, purse{}, test.answer)
		if !strings.Contains(text, test.text) || !errors.Is(err, test.err) {
			t.Errorf("%+v: %q, %v", test.q, text, err)
		}
	}
	if text, err := asked(t, question{n: 2}, purse{errors.New("no network")}, "y\n"); err != nil || !strings.Contains(text, "videos? [y/N]") {
		t.Errorf("without a balance: %q, %v", text, err)
	}
}

func TestAMuteAccountHoldsTheQuestionUpForMomentsOnly(t *testing.T) {
	t.Parallel()
	account := &mute{}
	if text, err := asked(t, question{n: 2}, account, "y\n"); err != nil || !strings.Contains(text, "videos? [y/N]") {
		t.Errorf("%q, %v", text, err)
	}
	if account.left <= 0 || account.left > purseWait {
		t.Errorf("the balance is waited for %v, want at most %v", account.left, purseWait)
	}
}

func TestNobodyIsAskedAboutOneVideoOrOffATerminal(t *testing.T) {
	t.Parallel()
	_, tty := terminal(t, 80, 24)
	refused := purse{&heygen.AuthError{}}
	a := &app{Process: Process{Stdin: tty, Stderr: tty, Getenv: func(string) string { return "" }}}
	for _, q := range []question{{n: 1}, {n: 40, yes: true}} {
		if err := a.agree(t.Context(), refused, q); err != nil {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if err := a.agree(t.Context(), refused, question{n: 2}); exitCode(err) != exitKey {
		t.Errorf("with a refused key: %v", err)
	}
}
