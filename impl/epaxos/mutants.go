package epaxos

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	singleBallot     mutant = "single-ballot"
	noValidation     mutant = "no-validation"
	initialDeps      mutant = "initial-deps"
	alwaysFast       mutant = "always-fast"
	acceptOld        mutant = "accept-old"
	forgetAccepted   mutant = "forget-accepted"
	alwaysNop        mutant = "always-nop"
	silentValidation mutant = "silent-validation"
	impatient        mutant = "impatient"
	executeEarly     mutant = "execute-early"
	ownFirst         mutant = "own-first"
)

const (
	paper  = "Ryabinin, Gotsman and Sutra, Making Democracy Work: Fixing and Simplifying Egalitarian Paxos, OPODIS 2025"
	moraru = "Moraru, Andersen and Kaminsky, There Is More Consensus in Egalitarian Parliaments, SOSP 2013"
	sutra  = "Sutra, On the correctness of Egalitarian Paxos, 2019"
)

// recoveries returns settings with so many recoveries.
func recoveries(perServer ...int) map[string]any { return map[string]any{"recoveries": perServer} }

// mutants are the known mistakes, each with bounds under which it shows soon, and a shortest run.
var mutants = []model.Mutant{
	{
		// S2 knows c2, so c1 goes the slow path with {c2}, which S1 and S3 accept in ballot 0: it is
		// committed (6 steps). S2 joins ballot 2, and nobody else. S3 begins ballot 3 with S2, which
		// reports ballot 2, and nothing accepted: S3 forgets what it has accepted itself, and
		// gives c1 up with S1 (6): 12 steps.
		Name:   string(singleBallot),
		Doc:    "A server has one variable for the ballot that it has joined and for the one in which it has accepted.",
		Rule:   "A server keeps the last ballot in which it has accepted apart from the one that it has joined.",
		Breaks: "agreement",
		Length: 12,
		Source: sutra + ": one variable is not enough; " + paper + ", Section 7: comparison with the original",
		With:   recoveries(0, 1, 1),
	},
	{
		// S1 commits c1 on the fast path with S3 and S4, and S5 has pre-accepted c2 from S2; neither
		// knows the other's (7 steps). S5 recovers c2 with S3 and S4, which know c1 (5). It proposes {}
		// all the same, and they accept it (4): 9 steps.
		Name:   string(noValidation),
		Doc:    "Dependencies that enough servers have pre-accepted unchanged are proposed at once.",
		Rule:   "A coordinator first asks a quorum what interferes with the command and would not be ordered.",
		Breaks: "visibility",
		Length: 9,
		Source: moraru + ", Figure 3: recovery, as it reads for smaller fast quorums; " + paper + ", Figure 5: Validate",
		With:   map[string]any{"servers": 5, "recoveries": []int{0, 0, 0, 0, 1}},
		From:   "unaware",
	},
	{
		// S3 validates c1 with {} (7 steps), and two servers have nothing against it (4). Then S2
		// submits c2 with {} and commits it on the fast path with servers that do not know c1 (5).
		// Two servers accept c1 (4): 13 steps.
		Name:   string(silentValidation),
		Doc:    "A server that is asked to validate a command does not take it.",
		Rule:   "A server that has nothing against a command takes it, so that later ones depend on it.",
		Breaks: "visibility",
		Length: 13,
		Source: paper + ", Figure 5: Validate",
		With:   map[string]any{"servers": 5, "recoveries": []int{0, 0, 1}},
		From:   "validating",
	},
	{
		// c1 is committed on the fast path by S1 and S3 (3 steps). S2 submits c2, and S3 recovers c1
		// with S2 (6): c2 stands against it. S3 gives c1 up (2): 11 steps.
		Name:   string(impatient),
		Doc:    "A coordinator gives a command up as soon as something may stand against its dependencies.",
		Rule:   "It waits until it is known what becomes of that.",
		Breaks: "agreement",
		Length: 11,
		Source: paper + ", Figure 5: Waiting",
		With:   recoveries(0, 0, 1),
	},
	{
		// S1 and S3 accept c1 with {c2}: it is committed (6 steps). S3 recovers it with S2 and gives
		// it up (5): 11 steps.
		Name:   string(forgetAccepted),
		Doc:    "A coordinator does not look at what was accepted.",
		Rule:   "It proposes again what was accepted in the latest ballot.",
		Breaks: "agreement",
		Length: 11,
		Source: paper + ", Figure 5; " + moraru + ", Figure 3: recovery",
		With:   recoveries(0, 0, 1),
	},
	{
		// c1 is committed on the fast path by S1 and S3 (3 steps), and S3 recovers it with S2 and
		// gives it up (5): 8 steps.
		Name:   string(alwaysNop),
		Doc:    "A coordinator gives a command up if nothing was accepted.",
		Rule:   "If it may have been committed on the fast path, its dependencies are kept.",
		Breaks: "agreement",
		Length: 8,
		Source: paper + ", Figure 5",
		With:   recoveries(0, 0, 1),
	},
	{
		// S2 joins ballot 2 and then accepts c1 with {c2} in ballot 0 (6 steps). Its quorum, with
		// S3, reports nothing accepted, and it gives c1 up (4). S1 hears that S2 has accepted (1):
		// 11 steps.
		Name:   string(acceptOld),
		Doc:    "A server accepts in a ballot before the one that it has joined.",
		Rule:   "It accepts in no ballot before that.",
		Breaks: "agreement",
		Length: 11,
		Source: paper + ", Figure 3: Accept",
		With:   recoveries(0, 1),
	},
	{
		// S1 commits c1 with {c2}, of which S2 has told it (4 steps). S2 recovers c1 with S3 and gives
		// it up, for it has pre-accepted more than S1 had sent (5): 9 steps.
		Name:   string(alwaysFast),
		Doc:    "A coordinator takes the fast path with all dependencies that a quorum knows.",
		Rule:   "It takes the fast path only if a fast quorum knows of no more dependencies than it has sent.",
		Breaks: "agreement",
		Length: 9,
		Source: paper + ", Figure 3: PreAcceptOK; " + moraru + ", Figure 2: Phase 1",
		With:   recoveries(0, 1),
	},
	{
		// S1 and S2 commit their commands with S3 (3 steps and 3): 6 steps.
		Name:   string(initialDeps),
		Doc:    "A server adds nothing to the dependencies that it is sent.",
		Rule:   "It adds the interfering commands that it knows.",
		Breaks: "visibility",
		Length: 6,
		Source: paper + ", Figure 3: PreAccept; " + moraru + ", Figure 2: Phase 1",
		With:   recoveries(0),
	},
	{
		// S1 commits and executes c1 (3 steps). S2 commits c2 with {c1}, and executes it (3): 6 steps.
		Name:   string(executeEarly),
		Doc:    "A server executes a command before it knows all that it depends on.",
		Rule:   "It waits until all that is committed.",
		Breaks: "execution-order",
		Length: 6,
		Source: paper + ", Figure 1; " + moraru + ", Section 4.3.3: the execution algorithm",
		With:   recoveries(0),
	},
	{
		// c1 is committed with {c2} and c2 with {c1}, and both servers know it (11 steps).
		Name:   string(ownFirst),
		Doc:    "Of commands that depend on each other a server executes its own first.",
		Rule:   "All servers execute them in one order, which their identifiers say.",
		Breaks: "execution-order",
		Length: 11,
		Source: paper + ", Figure 1; " + moraru + ", Section 4.3.3: the execution algorithm",
		With:   recoveries(0),
	},
}
