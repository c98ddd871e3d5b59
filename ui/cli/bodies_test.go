package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// FuzzReadBodies holds that no file of requests breaks the reading: each body names a place in the file, what a table fills is
// JSON. Whether a body is a request is looked at afterwards, when it becomes a draft.
func FuzzReadBodies(f *testing.F) {
	for _, seed := range []string{
		"title,n\na,1\n", "sep=;\r\ntitle;n\r\n\"a;\"\"\";2", "\ufefftitle\tn\nx\ty\n", "{\"a\":1}\n\n[{\"b\":2}]", "[{},", "title\r1\r2", "\"title", "sep=\"\ntitle", "\x00\xff",
	} {
		f.Add(seed)
	}
	folder := f.TempDir()
	filled, err := newTemplate([]byte(`{"title":"{{title}}","n":{{title}}}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, tpl := range map[string]*template{"t.csv": filled, "t.tsv": filled, "b.json": nil, "b.jsonl": nil} {
			file := filepath.Join(folder, name)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			bodies, err := (&app{}).readBodies(t.Context(), file, tpl)
			if err != nil && len(bodies) > 0 || len(bodies) > len(text)+1 {
				t.Errorf("%s: %d bodies and %q", name, len(bodies), err)
			}
			for _, b := range bodies {
				if tpl != nil && !json.Valid(b.text) || b.where == "" && len(bodies) > 1 {
					t.Errorf("%s: %q at %q", name, b.text, b.where)
				}
			}
		}
	})
}
