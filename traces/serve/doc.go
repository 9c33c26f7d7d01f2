// Package serve shows a run in the browser and lets a person play it: the page of
// [draw.HTML], with a list of the steps that the live system can take next, to
// choose from, to take back, and to branch at any earlier step. What is broken is
// told with its reason, at once.
//
// [New] makes the page of a system, or of a saved run; [Server.Serve] serves it.
// The package knows runs (traces.Trace), what is live (traces.Live) and how they
// are drawn. Runs of Go protocols and of TLA+ specs are the same to it.
//
// # The address of a run
//
// The server keeps no runs. Every request says in an address which run it is
// about, and the page has that address behind the # of its own, so that a run can
// be shared as a link and opened again. An address is a code for the initial
// state and one for every step, with dots between:
//
//	nTr2.Zx0Jq81a.9ePRkA3c
//
// A step's code is a hash of what it is (see traces.Step.Same) and one of the state
// that it leads to. It does not say where the step stands among those that are
// enabled: an address stays good when others come or go, and does not when the
// step is gone or does something else now. Then the run is shown as far as it
// goes, and why it goes no farther is said. The server goes back and on from where
// the last request left the system, so one more step costs one step.
//
// # Who may ask
//
// A page that some other site shows in the same browser must not get at this one.
// So a request is answered only if it names the server by an IP address, by
// localhost, or as it was told (a name that was made to point here is none of
// these), and if the browser does not say that another site asks. Nothing that is
// asked changes anything but what is kept for speed, and all answers are bounded.
package serve
