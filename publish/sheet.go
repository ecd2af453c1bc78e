package publish

import "quanyuan"

// sheetKind is one sheet of a worklist.
type sheetKind int

// The sheets in the order of the workbook: what must be decided and entered
// first, what is only to be known last.
const (
	sheetNew sheetKind = iota
	sheetDiffers
	sheetElsewhere
	sheetPossible
	sheetDuplicates
	sheetBatchDuplicates
	sheetSetAside
	sheetOutOfScope
	sheetQuality
	sheetReportCard
	numSheets
)

// column is one column of a sheet.
type column struct {
	title string
	width float64 // in characters of the default font
	role  role
}

type role uint8

const (
	plain      role = iota
	identifier      // numbers of persons, documents and dates: always text
	before          // the register's value of a difference
	after           // the list's value of a difference
	number          // a count
	community       // shown in workbooks that cover several communities
)

// sheetSpec says what a sheet is, which columns it has and what may be decided.
type sheetSpec struct {
	name      string
	todo      string // what the clerk is to do with it
	columns   []column
	decisions []string
}

var (
	colPlace     = column{"单位／小组／物业", 14, plain}
	colCommunity = column{"社区", 12, community}
	colPerson    = column{"系统编号", 14, identifier}
	colName      = column{"姓名", 9, plain}
	colSex       = column{"性别", 5, plain}
	colBirth     = column{"出生日期", 11, identifier}
	colID        = column{"身份证号码", 19, identifier}
	colAddress   = column{"居住地址", 26, plain}
	colSource    = column{"来源（文件・表・行）", 25, plain}
)

var sheetSpecs = [numSheets]sheetSpec{
	sheetNew: {"新增", "名单里有、登记库里没有的人：上门核实，确在本社区的登记。",
		[]column{colPlace, colCommunity, colName, colSex, colBirth, colID, colAddress, {"户籍地址", 22, plain}, {"电话号码", 13, identifier}, colSource},
		[]string{"已登记", "查无此人", "已搬离", "不属本社区", "已在册（改为差异）", "待核实"}},
	sheetDiffers: {"有差异", "登记库与名单说法不同的项目，一项一行：核对证件，决定采用哪一个。",
		[]column{colPlace, colCommunity, colPerson, colName, {"项目", 11, plain}, {"登记库的值", 26, before}, {"名单的值", 26, after}, colSource},
		[]string{"采用名单", "保留登记库", "都不对（另填）", "待核实"}},
	sheetElsewhere: {"在其他社区", "人已登记在别的社区：不要重新录入，按迁（流）入、迁（流）出办理。",
		[]column{colPlace, colCommunity, {"方向", 7, plain}, colPerson, colName, colSex, colBirth, colID, {"登记在", 16, before}, {"名单列在", 16, after}, colAddress, colSource},
		[]string{"发起迁入", "同意迁出", "两处都应在册（人户分离）", "名单有误", "待核实"}},
	sheetPossible: {"疑似", "系统不能认定是不是同一个人：比较两边，由人裁定。一名候选人一行，可能性大的在前。",
		[]column{colPlace, colCommunity, {"名单上的人", 22, plain}, {"候选人编号", 14, identifier}, {"登记库的候选人", 22, plain}, {"登记在", 12, plain}, {"可能性", 10, plain}, {"为什么要人看", 22, plain}, {"相同与不同", 26, plain}, colSource},
		[]string{"是同一人", "不是同一人", "待核实"}},
	sheetDuplicates: {"库内重复", "登记库里疑似登记了两次以上的人：同组的行并排比较，决定保留哪一个。",
		[]column{{"组号", 6, number}, colCommunity, colPerson, colName, colSex, colBirth, colID, {"登记在", 14, plain}, colAddress, {"户籍地址", 22, plain}, {"电话号码", 13, identifier}, {"可能性", 10, plain}},
		[]string{"保留此人", "并入同组另一人", "不是同一人", "待核实"}},
	sheetBatchDuplicates: {"批内重复", "同一份名单里同一个人的第二行及以后的行：确认后不再处理。",
		[]column{colPlace, colCommunity, colName, colSex, colBirth, colID, {"与哪一行重复", 16, plain}, colSource},
		[]string{"确为重复", "不是同一人", "待核实"}},
	sheetSetAside: {"搁置", "不能当作一个人读懂的行：请改正后重新报送，或注明不是人员。",
		[]column{{"原因", 26, before}, colName, {"读出的内容", 60, plain}, colSource},
		[]string{"已改正重报", "不是人员", "待核实"}},
	sheetOutOfScope: {"不在登记范围", "就医、旅游、探亲、访友、出差，或流入未满 30 天：不登记；情况有变再核对。",
		[]column{colPlace, colCommunity, colName, colSex, colBirth, colID, {"原因", 26, before}, {"流入日期", 11, identifier}, colSource},
		[]string{"不登记", "已满 30 天，应登记", "待核实"}},
	sheetQuality: {"质量", "值有错或可疑的地方：核对证件改正；确实如此的，由经办人确认“核实无误”。",
		[]column{colPlace, colCommunity, colName, {"项目", 11, plain}, {"写的值", 20, before}, {"问题", 28, plain}, {"怎么办", 28, plain}, {"程度", 6, plain}, colSource},
		[]string{"已改正", "核实无误", "待核实"}},
	sheetReportCard: {"质量成绩单", "这个单位报来的名单里各类问题各有多少行，下次报送前请先改正。",
		[]column{{"程度", 6, plain}, {"项目", 12, plain}, {"问题", 34, before}, {"行数", 8, number}, {"占记录", 9, plain}, {"例如（文件・表・行）", 40, plain}, {"怎么办", 36, plain}},
		nil},
}

// severities are the words for how grave a finding is.
var severities = map[quanyuan.Severity][2]string{
	quanyuan.Info:    {"提示", "note"},
	quanyuan.Warning: {"可疑", "doubtful"},
	quanyuan.Fault:   {"错误", "wrong"},
}
