package heygen

import (
	"cmp"
	"strings"
)

// maxScript is how many characters of a script a RequestSummary holds.
const maxScript = 200

// RequestSummary is what a request for a video says of it, for people. Empty fields were absent. Its strings are the
// user's own file's: clean them before they are shown.
type RequestSummary struct {
	Title    string
	Script   string // the first 200 characters of what is spoken, or of the prompt
	AvatarID string // of several the first
	VoiceID  string // of several the first
}

// Describe reads what it can from a body for any Endpoint. It gives nothing for what is no JSON object.
func Describe(body []byte) RequestSummary {
	o, _ := parseObject(body)
	s := RequestSummary{
		Title:    cut(o.text("title"), maxTitle),
		Script:   o.text("script", "prompt"),
		AvatarID: firstText(o, "avatar_id"),
		VoiceID:  o.text("voice_id"),
	}
	parts := o.list("scenes")
	if len(parts) == 0 {
		parts = o.list("video_inputs")
	}
	spoken := []string{}
	for _, part := range parts {
		character, voice := part.child("character"), part.child("voice")
		if text := cmp.Or(part.text("script", "input_text"), voice.text("input_text", "script")); text != "" {
			spoken = append(spoken, text)
		}
		s.AvatarID = cmp.Or(s.AvatarID, firstText(part, "avatar_id"), character.text("avatar_id", "talking_photo_id"))
		s.VoiceID = cmp.Or(s.VoiceID, part.text("voice_id"), voice.text("voice_id"))
	}
	s.Script = leading(cmp.Or(s.Script, strings.Join(spoken, " ")), maxScript)
	s.AvatarID, s.VoiceID = cut(s.AvatarID, maxCode), cut(s.VoiceID, maxCode)
	return s
}

// list is the objects in the array under key.
func (o object) list(key string) []object {
	items, _ := parseArray(o[key])
	var objects []object
	for _, item := range items {
		if one, ok := parseObject(item); ok {
			objects = append(objects, one)
		}
	}
	return objects
}

// firstText is the text under key, or the first in an array of texts.
func firstText(o object, key string) string {
	items, ok := parseArray(o[key])
	if !ok {
		return o.text(key)
	}
	for _, item := range items {
		if s := scalarText(item); s != "" {
			return s
		}
	}
	return ""
}

// leading is the first n characters of s.
func leading(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
