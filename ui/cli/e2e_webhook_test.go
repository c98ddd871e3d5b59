//go:build e2e

package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// A real nginx in front passes events through, and their signatures still hold.
func TestE2EWebhookBehindNginx(t *testing.T) {
	c := newCreator(t, heygentest.Options{})
	c.server.Add(heygentest.VideoSpec{ID: "vid_one", Renders: time.Hour})
	c.run("add", "vid_one")
	const secret = "whsec_behind_nginx"
	file := filepath.Join(c.home, "secret")
	if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	said, _ := c.start("webhook", "--listen", "127.0.0.1:0", "--secret-file", file, "--interval", "1h")
	where := said.find(t, `listening at (http://\S+)/heygen`)
	said.find(t, `vid_one: rendering`)

	folder, socket := t.TempDir(), filepath.Join(t.TempDir(), "nginx.sock")
	if err := os.Chmod(filepath.Dir(socket), 0o755); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log stderr; events {}
http {
  access_log off; client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server { listen unix:%[2]s; location = /heygen { proxy_pass %[3]s; proxy_set_header Host $host; client_max_body_size 1m; } }
}`, folder, socket, where)
	if err := os.WriteFile(filepath.Join(folder, "nginx.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	nginx := exec.Command("nginx", "-c", filepath.Join(folder, "nginx.conf"), "-p", folder)
	nginx.Stderr = os.Stderr
	if err := nginx.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = nginx.Process.Kill()
		_ = nginx.Wait() // it was killed
	})
	through := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	if !waitFor(func() bool {
		res, err := through.Get("http://hooks/none")
		return err == nil && res.Body.Close() == nil
	}) {
		t.Fatal("nginx does not answer")
	}
	send := func(id, key string) int {
		req, err := heygentest.NewDelivery("http://hooks/heygen", key, id, "avatar_video.success", "vid_one", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		res, err := through.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	c.server.Change("vid_one", func(v *heygentest.VideoSpec) { v.Renders = 0 })
	if code := send("bad", "another"); code != http.StatusUnauthorized {
		t.Errorf("wrongly signed, it is answered %d", code)
	}
	if code := send("good", secret); code != http.StatusOK {
		t.Errorf("answered %d", code)
	}
	said.find(t, `vid_one: completed`)
}
