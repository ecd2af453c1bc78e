package sqlite

import "golang.org/x/sys/windows"

// freeBytes is what is left for this user on the disk of a folder; -1 where it
// cannot be told.
func freeBytes(folder string) int64 {
	name, err := windows.UTF16PtrFromString(folder)
	var free uint64
	if err != nil || windows.GetDiskFreeSpaceEx(name, &free, nil, nil) != nil {
		return -1
	}
	return int64(free)
}
