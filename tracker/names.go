package tracker

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

const (
	titledName   = "{title}-{id}"
	untitledName = "{id}"
	nameless     = "video" // where not even the id has a character that may begin a name
	// mostBytes leaves room in a name of 255 bytes for what may follow: " (999)", ".captioned.webm" and ".part".
	mostBytes = 255 - 26
)

var (
	placeholder = regexp.MustCompile(`\{[^{}]*\}`)
	// reservedName matches the names that Windows keeps for devices, whatever follows the first dot.
	reservedName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)`)
)

// ValidateNameTemplate says what is wrong with a template of file names.
func ValidateNameTemplate(template string) error {
	for _, found := range placeholder.FindAllString(template, -1) {
		switch found {
		case "{title}", "{id}", "{date}", "{batch}":
		default:
			return fmt.Errorf("%s is not one of {title}, {id}, {date}, {batch}", found)
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(template, ""), "{}") {
		return errors.New("a brace without its partner")
	}
	for part := range strings.SplitSeq(template, "/") {
		if part == "" || part == "." || part == ".." {
			return errors.New("each part between slashes must name something below the output folder")
		}
	}
	return nil
}

// fileName is the path of an entry's file below the output folder, without its suffix. Each part of it is one safe
// path component, whatever the title says.
func fileName(template string, e *Entry) string {
	title := CleanText(e.Shown())
	if template == "" {
		template = titledName
		if safePart(title) == "" {
			template = untitledName
		}
	}
	date := e.CreatedAt
	if date.IsZero() {
		date = e.AddedAt
	}
	values := map[string]string{
		"{id}": e.ID, "{date}": date.In(time.Local).Format(time.DateOnly), "{batch}": CleanText(e.Batch),
	}
	above, last := "", template
	if slash := strings.LastIndexByte(template, '/'); slash >= 0 {
		above, last = template[:slash], template[slash+1:]
	}
	var parts []string
	for part := range strings.SplitSeq(above, "/") {
		parts = append(parts, expand(part, title, values)) // Join leaves out the empty ones
	}
	name := cmp.Or(expand(last, title, values), safePart(e.ID), nameless)
	return filepath.Join(append(parts, name)...)
}

// expand fills in one part of a template. The title is what gives way where the whole gets too long.
func expand(part, title string, values map[string]string) string {
	fill := func(title string) string {
		return safePart(placeholder.ReplaceAllStringFunc(part, func(name string) string {
			if name == "{title}" {
				return title
			}
			return strings.ReplaceAll(values[name], "/", "-")
		}))
	}
	if whole := fill(title); len(whole) <= mostBytes {
		return whole
	}
	n := max(strings.Count(part, "{title}"), 1)
	room := (mostBytes - len(fill("x")) + n) / n
	return safePart(cutBytes(fill(cutBytes(norm.NFC.String(title), max(room, 0))), mostBytes))
}

// safePart makes a text one path component that every file system takes; it may end up empty.
func safePart(s string) string {
	s = norm.NFC.String(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r == utf8.RuneError {
			return '-'
		}
		return r
	}, CleanText(s)))
	s = strings.TrimRight(strings.TrimLeft(s, " .-~"), " .")
	if reservedName.MatchString(s) {
		s = "_" + s
	}
	return s
}

// cutBytes cuts a text to at most n bytes, between characters as people see them.
func cutBytes(s string, n int) string {
	kept := 0
	for kept < len(s) {
		cluster, _ := ansi.FirstGraphemeCluster(s[kept:], ansi.GraphemeWidth)
		if kept+len(cluster) > n {
			break
		}
		kept += len(cluster)
	}
	return s[:kept]
}

// numbered is the n-th name to try for a file: the name itself, then " (2)" before the suffix, and so on.
func numbered(stem, ext string, n int) string {
	if n > 1 {
		stem = fmt.Sprintf("%s (%d)", stem, n)
	}
	return stem + ext
}

// namesVideo says whether a path contains the id, so that a file of the right length there can only be the video.
func namesVideo(path, id string) bool { return strings.Contains(filepath.Base(path), id) }
