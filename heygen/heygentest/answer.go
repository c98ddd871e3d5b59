package heygentest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// object is a JSON object as it is answered.
type object map[string]any

// answer is a whole answer, before anything goes wrong with it.
type answer struct {
	status int
	header map[string]string
	body   []byte
}

// ok answers 200 with JSON.
func ok(v any) answer { return asJSON(http.StatusOK, v) }

// asJSON answers with JSON, links as readable as they are in HeyGen's own answers.
func asJSON(status int, v any) answer {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return text(http.StatusInternalServerError, "heygentest cannot write its answer: "+err.Error())
	}
	return answer{status, map[string]string{"Content-Type": "application/json"}, b.Bytes()}
}

// text answers as a router or a proxy does that never met the service.
func text(status int, body string) answer {
	return answer{status, map[string]string{"Content-Type": "text/plain; charset=utf-8"}, []byte(body)}
}

// page answers with an edge's page.
func page(status int) answer {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
	return answer{status, map[string]string{"Content-Type": "text/html; charset=UTF-8"}, []byte(body)}
}

// denied is how the file host says no.
func denied(status int) answer {
	code := strings.ReplaceAll(http.StatusText(status), " ", "")
	if status == http.StatusForbidden {
		code = "AccessDenied"
	}
	body := `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + code + "</Code><Message>" +
		http.StatusText(status) + "</Message></Error>\n"
	return answer{status, map[string]string{"Content-Type": "application/xml"}, []byte(body)}
}

// refusal is an error as v3 has it. Empty fields are filled with what is usual for the status.
func refusal(status int, code, message, param string) answer {
	code = cmp.Or(code, usualCode(status))
	detail := object{
		"code":    code,
		"message": cmp.Or(message, http.StatusText(status), "error"),
		"doc_url": "https://developers.heygen.com/docs/error-codes#" + strings.ReplaceAll(code, "_", "-"),
	}
	if param != "" {
		detail["param"] = param
	}
	return asJSON(status, object{"error": detail})
}

// usualCode is the code that v3 sends most often with a status (DOC dev/docs/error-codes).
func usualCode(status int) string {
	codes := map[int]string{
		http.StatusBadRequest:          "invalid_parameter",
		http.StatusUnauthorized:        "unauthorized",
		http.StatusPaymentRequired:     "insufficient_credit",
		http.StatusForbidden:           "forbidden",
		http.StatusNotFound:            "not_found",
		http.StatusConflict:            "conflict",
		http.StatusUnprocessableEntity: "invalid_parameter",
		http.StatusTooManyRequests:     "rate_limit_exceeded",
		http.StatusGatewayTimeout:      "gateway_timeout",
	}
	if status == http.StatusBadGateway || status == http.StatusServiceUnavailable {
		return "service_unavailable"
	}
	return cmp.Or(codes[status], "internal_error")
}

// refusalV2 is an error as v2 has it.
func refusalV2(status int, message string) answer {
	return asJSON(status, object{"data": nil, "error": object{"code": usualCode(status), "message": message}})
}

// refusalV1 is an error as v1 has it.
func refusalV1(status, code int, message string) answer {
	return asJSON(status, object{"code": code, "message": message})
}

// send writes the answer, as far as a fault lets it.
func (x *exchange) send(a answer, f Fault) {
	h := x.Header()
	for name, value := range a.header {
		h.Set(name, value)
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	x.WriteHeader(a.status)
	if f.breaks() && !f.early() {
		at := min(int(f.place(0, int64(len(a.body)))), len(a.body))
		// A client that has gone is no trouble of ours, here and below.
		_, _ = x.Write(a.body[:at])
		x.flush()
		x.trouble(f)
		a.body = a.body[at:]
	}
	x.left()
	_, _ = x.Write(a.body)
}
