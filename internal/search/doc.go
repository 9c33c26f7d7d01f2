// Package search explores a system with the engine and reports: it compiles the system,
// searches or simulates, runs some handlers again, and turns what was found into runs,
// verdicts and warnings.
package search
