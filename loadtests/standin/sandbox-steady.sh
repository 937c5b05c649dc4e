#!/usr/bin/env bash
# Starts the sandbox without its demo vendors, runs the steady scenario for a few seconds (by k6 where there is one, else by the stand-in) and
# ends the sandbox again. Fails when a threshold is crossed; those on latency are wide here, because a build machine does other things too.
# Needs the solution built: CONFIGURATION=Release (default Debug).
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
program=$here/../src/Sandbox/bin/${CONFIGURATION:-Debug}/net10.0/Digdir.Altinn.Sandbox
public=${PUBLIC_PORT:-18080} management=${MANAGEMENT_PORT:-18081} standins=${STANDINS_PORT:-18090}
export GATEWAY=http://127.0.0.1:$public TOKENS=http://127.0.0.1:$standins LENGTH=${LENGTH:-5} P95=${P95:-250} P99=${P99:-1000}

log=$(mktemp)
"$program" --no-traffic --Sandbox:Log=Warning --Sandbox:PublicPort="$public" --Sandbox:ManagementPort="$management" --Sandbox:StandInsPort="$standins" >"$log" 2>&1 &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; rm -f "$log"' EXIT

ready() {
  local token
  token=$(curl -fsS "$TOKENS/token?form=maskinporten-systemuser&scope=digdir:dialogporten" 2>/dev/null) &&
    curl -fsS -o /dev/null -H "Authorization: Bearer $token" "$GATEWAY/dialogporten/api/v1/enduser/parties" 2>/dev/null
}

for _ in $(seq 150); do
  kill -0 "$sandbox" 2>/dev/null || { cat "$log" >&2; echo "The sandbox ended at once." >&2; exit 1; }
  ready && break
  sleep 0.2
done

cd "$here"
if command -v k6 >/dev/null; then
  k6 run --quiet steady.js
else
  # A first short run warms the just-in-time compiler; its latencies are not the gateway's.
  LENGTH=2 P95=5000 P99=10000 node standin/steady.js >/dev/null
  node standin/steady.js
fi
