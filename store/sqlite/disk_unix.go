//go:build linux || darwin

package sqlite

import "syscall"

// freeBytes is what is left for this user on the disk of a folder; -1 where it
// cannot be told.
func freeBytes(folder string) int64 {
	var st syscall.Statfs_t
	if syscall.Statfs(folder, &st) != nil {
		return -1
	}
	return int64(st.Bavail) * int64(st.Bsize)
}
