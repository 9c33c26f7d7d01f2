package syntax_test

import (
	"errors"
	"fmt"

	"github.com/synod-go/synod/tla/syntax"
)

func ExampleParseExpr() {
	for _, text := range []string{`a + b * c`, `\A x \in S : x > 0 => P(x)`, `a \in {1, 2`} {
		expr, err := syntax.ParseExpr(&syntax.File{Name: "example", Src: text})
		var broken *syntax.Error
		switch {
		case errors.As(err, &broken):
			fmt.Println(broken.Show())
		case err != nil:
			panic(err)
		default:
			fmt.Println(syntax.Sexpr(expr))
		}
	}
	// Output:
	// (+ a (* b c))
	// (\A (in x S) (=> (> x 0) (P x)))
	// example:1:12: expected } to close the { at 1:7, found the end of the text
	//   a \in {1, 2
	//              ^
}
