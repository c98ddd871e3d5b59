package cli

import (
	"strconv"

	"github.com/spf13/pflag"
)

// toggle is the value of a setting that is on or off. What Go takes for a boolean is taken, too.
type toggle bool

// switchVar declares a setting that is off where nothing is said, and on where its flag stands alone.
func switchVar(flags *pflag.FlagSet, is *bool, name, usage string) {
	flags.VarPF((*toggle)(is), name, "", usage).NoOptDefVal = "true"
}

// Set takes on and off, true and false.
func (t *toggle) Set(text string) error {
	switch text {
	case "on":
		*t = true
	case "off":
		*t = false
	default:
		on, err := strconv.ParseBool(text)
		if err != nil {
			return err
		}
		*t = toggle(on)
	}
	return nil
}

// String is the value as Go writes booleans.
func (t *toggle) String() string { return strconv.FormatBool(bool(*t)) }

// Type names what help shows no name for.
func (*toggle) Type() string { return "bool" }

// IsBoolFlag says that the flag may stand alone.
func (*toggle) IsBoolFlag() bool { return true }
