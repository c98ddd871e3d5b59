package heygen

import (
	"context"
	"strconv"
)

// Account is who the credential belongs to and what it can spend. Its strings are the service's: hostile until cleaned.
type Account struct {
	Email    string
	Username string
	Billing  string // wallet, subscription or usage_based; empty where HeyGen does not say
	Plan     string

	Currency   string  // of Balance: usd or credits
	Balance    float64 // of the API wallet
	HasBalance bool
	Credits    float64 // left of the plan, or of a usage-based account
	HasCredits bool
}

// Account asks who the credential belongs to. It changes nothing, so it also checks the credential (SRC cli gen/user.go).
func (c *Client) Account(ctx context.Context) (Account, error) {
	q := question{op: "account", path: []string{"v3", "users", "me"}}
	p, err := c.ask(ctx, q)
	if err != nil {
		return Account{}, err
	}
	o, ok := parseObject(p.data)
	if !ok {
		return Account{}, p.from.odd(q, errShape)
	}
	return readAccount(o), nil
}

// readAccount reads the three purses, of which one is filled as a rule.
func readAccount(o object) Account {
	wallet, plan, usage := o.child("wallet"), o.child("subscription"), o.child("usage_based")
	a := Account{
		Email:    cut(o.text("email"), maxReason),
		Username: cut(o.text("username"), maxReason),
		Billing:  cut(o.text("billing_type"), maxWord),
		Plan:     cut(plan.text("plan"), maxReason),
		Currency: cut(wallet.text("currency"), maxWord),
	}
	a.Balance, a.HasBalance = wallet.amount("remaining_balance")
	a.Credits, a.HasCredits = plan.child("credits").child("premium_credits").amount("remaining")
	if left, ok := usage.amount("remaining_credits"); ok && (a.Billing == "usage_based" || !a.HasCredits) {
		a.Credits, a.HasCredits = left, true
	}
	return a
}

// amount is the number under key, where it is one that a purse can hold.
func (o object) amount(key string) (float64, bool) {
	n, ok := o.number(key)
	if !ok || n < -1e12 || n > 1e12 {
		return 0, false
	}
	return n, true
}

// Purse is what the account can spend, as the header shows it: "$12.50", "310 credits", or empty where HeyGen does
// not say.
func (a Account) Purse() string {
	money := a.HasBalance && (a.Billing == "wallet" || a.Billing == "" || !a.HasCredits)
	switch {
	case money && a.Currency == "credits":
		return credits(a.Balance)
	case money && a.Balance < 0:
		return "-$" + strconv.FormatFloat(-a.Balance, 'f', 2, 64)
	case money:
		return "$" + strconv.FormatFloat(a.Balance, 'f', 2, 64)
	case a.HasCredits:
		return credits(a.Credits)
	}
	return ""
}

// credits counts in words, with a fraction only where there is one.
func credits(n float64) string {
	if n == 1 {
		return "1 credit"
	}
	return strconv.FormatFloat(n, 'f', -1, 64) + " credits"
}
