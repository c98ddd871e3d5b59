package store

import (
	"fmt"
	"runtime/debug"
	"sync"

	"reelwatch/tracker"
)

// raw is a record as it lies in the file: good for as long as the transaction.
type raw struct{ id, value []byte }

// decoding checks and decodes records on all processors, while more of them are being found: the first Load of a long list
// stands between the user and the first screen.
type decoding struct {
	sparing bool   // expired links are left out
	next    *batch // being filled
	batches []*batch
	workers sync.WaitGroup
}

// batch is the records that one worker decodes at a time.
type batch struct {
	sparing bool
	records []raw
	entries []linked
	sums    []sum
	err     error
}

const batchSize = 256

// add takes a record.
func (d *decoding) add(r raw) {
	if d.next == nil {
		d.next = &batch{sparing: d.sparing, records: make([]raw, 0, batchSize)}
	}
	d.next.records = append(d.next.records, r)
	if len(d.next.records) == batchSize {
		d.begin()
	}
}

// begin has what was added so far decoded.
func (d *decoding) begin() {
	if b := d.next; b != nil {
		d.next, d.batches = nil, append(d.batches, b)
		d.workers.Go(b.decode)
	}
}

// wait returns when no worker looks at a record any more.
func (d *decoding) wait() { d.workers.Wait() }

// all gives the entries of all records that were added, in their order; no more may follow.
func (d *decoding) all() ([]*tracker.Entry, error) {
	d.begin()
	d.wait()
	entries := make([]*tracker.Entry, 0, len(d.batches)*batchSize)
	for _, b := range d.batches {
		if b.err != nil {
			return nil, b.err
		}
		for i := range b.entries {
			entries = append(entries, &b.entries[i].Entry)
		}
	}
	return entries, nil
}

// sums gives the sums of these records, in the same order.
func (d *decoding) sums() (all []sum) {
	for _, b := range d.batches {
		all = append(all, b.sums...)
	}
	return all
}

// decode stops at the first record that is none.
func (b *batch) decode() {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // the records lie in a map of the file: see guard
	defer func() {
		if p := recover(); p != nil {
			b.err = fmt.Errorf("decode: %v", p)
		}
	}()
	b.entries, b.sums = make([]linked, len(b.records)), make([]sum, len(b.records))
	for i, r := range b.records {
		body, c, err := unseal(r.id, r.value)
		if err == nil {
			err = b.entries[i].decode(string(r.id), body, b.sparing)
		}
		if err != nil {
			b.err = err
			return
		}
		b.sums[i] = c
	}
	b.records = nil // of a map that goes
}
