package ui

import (
	"errors"
	"net"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Machine is this machine as the user's own reaches it by SSH. The zero value is the user's own.
type Machine struct {
	User string // the account; may be empty
	Host string // name or address; empty where there is no SSH between
	Port string // empty for the usual one
}

// distant says that the user sits at another machine.
func (m Machine) distant() bool { return m.Host != "" }

// errUnspeakable says that a file's path can't be put on a line.
var errUnspeakable = errors.New("its path holds characters that can't be copied safely: rename the file or its folder")

// unspeakable says that a character would do something else than stand there when it is pasted.
func unspeakable(r rune) bool {
	joiner := r == '\u200c' || r == '\u200d' // holds an emoji or a script together
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && !joiner || r == utf8.RuneError
}

// fetches gives what is copied for a file: the command that fetches it into the folder at hand at the user's machine, or
// its path where it is there already.
func (m Machine) fetches(path string) (string, error) {
	if strings.ContainsFunc(path, unspeakable) {
		return "", errUnspeakable
	}
	if !m.distant() {
		return path, nil
	}
	host := m.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if m.User != "" {
		host = m.User + "@" + host
	}
	port := ""
	if m.Port != "" {
		port = "-P " + shellWord(m.Port) + " "
	}
	return "scp " + port + shellWord(host+":"+escaped(filepath.ToSlash(path))) + " .", nil
}

// escaped writes a path for the other side of scp. Its old protocol gives the path to a shell there, its new one
// matches it as a pattern; both take a backslash before a character as that character.
func escaped(path string) string {
	var b strings.Builder
	for _, r := range path {
		if r < 0x80 && !harmless(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shellWord quotes text for a shell of the user's, where that is needed.
func shellWord(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return !harmless(r) && r != '@' }) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// harmless says that a character means itself to every shell, wherever it stands in a word.
func harmless(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-:+,", r)
}

// ParseMachine reads how the user's machine reached this one from SSH_CONNECTION (client address and port, server
// address and port). name is this machine's own, taken where the address says nothing to others.
func ParseMachine(connection, user, name string) Machine {
	fields := strings.Fields(connection)
	if len(fields) != 4 {
		return Machine{}
	}
	m := Machine{User: user, Host: fields[2], Port: fields[3]}
	if ip := net.ParseIP(m.Host); ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		m.Host = name
	}
	if m.Port == "22" {
		m.Port = ""
	}
	if _, after, domain := strings.Cut(m.User, `\`); domain { // Windows names the domain too
		m.User = after
	}
	return m
}
