package store

import (
	"reflect"
	"testing"
	"time"

	"reelwatch/tracker"
)

func TestLoadLeavesOutExpiredLinks(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		expires time.Time
		picture string
		kept    bool // the video's link
		shown   bool // the picture's
	}{
		"expired":             {now.Add(-time.Second), `https://files.example.com/"é\".jpeg?Expires=1&Signature=x`, false, false},
		"with a public image": {now.Add(-time.Second), `https://files.example.com/"é\".jpeg`, false, true},
		"living":              {now.Add(time.Hour), "https://files.example.com/1.jpeg?Expires=1", true, true},
		"without an end":      {time.Time{}, "https://files.example.com/1.jpeg", true, true},
		"without an image":    {time.Time{}, "", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			e := video(1)
			e.ThumbnailURL, e.ExpiresAt = c.picture, c.expires
			s := filled(t, 0)
			whole := insert(t, s, e)[0]
			sparing, err := Open(s.Path(), Options{WithoutExpiredLinks: true})
			if err != nil {
				t.Fatal(err)
			}
			want := whole
			if !c.kept {
				want.VideoURL = ""
			}
			if !c.shown {
				want.ThumbnailURL = ""
			}
			if got := load(t, sparing).Put; len(got) != 1 || !reflect.DeepEqual(*got[0], want) {
				t.Errorf("loaded %+v\nwant   %+v", got[0], want)
			}
			if got := load(t, open(t, s.Path())).Put; !reflect.DeepEqual(*got[0], whole) {
				t.Errorf("loaded whole %+v\nwant         %+v", got[0], whole)
			}
			touch(t, sparing, e.ID)
			whole.FileBytes++
			if gone, err := sparing.Delete(t.Context(), []string{e.ID}); err != nil || !reflect.DeepEqual(gone, []tracker.Entry{whole}) {
				t.Errorf("changed and removed: %+v, %v\nwant                 %+v", gone, err, whole)
			}
		})
	}
}
