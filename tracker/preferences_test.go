package tracker

import (
	"errors"
	"testing"
)

func TestPreferencesGoThroughTheStore(t *testing.T) {
	disk := newMemStore()
	tr := New(Config{API: newFakeAPI(), Store: disk})
	want := Preferences{Filter: "spring", Sort: "age", Reversed: true, AutoDownload: true}
	if err := tr.SetPreferences(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got, err := New(Config{API: newFakeAPI(), Store: disk.other()}).Preferences(t.Context()); err != nil || got != want {
		t.Errorf("read %+v, %v", got, err)
	}
	broken := errors.New("disk gone")
	disk.failWith(broken)
	var store *StoreError
	if err := tr.SetPreferences(t.Context(), Preferences{}); !errors.As(err, &store) || !errors.Is(err, broken) {
		t.Errorf("write: %v", err)
	}
	if _, err := tr.Preferences(t.Context()); !errors.As(err, &store) || !errors.Is(err, broken) {
		t.Errorf("read: %v", err)
	}
}
