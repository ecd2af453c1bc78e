// Package collate compares records with the register and with their own batch,
// and the register with itself.
//
// For every record it proposes an outcome (known and the same, known but
// different, known elsewhere, possibly known, new, a double row, out of scope)
// with the 21 collation fields compared; for the register it proposes clusters
// of persons that are probably one. It writes nothing: proposals are for
// people to rule on.
//
// The engine (package link) finds and weighs the candidates. What it cannot
// know is added here as guards, each with its reason: one ID number shared by
// two people, twins, parents and children of one name (guard.go).
package collate
