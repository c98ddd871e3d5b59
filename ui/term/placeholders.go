package term

// placeholdersSince returns the first version of a terminal that draws Kitty's pictures where their Unicode placeholders
// stand, nil where none does or the name is unknown. Others (WezTerm, Konsole) take the pictures, but show placeholders as
// boxes.
func placeholdersSince(name string) []int {
	switch name {
	case "kitty":
		return []int{0, 28}
	case "ghostty":
		return []int{1}
	default:
		return nil
	}
}
