// Package tap prints results in the form of the Test Anything Protocol, as runtime-tools' programs ask for it.
package tap

import (
	"encoding/json"
	"fmt"
)

// T counts the results of one program.
type T struct {
	count   int
	planned bool
}

// New begins without results.
func New() *T { return &T{} }

// Header prints the version and, unless it is 0, how many results will come.
func (t *T) Header(plan int) {
	fmt.Println("TAP version 13")
	if plan > 0 {
		t.planned = true
		fmt.Printf("1..%d\n", plan)
	}
}

// Ok prints a result.
func (t *T) Ok(passed bool, description string) {
	t.count++
	word := "ok"
	if !passed {
		word = "not ok"
	}
	fmt.Printf("%s %d - %s\n", word, t.count, description)
}

// Pass prints a success.
func (t *T) Pass(description string) { t.Ok(true, description) }

// Fail prints a failure.
func (t *T) Fail(description string) { t.Ok(false, description) }

// Skip prints that results are left out.
func (t *T) Skip(count int, reason string) {
	for i := 0; i < count; i++ {
		t.count++
		fmt.Printf("ok %d # SKIP %s\n", t.count, reason)
	}
}

// Todo is for results that are known not to be right yet; they count as skipped.
func (t *T) Todo() *Todo { return &Todo{t} }

// Todo prints such results.
type Todo struct{ t *T }

// Ok prints a result that does not count.
func (todo *Todo) Ok(passed bool, description string) { todo.t.Skip(1, description) }

// Fail prints a failure that does not count.
func (todo *Todo) Fail(description string) { todo.t.Skip(1, description) }

// Diagnostic prints a remark.
func (t *T) Diagnostic(message string) { fmt.Printf("# %s\n", message) }

// Diagnosticf prints a remark.
func (t *T) Diagnosticf(format string, values ...interface{}) {
	t.Diagnostic(fmt.Sprintf(format, values...))
}

// YAML prints details of the last result; JSON is YAML.
func (t *T) YAML(details interface{}) error {
	text, err := json.MarshalIndent(details, "  ", "  ")
	fmt.Printf("  ---\n  %s\n  ...\n", text)
	return err
}

// AutoPlan prints how many results there were, unless that was said.
func (t *T) AutoPlan() {
	if !t.planned {
		fmt.Printf("1..%d\n", t.count)
	}
}
