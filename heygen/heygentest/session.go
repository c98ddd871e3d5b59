package heygentest

import (
	"net/http"
	"time"

	"reelwatch/heygen"
)

// session is a Video Agent at work.
type session struct {
	video        string
	began, ready time.Time // it has a video from ready on
}

// answerSession is the answer of POST /v3/video-agents (SRC cli gen/video-agent.go).
func answerSession(s *Server, _ *VideoSpec, c Creation) object {
	return object{"data": s.describeSession(c.SessionID, s.studio.sessions[c.SessionID], c.At)}
}

// session answers GET /v3/video-agents/{session_id}.
func (s *Server) session(q question) answer {
	id := q.PathValue("id")
	s.studio.mu.Lock()
	agent, found := s.studio.sessions[id]
	s.studio.mu.Unlock()
	if !found {
		return refusal(http.StatusNotFound, "resource_not_found", "Session "+id+" not found", "")
	}
	return ok(object{"data": s.describeSession(id, agent, s.now())})
}

// describeSession is a session as it is at a moment.
func (s *Server) describeSession(id string, agent session, now time.Time) object {
	video := any(nil)
	if !now.Before(agent.ready) {
		video = agent.video
	}
	return object{
		"session_id": id,
		"status":     s.sessionWord(agent, now),
		"video_id":   video,
		"created_at": agent.began.Unix(),
	}
}

// sessionWord is what a session says of itself: it ends with its video.
func (s *Server) sessionWord(agent session, now time.Time) string {
	if half := agent.began.Add(agent.ready.Sub(agent.began) / 2); now.Before(agent.ready) && !now.Before(half) {
		return "thinking"
	}
	if spec := s.known(agent.video, now); spec != nil {
		if status := spec.status(now); status == heygen.Completed || status == heygen.Failed {
			return string(status)
		}
	}
	return "generating"
}
