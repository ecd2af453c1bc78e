package access

import (
	"strings"

	"quanyuan"
)

// Action is what somebody may want to do.
type Action string

// The actions. Each stands in the table of rights once.
const (
	View      Action = "view"      // open a person
	Search    Action = "search"    // look for a person in the whole city
	List      Action = "list"      // list the persons of a division
	Enter     Action = "enter"     // add a person
	Attach    Action = "attach"    // rule that a record speaks of a person
	Correct   Action = "correct"   // replace a value
	Confirm   Action = "confirm"   // state that a value is right
	Pin       Action = "pin"       // fix a value against all sources, and let it go
	Move      Action = "move"      // begin, change or end a presence
	Hold      Action = "hold"      // choose the place that is counted
	Exit      Action = "exit"      // take a person out of the register
	Restore   Action = "restore"   // take an exit back
	Merge     Action = "merge"     // make two persons one
	Split     Action = "split"     // make one person two
	Transfer  Action = "transfer"  // hand a person from one community to another
	Rule      Action = "rule"      // decide about a pair
	Household Action = "household" // households, dwellings, births
	Task      Action = "task"      // see and do what is on the desk
	Sign      Action = "sign"      // answer for a state
	Campaign  Action = "campaign"  // set phases, tasks and days
	Survey    Action = "survey"    // draw and answer a sample
	Import    Action = "import"    // send a list, see its receipt
	Inquire   Action = "inquire"   // ask about one person whom one can name
	Collate   Action = "collate"   // compare lists with the register
	Export    Action = "export"    // take lists of persons out
	Figures   Action = "figures"   // counts, scorecards, report cards
	Unmask    Action = "unmask"    // see a masked value in full
	Invite    Action = "invite"    // give a resident a code to log in
	Amend     Action = "amend"     // ask for a correction of the own record
	Dispose   Action = "dispose"   // destroy what need not be kept
	Erase     Action = "erase"     // have a person erased, with a second one from another post
	Revise    Action = "revise"    // change divisions, retrain the model
	Configure Action = "configure" // settings, backup, repair
	Manage    Action = "account"   // make and disable accounts, reset passwords, tokens
	Grant     Action = "grant"     // give an account its post and division
	Trace     Action = "trace"     // who looked at a person
	Audit     Action = "audit"     // read and verify the chain of audit lines
)

// Right says how far a post may do something.
type Right uint8

// The rights, as the table writes them.
const (
	Undecided  Right = iota // not in the table: a fault
	Never                   // -
	Inside                  // in: within the own division
	ForPurpose              // why: within the own division, for a purpose: one of a mandate, or else one that is asked for
	Own                     // own: about oneself
)

// rights is the table of who may do what. The operator of the machine is not
// in it: he may do all. A resident's division is the own record, an
// administrator's the whole city.
var rights = table(rightWords, `
action     clerk head town district city submitter surveyor leader resident system security audit
view       in    in   in   in       in   why       why      -      own      -      -        -
search     in    in   in   in       in   why       -        -      -        -      -        -
list       in    in   in   in       in   -         why      -      -        -      -        -
enter      in    in   in   -        -    -         -        -      -        -      -        -
attach     in    in   in   in       in   -         -        -      -        -      -        -
correct    in    in   in   in       in   -         -        -      -        -      -        -
confirm    in    in   in   in       in   -         -        -      -        -      -        -
pin        -     in   in   in       in   -         -        -      -        -      -        -
move       in    in   in   -        -    -         -        -      -        -      -        -
hold       in    in   in   in       in   -         -        -      -        -      -        -
exit       in    in   in   -        -    -         -        -      -        -      -        -
restore    -     in   in   in       in   -         -        -      -        -      -        -
merge      in    in   in   in       in   -         -        -      -        -      -        -
split      -     in   in   in       in   -         -        -      -        -      -        -
transfer   in    in   in   in       in   -         -        -      -        -      -        -
rule       in    in   in   in       in   -         -        -      -        -      -        -
household  in    in   in   -        -    -         -        -      -        -      -        -
task       in    in   in   in       in   -         in       -      -        -      -        -
sign       -     in   in   in       in   -         in       -      -        -      -        -
campaign   -     -    in   in       in   -         -        -      -        -      -        -
survey     -     -    -    -        -    -         in       -      -        -      -        -
import     in    in   in   in       in   in        in       -      -        -      -        -
inquire    -     -    -    -        -    why       -        -      -        -      -        -
collate    -     -    in   in       in   -         -        -      -        -      -        -
export     why   why  why  why      why  -         -        -      -        -      -        -
figures    in    in   in   in       in   in        in       in     -        -      -        -
unmask     why   why  why  why      why  -         -        -      -        -      -        -
invite     in    in   -    -        -    -         -        -      -        -      -        -
amend      -     -    -    -        -    -         -        -      own      -      -        -
dispose    -     -    -    in       in   -         -        -      -        -      -        -
erase      -     -    -    -        in   -         -        -      -        -      in       -
revise     -     -    -    -        in   -         -        -      -        -      -        -
configure  -     -    -    -        -    -         -        -      -        in     -        -
account    -     -    -    -        -    -         -        -      -        in     -        -
grant      -     -    -    -        -    -         -        -      -        -      in       -
trace      -     -    -    -        -    -         -        -      own      -      -        in
audit      -     -    -    -        -    -         -        -      -        -      -        in
`)

// RightOf gives what the table says.
func RightOf(post quanyuan.Post, action Action) Right {
	return rights.cell(string(action), string(post))
}

// Actions lists the actions of the table in its order.
func Actions() []Action {
	as := make([]Action, len(rights.rows))
	for i, row := range rights.rows {
		as[i] = Action(row)
	}
	return as
}

// Show says how a post sees a value.
type Show uint8

// The ways to show a value.
const (
	Unsaid Show = iota // not in the table: a fault, shown as nothing
	Hidden             // -
	Masked             // mask: identity numbers and phones but for their ends, dates but for the year
	Full               // full
)

// fields is the table of who sees what of a person he may open. A
// department and a survey are shown a group only when their mandate has it too.
var fields = table(showWords, `
group    clerk head town district city submitter surveyor leader resident system security audit
name     full  full full full     full full      full     -      full     -      -        -
basics   full  full full full     full full      full     -      full     -      -        -
birth    mask  mask mask mask     mask mask      mask     -      full     -      -        -
number   mask  mask mask mask     mask mask      mask     -      full     -      -        -
phone    mask  mask mask mask     mask mask      -        -      full     -      -        -
address  full  full full full     full full      full     -      full     -      -        -
family   full  full full full     full full      -        -      full     -      -        -
kin      mask  mask mask mask     mask mask      -        -      mask     -      -        -
children full  full full full     full full      full     -      full     -      -        -
work     full  full full full     full full      -        -      full     -      -        -
death    full  full full full     full full      full     -      full     -      -        -
note     full  full full full     full -         -        -      -        -      -        -
`)

// mandates is the table of what a department or a survey may see, by its
// mandate.
var mandates = table(showWords, `
group    school health police civil social commerce survey
name     full    full    full    full   full    full      full
basics   full    full    full    full   full    full      full
birth    full    full    full    full   full    -        full
number   full    full    full    full   full    full      full
phone    -      full    -      -     -      -        -
address  full    full    full    -     -      -        full
family   full    full    full    full   -      -        -
kin      full    full    full    full   -      -        -
children full    full    -      full   -      -        full
work     -      -      -      -     full    full      -
death    -      full    full    full   full    -        full
note     -      -      -      -     -      -        -
`)

// groups puts every field of a person in a group of the tables above.
var groups = map[string][]quanyuan.Field{
	"name":     {quanyuan.Name, quanyuan.FormerName, quanyuan.PersonNumber, quanyuan.IDKind},
	"basics":   {quanyuan.Sex, quanyuan.Marital, quanyuan.MarriageDate, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.HukouNature, quanyuan.Ethnic, quanyuan.RegisteredOn, quanyuan.ExitReason, quanyuan.ExitDate},
	"birth":    {quanyuan.BirthDate},
	"number":   {quanyuan.IDNumber},
	"phone":    {quanyuan.Phone},
	"address":  {quanyuan.HukouAddress, quanyuan.ResidenceAddress, quanyuan.HukouDivision, quanyuan.ResidenceDivision, quanyuan.CommunityCode, quanyuan.CommunityName, quanyuan.FormerCommunity, quanyuan.TownName, quanyuan.Group, quanyuan.Estate, quanyuan.Building, quanyuan.UnitNo, quanyuan.Room, quanyuan.ArriveDate, quanyuan.LeaveDate, quanyuan.StayReason, quanyuan.LeaveReason},
	"family":   {quanyuan.Relation, quanyuan.HouseholdNumber, quanyuan.HouseholdType, quanyuan.HeadName, quanyuan.SpouseName, quanyuan.FatherName, quanyuan.MotherName},
	"kin":      {quanyuan.HeadID, quanyuan.SpouseID, quanyuan.FatherID, quanyuan.MotherID, quanyuan.ChildID, quanyuan.ChildBirth},
	"children": {quanyuan.ChildName, quanyuan.ChildSex, quanyuan.ChildOrder, quanyuan.ChildPolicy, quanyuan.ChildCount},
	"work":     {quanyuan.Workplace, quanyuan.SchoolClass, quanyuan.Education, quanyuan.ReportingUnit},
	"death":    {quanyuan.DeathDate},
	"note":     {quanyuan.Note},
}

// The words of the tables.
var (
	rightWords = map[string]Right{"-": Never, "in": Inside, "why": ForPurpose, "own": Own}
	showWords  = map[string]Show{"-": Hidden, "mask": Masked, "full": Full}
)

// grid is a table that was read: its rows, its columns, and what stands where
// they meet.
type grid[T any] struct {
	rows, columns []string
	cells         map[[2]string]T
}

func (g grid[T]) cell(row, column string) T { return g.cells[[2]string{row, column}] }

// table reads a table. A word that is not among words, or a cell too few,
// leaves the zero value, which the tests look for.
func table[T any](words map[string]T, text string) grid[T] {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	g := grid[T]{columns: strings.Fields(lines[0])[1:], cells: map[[2]string]T{}}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		g.rows = append(g.rows, cells[0])
		for i, c := range cells[1:] {
			g.cells[[2]string{cells[0], g.columns[i]}] = words[c]
		}
	}
	return g
}
