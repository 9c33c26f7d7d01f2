package rawnode

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/model"
)

const acceptedChanges = `changes like "v4,r2,v4r3,joint:v4,leave": separated by ",", each of one or more of vN (server N becomes a voter), lN (a learner), rN (is removed); ` +
	`joint: goes through a joint configuration that leave ends, auto: through one that ends by itself`

// words are the parts of a change.
var words = regexp.MustCompile(`^(joint:|auto:)?((?:[vlr][1-9])+)$`)

// parseChanges reads the changes of the configuration. The parts of a change are written as
// in the library's own tests.
func parseChanges(text string, servers int) (changes []ConfChange, err error) {
	if text == "" {
		return nil, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		if word == "leave" {
			changes = append(changes, ConfChange{Context: "leave"})
			continue
		}
		parts := words.FindStringSubmatch(word)
		if parts == nil {
			return nil, fmt.Errorf("%s is no change; accepted are %s", quote.Quoted(word), acceptedChanges)
		}
		c := ConfChange{Transition: map[string]Transition{"": Auto, "auto:": JointImplicit, "joint:": JointExplicit}[parts[1]]}
		for at := 0; at < len(parts[2]); at += 2 {
			n, _ := strconv.Atoi(parts[2][at+1 : at+2])
			if n > servers {
				return nil, fmt.Errorf("%s changes server %d, but there are %d; -spares says how many there are besides the first voters", quote.Quoted(word), n, servers)
			}
			kind := map[byte]ChangeType{'v': AddNode, 'l': AddLearnerNode, 'r': RemoveNode}[parts[2][at]]
			c.Changes = append(c.Changes, ConfChangeSingle{Type: kind, NodeID: model.NodeID(n)})
		}
		changes = append(changes, c)
	}
	return changes, nil
}
