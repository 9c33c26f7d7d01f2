// Package spark has the tasks of a search by several processes done by Apache Spark: an engine for
// package blocks. It is a module of its own, since the client of Spark Connect brings many others.
//
// A pass is one SQL statement, SELECT TRANSFORM (…) USING 'explore worker …', over rows that are
// tasks. Spark gives rows to workers and starts those again that fail; what goes through it is
// references to files in the store. Spark may do a task more than once, and may end a worker in
// the middle of one: only results that come back count.
package spark

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/apache/spark-connect-go/spark/sql"

	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/internal/quote"
)

// Engine is what -engine spark://HOST:PORT?slots=N means: the server of Spark Connect, and how many
// tasks its cluster does at a time (default 2).
func Engine() cmd.Engine {
	return cmd.Engine{Name: "spark", Accepted: "spark://HOST:PORT?slots=N", Open: open}
}

func open(ctx context.Context, address string, worker []string) (blocks.Engine, func(), error) {
	fail := func(err error) (blocks.Engine, func(), error) {
		return nil, nil, fmt.Errorf("engine spark:%s: %w", address, err)
	}
	u, err := url.Parse("sc:" + address)
	if err != nil || u.Host == "" {
		return fail(errors.New("accepted is spark://HOST:PORT?slots=N"))
	}
	e := &engine{worker: worker, slots: 2}
	if text := u.Query().Get("slots"); text != "" {
		if e.slots, err = strconv.Atoi(text); err != nil || e.slots < 1 {
			return fail(fmt.Errorf("slots %s: accepted are whole numbers from 1 on", quote.Quoted(text)))
		}
	}
	if e.session, err = sql.NewSessionBuilder().Remote("sc://" + u.Host).Build(ctx); err != nil {
		return fail(err)
	}
	return e, func() { _ = e.session.Stop() }, nil // the server forgets it anyway
}

// engine is a session.
type engine struct {
	session sql.SparkSession
	worker  []string
	slots   int
}

// Slots implements blocks.Engine.
func (e *engine) Slots() int { return e.slots }

// Run implements blocks.Engine.
func (e *engine) Run(ctx context.Context, tasks []blocks.Task) ([]blocks.Result, error) {
	// Without this Spark puts all rows into as many partitions as it likes, often into one. A
	// partition is one process: more of them balance better and start more often.
	partitions := min(len(tasks), 2*e.slots)
	if err := e.session.Config().Set(ctx, "spark.sql.leafNodeDefaultParallelism", strconv.Itoa(partitions)); err != nil {
		return nil, err
	}
	query, err := statement(e.worker, tasks)
	if err != nil {
		return nil, err
	}
	frame, err := e.session.Sql(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := frame.Collect(ctx)
	if err != nil {
		return nil, err
	}
	var results []blocks.Result
	for _, row := range rows {
		text, ok := row.At(0).(string)
		if !ok {
			return nil, fmt.Errorf("a row that Spark returns is no text: %v", row.Values())
		}
		var r blocks.Result
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return nil, fmt.Errorf("a row that Spark returns is no result: %w", err)
		}
		if r.Error != "" {
			return nil, errors.New(r.Error)
		}
		results = append(results, r)
	}
	return results, nil
}

// statement is the statement that has tasks done, all of one operation.
func statement(worker []string, tasks []blocks.Task) (string, error) {
	var words, values []string
	for _, word := range worker {
		words = append(words, quote.Shell(word))
	}
	for _, t := range tasks {
		text, err := json.Marshal(t)
		if err != nil {
			return "", err
		}
		values = append(values, "("+literal(string(text))+")")
	}
	command := strings.Join(append(words, tasks[0].Op), " ")
	return fmt.Sprintf(`SELECT TRANSFORM (task) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' USING %s AS (result STRING)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' FROM VALUES %s AS t(task)`, literal(command), strings.Join(values, ", ")), nil
}

// literal writes text as a string of Spark SQL.
func literal(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
