package idnumber

// Kind says what sort of number a text is.
type Kind uint8

const (
	Missing                    Kind = iota // nothing was written
	Placeholder                            // stands for "not known": 18 zeros, 无, 待办
	Citizen18                              // 公民身份号码
	Citizen15                              // first generation, upgraded to 18 digits
	HKMacaoTaiwan                          // 港澳台居民居住证: 810000, 820000, 830000
	ForeignerPermanentResident             // 外国人永久居留身份证, 18 digits from 9 or 3 letters and 12 digits
	Passport                               // 护照
	BirthCertificate                       // 出生医学证明: a letter and nine digits
	Disability20                           // 残疾人证: citizen number, category, grade
	HomeReturnPermit                       // 港澳居民来往内地通行证: H or M and 8 or 10 digits
	Military                               // 军官证, 士兵证: …字第…号
	Unknown                                // none of these
)

var kindKeys = [...]string{"missing", "placeholder", "citizen18", "citizen15", "hk_macao_taiwan",
	"foreigner_permanent_resident", "passport", "birth_certificate", "disability20",
	"home_return_permit", "military", "unknown"}

// Key is the stable name of the kind, as translations use it.
func (k Kind) Key() string { return kindKeys[k] }

func (k Kind) String() string { return kindKeys[k] }

// Citizen reports whether the kind is a citizen identification number.
func (k Kind) Citizen() bool { return k == Citizen18 || k == Citizen15 }

// Problem is something wrong with a number.
type Problem uint8

const (
	Length          Problem = iota // no document has as many characters
	Charset                        // characters no number has
	WrongCheckDigit                // the last character does not follow from the others
	BirthDate                      // the birth date inside does not exist
	Future                         // the birth date inside is after today
	ExcelRounded                   // tail 000: a spreadsheet kept 15 digits; area and birth stand, sex does not
	Scientific                     // 5.10322E+17: digits are lost, the text identifies nobody
	Area                           // the area code was never in use
	Masked                         // digits were replaced by asterisks
)

var problemKeys = [...]string{"length", "charset", "check_digit", "birth_date", "future",
	"excel_rounded", "scientific", "area", "masked"}

// Key is the stable name of the problem, as translations use it.
func (p Problem) Key() string { return problemKeys[p] }

func (p Problem) String() string { return problemKeys[p] }

// Fold is something Parse evened out in the text.
type Fold uint8

const (
	FoldBlank     Fold = iota // blanks, tabs, invisible characters
	FoldQuote                 // the apostrophe of a text cell, quotation marks
	FoldWidth                 // full-width letters and digits
	FoldLower                 // lower-case letters
	FoldLookalike             // × Х χ for X
	FoldHyphen                // hyphens between groups of digits
	FoldDecimal               // ".0" of a number cell
)

var foldKeys = [...]string{"blank", "quote", "width", "lower", "lookalike", "hyphen", "decimal"}

// Key is the stable name of the fold, as translations use it.
func (f Fold) Key() string { return foldKeys[f] }

func (f Fold) String() string { return foldKeys[f] }
