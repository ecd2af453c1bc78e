package chinese

import "quanyuan/link/compare"

// Levels of a name comparison. There are ten, not sixteen, because the engine
// gives the room that is left in a pattern to bands of frequency of equal
// names, and those carry more evidence than a finer division of errors.
const (
	nameElse       = compare.Else
	nameSurname    = iota + 1 // the surname agrees, or one part of a name of several parts
	nameOneDiffers            // one character differs, or only the surname (two or more given characters agree)
	nameIncomplete            // what is written agrees, but characters are missing or unknown
	nameNear                  // sounds alike in some region, looks alike, or is in another order
	nameHomophone             // sounds the same without tones, also pinyin against characters
	nameSameTone              // sounds the same
	nameVariant               // the same but for variant characters, or a former name is the same
	nameExact
)

var nameLevels = []compare.Level{
	compare.Null:   {Name: "null"},
	nameElse:       {Name: "else"},
	nameSurname:    {Name: "surname"},
	nameOneDiffers: {Name: "one_differs"},
	nameIncomplete: {Name: "incomplete"},
	nameNear:       {Name: "near"},
	nameHomophone:  {Name: "homophone"},
	nameSameTone:   {Name: "homophone_tone"},
	nameVariant:    {Name: "variant"},
	nameExact:      {Name: "exact", TermFrequency: true},
}
