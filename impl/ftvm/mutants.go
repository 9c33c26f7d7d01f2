package ftvm

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	earlyOutput       mutant = "early-output"
	unloggedOutput    mutant = "unlogged-output"
	unloggedClock     mutant = "unlogged-clock"
	movedInterrupt    mutant = "moved-interrupt"
	droppedLog        mutant = "dropped-log"
	lateAck           mutant = "late-ack"
	noTestAndSet      mutant = "no-test-and-set"
	noHalt            mutant = "no-halt"
	lostWrite         mutant = "lost-write"
	diskCopy          mutant = "disk-copy"
	noDuplicateFilter mutant = "no-duplicate-filter"
	reordered         mutant = "reordered"
	lostEntry         mutant = "lost-entry"
)

// of are the bounds of a mutant: how many servers may crash, and be suspected by mistake.
func of(scripts string, clients, crashes, mistakes int) map[string]any {
	return map[string]any{"servers": 2, "scripts": scripts, "clients": clients, "crashes": crashes, "mistakes": mistakes, "retries": 0}
}

// and adds a setting.
func and(with map[string]any, name string, value any) map[string]any {
	with[name] = value
	return with
}

// mutants are the known mistakes, each with bounds under which it shows soon. The comments
// give a shortest run: C is an operation invoked, Q a request, E an entry, A an Ack and R a
// reply delivered, P an instruction executed, W a disk write completed, Y an entry replayed,
// X a crash, S that a server suspects the other one, F that the shared storage answers it
// (two steps), K a copy sent and O one delivered.
var mutants = []model.Mutant{
	{
		// S2 takes S1 for dead and is live (SF), with nothing. A get is answered by S1 (CQPR):
		// 7 steps.
		Name:   string(earlyOutput),
		Doc:    "The primary sends an output at once.",
		Rule:   "An output leaves only when the backup has acknowledged the log entry of the instruction that made it.",
		Breaks: outputRequirement.Name,
		Length: 7,
		Source: paper + ", Section 2.2: Output Rule",
		With:   of("get", 1, 0, 1),
	},
	{
		// S2 has the packet (CQE), and S1 knows it (A). S1 answers (PR), and S2 goes live
		// (SF) just before the instruction that does: 9 steps. With updates what it does
		// then can be something else.
		Name:   string(unloggedOutput),
		Doc:    "An output waits for the entries that were logged before it, and is not logged itself.",
		Rule:   "The backup must have what lets it replay up to the output operation itself.",
		Breaks: outputRequirement.Name,
		Length: 9,
		Source: paper + ", Section 2.2: a timer interrupt might change the backup's execution path before it executes the output operation",
		With:   of("get", 1, 0, 1),
	},
	{
		// Two gets are at S1 and S2 (CQEA twice). S1 serves the first one (PEA), and S2 the
		// second one (Y): 12 steps.
		Name:   string(unloggedClock),
		Doc:    "What the clock shows is not logged: the backup reads its own.",
		Rule:   "The result of each operation that is not deterministic is in the log.",
		Breaks: sameState.Name,
		Length: 12,
		Source: paper + ", Section 2.1: such as reading the clock cycle counter of the processor",
		With:   of("get;get", 2, 0, 0),
	},
	{
		// An append is at S1 and S2 (CQEA). S1 executes the instruction that issues the disk
		// write (P), which completes (WEA). S2 delivers the interrupt before it executes that
		// instruction (Y), and nobody waits for it yet: 9 steps.
		Name:   string(movedInterrupt),
		Doc:    "The backup delivers the interrupt of a disk write as soon as it comes to its entry.",
		Rule:   "The backup delivers an interrupt between the same two instructions as the primary.",
		Breaks: sameState.Name,
		Length: 9,
		Source: paper + ", Section 2.1: for events such as timer or I/O completion interrupts the exact instruction is recorded",
		With:   of("append", 1, 0, 0),
	},
	{
		// S1 answers a get when S2 has the entry of the output (CQEA PEAR). S2 goes live and
		// has replayed nothing (SF): 11 steps.
		Name:   string(droppedLog),
		Doc:    "A backup goes live at the point that it has replayed, and forgets what it has received besides.",
		Rule:   "A backup goes live at the end of the log, and not before.",
		Breaks: outputRequirement.Name,
		Length: 11,
		Source: paper + ", Section 2.3: if the primary VM fails",
		With:   and(of("get", 1, 0, 1), "lag", 2),
	},
	{
		// S2 is live (SF), and acknowledges what S1 logs (CQEA PEA), which answers (R): 11
		// steps.
		Name:   string(lateAck),
		Doc:    "A backup that has gone live acknowledges entries of the log that it does not replay.",
		Rule:   "An acknowledgement says that the backup will replay the entry.",
		Breaks: outputRequirement.Name,
		Length: 11,
		Source: paper + ", Section 2.2: Output Rule; Section 2.3: split-brain problems",
		With:   of("get", 1, 0, 1),
	},
	{
		// Each takes the other for dead (SS): 2 steps.
		Name:   string(noTestAndSet),
		Doc:    "A server that suspects the other one goes live without asking the shared storage.",
		Rule:   "A server goes live only if it is the first to set the flag on the shared storage.",
		Breaks: oneLive.Name,
		Length: 2,
		Source: paper + ", Section 2.3: an atomic test-and-set operation on the shared storage",
		With:   of("get", 1, 0, 2),
	},
	{
		// S1 is live (SF). S2 suspects it, and learns that the flag was set (SF): 6 steps.
		Name:   string(noHalt),
		Doc:    "A server goes live although the other one has set the flag.",
		Rule:   "A server that finds the flag set halts its virtual machine: the other one is live already.",
		Breaks: oneLive.Name,
		Length: 6,
		Source: paper + ", Section 2.3: if the test-and-set operation fails",
		With:   of("get", 1, 0, 2),
	},
	{
		// The disk write of an append is under way on S1 (CQEP). S2 knows that when the
		// packet of a get tells it how far S1 has come (CQE). S1 fails, and S2 is live (XSF).
		// The interrupt never comes; C1 asks again for ever.
		Name:   string(lostWrite),
		Doc:    "A backup that goes live does not issue again the disk writes that were under way.",
		Rule:   "The pending I/Os are issued again when a backup goes live: it cannot know whether they were completed.",
		Breaks: clientsAnswered.Name,
		Length: 16,
		Source: paper + ", Section 3.4: disk I/Os that are outstanding on the primary when a failure happens",
		With:   and(of("append;get", 2, 1, 0), "retries", unbounded),
	},
	{
		// S1 is live (SF) and has the packet of a get (CQ) when it copies (KO): 7 steps.
		Name:   string(diskCopy),
		Doc:    "The copy for a new backup has what was executed, and not the threads.",
		Rule:   "A new backup starts with the whole state of the running machine.",
		Breaks: sameState.Name,
		Length: 7,
		Source: paper + ", Section 3.1: FT VMotion clones a VM in the same state",
		With:   and(of("get", 1, 0, 1), "servers", 3),
	},
	{
		// An append is executed (CQEA PWEA PEA), and comes again (retry, QEA PWP): 18 steps.
		Name:   string(noDuplicateFilter),
		Doc:    "The machine executes an operation each time that it comes.",
		Rule:   "Packets that come twice are detected by the machine itself, as by TCP.",
		Breaks: "at-most-once",
		Length: 18,
		Source: paper + ", Section 2.2: lost, reordered and duplicate packets are dealt with by the network infrastructure, operating systems and applications",
		With:   and(of("append", 1, 0, 0), "retries", 1),
	},
	{
		// An append is at S1, and on its disk (CQPW). S2 gets the interrupt before the packet
		// (EEAAY): 9 steps.
		Name:   string(reordered),
		Doc:    "Entries of the log may overtake each other.",
		Rule:   "The logging channel is FIFO.",
		Breaks: sameState.Name,
		Length: 9,
		Source: paper + ", Section 3.2: log entries flow through the logging channel. VMware's white paper on vSphere Fault Tolerance (2009): it is a TCP connection",
		With:   and(of("append;append", 2, 0, 0), "network", model.Multiset.String()),
	},
	{
		// S2 has the packet of a get (CQEA). The entry of the output is lost (P, lost). That
		// of the next packet (CQE) is acknowledged, and taken for it (AR). S2 goes live (SF):
		// 14 steps.
		Name:   string(lostEntry),
		Doc:    "An entry of the log may be lost.",
		Rule:   "The logging channel is reliable.",
		Breaks: outputRequirement.Name,
		Length: 14,
		Source: paper + ", Section 3.2: log entries flow through the logging channel. VMware's white paper on vSphere Fault Tolerance (2009): it is a TCP connection",
		With:   and(of("get;get", 2, 0, 1), "drops", 1),
	},
}
