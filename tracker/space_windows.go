package tracker

import "golang.org/x/sys/windows"

const (
	errQuota    = windows.ERROR_DISK_FULL
	errReadOnly = windows.ERROR_WRITE_PROTECT
)

// FreeSpace is the number of bytes that this user may still write in a folder.
func FreeSpace(folder string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, err
	}
	return free, nil
}
