package cli

import "testing"

// HeyGen's own links lead to public hosts; a server that the user names may have its files where it is itself.
func TestWhereFilesMayLie(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]service{
		"":                        {},
		"https://api.heygen.com/": {},
		"https://gate.example":    {privateVideos: true},
		"https://10.0.0.1":        {privateVideos: true},
		"http://127.0.0.1:8080":   {privateVideos: true, privateAssets: true},
	} {
		a := &app{Process: Process{Getenv: func(name string) string { return map[string]string{"HEYGEN_API_BASE": base}[name] }}}
		at, err := a.real()
		if err != nil {
			t.Fatal(err)
		}
		if at.privateVideos != want.privateVideos || at.privateAssets != want.privateAssets {
			t.Errorf("%q: %+v", base, at)
		}
	}
}
