// Package tracker is the heart of reelwatch: which videos are tracked, when HeyGen is asked about them, what an
// answer changes, and how a finished video is saved. It draws nothing and knows no file format of the list; it
// names what it needs as small interfaces, in ports.go: API and Store, and Lease, AskerLease and Claims for several
// processes over one store.
package tracker
