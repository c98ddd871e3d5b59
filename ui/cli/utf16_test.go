package cli

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// inUTF16 writes a file as a spreadsheet's "Unicode text" and PowerShell's > do, and gives its name.
func inUTF16(t *testing.T, name, text string, order unicode.Endianness) string {
	t.Helper()
	encoded, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(encoded), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestATableInUTF16IsRead(t *testing.T) {
	tpl, err := newTemplate([]byte(`{"title":"{{title}}","n":{{n}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		file := inUTF16(t, "rows.tsv", "title\tn\r\nGrüße 日本\t1\r\n", order)
		bodies, err := (&app{}).readBodies(t.Context(), file, tpl)
		if err != nil || len(bodies) != 1 || string(bodies[0].text) != `{"title":"Grüße 日本","n":1}` {
			t.Errorf("%q, %v", bodies, err)
		}
	}
}

func TestIDsInUTF16AreRead(t *testing.T) {
	stdin, err := os.Open(inUTF16(t, "ids.txt", "video_one\r\nvideo_two\r\n", unicode.LittleEndian))
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	ids, bad, err := (&app{Process: Process{Stdin: stdin}}).readIDs(t.Context(), []string{"-"})
	if err != nil || len(bad) > 0 || len(ids) != 2 || ids[0].ID != "video_one" || ids[1].ID != "video_two" {
		t.Errorf("%v, bad %v, %v", ids, bad, err)
	}
}
