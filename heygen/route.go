package heygen

// Route is the way in which the statuses of videos are asked for.
type Route int

// The routes, best first.
const (
	RouteBulk   Route = iota // GET /v3/videos/statuses, up to 100 ids a question
	RouteSingle              // GET /v3/videos/{id}
	RouteV1                  // GET /v1/video_status.get, past its end of support
)

// BulkLimit is the largest number of ids that one question on RouteBulk may name (SRC cli gen/video.go).
const BulkLimit = 100

// PerQuestion is the number of ids that one question on this route may name.
func (r Route) PerQuestion() int {
	if r == RouteBulk {
		return BulkLimit
	}
	return 1
}

// String is the route's name as the header shows it.
func (r Route) String() string {
	switch r {
	case RouteBulk:
		return "v3 bulk"
	case RouteSingle:
		return "v3 single"
	}
	return "v1"
}
