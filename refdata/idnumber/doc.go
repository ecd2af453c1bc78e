// Package idnumber reads the numbers by which people are identified: the
// citizen identification number (公民身份号码, GB 11643-1999, check digit by
// ISO 7064 MOD 11-2), its predecessor of 15 digits, and the numbers of other
// documents that stand in the same column of lists.
//
// [Parse] never fails: it says what a text is, what is wrong with it and what
// was folded on the way. A wrong check digit is a finding, not proof: real old
// cards carry some.
package idnumber
