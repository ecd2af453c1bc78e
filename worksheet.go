package quanyuan

// WorksheetKind is one of the six lists with which a community checks its
// register from door to door. docs/method/worksheets.md defines them.
type WorksheetKind string

// The worksheets, as the checks before a census have them.
const (
	ItemSheet         WorksheetKind = "items"        // 项目差错
	AwaySheet         WorksheetKind = "away"         // 人户分离: registered here, living elsewhere
	GuestSheet        WorksheetKind = "guest"        // 人户分离: living here, registered elsewhere
	UnregisteredSheet WorksheetKind = "unregistered" // 应落未落
	UnstruckSheet     WorksheetKind = "unstruck"     // 应销未销
	EmptySheet        WorksheetKind = "empty"        // 空挂户
)

// WorksheetKinds lists the worksheets in their order.
func WorksheetKinds() []WorksheetKind {
	return []WorksheetKind{ItemSheet, AwaySheet, GuestSheet, UnregisteredSheet, UnstruckSheet, EmptySheet}
}

// Name is what people call the worksheet, in "zh" or "en".
func (k WorksheetKind) Name(lang string) string { return Message(lang, "worksheet.kind."+string(k)) }
