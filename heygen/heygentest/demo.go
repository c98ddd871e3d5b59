package heygentest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"reelwatch/heygen"
)

// Demo gives a batch that shows every state within two minutes of now: videos that had ended before, videos that
// render and end one after another, failures, one that never ends and, among the ids alone, one that HeyGen does not
// know. The ids are in the order in which a creator would have added them; the same seed gives the same batch.
func Demo(now time.Time, seed uint64) (videos []VideoSpec, ids []string) {
	d := demo{now: now, random: rand.New(rand.NewPCG(seed, 0))}
	d.rendering()
	d.failing()
	d.earlier()
	for i := range d.videos {
		ids = append(ids, d.videos[i].ID)
	}
	return d.videos, append(ids, d.id())
}

// demoSpeed lets a save be watched: 3 to 40 MB take 1 to 10 s.
const demoSpeed = 4 << 20

// demo is a batch in the making.
type demo struct {
	now    time.Time
	random *rand.Rand
	videos []VideoSpec
}

// id makes an id as HeyGen's are.
func (d *demo) id() string { return fmt.Sprintf("%016x%016x", d.random.Uint64(), d.random.Uint64()) }

// between picks a length of time of whole seconds.
func (d *demo) between(low, high time.Duration) time.Duration {
	return low + time.Duration(d.random.Int64N(int64((high-low)/time.Second)+1))*time.Second
}

// add puts a video into the batch, with what every video has filled in.
func (d *demo) add(v VideoSpec) {
	v.ID = d.id()
	if v.Created.IsZero() {
		v.Created = d.now
	}
	v.Length = d.between(20*time.Second, 90*time.Second)
	v.Size = 3_000_000 + d.random.Int64N(37_000_000)
	v.BytesPerSecond = demoSpeed
	v.Subtitled = true
	d.videos = append(d.videos, v)
}

// earlier adds what had ended before the dashboard was opened.
func (d *demo) earlier() {
	for i, title := range []string{"welcome", "import", "timeline"} {
		d.add(VideoSpec{
			Title:   fmt.Sprintf("Product tour %02d – %s", i+1, title),
			Created: d.now.Add(-d.between(20*time.Minute, 50*time.Minute)),
			Queued:  3 * time.Second,
			Renders: d.between(20*time.Second, 50*time.Second),
		})
	}
	d.add(VideoSpec{
		Title:   "Recap 2026 👩‍👩‍👧 all teams 🎬",
		Created: d.now.Add(-6 * 24 * time.Hour),
		Renders: 40 * time.Second,
		WebM:    true,
	})
}

// rendering adds what can be watched: each begins a little after the one before.
func (d *demo) rendering() {
	titles := []string{
		"Product tour 04 – editing", "Product tour 05 – export", "Product tour 06 – sharing",
		"Spring launch – teaser DE", "Spring launch – teaser FR", "Spring launch – teaser 日本語",
		"Spring launch – teaser IT", "Spring launch – teaser ES", "Spring launch – teaser 한국어",
		"Onboarding 05 – first login", "Onboarding 06 – projects", "Onboarding 09 – roles",
		"Newsletter 31", "Newsletter 32", "Support – reset a password",
	}
	for i, title := range titles {
		queued := time.Duration(i) * 3 * time.Second
		d.add(VideoSpec{Title: title, Queued: queued, Renders: 10*time.Second + queued*4/5 + d.between(0, 2*time.Second)})
	}
	d.add(VideoSpec{
		Title:   "Spring launch – long cut",
		Created: d.now.Add(-26 * time.Minute),
		Ends:    heygen.Processing,
	})
}

// failing adds what goes wrong, each with a reason of its own.
func (d *demo) failing() {
	d.add(VideoSpec{
		Title:       "Onboarding 07 – billing",
		Queued:      4 * time.Second,
		Renders:     16 * time.Second,
		Ends:        heygen.Failed,
		FailCode:    "MOVIO_PAYMENT_INSUFFICIENT_CREDIT",
		FailMessage: "Insufficient credit. This operation requires 'api' credits.",
	})
	d.add(VideoSpec{
		Title:       "Onboarding 08 – team",
		Renders:     35 * time.Second,
		Ends:        heygen.Failed,
		FailMessage: "Script too long for selected avatar",
	})
	d.add(VideoSpec{
		Title:   "Webinar opener",
		Queued:  6 * time.Second,
		Renders: 50 * time.Second,
		Ends:    heygen.Failed,
	})
}
