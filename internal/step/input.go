package step

// Input is what a node is given: a message or the firing of a timer, by their
// numbers, or one of the constants.
type Input uint32

// The inputs that have no number.
const (
	CrashInput   Input = MaxTimerNames + iota
	RestartInput       // the start after a crash
	InvokeInput
	BootInput // the first start of all

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
