#!/usr/bin/env bash
# Makes the pictures of the README from the real program in a real terminal: docs/dashboard.png, docs/details.png, docs/light.png and
# the tour, docs/tour.gif. Run it from anywhere in a checkout, on Debian; it installs what it needs.
set -euo pipefail
cd "$(dirname "$0")"

need=()
for pair in Xvfb:xvfb xterm:xterm xdotool:xdotool import:imagemagick; do
  command -v "${pair%%:*}" >/dev/null || need+=("${pair#*:}")
done
for font in jetbrains-mono nanum symbola noto-cjk; do
  dpkg -s "fonts-$font" >/dev/null 2>&1 || need+=("fonts-$font")
done
if ((${#need[@]})); then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need[@]}" >/dev/null
fi

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
(cd .. && go build -o "$work/reelwatch" .)

export DISPLAY=:97
Xvfb "$DISPLAY" -screen 0 1600x1200x24 -nolisten tcp >/dev/null 2>&1 &
until xdotool getdisplaygeometry >/dev/null 2>&1; do sleep 0.1; done

# open COLUMNSxROWS dark|light: the demo in a window of its own
open() {
  local fg='#d5d8df' bg='#14161b'
  [[ $2 == dark ]] || { fg='#1f2328' bg='#ffffff'; }
  env -u TMUX -u SSH_CONNECTION HOME="$work" COLORTERM=truecolor LANG=C.UTF-8 \
    xterm -tn xterm-256color -geometry "$1+0+0" -fa 'JetBrains Mono' -fs 11 -fg "$fg" -bg "$bg" -b 12 -bw 0 +sb -e "$work/reelwatch" demo &
  terminal=$!
  window=$(xdotool search --sync --onlyvisible --class xterm | tail -n 1)
  xdotool windowfocus "$window"
}
keys() { # each by itself: an escape that another key follows at once is taken for alt
  for key in "$@"; do
    xdotool key "$key"
    sleep 0.3
  done
}
words() { xdotool type --delay 120 "$1"; }
shoot() { import -window "$window" "$1"; }
close() { kill "$terminal"; wait "$terminal" 2>/dev/null || true; }

open 120x32 dark
sleep 24; keys j d; sleep 2.2; shoot dashboard.png
keys g Return; sleep 2.5; shoot details.png
close

open 100x28 light
sleep 24; keys j d; sleep 2; shoot light.png
close

# film SECONDS: a frame each half second
frame=0
film() {
  local end=$((SECONDS + $1))
  while ((SECONDS < end)); do
    frame=$((frame + 1))
    shoot "$work/$(printf 'frame%03d' "$frame").png"
    sleep 0.4
  done
}
open 100x28 dark
sleep 12; film 5
keys d; film 4
keys j j j; film 2
keys Return; film 3
keys Escape slash; words tour; film 3
keys Escape; keys 2; film 2
keys 1 question; film 3
keys Escape; film 2
close
convert -delay 45 -loop 0 "$work"/frame*.png +dither -colors 48 -layers optimize tour.gif
ls -l ./*.png tour.gif
