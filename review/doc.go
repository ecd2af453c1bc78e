// Package review holds what is decided by people, apart from who stores it:
// which act is allowed on a transfer and on a ruling, what a move does to the
// places of a person, which questions come first, how well readers agree, and
// how certain a lot is.
package review
