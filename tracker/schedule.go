package tracker

import "time"

type schedule struct{}

func newSchedule(interval time.Duration) schedule { return schedule{} }
func (s *schedule) added(id string)               {}
func (s *schedule) dropped(id string)             {}
