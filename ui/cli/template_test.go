package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fill(t *testing.T, text, table string) (bodies []string, err error) {
	t.Helper()
	tpl, err := newTemplate([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	read, err := readAll(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := tpl.rows(read, ',')
	for _, r := range rows {
		bodies = append(bodies, string(r.text))
	}
	return bodies, err
}

// Inside a string a value becomes a part of it; elsewhere it is a number, true, false or null, or else a string.
func TestTemplatesAreFilledJSONSafely(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, value, want string }{
		{`{"a":"{{v}}"}`, `plain`, `{"a":"plain"}`},
		{`{"a":"say {{v}}, {{ v }}"}`, `"x" \ ` + "\n\x01é </script>", `{"a":"say \"x\" \\ \n\u0001é </script>, \"x\" \\ \n\u0001é </script>"}`},
		{`{"a":"\\\"{{v}}","b":{{v}}}`, `3`, `{"a":"\\\"3","b":3}`},
		{`{"a":{{v}}}`, `3.5e2`, `{"a":3.5e2}`},
		{`{"a":{{v}}}`, `true`, `{"a":true}`},
		{`{"a":{{v}}}`, `007`, `{"a":"007"}`},
		{`{"a":{{v}}}`, ``, `{"a":""}`},
		{`{"a":{{v}}}`, `{"b":1}`, `{"a":"{\"b\":1}"}`},
		{`{"a":{{v}}}`, `1,"b":2`, `{"a":"1,\"b\":2"}`},
		{`{"a":"{{v}}"}`, `{{v}}`, `{"a":"{{v}}"}`},
		{`{"{{v}}":1}`, `k"`, `{"k\"":1}`},
	} {
		tpl, err := newTemplate([]byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		got := string(tpl.fill(func(string) string { return test.value }))
		if got != test.want || !json.Valid([]byte(got)) {
			t.Errorf("%s with %q: %s, want %s", test.text, test.value, got, test.want)
		}
	}
}

func TestTablesMayLookLikeASpreadsheetsExport(t *testing.T) {
	t.Parallel()
	bodies, err := fill(t, `{"title":"{{Title}}","n":{{n}}}`, "\ufeff Title ,n,other\r\n\"a,\"\"b\"\"\",1,x\r\n,,\r\nÜ,2,y")
	if want := `{"title":"a,\"b\"","n":1} {"title":"Ü","n":2}`; err != nil || strings.Join(bodies, " ") != want {
		t.Errorf("%v, %v", bodies, err)
	}
	tpl, _ := newTemplate([]byte(`["{{a}}"]`))
	rows, err := tpl.rows([]byte("a\tb\nsay \"hi\"\t2\n"), '\t')
	if err != nil || len(rows) != 1 || string(rows[0].text) != `["say \"hi\""]` || rows[0].where != "line 2" {
		t.Errorf("%s, %v", rows, err)
	}
}

func TestTablesOfOtherCountriesAndTimes(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]string{
		"semicolons": "a;b\n1;2\n", "named separator": "sep=|\na|b\n1|2\n", "named, with CRLF": "sep=;\r\na;b\r\n1;2\r\n", "old line ends": "a,b\r1,2\r",
	} {
		if bodies, err := fill(t, `["{{a}}","{{b}}"]`, table); err != nil || strings.Join(bodies, " ") != `["1","2"]` {
			t.Errorf("%s: %v, %v", name, bodies, err)
		}
	}
}

func TestWhatATemplateAndItsTableMustBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a":1}`: "every row would be the same", `{"a":"{{}}"}`: "without a name", `{"a":{{v}}`: "not JSON",
	} {
		if _, err := newTemplate([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for table, want := range map[string]string{
		"": "first row must name the columns", "b,c\n1,2": "is no column", "a,a\n1,2": `two columns are named "a"`, "a,b\n1": "wrong number of fields: 1 where the first row has 2",
		"a\n\"1": "extraneous or missing",
	} {
		if _, err := fill(t, `{"a":"{{a}}"}`, table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", table, err)
		}
	}
}

// A table that is not UTF-8, as spreadsheets like to write them, would be sent with its letters broken.
func TestATableThatIsNotUTF8IsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "latin1.csv")
	if err := os.WriteFile(file, []byte("title\nplain\nCaf\xe9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tpl, err := newTemplate([]byte(`{"title":"{{title}}"}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&app{}).readBodies(t.Context(), file, tpl); err == nil || !strings.HasPrefix(err.Error(), "line 3 is not UTF-8") {
		t.Errorf("%v", err)
	}
}

func TestJSONStream(t *testing.T) {
	t.Parallel()
	bodies, err := jsonStream([]byte("{\"a\":1}\n\n [{\"b\":2},\n3]\n{\n\"c\":1}"))
	var got []string
	for _, b := range bodies {
		got = append(got, b.where+" "+string(b.text))
	}
	if want := "line 1 {\"a\":1}; line 3, item 1 {\"b\":2}; line 3, item 2 3; line 5 {\n\"c\":1}"; err != nil || strings.Join(got, "; ") != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := jsonStream([]byte("{}\n{]")); err == nil || !strings.Contains(err.Error(), "line 2: not JSON from here on") {
		t.Error(err)
	}
}

// FuzzTemplate holds that no value breaks out of its place.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"", `"`, `\`, "1", "true", "{}", "{{v}}", "\x00\n", "\xff", `"}, "b": {"`, "1 "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		tpl, err := newTemplate([]byte(`{"a":"x{{v}}y","b":{{v}},"c":[{{v}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			A string
			B any
			C []any
		}
		if err := json.Unmarshal(tpl.fill(func(string) string { return value }), &got); err != nil || len(got.C) != 1 {
			t.Fatalf("%q: %+v, %v", value, got, err)
		}
		if want := strings.ToValidUTF8(value, "\ufffd"); !strings.HasPrefix(got.A, "x") || len(got.A) < len(want) {
			t.Errorf("%q became %q", value, got.A)
		}
		switch got.B.(type) {
		case string, float64, bool, nil:
		default:
			t.Errorf("%q became %v", value, got.B)
		}
	})
}
