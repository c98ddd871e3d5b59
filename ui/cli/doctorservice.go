package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"reelwatch/heygen"
)

// doctorWait bounds each question of the doctor's: somebody waits for the answer.
const doctorWait = 15 * time.Second

// nobodysVideo is asked about to find the route where nothing is tracked.
const nobodysVideo = "00000000000000000000000000000000"

// examineService looks at the credential, and asks HeyGen who it belongs to and by which route statuses are told. id is a
// video to ask about; empty where none is known.
func examineService(ctx context.Context, client *heygen.Client, credential func() (heygen.Credential, error), id string) []finding {
	found, err := credential()
	if err != nil {
		what, remedy := missing(err)
		return []finding{
			{bad, "key", what, remedy},
			{noted, "route", "not asked for without a key", ""},
		}
	}
	key := finding{fine, "key", "from " + found.Source, ""}
	account, err := askAccount(ctx, client)
	if err != nil && unanswered(err) {
		return []finding{key, account, {noted, "route", "not asked for", ""}}
	}
	if id == "" {
		id = nobodysVideo
	}
	return []finding{key, account, examineRoute(ctx, client, id)}
}

// missing says why there is no credential, and what to do.
func missing(err error) (what, remedy string) {
	auth, ok := errors.AsType[*heygen.AuthError](err)
	if !ok {
		return err.Error(), "set HEYGEN_API_KEY"
	}
	if auth.Message == "" {
		return "no API key", auth.Hint
	}
	return auth.Message, auth.Hint
}

// unanswered says whether an error makes a further question pointless: nobody answers, or the credential is refused.
func unanswered(err error) bool {
	silent := as[*heygen.TransportError](err) || errors.Is(err, context.DeadlineExceeded)
	auth, refused := errors.AsType[*heygen.AuthError](err)
	return silent || refused && auth.HTTP != http.StatusForbidden
}

// askAccount asks HeyGen who the credential belongs to.
func askAccount(ctx context.Context, client *heygen.Client) (finding, error) {
	ctx, cancel := context.WithTimeout(ctx, doctorWait)
	defer cancel()
	account, err := client.Account(ctx)
	switch purse := account.Purse(); {
	case as[*heygen.RouteError](err):
		return finding{noted, "account", "the server does not say who the key belongs to", "nothing needs that but the balance"}, err
	case err != nil:
		return refused("account", err), err
	case purse == "":
		return finding{fine, "account", "HeyGen accepts it", ""}, nil
	case account.HasBalance && account.Balance <= 0 && !(account.HasCredits && account.Credits > 0):
		return finding{noted, "account", "HeyGen accepts it; balance " + purse, "new videos need credit; those under way go on"}, nil
	default:
		return finding{fine, "account", "HeyGen accepts it; balance " + purse, ""}, nil
	}
}

// examineRoute finds the route that tells statuses by asking about one video.
func examineRoute(ctx context.Context, client *heygen.Client, id string) finding {
	ctx, cancel := context.WithTimeout(ctx, doctorWait)
	defer cancel()
	if _, err := client.Statuses(ctx, []string{id}); err != nil {
		return refused("route", err)
	}
	switch route := client.Route(); route {
	case heygen.RouteBulk:
		return finding{fine, "route", route.String() + ", 100 videos a question", ""}
	case heygen.RouteSingle:
		return finding{noted, "route", route.String() + ", one video a question", "the server has no bulk route, so large batches are followed more slowly"}
	default:
		return finding{noted, "route", route.String() + ", one video a question, without titles", "HeyGen retires v1; use --api auto unless your server has nothing newer"}
	}
}

// refused is what an error of HeyGen's, or the lack of an answer, comes to.
func refused(subject string, err error) finding {
	f := finding{bad, subject, strings.TrimPrefix(err.Error(), subject+": "), advice(err)}
	auth, denied := errors.AsType[*heygen.AuthError](err)
	switch {
	case denied && auth.Hint != "":
		f.text, f.remedy = strings.TrimSuffix(f.text, ": "+auth.Hint), auth.Hint
	case errors.Is(err, context.DeadlineExceeded):
		f.text, f.remedy = fmt.Sprintf("no answer for %s", doctorWait), heygen.Advice(&heygen.TransportError{})
	case as[*heygen.LimitError](err):
		f.verdict = noted
	}
	return f
}

// as says whether err is, or wraps, an error of type E.
func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
