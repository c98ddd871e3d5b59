package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// placeholder is where a template takes a column's value.
var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// template is the body of a request with places for the columns of a table. Inside a JSON string a value becomes a part of
// it; elsewhere it stands for itself where it is a number, true, false or null, and as a string where it is not.
type template struct {
	text    []byte
	columns []string // those that it names, each once
}

// newTemplate reads a template, and says what is wrong with it.
func newTemplate(text []byte) (*template, error) {
	t := &template{text: text}
	for _, found := range placeholder.FindAllSubmatch(t.text, -1) {
		name := strings.TrimSpace(string(found[1]))
		if name == "" {
			return nil, errors.New("a placeholder without a name")
		}
		if !slices.Contains(t.columns, name) {
			t.columns = append(t.columns, name)
		}
	}
	if len(t.columns) == 0 {
		return nil, errors.New("it has no {{column}}: every row would be the same video")
	}
	if body := t.fill(func(string) string { return "0" }); !json.Valid(body) {
		return nil, errors.New("it is not JSON, whatever stands in the columns")
	}
	return t, nil
}

// fill gives the body with a value in each place.
func (t *template) fill(value func(column string) string) []byte {
	var out bytes.Buffer
	rest, quoted := t.text, false
	for {
		at := placeholder.FindSubmatchIndex(rest)
		if at == nil {
			out.Write(rest)
			return out.Bytes()
		}
		out.Write(rest[:at[0]])
		quoted = quotedAfter(rest[:at[0]], quoted)
		v := value(strings.TrimSpace(string(rest[at[2]:at[3]])))
		switch {
		case quoted:
			out.WriteString(inString(v))
		case isScalar(v):
			out.WriteString(v)
		default:
			out.WriteString(`"` + inString(v) + `"`)
		}
		rest = rest[at[1]:]
	}
}

// quotedAfter says whether the end of a piece of JSON lies in a string; quoted says so of its beginning.
func quotedAfter(piece []byte, quoted bool) bool {
	for i := 0; i < len(piece); i++ {
		switch {
		case piece[i] == '\\' && quoted:
			i++
		case piece[i] == '"':
			quoted = !quoted
		}
	}
	return quoted
}

// inString is a text as it stands between the quotes of a JSON string.
func inString(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string can always be encoded
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(b.String()), `"`), `"`)
}

// isScalar says whether a text is a JSON number, true, false or null.
func isScalar(text string) bool {
	return text != "" && !strings.ContainsAny(text[:1], "\"{[ \t\r\n") && json.Valid([]byte(text))
}

// rows fills the template from a table whose first row names the columns, and gives a body for each other row with the line
// that it begins on. comma is what stands between two columns.
func (t *template) rows(table []byte, comma rune) (bodies []body, err error) {
	table, comma = spreadsheet(table, comma)
	r := csv.NewReader(bytes.NewReader(table))
	r.Comma, r.LazyQuotes = comma, comma == '\t'
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the table is empty: its first row must name the columns")
	}
	if err != nil {
		return nil, err
	}
	index, err := t.index(head)
	if err != nil {
		return nil, err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return bodies, nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			return nil, fmt.Errorf("%w: %d where the first row has %d", err, len(row), len(head))
		}
		if err != nil {
			return nil, err
		}
		if line, _ := r.FieldPos(0); strings.TrimSpace(strings.Join(row, "")) != "" {
			text := t.fill(func(column string) string { return row[index[column]] })
			bodies = append(bodies, body{text: text, where: fmt.Sprintf("line %d", line)})
		}
	}
}

// spreadsheet takes a table as spreadsheets write them: with the separator of the user's country, perhaps named in a first line
// of its own, and with old line ends. Such a line is left blank, so that the others keep their numbers.
func spreadsheet(table []byte, comma rune) ([]byte, rune) {
	if !bytes.Contains(table, []byte("\n")) {
		table = bytes.ReplaceAll(table, []byte("\r"), []byte("\n"))
	}
	head, rest, _ := bytes.Cut(table, []byte("\n"))
	if named, found := bytes.CutPrefix(bytes.TrimRight(head, "\r"), []byte("sep=")); found && len(named) == 1 {
		return append([]byte("\n"), rest...), rune(named[0])
	}
	if comma == ',' && !bytes.Contains(head, []byte(",")) && bytes.Contains(head, []byte(";")) {
		comma = ';'
	}
	return table, comma
}

// index finds the template's columns in the first row of a table.
func (t *template) index(head []string) (map[string]int, error) {
	index := map[string]int{}
	for i, name := range head {
		head[i] = strings.TrimSpace(name)
		if _, twice := index[head[i]]; twice && slices.Contains(t.columns, head[i]) {
			return nil, fmt.Errorf("two columns are named %q", head[i])
		}
		index[head[i]] = i
	}
	for _, column := range t.columns {
		if _, found := index[column]; !found {
			return nil, fmt.Errorf("the template's {{%s}} is no column of the table (it has %s)", column, strings.Join(head, ", "))
		}
	}
	return index, nil
}
