#!/bin/sh
# The command line with the Node it came with. Root is whoever runs the control plane of this machine, and speaks to that
# one unless told otherwise; others name theirs by HAIDANG_URL and HAIDANG_TOKEN or a profile.
set -eu

lib=$(dirname "$(readlink -f "$0")")/../lib/haidang
data=/var/lib/haidang
owns=
if [ "$(id -u)" = 0 ]; then
  if [ -z "${HAIDANG_DATA:-}${HAIDANG_URL:-}${HAIDANG_PROFILE:-}" ]; then
    export HAIDANG_DATA="$data"
  fi
  # these two write into the data folder themselves, and what they write has to be the service's
  case "${1:-} ${2:-}" in
    "restore "* | "store migrate") [ "${HAIDANG_DATA:-}" != "$data" ] || owns=1 ;;
  esac
fi

[ -n "$owns" ] || exec "$lib/node" "$lib/cli/bin/haidang.js" "$@"
code=0
"$lib/node" "$lib/cli/bin/haidang.js" "$@" || code=$?
[ ! -d "$data" ] || chown -R --no-dereference haidang-server:haidang-server "$data"
exit "$code"
