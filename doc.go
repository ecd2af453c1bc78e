// Package quanyuan holds the nouns of a city's whole-population register: what
// a source sends (Batch, Row, Record), what the register holds (Person,
// Presence), what is proposed (Proposal, Cluster) and what people decided
// (Event), with the small interfaces through which the stages reach a store.
//
// The way of data, one package a stage, each taking and returning values of
// this package:
//
//	intake → quality → collate → review → register → survey → publish
//
// The package imports only the standard library and does no I/O.
package quanyuan
