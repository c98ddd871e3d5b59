package heygentest

import (
	"strconv"
	"time"

	"reelwatch/heygen"
)

// Shape is how the answers about a video differ from the usual ones, all of them seen or documented somewhere. Shapes
// are joined with |.
type Shape uint

// The shapes.
const (
	SwapID      Shape = 1 << iota // `video_id` where it is usually `id`, and the other way round; v1 without its code
	Sparse                        // what is null is absent
	Extra                         // fields that nobody knows yet
	TextTimes                     // created_at as RFC 3339, completed_at as digits in a text
	ErrorString                   // the error is its message alone
	ErrorNumber                   // the error's code is a number
)

// errorNumber is the code under ErrorNumber (DOC old/reference/errors: the video is too long).
const errorNumber = 40119

// shape makes an object odd. id is the field that usually holds the id, other the one that may.
func (odd Shape) shape(v object, id, other string) object {
	if odd&SwapID != 0 {
		v[other] = v[id]
		delete(v, id)
	}
	if odd&TextTimes != 0 {
		if at, ok := v["created_at"].(int64); ok {
			v["created_at"] = time.Unix(at, 0).UTC().Format(time.RFC3339)
		}
		if at, ok := v["completed_at"].(int64); ok {
			v["completed_at"] = strconv.FormatInt(at, 10)
		}
	}
	if odd&Sparse != 0 {
		for name, value := range v {
			if value == nil {
				delete(v, name)
			}
		}
	}
	if odd&Extra != 0 {
		v["new_in_2027"] = object{"id": "nested", "status": "failed", "list": []any{1, nil, "two"}}
	}
	return v
}

// hasReason says that answers tell a reason beside this status: of a failure, or as a note.
func (v *VideoSpec) hasReason(status heygen.Status) bool {
	return (status == heygen.Failed || status == heygen.Completed) && (v.FailCode != "" || v.FailMessage != "")
}

// reason is the error of the bulk route and of v1.
func (v *VideoSpec) reason() any {
	if v.Odd&ErrorString != 0 {
		return v.FailMessage
	}
	reason := object{"code": orNull(v.FailCode), "message": orNull(v.FailMessage)}
	if v.Odd&ErrorNumber != 0 {
		reason["code"] = errorNumber
	}
	return reason
}
