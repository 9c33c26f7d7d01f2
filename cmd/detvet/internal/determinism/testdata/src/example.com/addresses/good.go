package addresses

import (
	"errors"
	"fmt"
	"strconv"
	"unsafe"

	"github.com/synod-go/synod/model"
)

// Good prints values.
type Good struct {
	n     int
	m     map[model.NodeID]int
	name  string
	named *Named
	list  []*Named
	msg   *Msg
	err   error
	any   any
}

// Msg is plain.
type Msg struct {
	Term    int
	Entries []int
}

func (s *Good) Start(env model.Env) {
	s.name = fmt.Sprint(s.n, s.m, s.name)
	s.name = fmt.Sprintf("%v %s", s.named, s.list)
	s.name = fmt.Sprint(s.msg, *s.msg, &Msg{Term: 1})
	s.name = fmt.Sprintf("%T %d", s, s.n)
	s.name = fmt.Sprint(s.err, s.any)
	s.err = fmt.Errorf("slot %d: %w", s.n, errors.New("x"))
	s.name = strconv.Itoa(s.n) + fmt.Sprint([]int{1}, [2]string{}, model.NodeID(1))
	s.n = int(unsafe.Sizeof(s.n))
	if s.named == s.list[0] {
		s.n++
	}
	fmt.Println(s)
}

func (s *Good) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case *Msg:
		s.msg = m
	default:
		panic(fmt.Sprintf("unknown %T: %v", m, m))
	}
}

func (s *Good) Timeout(env model.Env, _ model.Timer) {
	b := []byte(s.name)
	s.name = unsafe.String(&b[0], len(b))
	s.name = *(*string)(unsafe.Pointer(&b))
}

var _ model.Node = (*Good)(nil)
