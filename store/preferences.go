package store

import (
	"context"
	"encoding/json"
	"errors"

	"reelwatch/tracker"
)

// preferencesKey is where the dashboard's preferences lie in meta, beside the state.
const preferencesKey = "preferences"

// preferencesVersion is the form of the preferences that this program writes. It counts by itself: to know no
// preferences is no reason to refuse a list.
const preferencesVersion = 1

// preferences is the body of the record.
type preferences struct {
	Version int `json:"version"`
	tracker.Preferences
}

// Preferences reads how the dashboard was left. A record that is not readable, or of a later program, counts as none.
func (s *Store) Preferences(ctx context.Context) (tracker.Preferences, error) {
	leave, err := s.enter(ctx)
	if err != nil {
		return tracker.Preferences{}, err
	}
	defer leave()
	var found preferences
	err = s.view(ctx, func(t *txn) error {
		found = t.preferences()
		return nil
	})
	if err != nil {
		return tracker.Preferences{}, err
	}
	return found.Preferences, nil
}

// SetPreferences writes how the dashboard stands, unless that is what the store holds. The record of a later program is
// left as it is.
func (s *Store) SetPreferences(ctx context.Context, p tracker.Preferences) error {
	body, err := json.Marshal(preferences{preferencesVersion, p})
	if err != nil {
		return err
	}
	return s.alter(ctx, func(t *txn) error {
		now := t.preferences()
		if now.Version > preferencesVersion || now.Preferences == p {
			return nil
		}
		if err := t.want(); err != nil {
			return err
		}
		value, _ := seal([]byte(preferencesKey), body)
		return t.tx.Bucket([]byte(metaBucket)).Put([]byte(preferencesKey), value)
	})
}

// preferences reads the record: the zero value where there is none that can be read, the version alone of a later
// program's.
func (t *txn) preferences() preferences {
	body, err := t.body(metaBucket, preferencesKey)
	if errors.Is(err, errVersion) {
		return preferences{Version: preferencesVersion + 1}
	}
	var form struct {
		Version int `json:"version"`
	}
	if err != nil || body == nil || json.Unmarshal(body, &form) != nil {
		return preferences{}
	}
	if form.Version > preferencesVersion {
		return preferences{Version: form.Version}
	}
	var p preferences
	if json.Unmarshal(body, &p) != nil {
		return preferences{}
	}
	return p
}
