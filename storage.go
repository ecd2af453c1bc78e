package quanyuan

import "context"

// Storage is what a store can do beside Store when it is a file of this
// machine.
type Storage interface {
	// Copy writes the whole register as it is at one moment to a new file, while
	// others go on reading and writing. The file is on the disk when it returns;
	// after an error there is none.
	Copy(ctx context.Context, path string) error
	// Space tells what the register takes of its disk.
	Space(ctx context.Context) (Space, error)
	// Check reads every page of the file and reports whether it is whole.
	Check(ctx context.Context) error
}

// Space is what a register takes of its disk, in bytes.
type Space struct {
	File int64
	Log  int64 // written and not yet in the file: the write-ahead log
	Free int64 // left on the disk of the file; -1: not known
}
