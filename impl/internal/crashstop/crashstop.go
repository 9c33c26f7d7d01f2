// Package crashstop is the setting of protocols whose machines may crash for ever.
package crashstop

import "github.com/synod-go/synod/model"

// Name is the name of the setting.
const Name = "crash-stop"

// Param is the setting; a machine that has crashed restarts by default.
func Param() model.Param {
	return model.Param{Name: Name, Doc: "a machine that has crashed never restarts", Default: false, With: "crashes"}
}

// Into lets the machines of a system that can crash do so for ever, if the setting is on.
func Into(sys *model.System, on bool) {
	for i := range sys.Groups {
		g := &sys.Groups[i]
		g.CrashStop = on && g.Crashes
	}
}
