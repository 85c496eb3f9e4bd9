#!/bin/sh
# Starts the agent with the Node it came with. Typed by root, it steps down to the user of the service and takes no more
# rights than the service has, so that files keep their owner and `doctor` sees what the service sees.
set -eu
# the system's own: what root has in front of it may be closed to the service's user
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

lib=$(dirname "$(readlink -f "$0")")/../lib/haidang-agent
user=${HAIDANG_AGENT_USER:-haidang}
export HAIDANG_AGENT_DATA="${HAIDANG_AGENT_DATA:-/var/lib/haidang-agent}"
# memory goes back to the system soon: one arena for all threads, and pieces larger than a read of 64 kB outside of it
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-131072}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-131072}"

# small before quick: the heap is collected early and nothing is compiled for speed, until the agent asks for that itself
# because it watches much
flags="--max-semi-space-size=1 --max-old-space-size=192 --optimize-for-size --no-opt --no-maglev"

step=
if [ "$(id -u)" = 0 ]; then
  if ! id "$user" >/dev/null 2>&1; then
    echo "Thiếu người dùng $user: hãy cài lại gói. The user $user is missing: install the package again." >&2
    exit 1
  fi
  rights=+net_raw,+net_bind_service
  step="setpriv --reuid=$user --regid=$(id -g "$user") --init-groups --no-new-privs"
  step="$step --inh-caps=-all,$rights --ambient-caps=-all,$rights --bounding-set=-all,$rights"
elif [ "${1:-run}" != --version ] && [ "${1:-run}" != --help ] && [ ! -w "$HAIDANG_AGENT_DATA" ]; then
  echo "Hãy chạy bằng sudo. Run it with sudo: sudo haidang-agent $*" >&2
  exit 1
fi

# shellcheck disable=SC2086 # the words of step and flags are separate on purpose
set -- $step "$lib/node" $flags "$lib/agent.cjs" "$@"
case " $* " in
  *"/agent.cjs enrol "*) ;;
  *) exec "$@" ;;
esac
"$@"
# the service waits for an identity; a copy run from elsewhere has no service
if [ "$(readlink -f "$lib")" = /usr/lib/haidang-agent ] && [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ]; then
  systemctl restart haidang-agent.service
fi
