package cli

import (
	"net"
	"net/http"
	"slices"
	"sync"
)

// crowd bounds the connections of a server by closing the longest-standing one where a new one is too many: an honest
// request is over in milliseconds, so who stands there longest only holds the place. A bound that makes the new ones wait,
// as netutil.LimitListener has it, lets a few silent strangers shut everybody out.
type crowd struct {
	mu    sync.Mutex
	conns []net.Conn // longest-standing first
}

// turned hears of each connection's states, as http.Server.ConnState.
func (c *crowd) turned(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if oldest := c.enter(conn); oldest != nil {
			_ = oldest.Close() // the server notices, and tells of it as StateClosed
		}
	case http.StateClosed, http.StateHijacked:
		c.leave(conn)
	}
}

// enter takes a connection in and gives the one that has to go for it; nil while there is room.
func (c *crowd) enter(conn net.Conn) (oldest net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.conns) >= mostConnections {
		oldest = c.conns[0]
		c.conns = slices.Delete(c.conns, 0, 1)
	}
	c.conns = append(c.conns, conn)
	return oldest
}

func (c *crowd) leave(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.conns, conn); i >= 0 {
		c.conns = slices.Delete(c.conns, i, i+1)
	}
}
