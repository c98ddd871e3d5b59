package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"reelwatch/tracker"
)

// body is the body of a request, and where it was read.
type body struct {
	text  []byte
	where string // "line 3", or a file's name before it; empty for the whole of a file
}

// maxInput is how much of a file of requests is read, in bytes.
const maxInput = 64 << 20

// readDrafts reads the requests in files, "-" being standard input. With an error there is none: each bad one is named.
func (a *app) readDrafts(ctx context.Context, files []string, templateFile string) ([]tracker.Draft, error) {
	t, err := readTemplate(templateFile)
	if err != nil {
		return nil, err
	}
	var drafts []tracker.Draft
	var bad []error
	tables := 0
	for _, file := range files {
		bodies, err := a.readBodies(ctx, file, t)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", inputName(file), err))
			continue
		}
		if separator(file) != 0 {
			tables++
		}
		for _, b := range bodies {
			d, err := tracker.NewDraft(b.text)
			if err != nil {
				bad = append(bad, fmt.Errorf("%s: %w", strings.TrimSuffix(inputName(file)+", "+b.where, ", "), err))
			}
			drafts = append(drafts, d)
			if found := placeholder.Find(b.text); found != nil && separator(file) == 0 {
				a.say("%s: %s stands in it as it is: is this the --template of a table?", inputName(file), found)
			}
		}
	}
	if t != nil && tables == 0 && len(bad) == 0 {
		bad = append(bad, errors.New("--template is for .csv and .tsv files, and there is none"))
	}
	if len(bad) > 0 {
		return nil, inVain(bad, "nothing was sent")
	}
	return drafts, nil
}

// readTemplate reads the file of --template; nil where there is none.
func readTemplate(file string) (*template, error) {
	if file == "" {
		return nil, nil
	}
	text, err := readFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	t, err := newTemplate(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}

// inputName is a file's name as messages have it.
func inputName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// separator is what stands between the columns of a table, by the file's name; 0 where it is none.
func separator(file string) rune {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".csv":
		return ','
	case ".tsv", ".tab":
		return '\t'
	}
	return 0
}

// readBodies reads the bodies in a file.
func (a *app) readBodies(ctx context.Context, file string, t *template) ([]body, error) {
	comma := separator(file)
	if comma != 0 && t == nil {
		return nil, errors.New("a table needs --template BODY.json, whose {{column}}s it fills")
	}
	var text []byte
	var err error
	if file == "-" {
		text, err = a.allOfStdin(ctx)
	} else {
		text, err = readFile(file)
	}
	if err != nil {
		return nil, err
	}
	if line := notUTF8(text); line > 0 {
		return nil, fmt.Errorf("line %d is not UTF-8: save the file as UTF-8 (in a spreadsheet: CSV UTF-8)", line)
	}
	switch ext := strings.ToLower(filepath.Ext(file)); {
	case comma != 0:
		return t.rows(text, comma)
	case ext == ".jsonl" || ext == ".ndjson":
		return jsonLines(text), nil
	case file == "-":
		return jsonStream(text)
	}
	return jsonFile(text)
}

// notUTF8 is the first line, from 1, that is not UTF-8 or holds a NUL, as UTF-16 does; 0 where all are fine.
func notUTF8(text []byte) int {
	line := 0
	for each := range bytes.Lines(text) {
		if line++; !utf8.Valid(each) || bytes.IndexByte(each, 0) >= 0 {
			return line
		}
	}
	return 0
}

// readFile reads a file that is not too large. Its error names the file once.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	defer f.Close()
	return readAll(f)
}

func readAll(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(asUTF8(r), maxInput+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxInput:
		return nil, fmt.Errorf("it is over %d MiB: split it", maxInput>>20)
	}
	return text, nil
}

// jsonLines gives the bodies of a text with one on each line; blank lines are passed over.
func jsonLines(text []byte) (bodies []body) {
	line := 0
	for each := range bytes.Lines(text) {
		line++
		if each = bytes.TrimSpace(each); len(each) > 0 {
			bodies = append(bodies, body{text: each, where: fmt.Sprintf("line %d", line)})
		}
	}
	return bodies
}

// jsonFile gives the body that a file is, or the bodies in it where it is an array.
func jsonFile(text []byte) ([]body, error) {
	trimmed := bytes.TrimSpace(text)
	if !bytes.HasPrefix(trimmed, []byte("[")) {
		return []body{{text: trimmed}}, nil
	}
	return jsonStream(text)
}

// jsonStream gives the bodies in a stream of JSON values, of any layout; an array is what is in it.
func jsonStream(text []byte) (bodies []body, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for {
		var value json.RawMessage
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return bodies, nil
		}
		where := fmt.Sprintf("line %d", lineOf(text, decoder.InputOffset()-int64(len(value))))
		if err != nil {
			return nil, fmt.Errorf("%s: not JSON from here on (%w)", fmt.Sprintf("line %d", lineOf(text, decoder.InputOffset())), err)
		}
		var items []json.RawMessage
		if json.Unmarshal(value, &items) != nil {
			bodies = append(bodies, body{text: value, where: where})
			continue
		}
		for i, item := range items {
			bodies = append(bodies, body{text: item, where: fmt.Sprintf("%s, item %d", where, i+1)})
		}
	}
}

// lineOf is the line, from 1, of the first thing that is not white space from an offset on.
func lineOf(text []byte, offset int64) int {
	before := text[:min(max(int(offset), 0), len(text))]
	rest := text[len(before):]
	blank := rest[:len(rest)-len(bytes.TrimLeft(rest, " \t\r\n"))]
	return 1 + bytes.Count(before, []byte("\n")) + bytes.Count(blank, []byte("\n"))
}
