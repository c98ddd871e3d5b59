package tracker

import "context"

// Preferences is how the dashboard was left, for its next start. It stands beside the list and is no part of it. The zero
// value is how it starts for the first time.
type Preferences struct {
	Filter       string `json:"filter,omitempty"`        // as it was typed
	Sort         string `json:"sort,omitempty"`          // the column, by the dashboard's name for it
	Reversed     bool   `json:"reversed,omitempty"`      // the other end of the column is up
	AutoDownload bool   `json:"auto_download,omitempty"` // save each video as it completes
}

// Preferences reads how the dashboard was left; the zero value where nothing is known of it. Its error is a *StoreError.
func (t *Tracker) Preferences(ctx context.Context) (Preferences, error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	p, err := t.cfg.Store.Preferences(ctx)
	if err != nil {
		return Preferences{}, &StoreError{err}
	}
	return p, nil
}

// SetPreferences writes down how the dashboard stands. Its error is a *StoreError.
func (t *Tracker) SetPreferences(ctx context.Context, p Preferences) error {
	t.storing.Lock()
	defer t.storing.Unlock()
	if err := t.cfg.Store.SetPreferences(ctx, p); err != nil {
		return &StoreError{err}
	}
	return nil
}
