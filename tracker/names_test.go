package tracker

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const someID = "7f2c1f0fde5a4b8a9c1e000000000001"

func TestFileName(t *testing.T) {
	day := time.Date(2026, 7, 22, 12, 0, 0, 0, time.Local)
	for name, c := range map[string]struct {
		template, title, batch, want string
	}{
		"the usual":                    {"", "Product tour", "", "Product tour-" + someID},
		"no title":                     {"", "", "", someID},
		"a title of nothing":           {"", " \u202e .. ", "", someID},
		"slashes":                      {"", "DE/FR/日本語", "", "DE-FR-日本語-" + someID},
		"a way out of the folder":      {"", "../../etc/passwd", "", "etc-passwd-" + someID},
		"a backslash and a drive":      {"", `C:\Windows\x`, "", `C--Windows-x-` + someID},
		"an option":                    {"", "-rf *", "", "rf --" + someID},
		"a hidden file":                {"", ".bashrc", "", "bashrc-" + someID},
		"escape sequences":             {"", "\x1b[31mred\x1b[0m\x07\nline", "", "red line-" + someID},
		"what Windows refuses":         {"", `a<b>c:d"e|f?g*h`, "", "a-b-c-d-e-f-g-h-" + someID},
		"decomposed letters":           {"", "Cafe\u0301", "", "Café-" + someID},
		"a placeholder in a title":     {"", "{date}", "", "{date}-" + someID},
		"title alone":                  {"{title}", "Clip", "", "Clip"},
		"title alone, none":            {"{title}", "", "", someID},
		"dots at the end":              {"{title}", "Clip. . .", "", "Clip"},
		"a device":                     {"{title}", "con", "", "_con"},
		"a device with a suffix":       {"{title}", "NUL.tar", "", "_NUL.tar"},
		"not a device":                 {"{title}", "console", "", "console"},
		"date":                         {"{date} {title}", "Clip", "", "2026-07-22 Clip"},
		"a folder for each batch":      {"{batch}/{title}", "Clip", "spring", filepath.Join("spring", "Clip")},
		"no batch":                     {"{batch}/{title}", "Clip", "", "Clip"},
		"a batch, no title":            {"{batch}/{title}", "", "spring", filepath.Join("spring", someID)},
		"a batch that is a way out":    {"{batch}/{title}", "Clip", "..", "Clip"},
		"a batch with a slash":         {"{batch}/{title}", "Clip", "a/../b", filepath.Join("a-..-b", "Clip")},
		"a title does not make a path": {"{title}/{id}", "a/b", "", filepath.Join("a-b", someID)},
	} {
		t.Run(name, func(t *testing.T) {
			e := &Entry{ID: someID, Title: c.title, Batch: c.batch, CreatedAt: day, AddedAt: day.Add(72 * time.Hour)}
			if got := fileName(c.template, e); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFileNameOfWhatIsKnown(t *testing.T) {
	added := time.Date(2026, 7, 25, 12, 0, 0, 0, time.Local)
	e := &Entry{ID: someID, Title: "HeyGen's", LocalTitle: "Mine", AddedAt: added}
	if got, want := fileName("{date} {title}", e), "2026-07-25 Mine"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := fileName("", &Entry{ID: "---"}); got != nameless {
		t.Errorf("an id of dashes gives %q", got)
	}
}

// Whatever is appended to a name, no part of it gets longer than file systems take, and no character is cut.
func TestLongTitlesAreCutByBytes(t *testing.T) {
	family := "👨‍👩‍👧‍👦"
	for name, title := range map[string]string{
		"one byte each":     strings.Repeat("a", 400),
		"three bytes each":  strings.Repeat("語", 300),
		"families":          strings.Repeat(family, 40),
		"combining marks":   strings.Repeat("g\u0308\u0301", 200),
		"spaces at the cut": strings.Repeat("word ", 100),
	} {
		for _, template := range []string{"", "{title}", "{title}/{title}-{id}-{title}", "{batch}{batch}{title}{id}"} {
			t.Run(name+" "+template, func(t *testing.T) {
				e := &Entry{ID: someID, Title: title, Batch: strings.Repeat("b", 300), AddedAt: time.Now()}
				got := fileName(template, e)
				for part := range strings.SplitSeq(got, string(filepath.Separator)) {
					if len(part+" (999).captioned.webm"+partSuffix) > 255 {
						t.Errorf("%d bytes: %q", len(part), part)
					}
					if strings.HasSuffix(part, " ") || !utf8.ValidString(part) {
						t.Errorf("badly cut: %q", part)
					}
				}
				if template == "" && !strings.HasSuffix(got, "-"+someID) {
					t.Errorf("the id was cut: %q", got)
				}
				if name == "families" && strings.Trim(strings.ReplaceAll(strings.ReplaceAll(got, family, ""), someID, ""), "-/b") != "" {
					t.Errorf("a family was torn apart: %q", got)
				}
			})
		}
	}
}

func TestValidateNameTemplate(t *testing.T) {
	for template, good := range map[string]bool{
		"{title}-{id}":         true,
		"{date}/{batch}/{id}":  true,
		"plain":                true,
		"{name}":               false,
		"{title":               false,
		"title}":               false,
		"":                     false,
		"/etc/{id}":            false,
		"../{id}":              false,
		"a/../../{id}":         false,
		"{id}/":                false,
		"a//{id}":              false,
		"./{id}":               false,
		"{title}{id}{date} ok": true,
	} {
		if err := ValidateNameTemplate(template); (err == nil) != good {
			t.Errorf("%q: %v", template, err)
		}
	}
}

func TestNumbered(t *testing.T) {
	for n, want := range map[int]string{1: "a.mp4", 2: "a (2).mp4", 12: "a (12).mp4"} {
		if got := numbered("a", ".mp4", n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

// A name is one safe component, whatever the title, the batch and the template's own text say.
func FuzzFileName(f *testing.F) {
	for _, title := range []string{"Clip", "../..", "a/b\\c", "\x00\x1b]0;x\x07", "con", strings.Repeat("é", 300), "\u200d"} {
		f.Add(title, "batch", someID)
	}
	f.Fuzz(func(t *testing.T, title, batch, id string) {
		e := &Entry{ID: cutBytes(safePart(id), 128), Title: title, Batch: batch}
		for _, template := range []string{"", "{title}", "{batch}/{title}", "{batch} {date}"} {
			got := fileName(template, e)
			if got == "" || !filepath.IsLocal(got) || !norm.NFC.IsNormalString(got) || strings.ContainsAny(got, "\x00\n\x1b\\:*?\"<>|") {
				t.Errorf("%q gives %q", template, got)
			}
			for part := range strings.SplitSeq(got, string(filepath.Separator)) {
				if len(part) > mostBytes+1 || strings.HasPrefix(part, ".") || strings.HasPrefix(part, "-") || strings.HasSuffix(part, ".") {
					t.Errorf("%q gives the part %q", template, part)
				}
			}
		}
	})
}
