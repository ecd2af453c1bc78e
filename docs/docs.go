// Package docs holds the handbook and the pages of methods, so that the program
// shows the same texts and pictures as the tree does.
package docs

import "embed"

// Files are the pages, handbook/NAME.md and handbook/NAME.zh.md, the same below
// method, and the pictures of the handbook, handbook/pictures/NAME.zh.png.
//
//go:embed handbook method
var Files embed.FS
