// Command quanyuan keeps a city's whole-population register free of duplicates
// and gaps, and links any two lists of records.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"quanyuan"
)

// env is what a command may touch of the world outside: passed in, so that
// tests run commands without a clock, a terminal or a home folder.
type env struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	lang           string // "zh" or "en"
	terminal       bool   // stderr is a terminal: progress may redraw its line
}

// text is the sentence in the language of the run.
func (e *env) text(zh, en string) string {
	if e.lang == "zh" {
		return zh
	}
	return en
}

// say prints a sentence in the language of the run.
func (e *env) say(zh, en string, args ...any) {
	fmt.Fprintf(e.stdout, e.text(zh, en)+"\n", args...)
}

type commands struct {
	Lang string `help:"提示语言 zh 或 en，默认按系统。 Language of messages, zh or en; by default the system's." enum:",zh,en" default:""`

	Version kong.VersionFlag `help:"程序版本。 Version of the program."`

	Init      initCmd      `cmd:"" help:"建立登记库。 Make a new register."`
	Import    importCmd    `cmd:"" help:"导入起始台账或名单。 Import the starting register or lists."`
	Collate   collateCmd   `cmd:"" help:"把全部名单与登记库比对。 Compare every row of every list with the register."`
	Serve     serveCmd     `cmd:"" help:"启动服务（网页、接口、健康检查、指标）。 Serve the pages, the API, health and metrics."`
	Campaign  campaignCmd  `cmd:"" help:"消重补漏专项行动：阶段、任务、进度、签收。 Campaigns: phases, tasks, progress, sign-off."`
	Backup    backupCmd    `cmd:"" help:"备份：复制登记库并核对。 Copy the register and verify the copy."`
	Restore   restoreCmd   `cmd:"" help:"用备份恢复成新的登记库文件。 Make a new register file from a backup."`
	Register  registerCmd  `cmd:"" help:"登记库的维护。 Care of the register."`
	Case      caseCmd      `cmd:"" help:"逐行核对：名单与登记库不同、在别处、新增的行。 Cases: rows that differ, stand elsewhere or are new."`
	Ruling    rulingCmd    `cmd:"" help:"裁定：是不是同一人。 Rulings: is it one person."`
	Lot       lotCmd       `cmd:"" help:"批量裁定：确定无疑的一并签收。 Lots: certain cases signed together."`
	Division  divisionCmd  `cmd:"" help:"区划变更：更名、改编码、合并、拆分。 Changes of divisions."`
	Stats     statsCmd     `cmd:"" help:"某日人数，按当时或现在的区划。 Counts of a day, in the boundaries of then or now."`
	Erase     eraseCmd     `cmd:"" help:"依法抹除一人：两人办理，留下凭证。 Erase a person, by two people, with a certificate."`
	Retention retentionCmd `cmd:"" help:"保存期满的名单：列出、保全、销毁。 Lists kept long enough: show, hold back, destroy."`
	Transfer  transferCmd  `cmd:"" help:"社区之间的迁（流）入（出）。 Transfers between communities."`
	Account   accountCmd   `cmd:"" help:"账号、岗位、令牌。 Accounts, posts, tokens."`
	Audit     auditCmd     `cmd:"" help:"审计：谁看了什么、改了什么。 The audit: who saw and changed what."`

	Worksheet   worksheetCmd   `cmd:"" help:"核对工作表：项目差错、人户分离、应落未落、应销未销、空挂户。 Worksheets: items, registered or living elsewhere, to be registered, to be struck off, whereabouts not known."`
	Whereabouts whereaboutsCmd `cmd:"" help:"去向核实：各名单的生活迹象。 Signs of life: whose whereabouts to find out."`

	Presence  presenceCmd  `cmd:"" help:"在册关系。 Presences."`
	Household householdCmd `cmd:"" help:"户。 Households."`
	Dwelling  dwellingCmd  `cmd:"" help:"房屋。 Dwellings."`
	Birth     birthCmd     `cmd:"" help:"生育。 Births."`
	Task      taskCmd      `cmd:"" help:"待办。 Tasks."`
	Figures   figuresCmd   `cmd:"" help:"不漏户、户不漏人、人不漏项。 The three figures."`
	Quality   qualityCmd   `cmd:"" help:"完整、有效、一致、不重、及时：指标、先改什么、背后的人。 Quality: measures, what to fix first, who is behind them."`

	Source sourceCmd `cmd:"" help:"起报单位：成绩单。 Sources: report cards."`

	Score scoreCmd `cmd:"" help:"记分卡、表扬名单、权重。 Scorecards, commendations, weights."`

	Dedupe   dedupeCmd   `cmd:"" help:"登记库内查重。 Find duplicates inside the register."`
	Person   personCmd   `cmd:"" help:"查找、新增一人。 Look for a person, add one."`
	Model    modelCmd    `cmd:"" help:"登记库的比对模型。 The register's model."`
	Link     linkCmd     `cmd:"" help:"只用比对引擎，不需要登记库。 The engine alone, no register needed."`
	Survey   surveyCmd   `cmd:"" help:"抽样调查：比例、区间、总人数的估计。 Sample surveys: shares, intervals, totals."`
	Simulate simulateCmd `cmd:"" help:"生成带真值的虚拟镇。 Make a virtual town with its truth."`
	Demo     demoCmd     `cmd:"" help:"在虚拟镇上走一遍全程并对照真值。 Go the whole way on a virtual town and hold it against the truth."`

	Export     exportCmd     `cmd:"" help:"按老系统的格式导出变更，并签名。 Export changes in the old system's layout, signed."`
	Difference differenceCmd `cmd:"" help:"再次导入的老系统台账：差异与采用。 The old system's next export: what differs."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now, lang: languageOf(os.Getenv), terminal: isTerminal(os.Stderr)}
	if len(os.Args) == 1 && ownConsole() {
		os.Exit(startAlone(e))
	}
	os.Exit(run(e, os.Args[1:]))
}

// run is the whole program with its world passed in; it returns the exit code:
// 0 done, 1 the work failed, 2 the command line is wrong, 130 stopped.
func run(e *env, args []string) int {
	var c commands
	parser, err := kong.New(&c,
		kong.Name("quanyuan"),
		kong.Description("全员人口消重补漏：把各部门名单与登记库比对，查重、补漏，人来裁定。\nCollates lists with a population register, finds duplicates and gaps; people decide."),
		kong.Writers(e.stdout, e.stderr),
		kong.Exit(func(int) { panic(exitRequested{}) }),
		kong.UsageOnError(),
		kong.Vars{"version": programVersion()},
	)
	if err != nil {
		panic(err)
	}
	k, code := parse(parser, args, e)
	if k == nil {
		return code
	}
	if c.Lang != "" {
		e.lang = c.Lang
	}
	return report(e, k.Run(e))
}

type exitRequested struct{}

// parse runs the parser; kong asks to exit after --help, which must not end a
// test's process.
func parse(p *kong.Kong, args []string, e *env) (k *kong.Context, code int) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exitRequested); !ok {
				panic(r)
			}
			k, code = nil, 0
		}
	}()
	k, err := p.Parse(args)
	if err != nil {
		fmt.Fprintln(e.stderr, "quanyuan:", err)
		return nil, 2
	}
	return k, 0
}

// report tells a failure in the language of the run, with place and advice.
func report(e *env, err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(e.stderr, quanyuan.Message(e.lang, "interrupted"))
		return 130
	}
	var q *quanyuan.Error
	var l interface{ Localized(lang string) string }
	switch {
	case errors.As(err, &l):
		fmt.Fprintln(e.stderr, "quanyuan:", l.Localized(e.lang))
	case errors.As(err, &q) && quanyuan.HasMessage(q.Key):
		s := quanyuan.Message(e.lang, q.Key, q.Args...)
		if w := q.Where.String(); w != "" {
			s = w + "：" + s
		}
		if q.Err != nil {
			s += "\n  " + q.Err.Error()
		}
		fmt.Fprintln(e.stderr, "quanyuan:", s)
	default:
		fmt.Fprintln(e.stderr, "quanyuan:", err)
	}
	return 1
}

// languageOf follows the usual variables; Chinese comes first.
func languageOf(getenv func(string) string) string {
	for _, k := range []string{"QUANYUAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(k); v != "" && v != "C" && v != "POSIX" && !strings.HasPrefix(v, "C.") {
			if strings.HasPrefix(v, "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "zh"
}
