package cli

import (
	"encoding/json"
	"strings"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// draftRecord is a request as --dry-run --json prints it; absent values are omitted.
type draftRecord struct {
	Endpoint string `json:"endpoint"`
	Title    string `json:"title,omitempty"`
	Script   string `json:"script,omitempty"` // its first 200 characters
	AvatarID string `json:"avatar_id,omitempty"`
	VoiceID  string `json:"voice_id,omitempty"`
	Batch    string `json:"batch,omitempty"`
}

// showDrafts prints what would be started, a line each.
func (a *app) showDrafts(drafts []tracker.Draft, s submission) error {
	for _, d := range drafts {
		asked := heygen.Describe([]byte(d.Body))
		line := strings.Join([]string{string(d.Endpoint), plain(asked.Title), plain(asked.Script)}, "\t")
		if s.asJSON {
			record, err := json.Marshal(draftRecord{
				Endpoint: string(d.Endpoint), Title: asked.Title, Script: asked.Script,
				AvatarID: asked.AvatarID, VoiceID: asked.VoiceID, Batch: string(s.batch),
			})
			if err != nil {
				return err
			}
			line = escapeInvisible(string(record))
		}
		if err := a.printLine(line); err != nil {
			return err
		}
	}
	a.say("%s would be started; nothing was sent", count(len(drafts), "video", "videos"))
	return nil
}
