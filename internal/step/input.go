package step

// Input is what a node is given: a message or the firing of a timer, by their
// numbers, a node that is suspected or trusted, or one of the constants.
type Input uint32

// The inputs that have no number.
const (
	CrashInput   Input = MaxTimerNames + iota
	RestartInput       // the start after a crash
	InvokeInput
	BootInput // the first start of all

	firstSuspect Input = MaxTimerNames + 1<<nodeBits
	firstTrust   Input = MaxTimerNames + 2<<nodeBits
	afterTrust   Input = MaxTimerNames + 3<<nodeBits
	firstMessage Input = 2 * MaxTimerNames
)

// MaxTimerNames is how many different timers a system may have.
const MaxTimerNames = 1 << 12

// FireInput returns the input of the firing of a timer.
func FireInput(timer uint16) Input { return Input(timer) }

// MessageInput returns the input of the delivery of a message.
func MessageInput(id uint32) Input { return firstMessage + Input(id) }

// IsMessage reports whether the input is a message.
func (in Input) IsMessage() bool { return in >= firstMessage }

// Message returns the number of the message.
func (in Input) Message() uint32 { return uint32(in - firstMessage) }

// IsTimer reports whether the input is the firing of a timer.
func (in Input) IsTimer() bool { return in < MaxTimerNames }

// Timer returns the number of the timer.
func (in Input) Timer() uint32 { return uint32(in) }

// SuspectInput returns the input that says that a node, by its index, has crashed.
func SuspectInput(whom int) Input { return firstSuspect + Input(whom) }

// TrustInput returns the input that says that a node, by its index, is up.
func TrustInput(whom int) Input { return firstTrust + Input(whom) }

// IsSuspect reports whether the input says that a node has crashed.
func (in Input) IsSuspect() bool { return firstSuspect <= in && in < firstTrust }

// IsTrust reports whether the input says that a node is up.
func (in Input) IsTrust() bool { return firstTrust <= in && in < afterTrust }

// Whom returns the index of the node that is suspected or trusted.
func (in Input) Whom() int { return int(in-firstSuspect) & (1<<nodeBits - 1) }
