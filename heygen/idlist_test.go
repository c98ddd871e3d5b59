package heygen_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"reelwatch/heygen"
)

// listed writes ids as "line:id" or "line:id=title", with "@batch" behind where there is one, and bad ones as "line!text".
func listed(ids []heygen.ListedID, bad []heygen.BadID) string {
	var words []string
	for _, id := range ids {
		word := fmt.Sprintf("%d:%s", id.Line, id.ID)
		if id.Title != "" {
			word += "=" + id.Title
		}
		if id.Batch != "" {
			word += "@" + id.Batch
		}
		words = append(words, word)
	}
	for _, b := range bad {
		words = append(words, fmt.Sprintf("%d!%s", b.Line, b.Text))
	}
	return strings.Join(words, " ")
}

func TestReadWords(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		"":                          "",
		" \n\t\r\n":                 "",
		"a1":                        "1:a1",
		"a1 a2\ta3\na4\r\na5\ra6\n": "1:a1 1:a2 1:a3 2:a4 3:a5 3:a6",
		"a1,a2;a3, a4 ; a5,,;":      "1:a1 1:a2 1:a3 1:a4 1:a5",
		"a1\n\n\na2":                "1:a1 4:a2",
		"a1 a2 a1\na2 a3":           "1:a1 1:a2 2:a3",
		"\ufeffa1\n":                "1:a1",
		"a1\u00a0a2\u2028a3":        "1:a1 1:a2 1:a3",
		"https://app.heygen.com/videos/a1?x=1\nhttps://app.heygen.com/share/a2/\na1": "1:a1 2:a2",
		"a1\nb.d\na2\n../x\n":        "1:a1 3:a2 2!b.d 4!../x",
		"https://example.com/a1\na2": "2:a2 1!https://example.com/a1",
		"12345678\n{}":               "1:12345678 2!{}",
	} {
		ids, bad, err := heygen.ReadIDs(strings.NewReader(input))
		if got := listed(ids, bad); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", input, got, err, want)
		}
	}
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		// Single values.
		`"a1"`:              "1:a1",
		`{"id":"a1"}`:       "1:a1",
		`{"video_id":"a1"}`: "1:a1",
		// What our own lists say beside an id.
		`{"id":"a1","title":"T","batch":"spring"}`:            "1:a1=T@spring",
		`{"batch":"x","data":[{"id":"a1"}]}`:                  "1:a1",
		`{"id":"a1","batch":{"id":"b1","name":"not a word"}}`: "1:a1",
		`{"id":"no","video_id":"a1"}`:                         "1:a1",
		`{"video_id":"a1","id":"no"}`:                         "1:a1",
		`{"video_id":"","id":"a1"}`:                           "1:a1",
		`{"video_id":null,"id":"a1"}`:                         "1:a1",
		`{"title":"T","id":"a1"}`:                             "1:a1=T",
		`{"id":"a1","video_title":"T"}`:                       "1:a1=T",
		`{"id":"a1","title":null}`:                            "1:a1",
		`{"video_page_url":"https://x"}`:                      `1!{"video_page_url":"https://x"}`,
		`"https://app.heygen.com/videos/a1"`:                  "1:a1",
		`{"id":"https://app.heygen.com/v/a"}`:                 "1!https://app.heygen.com/v/a",

		// Arrays, and what is in them.
		`["a1","a2",{"id":"a3"},["a4",["a5"]]]`: "1:a1 1:a2 1:a3 1:a4 1:a5",
		"[\n \"a1\",\n\n \"a2\"\n]":             "2:a1 4:a2",
		`[]`:                                    "",
		`[[]]`:                                  "",
		`["a1",null,7,true,"a1"]`:               "1:a1",
		`{"ids":["a1","a2"]}`:                   "1:a1 1:a2",
		`{"video_ids":["a1"]}`:                  "1:a1",
		`{"renders":[{"id":"a1"},{"id":"a2"}]}`: "1:a1 1:a2",
		`{"id":"a1","tags":["x","y"]}`:          "1:a1",
		`{"tags":["x","y"]}`:                    `1!{"tags":["x","y"]}`,
		`{"x":{"deep":{"renders":[{"id":"a1","x":[1]}]}}}`:  "1:a1",
		`{"id":"batch","videos":[{"id":"a1"},{"id":"a2"}]}`: "1:a1 1:a2",

		// HeyGen's own answers.
		`{"data":{"video_id":"a1","status":"waiting","output_format":"mp4"}}`:                             "1:a1",
		`{"error":null,"data":{"video_id":"a1"},"warning":{"message":"old","v3_endpoint":"x"}}`:           "1:a1",
		`{"data":[{"id":"a1","title":"T"},{"id":"a2"}],"has_more":true,"next_token":"eyJ"}`:               "1:a1=T 1:a2",
		`{"code":100,"data":{"token":"e","videos":[{"video_id":"a1","video_title":"T"}]},"message":null}`: "1:a1=T",
		`{"data":{"batch_id":"b","items":[{"item_index":0,"video_id":"a1","status":"completed"}]}}`:       "1:a1",
		`{"data":{"session_id":"s","status":"generating","video_id":null}}`:                               `1!{"data":{"session_id":"s","status":"generating","video_id":nu…`,
		`{"data":[],"has_more":false}`:                                            "",
		`{"data":null,"error":{"code":"unauthorized","id":"e"}}`:                  `1!{"data":null,"error":{"code":"unauthorized","id":"e"}}`,
		`{"id":"evt","event_type":"x.success","event_data":{"video_id":"a1"}}`:    "1:a1",
		`{"event_data":{"video_id":"a1"},"event_id":"e","id":"evt"}`:              "1:a1",
		`{"id":"a1","folder":{"id":"f1"},"user":{"id":"u1"},"avatar":{"id":"x"}}`: "1:a1",
		`{"folder":{"id":"f1"},"avatar":{"id":"x"}}`:                              `1!{"folder":{"id":"f1"},"avatar":{"id":"x"}}`,
		`{"scenes":[{"id":"s1"}],"id":"a1","clips":[{"id":"c1"}]}`:                "1:a1",
		`{"data":{"id":"a1","folder":{"id":"f1","items":[{"id":"i1"}]}}}`:         "1:a1",

		// Streams.
		"{\"id\":\"a1\"}\n{\"id\":\"a2\"}\n\n[\"a3\"]":             "1:a1 2:a2 4:a3",
		"{\"id\":\"a1\"}{\"id\":\"a2\"} \"a3\"":                    "1:a1 1:a2 1:a3",
		"\ufeff\n\n{\"id\":\"a1\"}":                                "3:a1",
		"{\n  \"title\": \"T\",\n  \"id\":\n    \"a1\"\n}\n\"a2\"": "4:a1=T 6:a2",
		"{\"id\":\"a1\"}\n{\"id\":\"b d\"}\n{\"id\":\"a2\"}":       "1:a1 3:a2 2!b d",
		"{\"id\":\"a1\"}\n{}\n{\"id\":\"a2\"}\n":                   "1:a1 3:a2 2!{}",
		"{\"id\":\"a1\"}\nnull\n  17\n":                            "1:a1 2!null 3!17",

		// Broken ones.
		"{\"id\":\"a1\"}\n{\"id\":\"a2\",oops}\n{\"id\":\"a3\"}":             "1:a1 3:a3 2!oops}",
		"{\"id\":\"a1\"}\nwhat is this\n{\"id\":\"a3\"}":                     "1:a1 3:a3 2!what is this",
		"{\n  \"id\": \"a1\",\n  oops\n  \"video_id\": \"x\"\n}\n[\"a2\"]\n": "6:a2 3!oops",
		"[{\"id\":\"a1\"},\n{\"id\":\"a2\"":                                  "1:a1 2!",
		"{\"data\":[{\"id\":\"a1\"},":                                        "1:a1 1!",
		"{\"renders\":[{\"id\":\"a1\"},":                                     "1!",
		"{\"id\":\"a1":                                                       "1!\"a1",
		"{\"id\":\"a1\"} ]":                                                  "1:a1 1!]",
		"{":                                                                  "1!",
		strings.Repeat("[", 200) + "\n{\"id\":\"a1\"}":                       "2:a1 1!" + strings.Repeat("[", 61) + "…",
	} {
		ids, bad, err := heygen.ReadIDs(strings.NewReader(input))
		if got := listed(ids, bad); err != nil || got != want {
			t.Errorf("%.200q:\n got %q, %v\nwant %q", input, got, err, want)
		}
		for _, b := range bad {
			if b.Err == nil {
				t.Errorf("%.200q: no error with %q", input, b.Text)
			}
		}
	}
}

func TestJSONAndWordsGiveTheSame(t *testing.T) {
	t.Parallel()
	var words, lines, array strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&words, "v_%d\n", i)
		fmt.Fprintf(&lines, "{\"data\":{\"id\":\"v_%d\"}}\n", i)
		fmt.Fprintf(&array, ",{\"video_id\":\"v_%d\"}\n", i)
	}
	want, bad, err := heygen.ReadIDs(strings.NewReader(words.String()))
	if len(want) != 10_000 || len(bad) != 0 || err != nil || want[9999] != (heygen.ListedID{ID: "v_9999", Line: 10_000}) {
		t.Fatalf("%d ids, %d bad, %v", len(want), len(bad), err)
	}
	for _, input := range []string{lines.String(), `{"data":[` + array.String()[1:] + `]}`} {
		got, bad, err := heygen.ReadIDs(strings.NewReader(input))
		if !reflect.DeepEqual(got, want) || len(bad) != 0 || err != nil {
			t.Errorf("%.40q: %d ids, %d bad, %v", input, len(got), len(bad), err)
		}
	}
}

func TestLongGarbageIsCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("日", 100_000)
	for _, input := range []string{long, `"` + long + `"`, `{"id":"` + long + `"}`, `{"x":"` + long + `"}`, `{` + long, `{"id":"a1"} ` + long} {
		_, bad, err := heygen.ReadIDs(strings.NewReader(input))
		if err != nil || len(bad) != 1 || len(bad[0].Text) > 100 || len(bad[0].Err.Error()) > 400 || strings.ContainsRune(bad[0].Text, '\ufffd') {
			t.Errorf("%.20q: %+v, %v", input, bad, err)
		}
	}
	ids, _, err := heygen.ReadIDs(strings.NewReader(`{"id":"a1","title":"` + long + `"}`))
	if err != nil || len(ids) != 1 || len(ids[0].Title) > 4<<10 {
		t.Errorf("a title of %d bytes, %v", len(ids[0].Title), err)
	}
}

func TestListsThatAreRefused(t *testing.T) {
	t.Parallel()
	broken := errors.New("pipe broke")
	if _, _, err := heygen.ReadIDs(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, _, err := heygen.ReadIDs(strings.NewReader(strings.Repeat(" ", 64<<20+1))); err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Errorf("got %v", err)
	}
	for _, input := range []string{"a1\n" + strings.Repeat("!\n", 20_000), "[\"a1\"]\n" + strings.Repeat("{!\n", 20_000), "[\"a1\"]\n" + strings.Repeat("{}\n", 20_000)} {
		ids, bad, err := heygen.ReadIDs(strings.NewReader(input))
		if err == nil || !strings.Contains(err.Error(), "from line 2 on") || len(bad) != 10_000 || len(ids) != 1 {
			t.Errorf("%.20q: %d ids, %d bad, %v", input, len(ids), len(bad), err)
		}
	}
}

// FuzzReadIDs holds that every id given is one, comes once and has a line of the input, and that nothing is lost in silence.
func FuzzReadIDs(f *testing.F) {
	for _, seed := range []string{
		"a1 a2,https://app.heygen.com/videos/a3", `{"data":[{"id":"a1","title":"T"},{"video_id":"a2"}]}`, "{\"id\":\"a1\"}\n{oops\n[\"a2\"]",
		"[[[[", "{\"a\":{\"id\":\"x\"},\"id\":[{}]}", "\"a1\"\n\"\\ud800\"", "{\"id\":\"a1\"},\n\n{\"id\":\"a2\"}", "\xff\xfe",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		ids, bad, err := heygen.ReadIDs(strings.NewReader(input))
		if err != nil && len(bad) == 0 {
			t.Error(err)
		}
		lines := strings.Count(input, "\n") + 1
		seen := map[string]bool{}
		for _, id := range ids {
			if !idForm.MatchString(id.ID) || seen[id.ID] || id.Line < 1 || id.Line > lines {
				t.Errorf("got %+v of %d lines", id, lines)
			}
			seen[id.ID] = true
		}
		for _, b := range bad {
			if b.Line < 1 || b.Line > lines || b.Err == nil || len(b.Text) > 100 {
				t.Errorf("got %+v of %d lines", b, lines)
			}
		}
	})
}

func BenchmarkReadIDs(b *testing.B) {
	var words, lines strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&words, "%032x\n", i)
		fmt.Fprintf(&lines, "{\"data\":{\"id\":\"%032x\",\"status\":\"completed\",\"title\":\"Clip %d\",\"error\":null}}\n", i, i)
	}
	for name, input := range map[string]string{"words": words.String(), "json": lines.String()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if ids, _, err := heygen.ReadIDs(strings.NewReader(input)); err != nil || len(ids) != 10_000 {
					b.Fatal(len(ids), err)
				}
			}
		})
	}
}

func TestAHalfListSaysSo(t *testing.T) {
	t.Parallel()
	for list, line := range map[string]int{`{"x":`: 1, `[`: 1, `["a_1",`: 1, "{\"id\": \"a_1\"}\n[\n": 2} {
		_, bad, err := heygen.ReadIDs(strings.NewReader(list))
		if err != nil || len(bad) != 1 || bad[0].Text != "" || bad[0].Err.Error() != "the JSON ends before it is complete" {
			t.Errorf("%q: %+v, %v", list, bad, err)
			continue
		}
		if bad[0].Line < line || bad[0].Line > line+1 {
			t.Errorf("%q: line %d", list, bad[0].Line)
		}
	}
	_, bad, err := heygen.ReadIDs(strings.NewReader(`{"x": oops}`))
	if err != nil || len(bad) != 1 || bad[0].Text == "" || bad[0].Err.Error() != "not JSON from here on" {
		t.Errorf("%+v, %v", bad, err)
	}
}
