// Package campaign knows how a 消重补漏 drive goes: its phases and days, the
// tasks that follow from what is open in each community, how far they are, and
// what a signature fixes. It reads no clock and no store.
package campaign
