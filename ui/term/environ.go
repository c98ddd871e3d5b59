package term

import (
	"slices"
	"strings"
)

// The variables that hold secrets: HeyGen's key, and that of webhook deliveries.
const (
	keyVariable = "HEYGEN_API_KEY"

	// SecretVariable is the environment's way to give the secret of webhooks.
	SecretVariable = "REELWATCH_WEBHOOK_SECRET"
)

// WithoutSecrets is an environment (as os.Environ has it) for a program that is not ours: the one that opens things passes it
// on to the browser.
func WithoutSecrets(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name) // as Windows compares them
		return name == keyVariable || name == SecretVariable
	})
}
