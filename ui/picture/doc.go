// Package picture makes small pictures for terminals: it decodes what came from the network, with bounds, and draws it
// in half blocks or by Kitty's graphics protocol.
package picture
