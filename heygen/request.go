package heygen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

const (
	getTimeout = 30 * time.Second // HeyGen's own tool takes the same (SRC cli cmd/heygen/timeouts.go)
	maxBody    = 4 << 20          // bytes of one answer
)

// question is one request to be made, and what its refusals speak of.
type question struct {
	op    string // for people, see Reply.Op
	path  []string
	query url.Values
	video bool // about one video: a refusal concerns it alone, not the credential or the route
	v1    bool // of the first generation, whose answers have rules of their own

	session bool      // about a Video Agent's session, which has no code of its own for being gone
	post    *creation // what it sends; nil where it only asks
}

// legacy says that the answers are of a generation before v3.
func (q question) legacy() bool { return q.v1 || q.post != nil && q.post.key == "" }

// method is GET, or POST with something to send.
func (q question) method() string {
	if q.post != nil {
		return http.MethodPost
	}
	return http.MethodGet
}

// timeout is how long the whole exchange may take.
func (q question) timeout() time.Duration {
	if q.post != nil {
		return createTimeout
	}
	return getTimeout
}

// answer is what came back, whatever it says.
type answer struct {
	status int
	header http.Header
	body   []byte
	long   bool // the body was over maxBody and is not there
}

// ask sends q and gives the payload of the answer, or one of this package's errors, or the caller's own context error.
func (c *Client) ask(ctx context.Context, q question) (payload, error) {
	cred, err := c.keyring.current()
	if err != nil {
		return payload{}, q.early(err)
	}
	a, err := c.send(ctx, q, cred)
	if err == nil && a.status == http.StatusUnauthorized {
		if fresh, changed := c.keyring.renew(cred); changed {
			cred = fresh
			a, err = c.send(ctx, q, cred)
		}
	}
	if err != nil {
		return payload{}, err
	}
	p, err := open(q, a)
	if refusal, ok := errors.AsType[*AuthError](err); ok {
		c.keyring.refuse(cred)
		refusal.Hint, refusal.Fixed = cred.remedy(refusal.HTTP), cred.Source == keyVariable
	}
	return p, err
}

// send makes one exchange within the question's time-out.
func (c *Client) send(ctx context.Context, q question, cred Credential) (answer, error) {
	if over := ended(ctx); over != nil {
		return answer{}, q.early(fmt.Errorf("%s: %w", q.op, over))
	}
	limited, cancel := context.WithTimeout(ctx, q.timeout())
	defer cancel()
	var out departure
	req, err := c.request(httptrace.WithClientTrace(limited, out.trace()), q)
	if err != nil {
		return answer{}, q.early(&TransportError{Op: q.op, Err: plainly(err)})
	}
	cred.apply(req.Header)

	began := time.Now()
	a, err := c.exchange(req)
	if err != nil {
		if over := ended(ctx); over != nil {
			err = fmt.Errorf("%s: %w", q.op, over)
		} else {
			err = &TransportError{Op: q.op, Err: plainly(err)}
		}
		if out.none() {
			err = q.early(err)
		}
	}
	c.log(ctx, q, req.URL.Path, a, err, time.Since(began))
	return a, err
}

// request is q as HTTP, without the credential.
func (c *Client) request(ctx context.Context, q question) (*http.Request, error) {
	address := c.base.JoinPath(q.path...)
	address.RawQuery = q.query.Encode()
	var content io.Reader
	if q.post != nil {
		content = bytes.NewReader(q.post.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method(), address.String(), content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "application/json")
	if q.post != nil {
		req.Header.Set("Content-Type", "application/json")
		// Without it net/http cannot send the body a second time, which it does for a request with a key.
		req.GetBody = nil
		if q.post.key != "" {
			req.Header.Set("Idempotency-Key", q.post.key)
		}
	}
	return req, nil
}

// exchange sends req and reads the answer. Where the status is a refusal it counts, even if its body is cut off.
func (c *Client) exchange(req *http.Request) (answer, error) {
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	if err != nil && res.StatusCode < http.StatusMultipleChoices {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, header: res.Header, body: body}
	if len(body) > maxBody {
		a.body, a.long = nil, true
	}
	return a, nil
}

// ended gives the error of a context that is over. A deadline counts from its instant on: the network may notice it
// before the context does.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if at, ok := ctx.Deadline(); ok && !time.Now().Before(at) {
		return context.DeadlineExceeded
	}
	return nil
}

// log writes one line about an exchange, without query and headers.
func (c *Client) log(ctx context.Context, q question, path string, a answer, err error, took time.Duration) {
	if c.debug == nil {
		return
	}
	attrs := []slog.Attr{
		slog.String("op", q.op),
		slog.String("method", q.method()),
		slog.String("path", path),
		slog.Int("status", a.status),
		slog.Duration("took", took),
		slog.String("request_id", requestID(a.header)),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	c.debug.LogAttrs(ctx, slog.LevelDebug, "request", attrs...)
}
