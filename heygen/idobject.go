package heygen

import "encoding/json"

// candidate is a value that may be the id of a video.
type candidate struct {
	word         string
	title, batch string // of the object around it
	line         int
	loose        bool // below a key that says nothing of videos: believed where nothing better is there
}

// listedObject is what an object in a list says of itself and what is in it.
type listedObject struct {
	video, id candidate // the values of video_id and id; without word where there is none
	title     string
	batch     string
	inner     []candidate
}

// object finds the ids in an object.
func (s *idScanner) object(depth int) ([]candidate, error) {
	var o listedObject
	var err error
	for err == nil && s.decoder.More() {
		err = s.member(&o, depth)
	}
	if err == nil {
		err = s.closing()
	}
	if err != nil {
		o.id, o.video = candidate{}, candidate{} // what the rest would have said of them is not known
		return o.surely(), err
	}
	return o.ids(), nil
}

// member reads one key of an object with its value.
func (s *idScanner) member(o *listedObject, depth int) error {
	key, err := s.decoder.Token()
	if err != nil {
		return errList
	}
	token, err := s.decoder.Token()
	if err != nil {
		return errList
	}
	if word, ok := token.(string); ok {
		switch key {
		case "video_id":
			o.video = candidate{word: word, line: s.here()}
		case "id":
			o.id = candidate{word: word, line: s.here()}
		case "title", "video_title":
			o.title = word
		case "batch":
			o.batch = word
		}
		return nil
	}
	meaning := meaningOf(key)
	inner, err := s.value(token, meaning == keyHolds, depth+1)
	if meaning != keyForeign {
		for i := range inner {
			inner[i].loose = inner[i].loose || meaning == keyOther
		}
		o.inner = append(o.inner, inner...)
	}
	return err
}

// ids decides which ids an object stands for. A video_id is the object's own. An id may also be that of an envelope (an
// event, a batch), so what is surely a video inside comes first; and in a video, the ids of its parts count for nothing.
func (o *listedObject) ids() []candidate {
	sure := o.surely()
	own := o.id
	switch {
	case o.video.word != "":
		own = o.video
	case own.word == "":
		return o.inner
	case len(sure) > 0:
		return sure
	}
	own.title, own.batch = o.title, o.batch
	return []candidate{own}
}

// surely gives the ids inside the object that are not loose.
func (o *listedObject) surely() []candidate {
	var sure []candidate
	for _, c := range o.inner {
		if !c.loose {
			sure = append(sure, c)
		}
	}
	return sure
}

// keyMeaning is what a key says of the value below it.
type keyMeaning int

const (
	keyOther   keyMeaning = iota
	keyHolds              // one or more videos
	keyForeign            // things that have ids of their own and are no videos
)

// meaningOf looks a key up.
func meaningOf(key json.Token) keyMeaning {
	switch key {
	case "data", "video", "videos", "item", "items", "result", "results", "list", "event_data", "payload", "response",
		"body", "statuses", "entries", "ids", "video_ids":
		return keyHolds
	case "folder", "user", "avatar", "voice", "template", "workspace", "owner", "account", "team", "creator", "author",
		"character", "background", "caption", "engine", "brand", "project", "scenes", "error", "asset", "assets":
		return keyForeign
	}
	return keyOther
}
