//go:build !windows

package main

import "errors"

// ownConsole is false where programs are started by commands.
func ownConsole() bool { return false }

func openBrowser(string) error { return errors.ErrUnsupported }
