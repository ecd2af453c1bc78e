// Package desk holds the use cases: what a person at a desk can do. It alone
// composes the stages with a store; front ends (command line, web) call it and
// nothing beside it. A use case asks for the right, does the work, and notes who
// did or saw what, in one file with its noun.
//
// # Where what is
//
// The desk itself: the register opened, rights asked, looks noted, acts written, counts kept in memory.
//
//	desk access gate look trail once act said follow follow_dwelling kept
//	measuring placecount number place places
//
// Lists come in: files checked, read and kept as long as the law says.
//
//	import checklist form retention retention_years
//
// Collation: lists against the register, duplicates, the model, what is published.
//
//	collate renew known found model model_change search searchtext worklists
//
// Rows and questions: row by row, is it one person, readers and their agreement, lots.
//
//	case case_act ruling questions readers lot cluster merge
//
// Persons: a person's page, children, corrections that residents ask for, erasure.
//
//	dossier amendment proof offspring erase erase_find erase_list
//	erase_paper erase_write
//
// Where people are: presences, transfers, households, dwellings, births, signs of life.
//
//	presence transfer transfer_view household household_build dwelling
//	birth birth_child newborn census whereabouts whereabouts_answer
//	whereabouts_kept
//
// The city: changes of divisions, and the map.
//
//	revision revision_plan redraw crosswalk map
//
// Campaign: phases and tasks, what is stuck, worksheets, sheets and signatures.
//
//	home campaign campaign_people stuck worksheet worksheet_write sheet
//	sign
//
// Proof: quality and its history, sources, scores, surveys, statistics.
//
//	quality history figures three_kept sourceorder sourcecard sourceevent sourcekept
//	sourcetext inquiry score coverage survey survey_frame survey_field
//	survey_field_load survey_form survey_load survey_link survey_lot
//	survey_tables survey_report survey_hand survey_sign stats table
//	table_text pyramid
//
// Beside the old system: what is exported to it, and its next export as a difference.
//
//	export difference settle
//
// The machine: long work, backups, condition, verification.
//
//	job backup condition verify
package desk
